package unprovenchain

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
		Name: "unprovenchain", Title: "a certificate of the peer's list decides whose key nobody proved", Severity: report.High,
		CWE: []int{287, 295, 296}, OWASP: []string{"A07:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the gates that
// the analyzer gates computes, but for those where configs says that the other
// end is a server.
func New(gates, configs *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.AnalyzerOfTwo(Rule(), gates, configs, options, func(r *report.Reporter, res *summary.Result, conf *config.Result) {
		q := &questioner{Reporter: r, lists: map[token.Position]bool{}}
		for _, g := range res.Gates {
			server, client := conf.Ends(g.Fn)
			if client && !server {
				continue
			}
			q.unsure = g.Kind == summary.Callback && !server
			q.decisions(g)
			q.identities(g)
		}
	})
}

type questioner struct {
	*report.Reporter
	lists  map[token.Position]bool // that were reported: one root cause
	unsure bool                    // the other end may be a server
}

// unproven reports whether a value is of a certificate whose key the peer need
// not have.
func (q *questioner) unproven(g *summary.Gate, l flow.Label) bool {
	if l.Place == flow.First || l.Shared || l.Kept && !q.Resolve(l.Origin).IsValid() {
		return false
	}
	return l.Root == flow.Peer || l.Root == flow.Param && g.Refuses && !g.Called && slices.Contains(g.Lists, l.Param)
}

// decisions asks: is there a way in that rests on such a certificate?
func (q *questioner) decisions(g *summary.Gate) {
	if g.Kind == summary.Helper && !g.Refuses {
		return // the finding is in the gate that asks it
	}
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			named, known := q.leafDecides(w)
			if known {
				continue
			}
			for _, it := range w.Holds {
				for _, e := range it.Evidence {
					if decides(e) && (!named || e.Op == gate.Verify) && q.unproven(g, e.Label) && !beside(it, e) {
						q.add(g, e.Label, e.At, it.Pos, report.Step{Position: q.Position(a.Pos), Message: "allows here: " + a.What})
					}
				}
			}
		}
	}
}

func decides(e gate.Evidence) bool {
	return (e.Op == gate.Decision || e.Op == gate.Verify) && e.Kind() != gate.Nothing && e.Form&gate.Told == 0
}

// leafDecides reports whether a way decides on a name of the first certificate, and on no
// other's, and whether that says who the peer is: it is known by its key or its bytes, or
// it is the one that has been verified. What another package read may be of another
// connection.
func (q *questioner) leafDecides(w summary.Way) (named, known bool) {
	verified, other := false, false // something has been, and that is not the first
	for _, it := range w.Holds {
		first, decided := true, false
		for _, e := range it.Evidence {
			if e.Label.Place != flow.First {
				first = false
				other = other || e.Op == gate.Verify
				continue
			}
			verified = verified || e.Kind() == gate.CertVerified
			if e.Op == gate.Decision && e.Label.Root == flow.Peer && flow.Identity(e.Label.Aspect) && q.Resolve(e.Label.At).IsValid() {
				decided = true
				known = known || e.Label.Aspect == catalog.Strong
			}
		}
		named = named || first && decided
	}
	return named, named && (known || verified || !other)
}

// beside reports whether what e says comes along with the first certificate: both
// are given to something unknown, or in one value.
func beside(it summary.Item, e gate.Evidence) bool {
	return slices.ContainsFunc(it.Evidence, func(o gate.Evidence) bool {
		return o.Op == gate.Decision && o.Label.Place == flow.First && o.Label.Root == e.Label.Root &&
			(flow.Certificate(o.Label.Aspect) || o.Label.Derived && e.Label.Derived && flow.Identity(o.Label.Aspect))
	})
}

// identities asks: does what such a certificate says leave the gate as an
// identity?
func (q *questioner) identities(g *summary.Gate) {
	for _, k := range g.Sinks {
		for _, l := range k.Labels {
			if !q.unproven(g, l) || l.Derived && k.Labels.Any(func(l flow.Label) bool { return l.Place == flow.First && flow.Identity(l.Aspect) }) {
				continue // of what holds both, the first may be the identity
			}
			where := map[summary.SinkKind]string{
				summary.Context: "is put into the context as identity here", summary.Principal: "becomes the principal's " + k.Name + " here",
				summary.Returned: "is returned as the caller's identity here",
			}[k.Kind]
			q.add(g, l, k.At, token.NoPos, report.Step{Position: k.At, Message: "what it says " + where})
		}
	}
}

func (q *questioner) add(g *summary.Gate, l flow.Label, at token.Position, pos token.Pos, allow report.Step) {
	if q.lists[l.Origin] {
		return
	}
	f := report.Finding{
		Pos: q.Resolve(at), Function: g.Name,
		Message: "any certificate of the peer's list decides, and the peer proved the key of the first alone: whoever adds somebody else's certificate to the list passes as its owner",
		Related: []report.Step{{Position: l.Origin, Message: "the list is gone through here"}, allow},
	}
	if l.Place == flow.Other {
		f.Message = "this certificate is not the first of the peer's list, the only one whose key the peer proved: whoever adds somebody else's certificate to the list passes as its owner"
		f.Related = []report.Step{{Position: l.Origin, Message: "it is taken out of the list here"}, {Position: at, Message: "it decides here"}, allow}
		if p := q.Resolve(l.Origin); p.IsValid() {
			f.Pos = p
		}
	}
	for _, p := range []token.Pos{q.Resolve(l.Origin), pos} {
		if !f.Pos.IsValid() {
			f.Pos = p
		}
	}
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			f.WaysIn = append(f.WaysIn, w.Kinds())
		}
	}
	if l.Root == flow.Param || q.unsure {
		f.Confidence = report.Medium
	}
	if f.Pos.IsValid() {
		q.lists[l.Origin] = l.Origin.IsValid()
		q.Add(f)
	}
}
