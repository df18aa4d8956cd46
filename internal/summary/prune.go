package summary

import (
	"go/ast"
	"go/types"
)

// prune returns the files and the type information without what the type checker
// could not make sense of: bodies of functions, and initial values of variables,
// that hold an error, or an expression without a type. The rest of the package
// is analysed.
func prune(files []*ast.File, info *types.Info, errs []types.Error) ([]*ast.File, *types.Info) {
	sound := func(n ast.Node) bool {
		for _, e := range errs {
			if n.Pos() <= e.Pos && e.Pos < n.End() && !harmless(e) {
				return false
			}
		}
		return typed(n, info)
	}
	out := make([]*ast.File, 0, len(files))
	for _, f := range files {
		g := *f
		g.Decls = nil
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil && !sound(fd) {
				e := *fd
				e.Body = nil
				d = &e
			}
			g.Decls = append(g.Decls, d)
		}
		out = append(out, &g)
	}
	known := *info
	known.InitOrder = nil
	for _, init := range info.InitOrder {
		if sound(init.Rhs) {
			known.InitOrder = append(known.InitOrder, init)
		}
	}
	return out, &known
}

// harmless reports whether an error leaves the code around it with types: what
// is declared or imported and not used.
func harmless(e types.Error) bool { return e.Soft }

// typed reports whether every expression and name in n has a valid type.
func typed(n ast.Node, info *types.Info) bool {
	ok := true
	ast.Inspect(n, func(n ast.Node) bool {
		if !ok {
			return false
		}
		switch n := n.(type) {
		case *ast.Ident:
			if n.Name == "_" {
				return true
			}
			switch obj := info.ObjectOf(n).(type) {
			case *types.Var, *types.Const, *types.Func, *types.TypeName: // others have no type
				ok = !invalid(obj.Type())
			}
		case *ast.SelectorExpr:
			if _, found := info.Uses[n.Sel]; !found {
				ok = false
			}
		case ast.Expr:
			if tv, found := info.Types[n]; found && invalid(tv.Type) {
				ok = false
			}
		}
		return ok
	})
	return ok
}

// invalid reports whether t is, or is made of, a type that could not be checked.
func invalid(t types.Type) bool {
	switch t := t.(type) {
	case nil:
		return false
	case *types.Basic:
		return t.Kind() == types.Invalid
	case *types.Pointer:
		return invalid(t.Elem())
	case *types.Slice:
		return invalid(t.Elem())
	case *types.Array:
		return invalid(t.Elem())
	case *types.Chan:
		return invalid(t.Elem())
	case *types.Map:
		return invalid(t.Key()) || invalid(t.Elem())
	case *types.Tuple:
		for i := range t.Len() {
			if invalid(t.At(i).Type()) {
				return true
			}
		}
	case *types.Signature:
		return invalid(t.Params()) || invalid(t.Results())
	}
	return false
}
