package getconfig

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "getconfig", Title: "GetConfigForClient drops what the server asks of clients", Severity: report.High,
		CWE: []int{306, 287, 1188}, OWASP: []string{"A02:2025", "A07:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
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

// question: does GetConfigForClient return less than the configuration that has
// it?
func question(r *report.Reporter, res *config.Result) {
	for _, c := range res.Configs {
		if !c.TLS() {
			continue
		}
		auth := c.Field("ClientAuth")
		if len(auth.Values) == 0 || slices.ContainsFunc(auth.Values, func(v config.Value) bool { return v.Kind != config.Constant && v.Kind != config.Zero }) {
			continue
		}
		if slices.ContainsFunc(auth.Values, func(v config.Value) bool { return v.Kind == config.Zero }) {
			sometimes(r, res, c)
			continue
		}
		for _, fn := range c.GetConfigs() {
			rets, _ := res.ReturnedBy(fn)
			for _, ret := range rets {
				if !res.OnPurpose(ret) || strength(ret.Config.Field("ClientAuth").Values) > 0 { // it is no public site
					compare(r, c, ret.Config)
				}
			}
		}
		for _, ret := range c.Chosen() {
			compare(r, c, ret, report.Step{Position: ret.At, Message: "the tls.Config that replaces it is made here"})
		}
	}
}

// sometimes asks of a configuration that has a mode on some path only, such as one that
// methods of a builder complete.
func sometimes(r *report.Reporter, res *config.Result, c *config.Config) {
	for _, choose := range c.GetConfigValues() {
		for _, mode := range c.Field("ClientAuth").Explicit() {
			may, known := res.Together(mode, choose)
			if mode.Kind != config.Constant || mode.Dev || choose.Dev || !may {
				continue
			}
			rets, _ := res.ReturnedBy(choose.Func.SSA())
			for _, ret := range rets {
				if res.OnPurpose(ret) || !ret.Field("ClientAuth").Unset() {
					continue
				}
				f := report.Finding{
					Pos: ret.Pos, Function: config.FunctionName(ret.Fn),
					Message: "any client passes without a certificate: the tls.Config that GetConfigForClient returns has no ClientAuth, and replaces the server's",
					Related: []report.Step{{Position: mode.At, Message: "the server may ask for tls." + config.ModeName(mode) + " here"}},
				}
				if !known {
					f.Confidence = report.Medium
				}
				r.Add(f)
			}
			break // one mode is enough
		}
	}
}

// compare reports a returned configuration that asks for less.
func compare(r *report.Reporter, outer, ret *config.Config, steps ...report.Step) {
	want := strength(outer.Field("ClientAuth").Values)
	got := ret.Field("ClientAuth")
	if got.Open {
		got.Values = got.Explicit() // the others are of configurations that may be exchanged
	}
	if len(got.Values) == 0 {
		return
	}
	for _, v := range got.Values {
		if v.Kind != config.Constant && v.Kind != config.Zero || v.Dev {
			return
		}
	}
	f := report.Finding{Pos: ret.Pos, Function: config.FunctionName(ret.Fn), Related: steps}
	if got.Open || outer.Field("ClientAuth").Open {
		f.Confidence = report.Medium
	}
	for _, v := range got.Explicit() {
		switch {
		case strength([]config.Value{v}) != strength(got.Values):
		case v.Pos().IsValid():
			f.Pos, f.End = v.Pos(), v.End()
		default:
			f.Related = append(f.Related, report.Step{Position: v.At, Message: "less is asked for here"})
		}
	}
	for _, v := range outer.Field("ClientAuth").Explicit() {
		f.Related = append(f.Related, report.Step{Position: v.At, Message: "the server asks for tls." + config.ModeName(v) + " here"})
	}
	pool := ret.Field("ClientCAs")
	switch mode := strength(got.Values); {
	case mode == 0:
		f.Message = "any client passes without a certificate: the tls.Config that GetConfigForClient returns has no ClientAuth, and replaces the server's"
	case mode < want:
		f.Message = "a client passes with less than the server asks for: the tls.Config that GetConfigForClient returns has a weaker ClientAuth, and replaces the server's"
	case got.All(config.Verifies) && pool.Unset() && outer.Field("ClientCAs").Set():
		f.Message = "a certificate of any public authority passes: the tls.Config that GetConfigForClient returns has no ClientCAs, and replaces the server's"
	default:
		return
	}
	r.Add(f)
}

// strength grades the weakest of the modes: none, asked for, asked for and
// verified if given, required, required and verified.
func strength(vs []config.Value) int {
	least := 5
	for _, v := range vs {
		g := 0
		switch v.Const {
		case config.RequestClientCert:
			g = 1
		case config.RequireAnyClientCert:
			g = 2
		case config.VerifyClientCertIfGiven:
			g = 3
		case config.RequireAndVerifyClientCert:
			g = 4
		}
		least = min(least, g)
	}
	return least
}
