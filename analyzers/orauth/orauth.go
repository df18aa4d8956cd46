package orauth

import (
	"fmt"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "orauth", Title: "another credential is an alternative to the certificate", Severity: report.High,
		CWE: []int{654, 305, 1390}, OWASP: []string{"A06:2025", "A07:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
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
			}
			return r.Finish(), nil
		},
	}
}

// entry is a way in and the place at which it lets somebody in.
type entry struct {
	way   summary.Way
	allow summary.Allow
}

// question asks a gate: are there two ways in, one by certificate and one by
// another credential alone?
func question(r *report.Reporter, g *summary.Gate) {
	if g.Kind == summary.Helper || g.Kind == summary.Callback {
		return
	}
	var byCert, byOther []entry
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			c, o := w.Has(certificate), w.Has(other)
			switch {
			case c && !o:
				byCert = append(byCert, entry{w, a})
			case o && !c:
				byOther = append(byOther, entry{w, a})
			}
		}
	}
	if len(byCert) == 0 {
		return
	}
	for _, b := range byOther {
		for _, it := range b.way.Holds {
			for _, e := range it.Evidence {
				if !other(e) {
					continue
				}
				c := byCert[0]
				r.Add(report.Finding{
					Pos: it.Pos, Function: g.Name, Severity: severity(g, c, b),
					Message: fmt.Sprintf("%s is an alternative to the client certificate: whoever has it needs no certificate, so the weaker of the two is the real one", article(e.Kind())),
					WaysIn:  [][]string{c.way.Kinds(), b.way.Kinds()},
					Related: related(r, c, b, e),
				})
			}
		}
	}
}

func related(r *report.Reporter, c, b entry, e gate.Evidence) []report.Step {
	steps := []report.Step{{Position: e.At, Message: "the " + e.Kind().String() + " is checked here"}}
	for _, it := range c.way.Holds {
		for _, x := range it.Evidence {
			if certificate(x) {
				steps = append(steps, report.Step{Position: x.At, Message: "the other way in: " + x.String()})
			}
		}
	}
	return append(steps, report.Step{Position: r.Position(b.allow.Pos), Message: "allows here: " + b.allow.What})
}

func article(k gate.Kind) string {
	switch k {
	case gate.APIKey:
		return "an api key"
	case gate.Basic:
		return "a password"
	case gate.Bearer:
		return "a bearer token"
	}
	return "a " + k.String()
}

func certificate(e gate.Evidence) bool {
	switch e.Kind() {
	case gate.CertPresent, gate.CertVerified, gate.CertWeak, gate.CertStrong:
		return e.Label.Root == flow.Peer || e.Label.Root == flow.Forwarded
	}
	return false
}

func other(e gate.Evidence) bool {
	switch e.Kind() {
	case gate.APIKey, gate.Bearer, gate.Basic, gate.Session, gate.Signature:
		return true
	}
	return false
}

// severity is high when the code behind the gate cannot tell the ways apart,
// medium when each leads to a principal of the same kind, low when the
// principal names the method.
func severity(g *summary.Gate, c, b entry) report.Level {
	if c.allow.Pos == b.allow.Pos {
		return report.High
	}
	fc, fb := c.allow.Fixed, b.allow.Fixed
	if len(fc) > 0 && len(fb) > 0 && !slices.Equal(fc, fb) {
		return report.Low
	}
	if len(c.allow.Labels) > 0 && len(b.allow.Labels) > 0 {
		return report.Medium
	}
	return report.High
}
