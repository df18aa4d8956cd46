package resumption

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "resumption", Title: "identity decided where resumed connections do not come by", Severity: report.High,
		CWE: []int{295, 613, 863}, OWASP: []string{"A07:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
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

// question: does a callback decide that is not called for resumed connections?
func question(r *report.Reporter, res *config.Result) {
	for _, c := range res.Configs {
		if !c.TLS() {
			continue
		}
		judge(r, res, c)
		for _, ret := range c.Chosen() {
			judge(r, res, ret)
		}
	}
}

func judge(r *report.Reporter, res *config.Result, c *config.Config) {
	every := c.Field("VerifyConnection")
	if every.Open || every.Any(func(v config.Value) bool {
		return v.Kind != config.Zero && (v.Func == nil || !v.Func.Known || v.Func.Denies)
	}) {
		return
	}
	client := c.ForClient() && !c.ForServer()
	switch {
	case client:
		if !c.Field("ClientSessionCache").Set() {
			return // a client without one never resumes
		}
	case !c.ForServer():
		return
	case c.Field("ClientAuth").Unset():
		return // never called
	}
	off := func(v config.Value) bool { return v.Kind == config.Constant || v.Dev }
	offButInDev := func(v config.Value) bool { return v.Kind == config.Constant && v.Dev }
	tickets := c.Field("SessionTicketsDisabled")
	if tickets.Open || tickets.All(off) || tickets.Any(offButInDev) || tickets.Any(func(v config.Value) bool { return v.Kind == config.Unknown || v.Kind == config.Arg || v.Part != 0 }) {
		return
	}
	if done, _ := res.DecisionsFor(c); !client && done.Requests {
		return // decided again for each request
	}
	for _, v := range c.Field("VerifyPeerCertificate").Values {
		if v.Kind == config.Zero || v.Dev || v.Func == nil || !v.Func.Known || !v.Func.Denies {
			continue
		}
		f := report.Finding{
			Pos: v.Pos(), End: v.End(), Function: config.FunctionName(c.Fn),
			Message: "a client that is no longer allowed comes back with a session ticket: VerifyPeerCertificate, which decides, is not called for resumed connections",
		}
		if !f.Pos.IsValid() {
			if !v.Passed && !v.Onto && c.Field("ClientAuth").Any(func(v config.Value) bool { return v.Kind != config.Zero && !v.Pos().IsValid() }) {
				continue // reported where the configuration is made
			}
			f.Pos, f.End = c.Pos, token.NoPos
			f.Related = append(f.Related, report.Step{Position: v.At, Message: "the callback is set here"})
		}
		switch {
		case c.Lib != "":
			if !c.ByName() {
				f.Severity = report.Low
			}
			f.Pos, f.End = c.Pos, token.NoPos
			f.Message = "a client that is no longer allowed comes back with a session ticket: the authorizer is not asked for resumed connections"
		case client:
			f.Confidence = report.Medium
			f.Message = "a server that is no longer trusted is taken at a resumed connection: VerifyPeerCertificate is not called for those"
		case !v.Func.Names && !v.Func.Pins && v.Func.Verifies:
			f.Confidence = report.Medium
		}
		r.Add(f)
	}
}
