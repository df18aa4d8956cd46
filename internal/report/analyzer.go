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

// AnalyzerOfTwo is Analyzer for a rule that asks two analyzers.
func AnalyzerOfTwo[T, U any](rule Rule, first, second *analysis.Analyzer, options Options, ask func(*Reporter, T, U)) *analysis.Analyzer {
	a := Analyzer(rule, first, options, func(*Reporter, T) {})
	a.Requires = append(a.Requires, second)
	a.Run = func(pass *analysis.Pass) (any, error) {
		r := NewReporter(pass, rule, options)
		ask(r, pass.ResultOf[first].(T), pass.ResultOf[second].(U))
		return r.Finish(), nil
	}
	return a
}
