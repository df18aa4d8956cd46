package analyzers

import (
	"crypto/sha256"
	"fmt"

	"golang.org/x/tools/go/analysis"
)

// NewStamped is New for drivers that keep results under the names of the
// analyzers that led to them: the names stand for what else they depend on,
// which is the configuration and the program, a text that tells versions of the
// suite apart.
//
// Rules keep their names. They require one more analyzer, which does nothing and
// comes last in the list; those that export facts have names that stand for the
// program and for what facts depend on.
func NewStamped(cfg Config, program string) ([]*analysis.Analyzer, error) {
	whole, err := cfg.Key()
	if err != nil {
		return nil, err
	}
	facts, err := Config{Catalog: cfg.catalog()}.Key()
	if err != nil {
		return nil, err
	}
	suite := New(cfg)
	seen := make(map[*analysis.Analyzer]bool)
	var visit func(list []*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			if seen[a] {
				continue
			}
			seen[a] = true
			visit(a.Requires)
			if len(a.FactTypes) > 0 {
				a.Name = stamped(a.Name, program, facts)
			}
		}
	}
	visit(suite)
	name := stamped("mtlssettings", program, whole)
	nothing := &analysis.Analyzer{
		Name: name, Doc: name + " stands for mtlslint's version and settings\n\nIt reports nothing.", RunDespiteErrors: true,
		Run: func(*analysis.Pass) (any, error) { return nil, nil },
	}
	for _, a := range suite {
		a.Requires = append(a.Requires, nothing)
	}
	return append(suite, nothing), nil
}

func stamped(name string, texts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", texts))
	return fmt.Sprintf("%s_%x", name, sum[:8])
}
