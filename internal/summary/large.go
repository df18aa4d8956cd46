package summary

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// Bounds on the functions that are gone through: how often they branch, and how
// deep literals stand in them. Nobody writes such functions, but anybody can
// send one, and to bring a function into SSA form costs the square of either.
const (
	mostBranches = maxBlocks
	mostNested   = 50
)

// tooLarge reports whether a function in n, or n itself, is beyond the bounds.
func tooLarge(n ast.Node) bool {
	large := false
	var branches []int // of the functions around
	var stack []ast.Node
	branches = append(branches, 0)
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			if _, ok := stack[len(stack)-1].(*ast.FuncLit); ok {
				branches = branches[:len(branches)-1]
			}
			stack = stack[:len(stack)-1]
			return false
		}
		if large {
			return false
		}
		stack = append(stack, n)
		switch n := n.(type) {
		case *ast.FuncLit:
			branches = append(branches, 0)
			large = len(branches) > mostNested
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.CaseClause, *ast.CommClause, *ast.LabeledStmt:
			branches[len(branches)-1]++
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				branches[len(branches)-1]++
			}
		}
		large = large || branches[len(branches)-1] > mostBranches
		return true
	})
	return large
}

// withoutLarge returns the files and the type information without the bodies of
// functions, and the initial values of variables, that are too large, and says
// which these are.
func withoutLarge(fset *token.FileSet, files []*ast.File, info *types.Info) ([]*ast.File, *types.Info, []string) {
	var left []string
	note := func(n ast.Node) {
		left = append(left, fmt.Sprintf("%s: too large to be analysed", fset.Position(n.Pos())))
	}
	out := slices.Clone(files)
	for i, f := range files {
		for j, d := range f.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil || !tooLarge(fd) {
				continue
			}
			note(fd)
			if out[i] == f {
				g := *f
				g.Decls = slices.Clone(f.Decls)
				out[i] = &g
			}
			e := *fd
			e.Body = nil
			out[i].Decls[j] = &e
		}
	}
	large := func(init *types.Initializer) bool { return tooLarge(init.Rhs) }
	if slices.ContainsFunc(info.InitOrder, large) {
		known := *info
		known.InitOrder = nil
		for _, init := range info.InitOrder {
			if large(init) {
				note(init.Rhs)
			} else {
				known.InitOrder = append(known.InitOrder, init)
			}
		}
		info = &known
	}
	return out, info, left
}
