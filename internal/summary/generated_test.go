package summary_test

import (
	"errors"
	"flag"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// answer is what the engine says of a generated gate.
type answer struct {
	found bool // that it is a gate
	ways  []wayIn
}

// wayIn is a way in at one of the gate's places.
type wayIn struct {
	place      int
	holds, not []truth
}

// ask lets the engine analyse a script.
func (p *script) ask(t *testing.T) (answer, error) {
	w := analyse(t, []txtar.File{{Name: "a.go", Data: []byte(p.source)}})
	var out answer
	for _, a := range w.order {
		for _, f := range a.result.Failed {
			return out, fmt.Errorf("not analysed: %s", f)
		}
		for _, g := range a.result.Gates {
			outer := g.Fn.Parent() // of a middleware's literal, not of one in it
			if g.Name != "app.Allow" || (outer != nil) != (p.main.form == middleware) || outer != nil && outer.Parent() != nil {
				continue
			}
			out.found = true
			if outer != nil && g.Kind != summary.Middleware {
				continue // nobody gets to the next handler
			}
			for _, allow := range g.Allows {
				at := std.fset.Position(allow.Pos).Offset
				place := slices.IndexFunc(p.places, func(s span) bool { return s.holds(at) })
				if place < 0 {
					return out, fmt.Errorf("lets in at an unknown place: %s", std.fset.Position(allow.Pos))
				}
				for _, way := range allow.Ways {
					in := wayIn{place: place}
					for _, side := range []struct {
						items []summary.Item
						to    *[]truth
					}{{way.Holds, &in.holds}, {way.Not, &in.not}} {
						for _, it := range side.items {
							u, err := p.find(it)
							if err != nil {
								return out, err
							}
							*side.to = append(*side.to, u)
						}
					}
					out.ways = append(out.ways, in)
				}
			}
		}
	}
	return out, nil
}

// find returns what an item of a way asks.
func (p *script) find(it summary.Item) (truth, error) {
	var found truth
	for i, e := range it.Evidence {
		var u truth
		switch {
		case e.Op == gate.Presence && e.Label.Root == flow.Peer:
			for c := range connection {
				if conditions[c].kind == e.Kind() {
					u = truth{0, -1 - c}
				}
			}
		case e.Op == gate.Choice:
			// The same in every call; the engine tells calls apart.
			u.literal = -1 - option
			pos := std.fset.Position(it.Pos).Offset
			u.call = max(0, slices.IndexFunc(p.calls, func(s span) bool { return s.holds(pos) }))
		default:
			at := slices.IndexFunc(p.literals, func(l literal) bool { return l.span.holds(e.At.Offset) })
			if at < 0 { // decided in a helper, about what it was given
				at = slices.IndexFunc(p.literals, func(l literal) bool { return l.span.holds(e.Label.At.Offset) })
			}
			if at < 0 {
				return u, fmt.Errorf("evidence from nowhere: %s at %s", e, e.At)
			}
			u.literal = at
			if pos := std.fset.Position(it.Pos).Offset; !p.literals[at].span.holds(pos) {
				u.call = slices.IndexFunc(p.calls, func(s span) bool { return s.holds(pos) })
				if u.call < 0 {
					return u, fmt.Errorf("%s, asked at %s, is in no call", e, std.fset.Position(it.Pos))
				}
			}
		}
		if c := conditions[p.condition(u)]; c.kind != e.Kind() || c.forwarded != e.IsForwarded() {
			return u, fmt.Errorf("%s, should be %s (forwarded: %t)", e, c.kind, c.forwarded)
		}
		if i > 0 && u != found {
			return u, fmt.Errorf("one condition rests on two literals: %v", it.Evidence)
		}
		found = u
	}
	return found, nil
}

// A verdict says how an answer compares with what the gate does.
type verdict struct {
	exact bool // the gate depends on nothing but evidence
	large bool // past the bounds up to which ways are kept minimal
}

// mask is a conjunction over numbered truths.
type mask struct{ holds, not uint32 }

func (m mask) in(world uint32) bool { return m.holds&^world == 0 && m.not&world == 0 }

// worlds yields the truths of n booleans in which the facts about the connection
// imply each other; ts are those that have a name.
func worlds(ts []truth, n int) (out []uint32) {
	bit := func(c int) uint32 {
		if i := slices.Index(ts, truth{0, -1 - c}); i >= 0 {
			return 1 << i
		}
		return 0
	}
	for w := range uint32(1) << n {
		ok := true
		for c := range connection {
			for d := range c {
				ok = ok && (w&bit(c) == 0 || bit(d) == 0 || w&bit(d) != 0)
			}
		}
		if ok {
			out = append(out, w)
		}
	}
	return out
}

// maxTruths bounds the truths of evidence that are gone through.
const maxTruths = 10

// judge compares what the engine says of a gate with what the gate does.
//
// What a gate does is found by going through it (machine.run) under every truth
// of its evidence in which the facts about the connection imply each other. An
// answer agrees when
//
//   - nobody is forgotten: where the gate lets in at some place, for some truth of
//     the conditions that are no evidence, a way to that place holds;
//   - nobody is made up: where a way holds, the gate lets in, at some place, if
//     conditions that are no evidence may change from one time they are asked to
//     the next, and loops may run as often as they like (machine.loosely);
//   - every way is minimal: no literal of it, positive or negative, can be left
//     out beside the other ways to its place, and there is a truth for which it
//     holds;
//   - the evidence is of the kind that the condition is, at the place of the
//     condition, and no way rests on anything else.
//
// Where a gate rests on evidence alone the first two say that ways and gate are
// the same boolean function, and so that the least sets of evidence with which a
// way holds are those with which the gate lets in. Ways to several places are
// told apart, and a place that is tried second does not ask that the first has
// failed: so the second compares with all places.
//
// The differences that are accepted are those that docs/design.md names:
//
//   - A condition that is no evidence is no literal, and what two variables have
//     to do with each other because of it is lost; nor is it known how often a
//     loop runs. That is the room between the first and the second. How many
//     gates have none is counted.
//   - Ways are prime up to bounds (maxPrime, maxCover). Ways beyond that are
//     counted.
//   - A helper that rests on nothing has no summary (machine.concerns), and a
//     gate that lets everybody in, or nobody, or that has nothing to do with
//     certificates, is none.
//   - A function literal does not know what the variables around it hold
//     (testdata/known/readbyclosure.txtar). What else is known to be wrong is not
//     generated (askedtwice.txtar).
//
// Neither side knows of nil pointers: a name of a certificate that is not there
// is a condition like any other.
func (p *script) judge(ans answer) (verdict, error) {
	ev, rest := p.truths()
	var v verdict
	ways := make([]mask, len(ans.ways))
	for i, w := range ans.ways {
		for _, u := range w.holds {
			if p.condition(u) != option {
				ways[i].holds |= 1 << slices.Index(ev, u)
			}
		}
		for _, u := range w.not {
			if p.condition(u) != option {
				ways[i].not |= 1 << slices.Index(ev, u)
			}
		}
	}
	v.exact = true
	lets := map[uint32]bool{} // by world, of what is not taken for a gate
	for _, world := range worlds(ev, len(ev)) {
		m := &machine{p: p, holds: map[truth]bool{}}
		for i, u := range ev {
			m.holds[u] = world&(1<<i) != 0
		}
		var least uint64
		for other := range uint32(1) << len(rest) {
			for i, u := range rest {
				m.holds[u] = other&(1<<i) != 0
			}
			least |= m.run()
		}
		m.loosely = true
		most := m.run()
		if least&^most != 0 {
			return v, fmt.Errorf("the machine contradicts itself with %s", p.describe(ev, world))
		}
		v.exact = v.exact && least == most
		if !ans.found {
			lets[world] = least != 0
			continue
		}
		var said uint64
		for i, w := range ways {
			if w.in(world) {
				said |= 1 << ans.ways[i].place
			}
		}
		if missing := least &^ said; missing != 0 {
			return v, fmt.Errorf("with %s the gate lets in at places %b, of which no way speaks", p.describe(ev, world), missing)
		}
		if said != 0 && most == 0 {
			return v, fmt.Errorf("with %s the gate does not let in, and a way says so (places %b)", p.describe(ev, world), said)
		}
	}
	// What lets everybody in, or nobody, or does so whoever's certificate it is, is no gate.
	for i, u := range ev {
		if k := conditions[p.condition(u)].kind; k < gate.TLS || k > gate.CertStrong {
			continue
		}
		for world, let := range lets {
			if other, ok := lets[world^1<<i]; ok && other != let {
				return v, errors.New("not taken for a gate")
			}
		}
	}
	return v, p.minimal(ans, &v)
}

// Up to so many ways to a place, and conditions in them, the engine leaves out
// every literal that can be (gate.Ways.Prime).
const (
	maxPrime = 16
	maxCover = 6
)

// minimal checks that no literal of a way can be left out beside the other ways
// to the same place.
func (p *script) minimal(ans answer, v *verdict) error {
	var ts []truth
	number := func(u truth) uint32 {
		i := slices.Index(ts, u)
		if i < 0 {
			i = len(ts)
			ts = append(ts, u)
		}
		return 1 << i
	}
	ways := make([]mask, len(ans.ways))
	for i, w := range ans.ways {
		for _, u := range w.holds {
			ways[i].holds |= number(u)
		}
		for _, u := range w.not {
			ways[i].not |= number(u)
		}
	}
	all := worlds(ts, len(ts))
	for i, w := range ways {
		n, asked := 0, uint32(0)
		for j, o := range ways {
			if ans.ways[j].place == ans.ways[i].place {
				n++
				asked |= o.holds | o.not
			}
		}
		if !slices.ContainsFunc(all, w.in) {
			return fmt.Errorf("nobody can come in by way %d: %s", i, p.describeWay(ans.ways[i]))
		}
		small := n <= maxPrime && bits.OnesCount32(asked) <= maxCover
		for bit := range len(ts) {
			less := mask{w.holds &^ (1 << bit), w.not &^ (1 << bit)}
			if less == w {
				continue
			}
			needed := slices.ContainsFunc(all, func(world uint32) bool {
				if !less.in(world) {
					return false
				}
				for j, o := range ways {
					if ans.ways[j].place == ans.ways[i].place && o.in(world) {
						return false
					}
				}
				return true
			})
			if !needed && !small {
				v.large = true
			} else if !needed {
				return fmt.Errorf("%s is not needed in way %d: %s", p.describe([]truth{ts[bit]}, w.holds>>bit&1), i, p.describeWay(ans.ways[i]))
			}
		}
	}
	return nil
}

func (p *script) describe(ts []truth, world uint32) string {
	var out []string
	for i, u := range ts {
		c := conditions[p.condition(u)]
		s := c.yes
		if strings.Contains(s, "%d") {
			s = fmt.Sprintf(s, u.literal)
		}
		if u.call > 0 {
			span := p.calls[u.call]
			s += " in " + p.source[span.from:span.to]
		}
		if world&(1<<i) == 0 {
			s = "not " + s
		}
		out = append(out, s)
	}
	return "{" + strings.Join(out, ", ") + "}"
}

func (p *script) describeWay(w wayIn) string {
	return fmt.Sprintf("place %d: %s %s", w.place, p.describe(w.holds, ^uint32(0)), p.describe(w.not, 0))
}

// try generates a gate and compares. Ok is false when the gate is too large, or
// rests on nothing.
func try(t *testing.T, bytes []byte) (v verdict, ok bool, err error) {
	p := generate(bytes)
	p.print()
	ev, rest := p.truths()
	if len(ev) == 0 || len(ev) > maxTruths || len(rest) > 2*maxNoise || len(p.places) == 0 || len(p.places) > 64 {
		return v, false, nil
	}
	ans, err := p.ask(t)
	if err == nil {
		v, err = p.judge(ans)
	}
	if err != nil {
		var b strings.Builder
		for i, w := range ans.ways {
			fmt.Fprintf(&b, "way %d: %s\n", i, p.describeWay(w))
		}
		err = fmt.Errorf("%w\n%s\n%s", err, b.String(), p.source)
	}
	return v, true, err
}

func random(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 0))
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(r.Uint32())
	}
	return out
}

var gates = flag.Int("gates", 300, "how many gates TestGenerated makes up")

// TestGenerated makes gates up and compares what the engine says of them with
// what they do; see judge.
func TestGenerated(t *testing.T) {
	tried, exact, large := 0, 0, 0
	for seed := uint64(0); tried < *gates; seed++ {
		v, ok, err := try(t, random(seed, 60+int(seed%8)*20))
		if !ok {
			continue
		}
		tried++
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		exact += btoi(v.exact)
		large += btoi(v.large)
	}
	// The exits must stay what they are: exits.
	if exact < tried*3/4 || large > 1+tried/100 {
		t.Errorf("of %d gates %d rest on evidence alone, and %d have more ways than are kept minimal", tried, exact, large)
	}
	t.Logf("%d gates, %d on evidence alone, %d with more ways than are kept minimal", tried, exact, large)
}

// TestGeneratedShapes checks that the generator makes what it is meant to.
func TestGeneratedShapes(t *testing.T) {
	var all strings.Builder
	for seed := range uint64(400) {
		p := generate(random(seed, 120))
		p.print()
		all.WriteString(p.source)
	}
	for _, shape := range []string{
		"for range 2 {", "for i := 0; i < 2 && ", "switch {", "switch mode", "default:", " := func() {", " := func() bool {", "defer func() {", "\tbreak\n", "\tcontinue\n",
		"continue loop", "break loop", "if _, err", "else if ", " := may", "leaf(r) == nil", "named(", "panic(", "(next, w, r)\n", "(w, r) {", "[]func(*http.Request) bool{",
		">= 2", " && (", " || ", "!(", "verbose", "state.", "(ok1 bool)", "(err1 error)", "return verify", `return "", errDenied`, "!= \"\"",
	} {
		if !strings.Contains(all.String(), shape) {
			t.Errorf("no gate has %q", shape)
		}
	}
}

// FuzzGates does the same with gates that the fuzzer chooses: each byte is a
// choice of the generator.
func FuzzGates(f *testing.F) {
	std.Do(loadStd) // not on the first input's time, of which a fuzzer gives little
	for seed := range uint64(20) {
		f.Add(random(seed, 120))
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		if _, _, err := try(t, bytes); err != nil {
			t.Error(err)
		}
	})
}
