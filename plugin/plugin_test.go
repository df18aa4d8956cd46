package plugin

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/analyzers"
)

func TestRegistered(t *testing.T) {
	make, err := register.GetPlugin("mtlslint")
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []any{nil, map[string]any{}, map[string]any{"severity": "low", "rules": map[string]any{"orauth": map[string]any{"enabled": true}}}} {
		linter, err := make(raw)
		if err != nil {
			t.Fatalf("%v: %v", raw, err)
		}
		suite, err := linter.BuildAnalyzers()
		if err != nil || len(suite) != len(analyzers.Names())+1 {
			t.Errorf("%v: %d analyzers, %v", raw, len(suite), err)
		}
		if err := analysis.Validate(suite); err != nil {
			t.Error(err)
		}
		if mode := linter.GetLoadMode(); mode != register.LoadModeTypesInfo {
			t.Errorf("load mode %s", mode)
		}
	}
	off := map[string]any{}
	for _, name := range analyzers.Names() {
		off[name] = map[string]any{"enabled": false}
	}
	for want, raw := range map[string]any{
		"switch every rule off":                         map[string]any{"rules": off},
		"severity: got 3, want text":                    map[string]any{"severity": 3},
		"got a list, want a map":                        []any{},
		"tags: golangci-lint decides on this":           map[string]any{"tags": []any{"a"}},
		"fail-on: golangci-lint decides on this":        map[string]any{"fail-on": "high"},
		`unknown key "sevrity": did you mean severity?`: map[string]any{"sevrity": "low"},
	} {
		if _, err := make(raw); err == nil || !strings.HasPrefix(err.Error(), "settings of mtlslint: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", raw, err)
		}
	}
}

func TestProgram(t *testing.T) {
	info := &debug.BuildInfo{Deps: []*debug.Module{
		{Path: "example.com/other", Version: "v1.0.0", Sum: "h1:a="}, {Path: "github.com/mtlslint/mtlslint", Version: "v0.1.0", Sum: "h1:b="},
	}}
	if got := program(info); got != "v0.1.0 h1:b=" {
		t.Errorf("got %q", got)
	}
	if got := program(nil) + program(new(debug.BuildInfo)); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestRoot(t *testing.T) {
	dir := t.TempDir()
	below := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(below, 0o777); err != nil {
		t.Fatal(err)
	}
	if got := root(below); got != below {
		t.Errorf("without a configuration: %s", got)
	}
	if err := os.WriteFile(filepath.Join(dir, ".golangci.toml"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if got := root(below); got != dir {
		t.Errorf("got %s, want %s", got, dir)
	}
}
