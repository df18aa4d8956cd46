package deadclientca

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "deadclientca", Title: "client CAs that no handshake consults", Severity: report.High,
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

// question: are there client CAs, and no mode that consults them?
func question(r *report.Reporter, res *config.Result) {
	for _, c := range res.Configs {
		if !c.TLS() || c.Lib != "" || !c.Unconsulted() || res.Reset(c) { // the latter is getconfig's
			continue
		}
		explicit, pool := c.Field("ClientAuth").Explicit(), c.Field("ClientCAs").Explicit()
		f := report.Finding{Function: config.FunctionName(c.Fn), Message: "any client passes without a certificate: ClientCAs is set, but ClientAuth stays tls.NoClientCert"}
		switch {
		case c.Side&config.Server != 0:
		case len(explicit) > 0 && c.Side&config.Client == 0, sealed(c):
			f.Confidence = report.Medium
		default:
			continue // whether it is a server's is not known
		}
		if dev(explicit) || c.Elsewhere("ClientAuth") && !stored(pool) {
			continue // in the latter case, reported where the configuration is made
		}
		if res.Copied(c) {
			place(&f, c, append(explicit, pool...)) // the original's pool may be right there
		} else {
			place(&f, c, append(pool, explicit...))
		}
		r.Add(f)
	}
	for _, c := range res.Unserved() {
		if !c.Served.AsksNothing() {
			continue // clientroots says so
		}
		f := report.Finding{
			Function: config.FunctionName(c.Fn),
			Message:  "any client passes without a certificate: the server is given another tls.Config than the one whose ClientCAs is set",
		}
		place(&f, c.Config, c.Field("ClientCAs").Explicit())
		r.Add(f)
	}
	for _, c := range res.Bypassed() {
		f := report.Finding{
			Function: config.FunctionName(c.Fn),
			Message:  "any client passes without a certificate: the server's listener has another tls.Config than the one whose ClientCAs is set",
		}
		place(&f, c.Config, c.Field("ClientCAs").Explicit())
		f.Related = append(f.Related, report.Step{Position: r.Position(c.Served.Pos), Message: "the listener's configuration, which asks for no certificate"})
		r.Add(f)
	}
}

// sealed reports whether all that becomes of a configuration are credentials, in which
// nobody sets a mode any more, and nothing in it is for a client.
func sealed(c *config.Config) bool {
	return c.Side == config.Sealed && !c.ForClient()
}

// stored reports whether this package stored one of the values.
func stored(vs []config.Value) bool {
	return slices.ContainsFunc(vs, func(v config.Value) bool { return v.Pos().IsValid() })
}

func dev(vs []config.Value) bool {
	for _, v := range vs {
		if v.Dev {
			return true
		}
	}
	return false
}

// place puts the finding where the authorities are set, or where the
// configuration is made.
func place(f *report.Finding, c *config.Config, vs []config.Value) {
	for _, v := range vs {
		if v.Pos().IsValid() && !f.Pos.IsValid() {
			f.Pos, f.End = v.Pos(), v.End()
		} else {
			f.Related = append(f.Related, report.Step{Position: v.At, Message: "set here"})
		}
	}
	if !f.Pos.IsValid() {
		f.Pos = c.Pos
	}
}
