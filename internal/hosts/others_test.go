package hosts

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLintTool runs golangci-lint exactly as the Go extension of VS Code does
// when it is its lint tool: goLint.ts of github.com/golang/vscode-go, in the
// folder of the package, after a file was saved.
func TestLintTool(t *testing.T) {
	l := lint(t, service(t))
	l.configure("{}", "")
	l.dir = filepath.Join(l.dir, "auth")
	stdout, stderr, status := l.run("run", "--issues-exit-code=0", "--output.text.print-issued-lines=false",
		"--show-stats=false", "--output.text.path=stdout", "--path-mode=abs")
	if status != 0 {
		t.Fatalf("status %d\n%s", status, stderr)
	}
	// What the extension takes for a problem.
	problem := regexp.MustCompile(`^([^:]+):(\d+):(\d+)?:? (.*)$`)
	var got []string
	for line := range strings.Lines(stdout) {
		m := problem.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			t.Errorf("not understood: %s", line)
			continue
		}
		if m[1] != filepath.Join(l.dir, "auth.go") {
			t.Errorf("a problem in %s", m[1])
		}
		got = append(got, fmt.Sprintf("%s:%s: %s", m[2], m[3], m[4]))
	}
	if want := []string{goplsPresence, goplsName, goplsUsage}; !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("got\n\t%s", strings.Join(got, "\n\t"))
	}
}

var efmTool tool

// TestEfm runs the configuration of docs/editors.md in efm-langserver, which
// turns the lines of a linter into diagnostics.
func TestEfm(t *testing.T) {
	const module = "github.com/mattn/efm-langserver@v0.0.57"
	efm := efmTool.get(t, "efm-langserver", module, func(dir, file string) error {
		cmd := command(dir, "go", "install", module)
		cmd.Env = append(cmd.Env, "GOBIN="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, out)
		}
		return err
	})
	docs := read(t, filepath.Join(root(t), "docs", "editors.md"))
	_, config, ok := strings.Cut(docs, "```yaml\n# efm-langserver")
	config, _, closed := strings.Cut(config, "```")
	if !ok || !closed {
		t.Fatal("docs/editors.md has no configuration for efm-langserver")
	}
	program := mtlslint(t)
	if strings.Count(config, "'mtlslint ") != 1 {
		t.Fatalf("which command line is it?\n%s", config)
	}
	file := filepath.Join(t.TempDir(), "config.yaml")
	write(t, file, "#"+strings.Replace(config, "'mtlslint ", "'"+program+" -cache="+t.TempDir()+" ", 1))
	dir := service(t)
	c := dial(t, dir, nil, efm, "-c", file)
	c.abrupt = true
	const auth = "auth/auth.go"
	expect := func(want ...string) {
		t.Helper()
		var got []string
		if !c.await(func() bool {
			got = nil
			for _, d := range c.published[c.uri(auth)] {
				got = append(got, fmt.Sprintf("%d:%d: %s", d.Range.Start.Line+1, d.Range.Start.Character+1, d.Message))
			}
			return len(got) == len(want)
		}) {
			t.Fatalf("got\n\t%s", strings.Join(got, "\n\t"))
		}
		for i := range got {
			if !strings.Contains(got[i], want[i]) {
				t.Errorf("%q has no %q", got[i], want[i])
			}
		}
	}
	c.open(auth)
	expect("(certpresence)", "(cnidentity)", "(verifyusage)")
	text := change(t, filepath.Join(dir, auth), "Roots: roots}", "Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}")
	c.edit(auth, text)
	c.notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": c.uri(auth)}, "text": text})
	expect("(certpresence)", "(cnidentity)")
}
