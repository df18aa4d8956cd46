package analyzers_test

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Names tell configurations and versions of the suite apart, and those of
// analyzers with facts what facts depend on.
func TestStamped(t *testing.T) {
	names := func(cfg analyzers.Config, program string) (all, facts string) {
		suite, err := analyzers.NewStamped(cfg, program)
		if err != nil {
			t.Fatal(err)
		}
		if err := analysis.Validate(suite); err != nil {
			t.Error(err)
		}
		for i, name := range analyzers.Names() {
			if suite[i].Name != name {
				t.Errorf("%s is named %s", name, suite[i].Name)
			}
		}
		own, facty := []string{suite[len(suite)-1].Name}, []string{}
		var visit func(list []*analysis.Analyzer)
		visit = func(list []*analysis.Analyzer) {
			for _, a := range list {
				if len(a.FactTypes) > 0 && !slices.Contains(facty, a.Name) {
					facty = append(facty, a.Name)
				}
				visit(a.Requires)
			}
		}
		visit(suite)
		if len(facty) == 0 || !slices.Contains(suite[0].Requires, suite[len(suite)-1]) {
			t.Errorf("facts %v; %s requires %v", facty, suite[0], suite[0].Requires)
		}
		return fmt.Sprint(own), fmt.Sprint(facty)
	}
	all, facts := names(analyzers.Config{}, "v1")
	for _, test := range []struct {
		what         string
		cfg          analyzers.Config
		program      string
		all, inFacts bool // whether the names differ
	}{
		{"the same", analyzers.Config{}, "v1", false, false},
		{"another severity", analyzers.Config{Severity: report.Low}, "v1", true, false},
		{"another catalogue", analyzers.Config{Catalog: catalog.Extra{Silent: []string{"example.com/audit"}}}, "v1", true, true},
		{"another version", analyzers.Config{}, "v2", true, true},
	} {
		if a, f := names(test.cfg, test.program); (a != all) != test.all || (f != facts) != test.inFacts {
			t.Errorf("%s: %s and %s, first %s and %s", test.what, a, f, all, facts)
		}
	}
}
