package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/internal/report"
)

var rules = []report.Rule{{
	Name:     "somerule",
	Title:    "something that is wrong",
	Severity: report.High,
	CWE:      []int{862, 287},
	OWASP:    []string{"A06:2025"},
	Since:    "v0.1.0",
	Doc:      "Package somerule reports.\n\n# Bad\n\nLike this.\n\n\tpackage p\n",
}}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	readme := filepath.Join(dir, "README.md")
	if err := os.Mkdir(filepath.Join(dir, "docs"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(readme, []byte("before\n"+begin+"old\n"+end+"after\n"), 0o644); err != nil {
		t.Fatal(err)
	}

	err := run(dir, true, rules)
	if err == nil || !strings.Contains(err.Error(), "rules.md") || !strings.Contains(err.Error(), "README.md") {
		t.Fatalf("check of stale files: got %v, want both files named", err)
	}
	if err := run(dir, false, rules); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, true, rules); err != nil {
		t.Errorf("check of fresh files: %v", err)
	}

	text := read(t, readme)
	row := "| [somerule](docs/rules.md#somerule) | something that is wrong | high | " +
		"[CWE-862](https://cwe.mitre.org/data/definitions/862.html), [CWE-287](https://cwe.mitre.org/data/definitions/287.html) |\n"
	if !strings.HasPrefix(text, "before\n") || !strings.HasSuffix(text, "after\n") || !strings.Contains(text, row) {
		t.Errorf("README.md:\n%s", text)
	}
	page := read(t, filepath.Join(dir, "docs", "rules.md"))
	for _, want := range []string{
		"| [somerule](#somerule) |",
		"\n## somerule\n\nSeverity high · [CWE-862]",
		" · OWASP A06:2025 · since v0.1.0\n",
		"\n### Bad\n\nLike this.\n\n```go\npackage p\n```\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("docs/rules.md lacks %q:\n%s", want, page)
		}
	}
}

func TestMarksMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("no marks\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, false, rules); err == nil {
		t.Error("a README without the marks was accepted")
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
