package analyzers_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/report"
)

// The analyzers of a package may run at the same time, as in go vet, gopls and
// golangci-lint. With -race, this sees whether they share what they must not.
func TestAtTheSameTime(t *testing.T) {
	if testing.Short() {
		t.Skip("loads a service")
	}
	dir := filepath.Join("..", "examples", "fleet")
	list, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir, Env: append(os.Environ(), "GOWORK=off"),
	}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	findings := 0
	for _, p := range list {
		for _, err := range p.Errors {
			t.Fatal(err)
		}
		r := newRunner(p)
		var mu sync.Mutex
		var wg sync.WaitGroup
		done := make(map[string]chan struct{})
		for _, a := range r.order {
			done[a.Name] = make(chan struct{})
		}
		for i, a := range r.order {
			wg.Go(func() {
				defer close(done[a.Name])
				pass := *r.passes[i]
				pass.ResultOf = make(map[*analysis.Analyzer]any)
				for _, req := range a.Requires {
					<-done[req.Name]
					mu.Lock()
					pass.ResultOf[req] = r.results[req]
					mu.Unlock()
				}
				res, err := a.Run(&pass)
				if err != nil {
					t.Errorf("%s: %s: %v", p.PkgPath, a, err)
				}
				mu.Lock()
				r.results[a] = res
				if found, ok := res.([]report.Finding); ok {
					findings += len(found)
				}
				mu.Unlock()
			})
		}
		wg.Wait()
	}
	if findings == 0 {
		t.Error("nothing was found")
	}
}
