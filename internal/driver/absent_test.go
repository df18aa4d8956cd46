package driver_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/driver"
)

// absentSibling is a workspace one of whose modules requires another one of it, of
// a version that cannot be had, and what else cannot be had. The go command needs
// both to choose versions: without them, it does not know the library either,
// which is there.
const absentSibling = `
-- go.work --
go 1.26

use (
	./a
	./b
)

replace example.com/lib v1.0.0 => ./lib
-- a/go.mod --
module example.com/a

go 1.26

require (
	example.com/b v1.0.0
	example.com/absent v1.0.0
	example.com/lib v1.0.0
)
-- a/a.go --
package a

import (
	"example.com/b"
	"example.com/lib"
)

func F() { b.Bad(); lib.Bad() }
-- b/go.mod --
module example.com/b

go 1.26
-- b/b.go --
package b

func Bad() {}
-- lib/go.mod --
module example.com/lib

go 1.26
-- lib/lib.go --
package lib

func Bad() {}
`

// absentModule is the same without a workspace: what is imported is required by a
// library only.
const absentModule = `
-- go.mod --
module example.com/service

go 1.16

require (
	example.com/lib v1.0.0
	example.com/absent v1.0.0
)

replace (
	example.com/lib v1.0.0 => ./lib
	example.com/deep v1.0.0 => ./deep
)
-- go.sum --
example.com/absent v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
example.com/absent v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
-- service.go --
package service

import (
	"example.com/deep"
	"example.com/lib"
)

func F() { lib.Bad(); deep.Bad() }
-- without/without.go --
package without

import "example.com/absent"

func F() { absent.F(); Bad() }

func Bad() {}
-- lib/go.mod --
module example.com/lib

go 1.16

require example.com/deep v1.0.0
-- lib/lib.go --
package lib

func Bad() {}
-- deep/go.mod --
module example.com/deep

go 1.16
-- deep/deep.go --
package deep

func Bad() {}
`

func TestAbsentModules(t *testing.T) {
	for _, test := range []struct {
		name, archive, in string
		want              []string
		complains         string
	}{
		{"module", absentModule, ".", []string{"service.go:8: calls example.com/lib.Bad", "service.go:8: calls example.com/deep.Bad", "without/without.go:5: calls example.com/service/without.Bad"}, "example.com/absent"},
		{"workspace", absentSibling, "a", []string{"a.go:8: calls example.com/b.Bad", "a.go:8: calls example.com/lib.Bad"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := unpack(t, test.archive)
			scratch := t.TempDir()
			t.Setenv("TMPDIR", scratch)
			res := run(t, driver.Options{Dir: filepath.Join(dir, test.in), Env: offline("GOPROXY=off", "GOFLAGS=")}, []*analysis.Analyzer{badness(new(seen))}, "./...")
			expect(t, findings(filepath.Join(dir, test.in), res), test.want...)
			if !strings.Contains(messages(res), test.complains) {
				t.Errorf("nothing is said about %s:\n%s", test.complains, messages(res))
			}
			left, err := os.ReadDir(scratch)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range left {
				if strings.HasPrefix(e.Name(), "mtlslint-absent-") {
					t.Errorf("%s is left behind", e.Name())
				}
			}
		})
	}
}
