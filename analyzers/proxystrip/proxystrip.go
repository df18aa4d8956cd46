package proxystrip

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "proxystrip", Title: "a reverse proxy that leaves the client's certificate headers in place", Severity: report.High,
		CWE: []int{345, 441, 290}, OWASP: []string{"A06:2025", "A01:2025", "API8:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
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

// question: does a client's copy of a certificate header reach the backend?
func question(r *report.Reporter, res *config.Result) {
	for _, f := range res.Forwardings() {
		out := report.Finding{Pos: f.Pos, Function: config.FunctionName(f.Fn)}
		switch {
		case f.Added:
			out.Message = fmt.Sprintf("the backend takes the client's own %s: the proxy's is added to it, and readers take the first", f.Header)
		case f.Survives:
			out.Message = fmt.Sprintf("the backend takes the client's own %s: the proxy sets its own on some paths only, and leaves the client's in place on the others", f.Header)
		case f.Rewrite:
			continue
		default:
			out.Severity = report.Low
			out.Message = fmt.Sprintf("a client can keep %s from the backend: its Connection header removes what is set in Director, or before the proxy", f.Header)
		}
		if f.At.IsValid() {
			out.Related = append(out.Related, report.Step{Position: f.At, Message: "the transport sets it here"})
		}
		if f.Body != nil {
			out.Fixes = []analysis.SuggestedFix{{
				Message: "delete the client's copy first",
				TextEdits: []analysis.TextEdit{{
					Pos: f.Body.Lbrace + 1, End: f.Body.Lbrace + 1,
					NewText: fmt.Appendf(nil, "\n%s.Out.Header.Del(%q)", f.Out, f.Header),
				}},
			}}
		}
		r.Add(out)
	}
}
