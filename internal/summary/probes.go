package summary

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// An interceptor often lets everybody ask for the server's health: that is the way in to a
// service of gRPC itself, and not to what the interceptor guards.

// ownMethod reports whether b is only reached for methods of the services of gRPC itself.
func (p *program) ownMethod(b *ssa.BasicBlock) bool {
	for d := b; d != nil && d.Idom() != nil; d = d.Idom() {
		if !slices.ContainsFunc(d.Preds, func(q *ssa.BasicBlock) bool { return !p.branchesToOwn(q, d, nil) }) {
			return true
		}
	}
	return false
}

// branchesToOwn reports whether control goes from b to d only for such methods. The name of
// the method is in param, if that is not nil.
func (p *program) branchesToOwn(b, d *ssa.BasicBlock, param *ssa.Parameter) bool {
	iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || b.Succs[0] == b.Succs[1] {
		return false
	}
	if eq, ok := iff.Cond.(*ssa.BinOp); ok && eq.Op == token.NEQ {
		return b.Succs[1] == d && ownMethodIs(eq, param)
	}
	return b.Succs[0] == d && p.testsOwn(iff.Cond, param)
}

// testsOwn reports whether a condition holds only for such methods.
func (p *program) testsOwn(cond ssa.Value, param *ssa.Parameter) bool {
	switch c := cond.(type) {
	case *ssa.BinOp:
		return c.Op == token.EQL && ownMethodIs(c, param)
	case *ssa.Phi: // one of several conditions
		for i, e := range c.Edges {
			k, constant := e.(*ssa.Const)
			switch {
			case constant && !constantTrue(k):
			case constant && p.branchesToOwn(c.Block().Preds[i], c.Block(), param):
			case !constant && !isPhi(e) && p.testsOwn(e, param):
			default:
				return false
			}
		}
		return true
	case *ssa.Call:
		args := c.Call.Args
		if ssaform.Object(c.Common()) != nil && symbol(c.Common()) == "strings.HasPrefix" {
			return len(args) == 2 && methodName(args[0], param) && ownMethodText(args[1])
		}
		fn := p.static(c.Common())
		if fn == nil || param != nil || fn.Signature.Results().Len() != 1 || len(args) != len(fn.Params) {
			return false
		}
		i := slices.IndexFunc(args, func(a ssa.Value) bool { return methodName(a, nil) })
		return i >= 0 && p.returnsOwn(fn, fn.Params[i])
	}
	return false
}

// returnsOwn reports whether fn returns true only for such methods.
func (p *program) returnsOwn(fn *ssa.Function, param *ssa.Parameter) bool {
	for _, b := range fn.Blocks {
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		k, constant := r.Results[0].(*ssa.Const)
		switch {
		case constant && !constantTrue(k):
		case constant && len(b.Preds) > 0 && !slices.ContainsFunc(b.Preds, func(q *ssa.BasicBlock) bool { return !p.branchesToOwn(q, b, param) }):
		case !constant && p.testsOwn(r.Results[0], param):
		default:
			return false
		}
	}
	return len(fn.Blocks) > 0
}

// ownMethodIs reports whether a comparison is one of the method's name with such a name.
func ownMethodIs(c *ssa.BinOp, param *ssa.Parameter) bool {
	return methodName(c.X, param) && ownMethodText(c.Y) || methodName(c.Y, param) && ownMethodText(c.X)
}

// methodName reports whether v is the name of the method that is called.
func methodName(v ssa.Value, param *ssa.Parameter) bool {
	if param != nil {
		return v == param
	}
	return catalog.RequestRoute(loadedField(v))
}

func ownMethodText(v ssa.Value) bool {
	text, ok := constantText(v)
	return ok && catalog.OwnMethod(text)
}

func isPhi(v ssa.Value) bool {
	_, ok := v.(*ssa.Phi)
	return ok
}

func constantTrue(k *ssa.Const) bool {
	return k.Value != nil && k.Value.Kind() == constant.Bool && constant.BoolVal(k.Value)
}
