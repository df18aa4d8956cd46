package report

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Analyzer returns the analyzer of a rule: it asks its question of what the
// analyzer of computes for each package, a T. Its result, a []Finding, is what
// it found.
func Analyzer[T any](rule Rule, of *analysis.Analyzer, options Options, ask func(*Reporter, T)) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: rule.Name, Doc: rule.Name + ": " + rule.Title, URL: rule.URL(), RunDespiteErrors: true,
		Requires: []*analysis.Analyzer{of}, ResultType: reflect.TypeFor[[]Finding](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := NewReporter(pass, rule, options)
			ask(r, pass.ResultOf[of].(T))
			return r.Finish(), nil
		},
	}
}
