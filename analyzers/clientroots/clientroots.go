package clientroots

import (
	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "clientroots", Title: "client certificates verified against the wrong roots", Severity: report.High,
		CWE: []int{295, 1188}, OWASP: []string{"A07:2025", "A02:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
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

// question: against which roots are clients' certificates verified?
func question(r *report.Reporter, res *config.Result) {
	for _, c := range res.Configs {
		if c.TLS() && c.Lib == "" {
			handshake(r, res, c)
		}
	}
	for _, c := range res.Unserved() {
		unserved(r, c)
	}
	for _, v := range res.Verifications() {
		if v.Server && !v.Options.Field("DNSName").Set() {
			inCode(r, v)
		}
	}
	for _, w := range res.WrongCalls() {
		if w.Roots {
			r.Add(report.Finding{
				Pos: w.Pos, Confidence: report.Medium,
				Message: w.Callee + " verifies the client's certificate against the wrong roots: a certificate of any public authority, or of the client's own, passes",
				Related: []report.Step{{Position: w.At, Message: "the chain is verified here"}},
			})
		}
	}
}

// handshake asks of a configuration that makes crypto/tls verify.
func handshake(r *report.Reporter, res *config.Result, c *config.Config) {
	auth := c.Field("ClientAuth")
	if !auth.Any(config.Verifies) || auth.Open || c.Operator() || c.Replaced() {
		return
	}
	if done, unknown := c.Callbacks(); unknown || done.Pins || done.Names || done.Opaque {
		return // a public PKI, with its names mapped in code
	}
	pool := c.Field("ClientCAs")
	f := report.Finding{Function: config.FunctionName(c.Fn), Pos: c.Pos}
	here := false
	for _, v := range auth.Explicit() {
		if config.Verifies(v) && v.Pos().IsValid() {
			f.Pos, f.End, here = v.Pos(), v.End(), true
		}
	}
	if pool.Unset() {
		if !auth.All(config.Verifies) || c.Side&config.Server == 0 && c.Side&(config.Returned|config.Kept|config.Escapes) != 0 {
			return // whoever gets it may set them
		}
		if res.Drops(c) {
			return // getconfig says so
		}
		f.Message = "a certificate of any public authority passes: ClientCAs is nil, which means the system's roots"
		if !auth.All(func(v config.Value) bool { return v.Const == config.RequireAndVerifyClientCert }) || c.Side&config.Server == 0 {
			f.Confidence = report.Medium // who brings none passes too, or it may be a client's
		}
		if !here {
			for _, v := range auth.Explicit() {
				f.Related = append(f.Related, report.Step{Position: v.At, Message: "certificates are asked for here"})
			}
		}
		r.Add(f)
		return
	}
	for _, v := range pool.Values {
		if why, ok := wrong(v.Kind); ok && v.Kind != config.Zero && v.Kind != config.Dropped && !v.Dev {
			if !here && !v.Pos().IsValid() && !v.Passed {
				continue // reported where the configuration is made
			}
			f.Message = why + " as ClientCAs"
			if v.Pos().IsValid() {
				f.Pos, f.End = v.Pos(), v.End()
			} else if v.At.IsValid() {
				f.Related = append(f.Related, report.Step{Position: v.At, Message: "the roots are set here"})
			}
			if pool.Open || len(pool.Values) > 1 {
				f.Confidence = report.Medium
			}
			r.Add(f)
		}
	}
}

// unserved reports authorities that were meant for a server that verifies against others.
func unserved(r *report.Reporter, c config.Idle) {
	pool := c.Served.Field("ClientCAs")
	if !pool.Set() || !c.Served.Field("ClientAuth").All(config.Verifies) {
		return
	}
	f := report.Finding{
		Function: config.FunctionName(c.Fn), Pos: c.Pos,
		Message: "a certificate of other authorities passes: the server is given another tls.Config than the one whose ClientCAs is set",
	}
	for _, v := range c.Field("ClientCAs").Explicit() {
		f.Pos, f.End = v.Pos(), v.End()
	}
	for _, v := range pool.Explicit() {
		f.Related = append(f.Related, report.Step{Position: v.At, Message: "the authorities that the server has"})
	}
	r.Add(f)
}

// wrong says what a client gains when the roots are of that kind.
func wrong(k config.Kind) (string, bool) {
	switch k {
	case config.Zero:
		return "a certificate of any public authority passes: there are no roots, which means the system's,", true
	case config.System:
		return "a certificate of any public authority passes: the system's roots serve", true
	case config.Peer:
		return "a certificate that anyone can make passes: certificates that the client sent serve", true
	case config.Dropped:
		return "a certificate of any public authority passes when the file cannot be loaded: a pool whose error is dropped serves", true
	}
	return "", false
}

// inCode asks of a call of Verify.
func inCode(r *report.Reporter, v *config.Verification) {
	kind, ok, at := v.WrongRoots()
	if !ok {
		return
	}
	why, _ := wrong(kind)
	f := report.Finding{Pos: v.Pos, Function: config.FunctionName(v.Fn), Message: why + " as Roots of Verify"}
	if at.Pos().IsValid() {
		f.Related = append(f.Related, report.Step{Position: r.Position(at.Pos()), Message: "the roots are set here"})
	}
	if kind == config.Dropped {
		f.Confidence = report.Medium
	}
	r.Add(f)
}
