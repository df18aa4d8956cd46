package weakmatch

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "weakmatch", Title: "a certificate recognised by what another one can have, too", Severity: report.Medium,
		CWE: []int{290, 295, 328, 694}, OWASP: []string{"A07:2025", "A04:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the gates that
// the analyzer gates computes, but for those where configs says that the other
// end is a server.
func New(gates, configs *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.AnalyzerOfTwo(Rule(), gates, configs, options, func(r *report.Reporter, res *summary.Result, conf *config.Result) {
		for _, g := range res.Gates {
			server, client := conf.Ends(g.Fn)
			if client && !server {
				continue
			}
			var read []token.Position
			if g.Kind != summary.Helper {
				read = question(r, g, g.Kind == summary.Callback && !server)
			}
			identities(r, g, read)
		}
	})
}

// why says of a part of a certificate why it does not tell the certificate from
// others; it is empty for parts that do.
func why(a catalog.Aspect) string {
	switch a {
	case catalog.Serial:
		return "the serial number alone does not say whose certificate it is: a certificate of another authority with the same number passes"
	case catalog.KeyID:
		return "a key identifier is what an issuer writes into a certificate: whoever gets one with the same identifier from any trusted CA passes"
	case catalog.Sealed:
		return "the signature of a certificate can be copied into another one: whoever sends one with the same bytes passes where no chain is verified"
	case catalog.Weak:
		return "an MD5 or SHA-1 digest does not tell certificates apart: whoever has two made that share it passes with the other one"
	case catalog.Signed:
		return "CheckSignatureFrom looks at one signature and at nothing else: a certificate that has expired, or was issued for something else, passes"
	}
	return ""
}

func weak(e gate.Evidence) bool {
	return e.Op == gate.Decision && e.Form&gate.Told == 0 && why(e.Label.Aspect) != ""
}

// subject reports whether a label is of a caller's certificate. Whether that is verified,
// a function that is only given it does not know.
func subject(g *summary.Gate, l flow.Label) bool {
	return !l.Kept && (l.Root == flow.Peer || l.Root == flow.Param && !g.Called && (g.Request || g.Asked && l.Aspect != catalog.Signed))
}

// question: is there a way in on which a certificate is recognised by what
// another one can have, and by nothing else? Unsure says that the other end may be
// a server. It returns where what it reports is read.
func question(r *report.Reporter, g *summary.Gate, unsure bool) (read []token.Position) {
	var found []report.Finding
	var here []token.Position // what is read where it decides: elsewhere the same decides again
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			for _, it := range w.Holds {
				for _, e := range it.Evidence {
					if weak(e) && subject(g, e.Label) && !sound(w, e.Label.Aspect) {
						f := finding(r, g, e, it.Pos, a)
						if unsure || e.Label.Root != flow.Peer {
							f.Confidence = report.Medium
						}
						found = append(found, f)
						if at := r.Resolve(e.Label.At); e.Label.Aspect != catalog.Signed && r.Function(at) == r.Function(f.Pos) {
							here = append(here, e.Label.At)
						}
						read = append(read, e.Label.At)
					}
				}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b report.Finding) int { return int(a.Pos) - int(b.Pos) })
	in := map[token.Pos]bool{} // one finding for each function that decides
	for _, f := range found {
		at, first := r.Function(f.Pos), f.Related[0].Position
		again := slices.Contains(here, first) && r.Function(r.Resolve(first)) != at
		if !in[at] && !again {
			in[at] = true
			r.Add(f)
		}
	}
	return read
}

// sound reports whether something else on a way makes good for a weak part of
// the certificate.
func sound(w summary.Way, weak catalog.Aspect) bool {
	decided := func(aspects ...catalog.Aspect) bool {
		return w.Has(func(e gate.Evidence) bool { return e.Op == gate.Decision && slices.Contains(aspects, e.Label.Aspect) })
	}
	// What may be one or the other, a name or a key identifier, is the weaker of them.
	alone := func(aspect catalog.Aspect) bool {
		decides := func(it summary.Item, a catalog.Aspect) bool {
			return it.Has(func(e gate.Evidence) bool { return e.Op == gate.Decision && e.Label.Aspect == a })
		}
		return slices.ContainsFunc(w.Holds, func(it summary.Item) bool { return decides(it, aspect) && !decides(it, weak) })
	}
	verified := w.Has(func(e gate.Evidence) bool { return e.Kind() == gate.CertVerified })
	switch {
	case decided(catalog.Strong):
		return true
	case weak == catalog.Signed:
		return verified
	case alone(catalog.SAN):
		return true
	case weak == catalog.Serial:
		return decided(catalog.Issuer, catalog.IssuerText)
	case weak == catalog.KeyID:
		return verified && decided(catalog.CN, catalog.DN, catalog.Subject) // it pins the issuer
	case weak == catalog.Sealed:
		return verified
	}
	return false
}

func finding(r *report.Reporter, g *summary.Gate, e gate.Evidence, pos token.Pos, a summary.Allow) report.Finding {
	f := report.Finding{
		Pos: pos, Function: g.Name, Message: why(e.Label.Aspect),
		Related: []report.Step{{Position: e.Label.At, Message: "it is read here"}, {Position: r.Position(a.Pos), Message: "allows here: " + a.What}},
	}
	if e.Label.Aspect == catalog.Signed {
		f.Severity = report.High
		f.Related = f.Related[1:]
	}
	if at := r.Resolve(e.At); at.IsValid() {
		f.Pos = at
	} else if e.At.IsValid() { // another package's
		f.Related = slices.Insert(f.Related, len(f.Related)-1, report.Step{Position: e.At, Message: "it decides here"})
	}
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			f.WaysIn = append(f.WaysIn, w.Kinds())
		}
	}
	return f
}

// identities asks: does such a part leave the gate as the caller's identity? What
// the gate decides by, as read there, is reported by then.
func identities(r *report.Reporter, g *summary.Gate, read []token.Position) {
	for _, k := range g.Sinks {
		if k.Kind == summary.Context || k.Labels.Any(func(l flow.Label) bool { return l.Aspect == catalog.SAN || l.Aspect == catalog.Strong }) {
			continue
		}
		for _, l := range k.Labels {
			if m := why(l.Aspect); m != "" && !l.Derived && l.Aspect != catalog.Signed && subject(g, l) && !slices.Contains(read, l.At) {
				r.Add(report.Finding{
					Pos: r.Resolve(k.At), Function: g.Name, Message: m,
					Related: []report.Step{{Position: l.At, Message: "it is read here"}, {Position: k.At, Message: "it becomes the caller's identity here"}},
				})
			}
		}
	}
}
