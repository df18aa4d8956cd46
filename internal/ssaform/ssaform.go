// Package ssaform answers small questions about code in SSA form: which type,
// field or function is meant, however it is written.
package ssaform

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// NamedType returns the named type that t is or points to, or nil.
func NamedType(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// Named returns pkg.Type of a named type or a pointer to one, or "".
func Named(t types.Type) string {
	n := NamedType(t)
	if n == nil || n.Obj().Pkg() == nil {
		return ""
	}
	return n.Obj().Pkg().Path() + "." + n.Obj().Name()
}

// Field returns field i of the struct that t is or points to, that of the
// generic type if t is an instance, or nil.
func Field(t types.Type, i int) *types.Var {
	s := Struct(t)
	if s == nil || i >= s.NumFields() {
		return nil
	}
	return s.Field(i).Origin()
}

// Struct returns the struct that t is or points to, or nil.
func Struct(t types.Type) *types.Struct {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// Outermost returns the declared function that fn is, or is a literal in.
func Outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// Unwrap returns the method behind a bound method, a thunk or another wrapper,
// and the generic function behind an instance.
func Unwrap(fn *ssa.Function) *ssa.Function {
	if fn == nil {
		return nil
	}
	if fn.Synthetic != "" && fn.Parent() == nil {
		if obj, ok := fn.Object().(*types.Func); ok && fn.Prog != nil {
			if f := fn.Prog.FuncValue(obj.Origin()); f != nil {
				return f
			}
		}
	}
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// Object returns the types.Func that a call names, or nil.
func Object(c *ssa.CallCommon) *types.Func {
	if c.IsInvoke() {
		return c.Method
	}
	if fn := Unwrap(c.StaticCallee()); fn != nil {
		obj, _ := fn.Object().(*types.Func)
		return obj
	}
	return nil
}

// Arguments returns the operands of a call that stand for the callee's
// parameters, receiver first. A bound method's receiver is what it was bound to.
func Arguments(c *ssa.CallCommon) []ssa.Value {
	if c.IsInvoke() {
		return append([]ssa.Value{c.Value}, c.Args...)
	}
	if recv := Bound(c.Value); recv != nil {
		return append([]ssa.Value{recv}, c.Args...)
	}
	return c.Args
}

// Bound returns the receiver of a bound method, or nil.
func Bound(v ssa.Value) ssa.Value {
	m, ok := v.(*ssa.MakeClosure)
	if !ok || len(m.Bindings) != 1 {
		return nil
	}
	if fn, ok := m.Fn.(*ssa.Function); ok && fn.Synthetic != "" && fn.Parent() == nil {
		return m.Bindings[0]
	}
	return nil
}

// Called returns the call that v is the result of, or one of its results; or nil.
func Called(v ssa.Value) *ssa.Call {
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	call, _ := v.(*ssa.Call)
	return call
}

// Whole returns what v is a part of, or was loaded from: the value below loads,
// fields, and changes of type.
func Whole(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		default:
			return v
		}
	}
}

// Bindings returns the values that a free variable is bound to by closures, those
// that make its function.
func Bindings(v *ssa.FreeVar, closures []*ssa.MakeClosure) []ssa.Value {
	var out []ssa.Value
	for i, fv := range v.Parent().FreeVars {
		if fv != v {
			continue
		}
		for _, m := range closures {
			if i < len(m.Bindings) {
				out = append(out, m.Bindings[i])
			}
		}
	}
	return out
}

// Loads returns what is loaded from a variable, in literals too.
func Loads(at ssa.Value) (out []ssa.Value) {
	if at.Referrers() == nil {
		return nil
	}
	for _, r := range *at.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp:
			out = append(out, r)
		case *ssa.MakeClosure:
			if i := slices.Index(r.Bindings, at); i >= 0 {
				out = append(out, Loads(r.Fn.(*ssa.Function).FreeVars[i])...)
			}
		}
	}
	return out
}
