package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/baseline"
	"github.com/mtlslint/mtlslint/internal/configfile"
	"github.com/mtlslint/mtlslint/internal/files"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/settings"
)

// A configuration is what the file and the flags say together: flags win.
type configuration struct {
	settings.Settings
	file  *configfile.File // nil without one
	rules []report.Rule    // those that run
	root  string           // absolute folder that patterns are relative to
	dir   string           // absolute folder to work in
}

// configure reads the configuration for a folder.
func (c *command) configure(opts *options, dir string) (*configuration, error) {
	cfg := &configuration{dir: dir, root: dir}
	name := opts.config
	switch name {
	case "none":
	case "":
		found, err := configfile.Find(dir)
		if err != nil {
			return nil, err
		}
		name = found
	default:
		name = in(dir, name)
	}
	if name != "" && name != "none" {
		file, err := configfile.Load(name, c.ruleNames())
		if err != nil {
			return nil, err
		}
		cfg.file, cfg.Settings, cfg.root = file, file.Settings, file.Dir
		if b := cfg.Settings.Baseline; b != "" {
			cfg.Settings.Baseline = in(file.Dir, b)
		}
	}
	s := &cfg.Settings
	if opts.given("severity") {
		s.Severity = opts.severity.String()
	}
	if opts.given("confidence") {
		s.Confidence = opts.confidence.String()
	}
	if opts.given("tests") {
		s.Tests = opts.tests
	}
	if opts.given("tags") {
		s.Tags = split(opts.tags)
	}
	if opts.given("fail-on") {
		s.FailOn = opts.failOn
	}
	if opts.given("baseline") {
		s.Baseline = in(dir, opts.baseline)
	}
	s.Severity = cmp.Or(s.Severity, report.Medium.String())
	s.Confidence = cmp.Or(s.Confidence, report.Medium.String())
	s.FailOn = cmp.Or(s.FailOn, report.Low.String())
	on := s.Enabled(c.ruleNames())
	if opts.given("rules") {
		on = opts.rules
	}
	for _, r := range c.rules {
		if slices.Contains(on, r.Name) {
			cfg.rules = append(cfg.rules, r)
		}
	}
	if len(cfg.rules) == 0 {
		return nil, fmt.Errorf("%s switches every rule off", cmp.Or(name, "-rules"))
	}
	return cfg, nil
}

// in returns a file name as seen from dir.
func in(dir, name string) string {
	name = filepath.FromSlash(name)
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// ruleNames lists the names of all rules.
func (c *command) ruleNames() []string {
	names := make([]string, len(c.rules))
	for i, r := range c.rules {
		names[i] = r.Name
	}
	return names
}

// analyzers returns the configuration of the suite. It reports everything, and
// what is shown is decided afterwards: so fingerprints, suppressions and cached
// results do not depend on that.
func (cfg *configuration) analyzers() analyzers.Config {
	names := make([]string, len(cfg.rules))
	for i, r := range cfg.rules {
		names[i] = r.Name
	}
	return analyzers.Config{
		Confidence: report.Low,
		Severity:   report.Low,
		Tests:      cfg.Tests,
		Rules:      names,
		Catalog:    cfg.Catalog(),
		Policies:   cfg.Policies,
	}
}

// resolve sees whether what the file names exists.
func (cfg *configuration) resolve(ctx context.Context) error {
	if cfg.file == nil || files.Above(cfg.dir, "go.mod") == "" && files.Above(cfg.dir, "go.work") == "" {
		return nil // without a module nothing exists, which loading says better
	}
	return cfg.file.Resolve(ctx, []string{cfg.dir}, strings.Join(cfg.Tags, ","))
}

// known reads the baseline, nil if there is none.
func (cfg *configuration) known() (*baseline.Baseline, error) {
	if cfg.Baseline == "" {
		return nil, nil
	}
	return baseline.Read(cfg.Baseline)
}

// baselineFile is the file that mtlslint baseline writes.
func (cfg *configuration) baselineFile() string {
	return cmp.Or(cfg.Baseline, filepath.Join(cfg.root, baseline.DefaultName))
}

// repository returns the root of the repository that dir is in, or dir.
func repository(dir string) string { return cmp.Or(files.Above(dir, ".git"), dir) }
