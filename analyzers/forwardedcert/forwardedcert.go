package forwardedcert

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "forwardedcert", Title: "a forwarded client-certificate header trusted without verification", Severity: report.High,
		CWE: []int{345, 290, 348}, OWASP: []string{"A06:2025", "A07:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the gates that
// the analyzer gates computes.
func New(gates *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	rule := Rule()
	return &analysis.Analyzer{
		Name: rule.Name, Doc: rule.Name + ": " + rule.Title, URL: rule.URL(), RunDespiteErrors: true,
		Requires: []*analysis.Analyzer{gates}, ResultType: reflect.TypeFor[[]report.Finding](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := report.NewReporter(pass, rule, options)
			for _, g := range pass.ResultOf[gates].(*summary.Result).Gates {
				question(r, g)
				identities(r, g)
			}
			return r.Finish(), nil
		},
	}
}

// question asks a gate: does a way in rest on a forwarded header without
// evidence of who sent it?
func question(r *report.Reporter, g *summary.Gate) {
	if g.Kind == summary.Helper || g.Kind == summary.Callback {
		return
	}
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			if w.Has(hop) {
				continue
			}
			for _, it := range w.Holds {
				for _, e := range it.Evidence {
					if e.IsForwarded() && e.Op != gate.HandOn && e.Form&gate.Told == 0 {
						add(r, g, e.Label, e.Form, it.Pos, "allows here: "+a.What, r.Position(a.Pos))
					}
				}
			}
		}
	}
}

// hop reports whether e says who sent the header: the address of the hop, the
// identity of the proxy's own certificate, a shared secret, a signature.
func hop(e gate.Evidence) bool {
	if e.IsForwarded() {
		return false
	}
	switch e.Kind() {
	case gate.ProxyVerified, gate.CertStrong, gate.CertWeak, gate.Signature, gate.Bearer:
		return e.Label.Root != flow.Server
	case gate.APIKey:
		return true
	}
	return false
}

// identities asks: does what such a header says leave the gate as an identity?
func identities(r *report.Reporter, g *summary.Gate) {
	for _, k := range g.Sinks {
		if secured(k) {
			continue
		}
		for _, l := range k.Labels {
			if l.Root == flow.Forwarded {
				add(r, g, l, 0, r.Resolve(k.At), "becomes an identity here", k.At)
			}
		}
	}
}

func secured(k summary.Sink) bool {
	for _, p := range k.Ways {
		ok := false
		for _, lit := range p {
			for _, e := range lit.Evidence {
				ok = ok || !lit.Neg && hop(e)
			}
		}
		if !ok {
			return false
		}
	}
	return len(k.Ways) > 0
}

func add(r *report.Reporter, g *summary.Gate, l flow.Label, form gate.Form, pos token.Pos, why string, at token.Position) {
	if read := r.Resolve(l.At); read.IsValid() {
		pos = read
	}
	f := report.Finding{
		Pos: pos, Function: g.Name,
		Message: "the header is believed although anyone may have sent it: a client that reaches this service without the proxy is whoever it says",
		Related: []report.Step{{Position: l.At, Message: "the header is read here"}, {Position: at, Message: why}},
	}
	switch {
	case l.Aspect == catalog.Verdict && form&gate.Negative != 0:
		f.Message = "the header's verdict is not compared with its one success value, and anyone may have sent it: what is not known as a failure passes"
	case l.Aspect == catalog.Leaf || l.Aspect == catalog.Chain:
		f.Message = "a certificate from a header proves nothing: certificates are public, and whoever reaches this service without the proxy can send anybody's"
	}
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			f.WaysIn = append(f.WaysIn, w.Kinds())
		}
	}
	r.Add(f)
}
