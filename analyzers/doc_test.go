package analyzers_test

import (
	"go/format"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/report"
)

// TestDocs holds the rules' documentation to its form: the sections that every
// rule has, and a first sentence that names the package.
func TestDocs(t *testing.T) {
	rules := analyzers.Rules()
	if len(rules) == 0 {
		t.Fatal("no rules")
	}
	for _, rule := range rules {
		if !strings.HasPrefix(rule.Doc, "Package "+rule.Name+" reports ") {
			t.Errorf("%s: the documentation does not begin with %q", rule.Name, "Package "+rule.Name+" reports ")
		}
		for _, heading := range []string{
			"What it reports", "Why it matters", "What it leaves alone", "Known limits",
			"Bad", "Good", "How to repair", "References",
		} {
			if !strings.Contains(rule.Doc, "\n# "+heading+"\n") {
				t.Errorf("%s: the documentation has no section %q", rule.Name, heading)
			}
		}
	}
}

// TestExamples compiles the examples of every rule's documentation and analyses
// them: the bad one has to give a finding of the rule that is shown by default,
// the good one none of any rule at any level.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	// They may use the frameworks that the cases use.
	mod := strings.Replace(readFile(t, "testdata/go.mod"), "module testdata\n", "module example.com/doc\n", 1)
	writeFile(t, filepath.Join(dir, "go.mod"), mod)
	writeFile(t, filepath.Join(dir, "go.sum"), readFile(t, "testdata/go.sum"))
	for _, rule := range analyzers.Rules() {
		for _, heading := range []string{"Bad", "Good"} {
			code, ok := report.Code(rule.Doc, heading)
			if !ok {
				t.Fatalf("%s: no code below the heading %q", rule.Name, heading)
			}
			if formatted, err := format.Source([]byte(code)); err != nil {
				t.Errorf("%s, %s: %v", rule.Name, heading, err)
			} else if string(formatted) != code {
				t.Errorf("%s, %s: the code is not formatted", rule.Name, heading)
			}
			writeFile(t, filepath.Join(dir, rule.Name, strings.ToLower(heading), "p.go"), code)
		}
	}
	found := analyse(t, dir)

	for _, rule := range analyzers.Rules() {
		shown := func(f report.Finding) bool {
			return f.Rule == rule.Name && f.Severity >= report.Medium && f.Confidence >= report.Medium
		}
		if bad := found["example.com/doc/"+rule.Name+"/bad"]; !slices.ContainsFunc(bad, shown) {
			t.Errorf("%s, Bad: no finding of the rule among %d", rule.Name, len(bad))
		}
		for _, f := range found["example.com/doc/"+rule.Name+"/good"] {
			t.Errorf("%s, Good: %s (%s)", rule.Name, f.Message, f.Rule)
		}
	}
}

// analyse runs the whole suite over the module in dir and returns the findings
// of each package.
func analyse(t *testing.T, dir string) map[string][]report.Finding {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax,
		Dir:  dir,
		Env:  append(os.Environ(), "GO111MODULE=on", "GOFLAGS=", "GOWORK=off"),
	}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range pkgs {
		for _, e := range pkg.Errors {
			t.Errorf("%s: %v", pkg.PkgPath, e)
		}
	}
	graph, err := checker.Analyze(analyzers.New(analyzers.Config{
		Confidence: report.Low,
		Severity:   report.Low,
		Policies:   policies,
	}), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]report.Finding)
	for _, action := range graph.Roots {
		if action.Err != nil {
			t.Errorf("%v: %v", action, action.Err)
			continue
		}
		findings, ok := action.Result.([]report.Finding)
		if !ok {
			t.Errorf("%v: the result is a %T", action, action.Result)
		}
		path := action.Package.PkgPath
		found[path] = append(found[path], slices.DeleteFunc(findings, func(f report.Finding) bool { return f.Suppressed != nil })...)
	}
	if len(found) != len(pkgs) {
		t.Errorf("%d of %d packages analysed: %v", len(found), len(pkgs), slices.Sorted(maps.Keys(found)))
	}
	return found
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
