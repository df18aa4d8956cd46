// Package plugin makes the suite a linter of golangci-lint. A golangci-lint
// that has it is built with golangci-lint custom: .custom-gcl.yml, and
// docs/golangci-lint.md.
package plugin

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/settings"
)

func init() { register.Plugin("mtlslint", New) }

// New makes the linter of the settings under linters.settings.custom.mtlslint.
// They are those of .mtlslint.yml, but for what golangci-lint itself decides on.
func New(raw any) (register.LinterPlugin, error) {
	s, problems := settings.Decode(raw, analyzers.Names())
	if len(problems) == 0 {
		problems = others(s)
	}
	if len(problems) > 0 {
		lines := make([]string, len(problems))
		for i, p := range problems {
			lines[i] = p.String()
		}
		return nil, errors.New("settings of mtlslint: " + strings.Join(lines, "; "))
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	cfg := analyzers.Configure(s, root(dir))
	if len(cfg.Rules) == 0 {
		return nil, errors.New("settings of mtlslint: they switch every rule off: take mtlslint from linters.enable instead")
	}
	cfg.LeaveNolint, cfg.FoldRelated = true, true
	cfg.Foreign = driver.Foreign
	info, _ := debug.ReadBuildInfo()
	return linter{cfg, program(info)}, nil
}

// program returns the version that a golangci-lint was built with. Its cache
// does not know that: for the version main, which golangci-lint custom resolves,
// it would give what other versions left. Of what is built from a folder,
// golangci-lint custom knows the sum.
func program(info *debug.BuildInfo) string {
	if info == nil {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == "github.com/mtlslint/mtlslint" {
			return m.Version + " " + m.Sum
		}
	}
	return ""
}

// others returns which settings mean nothing here, and what golangci-lint has
// in their place.
func others(s *settings.Settings) []settings.Problem {
	var out []settings.Problem
	add := func(set bool, path, instead string) {
		if set {
			out = append(out, settings.Problem{Path: path, Message: fmt.Sprintf("golangci-lint decides on this: set %s", instead)})
		}
	}
	add(len(s.Tags) > 0, "tags", "run.build-tags")
	add(s.Baseline != "", "baseline", "issues.new-from-rev or linters.exclusions")
	add(s.FailOn != "", "fail-on", "run.issues-exit-code")
	return out
}

// root returns the folder that patterns of files are relative to: that of
// golangci-lint's own configuration, which it looks for from dir upwards. It
// does not tell its linters.
func root(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		for _, ext := range []string{"yml", "yaml", "toml", "json"} {
			if _, err := os.Stat(filepath.Join(at, ".golangci."+ext)); err == nil {
				return at
			}
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// A linter is the suite as golangci-lint asks for it.
type linter struct {
	cfg     analyzers.Config
	program string
}

// BuildAnalyzers returns the suite.
func (l linter) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return analyzers.NewStamped(l.cfg, l.program)
}

// GetLoadMode says that the suite needs types.
func (l linter) GetLoadMode() string { return register.LoadModeTypesInfo }
