package repair_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/repair"
)

// fix makes a finding with a fix of one file, which replaces texts.
func fix(t *testing.T, dir, file string, replace ...string) output.Finding {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	f := output.Fix{Message: "a fix"}
	for i := 0; i < len(replace); i += 2 {
		at := strings.Index(string(text), replace[i])
		if at < 0 {
			t.Fatalf("no %q", replace[i])
		}
		f.Edits = append(f.Edits, output.Edit{File: file, Start: at, End: at + len(replace[i]), Text: replace[i+1]})
	}
	return output.Finding{File: file, Fixes: []output.Fix{f}}
}

func TestPlan(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("a.go", "package a\n\nvar (\n\tone = 1\n\ttwo = 2\n)\n", 0o600)
	write("ugly.go", "package a\nvar   x=1\n", 0o644)

	plan, err := repair.New(dir, []output.Finding{
		fix(t, dir, "a.go", "one", "eleven", "2", "22"),
		fix(t, dir, "a.go", "2", "23"), // in conflict
		fix(t, dir, "ugly.go", "1", "2"),
		{File: "a.go"}, // without a fix
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Fixed) != 2 || len(plan.Skipped) != 1 {
		t.Errorf("%d fixed, %d skipped", len(plan.Fixed), len(plan.Skipped))
	}
	var diff bytes.Buffer
	if err := plan.Diff(&diff); err != nil {
		t.Fatal(err)
	}
	if want := "--- a/a.go\n+++ b/a.go\n@@ -1,6 +1,6 @@\n package a\n \n var (\n-\tone = 1\n-\ttwo = 2\n+\televen = 1\n+\ttwo    = 22\n )\n" +
		"--- a/ugly.go\n+++ b/ugly.go\n@@ -1,2 +1,2 @@\n package a\n-var   x=1\n+var   x=2\n"; diff.String() != want {
		t.Errorf("got\n%s\nwant\n%s", diff.String(), want)
	}
	if err := plan.Write(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "a.go"))
	if err != nil || string(got) != "package a\n\nvar (\n\televen = 1\n\ttwo    = 22\n)\n" {
		t.Errorf("%v\n%s", err, got)
	}
	if info, err := os.Stat(filepath.Join(dir, "a.go")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, mode %v", err, info.Mode())
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("%d files", len(entries))
	}
}

// The same edit in two fixes, such as an import, is no conflict.
func TestSameEdit(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n\nvar a, b = 1, 2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	plan, err := repair.New(dir, []output.Finding{
		fix(t, dir, "a.go", "package a", "package a // c", "1", "3"),
		fix(t, dir, "a.go", "package a", "package a // c", "2", "4"),
	})
	if err != nil || len(plan.Fixed) != 2 {
		t.Fatalf("%v, %d fixed", err, len(plan.Fixed))
	}
	var diff bytes.Buffer
	if err := plan.Diff(&diff); err != nil || !strings.Contains(diff.String(), "+package a // c\n \n-var a, b = 1, 2\n+var a, b = 3, 4\n") {
		t.Errorf("%v\n%s", err, diff.String())
	}
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, f := range []output.Finding{
		fix(t, dir, "a.go", "package", "pack age"), // would not parse
		{Fixes: []output.Fix{{Edits: []output.Edit{{File: "a.go", Start: 5, End: 100}}}}},
		{Fixes: []output.Fix{{Edits: []output.Edit{{File: "b.go"}}}}},
	} {
		if _, err := repair.New(dir, []output.Finding{f}); err == nil {
			t.Errorf("no error for %+v", f.Fixes[0].Edits)
		}
	}
}
