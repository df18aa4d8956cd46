package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// takenToDecide reports whether another package takes the function, as a value, under a name
// that says that it decides: SetCheckClientHandler(fn), Options{Authorize: fn}, AuthFunc(fn).
// What this package asks is judged where it asks.
func (f *function) takenToDecide() bool {
	return slices.ContainsFunc(f.program.kept[f.fn], f.storesDecision) ||
		slices.ContainsFunc(f.uses[f.fn], func(v ssa.Value) bool { return f.takesDecision(v, 0) })
}

// takesDecision reports whether v, which is made of a function or is a call that is given it,
// takes it to decide, or comes to where it is taken so.
func (p *program) takesDecision(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.Call:
		obj := ssaform.Object(v.Common())
		return obj != nil && p.decidesAs(obj)
	case *ssa.ChangeType:
		if n := ssaform.NamedType(v.Type()); n != nil && p.decidesAs(n.Obj()) {
			return true
		}
	case *ssa.MakeClosure, *ssa.MakeInterface:
	default:
		return false
	}
	return depth < maxDepth && slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.Store:
			return p.storesDecision(r)
		case *ssa.Call:
			return slices.Contains(r.Call.Args, v) && p.takesDecision(r, depth+1)
		case ssa.Value:
			return p.takesDecision(r, depth+1)
		}
		return false
	})
}

// storesDecision reports whether a field that a function is stored in says that it decides.
func (p *program) storesDecision(s *ssa.Store) bool {
	at, ok := s.Addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	f := ssaform.Field(at.X.Type(), at.Field)
	return f != nil && p.decidesAs(f)
}

// decidesAs reports whether something of another package says by its name that it takes a
// function that decides.
func (p *program) decidesAs(obj types.Object) bool {
	return obj.Pkg() != p.pkg && catalog.TakesDecision(obj.Name())
}
