package summary

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
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
	without := make(map[ast.Node]bool)
	look := func(n ast.Node) {
		if tooLarge(n) {
			without[n] = true
			left = append(left, fmt.Sprintf("%s: too large to be analysed", fset.Position(n.Pos())))
		}
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil {
				look(fd)
			}
		}
	}
	for _, init := range info.InitOrder {
		look(init.Rhs)
	}
	if len(left) == 0 {
		return files, info, nil
	}
	files, info = reduced(files, info, without)
	return files, info, left
}
