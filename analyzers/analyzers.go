// Package analyzers is the suite: one analyzer a rule, built afresh by New.
package analyzers

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/analyzers/certpresence"
	"github.com/mtlslint/mtlslint/analyzers/cnidentity"
	"github.com/mtlslint/mtlslint/analyzers/forwardedcert"
	"github.com/mtlslint/mtlslint/analyzers/orauth"
	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Config configures the suite.
type Config struct {
	Confidence report.Level // least confidence reported; zero means medium
	Severity   report.Level // least severity reported; zero means medium
	Tests      bool         // report findings in test files
	Rules      []string     // only these rules; empty means all

	// Catalog is what the project adds to what mtlslint knows.
	Catalog catalog.Extra

	// Debug, if set, is given what the engine knows about each package that
	// concerns it. It may be called from several goroutines at once.
	Debug func(pkg, dump string)
}

// suite lists the rules. All of them are on by default.
var suite = []struct {
	rule func() report.Rule
	new  func(*analysis.Analyzer, report.Options) *analysis.Analyzer
}{
	{certpresence.Rule, certpresence.New},
	{cnidentity.Rule, cnidentity.New},
	{forwardedcert.Rule, forwardedcert.New},
	{orauth.Rule, orauth.New},
}

// Relevant returns a function that tells from the text of a Go file whether it
// can concern any rule with that configuration; it errs on the side of yes. Drivers may skip packages
// in which no file does, and that import none with facts.
func Relevant(cfg Config) func(src []byte) bool { return summary.TextGate(cfg.Catalog) }

// Rules lists every rule, in the order of the documentation.
func Rules() []report.Rule {
	var out []report.Rule
	for _, s := range suite {
		out = append(out, s.rule())
	}
	return out
}

// New builds the analyzers of cfg. The result of each, ([]report.Finding), is
// what it reported in a package. They share one analyzer that computes the
// gates.
func New(cfg Config) []*analysis.Analyzer {
	options := report.Options{Confidence: cfg.Confidence, Severity: cfg.Severity, Tests: cfg.Tests}
	if options.Confidence == 0 {
		options.Confidence = report.Medium
	}
	if options.Severity == 0 {
		options.Severity = report.Medium
	}
	gates := summary.New(cfg.Debug, cfg.Catalog)
	var out []*analysis.Analyzer
	for _, s := range suite {
		if len(cfg.Rules) == 0 || slices.Contains(cfg.Rules, s.rule().Name) {
			out = append(out, s.new(gates, options))
		}
	}
	return out
}
