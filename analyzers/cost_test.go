package analyzers_test

import (
	"go/types"
	"os"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// quiet are packages of this module that the subject does not reach.
var quiet = []string{"../internal/repair", "../internal/files", "../internal/changes", "../internal/baseline"}

// In a package that the subject does not reach, the suite builds no SSA and
// allocates next to nothing: editors run it there after every edit.
func TestCostOfOtherPackages(t *testing.T) {
	for _, p := range load(t, quiet...) {
		r := newRunner(p)
		r.run(t)
		for _, res := range r.results {
			if res, ok := res.(*summary.Result); ok && res.Built() {
				t.Errorf("%s: SSA was built", p.PkgPath)
			}
		}
		const most = 200 // of the whole suite, for the maps of what it reports
		if n := testing.AllocsPerRun(10, func() { r.run(t) }); n > most {
			t.Errorf("%s: %v allocations, more than %d", p.PkgPath, n, most)
		}
	}
}

// BenchmarkOtherPackages is the cost of the suite in packages that the subject
// does not reach, when they are parsed and type-checked already.
func BenchmarkOtherPackages(b *testing.B) {
	for _, p := range load(b, quiet...) {
		b.Run(p.PkgPath, func(b *testing.B) {
			b.ReportAllocs()
			r := newRunner(p)
			for b.Loop() {
				r.run(b)
			}
		})
	}
}

func load(t testing.TB, patterns ...string) []*packages.Package {
	t.Helper()
	list, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		for _, err := range p.Errors {
			t.Fatal(err)
		}
	}
	return list
}

// A runner runs the suite in one package as a driver does, in order.
type runner struct {
	p       *packages.Package
	order   []*analysis.Analyzer
	passes  []*analysis.Pass
	results map[*analysis.Analyzer]any
}

func newRunner(p *packages.Package) *runner {
	r := &runner{p: p, results: make(map[*analysis.Analyzer]any)}
	seen := make(map[*analysis.Analyzer]bool)
	var visit func([]*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			if !seen[a] {
				seen[a] = true
				visit(a.Requires)
				r.order = append(r.order, a)
			}
		}
	}
	visit(analyzers.New(analyzers.Config{}))
	for _, a := range r.order {
		r.passes = append(r.passes, &analysis.Pass{
			Analyzer: a, Fset: p.Fset, Files: p.Syntax, Pkg: p.Types, TypesInfo: p.TypesInfo, TypesSizes: p.TypesSizes,
			Module:   &analysis.Module{Path: p.Module.Path, Main: true},
			ResultOf: r.results, ReadFile: os.ReadFile, Report: func(analysis.Diagnostic) {},
			ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
			ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
			ExportObjectFact:  func(types.Object, analysis.Fact) {},
			ExportPackageFact: func(analysis.Fact) {},
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
		})
	}
	return r
}

func (r *runner) run(t testing.TB) {
	for i, a := range r.order {
		res, err := a.Run(r.passes[i])
		if err != nil || reflect.TypeOf(res) != a.ResultType {
			t.Fatalf("%s: %T, %v", a, res, err)
		}
		r.results[a] = res
	}
}
