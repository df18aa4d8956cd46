package summary_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite what the archives in testdata want")

// TestDump analyses the programs in testdata, one subject each, and compares
// what the engine knows about them, in text, with what it should.
func TestDump(t *testing.T) {
	for _, name := range archives(t, "testdata/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, want := read(t, name)
			got := program(t, name).dump()
			if *update && got != want {
				write(t, name, ar, got)
				return
			}
			if got != want {
				t.Errorf("%s(- want, + got; go test -update rewrites)\n%s", ar.Comment, diff(want, got))
			}
		})
	}
}

// TestKnown holds what the engine still gets wrong, with what would be right.
// An archive that has become right belongs into testdata itself.
func TestKnown(t *testing.T) {
	for _, name := range archives(t, "testdata/known/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, want := read(t, name)
			got := program(t, name).dump()
			if got == want {
				t.Errorf("%s is right now: move it to testdata", name)
			} else if testing.Verbose() {
				t.Logf("%s(- right, + got)\n%s", ar.Comment, diff(want, got))
			}
		})
	}
}

// TestSame analyses every program twice: dumps and facts must be the
// same, to the byte.
func TestSame(t *testing.T) {
	for _, name := range append(archives(t, "testdata/*.txtar"), archives(t, "testdata/known/*.txtar")...) {
		ar, _ := read(t, name)
		one, two := program(t, name), analyse(t, ar.Files)
		if a, b := one.dump(), two.dump(); a != b {
			t.Errorf("%s: two dumps of one program:\n%s", name, diff(a, b))
		}
		for path, a := range one.packages {
			b := two.packages[path]
			if len(a.facts) != len(b.facts) {
				t.Errorf("%s: %d facts and %d facts about %s", name, len(a.facts), len(b.facts), path)
				continue
			}
			for i, f := range a.facts {
				if g := b.facts[i]; f.path != g.path || f.typ != g.typ || string(f.data) != string(g.data) {
					t.Errorf("%s: two facts about one object of %s: %s and %s", name, path, f.path, g.path)
				}
			}
		}
	}
}

// TestNoPaths checks that a dump names no file: it must be the same wherever
// the program lies.
func TestNoPaths(t *testing.T) {
	for _, name := range archives(t, "testdata/*.txtar") {
		if _, want := read(t, name); strings.Contains(want, ".go") || strings.Contains(program(t, name).dump(), ".go") {
			t.Errorf("%s: a dump names a file", name)
		}
	}
}

// programs holds the archives that were analysed, by name: several tests look
// at each.
var programs = map[string]*world{}

// program returns the analysed program of an archive.
func program(t *testing.T, name string) *world {
	t.Helper()
	if programs[name] == nil {
		ar, _ := read(t, name)
		programs[name] = analyse(t, ar.Files)
	}
	return programs[name]
}

func archives(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// read returns an archive and the dump that it wants.
func read(t *testing.T, name string) (*txtar.Archive, string) {
	t.Helper()
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ar.Files {
		if f.Name == "want" {
			return ar, string(f.Data)
		}
	}
	return ar, ""
}

// write puts what was got into an archive as what it wants.
func write(t *testing.T, name string, ar *txtar.Archive, got string) {
	t.Helper()
	files := ar.Files[:0]
	for _, f := range ar.Files {
		if f.Name != "want" {
			files = append(files, f)
		}
	}
	ar.Files = append(files, txtar.File{Name: "want", Data: []byte(got)})
	if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
		t.Fatal(err)
	}
}

// diff compares two texts line by line.
func diff(want, got string) string {
	a, b := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	// common[i][j] is the number of lines that a[i:] and b[j:] have in common.
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out strings.Builder
	line := func(sign, s string) {
		if s != "" {
			out.WriteString(sign + strings.TrimSuffix(s, "\n") + "\n")
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			line("  ", a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			line("- ", a[i])
			i++
		default:
			line("+ ", b[j])
			j++
		}
	}
	return out.String()
}
