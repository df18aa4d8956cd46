package driver_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/report"
)

// unpack writes the files of a txtar archive to a new folder.
func unpack(t testing.TB, archive string) string {
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

// offline is the environment of the go command: it must not download.
func offline(more ...string) []string {
	return append(append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK="), more...)
}

func run(t testing.TB, opts driver.Options, analyzers []*analysis.Analyzer, patterns ...string) *driver.Result {
	t.Helper()
	if opts.Env == nil {
		opts.Env = offline()
	}
	res, err := driver.Run(context.Background(), opts, analyzers, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// findings formats what was found, one line each.
func findings(dir string, res *driver.Result) []string {
	var lines []string
	for _, f := range res.Findings {
		rel, _ := filepath.Rel(dir, f.From.Filename)
		lines = append(lines, fmt.Sprintf("%s:%d: %s", filepath.ToSlash(rel), f.From.Line, f.Message))
	}
	return lines
}

func messages(res *driver.Result) string {
	var b strings.Builder
	for _, e := range res.Errors {
		fmt.Fprintln(&b, e)
	}
	return b.String()
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// A bad fact says that a function, field or constant is to be avoided, and why.
type bad struct{ Why string }

func (*bad) AFact() {}

// A counted fact says how many bad functions a package has.
type counted struct{ N int }

func (*counted) AFact() {}

// A seen records which packages an analyzer has seen.
type seen struct {
	mu    sync.Mutex
	paths map[string]int
}

func (s *seen) add(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.paths == nil {
		s.paths = make(map[string]int)
	}
	s.paths[path]++
}

func (s *seen) list() []string { return slices.Sorted(maps.Keys(s.paths)) }

// badness returns an analyzer that finds calls of bad functions. A function is
// bad whose name begins with Bad, and so is whoever calls a bad one; fields
// are bad by name.
func badness(s *seen) *analysis.Analyzer {
	decl := &analysis.Analyzer{
		Name:             "decl",
		Doc:              "finds declarations of bad functions",
		RunDespiteErrors: true,
		FactTypes:        []analysis.Fact{(*bad)(nil), (*counted)(nil)},
		ResultType:       reflect.TypeFor[map[*types.Func]string](),
		Run: func(pass *analysis.Pass) (any, error) {
			s.add(pass.Pkg.Path())
			found := make(map[*types.Func]string)
			why := func(fn *types.Func) string {
				if w, ok := found[fn]; ok {
					return w
				}
				var fact bad
				if pass.ImportObjectFact(fn, &fact) {
					return fact.Why
				}
				return ""
			}
			for range 10 { // enough for the tests
				for _, file := range pass.Files {
					for _, d := range file.Decls {
						fd, ok := d.(*ast.FuncDecl)
						if !ok {
							continue
						}
						fn, ok := pass.TypesInfo.Defs[fd.Name].(*types.Func)
						if !ok {
							continue
						}
						if strings.HasPrefix(fn.Name(), "Bad") {
							found[fn] = fn.FullName()
						}
						ast.Inspect(fd, func(n ast.Node) bool {
							if call, ok := n.(*ast.CallExpr); ok {
								if callee := typeutil.StaticCallee(pass.TypesInfo, call); callee != nil {
									if w := why(callee.Origin()); w != "" {
										found[fn] = w
									}
								}
							}
							return true
						})
					}
				}
			}
			for fn, w := range found {
				pass.ExportObjectFact(fn, &bad{w})
			}
			for _, obj := range pass.TypesInfo.Defs {
				if v, ok := obj.(*types.Var); ok && v.IsField() && v.Name() == "Bad" {
					pass.ExportObjectFact(v, &bad{"field"})
				}
			}
			if len(found) > 0 {
				pass.ExportPackageFact(&counted{len(found)})
			}
			return found, nil
		},
	}
	return &analysis.Analyzer{
		Name:             "badness",
		Doc:              "finds calls of bad functions",
		RunDespiteErrors: true,
		Requires:         []*analysis.Analyzer{decl},
		ResultType:       reflect.TypeFor[[]report.Finding](),
		FactTypes:        nil,
		Run: func(pass *analysis.Pass) (any, error) {
			var all []report.Finding
			for _, file := range pass.Files {
				ast.Inspect(file, func(n ast.Node) bool {
					switch n := n.(type) {
					case *ast.CallExpr:
						callee := typeutil.StaticCallee(pass.TypesInfo, n)
						if callee == nil {
							break
						}
						var fact bad
						if pass.ImportObjectFact(callee.Origin(), &fact) {
							all = append(all, report.Finding{Rule: "badness", Pos: n.Pos(), End: n.End(), Message: "calls " + fact.Why})
						}
					case *ast.SelectorExpr:
						var fact bad
						if sel := pass.TypesInfo.Selections[n]; sel != nil && sel.Kind() == types.FieldVal && pass.ImportObjectFact(sel.Obj(), &fact) {
							all = append(all, report.Finding{Rule: "badness", Pos: n.Sel.Pos(), Message: "uses a bad " + fact.Why})
						}
					}
					return true
				})
			}
			return all, nil
		},
	}
}

const chain = `
-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

type T struct{ Bad, Good int }

func (T) BadMethod() {}

func Bad() {}

func Good() {}

type G[X any] struct{ x X }

func (*G[X]) BadGeneric() {}

func BadFunc[X any](x X) {}
-- b/b.go --
package b

import "example.com/m/a"

func Wrap() { a.Bad() }

func New() a.T { return a.T{} }
-- c/c.go --
package c

import (
	"fmt"

	"example.com/m/b"
)

func Use() {
	b.Wrap()
	t := b.New()
	t.BadMethod()
	fmt.Println(t.Bad, t.Good)
}
-- d/d.go --
package d

import "example.com/m/a"

func Use() {
	a.Good()
	new(a.G[int]).BadGeneric()
	a.BadFunc("")
}
`

func TestFacts(t *testing.T) {
	dir := unpack(t, chain)
	res := run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{badness(new(seen))}, "./...")
	expect(t, findings(dir, res),
		"b/b.go:5: calls example.com/m/a.Bad",
		"c/c.go:10: calls example.com/m/a.Bad",
		"c/c.go:12: calls (example.com/m/a.T).BadMethod",
		"c/c.go:13: uses a bad field",
		"d/d.go:7: calls (*example.com/m/a.G[X]).BadGeneric",
		"d/d.go:8: calls example.com/m/a.BadFunc",
	)
	if res.Requested != 4 || res.Analysed != 4 || len(res.Errors) > 0 {
		t.Errorf("%d of %d analysed, errors: %v", res.Analysed, res.Requested, res.Errors)
	}
	if f := res.Findings[0]; f.Package != "example.com/m/b" || f.Module != "example.com/m" || f.To.Column <= f.From.Column {
		t.Errorf("got %+v", f)
	}
}

// Packages that are only imported inform the analysis, and nothing else.
func TestRequestedOnly(t *testing.T) {
	dir := unpack(t, chain)
	var s seen
	res := run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{badness(&s)}, "./c")
	expect(t, findings(dir, res),
		"c/c.go:10: calls example.com/m/a.Bad",
		"c/c.go:12: calls (example.com/m/a.T).BadMethod",
		"c/c.go:13: uses a bad field",
	)
	expect(t, s.list(), "example.com/m/a", "example.com/m/b", "example.com/m/c")
	if res.Requested != 1 || res.Analysed != 1 {
		t.Errorf("%d of %d analysed", res.Analysed, res.Requested)
	}
}

func TestAllFacts(t *testing.T) {
	dir := unpack(t, chain)
	var mu sync.Mutex
	var got []string
	inner := badness(new(seen)).Requires[0]
	lister := &analysis.Analyzer{
		Name:      "lister",
		Doc:       "lists all facts",
		FactTypes: []analysis.Fact{(*mine)(nil)},
		Requires:  []*analysis.Analyzer{inner},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, obj := range pass.Pkg.Scope().Names() {
				pass.ExportObjectFact(pass.Pkg.Scope().Lookup(obj), new(mine))
			}
			pass.ExportPackageFact(new(mine))
			mu.Lock()
			defer mu.Unlock()
			var line []string
			for _, f := range pass.AllObjectFacts() {
				line = append(line, f.Object.Pkg().Name()+"."+f.Object.Name())
			}
			for _, f := range pass.AllPackageFacts() {
				line = append(line, f.Package.Name())
			}
			got = append(got, pass.Pkg.Name()+": "+strings.Join(line, " "))
			return nil, nil
		},
	}
	run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{lister}, "./...")
	slices.Sort(got)
	expect(t, got,
		"a: a.Bad a.BadFunc a.Good a.G a.T a",
		"b: a.Bad a.BadFunc a.Good a.G a.T b.New b.Wrap a b",
		"c: a.Bad a.BadFunc a.Good a.G a.T b.New b.Wrap c.Use a b c",
		"d: a.Bad a.BadFunc a.Good a.G a.T d.Use a d",
	)
}

type mine struct{}

func (*mine) AFact() {}

func TestRelevance(t *testing.T) {
	dir := unpack(t, chain+`
-- alone/alone.go --
package alone

func F() {}
-- above/above.go --
package above

import "example.com/m/c"

func F() { c.Use() }
-- broken/broken.go --
package broken

func F() { undefined() }
`)
	var s seen
	res := run(t, driver.Options{
		Dir:      dir,
		Relevant: func(src []byte) bool { return bytes.Contains(src, []byte("func Bad()")) },
	}, []*analysis.Analyzer{badness(&s)}, "./...")
	if len(res.Findings) != 7 {
		t.Errorf("got %q", findings(dir, res))
	}
	// What does not matter is not type-checked, so that nobody sees whether it
	// could be.
	expect(t, s.list(), "example.com/m/a", "example.com/m/above", "example.com/m/b",
		"example.com/m/c", "example.com/m/d")
	if res.Requested != 7 || res.Analysed != 7 {
		t.Errorf("%d of %d analysed", res.Analysed, res.Requested)
	}
}

func TestErrors(t *testing.T) {
	dir := unpack(t, chain+`
-- undef/undef.go --
package undef

import "example.com/m/a"

func BadOne() { a.Bad(); undefined() }
-- user/user.go --
package user

import "example.com/m/undef"

func F() { undef.BadOne() }
-- syntax/syntax.go --
package syntax

import "example.com/m/a"

func F() { a.Bad() }

func G( {
-- missing/missing.go --
package missing

import (
	"example.com/m/a"
	"example.com/m/nowhere"
	"example.org/nowhere"
)

func F() { a.Bad(); nowhere.F() }
-- cycle1/cycle.go --
package cycle1

import (
	"example.com/m/a"
	"example.com/m/cycle2"
)

func F() { cycle2.F(); a.Bad() }
-- cycle2/cycle.go --
package cycle2

import "example.com/m/cycle1"

func F() { cycle1.F() }
-- names/a.go --
package names
-- names/b.go --
package other
-- tests/x_test.go --
package tests
`)
	res := run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{badness(new(seen))}, "./undef", "./user", "./syntax", "./missing", "./cycle1", "./cycle2", "./names", "./tests", "./absent")
	expect(t, findings(dir, res),
		"cycle1/cycle.go:8: calls example.com/m/a.Bad",
		"cycle2/cycle.go:5: calls example.com/m/a.Bad",
		"missing/missing.go:9: calls example.com/m/a.Bad",
		"syntax/syntax.go:5: calls example.com/m/a.Bad",
		"undef/undef.go:5: calls example.com/m/a.Bad",
		"user/user.go:5: calls example.com/m/a.Bad",
	)
	msgs := strings.ReplaceAll(messages(res), dir, "DIR")
	t.Logf("errors:\n%s", msgs)
	for _, want := range []string{
		"example.com/m/undef: DIR/undef/undef.go:5:26: undefined: undefined\n",
		"example.com/m/syntax: DIR/syntax/syntax.go:7:9: expected ",
		"could not import example.com/m/nowhere (",
		"could not import example.org/nowhere (no required module provides package",
		"import cycle not allowed",
		"found packages names (a.go) and other (b.go)",
		"./absent",
	} {
		if !strings.Contains(msgs, want) {
			t.Errorf("no error says %q", want)
		}
	}
	if n := strings.Count(msgs, "undefined: undefined"); n != 1 {
		t.Errorf("the same error is reported %d times", n)
	}
	// absent has nothing to analyse; tests is no package without its tests.
	if res.Requested != 8 || res.Analysed != 7 {
		t.Errorf("%d of %d analysed", res.Analysed, res.Requested)
	}
}

func TestNothingToAnalyse(t *testing.T) {
	analyzers := []*analysis.Analyzer{badness(new(seen))}
	for _, test := range []struct{ name, archive, dir, want string }{
		{"empty module", "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n", "", driver.ErrNoPackages.Error()},
		{"no such folder", "", "nowhere", "no such file or directory"},
		{"not a folder", "-- file --\n", "file", "is not a folder"},
		{"newer Go", "-- go.mod --\nmodule example.com/m\n\ngo 1.999\n-- m.go --\npackage m\n", "", "requires go >= 1.999"},
		{"bad go.mod", "-- go.mod --\nmodul example.com/m\n-- m.go --\npackage m\n", "", "unknown directive: modul"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(unpack(t, test.archive), test.dir)
			_, err := driver.Run(context.Background(), driver.Options{Dir: dir, Env: offline()}, analyzers, "./...")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
	dir := unpack(t, chain)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := driver.Run(ctx, driver.Options{Dir: dir}, analyzers, "./..."); err == nil {
		t.Error("no error when cancelled")
	}
	twice := []*analysis.Analyzer{{Name: "bad name", Doc: "x"}}
	if _, err := driver.Run(context.Background(), driver.Options{Dir: dir}, twice, "./..."); err == nil {
		t.Error("no error for an invalid analyzer")
	}
}

// A file outside of any module is a package of its own.
func TestFileWithoutModule(t *testing.T) {
	dir := unpack(t, `
-- x.go --
package main

import "fmt"

func Bad() { fmt.Println() }

func main() { Bad() }
`)
	res := run(t, driver.Options{Dir: dir, Env: offline()}, []*analysis.Analyzer{badness(new(seen))}, "x.go")
	expect(t, findings(dir, res), "x.go:7: calls command-line-arguments.Bad")
	if len(res.Errors) > 0 {
		t.Error(messages(res))
	}
}

func TestPanic(t *testing.T) {
	dir := unpack(t, chain)
	panicking := &analysis.Analyzer{
		Name:             "panicking",
		Doc:              "panics in package b, fails in package d",
		RunDespiteErrors: true,
		ResultType:       reflect.TypeFor[*notes](),
		Run: func(pass *analysis.Pass) (any, error) {
			switch pass.Pkg.Name() {
			case "b":
				panic("oh")
			case "d":
				return nil, errors.New("no luck")
			}
			return &notes{pass.Pkg.Name()}, nil
		},
	}
	dependent := &analysis.Analyzer{
		Name:             "dependent",
		Doc:              "requires the panicking one",
		RunDespiteErrors: true,
		Requires:         []*analysis.Analyzer{panicking},
		Run: func(pass *analysis.Pass) (any, error) {
			if pass.ResultOf[panicking] == nil {
				t.Error("runs without the result that it requires")
			}
			return nil, nil
		},
	}
	res := run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{dependent, badness(new(seen))}, "./...")
	if n := len(res.Findings); n != 6 {
		t.Errorf("other analyzers found %d times, want 6", n)
	}
	if res.Requested != 4 || res.Analysed != 2 {
		t.Errorf("%d of %d analysed", res.Analysed, res.Requested)
	}
	want := "example.com/m/b: panicking panicked: oh\nexample.com/m/d: panicking: no luck\n"
	if got := messages(res); got != want {
		t.Errorf("got %s want %s", got, want)
	}
	if !strings.Contains(res.Errors[0].Detail, "driver_test.go") {
		t.Errorf("no stack: %q", res.Errors[0].Detail)
	}
	var got []string
	for _, note := range res.Notes {
		got = append(got, note.Package+": "+note.Message)
	}
	expect(t, got, "example.com/m/a: skipped a", "example.com/m/c: skipped c")
}

type notes struct{ name string }

func (n *notes) Notes() []string { return []string{"skipped " + n.name} }

// An analyzer that cannot cope with errors is not run when there are some.
func TestDespiteErrors(t *testing.T) {
	dir := unpack(t, "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n-- m.go --\npackage m\n\nfunc F() { x() }\n")
	ran := false
	res := run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{{
		Name: "sensitive",
		Doc:  "does not like errors",
		Run:  func(*analysis.Pass) (any, error) { ran = true; return nil, nil },
	}}, "./...")
	if ran || res.Analysed != 0 || len(res.Errors) != 1 {
		t.Errorf("ran: %v, analysed: %d, errors: %v", ran, res.Analysed, res.Errors)
	}
}

const withTests = `
-- go.mod --
module example.com/m

go 1.26
-- p/p.go --
package p

func Bad() {}

func use() { Bad() }
-- p/p_test.go --
package p

import (
	"testing"

	"example.com/m/s"
)

func BadHelper() {}

func TestP(t *testing.T) { BadHelper(); s.Bad() }
-- p/x_test.go --
package p_test

import (
	"testing"

	"example.com/m/p"
	"example.com/m/q"
)

func TestX(t *testing.T) { p.BadHelper(); q.Wrap(q.T{}); var x p.T = q.T{}; x.BadMethod() }
-- p/t.go --
package p

type T struct{}

func (T) BadMethod() {}
-- q/q.go --
package q

import "example.com/m/p"

type T = p.T

func Wrap(T) { p.Bad() }
-- s/s.go --
package s

func Bad() {}
-- s/s_test.go --
package s

import (
	"testing"

	"example.com/m/p"
)

func TestS(t *testing.T) { p.Bad() }
-- only/only_test.go --
package only

import (
	"testing"

	"example.com/m/p"
)

func TestOnly(t *testing.T) { p.Bad() }
`

func TestTests(t *testing.T) {
	dir := unpack(t, withTests)
	analyzers := func() []*analysis.Analyzer { return []*analysis.Analyzer{badness(new(seen))} }
	want := []string{
		"p/p.go:5: calls example.com/m/p.Bad",
		"q/q.go:7: calls example.com/m/p.Bad",
	}
	res := run(t, driver.Options{Dir: dir}, analyzers(), "./...")
	expect(t, findings(dir, res), want...)
	if res.Requested != 3 || res.Analysed != 3 {
		t.Errorf("%d of %d analysed", res.Analysed, res.Requested)
	}

	want = []string{
		"only/only_test.go:9: calls example.com/m/p.Bad",
		"p/p.go:5: calls example.com/m/p.Bad",
		"p/p_test.go:11: calls example.com/m/p.BadHelper",
		"p/p_test.go:11: calls example.com/m/s.Bad",
		"p/x_test.go:10: calls example.com/m/p.BadHelper",
		"p/x_test.go:10: calls example.com/m/p.Bad",
		"p/x_test.go:10: calls (example.com/m/p.T).BadMethod",
		"q/q.go:7: calls example.com/m/p.Bad",
		"s/s_test.go:9: calls example.com/m/p.Bad",
	}
	res = run(t, driver.Options{Dir: dir, Tests: true}, analyzers(), "./...")
	expect(t, findings(dir, res), want...)
	if len(res.Errors) > 0 {
		t.Error(messages(res))
	}
	if res.Requested != 5 || res.Analysed != 5 {
		t.Errorf("%d of %d analysed", res.Analysed, res.Requested)
	}

	res = run(t, driver.Options{Dir: dir, Tests: true}, analyzers(), "./p")
	expect(t, findings(dir, res), want[1:7]...)
}

// Errors of a package that comes twice, with tests, are reported once.
func TestTestsErrors(t *testing.T) {
	dir := unpack(t, withTests+`
-- e/e.go --
package e

func F() { undefined() }
-- e/e_test.go --
package e

func G() { unknown() }
-- e/x_test.go --
package e_test

import "example.com/m/e"

var _ = e.F
`)
	res := run(t, driver.Options{Dir: dir, Tests: true}, []*analysis.Analyzer{badness(new(seen))}, "./e")
	want := strings.ReplaceAll("example.com/m/e: DIR/e/e.go:3:12: undefined: undefined\nexample.com/m/e: DIR/e/e_test.go:3:12: undefined: unknown\n", "DIR", dir)
	if got := messages(res); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestTags(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module example.com/m

go 1.26
-- a.go --
package m
-- b.go --
//go:build special && extra

package m

func Bad() {}

func F() { Bad() }
`)
	for tags, want := range map[string]int{"": 0, "special": 0, "special,extra": 1} {
		res := run(t, driver.Options{Dir: dir, Tags: tags}, []*analysis.Analyzer{badness(new(seen))}, "./...")
		if len(res.Findings) != want {
			t.Errorf("-tags=%s: %d findings, want %d", tags, len(res.Findings), want)
		}
	}
}

// In a workspace all modules are the user's own, and so is a folder that takes
// the place of a module.
func TestWorkspace(t *testing.T) {
	dir := unpack(t, `
-- go.work --
go 1.26

use (
	./one
	./two
)
-- one/go.mod --
module example.com/one

go 1.26
-- one/one.go --
package one

func Bad() {}
-- two/go.mod --
module example.com/two

go 1.26

require example.com/dep v0.0.0

replace example.com/dep => ../dep
-- two/two.go --
package two

import (
	"example.com/dep"
	"example.com/one"
)

func F() { one.Bad(); dep.Bad() }
-- dep/go.mod --
module example.com/dep

go 1.26
-- dep/dep.go --
package dep

func Bad() {}
`)
	var s seen
	res := run(t, driver.Options{Dir: filepath.Join(dir, "two"), Env: offline()}, []*analysis.Analyzer{badness(&s)}, "./...")
	expect(t, findings(dir, res), "two/two.go:8: calls example.com/one.Bad", "two/two.go:8: calls example.com/dep.Bad")
	expect(t, s.list(), "example.com/dep", "example.com/one", "example.com/two")
	if len(res.Errors) > 0 {
		t.Error(messages(res))
	}
}

// A dependency that does not compile is known as far as it can be read.
func TestBrokenDependency(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module example.com/m

go 1.26

require example.com/dep v0.0.0

replace example.com/dep => ./dep
-- m.go --
package m

import (
	"example.com/dep"
	"example.com/m/own"
)

func F() { own.Bad(dep.New()) }
-- own/own.go --
package own

import "example.com/dep"

func Bad(dep.T) {}
-- dep/go.mod --
module example.com/dep

go 1.26
-- dep/dep.go --
package dep

type T struct{}

func New() T { return undefined }
`)
	res := run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{badness(new(seen))}, "./...")
	expect(t, findings(dir, res), "m.go:8: calls example.com/m/own.Bad")
	want := strings.ReplaceAll("example.com/dep: DIR/dep/dep.go:5:23: undefined: undefined\n", "DIR", dir)
	if got := messages(res); got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

// A package that cannot be had is reported, and the code around its uses is
// analysed.
func TestMissingDependency(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module example.com/m

go 1.26
-- m.go --
package m

import (
	"example.com/m/own"
	"example.com/missing/go-store"
)

func F(id string) (string, error) {
	u, err := store.Find(id)
	if err != nil {
		return "", err
	}
	own.Bad()
	return u.Name, nil
}
-- own/own.go --
package own

func Bad() {}
`)
	typed := ""
	res := run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{badness(new(seen)), {
		Name: "typed", Doc: "what is the type of u?", RunDespiteErrors: true,
		Run: func(pass *analysis.Pass) (any, error) {
			for id, obj := range pass.TypesInfo.Defs {
				if id.Name == "u" {
					typed = obj.Type().String()
				}
			}
			return nil, nil
		},
	}}, "./...")
	expect(t, findings(dir, res), "m.go:13: calls example.com/m/own.Bad")
	if !strings.HasPrefix(typed, "*example.com/missing/go-store.") {
		t.Errorf("the type of u is %q", typed)
	}
	if got := messages(res); !strings.Contains(got, "could not import example.com/missing/go-store") {
		t.Errorf("the missing package is not reported: %s", got)
	}
}

func TestCgo(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no C compiler")
	}
	dir := unpack(t, `
-- go.mod --
module example.com/m

go 1.26
-- m.go --
package m

// static int one(void) { return 1; }
import "C"

func Bad() int { return int(C.one()) }

func F() { Bad() }
`)
	res := run(t, driver.Options{Dir: dir, Env: offline("CGO_ENABLED=1")}, []*analysis.Analyzer{badness(new(seen))}, "./...")
	expect(t, findings(dir, res), "m.go:8: calls example.com/m.Bad")
	if len(res.Errors) > 0 {
		t.Error(messages(res))
	}
}

// With tests, cgo runs as well: what one file names after C means something in
// another.
func TestCgoTests(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no C compiler")
	}
	dir := unpack(t, `
-- go.mod --
module example.com/m

go 1.26
-- m.go --
package m

// struct point { int x; };
import "C"

type point = C.struct_point

func x(p *point) *C.int { return &p.x }
-- bad.go --
package m

func Bad() int { return int(*x(&point{})) }
-- bad_test.go --
package m

import "testing"

func TestBad(*testing.T) { Bad() }
-- x_test.go --
package m_test

import (
	"testing"

	"example.com/m"
)

func TestX(*testing.T) { m.Bad() }
`)
	for _, pattern := range []string{"./...", "example.com/m"} {
		res := run(t, driver.Options{Dir: dir, Tests: true, Env: offline("CGO_ENABLED=1")}, []*analysis.Analyzer{badness(new(seen))}, pattern)
		expect(t, findings(dir, res), "bad_test.go:5: calls example.com/m.Bad", "x_test.go:9: calls example.com/m.Bad")
		if len(res.Errors) > 0 {
			t.Error(messages(res))
		}
	}
}

// Packages of the standard library can be requested, too.
func TestStandardLibrary(t *testing.T) {
	var s seen
	res := run(t, driver.Options{Env: offline()}, []*analysis.Analyzer{badness(&s)}, "errors", "unsafe", "net/http/httptest")
	expect(t, s.list(), "errors", "net/http/httptest")
	if len(res.Errors) > 0 {
		t.Error(messages(res))
	}
}

// Many runs over a graph with many edges must agree.
func TestDeterminism(t *testing.T) {
	var b strings.Builder
	b.WriteString("-- go.mod --\nmodule example.com/m\n\ngo 1.26\n-- p0/p.go --\npackage p0\n\ntype T struct{}\n\nfunc (T) BadM() {}\n\nfunc Bad() {}\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&b, "-- p%d/p.go --\npackage p%d\n\nimport (\n", i, i)
		for j := i / 2; j < i; j += 3 {
			fmt.Fprintf(&b, "\t\"example.com/m/p%d\"\n", j)
		}
		fmt.Fprintf(&b, ")\n\nfunc Bad() {\n")
		for j := i / 2; j < i; j += 3 {
			fmt.Fprintf(&b, "\tp%d.Bad()\n", j)
		}
		b.WriteString("}\n")
	}
	dir := unpack(t, b.String())
	var first *driver.Result
	for i := range 5 {
		res := run(t, driver.Options{Dir: dir}, []*analysis.Analyzer{badness(new(seen))}, "./...")
		if len(res.Errors) > 0 || len(res.Findings) < 100 {
			t.Fatalf("%d findings, %s", len(res.Findings), messages(res))
		}
		if i == 0 {
			first = res
		} else if !slices.Equal(findings(dir, res), findings(dir, first)) {
			t.Error("runs differ")
		}
	}
}
