package hosts

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mtlslint builds the command.
func mtlslint(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mtlslint.exe")
	if out, err := command(root(t), "go", "build", "-o", file, "./cmd/mtlslint").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

// TestSameFindings compares what is found in the example service when the suite
// runs in the command, under go vet, in golangci-lint and in gopls.
func TestSameFindings(t *testing.T) {
	for _, settings := range []string{"{}", "{severity: low, confidence: low, rules: {certpresence: {enabled: false}}}"} {
		dir, err := filepath.EvalSymlinks(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(root(t), "examples", "fleet"))); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, ".mtlslint.yml"), settings)
		program := mtlslint(t)
		want := fromCommand(t, program, dir)
		if len(want) == 0 {
			t.Error("the command finds nothing")
		}
		for driver, got := range map[string][]string{
			"go vet":        fromVet(t, program, dir),
			"golangci-lint": fromGolangci(t, dir, settings, want),
			"gopls":         fromGopls(t, dir, want),
		} {
			if !slices.Equal(got, want) {
				t.Errorf("with %s: the command finds\n\t%s\n%s finds\n\t%s", settings, strings.Join(want, "\n\t"), driver, strings.Join(got, "\n\t"))
			}
		}
	}
}

// finding writes a finding in one form for all drivers.
func finding(file string, line, column int, rule, message string) string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", filepath.ToSlash(file), line, column, rule, message)
}

func fromCommand(t *testing.T, program, dir string) []string {
	t.Helper()
	stdout, stderr, status := run(t, command(dir, program, "-cache=off", "-format=json", "./..."))
	var report struct {
		Findings []struct {
			Rule, File, Message string
			Line, Column        int
			Suppressed          any
		}
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || status > 1 {
		t.Fatalf("status %d, %v\n%s", status, err, stderr)
	}
	var out []string
	for _, f := range report.Findings {
		if f.Suppressed == nil {
			out = append(out, finding(f.File, f.Line, f.Column, f.Rule, f.Message))
		}
	}
	slices.Sort(out)
	return out
}

func fromVet(t *testing.T, program, dir string) []string {
	t.Helper()
	stdout, stderr, status := run(t, command(dir, "go", "vet", "-json", "-vettool="+program, "./..."))
	if status != 0 {
		t.Fatalf("go vet: status %d\n%s", status, stderr)
	}
	var out []string
	for d := json.NewDecoder(strings.NewReader(stdout)); d.More(); {
		var packages map[string]map[string][]struct{ Category, Posn, Message string }
		if err := d.Decode(&packages); err != nil {
			t.Fatalf("%v\n%s", err, stdout)
		}
		for _, rules := range packages {
			for _, findings := range rules {
				for _, f := range findings {
					rel, err := filepath.Rel(dir, f.Posn)
					if err != nil {
						t.Fatal(err)
					}
					out = append(out, filepath.ToSlash(rel)+": "+f.Category+": "+f.Message)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// fromGolangci returns the issues without the ways in and the steps that follow
// their messages, as far as the messages are those that are wanted.
func fromGolangci(t *testing.T, dir, settings string, want []string) []string {
	t.Helper()
	l := lint(t, dir)
	l.configure(settings, "issues: {uniq-by-line: false, max-same-issues: 0, max-issues-per-linter: 0}\n")
	var out []string
	for _, i := range l.issues() {
		text := strings.TrimSuffix(i.String(), " (mtlslint)")
		for _, w := range want {
			if rest, ok := strings.CutPrefix(text, w); ok && strings.HasPrefix(rest, " (") {
				text = w
			}
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

// fromGopls opens every file. As an editor never knows whether more is to come,
// it waits for as many findings as there have to be, and then for others.
func fromGopls(t *testing.T, dir string, want []string) []string {
	t.Helper()
	c := dial(t, dir, prompt(nil), gopls(t))
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(file string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(file, ".go") {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		c.open(file)
	}
	var out []string
	c.await(func() bool {
		out = nil
		for _, file := range files {
			for _, d := range c.published[c.uri(file)] {
				if d.ours() {
					out = append(out, finding(file, d.Range.Start.Line+1, d.Range.Start.Character+1, d.Code, d.Message))
				}
			}
		}
		slices.Sort(out)
		return len(out) >= len(want)
	})
	c.soon(func() bool { return false })
	return out
}
