package autoprovision

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "autoprovision", Title: "an account made of whoever brings a certificate", Severity: report.Medium,
		CWE: []int{287, 269, 286}, OWASP: []string{"A06:2025", "A01:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the records that
// the analyzer gates has seen made.
func New(gates *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.Analyzer(Rule(), gates, options, func(r *report.Reporter, res *summary.Result) {
		for _, p := range res.Provisioned {
			question(r, p)
		}
	})
}

// question: who gets an account, about whom nothing was decided?
func question(r *report.Reporter, p summary.Provisioned) {
	f := report.Finding{
		Pos: p.Pos, Function: p.Function,
		Message: fmt.Sprintf("whoever has a certificate of a trusted CA gets an account: %s makes it from the certificate's identity", p.What),
		Related: []report.Step{{Position: p.Label.At, Message: "the identity is taken here"}},
	}
	if p.Asked.IsValid() {
		f.Related = append(f.Related, report.Step{Position: r.Position(p.Asked), Message: "it is made for whoever gets here"})
	}
	if p.Opaque {
		f.Confidence = report.Low // something else may have decided
	}
	r.Add(f)
}
