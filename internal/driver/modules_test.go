package driver_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/driver"
)

// manyModules is a module with others below it, one of which it uses.
const manyModules = `
-- go.mod --
module example.com/root

go 1.26

require example.com/lib v0.0.0

replace example.com/lib => ./lib
-- root.go --
package root

import "example.com/lib"

func F() { lib.Bad() }
-- sub/sub.go --
package sub

func Bad() {}

func F() { Bad() }
-- lib/go.mod --
module example.com/lib

go 1.26
-- lib/lib.go --
package lib

func Bad() {}

func F() { Bad() }
-- tools/gen/go.mod --
module example.com/gen

go 1.26
-- tools/gen/gen.go --
package main

func Bad() {}

func main() { Bad() }
-- empty/go.mod --
module example.com/empty

go 1.26
-- broken/go.mod --
modul example.com/broken
-- broken/b.go --
package broken
-- testdata/go.mod --
module example.com/testdata
-- testdata/t.go --
package testdata

func Bad() { Bad() }
-- vendor/v/go.mod --
module example.com/v
-- node_modules/n/go.mod --
module example.com/n
-- .hidden/go.mod --
module example.com/hidden
`

func TestModules(t *testing.T) {
	dir := unpack(t, manyModules)
	if err := os.RemoveAll(filepath.Join(dir, "vendor")); err != nil {
		t.Fatal(err)
	}
	all := []string{
		"lib/lib.go:5: calls example.com/lib.Bad",
		"root.go:5: calls example.com/lib.Bad",
		"sub/sub.go:5: calls example.com/root/sub.Bad",
		"tools/gen/gen.go:5: calls example.com/gen.Bad",
	}
	for _, test := range []struct {
		from     string
		patterns []string
		want     []string
		errors   string
	}{
		{".", []string{"./..."}, all, "unknown directive: modul"},
		{".", []string{dir + "/..."}, all, "unknown directive: modul"},
		{"sub", []string{"../..."}, all, "unknown directive: modul"},
		{".", []string{"./tools/..."}, all[3:], ""},
		{".", []string{"./tools/gen"}, all[3:], ""},
		{".", []string{".", "./lib"}, all[:2], ""},
		{"tools", []string{"./..."}, all[3:], ""},
		{"tools/gen", []string{"."}, all[3:], ""},
		{".", []string{"./sub"}, all[2:3], ""},
		{".", []string{"example.com/root/sub", "./empty/..."}, all[2:3], ""},
	} {
		opts := driver.Options{Dir: filepath.Join(dir, test.from), Env: offline("GOWORK=off")}
		res := run(t, opts, []*analysis.Analyzer{badness(new(seen))}, test.patterns...)
		got := findings(dir, res)
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s %q: got\n\t%s\nwant\n\t%s", test.from, test.patterns, strings.Join(got, "\n\t"), strings.Join(test.want, "\n\t"))
		}
		if msg := messages(res); (msg == "") != (test.errors == "") || !strings.Contains(msg, test.errors) {
			t.Errorf("%s %q: errors %q, want %q", test.from, test.patterns, msg, test.errors)
		}
	}
}

// In a workspace, the modules that it uses are loaded together; others below
// are modules of their own.
func TestWorkspaceBelow(t *testing.T) {
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
-- two/two.go --
package two

import "example.com/one"

func F() { one.Bad() }
-- other/go.mod --
module example.com/other

go 1.26
-- other/other.go --
package other

func Bad() {}

func F() { Bad() }
`)
	for _, test := range []struct {
		from, pattern string
		want          []string
	}{
		{".", "./...", []string{"other/other.go:5: calls example.com/other.Bad", "two/two.go:5: calls example.com/one.Bad"}},
		{"one", "./...", nil},
		{"one", "../two", []string{"two/two.go:5: calls example.com/one.Bad"}},
		{"other", "./...", []string{"other/other.go:5: calls example.com/other.Bad"}},
	} {
		opts := driver.Options{Dir: filepath.Join(dir, test.from), Env: offline()}
		res := run(t, opts, []*analysis.Analyzer{badness(new(seen))}, test.pattern)
		expect(t, findings(dir, res), test.want...)
		if len(res.Errors) > 0 {
			t.Errorf("%s %s: %s", test.from, test.pattern, messages(res))
		}
	}
}

func TestNoModule(t *testing.T) {
	dir := unpack(t, "-- a.txt --\n")
	_, err := driver.Run(t.Context(), driver.Options{Dir: dir, Env: offline("GOWORK=off")}, []*analysis.Analyzer{badness(new(seen))}, "./...")
	var none *driver.NoModuleError
	if !errors.As(err, &none) || none.Dir != dir {
		t.Errorf("got error %v", err)
	}
}

const platformCode = `
-- go.mod --
module example.com/m

go 1.26
-- p/p.go --
package p

func Bad() {}

func F() { Bad(); system() }
-- p/p_linux.go --
package p

func system() {}
-- p/p_windows.go --
package p

func system() { Bad() }
-- p/p_arm64.go --
package p

func arm() { Bad() }
-- p/p_other.go --
//go:build !linux && !windows

package p

func system() { undefined() }
-- q/q.go --
package q

func Bad() {}

func F() { Bad() }
`

func TestPlatforms(t *testing.T) {
	dir := unpack(t, platformCode)
	var s seen
	opts := driver.Options{
		Dir: dir, Platforms: []string{"linux/amd64", "windows/amd64", "linux/arm64"},
		Cache: t.TempDir(), Key: "key",
	}
	res := run(t, opts, []*analysis.Analyzer{badness(&s)}, "./...")
	var got []string
	for i, f := range res.Findings {
		got = append(got, findings(dir, res)[i]+" "+strings.Join(f.Platforms, ","))
	}
	expect(t, got,
		"p/p.go:5: calls example.com/m/p.Bad ",
		"p/p.go:5: calls example.com/m/p.Bad windows/amd64",
		"p/p_arm64.go:3: calls example.com/m/p.Bad linux/arm64",
		"p/p_windows.go:3: calls example.com/m/p.Bad windows/amd64",
		"q/q.go:5: calls example.com/m/q.Bad ",
	)
	if res.Requested != 2 || res.Analysed != 2 || len(res.Errors) > 0 {
		t.Errorf("%d of %d analysed, errors %s", res.Analysed, res.Requested, messages(res))
	}
	// What is the same everywhere is analysed once.
	if s.paths["example.com/m/p"] != 3 || s.paths["example.com/m/q"] != 1 {
		t.Errorf("packages are analysed so many times: %v", s.paths)
	}

	opts.Platforms = []string{"linux", "darwin"}
	res = run(t, opts, []*analysis.Analyzer{badness(new(seen))}, "./...")
	if msg := messages(res); !strings.Contains(msg, "undefined: undefined") {
		t.Errorf("errors %q", msg)
	}
	for _, platform := range []string{"plan10", "linux/z80", "", "linux/"} {
		opts.Platforms = []string{"linux", platform}
		if _, err := driver.Run(t.Context(), opts, []*analysis.Analyzer{badness(new(seen))}, "./..."); err == nil || !strings.Contains(err.Error(), "unknown platform") {
			t.Errorf("platform %q: error %v", platform, err)
		}
	}
}
