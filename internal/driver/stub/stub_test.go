package stub_test

import (
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/internal/driver/stub"
)

// check type-checks one file of which the imports that are no standard library
// cannot be had, and returns the errors that are left.
func check(t *testing.T, src string) (*types.Info, []string) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "a.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	std := importer.ForCompiler(fset, "source", nil)
	var left []string
	info, made := stub.Check([]*ast.File{file}, importing(func(path string) (*types.Package, error) {
		if strings.Contains(path, ".") {
			return nil, errors.New("not to be had")
		}
		return std.Import(path)
	}), func(im types.Importer) *types.Info {
		left = nil
		info := &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
			Selections: map[*ast.SelectorExpr]*types.Selection{},
		}
		conf := &types.Config{Importer: im, Error: func(err error) { left = append(left, err.Error()) }}
		_, _ = conf.Check("app", fset, []*ast.File{file}, info)
		return info
	})
	if !made {
		t.Error("nothing was made up")
	}
	return info, left
}

type importing func(string) (*types.Package, error)

func (f importing) Import(path string) (*types.Package, error) { return f(path) }

func TestCheck(t *testing.T) {
	for _, tt := range []struct{ name, src string }{
		{"results", `
import "example.com/go-store"

func find(id string) (string, error) {
	u, err := store.Find(id)
	if err != nil {
		return "", err
	}
	if u == nil || !u.Active() {
		return "", nil
	}
	return u.Name, nil
}`},
		{"types", `
import (
	"net/http"

	authz "example.com/authz/v2"
)

type server struct {
	checker authz.Checker
	opts    *authz.Options
	kinds   map[string]authz.Kind
}

func (s *server) allow(r *http.Request) bool {
	if s.checker == nil {
		return false
	}
	s.checker.Trace("allow", r.URL.Path)
	return s.checker.Allowed(r.Context(), r) && s.opts.Strict
}`},
		{"literals", `
import "example.com/gen/apipb"

func reply(name string) *apipb.Reply {
	out := &apipb.Reply{Name: name, Kind: apipb.Kind_A}
	out.Items = append(out.Items, name)
	return out
}`},
		{"arguments", `
import (
	"net/http"

	"gopkg.in/router.v1"
)

func run() error {
	r := router.New()
	r.Handle("/", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(router.Status(r)) })
	return http.ListenAndServe(router.Addr, r.Handler())
}`},
		{"tuples", `
import "example.com/tokens"

func parse(s string) (string, bool, error) { return tokens.Parse(s) }

func valid(s string) bool {
	claims, ok := tokens.Claims(s)
	if ok && claims.Audience == "api" {
		return true
	}
	go tokens.Report(s)
	defer tokens.Flush()
	return false
}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info, left := check(t, "package app\n"+tt.src)
			for _, e := range left {
				if !strings.Contains(e, "cannot use") {
					t.Error(e)
				}
			}
			for e, tv := range info.Types {
				if b, ok := tv.Type.(*types.Basic); ok && b.Kind() == types.Invalid {
					t.Errorf("%s has no type", types.ExprString(e))
				}
			}
		})
	}
}
