package gate

import (
	"math/bits"
	"slices"
)

// Bounds on the ways kept; design.md says what happens beyond them.
const (
	MaxAtoms = 128
	maxWays  = 48
	words    = MaxAtoms * 2 / 64
)

// Way is a set of literals: bit 2i says that atom i holds, bit 2i+1 that it
// does not.
type Way [words]uint64

// Lit returns the way that consists of one literal over atom i.
func Lit(i int, holds bool) Way {
	var w Way
	bit := 2 * i
	if !holds {
		bit++
	}
	w[bit/64] |= 1 << (bit % 64)
	return w
}

// Has reports whether w holds the literal over atom i.
func (w Way) Has(i int, holds bool) bool {
	bit := 2 * i
	if !holds {
		bit++
	}
	return w[bit/64]&(1<<(bit%64)) != 0
}

const evens = 0x5555555555555555

// The first atoms stand for what the connection has, each implied by the next:
// TLS, a certificate, a verified chain.
const (
	AtomTLS = iota
	AtomPresent
	AtomVerified
	FirstAtom // of the others
)

// connection is the mask of the literals about the connection.
const connection = 1<<(2*FirstAtom) - 1

// implied returns w with everything that its literals about the connection
// imply: no TLS, no certificate; a verified chain is one that is there.
func (w Way) implied() Way {
	if w[0]&connection == 0 {
		return w
	}
	for i := AtomVerified; i > AtomTLS; i-- {
		if w.Has(i, true) {
			w = w.and(Lit(i-1, true))
		}
	}
	for i := AtomTLS; i < AtomVerified; i++ {
		if w.Has(i, false) {
			w = w.and(Lit(i+1, false))
		}
	}
	return w
}

// reduced returns w without what its other literals imply.
func (w Way) reduced() Way {
	if w[0]&connection == 0 {
		return w
	}
	for i := AtomVerified; i > AtomTLS; i-- {
		if w.Has(i, true) {
			for j := range i {
				w = w.without(Lit(j, true))
			}
			break
		}
	}
	for i := AtomTLS; i < AtomVerified; i++ {
		if w.Has(i, false) {
			for j := i + 1; j <= AtomVerified; j++ {
				w = w.without(Lit(j, false))
			}
			break
		}
	}
	return w
}

func (w Way) without(v Way) Way {
	for i := range w {
		w[i] &^= v[i]
	}
	return w
}

// consistent reports whether no atom both holds and does not.
func (w Way) consistent() bool {
	for _, x := range w.implied() {
		if x&evens&(x>>1) != 0 {
			return false
		}
	}
	return true
}

func (w Way) subset(v Way) bool {
	for i := range w {
		if w[i]&^v[i] != 0 {
			return false
		}
	}
	return true
}

func (w Way) and(v Way) Way {
	for i := range w {
		w[i] |= v[i]
	}
	return w
}

func (w Way) size() int {
	n := 0
	for _, x := range w {
		n += bits.OnesCount64(x)
	}
	return n
}

// Positive returns the atoms that hold in w.
func (w Way) Positive() []int {
	var out []int
	for i, x := range w {
		for x &= evens; x != 0; x &= x - 1 {
			out = append(out, (i*64+bits.TrailingZeros64(x))/2)
		}
	}
	return out
}

// Negative returns the atoms that do not hold in w.
func (w Way) Negative() []int {
	var out []int
	for i, x := range w {
		for x &= evens << 1; x != 0; x &= x - 1 {
			out = append(out, (i*64+bits.TrailingZeros64(x))/2)
		}
	}
	return out
}

func compare(w, v Way) int {
	if c := w.size() - v.size(); c != 0 {
		return c
	}
	for i := range w {
		if w[i] != v[i] {
			if w[i] < v[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// Ways is a set of alternatives, none of which contains another, sorted. The
// nil set means never; the set of the empty way means always.
type Ways []Way

// Always is the set of the empty way; Never has no way at all.
func Always() Ways { return Ways{Way{}} }

// Or returns the ways of either.
func (a Ways) Or(b Ways) Ways {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	var buffer [64]Way
	return minimal(append(append(buffer[:0], a...), b...))
}

// And returns the ways in which both hold.
func (a Ways) And(b Ways) Ways {
	if len(a) == 1 && a[0] == (Way{}) {
		return b
	}
	if len(b) == 1 && b[0] == (Way{}) {
		return a
	}
	var buffer [256]Way // most products fit, and few of their ways stay
	out := buffer[:0]
	for _, w := range a {
		for _, v := range b {
			if u := w.and(v); u.consistent() {
				out = append(out, u.reduced())
			}
		}
	}
	return minimal(out)
}

// With returns w with both literals over atom i.
func (w Way) With(i int) Way { return w.and(Lit(i, true)).and(Lit(i, false)) }

// Without returns the ways less the literals of mask.
func (a Ways) Without(mask Way) Ways {
	out := make(Ways, 0, len(a))
	for _, w := range a {
		out = append(out, w.without(mask))
	}
	return minimal(out)
}

// Apart returns alternatives that are told apart by where they lead, each less
// the literals that make no difference over all of them: with {a} on one and {¬a}
// on another, a is not needed for either.
func Apart(alternatives []Ways) []Ways {
	var all Ways
	for _, a := range alternatives {
		all = append(all, a...)
	}
	if len(all) > 16 {
		return alternatives
	}
	out := make([]Ways, 0, len(alternatives))
	for _, a := range alternatives {
		b := make(Ways, 0, len(a))
		for _, w := range a {
			var others Ways // what asks for less is another part of the gate, not the rest of this one
			for _, v := range all {
				if !v.subset(w) {
					others = append(others, v)
				}
			}
			b = append(b, others.shorten(w))
		}
		out = append(out, merge(b))
	}
	return out
}

// coverDepth bounds the atoms on which a cover is split.
const coverDepth = 5

// Prime returns the ways with no literal that can be left out: K beside A and B,
// for K with not A or not B beside A and B.
func (a Ways) Prime() Ways {
	if len(a) < 2 || len(a) > 16 {
		return a
	}
	out := slices.Clone(a)
	for i, w := range out {
		out[i] = out.shorten(w)
	}
	return merge(out)
}

// shorten returns w without the literals that can be left out beside a: what it
// gains, that which has the literal's opposite, is in one of the ways.
func (a Ways) shorten(w Way) Way {
	for _, atoms := range [2][]int{w.Negative(), w.Positive()} {
		for k, atom := range atoms {
			if k >= 8 {
				break
			}
			holds := w.Has(atom, true)
			less := w.without(Lit(atom, holds))
			if a.cover(less.and(Lit(atom, !holds)), coverDepth) {
				w = less
			}
		}
	}
	return w
}

// cover reports whether everything that w stands for is in one of the ways.
func (a Ways) cover(w Way, depth int) bool {
	full := w.implied()
	if !full.consistent() {
		return true
	}
	split := -1
	for _, v := range a {
		if v.subset(full) {
			return true
		}
		u := v.and(full)
		if split >= 0 || !u.consistent() {
			continue
		}
		if rest := v.without(full); rest != (Way{}) {
			if p := rest.Positive(); len(p) > 0 {
				split = p[0]
			} else {
				split = rest.Negative()[0]
			}
		}
	}
	if split < 0 || depth == 0 {
		return false
	}
	return a.cover(full.and(Lit(split, true)), depth-1) && a.cover(full.and(Lit(split, false)), depth-1)
}

// Equal reports whether a and b are the same set.
func (a Ways) Equal(b Ways) bool { return slices.Equal(a, b) }

// minimal removes ways that contain another, merges two that differ in the
// polarity of one atom alone, and keeps the set within bounds: beyond them
// negative literals are dropped first, which loses detail but no way in.
//
// It sorts ws, and does not keep it.
func minimal(ws Ways) Ways {
	out := merge(ws)
	if len(out) > maxWays {
		for i := range out {
			for j := range out[i] {
				out[i][j] &= evens
			}
		}
		out = merge(out)
	}
	if len(out) > maxWays {
		out = slices.Clone(out[:maxWays])
	}
	return out
}

func merge(ws Ways) Ways {
	for {
		slices.SortFunc(ws, compare)
		var out Ways
	next:
		for _, w := range ws {
			for _, v := range out {
				if v.subset(w) {
					continue next
				}
			}
			out = append(out, w)
		}
		if !consensus(out) {
			return out
		}
		ws = out
	}
}

// opposite returns the way with the polarity of every literal turned.
func opposite(w Way) Way {
	for k, x := range w {
		w[k] = (x&evens)<<1 | (x>>1)&evens
	}
	return w
}

// consensus replaces, in place, X∪{a} beside Y∪{¬a} by X∪Y where X∪{a} implies
// Y: the atom makes no difference there. It reports whether it changed anything.
func consensus(ws Ways) bool {
	changed := false
	for i := range ws {
		flipped, implied := opposite(ws[i]), ws[i].implied()
		for j := range ws {
			if i == j {
				continue
			}
			// The literals of j whose opposite is in i.
			var clash Way
			for k := range clash {
				clash[k] = flipped[k] & ws[j][k]
			}
			if clash == (Way{}) || clash.size() != 1 {
				continue
			}
			rest := ws[j].without(clash)
			if rest.subset(implied) {
				x := ws[i].without(opposite(clash)).and(rest).reduced()
				if x != ws[i] {
					ws[i] = x
					flipped, implied = opposite(x), x.implied()
					changed = true
				}
			}
		}
	}
	return changed
}
