package analyzers_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/mtlslint/mtlslint/analyzers"
)

// TestFixes applies the suggested fixes, and compares with what they should
// make of the cases.
func TestFixes(t *testing.T) {
	for _, a := range analyzers.New(analyzers.Config{}) {
		switch a.Name {
		case "unverifiedcert", "verifyusage", "proxystrip", "missingdeny":
			t.Run(a.Name, func(t *testing.T) {
				analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), a, "./"+a.Name+"/fixes")
			})
		}
	}
}
