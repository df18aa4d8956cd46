package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/report"
)

// testRules are the rules of the tests: each reports calls of functions with
// its name.
var testRules = []report.Rule{
	{Name: "badcall", Title: "a bad call", Severity: report.High, CWE: []int{1, 22}, OWASP: []string{"A01"}, Since: "v0.1", Doc: "Package badcall reports bad calls.\n\n# Why\n\nThey are bad.\n"},
	{Name: "sadcall", Title: "a sad call", Severity: report.Medium},
	{Name: "madcall", Title: "a mad call", Severity: report.Low},
}

func testSuite(cfg analyzers.Config) []*analysis.Analyzer {
	var suite []*analysis.Analyzer
	if cfg.Debug != nil {
		cfg.Debug("q", "dump of q\n")
		cfg.Debug("p", "dump of p")
	}
	for _, rule := range testRules {
		if len(cfg.Rules) > 0 && !slices.Contains(cfg.Rules, rule.Name) {
			continue
		}
		suite = append(suite, &analysis.Analyzer{
			Name:             rule.Name,
			Doc:              rule.Title,
			RunDespiteErrors: true,
			ResultType:       reflect.TypeFor[[]report.Finding](),
			Run: func(pass *analysis.Pass) (any, error) {
				if pass.Pkg.Name() == "panics" {
					panic("no")
				}
				var found []report.Finding
				for _, file := range pass.Files {
					ast.Inspect(file, func(n ast.Node) bool {
						call, ok := n.(*ast.CallExpr)
						if !ok {
							return true
						}
						fn, _ := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
						if fn != nil && fn.Name() == rule.Name && rule.Severity >= cfg.Severity {
							found = append(found, report.Finding{
								Rule: rule.Name, Severity: rule.Severity, Confidence: report.High,
								Message: rule.Title, Pos: call.Pos(), End: call.End(),
							})
						}
						return true
					})
				}
				return found, nil
			},
		})
	}
	return suite
}

// unpack writes the files of a txtar archive to a new folder.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var seconds = regexp.MustCompile(` *\d+\.\d+s`)

// mtlslint runs the command, and returns what it wrote and its exit status.
func mtlslint(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "")
	args = append([]string{"-cache=off"}, args...)
	var out, errs bytes.Buffer
	c := &command{stdout: &out, stderr: &errs, rules: testRules, suite: testSuite}
	status = c.run(context.Background(), args)
	return out.String(), seconds.ReplaceAllString(errs.String(), " TIME"), status
}

const module = `
-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

func badcall() {}
func sadcall() {}
func madcall() {}

func F() {
	badcall()
	sadcall()
	madcall()
}
-- a/a_test.go --
package a

func G() { badcall() }
-- tagged/t.go --
//go:build special

package tagged

func badcall() {}

func F() { badcall() }
-- clean/clean.go --
package clean
-- tests/t_test.go --
package tests
`

func TestStatus(t *testing.T) {
	good := unpack(t, module)
	broken := unpack(t, module+`
-- broken/broken.go --
package broken

func badcall() {}

func F() { badcall(); undefined() }
-- panics/p.go --
package panics
`)
	empty := unpack(t, "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n")
	nomodule := unpack(t, "-- x.go --\npackage x\n-- one/go.mod --\nmodule one\n-- two/b/go.mod --\nmodule two\n-- testdata/go.mod --\nmodule no\n")
	nothing := unpack(t, "-- x.go --\npackage x\n")
	newer := unpack(t, "-- go.mod --\nmodule example.com/m\n\ngo 1.999\n-- m.go --\npackage m\n")

	for _, test := range []struct {
		args           string
		status         int
		stdout, stderr string // DIR stands for the folder given by -C
	}{
		{"-C " + good, 1,
			"a/a.go:8:2: a bad call (badcall)\na/a.go:9:2: a sad call (sadcall)\n",
			"2 findings (1 high, 1 medium) in 2 of 2 packages analysed, TIME\n"},
		{"-C " + good + " -severity=low ./a", 1,
			"a/a.go:8:2: a bad call (badcall)\na/a.go:9:2: a sad call (sadcall)\na/a.go:10:2: a mad call (madcall)\n",
			"3 findings (1 high, 1 medium, 1 low) in 1 of 1 package analysed, TIME\n"},
		{"-C " + good + " -severity=high -rules=badcall,sadcall ./...", 1,
			"a/a.go:8:2: a bad call (badcall)\n",
			"1 finding (1 high) in 2 of 2 packages analysed, TIME\n"},
		{"-C " + good + " -rules=madcall", 0,
			"",
			"no findings in 2 of 2 packages analysed, TIME\n"},
		{"-C " + good + " -rules=badcall -tests", 1,
			"a/a.go:8:2: a bad call (badcall)\na/a_test.go:3:12: a bad call (badcall)\n",
			"2 findings (2 high) in 3 of 3 packages analysed, TIME\n"},
		{"-C " + good + " -tags=special ./tagged", 1,
			"tagged/t.go:7:12: a bad call (badcall)\n",
			"1 finding (1 high) in 1 of 1 package analysed, TIME\n"},
		{"-C " + good + " ./clean", 0, "", "no findings in 1 of 1 package analysed, TIME\n"},
		{"-C " + good + " -format=text -confidence=high -debug=time ./clean", 0, "",
			"list TIME\nread TIME\nimport TIME\nparse TIME\ntypes TIME\nanalysis TIME\npackages 1 analysed, 0 known from before, 0 of no concern\nno findings in 1 of 1 package analysed, TIME\n"},
		{"-C " + good + " -debug=ways ./clean", 0, "",
			"# p\ndump of p\n# q\ndump of q\nno findings in 1 of 1 package analysed, TIME\n"},
		{"-C " + broken + " ./broken ./panics ./absent", 2,
			"broken/broken.go:5:12: a bad call (badcall)\n",
			"mtlslint: ./absent: stat DIR/absent: directory not found\n" +
				"mtlslint: example.com/m/broken: broken/broken.go:5:23: undefined: undefined\n" +
				"mtlslint: example.com/m/panics: badcall panicked: no\n" +
				"mtlslint: example.com/m/panics: madcall panicked: no\n" +
				"mtlslint: example.com/m/panics: sadcall panicked: no\n" +
				"mtlslint: 3 packages could not be loaded or analysed completely: see that go build succeeds\n" +
				"1 finding (1 high) in 1 of 3 packages analysed, TIME\n"},
		{"-C " + empty, 2, "",
			"mtlslint: no packages match ./...: name folders with Go files, such as ./cmd/server, or ./... for all below\n"},
		{"-C " + good + " ./tests", 2, "",
			"mtlslint: no packages match ./tests: name folders with Go files, such as ./cmd/server, or ./... for all below\n"},
		{"-C " + nomodule, 2, "",
			"mtlslint: no packages match ./...: name folders with Go files, such as ./cmd/server, or ./... for all below\n"},
		{"-C " + nothing, 2, "",
			"mtlslint: no go.mod in DIR, above it or below it: run mtlslint in a module, or name one with -C\n"},
		{"-C " + nothing + " x.go", 0, "", "no findings in 1 of 1 package analysed, TIME\n"},
		{"-C " + newer, 2, "",
			"mtlslint: the go command failed: go.mod requires go >= 1.999 (running GO; GOTOOLCHAIN=local): install that version of Go, or set GOTOOLCHAIN=auto\n"},
		{"-C /does/not/exist", 2, "", "mtlslint: -C DIR: no such folder\n"},
		{"-C " + nothing + "/x.go", 2, "", "mtlslint: DIR is not a folder\n"},
		{"-colour", 2, "", "mtlslint: unknown flag -colour: see mtlslint -help\n"},
		{"-test", 2, "", "mtlslint: unknown flag -test: did you mean -tests? see mtlslint -help\n"},
		{"./... -v", 2, "", "mtlslint: flag -v after a package: flags go first\n"},
		{"-format=xml", 2, "", "mtlslint: invalid value \"xml\" for flag -format: unknown format: choose text, json, sarif, github, gitlab, checkstyle or junit: see mtlslint -help\n"},
		{"-severity=grave", 2, "", "mtlslint: invalid value \"grave\" for flag -severity: a level is low, medium or high: see mtlslint -help\n"},
		{"-debug=all", 2, "", "mtlslint: invalid value \"all\" for flag -debug: unknown kind of output: choose time or ways: see mtlslint -help\n"},
		{"-rules=badcall,badcal", 2, "", "mtlslint: unknown rule \"badcal\": did you mean badcall? mtlslint rules lists them\n"},
		{"explain something", 2, "", "mtlslint: unknown rule \"something\": mtlslint rules lists them\n"},
		{"explain", 2, "", "mtlslint: mtlslint explain takes the name of one rule: mtlslint rules lists them\n"},
		{"rules badcall", 2, "", "mtlslint: mtlslint rules takes no arguments: mtlslint explain RULE explains one\n"},
		{"rules", 0, "badcall  high    a bad call\nsadcall  medium  a sad call\nmadcall  low     a mad call\n", ""},
		{"explain badcall", 0, "badcall: a bad call\n\nPackage badcall reports bad calls.\n\n# Why\n\nThey are bad.\n\nSeverity: high\nCWE: CWE-1, CWE-22\nOWASP: A01\nSince: v0.1\nOnline: https://github.com/mtlslint/mtlslint/blob/main/docs/rules.md#badcall\n", ""},
	} {
		name := strings.NewReplacer(good, "good", broken, "broken", empty, "empty", nomodule, "nomodule", nothing, "nothing", newer, "newer", "/", "_").Replace(test.args)
		t.Run(name, func(t *testing.T) {
			args := strings.Fields(test.args)
			stdout, stderr, status := mtlslint(t, args...)
			if args[0] == "-C" {
				stderr = strings.ReplaceAll(stderr, args[1], "DIR")
			}
			stderr = regexp.MustCompile(`running go [^;]+; GOTOOLCHAIN=\w+`).ReplaceAllString(stderr, "running GO; GOTOOLCHAIN=local")
			if status != test.status {
				t.Errorf("status %d, want %d", status, test.status)
			}
			if stdout != test.stdout {
				t.Errorf("stdout:\n%s\nwant\n%s", stdout, test.stdout)
			}
			if stderr != test.stderr {
				t.Errorf("stderr:\n%s\nwant\n%s", stderr, test.stderr)
			}
		})
	}
}

func TestJSON(t *testing.T) {
	var r struct {
		Version            int
		Findings           []struct{ File, URL string }
		Packages, Analysed int
		Errors             []struct{ Package, Message string }
	}
	dir := unpack(t, module)
	stdout, _, status := mtlslint(t, "-C", dir, "-format=json", "./a")
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatal(err)
	}
	if status != 1 || r.Version != 1 || len(r.Findings) != 2 || r.Packages != 1 || r.Analysed != 1 ||
		r.Findings[0].File != "a/a.go" || r.Findings[0].URL != testRules[0].URL() {
		t.Errorf("status %d, report %+v", status, r)
	}
	again, _, _ := mtlslint(t, "-C", dir, "-format=json", "./a")
	if again != stdout {
		t.Error("two runs differ")
	}

	stdout, stderr, status := mtlslint(t, "-C", t.TempDir(), "-format=json")
	r.Findings = nil
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatal(err)
	}
	if status != 2 || stderr == "" || len(r.Errors) != 1 || !strings.Contains(r.Errors[0].Message, "no go.mod") {
		t.Errorf("status %d, report %+v", status, r)
	}
}

func TestVerbose(t *testing.T) {
	var source strings.Builder
	source.WriteString("package many\n")
	for i := range 8 {
		fmt.Fprintf(&source, "\nvar v%d = undefined%d\n", i, i)
	}
	dir := unpack(t, module+"-- many/many.go --\n"+source.String()+"-- panics/p.go --\npackage panics\n")
	_, stderr, _ := mtlslint(t, "-C", dir, "./many", "./panics")
	if n := strings.Count(stderr, "undefined: "); n != perPackage {
		t.Errorf("%d errors are written, want %d", n, perPackage)
	}
	if !strings.Contains(stderr, "-v shows 3 more errors") || strings.Contains(stderr, "goroutine") {
		t.Errorf("got\n%s", stderr)
	}
	_, stderr, _ = mtlslint(t, "-C", dir, "-v", "./many", "./panics")
	if n := strings.Count(stderr, "undefined: "); n != 8 {
		t.Errorf("%d errors are written, want 8", n)
	}
	if !strings.Contains(stderr, "goroutine") {
		t.Error("no stack with -v")
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, flag := range []string{"-h", "-help", "--help"} {
		stdout, stderr, status := mtlslint(t, flag)
		if status != 0 || stderr != "" || !strings.Contains(stdout, "mtlslint explain RULE") || !strings.Contains(stdout, "-severity level") {
			t.Errorf("%s: status %d\n%s\n%s", flag, status, stdout, stderr)
		}
	}
	stdout, stderr, status := mtlslint(t, "-version")
	if status != 0 || stderr != "" || !strings.HasPrefix(stdout, "mtlslint ") {
		t.Errorf("status %d\n%s\n%s", status, stdout, stderr)
	}
}

func TestProfiles(t *testing.T) {
	dir := unpack(t, module)
	cpu, mem := filepath.Join(dir, "cpu"), filepath.Join(dir, "mem")
	_, stderr, status := mtlslint(t, "-C", dir, "-debug.cpuprofile="+cpu, "-debug.memprofile="+mem, "./clean")
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	for _, file := range []string{cpu, mem} {
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
	if _, _, status := mtlslint(t, "-debug.cpuprofile="+dir, "./clean"); status != 2 {
		t.Errorf("status %d for a profile that cannot be written", status)
	}
}

// failing fails to write.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteError(t *testing.T) {
	dir := unpack(t, module)
	var stderr bytes.Buffer
	c := &command{stdout: failing{}, stderr: &stderr, rules: testRules, suite: testSuite}
	if status := c.run(context.Background(), []string{"-C", dir, "./a"}); status != 2 || !strings.Contains(stderr.String(), "writing the report") {
		t.Errorf("status %d: %s", status, stderr.String())
	}
}

// The rules that the program comes with can be listed and explained.
func TestRealRules(t *testing.T) {
	var out, errs bytes.Buffer
	c := &command{stdout: &out, stderr: &errs, rules: analyzers.Rules(), suite: analyzers.New}
	if status := c.run(context.Background(), []string{"rules"}); status != 0 {
		t.Fatal(errs.String())
	}
	for _, rule := range analyzers.Rules() {
		if !strings.Contains(out.String(), rule.Name) {
			t.Errorf("%s is not listed", rule.Name)
		}
		if status := c.run(context.Background(), []string{"explain", rule.Name}); status != 0 {
			t.Errorf("cannot explain %s", rule.Name)
		}
	}
}
