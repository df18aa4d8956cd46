package unverifiedcert

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "unverifiedcert", Title: "client certificates asked for and never verified", Severity: report.High,
		CWE: []int{295, 287}, OWASP: []string{"A07:2025", "A06:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
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

// question: does a server ask for certificates that nothing verifies or pins?
func question(r *report.Reporter, res *config.Result) {
	for _, c := range res.Configs {
		if !c.TLS() || c.Lib != "" || c.ForClient() && !c.ForServer() || c.Operator() {
			continue
		}
		if c.Replaced() {
			continue // what that returns is in force
		}
		if done, unknown := c.Callbacks(); done.Verifies || done.Pins || done.Opaque || unknown {
			continue
		}
		auth := c.Field("ClientAuth")
		var weak []config.Value
		for _, mode := range auth.Values {
			if config.Weak(mode) && !mode.Dev {
				weak = append(weak, mode)
			}
		}
		certain, path := dead(c.Field("ClientCAs"))
		if !certain && path && auth.All(config.Weak) {
			// On the path on which there are authorities, too.
			certain = true
			weak = weak[len(weak)-1:]
		}
		for _, mode := range weak {
			judge(r, res, c, mode, certain)
		}
	}
}

// judge reports a mode that verifies nothing, by what is decided on the
// certificates.
func judge(r *report.Reporter, res *config.Result, c *config.Config, mode config.Value, dead bool) {
	pool := c.Field("ClientCAs")
	done, all := res.DecisionsFor(c)
	below := !all && res.VerifiedBelow()
	if done.Verifies || done.Pins {
		return // in code
	}
	name := config.ModeName(mode)
	f := report.Finding{
		Pos: mode.Pos(), End: mode.End(), Function: config.FunctionName(c.Fn),
		Message: fmt.Sprintf("a certificate that anyone can make passes: tls.%s verifies nothing, and no code does", name),
	}
	if !f.Pos.IsValid() || mode.Passed {
		f.Pos, f.End = c.Pos, token.NoPos
		if dead && !own(pool) && !mode.Passed {
			return // reported where the configuration is made
		}
		f.Related = append(f.Related, report.Step{Position: mode.At, Message: "certificates are asked for here"})
	}
	switch {
	case dead:
		f.Message = fmt.Sprintf("a certificate that anyone can make passes: tls.%s verifies nothing, so ClientCAs is never consulted", name)
		for _, v := range pool.Explicit() {
			f.Related = append(f.Related, report.Step{Position: v.At, Message: "these authorities are never consulted"})
		}
		if mode.Const == config.RequireAnyClientCert {
			f.Fixes = fix(mode)
		}
		if done.Opaque || mode.Const == config.RequestClientCert && !done.Names || below {
			f.Confidence = report.Medium
		}
		if mode.Const == config.RequestClientCert && below {
			f.Confidence = report.Low // the pool tells clients which certificate to send
		}
	case done.Opaque:
		return // something that is not in sight may verify
	case !done.Names:
		f.Confidence = report.Low
	}
	r.Add(f)
}

// dead reports whether there are authorities that the program itself loads, for
// certain, or on some path.
func dead(pool config.Field) (certain, path bool) {
	loaded := func(v config.Value) bool { return v.Kind != config.Zero && v.Kind != config.Arg }
	return pool.All(loaded), !pool.Open && pool.Any(loaded)
}

// own reports whether something of the field was stored in this package.
func own(f config.Field) bool {
	return f.Any(func(v config.Value) bool { return v.Pos().IsValid() || v.SSA() != nil })
}

// fix makes the handshake verify.
func fix(mode config.Value) []analysis.SuggestedFix {
	var id *ast.Ident
	switch x := mode.Expr().(type) {
	case *ast.SelectorExpr:
		id = x.Sel
	case *ast.Ident:
		id = x
	}
	if id == nil || id.Name != "RequireAnyClientCert" {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   "verify client certificates against ClientCAs",
		TextEdits: []analysis.TextEdit{{Pos: id.Pos(), End: id.End(), NewText: []byte("RequireAndVerifyClientCert")}},
	}}
}
