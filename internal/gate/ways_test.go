package gate

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// names of the atoms in tests: the three about the connection, then others.
const names = "TPVabcdefghijklmnopqrstuwxyz"

// parse reads ways as "P !a | V", where ! turns a literal; "-" is never, and ""
// is always. It does nothing but And and Or the literals.
func parse(t *testing.T, text string) Ways {
	t.Helper()
	if text == "-" {
		return nil
	}
	var ws Ways
	for alternative := range strings.SplitSeq(text, "|") {
		way := Always()
		for lit := range strings.FieldsSeq(alternative) {
			name, neg := strings.CutPrefix(lit, "!")
			i := strings.Index(names, name)
			if i < 0 || len(name) != 1 {
				t.Fatalf("no such literal: %q", lit)
			}
			way = way.And(Ways{Lit(i, !neg)})
		}
		ws = ws.Or(way)
	}
	return ws
}

// format is the inverse of parse.
func format(ws Ways) string {
	if len(ws) == 0 {
		return "-"
	}
	var out []string
	for _, w := range ws {
		var lits []string
		for _, i := range w.Positive() {
			lits = append(lits, atomName(i))
		}
		for _, i := range w.Negative() {
			lits = append(lits, "!"+atomName(i))
		}
		out = append(out, strings.Join(lits, " "))
	}
	return strings.Join(out, " | ")
}

func atomName(i int) string {
	if i < len(names) {
		return names[i : i+1]
	}
	return strconv.Itoa(i)
}

func TestAnd(t *testing.T) {
	tests := []struct{ name, a, b, want string }{
		{"never and never", "-", "-", "-"},
		{"never", "-", "a", "-"},
		{"never, the other way round", "a", "-", "-"},
		{"always", "", "a | b", "a | b"},
		{"always, the other way round", "a | b", "", "a | b"},
		{"always and never", "", "-", "-"},
		{"two", "a", "b", "a b"},
		{"the same", "a", "a", "a"},
		{"a contradiction", "a", "!a", "-"},
		{"every combination", "a | b", "c | d", "a c | b c | a d | b d"},
		{"contradictions go, the rest stays", "a | b", "!a", "b !a"},
		{"each side in the other", "a | b", "a | b", "a | b"},
		{"absorbed", "a | b", "a", "a"},

		{"a certificate needs TLS", "T", "P", "P"},
		{"a verified chain is a certificate", "P", "V", "V"},
		{"a verified chain needs TLS", "T", "V", "V"},
		{"all three", "T", "P V", "V"},
		{"no TLS, a certificate", "!T", "P", "-"},
		{"no TLS, a verified chain", "!T", "V", "-"},
		{"no certificate, a verified chain", "!P", "V", "-"},
		{"no TLS is no certificate", "!T", "!P", "!T"},
		{"no TLS is no verified chain", "!T", "!V", "!T"},
		{"no certificate is no verified chain", "!P", "!V", "!P"},
		{"TLS without a certificate", "T", "!P", "T !P"},
		{"a certificate that does not verify", "P", "!V", "P !V"},
		{"implied beside others", "T a", "P b", "P a b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, b := parse(t, test.a), parse(t, test.b)
			if got, want := format(a.And(b)), format(parse(t, test.want)); got != want {
				t.Errorf("(%s) and (%s) = %s, want %s", test.a, test.b, got, want)
			}
			if got := b.And(a); !got.Equal(a.And(b)) {
				t.Errorf("the other way round: %s", format(got))
			}
		})
	}
}

func TestOr(t *testing.T) {
	tests := []struct{ name, a, b, want string }{
		{"never or never", "-", "-", "-"},
		{"never", "-", "a", "a"},
		{"never, the other way round", "a", "-", "a"},
		{"always", "", "a", ""},
		{"always, the other way round", "a", "", ""},
		{"two", "a", "b", "a | b"},
		{"the same", "a b", "a b", "a b"},
		{"absorption", "a", "a b", "a"},
		{"absorption of several", "a b | a c | d", "a", "a | d"},
		{"both polarities", "a", "!a", ""},
		{"both polarities beside the same", "a b", "b !a", "b"},
		{"not enough for absorption", "a b", "a c", "a b | a c"},

		// a ∨ (¬a ∧ b): the second is tried where the first failed.
		{"consensus", "a", "b !a", "a | b"},
		{"consensus, the other way round", "b !a", "a", "a | b"},
		{"consensus with more beside it", "a c", "b c !a", "a c | b c"},
		{"consensus leaves what is different", "a c", "b !a", "a c | b !a"},
		{"three in turn", "a | b !a", "c !a !b", "a | b | c"},
		{"four in turn", "a | b !a", "c !a !b | d !a !b !c", "a | b | c | d"},
		{"consensus twice", "a b", "a !b | c !a", "a | c"},

		{"TLS or none", "T", "!T", ""},
		{"a certificate or none", "P", "!P", ""},
		{"no TLS, or TLS without a certificate", "!T", "T !P", "!P"},
		{"no certificate, or one that does not verify", "!P", "P !V", "!V"},
		{"no way but the verified one", "!T | T !P", "P !V", "!V"},
		{"the three in turn", "!T | T !P", "P !V | V", ""},
		{"a certificate whose chain verified, or did not", "V", "P !V", "P"},
		{"identity where there is a certificate", "!P", "P a", "!P | a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, b := parse(t, test.a), parse(t, test.b)
			if got, want := format(a.Or(b)), format(parse(t, test.want)); got != want {
				t.Errorf("(%s) or (%s) = %s, want %s", test.a, test.b, got, want)
			}
			if got := b.Or(a); !got.Equal(a.Or(b)) {
				t.Errorf("the other way round: %s", format(got))
			}
		})
	}
}

// TestKnown holds what is still wrong, with what would be right. An entry that
// has become right belongs into TestOr.
func TestKnown(t *testing.T) {
	tests := []struct{ a, b, want string }{
		// Minimal beyond the literals: whoever has a verified chain has a
		// certificate, so the way in with the chain says no more.
		{"T", "P", "T"},
		{"T", "V", "T"},
		{"P", "V", "P"},
		{"P", "V a", "P"},
		{"!T", "!P", "!P"},
		{"!P", "!V", "!V"},
		{"!P", "!T a", "!P"},
		{"P a", "V a | V b", "P a | V b"},
		// A literal that the others make needless, beyond two at a time.
		{"!P", "T !a", "!P | !a"},
		{"P a", "b !P | b !a", "P a | b"},
	}
	for _, test := range tests {
		got := format(parse(t, test.a).Or(parse(t, test.b)))
		if want := format(parse(t, test.want)); got == want {
			t.Errorf("(%s) or (%s) = %s, which is right now", test.a, test.b, got)
		}
	}
}

func TestLiterals(t *testing.T) {
	for _, i := range []int{0, 1, 2, 3, 31, 32, 63, 64, MaxAtoms - 1} {
		for _, holds := range []bool{true, false} {
			w := Lit(i, holds)
			if !w.Has(i, holds) || w.Has(i, !holds) {
				t.Errorf("Lit(%d, %v): Has says %v, %v", i, holds, w.Has(i, true), w.Has(i, false))
			}
			if w.size() != 1 || !w.consistent() {
				t.Errorf("Lit(%d, %v): %d literals, consistent %v", i, holds, w.size(), w.consistent())
			}
			pos, neg := []int{i}, []int(nil)
			if !holds {
				pos, neg = neg, pos
			}
			if !slices.Equal(w.Positive(), pos) || !slices.Equal(w.Negative(), neg) {
				t.Errorf("Lit(%d, %v): positive %v, negative %v", i, holds, w.Positive(), w.Negative())
			}
			if got := opposite(w); got != Lit(i, !holds) {
				t.Errorf("Lit(%d, %v): opposite %v", i, holds, got)
			}
		}
	}
	w := Lit(3, true).and(Lit(70, true)).and(Lit(5, false)).and(Lit(127, false))
	if !slices.Equal(w.Positive(), []int{3, 70}) || !slices.Equal(w.Negative(), []int{5, 127}) {
		t.Errorf("positive %v, negative %v", w.Positive(), w.Negative())
	}
	if (Way{}).Positive() != nil || (Way{}).Negative() != nil {
		t.Error("the empty way has literals")
	}
}

func TestEqual(t *testing.T) {
	if !Ways(nil).Equal(Ways{}) {
		t.Error("never is not never")
	}
	if Ways(nil).Equal(Always()) {
		t.Error("never is always")
	}
	a := parse(t, "a b | c | !P d")
	for _, same := range []string{"c | a b | !P d", "!P d | b a | c", "c | c a | a b | d !P", "c | d !P | a b | a b c"} {
		if b := parse(t, same); !a.Equal(b) {
			t.Errorf("%s is not %s", format(a), format(b))
		}
	}
}

// TestOperandsStay checks that neither operation changes what it is given: the
// same set stands at many blocks.
func TestOperandsStay(t *testing.T) {
	texts := []string{"-", "", "a", "b !a", "a c | b !a", "!T | T !P | P !V", "P a | V b | c !a !b"}
	for _, x := range texts {
		for _, y := range texts {
			a, b := parse(t, x), parse(t, y)
			before := format(a) + "; " + format(b)
			a.Or(b)
			a.And(b)
			if after := format(a) + "; " + format(b); after != before {
				t.Errorf("%s became %s", before, after)
			}
		}
	}
}

// TestBoundDropsNegatives checks what happens beyond the bound: literals that
// do not hold are forgotten first, and no way in is lost by that.
func TestBoundDropsNegatives(t *testing.T) {
	var ws Ways
	for i := range maxWays + 1 {
		// Way i: atom 0x40 holds, and i literals of a kind that tell it apart
		// do not; without those, they are all the same.
		ws = append(ws, Lit(64, true).and(Lit(FirstAtom+i, false)))
	}
	got := minimal(ws)
	if want := (Ways{Lit(64, true)}); !got.Equal(want) {
		t.Errorf("%d ways that differ in what does not hold became %s, want %s", len(ws), format(got), format(want))
	}

	ws = nil
	for i := range maxWays + 10 {
		ws = append(ws, Lit(FirstAtom+i, true).and(Lit(100+i%3, false)))
	}
	got = minimal(ws)
	if len(got) != maxWays {
		t.Fatalf("%d ways, want %d", len(got), maxWays)
	}
	for _, w := range got {
		if len(w.Positive()) != 1 || len(w.Negative()) != 0 {
			t.Errorf("a way beyond the bound: %s", format(Ways{w}))
		}
	}
}

func TestBoundHolds(t *testing.T) {
	// (a0 ∨ b0) ∧ (a1 ∨ b1) ∧ …: 2ⁿ ways, were there no bound.
	ws := Always()
	for i := range 24 {
		ws = ws.And(Ways{Lit(FirstAtom+2*i, true), Lit(FirstAtom+2*i+1, true)})
		if len(ws) > maxWays {
			t.Fatalf("%d ways", len(ws))
		}
		if len(ws) == 0 {
			t.Fatal("no way is left")
		}
		check(t, ws)
	}
}

// TestEmptyWaySurvivesBound checks that a gate that lets everybody in is not
// hidden by however many other ways there are.
func TestEmptyWaySurvivesBound(t *testing.T) {
	var ws Ways
	for i := range maxWays + 20 {
		ws = ws.Or(Ways{Lit(FirstAtom+i, true)})
	}
	if got := ws.Or(Always()); !got.Equal(Always()) {
		t.Errorf("%d ways or always = %s", len(ws), format(got))
	}
	few := parse(t, "a")
	if got := ws.Or(few); !slices.Contains(got, few[0]) {
		t.Error("the shortest way is lost")
	}
}

// check checks that ws is in the form that every operation promises.
func check(t *testing.T, ws Ways) {
	t.Helper()
	if len(ws) > maxWays {
		t.Errorf("%d ways", len(ws))
	}
	for i, w := range ws {
		if !w.consistent() {
			t.Errorf("%s contradicts itself", format(Ways{w}))
		}
		if w.reduced() != w {
			t.Errorf("%s says what it implies", format(Ways{w}))
		}
		for j, v := range ws {
			if i != j && v.subset(w) {
				t.Errorf("%s contains %s", format(Ways{w}), format(Ways{v}))
			}
		}
	}
	if !slices.IsSortedFunc(ws, compare) {
		t.Errorf("%s is not sorted", format(ws))
	}
}

// A table is the truth table of a boolean function over the worlds that there
// are: a bit for each.
type table uint64

// tableAtoms is the number of atoms of a table, those about the connection
// included. They have four worlds together: no TLS, TLS, a certificate, a chain.
const tableAtoms = FirstAtom + 4

// everywhere is the table of always.
const everywhere = ^table(0)

// tableOf returns the table of atom i.
func tableOf(i int) table {
	var out table
	for world := range 64 {
		holds := false
		if i < FirstAtom {
			holds = world&3 > i
		} else {
			holds = world>>2&(1<<(i-FirstAtom)) != 0
		}
		if holds {
			out |= 1 << world
		}
	}
	return out
}

var atomTables = func() (out [tableAtoms]table) {
	for i := range out {
		out[i] = tableOf(i)
	}
	return out
}()

// eval returns the truth table of ws.
func eval(ws Ways) table {
	var out table
	for _, w := range ws {
		way := everywhere
		for _, i := range w.Positive() {
			way &= atomTables[i]
		}
		for _, i := range w.Negative() {
			way &^= atomTables[i]
		}
		out |= way
	}
	return out
}

func TestTables(t *testing.T) {
	for i := range FirstAtom - 1 {
		if atomTables[i+1]&^atomTables[i] != 0 {
			t.Errorf("atom %d does not imply atom %d", i+1, i)
		}
	}
	for i, x := range atomTables[FirstAtom:] {
		if bits.OnesCount64(uint64(x)) != 32 {
			t.Errorf("atom %d holds in %d worlds", FirstAtom+i, bits.OnesCount64(uint64(x)))
		}
	}
	if got := eval(parse(t, "P !V | a")); got != atomTables[AtomPresent]&^atomTables[AtomVerified]|atomTables[FirstAtom] {
		t.Errorf("eval is wrong: %x", got)
	}
}

// TestRandom combines random ways at random and compares each step with the
// truth tables: as long as no bound is hit, no operation changes the function.
func TestRandom(t *testing.T) {
	rounds := 20000
	if testing.Short() {
		rounds = 2000
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	type known struct {
		ws   Ways
		bits table
	}
	var pool []known
	skipped := 0
	for range rounds {
		if len(pool) < 8 || rnd.IntN(20) == 0 {
			i, holds := rnd.IntN(tableAtoms), rnd.IntN(2) == 0
			k := known{Ways{Lit(i, holds)}, atomTables[i]}
			if !holds {
				k.bits = ^k.bits
			}
			pool = append(pool, k)
			continue
		}
		a, b := pool[rnd.IntN(len(pool))], pool[rnd.IntN(len(pool))]
		var op string
		var c known
		if rnd.IntN(2) == 0 {
			op, c = "or", known{a.ws.Or(b.ws), a.bits | b.bits}
		} else {
			op, c = "and", known{a.ws.And(b.ws), a.bits & b.bits}
		}
		check(t, c.ws)
		if len(c.ws) >= maxWays/2 {
			skipped++ // the bound may have been hit
			continue
		}
		if got := eval(c.ws); got != c.bits {
			t.Fatalf("(%s) %s (%s) = %s\nits table is %016x, want %016x", format(a.ws), op, format(b.ws), format(c.ws), got, c.bits)
		}
		if c.bits == 0 != (len(c.ws) == 0) {
			t.Fatalf("(%s) %s (%s) = %s", format(a.ws), op, format(b.ws), format(c.ws))
		}
		if len(pool) > 60 {
			pool[rnd.IntN(len(pool))] = c
		} else {
			pool = append(pool, c)
		}
	}
	if skipped > rounds/4 {
		t.Errorf("%d of %d steps say nothing", skipped, rounds)
	}
}

// TestRandomMinimal gives minimal random sets of random ways: it never changes
// the function, whatever the order.
func TestRandomMinimal(t *testing.T) {
	rounds := 5000
	if testing.Short() {
		rounds = 500
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	for range rounds {
		var ws Ways
		for range 1 + rnd.IntN(12) {
			w := Way{}
			for i := range tableAtoms {
				switch rnd.IntN(4) {
				case 0:
					w = w.and(Lit(i, true))
				case 1:
					w = w.and(Lit(i, false))
				}
			}
			if w.consistent() {
				ws = append(ws, w.reduced())
			}
		}
		want := eval(ws)
		before := format(ws)
		got := minimal(slices.Clone(ws))
		check(t, got)
		if eval(got) != want {
			t.Fatalf("minimal(%s) = %s", before, format(got))
		}
		if want == everywhere && !got.Equal(Always()) && len(got) == 1 {
			t.Fatalf("minimal(%s) = %s, which is always", before, format(got))
		}
		if again := minimal(slices.Clone(got)); !again.Equal(got) {
			t.Fatalf("minimal(%s) = %s, and of that %s", before, format(got), format(again))
		}
		rnd.Shuffle(len(ws), func(i, j int) { ws[i], ws[j] = ws[j], ws[i] })
		if shuffled := minimal(slices.Clone(ws)); !shuffled.Equal(got) {
			t.Fatalf("minimal depends on the order: %s and %s", format(got), format(shuffled))
		}
	}
}

// TestMonotone checks, beyond the bound too, that forgetting literals that do
// not hold only ever adds: whoever was let in still is.
func TestMonotone(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		var ws Ways
		for range maxWays + 1 + rnd.IntN(40) {
			w := Lit(FirstAtom+rnd.IntN(6), true)
			for range 1 + rnd.IntN(3) {
				i := FirstAtom + 6 + rnd.IntN(40)
				w = w.and(Lit(i, false))
			}
			ws = append(ws, w)
		}
		got := minimal(slices.Clone(ws))
		for _, w := range ws {
			if !slices.ContainsFunc(got, func(v Way) bool { return v.subset(w) }) {
				t.Fatalf("the way %s is lost", format(Ways{w}))
			}
		}
	}
}

func BenchmarkOr(b *testing.B) {
	var ws []Ways
	for i := range 32 {
		ws = append(ws, Ways{Lit(FirstAtom+i, true).and(Lit(FirstAtom+i+32, false))})
	}
	for b.Loop() {
		var all Ways
		for _, w := range ws {
			all = all.Or(w)
		}
		if len(all) != len(ws) {
			b.Fatal(fmt.Sprint(len(all)))
		}
	}
}
