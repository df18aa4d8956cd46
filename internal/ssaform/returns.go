package ssaform

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// ResolveReturns makes the return statements of a function return what they say. In a function
// with a deferred call, each of them stores its results in variables, and returns what these hold
// after the deferred calls have run (see ssa.Function.Recover). Where no other function gets hold
// of such a variable, that is what was stored.
func ResolveReturns(fn *ssa.Function) {
	if fn.Recover == nil {
		return
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover {
			continue
		}
		for i, r := range ret.Results {
			v := lastStored(r)
			if v == nil {
				continue
			}
			ret.Results[i] = v
			dropReferrer(r, ret)
			if refs := v.Referrers(); refs != nil {
				*refs = append(*refs, ret)
			}
		}
	}
}

// private reports whether an address is of a variable that is stored to and read, and nothing
// else: no other function has it.
func private(addr ssa.Value) bool {
	a, ok := addr.(*ssa.Alloc)
	return ok && !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
			return false
		case *ssa.Store:
			return r.Addr != a
		}
		return true
	})
}

// lastStored returns what was last stored, in the same block, to the private variable that v is
// loaded from; nil if nothing was, or v is something else.
func lastStored(v ssa.Value) (last ssa.Value) {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || !private(load.X) {
		return nil
	}
	for _, in := range load.Block().Instrs {
		if in == ssa.Instruction(load) {
			return last
		}
		if s, ok := in.(*ssa.Store); ok && s.Addr == load.X {
			last = s.Val
		}
	}
	return nil
}

// dropReferrer removes one mention of user from the referrers of v.
func dropReferrer(v ssa.Value, user ssa.Instruction) {
	refs := v.Referrers()
	if i := slices.Index(*refs, user); i >= 0 {
		*refs = slices.Delete(*refs, i, i+1)
	}
}
