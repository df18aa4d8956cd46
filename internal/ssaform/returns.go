package ssaform

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// ResolveReturns makes the return statements of a function return what they say. In a function
// with a deferred call, each of them stores its results in variables, and returns what these hold
// after the deferred calls have run (see ssa.Function.Recover). Where no other function gets hold
// of such a variable, that is what was stored; and what was stored is what is read of it, as far as
// one store is the last before that.
func ResolveReturns(fn *ssa.Function) {
	if fn.Recover == nil {
		return
	}
	variables := map[ssa.Value]bool{} // whether it is private
	for _, b := range fn.Blocks {
		if b == fn.Recover {
			continue
		}
		for _, in := range b.Instrs {
			load, ok := in.(*ssa.UnOp)
			if !ok || load.Op != token.MUL {
				continue
			}
			if _, known := variables[load.X]; !known {
				variables[load.X] = private(load.X)
			}
			if !variables[load.X] {
				continue
			}
			if v := lastStored(load); v != nil {
				replace(load, v)
			}
		}
	}
}

// replace has what uses old use v instead.
func replace(old, v ssa.Value) {
	refs := old.Referrers()
	users := slices.Clone(*refs)
	*refs = nil
	for _, user := range users {
		for _, op := range user.Operands(nil) {
			if *op == old {
				*op = v
			}
		}
		if to := v.Referrers(); to != nil {
			*to = append(*to, user)
		}
	}
}

// private reports whether an address is of a variable that is stored to and read, and nothing
// else: no other function has it, but for literals that are deferred and leave it as good as it is.
func private(addr ssa.Value) bool {
	a, ok := addr.(*ssa.Alloc)
	return ok && !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
			return false
		case *ssa.Store:
			return r.Addr != a
		case *ssa.MakeClosure:
			return !deferred(r) || !keeps(r, a)
		}
		return true
	})
}

// deferred reports whether a literal is deferred where it stands, and nothing else.
func deferred(m *ssa.MakeClosure) bool {
	return !slices.ContainsFunc(*m.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.Defer:
			return r.Call.Value != m
		}
		return true
	})
}

// keeps reports whether a literal that shares a variable only reads it, or makes another error of
// an error: whether it is one stays as it was.
func keeps(m *ssa.MakeClosure, shared *ssa.Alloc) bool {
	fn, ok := m.Fn.(*ssa.Function)
	if !ok {
		return false
	}
	for i, bound := range m.Bindings {
		if bound != shared {
			continue
		}
		v := fn.FreeVars[i]
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef, *ssa.UnOp:
			case *ssa.Store:
				if _, constant := r.Val.(*ssa.Const); r.Addr != v || constant || !isError(shared.Type()) || !whereFailed(r.Block(), v) {
					return false
				}
			default:
				return false
			}
		}
	}
	return true
}

// whereFailed reports whether a block is only reached when a variable is not nil.
func whereFailed(b *ssa.BasicBlock, v ssa.Value) bool {
	for ; b.Idom() != nil; b = b.Idom() {
		test, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 || b.Idom().Succs[0] != b {
			continue
		}
		if cond, ok := test.Cond.(*ssa.BinOp); ok && cond.Op == token.NEQ {
			load, ok := cond.X.(*ssa.UnOp)
			if k, isConst := cond.Y.(*ssa.Const); ok && load.Op == token.MUL && load.X == v && isConst && k.IsNil() {
				return true
			}
		}
	}
	return false
}

// isError reports whether a variable, whose address has type t, is an error.
func isError(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && types.Identical(p.Elem(), types.Universe.Lookup("error").Type())
}

// lastStored returns what was last stored, on the one way there, to the variable that is loaded;
// nil if ways meet before that.
func lastStored(load *ssa.UnOp) ssa.Value {
	b := load.Block()
	at := slices.Index(b.Instrs, ssa.Instruction(load))
	for range mostBlocks {
		for _, in := range slices.Backward(b.Instrs[:at]) {
			if s, ok := in.(*ssa.Store); ok && s.Addr == load.X {
				return s.Val
			}
		}
		if len(b.Preds) != 1 {
			return nil
		}
		b = b.Preds[0]
		at = len(b.Instrs)
	}
	return nil
}

// mostBlocks bounds how far back a store is looked for.
const mostBlocks = 64
