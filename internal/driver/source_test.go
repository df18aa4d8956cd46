package driver_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/driver"
)

// imports is a module whose packages import much of the standard library, some of
// it with cgo, and a module beside it.
const imports = `
-- go.mod --
module example.com/m

go 1.26

require example.com/other v1.0.0

replace example.com/other => ./other
-- other/go.mod --
module example.com/other

go 1.26
-- other/set/set.go --
package set

import "cmp"

type Set[T cmp.Ordered] struct{ in map[T]bool }

func (s *Set[T]) Has(t T) bool { return s.in[t] }

func (s *Set[T]) All() func(func(T) bool) {
	return func(yield func(T) bool) {
		for t := range s.in {
			if !yield(t) {
				return
			}
		}
	}
}
-- a/a.go --
package a

import (
	"crypto/tls"
	"net/http"
	"os/user"

	"example.com/other/set"
)

func BadOne(r *http.Request, s *set.Set[string]) bool { return s.Has(r.Host) }

func Config() *tls.Config { return new(tls.Config) }

func Who() (*user.User, error) { return user.Current() }
-- b/b.go --
package b

import (
	"net/http"

	"example.com/m/a"
	"example.com/other/set"
)

func B(r *http.Request) (n int) {
	s := new(set.Set[string])
	for name := range s.All() {
		n += len(name)
	}
	if a.BadOne(r, s) && a.Config().MinVersion > 0 {
		n++
	}
	return n
}
`

// goWithout puts a go command into PATH that does what the script says when it is
// asked for export data.
func goWithout(t *testing.T, script string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	text := fmt.Sprintf("#!/bin/sh\ncase \" $* \" in\n*' -export '*) %s ;;\nesac\nexec %q \"$@\"\n", script, real)
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// What is found does not depend on where types come from.
func TestSource(t *testing.T) {
	dir := unpack(t, imports)
	analyse := func(opts driver.Options) *driver.Result {
		opts.Dir = dir
		res := run(t, opts, []*analysis.Analyzer{badness(new(seen))}, "./...")
		if said := messages(res); said != "" {
			t.Error(said)
		}
		return res
	}
	want := findings(dir, analyse(driver.Options{}))
	if len(want) == 0 {
		t.Error("nothing is found")
	}
	goWithout(t, "echo export data is asked for >&2; exit 1")
	cache := t.TempDir()
	for _, known := range []int{0, 4} {
		res := analyse(driver.Options{Source: true, Cache: cache, Key: "key"})
		expect(t, findings(dir, res), want...)
		if !res.Work.Source || res.Work.Recalled != known {
			t.Errorf("%+v, want %d packages known from before", res.Work, known)
		}
	}
}

// Where the build cache is cold, types come from source before everything is
// compiled.
func TestColdBuildCache(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the go command")
	}
	dir := unpack(t, imports)
	bads := []*analysis.Analyzer{badness(new(seen))}
	want := findings(dir, run(t, driver.Options{Dir: dir}, bads, "./..."))
	goWithout(t, "exec sleep 600")
	begin := time.Now()
	res := run(t, driver.Options{Dir: dir}, bads, "./...")
	expect(t, findings(dir, res), want...)
	if !res.Work.Source {
		t.Error("types do not come from source")
	}
	if took := time.Since(begin); took > 2*time.Minute {
		t.Errorf("it took %v", took)
	}
}
