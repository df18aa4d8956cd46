package mixedlistener

import (
	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "mixedlistener", Title: "one handler served with and without client certificates", Severity: report.High,
		CWE: []int{288, 306}, OWASP: []string{"A01:2025", "A02:2025", "API8:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
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

// question: is one handler served with client certificates and without?
func question(r *report.Reporter, res *config.Result) {
	for _, pair := range res.Mixed() {
		strict, loose := pair[0], pair[1]
		if res.Asked(loose) {
			continue
		}
		f := report.Finding{
			Pos: loose.Pos, Function: config.FunctionName(loose.Fn),
			Message: "any client passes without a certificate: the handler that another listener requires client certificates for is served here without",
			Related: []report.Step{{Position: r.Position(strict.Pos), Message: "the listener that requires client certificates"}},
		}
		if loose.Pos == strict.Pos && loose.Made.IsValid() && loose.Made != strict.Made {
			f.Pos = loose.Made // one call starts both
		}
		for _, l := range pair {
			if l.Made.IsValid() {
				f.Related = append(f.Related, report.Step{Position: r.Position(l.Made), Message: "the server of that listener is made here"})
			}
		}
		if loose.Optional {
			f.Confidence = report.Medium
		}
		r.Add(f)
	}
}
