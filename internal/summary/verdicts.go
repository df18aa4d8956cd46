package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A verdict is a struct that a function answers with, whose one flag says yes or
// no: Response{Allowed: true}.

// verdictFlag returns the flag of t, or nil if t is no verdict.
func verdictFlag(t types.Type) *types.Var {
	if ssaform.Named(t) == "" {
		return nil
	}
	s := ssaform.Struct(t)
	if s == nil {
		return nil
	}
	var flag *types.Var
	for f := range s.Fields() {
		if !isBool(f.Type()) || !catalog.VerdictName(f.Name()) {
			continue
		}
		if flag != nil {
			return nil // two of them
		}
		flag = f.Origin()
	}
	return flag
}

// givesVerdicts reports whether every return statement of the function answers
// with a verdict whose flag is in sight, and one of them may say yes.
func (f *function) givesVerdicts() bool {
	res := f.fn.Signature.Results()
	if res.Len() != 1 || !catalog.AuthorizationName(f.fn.Name()) || catalog.AuditOrView(typeOf(res.At(0).Type())) || verdictFlag(res.At(0).Type()) == nil {
		return false
	}
	yes := false
	for _, b := range f.fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == f.fn.Recover || len(ret.Results) == 0 {
			continue
		}
		flag, ok := f.flagOf(ret.Results[0])
		if !ok {
			return false
		}
		yes = yes || flag != nil
	}
	return yes
}

// flagOf returns the value that is stored in the flag of v, a verdict, or nil where
// none is, and the flag says no.
func (f *function) flagOf(v ssa.Value) (flag ssa.Value, ok bool) {
	fv := verdictFlag(v.Type())
	switch x := v.(type) {
	case *ssa.Const: // the zero value, or nil
		return nil, true
	case *ssa.UnOp:
		a, isAlloc := x.X.(*ssa.Alloc)
		if !isAlloc || len(f.stores[place{a, nil}]) > 0 {
			return nil, false
		}
		return f.stored(a, fv)
	case *ssa.Alloc:
		return f.stored(x, fv)
	}
	return nil, false
}

func (f *function) stored(a *ssa.Alloc, fv *types.Var) (ssa.Value, bool) {
	switch s := f.stores[place{a, fv}]; {
	case fv == nil || filled(a):
		return nil, false
	case len(s) == 0:
		return nil, true
	case len(s) == 1 && a.Comment == "complit":
		return s[0], true
	}
	return nil, false
}

// verdict is the truth of a verdict's flag.
func (f *function) verdict(v ssa.Value) pair {
	flag, ok := f.flagOf(v)
	switch {
	case !ok:
		return unknown()
	case flag == nil:
		return always(false)
	}
	return f.cond(flag)
}

// withVerdict reports whether results have the form (verdict, error).
func withVerdict(res *types.Tuple) bool {
	return res.Len() == 2 && isError(res.At(1).Type()) && isVerdict(res.At(0).Type())
}

// isVerdict reports whether t is a verdict, and no pointer to one.
func isVerdict(t types.Type) bool {
	_, ptr := t.Underlying().(*types.Pointer)
	return !ptr && verdictFlag(t) != nil
}

// flagged is the truth of the flag v of a call's verdict, alone or beside an error.
func (f *function) flagged(call *ssa.Call, v ssa.Value) pair {
	if call.Call.Signature().Results().Len() == 1 {
		return f.outcome(call, v)
	}
	if c, ok := f.found(call); ok {
		return c
	}
	if len(f.vals[v]) > 0 {
		return f.derived(v)
	}
	return f.unclassified(call.Common(), call, ssaform.Arguments(call.Common()), nil)
}

// flagFrom returns the call whose verdict has the flag v.
func (f *function) flagFrom(v ssa.Value) (*ssa.Call, bool) {
	var of ssa.Value
	switch x := v.(type) {
	case *ssa.Field:
		if fv := verdictFlag(x.X.Type()); fv != nil && fv == ssaform.Field(x.X.Type(), x.Field) {
			of = x.X
		}
	case *ssa.UnOp:
		at, ok := x.X.(*ssa.FieldAddr)
		if !ok {
			return nil, false
		}
		fv := verdictFlag(at.X.Type())
		if fv == nil || fv != ssaform.Field(at.X.Type(), at.Field) {
			return nil, false
		}
		of = at.X
		if a, ok := of.(*ssa.Alloc); ok {
			s := f.stores[place{a, nil}]
			if len(s) != 1 || len(f.stores[place{a, fv}]) > 0 {
				return nil, false
			}
			of = s[0]
		}
	}
	if x, ok := of.(*ssa.Extract); ok && x.Index == 0 {
		call, ok := x.Tuple.(*ssa.Call)
		return call, ok && withVerdict(call.Call.Signature().Results())
	}
	call, ok := of.(*ssa.Call)
	return call, ok && call.Call.Signature().Results().Len() == 1
}
