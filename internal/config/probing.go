package config

import (
	"go/ast"
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/mtlslint/mtlslint/internal/catalog"
)

// probing returns the exported functions of a package that return a router which they make,
// with nothing mounted on it but what tells whether the server is well. The syntax is enough:
// such packages have nothing to do with certificates, and are not worth more.
func probing(pkg *types.Package, files []*ast.File, info *types.Info, own string) map[*types.Func]bool {
	out := map[*types.Func]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Body == nil || !decl.Name.IsExported() {
				continue
			}
			fn, ok := info.Defs[decl.Name].(*types.Func)
			if !ok || fn.Signature().Results().Len() == 0 {
				continue
			}
			if t := fn.Signature().Results().At(0).Type(); (handler(t) || takesRoutes(t)) && onlyProbes(pkg, decl.Body, info, own) {
				out[fn] = true
			}
		}
	}
	return out
}

// onlyProbes reports whether all that a function does with one router of another module, which
// it makes, is to mount such routes and to return it, and it returns nothing else.
func onlyProbes(pkg *types.Package, body *ast.BlockStmt, info *types.Info, own string) bool {
	router := madeRouter(pkg, body, info, own)
	if router == nil {
		return false
	}
	mounted, others, literals := 0, false, 0
	uses := map[*ast.Ident]bool{} // that are understood
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			literals++
			ast.Inspect(n.Body, visit)
			literals--
			return false
		case *ast.ReturnStmt:
			if literals > 0 {
				break
			}
			id := returnedName(n)
			if id == nil || info.Uses[id] != router {
				others = true
			}
			uses[id] = true
		case *ast.ExprStmt:
			if id := mountsProbe(n.X, info); id != nil && info.Uses[id] == router {
				uses[id] = true
				mounted++
			}
		case *ast.Ident:
			others = others || info.Uses[n] == router && !uses[n]
		}
		return true
	}
	ast.Inspect(body, visit)
	return mounted > 0 && !others
}

// madeRouter returns the variable that a function defines as what a function of another module
// makes, a router; nil if there is none, or several.
func madeRouter(pkg *types.Package, body *ast.BlockStmt, info *types.Info, own string) (router types.Object) {
	for _, s := range body.List {
		def, ok := s.(*ast.AssignStmt)
		if !ok || len(def.Lhs) != 1 || len(def.Rhs) != 1 {
			continue
		}
		id, isName := def.Lhs[0].(*ast.Ident)
		call, isCall := def.Rhs[0].(*ast.CallExpr)
		if !isName || !isCall || info.Defs[id] == nil || !takesRoutes(info.Defs[id].Type()) && !handler(info.Defs[id].Type()) {
			continue
		}
		fn, ok := typeutil.Callee(info, call).(*types.Func)
		if !ok || fn.Pkg() == nil || fn.Pkg() == pkg || within(fn.Pkg().Path(), own) || router != nil {
			return nil
		}
		router = info.Defs[id]
	}
	return router
}

// returnedName returns the variable that a statement returns first, or nil.
func returnedName(r *ast.ReturnStmt) *ast.Ident {
	if len(r.Results) == 0 {
		return nil
	}
	id, _ := ast.Unparen(r.Results[0]).(*ast.Ident)
	return id
}

// mountsProbe returns the variable on which a call mounts a route that only tells whether the
// server is well, or nil.
func mountsProbe(e ast.Expr, info *types.Info) *ast.Ident {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return nil
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	id, _ := method.X.(*ast.Ident)
	if v := info.Types[call.Args[0]].Value; v == nil || v.Kind() != constant.String || !catalog.Health(constant.StringVal(v)) {
		return nil
	}
	return id
}
