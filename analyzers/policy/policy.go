package policy

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "policy", Title: "a function that is reached without what the project's policy asks for", Severity: report.High,
		CWE: []int{862, 306}, OWASP: []string{"A01:2025", "A06:2025", "API5:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the protected
// functions that the analyzer gates has seen reached.
func New(gates *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.Analyzer(Rule(), gates, options, func(r *report.Reporter, res *summary.Result) {
		for _, c := range res.Reached {
			question(r, c)
		}
	})
}

// question: who reaches the function without what its policy asks for?
func question(r *report.Reporter, c summary.Reached) {
	f := report.Finding{
		Pos: c.Pos, Function: c.From, WaysIn: [][]string{c.Lacks},
		Message: fmt.Sprintf("%s is reached with %s, and its policy asks for %s", short(c.Function), report.Way(c.Lacks), c.Requires),
		Related: []report.Step{
			{Position: r.Position(c.Entry), Message: "callers come in here"},
			{Position: c.Call, Message: "the function is called here"},
		},
	}
	switch {
	case c.Opaque, !c.Caller:
		f.Confidence = report.Low // something else may ask, or nobody calls from outside
	case c.Mounting:
		f.Confidence = report.Medium
	}
	r.Add(f)
}

// short leaves the import path out of a function's name.
func short(function string) string {
	slash := strings.LastIndexByte(function, '/')
	name := function[slash+1:]
	if _, after, ok := strings.Cut(name, "."); ok {
		name = after
	}
	if open, _, ok := strings.Cut(function, ")."); ok && strings.HasPrefix(open, "(*") {
		return "(*" + name
	}
	return strings.TrimPrefix(name, ")")
}
