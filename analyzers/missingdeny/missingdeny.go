package missingdeny

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "missingdeny", Title: "a failed certificate check that does not end the request", Severity: report.High,
		CWE: []int{705, 863, 636}, OWASP: []string{"A01:2025", "A10:2025", "API5:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the gates that
// the analyzer gates computes.
func New(gates *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.Analyzer(Rule(), gates, options, func(r *report.Reporter, res *summary.Result) {
		for _, g := range res.Gates {
			for _, d := range g.Denials {
				question(r, g, d)
			}
		}
	})
}

// question: does a denial end what it denies?
func question(r *report.Reporter, g *summary.Gate, d summary.Denial) {
	f := report.Finding{Pos: d.Pos, Function: g.Name}
	switch d.How {
	case summary.Continued, summary.Obeyed:
		if d.How == summary.Obeyed {
			f.Confidence = report.Medium // it may be done for whoever asks
		}
		f.Message = fmt.Sprintf("the function goes on after it has turned the caller away: without the right certificate a request gets to %s all the same", d.Next)
	case summary.Chained:
		f.Message = "the chain of handlers goes on after this answer, as nothing aborts it: without the right certificate a request gets to the handler all the same"
	case summary.Dropped:
		f.Message = fmt.Sprintf("the error that should turn the caller away is made and not returned: without the right certificate a request %s all the same", reaches(d.Next))
	case summary.Forgotten:
		f.Confidence = report.Medium // it may be meant to change nothing yet
		f.Message = fmt.Sprintf("the check's error changes nothing: without the right certificate a request gets to %s all the same", d.Next)
	}
	if d.Then.IsValid() {
		f.Related = []report.Step{{Position: r.Position(d.Then), Message: "goes on here: " + d.Next}}
	}
	f.Fixes = fix(r, d)
	r.Add(f)
}

// reaches says where a request gets, or that it passes where a gate allows by what it
// returns.
func reaches(next string) string {
	if next == "return" {
		return "passes"
	}
	return "gets to " + next
}

// fix returns where the caller was turned away: from a function without results
// at the end of the branch, from one that answers with an error with the error of
// the call.
func fix(r *report.Reporter, d summary.Denial) []analysis.SuggestedFix {
	stmt, in, fn := r.Around(d.Pos)
	if !d.Ends || stmt == nil || fn == nil {
		return nil
	}
	edit := analysis.TextEdit{Pos: stmt.Pos(), End: stmt.Pos(), NewText: []byte("return ")}
	body := statements(in)
	switch {
	case len(body) == 0:
		return nil
	case fn.Results.NumFields() == 0 && (d.How == summary.Continued || d.How == summary.Obeyed):
		edit.Pos, edit.NewText = body[len(body)-1].End(), []byte("\nreturn")
		if b, ok := in.(*ast.BlockStmt); ok && r.Position(b.Rbrace).Line > r.Position(edit.Pos).Line {
			edit.Pos, edit.NewText = b.Rbrace, []byte("return\n") // behind what comments there are
		}
		edit.End = edit.Pos
	case fn.Results.NumFields() != 1 || !errorType(fn.Results.List[0].Type) || body[len(body)-1] != stmt || !r.IsError(stmt.X):
		return nil
	}
	return []analysis.SuggestedFix{{Message: "return where the caller is turned away", TextEdits: []analysis.TextEdit{edit}}}
}

func statements(in ast.Node) []ast.Stmt {
	switch in := in.(type) {
	case *ast.BlockStmt:
		return in.List
	case *ast.CaseClause:
		return in.Body
	}
	return nil
}

func errorType(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "error"
}
