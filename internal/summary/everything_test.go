package summary_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/summary"
)

// TestEverything goes through every function of the programs with which the Go
// compiler, go/types and go/ssa are tested: all that the language allows, and
// much that it does not. A file is a package by itself; what it imports may be
// missing.
func TestEverything(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of files")
	}
	std.Do(loadStd)
	if std.err != nil {
		t.Fatal(std.err)
	}
	goroot, tools := goList(t, "-f", "{{.Root}}", "fmt"), goList(t, "-m", "-f", "{{.Dir}}", "golang.org/x/tools")
	for _, dir := range []string{
		filepath.Join(goroot, "test"), // not in every distribution
		filepath.Join(goroot, "src/internal/types/testdata"),
		filepath.Join(goroot, "src/cmd/cgo/internal/test"),
		filepath.Join(goroot, "src/cmd/compile/internal/test"),
		filepath.Join(tools, "go/ssa"),
		filepath.Join(tools, "go/callgraph"),
	} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			if _, err := os.Stat(dir); err != nil {
				t.Skip(err)
			}
			files, functions := 0, 0
			err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
					return err
				}
				text, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				files++
				functions += throughAll(t, name, text)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if files < 10 || functions == 0 {
				t.Errorf("%d files, %d functions", files, functions)
			}
			t.Logf("%d files, %d functions", files, functions)
		})
	}
}

func goList(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// mostMemory is the memory that a function of ordinary size may take at once.
const mostMemory = 1 << 30

// throughAll analyses every function of a file, and returns their number.
func throughAll(t *testing.T, name string, text []byte) int {
	t.Helper()
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
	if file == nil {
		return 0
	}
	var errs []types.Error
	conf := types.Config{FakeImportC: true, Importer: importer(func(path string) (*types.Package, error) {
		if p := std.types[path]; p != nil && p.Complete() {
			return p, nil
		}
		return nil, fmt.Errorf("no package %s", path)
	}), Error: func(err error) { errs = append(errs, err.(types.Error)) }}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	pkg, _ := conf.Check("app", fset, []*ast.File{file}, info)
	analyzer := summary.NewOfAll()
	res, err := analyzer.Run(&analysis.Pass{
		Analyzer: analyzer, Fset: fset, Files: []*ast.File{file}, Pkg: pkg, TypesInfo: info, TypesSizes: types.SizesFor("gc", "amd64"),
		TypeErrors: errs, ResultOf: map[*analysis.Analyzer]any{}, Report: func(analysis.Diagnostic) {}, ReadFile: os.ReadFile,
		ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportObjectFact:  func(types.Object, analysis.Fact) {},
		ExportPackageFact: func(analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return 0
	}
	for _, f := range res.(*summary.Result).Failed {
		t.Errorf("%s: %s", name, f)
	}
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.HeapAlloc > mostMemory {
		t.Errorf("%s: %d MB in use", name, m.HeapAlloc>>20)
	}
	n := 0
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			n++
		}
	}
	return n
}
