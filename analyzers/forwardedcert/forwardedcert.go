package forwardedcert

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/mounts"
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
	return report.Analyzer(Rule(), gates, options, func(r *report.Reporter, res *summary.Result) {
		q := &questioner{Reporter: r, reported: map[token.Pos]report.Finding{}, kept: map[token.Position]keeping{}}
		if res.LocalOnly {
			return // only the proxy beside it comes here
		}
		for _, g := range res.Gates {
			q.note(g)
		}
		for _, g := range res.Gates {
			q.question(g)
			q.identities(g)
		}
		for _, key := range q.order {
			q.Add(q.reported[key])
		}
	})
}

type questioner struct {
	*report.Reporter
	reported map[token.Pos]report.Finding // the first by function that reads, or gate: one root cause
	order    []token.Pos                  // of its keys
	kept     map[token.Position]keeping   // reads whose value is kept
}

// keeping says of a read whose value is kept whether that is so only from hops that are known.
// What the gate says that reads it goes before what others say that find it where it was kept.
type keeping struct{ known, within bool }

// note records the reads whose values a gate keeps for others.
func (q *questioner) note(g *summary.Gate) {
	for _, k := range g.Sinks {
		for _, l := range k.Labels {
			if l.Root == flow.Forwarded && l.At != (token.Position{}) {
				old, seen := q.kept[l.At]
				now := keeping{secured(k, l), g.Within(q.Resolve(l.At))}
				switch {
				case !seen || now.within && !old.within:
					q.kept[l.At] = now
				case now.within == old.within:
					q.kept[l.At] = keeping{old.known && now.known, now.within}
				}
			}
		}
	}
}

// question asks a gate: does a way in rest on a forwarded header without
// evidence of who sent it?
func (q *questioner) question(g *summary.Gate) {
	if g.Kind == summary.Helper || g.Kind == summary.Callback || g.Shows {
		return
	}
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			for _, it := range w.Holds {
				for _, e := range it.Evidence {
					if !counts(g, e.Label) || q.elsewhere(g, e.Label, labels(it)) || e.Op == gate.HandOn || e.Form&gate.Told != 0 || g.KnowsHop(w, e.Label) || q.kept[e.Label.At].known {
						continue
					}
					if e.Op == gate.Presence && e.Label.Aspect == catalog.Verdict {
						e.Form |= gate.Negative
					}
					if w.Has(func(o gate.Evidence) bool { return compares(o, e.Label) }) {
						e.Form &^= gate.Negative // besides, it is
					}
					q.first(g, e.Label, e.Form, it.Pos, report.Step{Position: e.At, Message: "it decides here"}, report.Step{Position: q.Position(a.Pos), Message: "allows here: " + a.What})
				}
			}
		}
	}
}

// compares reports whether evidence is that a header's verdict is the one that says success.
func compares(e gate.Evidence, header flow.Label) bool {
	return e.Op == gate.Decision && e.Form&gate.Negative == 0 && e.Label.Aspect == catalog.Verdict && e.Label.Header == header.Header
}

// counts reports whether a label is a header of this rule. Generic identity
// headers count beside one that forwards a certificate, and in Kubernetes' form.
func counts(g *summary.Gate, l flow.Label) bool {
	if l.Root != flow.Forwarded || l.Kept || l.Told {
		return false // what was kept, or is somebody, is believed where that happened
	}
	if l.Aspect != catalog.GenericID {
		return true
	}
	family := 0
	for _, h := range g.Headers {
		if catalog.CertificateHeader(h) && !catalog.RequestHeaderFamily(h) {
			return true
		}
		if catalog.RequestHeaderFamily(h) {
			family++
		}
	}
	return family > 1 && catalog.RequestHeaderFamily(l.Header)
}

// elsewhere reports whether l is read by other functions than the gate, and the gate
// reads the same header itself: a field that many fill holds what each of them read.
func (q *questioner) elsewhere(g *summary.Gate, l flow.Label, all flow.Set) bool {
	within := func(l flow.Label) bool { return g.Within(q.Resolve(l.At)) }
	return !within(l) && all.Any(func(o flow.Label) bool { return o.Header == l.Header && o.Root == l.Root && within(o) })
}

// labels returns the labels of the evidence of an item.
func labels(it summary.Item) flow.Set {
	var out flow.Set
	for _, e := range it.Evidence {
		out = append(out, e.Label)
	}
	return out
}

// identities asks: does what such a header says leave the gate as an identity?
func (q *questioner) identities(g *summary.Gate) {
	for _, k := range g.Sinks {
		for _, l := range k.Labels {
			if counts(g, l) && !q.elsewhere(g, l, k.Labels) && !secured(k, l) && !g.KnowsHop(summary.Way{}, l) {
				q.first(g, l, 0, q.Resolve(k.At), report.Step{Position: k.At, Message: "becomes an identity here"})
			}
		}
	}
}

// secured reports whether something says on every way to the sink who sent the
// header that l is: before it, not beside it.
func secured(k summary.Sink, l flow.Label) bool {
	return k.Always(func(ev []gate.Evidence) bool {
		return !slices.ContainsFunc(ev, gate.Evidence.IsForwarded) && slices.ContainsFunc(ev, func(e gate.Evidence) bool { return e.SaysSender(l) })
	})
}

// first keeps the finding that comes first in the source for each function that
// reads headers, and for each gate to which they come from another package. Then is what
// follows the read.
func (q *questioner) first(g *summary.Gate, l flow.Label, form gate.Form, pos token.Pos, then ...report.Step) {
	key := cmp.Or(q.Function(g.Pos), g.Pos)
	if read := q.Resolve(l.At); read.IsValid() {
		pos = read
		if fn := q.Function(read); fn.IsValid() {
			key = fn
		}
	}
	certificate := l.Aspect == catalog.Leaf || l.Aspect == catalog.Chain
	offered := g.Offer(mounts.HopKnown, func(m summary.Mounted) bool { return m.KnowsHop(l) })
	offered.Headers = []string{l.Header}
	old, again := q.reported[key]
	if again {
		offered = offered.And(old.Offered)
		old.Offered = offered
		q.reported[key] = old
	}
	if again && old.Pos <= pos {
		if old.Pos == pos && certificate && old.Message == believed {
			old.Message = parsed
			q.reported[key] = old
		}
		if old.Pos < pos || l.Origin.IsValid() || !q.Resolve(l.At).IsValid() {
			q.also(key, cmp.Or(l.Origin, l.At))
		}
		return
	}
	f := report.Finding{
		Pos: pos, Function: g.Name,
		Message: believed, Offered: offered,
		Related: []report.Step{{Position: cmp.Or(l.Origin, l.At), Message: readHere}},
	}
	for i, s := range then {
		between := i < len(then)-1
		if !between || s.Position.IsValid() && !sameLine(s.Position, f.Related[0].Position) && !sameLine(s.Position, then[i+1].Position) {
			f.Related = append(f.Related, s)
		}
	}
	if mounted := g.Kind == summary.Middleware || g.Kind == summary.Handler; mounted && !g.Known {
		f.Confidence = report.Medium // something may be in front of it
	}
	switch {
	case l.Aspect == catalog.Verdict && form&gate.Negative != 0:
		f.Message = "the header's verdict is not compared with its one success value, and anyone may have sent it: what is not known as a failure passes"
	case certificate:
		f.Message = parsed
	}
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			f.WaysIn = append(f.WaysIn, w.Kinds())
		}
	}
	q.reported[key] = f
	if !again {
		q.order = append(q.order, key)
		return
	}
	for _, s := range old.Related {
		if s.Message == readHere || s.Message == readToo {
			q.also(key, s.Position)
		}
	}
}

// sameLine reports whether two positions are in one line.
func sameLine(a, b token.Position) bool { return a.Filename == b.Filename && a.Line == b.Line }

const (
	believed = "the header is believed although anyone may have sent it: a client that reaches this service without the proxy is whoever it says"
	parsed   = "a certificate from a header proves nothing: certificates are public, and whoever reaches this service without the proxy can send anybody's"
	readHere = "the header is read here"
	readToo  = "so is this one"
)

// also adds the read of another header to what was found.
func (q *questioner) also(key token.Pos, at token.Position) {
	f := q.reported[key]
	for _, s := range f.Related {
		if s.Position == at {
			return
		}
	}
	f.Related = append(slices.Clip(f.Related), report.Step{Position: at, Message: readToo})
	q.reported[key] = f
}
