package certpresence

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/mounts"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "certpresence", Title: "a certificate's presence taken as authorization", Severity: report.High,
		CWE: []int{862, 287, 1390}, OWASP: []string{"A01:2025", "A06:2025", "API5:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the gates that
// the analyzer gates computes, where callbacks that configs knows do not answer it.
func New(gates, configs *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.AnalyzerOfTwo(Rule(), gates, configs, options, func(r *report.Reporter, res *summary.Result, conf *config.Result) {
		q := &questioner{Reporter: r, res: res, in: map[token.Position]mounts.Offer{}}
		before := decided(res, conf) // for the gates behind the listeners that have those callbacks
		for _, g := range res.Gates {
			if !before || g.Kind != summary.Callback && conf.Unguarded(g.Fn) {
				q.question(g)
			}
		}
		q.offers()
		for _, f := range q.found {
			if q.asks(f) {
				continue
			}
			offer, within := q.in[f.Related[0].Position]
			if f.within {
				f.Offered = offer
			}
			if f.within || !within {
				q.keep(f)
			}
		}
		for _, f := range q.kept {
			r.Add(f.Finding)
		}
		for _, a := range res.Authorizers {
			anyone(r, a)
		}
	})
}

// decided reports whether the callbacks of the package's listeners decide whose
// certificate it is, before any handler is reached.
func decided(res *summary.Result, conf *config.Result) bool {
	found := false
	for _, g := range res.Gates {
		if g.Kind != summary.Callback || g.Called && !g.Value {
			continue // or it has the form of one, and is asked by others
		}
		if server, client := conf.Ends(g.Fn); client && !server {
			continue // the certificate is a server's
		}
		for _, a := range g.Allows {
			for _, w := range a.Ways {
				if !w.Has(identifies) {
					return false
				}
				found = true
			}
		}
	}
	return found
}

// questioner collects findings: what calls a gate that is one by itself has the
// same defect, and is none more.
type questioner struct {
	*report.Reporter
	res   *summary.Result
	found []found
	kept  []found // of those, one for each cause
	// in are the places where gates check presence themselves, with the offer of those
	// and of all that call them.
	in map[token.Position]mounts.Offer
}

type found struct {
	report.Finding
	gate    *summary.Gate
	helper  *summary.Gate   // that the gate asks, if it does
	within  bool            // the gate checks presence itself
	askedBy []summary.Asker // an authenticator that makes the caller somebody
}

// asks reports whether what a gate has found is what an authenticator that it asks was
// found to do.
func (q *questioner) asks(f found) bool {
	return slices.ContainsFunc(q.found, func(o found) bool {
		return o.Related[0].Position == f.Related[0].Position && slices.ContainsFunc(o.askedBy, func(a summary.Asker) bool { return a.Gate == f.gate })
	})
}

// offers collects the offers of what is found by the places where presence is checked.
func (q *questioner) offers() {
	for _, f := range q.found {
		if f.within {
			q.in[f.Related[0].Position] = f.Offered
		}
	}
	for _, f := range q.found {
		if offer, ok := q.in[f.Related[0].Position]; ok {
			q.in[f.Related[0].Position] = offer.And(f.Offered)
		}
	}
}

// maxHelpers bounds how many helpers, each of which asks the next, are named.
const maxHelpers = 3

// keep keeps a finding, with where the helpers that its gate asks let in, and makes it part of
// that of the gate's counterpart, if there is one: an interceptor of streams beside that of
// unary calls, which returns the same helper's error.
func (q *questioner) keep(f found) {
	at := f.Related[0].Position
	if f.helper = q.res.AskedAt(f.gate, f.Pos); f.helper != nil && f.helper.Fails() {
		for i, o := range q.kept {
			if o.helper == f.helper && o.Related[0].Position == at && counterparts(o.gate, f.gate) {
				q.kept[i].Related = append(slices.Clip(o.Related), report.Step{Position: q.Position(f.Pos), Message: "the same is asked here, too"})
				return
			}
		}
		step := 1
		for h := f.helper; h != nil && h.Fails() && !h.Within(q.Resolve(at)) && step <= maxHelpers; step++ {
			it, ok := asksAt(h, at)
			if !ok {
				break
			}
			f.Related = slices.Insert(slices.Clip(f.Related), step, report.Step{Position: q.Position(it.Pos), Message: "what lets in on that is here"})
			h = q.res.AskedAt(h, it.Pos)
		}
	}
	q.kept = append(q.kept, f)
}

// counterparts reports whether two gates pass on calls of different forms.
func counterparts(a, b *summary.Gate) bool {
	return a.Kind == summary.Middleware && b.Kind == summary.Middleware && !types.Identical(a.Fn.Signature, b.Fn.Signature)
}

// asksAt returns the condition of a gate that is about what is asked at a place, where it
// asks for no more if it does somewhere.
func asksAt(g *summary.Gate, at token.Position) (found summary.Item, ok bool) {
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			_, alone := presenceOnly(g, w)
			for _, it := range w.Holds {
				if (alone || !ok) && slices.ContainsFunc(it.Evidence, func(e gate.Evidence) bool { return e.At == at }) {
					if found, ok = it, true; alone {
						return found, true
					}
				}
			}
		}
	}
	return found, ok
}

func (q *questioner) add(g *summary.Gate, f report.Finding, e gate.Evidence) {
	f.Offered = g.Offer(mounts.IdentityDecided, summary.Mounted.Decided)
	of := found{Finding: f, gate: g, within: g.Within(q.Resolve(e.At))}
	if g.Kind == summary.Decider && asked(g) {
		askers, ok := q.res.Askers(g)
		decides := func(a summary.Asker) bool { return q.decides(a, g.Appoints()) }
		if !ok || slices.ContainsFunc(askers, decides) {
			return
		}
		of.askedBy = askers
	}
	if g.Ranks && slices.ContainsFunc(q.res.Callers(g), func(a summary.Asker) bool { return q.decides(a, false) }) {
		return
	}
	q.found = append(q.found, of)
}

// decides reports whether a gate that asks another one decides on somebody's identity
// before or after that. Of one that serves for good, and so never answers, any condition counts.
// Where a role is given, what is done with that and with the name that goes with it decides on the
// role alone.
func (q *questioner) decides(g summary.Asker, role bool) bool {
	asked := func(it summary.Item) bool {
		return !(role && q.res.AsksNothing(it)) && it.Pos != g.Call.Pos && (it.Reaches(g.Call) || g.Call.Reaches(it)) && slices.ContainsFunc(it.Evidence, identifies)
	}
	if len(g.Allows) == 0 {
		return slices.ContainsFunc(q.res.Conditions(g.Fn), asked)
	}
	return slices.ContainsFunc(g.Allows, func(a summary.Allow) bool {
		return slices.ContainsFunc(a.Ways, func(w summary.Way) bool { return slices.ContainsFunc(w.Holds, asked) })
	})
}

// identifies reports whether evidence is of whose certificate it is.
func identifies(e gate.Evidence) bool {
	return e.Kind() == gate.CertWeak || e.Kind() == gate.CertStrong
}

// appoints reports whether a function keeps a role for whomever it lets in, or is an
// authenticator by its name and makes of them somebody of its own.
func appoints(g *summary.Gate) bool {
	return g.Appoints() || catalog.AuthenticatorName(g.Short) && slices.ContainsFunc(g.Allows, func(a summary.Allow) bool {
		return slices.ContainsFunc(a.Fixed, func(s string) bool { return !catalog.MethodName(s) })
	})
}

// question asks a gate: is there a way in whose strongest evidence is that a
// certificate is there?
func (q *questioner) question(g *summary.Gate) {
	if g.Kind == summary.Callback || g.Kind == summary.Helper || g.Shows || g.Staged || len(g.Denials) > 0 {
		return // who is turned away and gets in is missingdeny's
	}
	if slices.ContainsFunc(g.Holes, func(h summary.Hole) bool { return h.Kind == summary.Failed }) {
		return // it asks whose it is, and goes on when that fails: failopen
	}
	if g.Kind == summary.Middleware && g.Carries {
		return // it verifies what code behind it finds where it did
	}
	next := g.Step && !decidesSomewhere(g) // which may ask whose it is
	if next && !g.Appoints() {
		return
	}
	verifying := g.Kind == summary.Decider && verifies(g)
	if g.Kind == summary.Decider && (asked(g) && !appoints(g) || verifying && !catalog.AuthenticatorName(g.Short) || g.Verifies()) {
		return // the finding is in the gate that asks it
	}
	for _, p := range g.Grants {
		if catalog.MethodName(p.What) || keepsIdentity(g) {
			continue // code behind the gate is told how they came, or can tell who it is
		}
		for _, w := range p.Ways {
			// What was handed on did not turn anybody away who got here.
			if it, ok := presenceOnly(g, w.Less(func(e gate.Evidence) bool { return e.Op == gate.HandOn })); ok {
				what := "that is put into the context"
				if g.Ranks {
					what = "return"
				} else if p.Field != "" {
					what = "that is kept as the " + p.Field
				}
				f := finding(q.Reporter, g, summary.Allow{Pos: p.Pos, What: what, Fixed: []string{p.What}}, w, it)
				f.WaysIn = [][]string{w.Kinds()}
				q.add(g, f, it.Evidence[0])
			}
		}
	}
	if next || g.Kind != summary.Middleware && g.Identified {
		return // the next step may ask, or it does something with the identity
	}
	for _, a := range g.Allows {
		if g.Kind == summary.Decider && (a.Told || handsIdentity(a.Labels)) {
			continue // somebody else decided, or code behind the gate gets the identity
		}
		if verifying && !slices.ContainsFunc(a.Fixed, func(s string) bool { return !catalog.MethodName(s) }) {
			continue // it verifies, and hands out nobody's identity
		}
		if a.Identified {
			continue
		}
		if g.Hands && len(a.Fixed) == 0 {
			continue // what it requires, the listener could
		}
		for _, w := range a.Ways {
			if it, ok := presenceOnly(g, w); ok {
				q.add(g, finding(q.Reporter, g, a, w, it), it.Evidence[0])
			}
		}
	}
}

// asked reports whether functions of its package ask a gate, and do not take it from a table
// of steps.
func asked(g *summary.Gate) bool { return g.Called && !(g.Step && g.Value) }

// decidesSomewhere reports whether somebody's identity decides on one of a gate's ways.
func decidesSomewhere(g *summary.Gate) bool {
	return slices.ContainsFunc(g.Allows, func(a summary.Allow) bool {
		return slices.ContainsFunc(a.Ways, func(w summary.Way) bool { return w.Has(identifies) })
	})
}

// verifies reports whether verifying a chain is what a function is about.
func verifies(g *summary.Gate) bool {
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			if w.Has(func(e gate.Evidence) bool { return e.Op == gate.Verify }) {
				return true
			}
		}
	}
	return false
}

// presenceOnly returns the condition that asks for a certificate on a way on
// which nothing asks whose it is.
func presenceOnly(g *summary.Gate, w summary.Way) (summary.Item, bool) {
	if w.Has(func(e gate.Evidence) bool {
		switch e.Kind() {
		case gate.CertWeak, gate.CertStrong, gate.Opaque:
			return true
		case gate.APIKey, gate.Bearer, gate.Basic, gate.Session, gate.Signature:
			return !catalog.ProxyWord(e.Label.Header) // that is the hop's, not the caller's
		}
		return e.Label.Root == flow.Server
	}) || w.ByRecord() { // a rule that asks for nothing is the operator's choice
		return summary.Item{}, false
	}
	var last summary.Item
	none := w.Lacks(func(e gate.Evidence) bool { return e.Kind() == gate.CertPresent && e.Label.Root == flow.Peer })
	for _, it := range w.Holds {
		for _, e := range it.Evidence {
			if none && e.Form&gate.Asserted != 0 {
				continue // TLS, and no certificate: failopen
			}
			if k := e.Kind(); (k == gate.CertPresent || k == gate.CertVerified) && (e.Form&gate.Told == 0 || e.Form&gate.Verifier != 0) && !e.Label.Kept && (last.Evidence == nil || it.Pos >= last.Pos) && !(it.Pos == last.Pos && e.Form&gate.Asserted != 0) {
				last = it
			}
		}
	}
	if last.Evidence != nil {
		return last, true
	}
	if !g.MTLS {
		return summary.Item{}, false
	}
	for _, it := range w.Holds {
		for _, e := range it.Evidence {
			if e.Kind() == gate.TLS {
				return it, true
			}
		}
	}
	return summary.Item{}, false
}

// keepsIdentity reports whether a gate puts an identity into the context, or into
// a principal.
func keepsIdentity(g *summary.Gate) bool {
	return slices.ContainsFunc(g.Sinks, func(k summary.Sink) bool { return k.Kind != summary.Returned && handsIdentity(k.Labels) })
}

func handsIdentity(s flow.Set) bool {
	return s.Any(func(l flow.Label) bool {
		return flow.Identity(l.Aspect) || flow.Certificate(l.Aspect) && l.Aspect != catalog.State
	})
}

func finding(r *report.Reporter, g *summary.Gate, a summary.Allow, w summary.Way, it summary.Item) report.Finding {
	what, why := "any client certificate passes", "only its presence is checked"
	e := it.Evidence[0]
	switch {
	case e.IsForwarded():
		what = "any forwarded client certificate passes"
	case e.Kind() == gate.CertVerified:
		what, why = "any client certificate of a trusted CA passes", "its chain is verified, and nobody asks whose it is,"
	case e.Kind() == gate.TLS:
		what, why = "any client passes without a certificate", "only TLS is checked"
	}
	if len(a.Fixed) > 0 {
		what = fmt.Sprintf("any client certificate becomes %q", a.Fixed[0])
	}
	f := report.Finding{
		Pos: it.Pos, Function: g.Name, WaysIn: ways(g),
		Message: fmt.Sprintf("%s: %s before %s", what, why, a.What),
		Related: []report.Step{
			{Position: e.At, Message: "the certificate's presence is checked here"},
			{Position: r.Position(a.Pos), Message: "allows here: " + a.What},
		},
	}
	if g.Kind != summary.Middleware {
		f.Confidence = report.Medium
	}
	return f
}

func ways(g *summary.Gate) [][]string {
	var out [][]string
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			out = append(out, w.Kinds())
		}
	}
	return out
}

// anyone reports an authorizer that authorizes anyone, with nothing behind it
// that decides on the identity.
func anyone(r *report.Reporter, a summary.Authorizer) {
	if a.Decided {
		return
	}
	f := report.Finding{
		Pos: a.Pos, Function: a.Function,
		Message: "any certificate of the trust bundle passes: this authorizer authorizes anyone, and nothing decides on the SPIFFE ID",
	}
	if a.Open {
		f.Confidence = report.Medium
	}
	r.Add(f)
}
