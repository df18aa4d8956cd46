package driver_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/driver"
)

// edit replaces text in a file. Its time is set back, as if it had been there
// for long.
func edit(t *testing.T, name, old, new string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(old)) {
		t.Fatalf("no %q in %s", old, name)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte(old), []byte(new), 1), 0o666); err != nil {
		t.Fatal(err)
	}
}

// A remembering runs an analysis with a cache, as if each run were an hour
// after the last.
type remembering struct {
	t    *testing.T
	opts driver.Options
	dir  string
	runs time.Duration
}

func remember(t *testing.T, dir string) *remembering {
	return &remembering{t: t, dir: dir, opts: driver.Options{Dir: dir, Cache: t.TempDir(), Key: "key"}}
}

// run returns the packages that were analysed, and the result. It compares the
// findings with those of a run that remembers nothing.
func (r *remembering) run(patterns ...string) ([]string, *driver.Result) {
	r.t.Helper()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	var s seen
	res := run(r.t, r.opts, []*analysis.Analyzer{badness(&s)}, patterns...)
	fresh := r.opts
	fresh.Key = ""
	want := run(r.t, fresh, []*analysis.Analyzer{badness(new(seen))}, patterns...)
	if got, want := findings(r.dir, res), findings(r.dir, want); !slices.Equal(got, want) {
		r.t.Errorf("found\n\t%s\nwithout a cache\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	if res.Requested != want.Requested || res.Analysed != want.Analysed || messages(res) != messages(want) {
		r.t.Errorf("%d of %d analysed, want %d of %d; errors %s want %s", res.Analysed, res.Requested, want.Analysed, want.Requested, messages(res), messages(want))
	}
	var names []string
	for _, path := range s.list() {
		names = append(names, path[strings.LastIndexByte(path, '/')+1:])
	}
	return names, res
}

// age sets the time of all files back, so that the driver relies on it.
func (r *remembering) age() {
	r.runs += time.Hour
	then := time.Now().Add(-100*time.Hour + r.runs)
	_ = filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil && time.Since(info.ModTime()) < time.Hour {
				_ = os.Chtimes(path, then, then)
			}
		}
		return nil
	})
}

func TestCache(t *testing.T) {
	for _, aged := range []bool{false, true} {
		dir := unpack(t, chain)
		r := remember(t, dir)
		step := func(what string, want ...string) {
			t.Helper()
			if aged {
				r.age()
			}
			if got, _ := r.run(); !slices.Equal(got, want) {
				t.Errorf("%s: %q are analysed, want %q", what, got, want)
			}
		}
		step("first run", "a", "b", "c", "d")
		step("nothing changed")
		edit(t, filepath.Join(dir, "c/c.go"), "t.Bad, t.Good", "t.Good, t.Bad")
		step("a package that nobody imports", "c")
		edit(t, filepath.Join(dir, "a/a.go"), "func Good() {}", "func Good() { println() }")
		step("the body of a function", "a")
		edit(t, filepath.Join(dir, "a/a.go"), "func Good() {", "// Good is good.\nfunc Good() {")
		step("a comment", "a")
		edit(t, filepath.Join(dir, "a/a.go"), "func Good() {", "func Good(...int) {")
		step("a declaration", "a", "b", "c", "d")
		edit(t, filepath.Join(dir, "a/a.go"), "println()", "Bad()")
		step("facts, by the body of a function", "a", "b", "c", "d")
		edit(t, filepath.Join(dir, "a/a.go"), "{ Bad() }", "{}")
		step("facts as before", "a")
		edit(t, filepath.Join(dir, "d/d.go"), "a.Good()", "a.Good(1)")
		edit(t, filepath.Join(dir, "b/b.go"), "a.Bad()", "")
		step("two packages", "b", "c", "d")
		edit(t, filepath.Join(dir, "go.mod"), "go 1.26", "go 1.25")
		step("go.mod", "a", "b", "c", "d")
		r.opts.Key = "other"
		step("configuration", "a", "b", "c", "d")
		r.opts.Key = "key"
		step("the first configuration again")
		if err := os.WriteFile(filepath.Join(dir, "b/more.go"), []byte("package b\n\nimport \"example.com/m/a\"\n\nfunc More() { a.Bad() }\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		step("another file", "b", "c")
		if err := os.Remove(filepath.Join(dir, "b/more.go")); err != nil {
			t.Fatal(err)
		}
		step("no other file")
	}
}

// A package is analysed for its facts when it is only imported, and is not
// analysed again when it is asked for.
func TestCacheRequested(t *testing.T) {
	dir := unpack(t, chain)
	r := remember(t, dir)
	if got, res := r.run("./c"); !slices.Equal(got, []string{"a", "b", "c"}) || len(res.Findings) != 3 {
		t.Errorf("%q are analysed, %q", got, findings(dir, res))
	}
	if got, res := r.run("./b"); len(got) > 0 || len(res.Findings) != 1 {
		t.Errorf("%q are analysed, %q", got, findings(dir, res))
	}
	if got, res := r.run(); !slices.Equal(got, []string{"d"}) || len(res.Findings) != 6 {
		t.Errorf("%q are analysed, %q", got, findings(dir, res))
	}
}

// What does not compile, or imports something that does not, is analysed each
// time.
func TestCacheErrors(t *testing.T) {
	dir := unpack(t, chain+`
-- broken/b.go --
package broken

import "example.com/m/a"

type T undefined

func F() { a.Bad() }
-- user/u.go --
package user

import (
	"example.com/m/a"
	"example.com/m/broken"
)

func F(broken.T) { a.Bad() }
`)
	r := remember(t, dir)
	r.run()
	for range 2 {
		if got, res := r.run(); !slices.Equal(got, []string{"broken", "user"}) || len(res.Errors) == 0 {
			t.Errorf("%q are analysed, errors %s", got, messages(res))
		}
	}
	edit(t, filepath.Join(dir, "broken/b.go"), "undefined", "int")
	if got, res := r.run(); !slices.Equal(got, []string{"broken", "user"}) || len(res.Errors) > 0 {
		t.Errorf("%q are analysed, errors %s", got, messages(res))
	}
	if got, _ := r.run(); len(got) > 0 {
		t.Errorf("%q are analysed", got)
	}
}

// A cache that is damaged, or that others wrote, gives no results and no
// errors.
func TestCacheDamage(t *testing.T) {
	dir := unpack(t, chain)
	r := remember(t, dir)
	r.run()
	for name, damage := range map[string]func([]byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"changed":   func(b []byte) []byte { b[len(b)-3] ^= 1; return b },
		"foreign":   func([]byte) []byte { return []byte("PK\x03\x04 something else altogether") },
	} {
		n := 0
		err := filepath.WalkDir(r.opts.Cache, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || d.Name() == "trimmed" {
				return err
			}
			n++
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, damage(text), 0o666)
		})
		if err != nil || n < 4 {
			t.Fatalf("%d files damaged, %v", n, err)
		}
		if got, res := r.run(); !slices.Equal(got, []string{"a", "b", "c", "d"}) || len(res.Notes) > 0 {
			t.Errorf("%s: %q are analysed, notes %v", name, got, res.Notes)
		}
		if got, _ := r.run(); len(got) > 0 {
			t.Errorf("%s: %q are analysed once more", name, got)
		}
	}
}

// A folder that cannot be written is an error, or a note.
func TestCacheUnusable(t *testing.T) {
	dir := unpack(t, chain+"-- file --\n")
	opts := driver.Options{Dir: dir, Env: offline(), Cache: filepath.Join(dir, "file"), Key: "key"}
	if _, err := driver.Run(t.Context(), opts, []*analysis.Analyzer{badness(new(seen))}, "./..."); err == nil {
		t.Error("no error")
	}
}

// Packages that the text of their files does not make relevant are looked at
// only when they mention what facts are about.
func TestCacheRelevance(t *testing.T) {
	dir := unpack(t, chain+`
-- e/e.go --
package e

func F() {}
`)
	r := remember(t, dir)
	r.opts.Relevant = func(src []byte) bool { return bytes.Contains(src, []byte("func Bad()")) }
	if got, res := r.run(); !slices.Equal(got, []string{"a", "b", "c", "d"}) || res.Work.Skipped != 1 {
		t.Errorf("%q are analysed, %+v", got, res.Work)
	}
	if got, res := r.run(); len(got) > 0 || res.Work.Recalled != 4 || res.Work.Skipped != 1 {
		t.Errorf("%q are analysed, %+v", got, res.Work)
	}
	edit(t, filepath.Join(dir, "c/c.go"), "t.Bad, t.Good", "t.Good, t.Bad")
	if got, _ := r.run(); !slices.Equal(got, []string{"c"}) {
		t.Errorf("%q are analysed, want what facts alone concern", got)
	}
	edit(t, filepath.Join(dir, "e/e.go"), "func F() {}", "func F() {}\n\nfunc Bad() {}\n\nfunc G() { Bad() }")
	if got, _ := r.run(); !slices.Equal(got, []string{"e"}) {
		t.Errorf("%q are analysed", got)
	}
}

const reaching = `
-- go.mod --
module example.com/m

go 1.26
-- base/base.go --
package base

type (
	T struct{ Inner }
	U struct{}
)

type Inner struct{ Deep }

type Deep = deep

type deep struct{ n int }

func (deep) Ready() bool { return true }

const (
	One = iota
	Two
)

func Bad() {}

func Good() {}
-- base/more.go --
package base

import _ "errors"

var Size = len("four")
-- made/made.go --
package made

import "example.com/m/base"

func New() (t base.T) { return }
-- plain/plain.go --
package plain

import "example.com/m/base"

func F() { base.Bad() }
-- two/two.go --
package two

import "example.com/m/base"

func F() [base.Two]int { base.Bad(); return [base.Two]int{} }
-- far/far.go --
package far

import "example.com/m/made"

func Bad() bool { return made.New().Ready() }

func F() { Bad() }
`

// A declaration concerns the packages that name it, or that something leads there which they
// name, and no others.
func TestCacheDeclarations(t *testing.T) {
	dir := unpack(t, reaching)
	r := remember(t, dir)
	step := func(what string, want ...string) {
		t.Helper()
		r.age()
		if got, _ := r.run(); !slices.Equal(got, want) {
			t.Errorf("%s: %q are analysed, want %q", what, got, want)
		}
		r.age()
		if got, _ := r.run(); len(got) > 0 {
			t.Errorf("%s: %q are analysed when nothing has changed", what, got)
		}
	}
	base := filepath.Join(dir, "base", "base.go")
	step("first run", "base", "far", "made", "plain", "two")
	edit(t, base, "func Good() {}", "func Good() {}\n\nfunc Better() {}")
	step("a declaration that nobody names", "base")
	edit(t, base, "Ready() bool { return true }", "Ready() (ok bool) { return true }")
	step("a method of what is embedded in a field's alias", "base", "far", "made")
	edit(t, base, "n int", "n, m int")
	step("a field that nobody names", "base", "far", "made")
	edit(t, base, "= iota", "= iota + 1")
	step("the value of a constant that another follows", "base", "two")
	edit(t, base, "func Bad() {}", "func Bad(...int) {}")
	step("a function", "base", "plain", "two")
	edit(t, filepath.Join(dir, "base", "more.go"), `"errors"`, `"io"`)
	step("an import", "base")
	if err := os.WriteFile(filepath.Join(dir, "base", "bool.go"), []byte("package base\n\ntype bool = string\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	edit(t, base, "return true", "return `true`")
	edit(t, filepath.Join(dir, "far", "far.go"), "() bool { return", "() bool { return `` !=")
	step("a name of the universe", "base", "far", "made")
	edit(t, filepath.Join(dir, "made", "made.go"), "(t base.T)", "(t base.U)")
	edit(t, base, "U struct{}", "U struct{ T }")
	step("something between", "base", "far", "made")
}
