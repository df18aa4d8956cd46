package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
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
	without := make(map[ast.Node]bool)
	for _, f := range files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil && !sound(fd) {
				without[fd] = true
			}
		}
	}
	for _, init := range info.InitOrder {
		if !sound(init.Rhs) {
			without[init.Rhs] = true
		}
	}
	return reduced(files, info, without)
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
		case *ast.BadExpr, *ast.BadStmt:
			ok = false
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

// mostBuilds bounds how often a package is built to find what cannot be.
const mostBuilds = 100

// buildable returns what build makes of the files, as far as it can be built: what
// does not compile is more than what carries an error, and go/ssa panics over it.
// Functions that stand in the way are found by halves, and left out; their
// positions are returned.
func buildable[P any](files []*ast.File, info *types.Info, build func([]*ast.File, *types.Info) (P, error)) (P, []token.Pos, error) {
	p, err := build(files, info)
	if err == nil {
		return p, nil, nil
	}
	var all []ast.Node // with bodies, or initial values
	for _, f := range files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil {
				all = append(all, fd)
			}
		}
	}
	for _, init := range info.InitOrder {
		all = append(all, init.Rhs)
	}
	without := make(map[ast.Node]bool)
	for _, n := range all {
		without[n] = true
	}
	p, err = build(reduced(files, info, without))
	if err != nil {
		return p, nil, err // declarations are not sound
	}
	builds := 0
	var add func(nodes []ast.Node)
	add = func(nodes []ast.Node) {
		if len(nodes) == 0 || builds == mostBuilds {
			return
		}
		builds++
		for _, n := range nodes {
			delete(without, n)
		}
		if q, err := build(reduced(files, info, without)); err == nil {
			p = q
			return
		}
		for _, n := range nodes {
			without[n] = true
		}
		if half := len(nodes) / 2; half > 0 {
			add(nodes[:half])
			add(nodes[half:])
		}
	}
	add(all)
	var left []token.Pos
	for _, n := range all {
		if without[n] {
			left = append(left, n.Pos())
		}
	}
	return p, left, nil
}

// declared reports whether what a specification declares has an object.
func declared(s ast.Spec, info *types.Info) bool {
	switch s := s.(type) {
	case *ast.ValueSpec:
		return !slices.ContainsFunc(s.Names, func(n *ast.Ident) bool { return info.Defs[n] == nil })
	case *ast.TypeSpec:
		return info.Defs[s.Name] != nil
	}
	return true
}

// reduced returns the files and the type information without some bodies and
// initial values.
func reduced(files []*ast.File, info *types.Info, without map[ast.Node]bool) ([]*ast.File, *types.Info) {
	out := make([]*ast.File, 0, len(files))
	for _, f := range files {
		g := *f
		g.Decls = make([]ast.Decl, 0, len(f.Decls))
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if info.Defs[d.Name] == nil {
					continue // declared twice, perhaps
				}
				if without[d] {
					e := *d
					e.Body = nil
					g.Decls = append(g.Decls, &e)
					continue
				}
				g.Decls = append(g.Decls, d)
			case *ast.GenDecl:
				e := *d
				e.Specs = slices.DeleteFunc(slices.Clone(d.Specs), func(s ast.Spec) bool { return !declared(s, info) })
				g.Decls = append(g.Decls, &e)
			}
		}
		out = append(out, &g)
	}
	known := *info
	known.InitOrder = slices.DeleteFunc(slices.Clone(info.InitOrder), func(init *types.Initializer) bool { return without[init.Rhs] })
	return out, &known
}
