package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/settings"
)

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	now := time.Unix(0, 0)
	p := newProgress(&b)
	if p.step(1, 2, "p"); b.Len() > 0 {
		t.Error("a buffer is no terminal")
	}
	p.end()

	p = &progress{w: &b, width: 40, now: func() time.Time { return now }, next: now.Add(patience)}
	p.step(1, 300, "example.com/early")
	if b.Len() > 0 {
		t.Errorf("shown too early: %q", b.String())
	}
	now = now.Add(patience)
	p.step(2, 300, "example.com/evil\x1b[2J")
	p.step(3, 300, "example.com/too-soon")
	now = now.Add(interval)
	p.step(4, 300, "example.com/with/a/name/that/is/longer/than/the/line")
	p.end()
	if want := "\r\x1b[K2 of 300 packages: example.com/evil\ufffd[2J" + "\r\x1b[K4 of 300 packages: example.com/with/a/n" + "\r\x1b[K"; b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
	p.step(5, 300, "after the end")
	if strings.Contains(b.String(), "after") {
		t.Error("shown after the end")
	}
}

// On a terminal there are colours, excerpts and progress, unless NO_COLOR says
// otherwise. The terminal is one of script(1).
func TestTerminal(t *testing.T) {
	script, err := exec.LookPath("script")
	if err != nil {
		t.Skip("no script(1) to make a terminal with")
	}
	dir := unpack(t, service)
	tool := filepath.Join(t.TempDir(), "mtlslint")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(args string, env ...string) string {
		t.Helper()
		cmd := exec.Command(script, "-qec", tool+" -C "+dir+" "+args, os.DevNull)
		cmd.Env = append(os.Environ(), append([]string{"TERM=xterm", "NO_COLOR="}, env...)...)
		out, err := cmd.Output()
		if err != nil && cmd.ProcessState.ExitCode() != 1 {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	if out := run("./..."); !strings.Contains(out, "\x1b[31m") || !strings.Contains(out, "^~~") {
		t.Errorf("no colour or no excerpt:\n%q", out)
	}
	if out := run("./...", "NO_COLOR=1"); strings.Contains(out, "\x1b[3") || !strings.Contains(out, "^~~") {
		t.Errorf("colour, or no excerpt:\n%q", out)
	}
	if out := run("explain certpresence"); !strings.Contains(out, "\x1b[1mWhat it reports\x1b[0m") {
		t.Errorf("no headings:\n%q", out)
	}
}

func TestConfig(t *testing.T) {
	dir := unpack(t, service+`-- .mtlslint.yml --
# settings
severity: high
baseline: known.json
tags: [a]
rules:
  certpresence:
    exclude: [clean/**]
  orauth:
    enabled: false
verifiers:
  - function: example.com/service/auth.RequireAdmin
    proves: cert identity
`)
	stdout, stderr, status := real(t, filepath.Join(dir, "auth"), "config", "-confidence=low")
	want := `# ../.mtlslint.yml
severity: high # ../.mtlslint.yml:2
confidence: low # flag -confidence
tests: false # default
tags:
- a # ../.mtlslint.yml:4
baseline: known.json # ../.mtlslint.yml:3
fail-on: low # default
verifiers:
- function: example.com/service/auth.RequireAdmin # ../.mtlslint.yml:11
  proves: cert identity # ../.mtlslint.yml:12
rules:
  certpresence:
    enabled: true # default
    severity: high # default
    exclude:
    - clean/** # ../.mtlslint.yml:7
  cnidentity:
    enabled: true # default
    severity: medium # default
  forwardedcert:
    enabled: true # default
    severity: high # default
  orauth:
    enabled: false # ../.mtlslint.yml:9
    severity: high # default
`
	for _, r := range analyzers.Rules()[4:] { // those about gates are above
		want += fmt.Sprintf("  %s:\n    enabled: true # default\n    severity: %s # default\n", r.Name, r.Severity)
	}
	if status != 0 || stderr != "" || stdout != want {
		t.Errorf("status %d, %s\ngot\n%s\nwant\n%s", status, stderr, stdout, want)
	}
	// What is shown can be a file again.
	write(t, filepath.Join(dir, "again.yml"), stdout)
	if again, stderr, status := real(t, dir, "-config=again.yml", "config"); status != 0 || strings.Count(again, "\n") != strings.Count(want, "\n") {
		t.Errorf("status %d: %s\n%s", status, stderr, again)
	}
	if stdout, _, status := real(t, dir, "-config=none", "-rules=orauth", "config"); status != 0 || !strings.Contains(stdout, "# no configuration file\n") || strings.Count(stdout, "enabled: false # flag -rules") != len(analyzers.Rules())-1 {
		t.Errorf("status %d\n%s", status, stdout)
	}

	// The configuration has its effects, and its errors, in a run.
	if stdout, stderr, status := real(t, dir, "-baseline="); status != 1 || !strings.Contains(stderr, "2 findings (2 high)") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	write(t, filepath.Join(dir, ".mtlslint.yml"), "policies:\n- {function: example.com/service/auth.RequireAdmin, requires: cert identity}\n")
	if _, stderr, _ := real(t, dir, "-rules=orauth"); !strings.Contains(stderr, "nothing enforces the policies") {
		t.Errorf("nothing is said of policies: %s", stderr)
	}
	write(t, filepath.Join(dir, ".mtlslint.yml"), "non-deciding: [example.com/service/auth]\n")
	if _, stderr, status := real(t, dir, "-C", t.TempDir(), "-config", filepath.Join(dir, ".mtlslint.yml")); status != 2 || !strings.Contains(stderr, "no go.mod") {
		t.Errorf("status %d: %s", status, stderr)
	}
	for _, test := range []struct{ text, want string }{
		{"severty: low\n", `mtlslint: .mtlslint.yml:1: unknown key "severty": did you mean severity? `},
		{"severity: grave\nconfidence: sure\n", `mtlslint: .mtlslint.yml:2: confidence: unknown value "sure"`},
		{"non-deciding:\n- example.com/service/auht\n", `mtlslint: .mtlslint.yml:2: non-deciding[0]: example.com/service/auht: there is no package example.com/service/auht: did you mean example.com/service/auth? `},
		{"policies:\n- function: example.com/service/auth.RequireAdmn\n  requires: cert identity\n", `mtlslint: .mtlslint.yml:2: policies[0].function: example.com/service/auth.RequireAdmn: package example.com/service/auth declares no function RequireAdmn: did you mean RequireAdmin? `},
		{"policies:\n- function: example.com/service/auth.RequireAdmin\n  requires: cert identiy\n", `mtlslint: .mtlslint.yml:3: policies[0].requires: unknown value "cert identiy": did you mean cert identity? `},
		{"exclude:\n- path: lib/**\n", `mtlslint: .mtlslint.yml:2: exclude[0].path: "lib/**" matches no Go file`},
	} {
		write(t, filepath.Join(dir, ".mtlslint.yml"), test.text)
		if _, stderr, status := real(t, dir); status != 2 || !strings.Contains(stderr, test.want) {
			t.Errorf("%q: status %d: %s", test.text, status, stderr)
		}
	}
	var all strings.Builder
	all.WriteString("rules:\n")
	for _, name := range analyzers.Names() {
		all.WriteString("  " + name + ": {enabled: false}\n")
	}
	write(t, filepath.Join(dir, ".mtlslint.yml"), all.String())
	if _, stderr, status := real(t, dir); status != 2 || !strings.Contains(stderr, "switches every rule off") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestInit(t *testing.T) {
	dir := unpack(t, service)
	_, stderr, status := real(t, dir, "init")
	if status != 0 || stderr != "mtlslint: wrote .mtlslint.yml\n" {
		t.Errorf("status %d: %s", status, stderr)
	}
	if _, stderr, status := real(t, dir); status != 1 || !strings.Contains(stderr, "2 findings") {
		t.Errorf("with what init wrote: status %d: %s", status, stderr)
	}
	if _, stderr, status := real(t, dir, "init"); status != 2 || !strings.Contains(stderr, ".mtlslint.yml exists, and is left as it is") {
		t.Errorf("status %d: %s", status, stderr)
	}
	_, stderr, status = real(t, dir, "init", "github", "gitlab", "pre-commit")
	if status != 0 || strings.Count(stderr, "wrote") != 3 {
		t.Errorf("status %d: %s", status, stderr)
	}
	for _, name := range []string{".github/workflows/mtlslint.yml", ".gitlab/mtlslint.yml", ".pre-commit-config.yaml"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, ".github")); err != nil {
		t.Fatal(err)
	}
	if _, stderr, status := real(t, filepath.Join(dir, "auth"), "init", "github", "config"); status != 0 ||
		stderr != "mtlslint: wrote ../.github/workflows/mtlslint.yml\nmtlslint: wrote .mtlslint.yml\n" {
		t.Errorf("status %d: %s", status, stderr)
	}
	if _, stderr, status := real(t, dir, "init", "jenkins"); status != 2 || !strings.Contains(stderr, "choose config, github, gitlab or pre-commit") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "fish", "zsh"} {
		stdout, stderr, status := mtlslint(t, "completion", shell)
		if status != 0 || stderr != "" || strings.Contains(stdout, "@") || !strings.Contains(stdout, "badcall") || !strings.Contains(stdout, "-new-from") {
			t.Errorf("%s: status %d: %s\n%s", shell, status, stderr, stdout)
		}
		tool, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("%s is not here to read its script", shell)
			continue
		}
		cmd := exec.Command(tool, "-n")
		cmd.Stdin = strings.NewReader(stdout)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", shell, err, out)
		}
		if shell != "bash" {
			continue
		}
		for words, want := range map[string]string{
			"mtlslint -sev":      "-severity",
			"mtlslint -rules ma": "madcall",
			"mtlslint explain s": "sadcall",
			"mtlslint init git":  "github gitlab",
			"mtlslint base":      "baseline",
		} {
			cmd := exec.Command(tool, "-c", stdout+"\nCOMP_WORDS=("+words+"); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _mtlslint; echo ${COMPREPLY[@]}")
			cmd.Dir = t.TempDir()
			out, err := cmd.Output()
			if got := strings.TrimSpace(string(out)); err != nil || got != want {
				t.Errorf("%s: %v, got %q, want %q", words, err, got, want)
			}
		}
	}
	if _, stderr, status := mtlslint(t, "completion", "csh"); status != 2 || !strings.Contains(stderr, "bash, fish or zsh") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

// Flags are named like the settings that they replace, which mtlslint config
// relies on.
func TestFlagNames(t *testing.T) {
	flags := strings.Join(flagNames(), " ") + " "
	for _, name := range []string{"severity", "confidence", "tests", "tags", "baseline", "fail-on", "rules"} {
		if !strings.Contains(flags, name+" ") {
			t.Errorf("no flag -%s", name)
		}
	}
	if len(settings.FailOn()) != 4 {
		t.Error("the completion scripts list the words of -fail-on")
	}
}
