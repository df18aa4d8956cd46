package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// maxChosen bounds the values among which a branch chooses that are told apart.
const maxChosen = 4

// chosenEvidence answers a question about a value that a branch has chosen among
// several, found by different means: on the way of each, what is asked is asked
// of that one. Choices with nothing to say, constants, stay with the others. Ok is
// false when there is nothing to tell apart.
func (f *function) chosenEvidence(op gate.Op, s flow.Set, form gate.Form, at ssa.Value) (c pair, ok bool) {
	for _, v := range operands(at) {
		phi := chosen(v)
		if phi == nil || len(phi.Edges) > maxChosen || phi.Block() == nil {
			continue
		}
		var sets []flow.Set
		sets, ok = f.setsOf(phi, s)
		if !ok {
			continue
		}
		return f.phi(phi, func(e ssa.Value) pair {
			return f.evidenceOf(op, sets[slices.Index(phi.Edges, e)], form, at)
		}), true
	}
	return pair{}, false
}

// setsOf returns the labels of s that hold for each edge of phi: those that only
// other edges have do not.
func (f *function) setsOf(phi *ssa.Phi, s flow.Set) (sets []flow.Set, differ bool) {
	said := make([]flow.Set, len(phi.Edges))
	n := 0
	for i, e := range phi.Edges {
		if said[i] = f.content(e); len(said[i]) > 0 {
			n++
		}
	}
	if n < 2 {
		return nil, false
	}
	has := func(s flow.Set, l flow.Label) bool { return s.Any(l.Same) }
	for i := range phi.Edges {
		t := s
		if len(said[i]) > 0 {
			t = s.Map(func(l flow.Label) (flow.Label, bool) {
				for j := range said {
					if has(said[j], l) {
						return l, has(said[i], l)
					}
				}
				return l, true // from elsewhere
			})
		}
		if len(t) == 0 {
			t = s
		}
		differ = differ || len(t) != len(s)
		sets = append(sets, t)
	}
	return sets, differ
}

// operands returns the values that a condition asks.
func operands(at ssa.Value) []ssa.Value {
	switch v := at.(type) {
	case *ssa.BinOp:
		return []ssa.Value{v.X, v.Y}
	case *ssa.Call:
		return v.Call.Args
	}
	return []ssa.Value{at}
}

// chosen returns the choice that v is, or a part of.
func chosen(v ssa.Value) *ssa.Phi {
	phi, _ := ssaform.Whole(v).(*ssa.Phi)
	return phi
}
