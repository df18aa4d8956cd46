package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// maxChosen bounds the values among which a branch chooses that are told apart.
const maxChosen = 8

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
			s := sets[slices.Index(phi.Edges, e)]
			if len(s) == 0 {
				return unknown()
			}
			return f.evidenceOf(op, s, form, at)
		}), true
	}
	return pair{}, false
}

// setsOf returns the labels of s that hold for each edge of phi: those that only
// other edges have do not. An edge on which nobody comes but by another credential has nothing
// of the certificate, if nothing is known of its value.
func (f *function) setsOf(phi *ssa.Phi, s flow.Set) (sets []flow.Set, differ bool) {
	said := make([]flow.Set, len(phi.Edges))
	apart := make([]bool, len(phi.Edges))
	n := 0
	for i, e := range phi.Edges {
		said[i] = f.content(e)
		apart[i] = len(said[i]) == 0 && !isConst(e) && f.byOther(f.edge(phi.Block().Preds[i], phi.Block()))
		if len(said[i]) > 0 || apart[i] {
			n++
		}
	}
	if n < 2 {
		return nil, false
	}
	has := func(s flow.Set, l flow.Label) bool { return s.Any(l.Same) }
	for i := range phi.Edges {
		t := s
		if len(said[i]) > 0 || apart[i] {
			t = s.Map(func(l flow.Label) (flow.Label, bool) {
				for j := range said {
					if has(said[j], l) {
						return l, has(said[i], l)
					}
				}
				return l, true // from elsewhere
			})
		}
		if len(t) == 0 && !apart[i] {
			t = s
		}
		differ = differ || len(t) != len(s)
		sets = append(sets, t)
	}
	return sets, differ
}

// byOther reports whether another credential was checked on each of some ways.
func (f *function) byOther(ways gate.Ways) bool {
	return len(ways) > 0 && !slices.ContainsFunc(ways, func(w gate.Way) bool {
		return !slices.ContainsFunc(w.Positive(), func(i int) bool {
			return slices.ContainsFunc(f.atoms[i].ev, func(e gate.Evidence) bool {
				return e.Op == gate.Decision && flow.OtherCredential(e.Label.Aspect)
			})
		})
	})
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
