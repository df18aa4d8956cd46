package failopen

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/mounts"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: "failopen", Title: "a check of certificates that lets in when there is nothing to check", Severity: report.High,
		CWE: []int{636, 306, 390}, OWASP: []string{"A10:2025", "A07:2025", "API2:2023"}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer, which asks its question of the gates, and of
// the configurations under which they are reached.
func New(gates, configs *analysis.Analyzer, options report.Options) *analysis.Analyzer {
	return report.AnalyzerOfTwo(Rule(), gates, configs, options, func(r *report.Reporter, res *summary.Result, cfg *config.Result) {
		for _, g := range res.Gates {
			if g.Kind == summary.Helper || g.Kind == summary.Decider && g.Called || g.Shows || len(g.Denials) > 0 {
				continue // the finding is in the gate that asks it
			}
			for _, h := range g.Holes {
				question(r, cfg, g, h)
			}
		}
		if cfg.Program != nil {
			for _, s := range cfg.Swallowed() {
				loading(r, s)
			}
		}
	})
}

// loading reports that a server goes on without the authorities for its clients.
func loading(r *report.Reporter, s config.Swallowed) {
	f := report.Finding{
		Pos: s.Pos, End: s.End, Function: config.FunctionName(s.Fn),
		Message: "any client passes when the client CAs cannot be loaded: the error is swallowed, and no certificate is verified",
		Related: []report.Step{{Position: r.Position(s.Used), Message: "the client CAs are set here"}},
	}
	if s.System {
		f.Message = "a certificate of any public authority passes when the client CAs cannot be loaded: the error is swallowed, and no pool means the system's roots"
	}
	if !s.Sure {
		f.Confidence = report.Medium
		if !s.System {
			f.Message = "anybody passes when the client CAs cannot be loaded: the error is swallowed, and the server runs without them"
		}
	}
	r.Add(f)
}

// question: who is let in with nothing, where others are asked for their
// certificate?
func question(r *report.Reporter, cfg *config.Result, g *summary.Gate, h summary.Hole) {
	demand := cfg.DemandOf(g.Fn)
	var use config.CallbackUse
	if g.Kind == summary.Callback {
		if use = cfg.CallbackUse(g.Pos); use.Client {
			return // the certificate is a server's
		}
		demand = use.Demand
	}
	f := report.Finding{
		Pos: h.Pos, Function: g.Name, WaysIn: [][]string{{}, {h.Decides.String()}},
		Related: []report.Step{{Position: r.Position(h.Allow), Message: "allows here: " + h.What}},
	}
	if at := r.Resolve(h.Asked); at.IsValid() && !g.Within(at) {
		h.Within = at
	}
	if h.Within.IsValid() {
		f.Related = slices.Insert(f.Related, 0, report.Step{Position: r.Position(h.Within), Message: "the helper lets in here"})
	}
	if demand != config.Optional || !h.Known {
		f.Confidence = report.Medium // somebody else may ask
	}
	switch h.Kind {
	case summary.Absent:
		if demand == config.Required || use.Chosen {
			return // there always is one, or what returns the configuration drops that
		}
		f.Message = fmt.Sprintf("any client without a certificate passes: only who brings one is asked whose it is before %s", h.What)
		if demand == config.NotSeen {
			f.Offered = g.Offer(mounts.CertRequired, func(summary.Mounted) bool { return false })
		}
		if h.Tells || h.Decides == gate.CertVerified {
			f.Confidence = report.Low // code behind the gate can tell who brought none
		}
	case summary.Failed:
		if h.Decides == gate.CertVerified && use.Verifies {
			return // the handshake did it
		}
		f.Message = fmt.Sprintf("any certificate for which %s fails passes: the error leads to %s", h.Call, h.What)
		if h.Known {
			f.Confidence = report.High
		}
	case summary.Exempt:
		if !h.Known {
			return
		}
		f.Message = fmt.Sprintf("any client that asks for a path of that form passes without a certificate before %s", h.What)
		f.Confidence = report.Low
	}
	r.Add(f)
}
