package cnidentity

import (
	"fmt"
	"go/token"
	"slices"

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
		Name: "cnidentity", Title: "the common name (or a DN as text) as identity", Severity: report.Medium,
		CWE: []int{290, 289, 297}, OWASP: []string{"A07:2025", "A06:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the gates that
// the analyzer gates computes.
func New(gates *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.Analyzer(Rule(), gates, options, func(r *report.Reporter, res *summary.Result) {
		q := &questioner{Reporter: r, res: res, reported: map[string]found{}}
		for _, g := range res.Gates {
			q.decisions(g)
			q.identities(g)
		}
		q.place()
		var causes []string
		for _, key := range q.order {
			if cause, ok := q.follows(q.reported[key]); ok {
				q.leads(cause, q.reported[key])
			} else {
				causes = append(causes, key)
			}
		}
		q.apart(causes)
		for _, key := range causes {
			q.Add(q.reported[key].Finding)
		}
	})
}

type questioner struct {
	*report.Reporter
	res      *summary.Result
	reported map[string]found     // the first by gate and name: one root cause
	order    []string             // of its keys
	read     map[reading][]string // the same by where the names are read, see place
}

type found struct {
	report.Finding
	label   flow.Label
	asked   token.Pos      // where the gate asks what decides
	own     bool           // the gate has the name itself, from another package
	becomes string         // how the name becomes an identity, if it does
	at      token.Position // and where

	in, reads token.Pos // the functions in which it is, and in which the name is read; see place
}

// maxSteps bounds the steps to which a finding leads.
const maxSteps = 8

// own reports whether a gate has a name itself, by what another package offers to all.
func (q *questioner) own(g *summary.Gate, l flow.Label) bool {
	return !q.Resolve(l.At).IsValid() && q.res.Has(g, l)
}

// follows returns the finding from which f follows: f is about what was found by
// means of a name, and the other about the same reading of that name, one root cause, unless
// the gate has that name itself, from what several ask.
func (q *questioner) follows(f found) (cause string, ok bool) {
	if f.own || !f.label.At.IsValid() {
		return "", false
	}
	for _, key := range q.read[f.reading()] {
		o := q.reported[key]
		if !f.label.Derived && (o.becomes == "" || o.in != o.reads || f.in == f.reads) {
			continue
		}
		if (o.label.At == f.label.At || name(o.label) == name(f.label)) && o.Pos != f.Pos && (!o.label.Derived || o.Pos < f.Pos) {
			return key, true
		}
	}
	return "", false
}

// place notes of all findings in which functions they are, and in which the name is read.
func (q *questioner) place() {
	q.read = make(map[reading][]string, len(q.order))
	for _, key := range q.order {
		f := q.reported[key]
		f.in, f.reads = q.Function(f.Pos), q.Function(q.Resolve(f.label.At))
		q.reported[key] = f
		of := f.reading()
		q.read[of] = append(q.read[of], key)
	}
}

// A reading is where a name is read: a function of the package, or a place in another one.
type reading struct {
	in token.Pos
	at token.Position
}

func (f found) reading() reading {
	if f.reads.IsValid() {
		return reading{in: f.reads}
	}
	return reading{at: f.label.At}
}

// apart moves findings that lie at one place, in what several gates ask about different names,
// to where each of them asks.
func (q *questioner) apart(keys []string) {
	type place struct{ at, asked token.Pos }
	names := map[place][]string{}
	askers := map[token.Pos][]token.Pos{}
	for _, key := range keys {
		f := q.reported[key]
		p := place{f.Pos, f.asked}
		if len(names[p]) == 0 {
			askers[f.Pos] = append(askers[f.Pos], f.asked)
		}
		names[p] = append(names[p], name(f.label))
	}
	for _, key := range keys {
		f := q.reported[key]
		others := slices.ContainsFunc(askers[f.Pos], func(asked token.Pos) bool { return !slices.Contains(names[place{f.Pos, asked}], name(f.label)) })
		if others && f.asked.IsValid() {
			f.Pos = f.asked
			q.reported[key] = f
		}
	}
}

// leads makes the finding of a root cause lead to what follows from it.
func (q *questioner) leads(cause string, f found) {
	c := q.reported[cause]
	if len(c.Related) < maxSteps {
		c.Related = append(slices.Clip(c.Related), report.Step{Position: q.Position(f.Pos), Message: "the same name decides here, too"})
		q.reported[cause] = c
	}
}

// name says what a label is, when it is a name that does not identify.
func name(l flow.Label) string {
	switch l.Aspect {
	case catalog.CN:
		return "common name"
	case catalog.DN, catalog.Subject:
		return "distinguished name"
	case catalog.IssuerText, catalog.Issuer:
		return "issuer name"
	}
	return ""
}

// subject reports whether a name is that of somebody to be identified: a peer,
// or whoever a function that is plainly the decision is given.
func subject(g *summary.Gate, l flow.Label) bool {
	if l.Kept || l.Shared || l.Told {
		return false // the finding is where it was kept, or stored
	}
	switch l.Root {
	case flow.Peer, flow.Server:
		return true
	case flow.Param:
		return !g.Called && g.Kind != summary.Helper && (g.Request || catalog.AuthorizationName(g.Short)) && l.Aspect != catalog.None && !g.Streams(l)
	}
	return false
}

// named reports whether a function says by its name that what it makes of the
// certificate that it is given is somebody's identity, and nobody in its
// package asks it.
func named(g *summary.Gate, k summary.Sink, l flow.Label) bool {
	return k.Kind == summary.Returned && l.Root == flow.Param && !g.Called && catalog.IdentifierName(g.Short)
}

// identified reports whether a strong identity alone decides somewhere on the
// way: a name beside others in one list is none. Beside a forwarded name it is a
// forwarded one: that of the connection is the proxy's.
func identified(w summary.Way, forwarded bool) bool {
	issuer, serial := false, false // together they are the one certificate (RFC 5280, 4.1.2.2)
	for _, it := range w.Holds {
		if exact(it.Evidence, forwarded) {
			return true
		}
		for _, e := range it.Evidence {
			if e.Op == gate.Decision && e.IsForwarded() == forwarded {
				issuer = issuer || e.Label.Aspect == catalog.IssuerText || e.Label.Aspect == catalog.Issuer
				serial = serial || e.Label.Aspect == catalog.Serial
			}
		}
	}
	return issuer && serial
}

func exact(ev []gate.Evidence, forwarded bool) bool {
	found := false
	for _, e := range ev {
		if e.Op == gate.Decision && name(e.Label) != "" {
			return false
		}
		found = found || e.Kind() == gate.CertStrong && e.IsForwarded() == forwarded
	}
	return found
}

// decisions asks: is there a way in that rests on such a name?
func (q *questioner) decisions(g *summary.Gate) {
	if g.Kind == summary.Helper {
		return
	}
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			for _, it := range w.Holds {
				for _, e := range it.Evidence {
					if e.Op == gate.Decision && e.Form&gate.Told == 0 && name(e.Label) != "" && (subject(g, e.Label) || finds(g, e.Label) || verified(g, e, w)) && !identified(w, e.IsForwarded()) && !pins(e, it.Evidence, w) {
						q.add(g, e, it.Pos, a)
					}
				}
			}
		}
	}
}

// pins reports whether e asks for the issuer of somebody whom a gate in front has put into
// the context, or compares a name with his.
func pins(e gate.Evidence, beside []gate.Evidence, w summary.Way) bool {
	kept := func(o gate.Evidence) bool {
		return o.Op == gate.Decision && o.Label.Kept && o.Label.Aspect == catalog.Request
	}
	return slices.ContainsFunc(beside, kept) || name(e.Label) == "issuer name" && w.Has(kept)
}

// finds reports whether a name that a function decides by is that of a
// certificate for which it returns a user: an authenticator for others.
func finds(g *summary.Gate, l flow.Label) bool {
	return g.Finds && !g.Called && l.Root == flow.Param && l.Aspect != catalog.None && !l.Kept
}

// verified reports whether e is a forwarded name from a hop that is known, and not
// by being on this machine.
func verified(g *summary.Gate, e gate.Evidence, w summary.Way) bool {
	return e.IsForwarded() && !e.Label.Told && g.KnowsHop(w, e.Label) && !slices.ContainsFunc(g.Mounted, func(m summary.Mounted) bool { return m.Local })
}

func (q *questioner) add(g *summary.Gate, e gate.Evidence, asked token.Pos, a summary.Allow) {
	pos := asked
	if at := q.Resolve(e.At); at.IsValid() {
		pos = at
	}
	n := name(e.Label)
	f := report.Finding{
		Pos: pos, Function: g.Name, Confidence: confidence(g, e.Label),
		Related: []report.Step{
			{Position: e.Label.At, Message: "the " + n + " is read here"},
			{Position: q.Position(a.Pos), Message: "allows here: " + a.What},
		},
	}
	switch {
	case e.Form&gate.Part != 0:
		f.Severity = report.High
		f.Message = fmt.Sprintf("part of the %s decides: whoever gets a certificate with a name that contains it passes", n)
	case e.Form&gate.Constant != 0:
		f.Severity = report.High
		f.Message = fmt.Sprintf("the %s is compared with a constant: any certificate of any trusted CA with that name passes", n)
	default:
		f.Message = fmt.Sprintf("the %s decides who the peer is: whoever gets a certificate with that name from any trusted CA passes", n)
	}
	q.first(g, n, found{Finding: f, label: e.Label, asked: asked, own: q.own(g, e.Label)})
}

// first keeps one finding for each gate and name, the first in the gate itself if
// there is one, and leads from it to where else that name becomes an identity.
func (q *questioner) first(g *summary.Gate, n string, f found) {
	key := fmt.Sprint(g.Pos, n)
	old, ok := q.reported[key]
	if !ok {
		q.order = append(q.order, key)
		q.reported[key] = f
		return
	}
	if in, before := g.Within(f.Pos), g.Within(old.Pos); in && !before || in == before && f.Pos < old.Pos {
		f, old = old, f
	}
	step := report.Step{Position: f.at, Message: "the " + n + " " + f.becomes + " here"}
	if f.becomes != "" && f.at != old.at && len(old.Related) < maxSteps && !slices.Contains(old.Related, step) {
		old.Related = append(slices.Clip(old.Related), step)
	}
	q.reported[key] = old
}

func confidence(g *summary.Gate, l flow.Label) report.Level {
	if g.K8s || g.Front {
		return report.Low // common names by design
	}
	if l.Root != flow.Peer {
		return report.Medium
	}
	return report.High
}

// identities asks: does such a name leave the gate as an identity?
func (q *questioner) identities(g *summary.Gate) {
	for _, k := range g.Sinks {
		for _, l := range k.Labels {
			n := name(l)
			if (k.Kind == summary.Returned || l.Derived) && (l.Aspect == catalog.Subject || l.Aspect == catalog.Issuer) {
				continue // which part of the name it will be is for whoever gets it
			}
			if n == "" || !subject(g, l) && !named(g, k, l) && !relayed(k, l) || secured(k) {
				continue
			}
			pos := q.Resolve(k.At)
			where := map[summary.SinkKind]string{
				summary.Context: "is put into the context as identity", summary.Principal: "becomes the principal's " + k.Name,
				summary.Returned: "is returned as the caller's identity",
			}[k.Kind]
			q.first(g, n, found{Finding: report.Finding{
				Pos: pos, Function: g.Name, Confidence: confidence(g, l),
				Message: fmt.Sprintf("the %s %s: whoever gets a certificate with that name from any trusted CA becomes that caller", n, where),
				Related: []report.Step{{Position: l.At, Message: "the " + n + " is read here"}},
			}, label: l, own: q.own(g, l), becomes: where, at: k.At})
		}
	}
}

// relayed reports whether l is a forwarded name that goes there only from a hop
// that is known.
func relayed(k summary.Sink, l flow.Label) bool {
	return l.Root == flow.Forwarded && !l.Kept && !l.Told && k.Always(func(ev []gate.Evidence) bool {
		return slices.ContainsFunc(ev, func(e gate.Evidence) bool { return e.Kind() == gate.ProxyVerified })
	})
}

// secured reports whether a strong identity decides on every way to the sink.
func secured(k summary.Sink) bool {
	return k.Always(func(ev []gate.Evidence) bool { return exact(ev, false) })
}
