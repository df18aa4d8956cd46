package unaryonly

import (
	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "unaryonly", Title: "a gRPC server that checks certificates of unary calls only", Severity: report.High,
		CWE: []int{306, 862}, OWASP: []string{"A01:2025", "API2:2023", "API5:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
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

// question: are certificates decided on for unary calls, and not for streams?
func question(r *report.Reporter, res *config.Result) {
	for _, s := range res.RPCServers() {
		if s.Open || s.Covered {
			continue
		}
		unary, _ := config.Deciding(s.Unary)
		stream, unknown := config.Deciding(s.Stream)
		if len(unary) == 0 || len(stream) > 0 || unknown {
			continue
		}
		f := report.Finding{
			Pos: s.Pos, Function: config.FunctionName(s.Fn),
			Message: "any client opens streams: the interceptor of unary calls decides on the client certificate, and none does for streams",
		}
		switch {
		case s.Streaming:
		case s.Services > 0, s.Trivial && !s.Unknown:
			continue
		default:
			f.Confidence = report.Medium // nothing registered in sight
		}
		for _, v := range unary {
			f.Related = append(f.Related, report.Step{Position: v.At, Message: "decides for unary calls"})
		}
		r.Add(f)
	}
}
