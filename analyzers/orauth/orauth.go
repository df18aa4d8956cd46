package orauth

import (
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
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
	return report.Analyzer(Rule(), gates, options, func(r *report.Reporter, res *summary.Result) {
		for _, g := range res.Gates {
			if len(g.Denials) == 0 { // missingdeny's
				question(r, res, g)
			}
		}
		for _, g := range res.Combined {
			question(r, res, g)
		}
		for _, g := range res.Guards {
			skipped(r, g)
		}
		for _, m := range res.Remembered {
			remembered(r, m)
		}
	})
}

// entry is a way in, the condition that makes it one, and the place at which it
// lets somebody in.
type entry struct {
	way   summary.Way
	item  summary.Item
	by    gate.Evidence
	allow summary.Allow
}

// sameEntry tells apart what makes a difference between entries of one gate. A
// function that branches often has many ways in, most of them alike in this.
type sameEntry struct {
	pos     token.Pos
	block   *ssa.BasicBlock
	from    token.Position
	among   token.Position
	at      token.Position
	kind    gate.Kind
	derived bool
	allow   int
	lacks   bool
}

// question asks a gate: are there two ways in, one by certificate and one by
// another credential alone, that are tried one after the other, or between which the
// caller chooses?
func question(r *report.Reporter, res *summary.Result, g *summary.Gate) {
	if g.Kind == summary.Callback || g.Kind == summary.Helper && !g.Called && !g.Answers && !(g.Request && g.Fails()) {
		return
	}
	var certs, others []entry
	seen := map[sameEntry]bool{}
	add := func(list []entry, e []entry, allow int) []entry {
		for _, e := range e {
			key := sameEntry{e.item.Pos, e.item.Block, e.by.From, e.by.Among, e.by.At, e.by.Kind(), e.by.Label.Derived, allow, e.way.Lacks(certificate)}
			if !seen[key] {
				seen[key] = true
				list = append(list, e)
			}
		}
		return list
	}
	for i, a := range g.Allows {
		for _, w := range a.Ways {
			c, o := w.Has(certificate) && !w.Lacks(present), w.Has(other) && !ofProxy(w)
			switch {
			case c && !o && !beside(w):
				certs = add(certs, entries(w, a, shown), i)
			case o && !c:
				others = add(others, entries(w, a, other), i)
			}
		}
	}
	slices.SortStableFunc(others, func(a, b entry) int { return int(a.item.Pos - b.item.Pos) })
	lines := map[int]bool{} // one condition is one finding
	kinds := map[gate.Kind]bool{}
	checks := map[token.Position]bool{}
	for _, o := range others {
		if kinds[o.by.Kind()] && o.by.Label.Derived || checks[o.by.At] {
			continue // asked of what the first has found, or the same check once more
		}
		pos := o.item.Pos
		if at := r.Resolve(o.by.From); at.IsValid() {
			pos = at
		}
		line := r.Position(pos).Line
		if lines[line] {
			continue
		}
		var best *entry
		var worst report.Level
		for i, c := range certs {
			if worst == report.High {
				break
			}
			if !alternative(c, o) && !res.CallerChooses(c.item, o.item) || c.way.Has(func(e gate.Evidence) bool { return e.At == o.by.At }) {
				continue
			}
			if s := severity(g, c, o); best == nil || s > worst {
				best, worst = &certs[i], s
			}
		}
		if best == nil {
			continue
		}
		lines[line], kinds[o.by.Kind()], checks[o.by.At] = true, true, true
		r.Add(report.Finding{
			Pos: pos, Function: g.Name, Severity: worst,
			Message: fmt.Sprintf("%s is an alternative to the client certificate: whoever has it needs no certificate, so the weaker of the two is the real one", article(o.by.Kind())),
			WaysIn:  [][]string{best.way.Kinds(), o.way.Kinds()},
			Related: related(r, *best, o),
		})
	}
}

// ofProxy reports whether the credentials of a way are those of the proxy that forwards
// the caller's certificate on it.
func ofProxy(w summary.Way) bool {
	return w.Has(func(l gate.Evidence) bool {
		return l.IsForwarded() && certificate(l) && !w.Has(func(e gate.Evidence) bool { return other(e) && !(e.Form&gate.Secret != 0 && e.SaysSender(l.Label)) })
	})
}

func entries(w summary.Way, a summary.Allow, ok func(gate.Evidence) bool) []entry {
	var out []entry
	for _, it := range w.Holds {
		for _, e := range it.Evidence {
			if ok(e) {
				out = append(out, entry{w, it, e, a})
				break
			}
		}
	}
	return out
}

// alternative reports whether c and o are tried one after the other for one
// request, or the other because there is no certificate. What one call decides is
// its callee's finding, unless it is each authenticator of a list in turn, and of the same list.
func alternative(c, o entry) bool {
	if c.item.Pos == o.item.Pos {
		apart := c.by.Among.IsValid() && o.by.Among.IsValid() && c.by.Among != o.by.Among
		return c.by.From.IsValid() && o.by.From.IsValid() && c.by.From != o.by.From && !apart
	}
	if o.item.Reaches(c.item) && slices.ContainsFunc(c.way.Holds, func(it summary.Item) bool {
		return it.Pos == o.item.Pos && it.Pos != c.item.Pos && it.Has(whose)
	}) {
		return false // the callee has chosen, and what it found is asked
	}
	if c.by.Form&o.by.Form&gate.Given != 0 && c.by.Among != o.by.Among {
		return false // two calls of one function
	}
	return c.item.Reaches(o.item) || o.item.Reaches(c.item) || slices.ContainsFunc(o.way.Not, func(it summary.Item) bool {
		return it.Pos != o.item.Pos && it.Has(certificate)
	})
}

// skipped reports middleware that asks for another credential unless there is a
// certificate.
func skipped(r *report.Reporter, g summary.Guard) {
	for _, w := range g.Ways {
		if w.Has(certificate) {
			r.Add(report.Finding{
				Pos: g.Call.Pos(), Function: g.Function,
				Message: fmt.Sprintf("%s is an alternative to the client certificate: the middleware is skipped for whoever has one, so the weaker of the two is the real one", article(g.Kind)),
				WaysIn:  [][]string{w.Kinds(), {g.Kind.String()}},
			})
			return
		}
	}
}

// remembered reports what a session keeps of either credential, and asks for with every command.
func remembered(r *report.Reporter, m summary.Remembered) {
	level := report.Medium
	switch {
	case m.Told:
		level = report.Low
	case m.Same:
		level = report.High
	}
	r.Add(report.Finding{
		Pos: m.Pos, Function: m.Function, Severity: level, Confidence: report.Medium,
		Message: fmt.Sprintf("%s is an alternative to the client certificate: it sets the session's %s, too, so the weaker of the two is the real one", article(m.By.Kind()), m.Field),
		WaysIn:  [][]string{m.Cert.Kinds(), {m.By.Kind().String()}},
		Related: []report.Step{
			{Position: m.By.At, Message: "the " + noun(m.By.Kind()) + " is checked here"},
			{Position: m.CertBy.At, Message: "the other way in: " + m.CertBy.String()},
			{Position: r.Position(m.CertPos), Message: "the certificate sets it here"},
			{Position: r.Position(m.Asked), Message: "without it, a command is refused here"},
		},
	})
}

func related(r *report.Reporter, c, o entry) []report.Step {
	return []report.Step{
		{Position: o.by.At, Message: "the " + noun(o.by.Kind()) + " is checked here"},
		{Position: c.by.At, Message: "the other way in: " + c.by.String()},
		{Position: r.Position(c.item.Pos), Message: "the certificate is tried here"},
		{Position: r.Position(o.allow.Pos), Message: "allows here: " + o.allow.What},
	}
}

func article(k gate.Kind) string {
	if k == gate.APIKey {
		return "an " + noun(k)
	}
	return "a " + noun(k)
}

func noun(k gate.Kind) string {
	switch k {
	case gate.Basic:
		return "password"
	case gate.Bearer:
		return "bearer token"
	}
	return k.String()
}

func certificate(e gate.Evidence) bool {
	switch e.Kind() {
	case gate.CertPresent, gate.CertVerified, gate.CertWeak, gate.CertStrong:
		return e.Label.Root == flow.Peer || e.Label.Root == flow.Forwarded
	case gate.Opaque: // a check out of sight that is given the certificate
		a := e.Label.Aspect
		return e.Op == gate.Decision && flow.Certificate(a) && a != catalog.State && (e.Label.Root == flow.Peer || e.Label.Root == flow.Forwarded)
	}
	return false
}

// whose is what is decided on a certificate's identity.
func whose(e gate.Evidence) bool {
	return certificate(e) && (e.Kind() == gate.CertStrong || e.Kind() == gate.CertWeak)
}

// beside reports whether a way asks no more of the certificate than that there is one, and
// something out of sight about the caller, which may be another credential.
func beside(w summary.Way) bool {
	asked := false
	for _, it := range w.Holds {
		for _, e := range it.Evidence {
			switch e.Kind() {
			case gate.CertWeak, gate.CertStrong:
				return false
			case gate.Opaque:
				if e.Label.Root != flow.Param {
					return false
				}
				asked = true
			}
		}
	}
	return asked
}

// shown reports whether e is of a certificate that somebody shows: what a field holds beside
// other things may come from one that was shown long ago.
func shown(e gate.Evidence) bool { return certificate(e) && !e.Label.Shared }

// present is what a way without a certificate lacks: what it seems to ask of one
// is asked of a value that another way has it from.
func present(e gate.Evidence) bool {
	return e.Op == gate.Presence && e.Label.Root == flow.Peer && flow.Certificate(e.Label.Aspect) && e.Label.Aspect != catalog.State
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
func severity(g *summary.Gate, c, o entry) report.Level {
	if c.item.Pos == o.item.Pos && slices.Contains(g.Distinct, c.item.Pos) {
		return report.Low
	}
	sc, so := principals(g, c), principals(g, o)
	if len(sc) == 0 || len(so) == 0 {
		return report.High
	}
	level := report.Low
	for _, x := range sc {
		for _, y := range so {
			switch {
			case x.Result != y.Result, x.Tells(y):
			case len(x.Consts) > 0 && len(x.Fields) == 0 && !y.Any:
				return report.High // the same constant
			default:
				level = report.Medium
			}
		}
	}
	if level == report.Medium && slices.ContainsFunc(sc, func(x summary.Shape) bool {
		return !slices.ContainsFunc(so, func(y summary.Shape) bool { return x.Result == y.Result && !x.Tells(y) })
	}) {
		return report.Low // something that only one of the ways leaves
	}
	return level
}

// principals returns the shapes of what is returned, or put into the context,
// on the way of e.
func principals(g *summary.Gate, e entry) []summary.Shape {
	var out []summary.Shape
	take := func(shapes []summary.Shape, ways []summary.Way) {
		for _, s := range shapes {
			if on(s.Ways, e) && on(ways, e) {
				out = append(out, s)
			}
		}
	}
	take(e.allow.Shape, nil)
	for _, p := range g.Puts {
		take(p.Shapes, p.Ways)
	}
	return out
}

// on reports whether something that happens on the given ways happens on that
// of e; nil means all ways.
func on(ways []summary.Way, e entry) bool {
	if ways == nil {
		return true
	}
	for _, w := range ways {
		for _, it := range w.Holds {
			if it.Pos == e.item.Pos && it.Block == e.item.Block {
				return true
			}
		}
	}
	return false
}
