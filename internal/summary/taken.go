package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// takenToDecide reports whether somebody takes the function, as a value, under a name that says
// that it decides: SetCheckClientHandler(fn), Options{Authorize: fn}, AuthFunc(fn).
func (f *function) takenToDecide() bool {
	return slices.ContainsFunc(f.program.kept[f.fn], storesDecision) ||
		slices.ContainsFunc(f.uses[f.fn], func(v ssa.Value) bool { return takesDecision(v, 0) })
}

// takesDecision reports whether v, which is made of a function or is a call that is given it,
// takes it to decide, or comes to where it is taken so.
func takesDecision(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.Call:
		return catalog.TakesDecision(calledName(v.Common()))
	case *ssa.ChangeType:
		if n := ssaform.NamedType(v.Type()); n != nil && catalog.TakesDecision(n.Obj().Name()) {
			return true
		}
	case *ssa.MakeClosure, *ssa.MakeInterface:
	default:
		return false
	}
	return depth < maxDepth && slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.Store:
			return storesDecision(r)
		case *ssa.Call:
			return slices.Contains(r.Call.Args, v) && takesDecision(r, depth+1)
		case ssa.Value:
			return takesDecision(r, depth+1)
		}
		return false
	})
}

// storesDecision reports whether a field that a function is stored in says that it decides.
func storesDecision(s *ssa.Store) bool {
	at, ok := s.Addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	f := ssaform.Field(at.X.Type(), at.Field)
	return f != nil && catalog.TakesDecision(f.Name())
}
