package verifyusage

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "verifyusage", Title: "a client certificate verified for the wrong key usage", Severity: report.Medium,
		CWE: []int{295, 296}, OWASP: []string{"A07:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the
// configurations that the analyzer configs computes.
func New(_, configs *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.Analyzer(Rule(), configs, options, func(r *report.Reporter, res *config.Result) {
		if res.Program != nil {
			question(r, res)
		}
	})
}

// question: for which usage is a client's certificate verified?
func question(r *report.Reporter, res *config.Result) {
	for _, v := range res.Verifications() {
		if !v.Server || v.Options.Field("DNSName").Set() {
			continue
		}
		anything, wrong, at := v.WrongUsage()
		if !wrong {
			if v.Any {
				sometimes(r, v)
			}
			made(r, v)
			continue
		}
		f := report.Finding{
			Pos: v.Pos, Function: config.FunctionName(v.Fn),
			Message: "a server's certificate passes as a client's: Verify without KeyUsages asks for server authentication",
		}
		switch {
		case anything:
			f.Message = "a certificate issued for any purpose passes as a client's: Verify is given ExtKeyUsageAny"
		case at.Kind == config.List:
			f.Message = "a server's certificate passes as a client's: Verify is given ExtKeyUsageServerAuth alone"
		}
		if at.Pos().IsValid() {
			f.Related = append(f.Related, report.Step{Position: r.Position(at.Pos()), Message: "the key usages are set here"})
		}
		f.Fixes = fix(res, v, at)
		r.Add(f)
	}
	for _, w := range res.WrongCalls() {
		if w.Usage {
			f := report.Finding{
				Pos: w.Pos, Confidence: report.Medium,
				Message: w.Callee + " verifies the client's certificate for another key usage: one that was issued for something else passes",
				Related: []report.Step{{Position: w.At, Message: "the chain is verified here"}},
			}
			if w.Set.IsValid() {
				f.Related = append(f.Related, report.Step{Position: w.Set, Message: "the key usages are set here"})
			}
			r.Add(f)
		}
	}
}

// sometimes reports a call that is given any usage where the settings say so.
func sometimes(r *report.Reporter, v *config.Verification) {
	f := report.Finding{
		Pos: v.Pos, Function: config.FunctionName(v.Fn), Confidence: report.Medium,
		Message: "with some settings, a certificate issued for any purpose passes as a client's: Verify is given ExtKeyUsageAny",
	}
	if at := v.AnyUsage; at.Pos().IsValid() {
		f.Related = append(f.Related, report.Step{Position: r.Position(at.Pos()), Message: "the key usages are set here"})
	}
	r.Add(f)
}

// made reports those of the functions that make the options of a call, kept in a field, that
// leave the key usages out.
func made(r *report.Reporter, v *config.Verification) {
	for _, m := range v.Kept {
		if m.Lacks() {
			r.Add(report.Finding{
				Pos: m.Pos, Function: config.FunctionName(m.Fn), Confidence: report.Medium,
				Message: "a server's certificate passes as a client's: the options that are kept here have no KeyUsages, so that Verify asks for server authentication",
				Related: []report.Step{{Position: r.Position(v.Pos), Message: "the chain is verified here"}},
			})
		}
	}
}

const clientAuth = "[]x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}"

// fix asks for client authentication, where the options are a literal in sight.
func fix(res *config.Result, v *config.Verification, at config.Value) []analysis.SuggestedFix {
	if at.Passed {
		return nil // others may pass the right one
	}
	edit := analysis.TextEdit{NewText: []byte(clientAuth)}
	if x := at.Expr(); x != nil {
		if lit, ok := x.(*ast.CompositeLit); !ok || !x509Name(lit.Type) {
			return nil
		}
		edit.Pos, edit.End = x.Pos(), x.End()
	} else {
		lit := res.Literal(v)
		if lit == nil || !x509Name(lit.Type) {
			return nil
		}
		text := "KeyUsages: " + clientAuth
		switch n := len(lit.Elts); {
		case n == 0:
			edit.Pos = lit.Rbrace
		case res.Line(lit.Elts[n-1].End()) != res.Line(lit.Rbrace):
			edit.Pos, text = lit.Elts[n-1].End(), ",\n"+text
		default:
			edit.Pos, text = lit.Elts[n-1].End(), ", "+text
		}
		edit.End, edit.NewText = edit.Pos, []byte(text)
	}
	return []analysis.SuggestedFix{{Message: "ask for client authentication", TextEdits: []analysis.TextEdit{edit}}}
}

// x509Name reports whether a type is written with the name x509, so that the
// fix can be.
func x509Name(x ast.Expr) bool {
	if arr, ok := x.(*ast.ArrayType); ok {
		x = arr.Elt
	}
	sel, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == "x509"
}
