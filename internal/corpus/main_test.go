package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The test program stands in for mtlslint when it is called old or new: it prints
// the file of its own name in the working directory.
func TestMain(m *testing.M) {
	if name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe"); name == "old" || name == "new" {
		text, err := os.ReadFile(name + ".json")
		if err != nil {
			os.Exit(2)
		}
		os.Stdout.Write(text)
		os.Exit(1) // as with findings
	}
	os.Exit(m.Run())
}

func TestComparison(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"old.exe", "new.exe"} {
		if err := os.WriteFile(filepath.Join(dir, name), program, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	finding := func(rule, file, line, message string) string {
		return `{"rule": "` + rule + `", "file": "` + file + `", "line": ` + line + `, "function": "p.F", "message": "` + message + `"}`
	}
	for name, text := range map[string]string{
		// One stays and has moved, one came, and of two equal ones one went.
		"repos/a/go.mod":   "module a",
		"repos/a/old.json": `{"findings": [` + finding("orauth", "a.go", "1", "m") + `, ` + finding("cnidentity", "b.go", "2", "n") + `, ` + finding("cnidentity", "b.go", "9", "n") + `]}`,
		"repos/a/new.json": `{"findings": [` + finding("cnidentity", "b.go", "3", "n") + `, ` + finding("failopen", "c.go", "4", "o") + `, ` + finding("orauth", "a.go", "7", "m") + `]}`,
		// One of the programs fails.
		"repos/b/sub/go.mod": "module b",
		"repos/b/old.json":   `{"findings": []}`,
		// No module.
		"repos/c/readme": "",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	var out, problems bytes.Buffer
	c := comparison{old: filepath.Join(dir, "old.exe"), new: filepath.Join(dir, "new.exe"), jobs: 2, timeout: time.Minute}
	n, err := c.run(&out, &problems, filepath.Join(dir, "repos"))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(out.String(), "\n")
	want := []string{
		"- a  cnidentity b.go:9: n",
		"+ a  failopen c.go:4: o",
		"cnidentity      0 came, 1 went, 1 stayed",
		"failopen        1 came, 0 went, 0 stayed",
		"orauth          0 came, 0 went, 1 stayed",
	}
	for i, line := range want {
		if i >= len(got) || got[i] != line {
			t.Fatalf("got\n%swant it to begin with\n%s", out.String(), strings.Join(want, "\n"))
		}
	}
	if !strings.HasPrefix(got[len(want)], "1 of 2 repositories compared; ") {
		t.Errorf("last line: %s", got[len(want)])
	}
	if n != 2 {
		t.Errorf("%d differences, want 2", n)
	}
	if !strings.Contains(problems.String(), "corpus: b: ") {
		t.Errorf("the failure in b is not reported: %s", problems.String())
	}

	if _, err := c.run(&out, &problems, filepath.Join(dir, "repos", "c")); err == nil {
		t.Error("no error for a folder without repositories")
	}
}
