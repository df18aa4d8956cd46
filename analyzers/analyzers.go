// Package analyzers is the suite: one analyzer a rule, built afresh by New.
package analyzers

import (
	"encoding/json"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/analyzers/autoprovision"
	"github.com/mtlslint/mtlslint/analyzers/certpresence"
	"github.com/mtlslint/mtlslint/analyzers/clientroots"
	"github.com/mtlslint/mtlslint/analyzers/cnidentity"
	"github.com/mtlslint/mtlslint/analyzers/deadclientca"
	"github.com/mtlslint/mtlslint/analyzers/failopen"
	"github.com/mtlslint/mtlslint/analyzers/forwardedcert"
	"github.com/mtlslint/mtlslint/analyzers/getconfig"
	"github.com/mtlslint/mtlslint/analyzers/missingdeny"
	"github.com/mtlslint/mtlslint/analyzers/mixedlistener"
	"github.com/mtlslint/mtlslint/analyzers/orauth"
	"github.com/mtlslint/mtlslint/analyzers/policy"
	"github.com/mtlslint/mtlslint/analyzers/proxystrip"
	"github.com/mtlslint/mtlslint/analyzers/resumption"
	"github.com/mtlslint/mtlslint/analyzers/suppression"
	"github.com/mtlslint/mtlslint/analyzers/unaryonly"
	"github.com/mtlslint/mtlslint/analyzers/unprovenchain"
	"github.com/mtlslint/mtlslint/analyzers/unverifiedcert"
	"github.com/mtlslint/mtlslint/analyzers/verifyusage"
	"github.com/mtlslint/mtlslint/analyzers/weakmatch"
	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/settings"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// Config configures the suite.
type Config struct {
	Confidence report.Level // least confidence reported; zero means medium
	Severity   report.Level // least severity reported; zero means medium
	Tests      bool         // report findings in test files
	Rules      []string     // only these rules; empty means all

	// The following are those of report.Options.
	Severities  map[string]report.Level
	Exclude     []report.Exclusion
	Trusted     map[string]string
	Root        string
	LeaveNolint bool
	FoldRelated bool

	// Catalog is what the project adds to what mtlslint knows.
	Catalog catalog.Extra

	// Policies are what callers must have proved before a function is reached.
	Policies []settings.Policy

	// Debug, if set, is given what the engine knows about each package that
	// concerns it. It may be called from several goroutines at once.
	Debug func(pkg, dump string) `json:"-"`

	// Foreign, if set, tells which packages are none of the user's own. They
	// are known by their types and by the catalogue alone. Drivers that only
	// hand in the user's own do without; in all of them it tells the same.
	Foreign func(*analysis.Pass) bool `json:"-"`
}

// Key returns a text that two configurations share only when they lead to the
// same findings. Debug, which leads to none, and Foreign have no part in it.
func (cfg Config) Key() (string, error) {
	text, err := json.Marshal(cfg)
	return string(text), err
}

// Configure returns the configuration that settings make. Root is the absolute
// folder that their patterns are relative to.
func Configure(s *settings.Settings, root string) Config {
	o := s.Options(root)
	return Config{
		Confidence: o.Confidence, Severity: o.Severity, Tests: o.Tests,
		Severities: o.Severities, Exclude: o.Exclude, Trusted: o.Trusted, Root: o.Root,
		Rules: s.Enabled(Names()), Catalog: s.Catalog(), Policies: s.Policies,
	}
}

// Names lists the names of all rules.
func Names() []string {
	var out []string
	for _, r := range Rules() {
		out = append(out, r.Name)
	}
	return out
}

// suite lists the rules. All of them are on by default. The rule about
// suppressions comes on top, as it needs what the others silenced.
var suite = []struct {
	rule func() report.Rule
	new  constructor
}{
	{certpresence.Rule, certpresence.New},
	{cnidentity.Rule, ofGates(cnidentity.New)},
	{forwardedcert.Rule, ofGates(forwardedcert.New)},
	{orauth.Rule, ofGates(orauth.New)},
	{failopen.Rule, failopen.New},
	{policy.Rule, ofGates(policy.New)},
	{unprovenchain.Rule, unprovenchain.New},
	{missingdeny.Rule, ofGates(missingdeny.New)},
	{weakmatch.Rule, weakmatch.New},
	{autoprovision.Rule, ofGates(autoprovision.New)},

	// About the configuration of TLS and of servers.
	{unverifiedcert.Rule, unverifiedcert.New},
	{deadclientca.Rule, deadclientca.New},
	{clientroots.Rule, clientroots.New},
	{verifyusage.Rule, verifyusage.New},
	{resumption.Rule, resumption.New},
	{getconfig.Rule, getconfig.New},
	{unaryonly.Rule, unaryonly.New},
	{proxystrip.Rule, proxystrip.New},
	{mixedlistener.Rule, mixedlistener.New},
}

// A constructor makes a rule's analyzer of those that compute the gates and the
// configurations.
type constructor func(gates, configs *analysis.Analyzer, options report.Options) *analysis.Analyzer

// ofGates is the constructor of a rule that only asks the gates.
func ofGates(new func(*analysis.Analyzer, report.Options) *analysis.Analyzer) constructor {
	return func(gates, _ *analysis.Analyzer, options report.Options) *analysis.Analyzer {
		return new(gates, options)
	}
}

// Relevant returns a function that tells from the text of a Go file whether it
// can concern any rule with that configuration; it errs on the side of yes. Drivers may skip packages
// in which no file does, and that import none with facts.
func Relevant(cfg Config) func(src []byte) bool {
	return summary.TextGate(config.Words(), cfg.catalog())
}

// catalog returns what the configuration adds to the catalogue.
func (cfg Config) catalog() catalog.Extra {
	extra := cfg.Catalog
	for _, p := range cfg.Policies {
		for _, f := range p.Functions() {
			extra.Protected = append(slices.Clip(extra.Protected), catalog.Protected{Symbol: f, Requires: p.Requires})
		}
	}
	return extra
}

// Rules lists every rule, in the order of the documentation.
func Rules() []report.Rule {
	var out []report.Rule
	for _, s := range suite {
		out = append(out, s.rule())
	}
	return append(out, suppression.Rule())
}

// New builds the analyzers of cfg. The result of each, ([]report.Finding), is
// what it reported in a package. They share one analyzer that computes the
// gates, and one that computes the configurations.
func New(cfg Config) []*analysis.Analyzer {
	options := report.Options{
		Confidence: cfg.Confidence, Severity: cfg.Severity, Tests: cfg.Tests,
		Severities: cfg.Severities, Exclude: cfg.Exclude, Trusted: cfg.Trusted, Root: cfg.Root,
		LeaveNolint: cfg.LeaveNolint, FoldRelated: cfg.FoldRelated,
	}
	if options.Confidence == 0 {
		options.Confidence = report.Medium
	}
	if options.Severity == 0 {
		options.Severity = report.Medium
	}
	on := func(name string) bool { return len(cfg.Rules) == 0 || slices.Contains(cfg.Rules, name) }
	extra := cfg.catalog()
	gates := summary.New(cfg.Debug, extra)
	configs := config.New(gates, extra)
	if cfg.Foreign != nil {
		except(cfg.Foreign, gates, &summary.Result{})
		except(cfg.Foreign, configs, &config.Result{})
	}
	turn := newTurn()
	inTurn(turn, configs)
	var out []*analysis.Analyzer
	var known []string
	for _, s := range suite {
		name := s.rule().Name
		known = append(known, name)
		if on(name) {
			rule := s.new(gates, configs, options)
			inTurn(turn, rule)
			out = append(out, rule)
		}
	}
	if on(report.SuppressionRule) {
		out = append(out, suppression.New(gates, slices.Clone(out), known, options)) // after all others
	}
	return out
}

// except makes an analyzer say nothing about some packages.
func except(which func(*analysis.Pass) bool, a *analysis.Analyzer, nothing any) {
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		if which(pass) {
			return nothing, nil
		}
		return run(pass)
	}
}
