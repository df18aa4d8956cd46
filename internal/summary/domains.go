package summary

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// asksDomain reports whether a call asks if a name ends in a domain: of which house it is,
// and not whose. Where there may be several domains, somebody has chosen them.
func (f *function) asksDomain(symbol string, args []ssa.Value) bool {
	return catalog.AsksEnding(symbol) && len(args) == 2 && f.domain(args[1], 0)
}

// domain reports whether v is what names end in that are in a domain, a constant or put
// together of constants and of what there is one of.
func (f *function) domain(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.String && catalog.DomainEnding(constant.StringVal(v.Value))
	case *ssa.BinOp:
		return v.Op == token.ADD && depth < maxDepth && f.domain(v.X, depth+1) && (isConst(v.Y) || f.oneOf(v.Y, true, 0))
	}
	return false
}

// oneOf reports whether there is one such value as v: a variable of the package, or what
// the receiver holds, and not an element of a list. Whether the receiver is one, its
// callers say if they are asked.
func (f *function) oneOf(v ssa.Value, callers bool, depth int) bool {
	if depth > maxDepth {
		return false
	}
	one := func(v ssa.Value) bool { return f.oneOf(v, callers, depth+1) }
	switch v := v.(type) {
	case *ssa.UnOp:
		return v.Op == token.MUL && one(v.X)
	case *ssa.FieldAddr:
		return one(v.X)
	case *ssa.Field:
		return one(v.X)
	case *ssa.Global:
		return true
	case *ssa.FreeVar:
		bound := f.bindings(v)
		return len(bound) > 0 && !slices.ContainsFunc(bound, func(b ssa.Value) bool { return !one(b) })
	case *ssa.Alloc:
		s := f.only(v)
		return s != nil && one(s)
	case *ssa.Parameter:
		fn := v.Parent()
		if fn.Signature.Recv() == nil || paramIndex(v) != 0 {
			return false
		}
		cs := f.callers[fn]
		if !callers || len(fn.AnonFuncs) > 0 && len(cs) == 0 {
			return true
		}
		return (len(cs) > 0 || f.comesIn(fn)) && !slices.ContainsFunc(cs, func(c ssa.CallInstruction) bool {
			args := ssaform.Arguments(c.Common())
			return len(args) == 0 || !f.oneOf(args[0], false, depth+1)
		})
	}
	return false
}
