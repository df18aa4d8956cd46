package hosts

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const golangciVersion = "v2.15.0"

var golangciTool tool

// golangci builds golangci-lint with the plugin of this working tree. What
// golangci-lint custom does besides is to fetch golangci-lint's sources.
func golangci(t testing.TB) string {
	t.Helper()
	const module = "github.com/golangci/golangci-lint/v2"
	return golangciTool.get(t, "golangci-lint-mtlslint", module+"@"+golangciVersion, func(dir, file string) error {
		for name, text := range map[string]string{
			"go.mod": fmt.Sprintf(`module example.com/golangci-lint-mtlslint

go 1.26.0

require (
	github.com/mtlslint/mtlslint v0.0.0
	%s %s
)

replace github.com/mtlslint/mtlslint => %s
`, module, golangciVersion, filepath.ToSlash(root(t))),
			"main.go": fmt.Sprintf(`package main

import (
	"fmt"
	"os"

	_ "github.com/mtlslint/mtlslint/plugin"
	"%[1]s/pkg/commands"
	"%[1]s/pkg/exitcodes"
)

func main() {
	info := commands.BuildInfo{GoVersion: "unknown", Version: "%[2]s", Commit: "?", Date: "?"}
	if err := commands.Execute(info); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitcodes.Failure)
	}
}
`, module, strings.TrimPrefix(golangciVersion, "v")+"-mtlslint"),
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				return err
			}
		}
		out, err := command(dir, "go", "build", "-mod=mod", "-ldflags=-s -w", "-o", file, ".").CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return nil
	})
}

// An issue is what golangci-lint reports.
type issue struct {
	FromLinter, Text, Severity string
	Pos                        struct {
		Filename     string
		Line, Column int
	}
}

func (i issue) String() string {
	return fmt.Sprintf("%s:%d:%d: %s (%s)", filepath.ToSlash(i.Pos.Filename), i.Pos.Line, i.Pos.Column, i.Text, i.FromLinter)
}

// A linting runs golangci-lint in a module with a cache of its own.
type linting struct {
	t           testing.TB
	tool        string
	dir, cache  string
	wantFailure bool
}

// lint prepares the module in dir: its configuration has the linters enabled
// and the given rest.
func lint(t testing.TB, dir string) *linting {
	t.Helper()
	return &linting{t: t, tool: golangci(t), dir: dir, cache: t.TempDir()}
}

// configure writes the configuration: settings of mtlslint, and more.
func (l *linting) configure(settings, more string) {
	l.t.Helper()
	text := `version: "2"
linters:
  default: none
  enable: [mtlslint, nolintlint]
  settings:
    nolintlint: {allow-unused: false}
    custom:
      mtlslint:
        type: module
        settings: ` + settings + "\n" + more
	write(l.t, filepath.Join(l.dir, ".golangci.yml"), text)
}

// run runs golangci-lint and returns its output, its errors and its status.
func (l *linting) run(args ...string) (stdout, stderr string, status int) {
	l.t.Helper()
	cmd := command(l.dir, l.tool, args...)
	// Its lock is in the folder for temporary files: another one may be running.
	cmd.Env = append(cmd.Env, "GOLANGCI_LINT_CACHE="+l.cache, "TMPDIR="+l.t.TempDir())
	return run(l.t, cmd)
}

// issues runs the linters and returns what they report.
func (l *linting) issues(args ...string) []issue {
	l.t.Helper()
	stdout, stderr, status := l.run(append([]string{"run", "--output.json.path=stdout", "--show-stats=false"}, args...)...)
	if status > 1 {
		l.t.Fatalf("status %d\n%s", status, stderr)
	}
	var report struct{ Issues []issue }
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		l.t.Fatalf("%v\n%s\n%s", err, stdout, stderr)
	}
	if (status == 1) != (len(report.Issues) > 0) {
		l.t.Errorf("status %d with %d issues", status, len(report.Issues))
	}
	return report.Issues
}

// expect compares issues with what they have to begin with, in any order.
func expect(t testing.TB, got []issue, want ...string) {
	t.Helper()
	var texts []string
	for _, i := range got {
		texts = append(texts, i.String())
	}
	slices.Sort(texts)
	slices.Sort(want)
	if len(texts) != len(want) || !slices.EqualFunc(texts, want, strings.HasPrefix) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(texts, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// What the service's findings begin with.
const (
	presence = "auth/auth.go:15:22: certpresence: any client certificate passes"
	name     = "auth/auth.go:26:6: cnidentity: the common name is compared with a constant"
	usage    = "auth/auth.go:40:15: verifyusage: "
)

func TestGolangci(t *testing.T) {
	l := lint(t, service(t))
	l.configure("{}", "")
	got := l.issues()
	expect(t, got, presence, name, usage)
	for _, i := range got {
		if i.FromLinter != "mtlslint" || strings.Contains(i.Text, "related information") || strings.Contains(i.Text, "\n") {
			t.Errorf("%q from %s", i.Text, i.FromLinter)
		}
	}
	// The steps are in the text, also those in other packages.
	for _, want := range []string{
		"ways in: cert present;", "line 19: allows here: next.ServeHTTP", "peer/peer.go:11: the common name is read here",
	} {
		if !slices.ContainsFunc(got, func(i issue) bool { return strings.Contains(i.Text, want) }) {
			t.Errorf("%q is in no text: %v", want, got)
		}
	}
	// People see the name of the rule and of the linter.
	stdout, _, _ := l.run("run", "--show-stats=false")
	if !regexp.MustCompile(`(?m)^auth/auth\.go:15:22: certpresence: any client certificate .* \(mtlslint\)$`).MatchString(stdout) {
		t.Errorf("as text:\n%s", stdout)
	}
}

// Settings have the names that they have in .mtlslint.yml.
func TestGolangciSettings(t *testing.T) {
	l := lint(t, service(t))
	for _, test := range []struct {
		settings string
		want     []string
	}{
		{"{rules: {certpresence: {enabled: false}}}", []string{name, usage}},
		{"{rules: {certpresence: {severity: low}}}", []string{name, usage}},
		{"{severity: high}", []string{presence, name}},
		{"{exclude: [{path: auth, rules: [cnidentity]}]}", []string{presence, usage}},
		{"{exclude: [{path: auth/**}]}", nil},
		{"{trusted-gates: [{function: example.com/service/auth.Require, reason: reviewed}]}", []string{name, usage}},
		{"{extractors: [{function: example.com/service/peer.Name, returns: alternative name}]}", []string{presence, usage}},
		{"", []string{presence, name, usage}},
	} {
		l.configure(test.settings, "") // a change is seen at once, in one cache
		t.Run(test.settings, func(t *testing.T) { expect(t, l.issues(), test.want...) })
	}
	for settings, want := range map[string]string{
		"{sevrity: high}":                      `unknown key "sevrity": did you mean severity?`,
		"{severity: grave}":                    `severity: unknown value "grave"`,
		"{rules: {orauht: {enabled: true}}}":   `unknown rule "orauht": did you mean orauth?`,
		"{fail-on: high}":                      "fail-on: golangci-lint decides on this: set run.issues-exit-code",
		"{baseline: x.json, tags: [a]}":        "tags: golangci-lint decides on this: set run.build-tags; baseline: golangci-lint decides",
		"{authorizers: [{function: nowhere}]}": `authorizers[0].function: "nowhere" is no function`,
	} {
		l.configure(settings, "")
		if _, stderr, status := l.run("run"); status != 3 || !strings.Contains(stderr, want) {
			t.Errorf("%s: status %d\n%s", settings, status, stderr)
		}
	}
}

// Comments are golangci-lint's business, which also tells of useless ones.
func TestGolangciNolint(t *testing.T) {
	l := lint(t, service(t))
	l.configure("{}", "")
	file := filepath.Join(l.dir, "auth", "auth.go")
	change(t, file, "len(r.TLS.PeerCertificates) == 0 {\n\t\t\thttp", "len(r.TLS.PeerCertificates) == 0 { //nolint:mtlslint // the listener is the sidecar's\n\t\t\thttp")
	expect(t, l.issues(), name, usage)
	change(t, file, "func Admin(", "//nolint:mtlslint // nothing is there\nvar _ = 1\n\nfunc Admin(")
	var unused []string
	for _, i := range l.issues() {
		if i.FromLinter == "nolintlint" {
			unused = append(unused, i.Text)
		}
	}
	if len(unused) != 1 || !strings.Contains(unused[0], "mtlslint` is unused") && !strings.Contains(unused[0], "is unused for linter \"mtlslint\"") {
		t.Errorf("nolintlint says %q", unused)
	}
	// Mtlslint's own comments work too, and are checked.
	change(t, file, "//nolint:mtlslint // nothing is there\nvar _ = 1\n\n", "//mtlslint:ignore cnidentity the name is ours\n")
	expect(t, l.issues(), "auth/auth.go:41:15: verifyusage: ")
	change(t, file, "//mtlslint:ignore cnidentity the name is ours\n", "//mtlslint:ignore orauth the name is ours\n")
	expect(t, l.issues(), "auth/auth.go:24:1: suppression: ", "auth/auth.go:27:6: cnidentity", "auth/auth.go:41:15: verifyusage")
}

func TestGolangciExclusions(t *testing.T) {
	l := lint(t, service(t))
	for more, want := range map[string][]string{
		"  exclusions: {rules: [{linters: [mtlslint], text: '^certpresence:'}]}\n":                  {name, usage},
		"  exclusions: {rules: [{linters: [mtlslint], path: auth/, text: '^(cnid|verifyus)'}]}\n":   {presence},
		"  exclusions: {paths: [auth]}\n":                                                           {},
		"severity: {default: error, rules: [{linters: [mtlslint], text: ^cnid, severity: info}]}\n": {presence, name, usage},
	} {
		l.configure("{}", more)
		got := l.issues()
		expect(t, got, want...)
		if strings.Contains(more, "severity") {
			for _, i := range got {
				if info := strings.HasPrefix(i.Text, "cnidentity:"); info != (i.Severity == "info") {
					t.Errorf("%v has the severity %q", i, i.Severity)
				}
			}
		}
	}
}

func TestGolangciFix(t *testing.T) {
	l := lint(t, service(t))
	l.configure("{}", "")
	// What cannot be repaired stays.
	expect(t, l.issues("--fix"), presence, name)
	const repaired = "Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}"
	if text := read(t, filepath.Join(l.dir, "auth", "auth.go")); !strings.Contains(text, repaired) {
		t.Errorf("after --fix:\n%s", text)
	}
	expect(t, l.issues(), presence, name)
}

// What golangci-lint keeps from run to run is right after a change, in the
// package itself and in one that it imports.
func TestGolangciCache(t *testing.T) {
	l := lint(t, service(t))
	l.configure("{}", "")
	for range 2 {
		expect(t, l.issues(), presence, name, usage)
	}
	change(t, filepath.Join(l.dir, "peer", "peer.go"), "[0].Subject.CommonName", "[0].Subject.Organization[0] + r.TLS.PeerCertificates[0].URIs[0].String()")
	if got := l.issues(); slices.ContainsFunc(got, func(i issue) bool { return strings.Contains(i.Text, "common name") }) {
		t.Errorf("after a change in another package: %v", got)
	}
	change(t, filepath.Join(l.dir, "peer", "peer.go"), "[0].Subject.Organization[0] + r.TLS.PeerCertificates[0].URIs[0].String()", "[0].Subject.CommonName")
	expect(t, l.issues(), presence, name, usage)
	change(t, filepath.Join(l.dir, "auth", "auth.go"), "\t\tif r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {\n\t\t\thttp", "\t\tif peer.Name(r) == \"\" {\n\t\t\thttp")
	if got := l.issues(); len(got) == 0 || slices.ContainsFunc(got, func(i issue) bool { return strings.HasPrefix(i.String(), presence) }) {
		t.Errorf("after a change: %v", got)
	}
}

var commented = regexp.MustCompile(`(?m)^( +)# (exclude:|  |- |verifiers:|authorizers:|extractors:|credential-headers:|forwarded-headers:|trusted-gates:|non-deciding:|policies:|build-tags:)`)

// The example is valid as it is, and with everything in it that is commented
// out; it has every setting.
func TestGolangciExample(t *testing.T) {
	l := lint(t, service(t))
	text := read(t, filepath.Join(root(t), ".golangci.example.yml"))
	for _, example := range []string{text, commented.ReplaceAllString(text, "$1$2")} {
		write(t, filepath.Join(l.dir, ".golangci.yml"), example)
		if stdout, stderr, status := l.run("config", "verify"); status != 0 {
			t.Fatalf("status %d\n%s%s", status, stdout, stderr)
		}
		got := l.issues()
		got = slices.DeleteFunc(got, func(i issue) bool { return i.FromLinter != "mtlslint" })
		expect(t, got, presence, name, usage)
	}
	var tree struct {
		Linters struct {
			Settings struct {
				Custom map[string]struct{ Settings map[string]any }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(commented.ReplaceAllString(text, "$1$2")), &tree); err != nil {
		t.Fatal(err)
	}
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal([]byte(read(t, filepath.Join(root(t), "docs", "mtlslint.schema.json"))), &schema); err != nil {
		t.Fatal(err)
	}
	for key := range schema.Properties {
		others := slices.Contains([]string{"baseline", "fail-on", "tags"}, key) // golangci-lint's own
		if _, ok := tree.Linters.Settings.Custom["mtlslint"].Settings[key]; ok == others {
			t.Errorf("the setting %s: in the example %t", key, ok)
		}
	}
}
