package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// resultOf is a result of a function, counted from 0.
type resultOf struct {
	fn *ssa.Function
	i  int
}

// makesError reports whether result i of a call is an error for sure: the call is
// one of the catalogue's, or of a function of the project that never returns nil.
// Of functions of other packages the name has to say so.
func (p *program) makesError(c *ssa.CallCommon, i int) bool {
	if p.errorMaker(c) {
		return true
	}
	if fn := p.static(c); fn != nil {
		return i >= 0 && p.alwaysFails(fn, i)
	}
	return saysError(c) && errorArgument(c) == nil
}

// errorMaker reports whether the catalogue says of a call that it makes an error.
func (p *program) errorMaker(c *ssa.CallCommon) bool {
	n := p.name(c)
	return catalog.MakesError(n) || slices.ContainsFunc(p.cat.Rows(n), func(r catalog.Row) bool { return r.Role == catalog.DenyError })
}

// alwaysFails reports whether result i of a function, an error, is never nil. What it is
// called with makes no difference, nor whether the function is about certificates.
func (p *program) alwaysFails(fn *ssa.Function, i int) bool {
	key := resultOf{fn, i}
	fails, ok := p.failures[key]
	if ok {
		return fails
	}
	p.failures[key] = false // who calls itself may never return
	returns := false
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		if i >= len(ret.Results) || !p.isFailure(ret.Results[i], map[ssa.Value]bool{}) {
			return false
		}
		returns = true
	}
	p.failures[key] = returns
	return returns
}

// isFailure reports whether v is an error that is not nil.
func (p *program) isFailure(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return true // by the other edges
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.MakeInterface, *ssa.Alloc:
		return isError(v.Type())
	case *ssa.ChangeInterface:
		return p.isFailure(v.X, seen)
	case *ssa.Phi:
		return !slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return !p.isFailure(e, seen) })
	case *ssa.UnOp:
		_, sentinel := v.X.(*ssa.Global)
		return v.Op == token.MUL && sentinel && isError(v.Type())
	case *ssa.Call:
		return p.makesError(v.Common(), 0)
	case *ssa.Extract:
		c, ok := v.Tuple.(*ssa.Call)
		return ok && p.makesError(c.Common(), v.Index)
	}
	return false
}

// does reports whether a function that makes an error may do something besides.
func (p *program) does(fn *ssa.Function, depth int) bool {
	if depth > maxDepth {
		return true
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			c, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if own := p.static(c.Common()); own != nil && p.alwaysFails(own, 0) && !p.does(own, depth+1) {
				continue
			}
			if n := p.name(c.Common()); !catalog.MakesError(n) && catalog.PackageOf(n) != "fmt" && catalog.PackageOf(n) != "strings" {
				return true
			}
		}
	}
	return false
}

// saysError reports whether a function of another package returns an error and
// nothing else, and its name says that it makes or wraps it, or it is a method of
// an error.
func saysError(c *ssa.CallCommon) bool {
	obj := ssaform.Object(c)
	if obj == nil {
		return false
	}
	sig := obj.Signature()
	err := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	if sig.Results().Len() != 1 || !types.Implements(sig.Results().At(0).Type(), err) {
		return false
	}
	if recv := sig.Recv(); recv != nil {
		return types.Implements(recv.Type(), err) && !catalog.UnwrapsError(obj.Name())
	}
	return catalog.ErrorName(obj.Name())
}

// errorArgument returns the first error among the arguments of a call.
func errorArgument(c *ssa.CallCommon) ssa.Value {
	for _, a := range c.Args {
		if isError(a.Type()) {
			return a
		}
	}
	return nil
}
