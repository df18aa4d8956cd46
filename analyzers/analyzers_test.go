package analyzers_test

import (
	"os/exec"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/mtlslint/mtlslint/analyzers"
)

// TestRules runs every rule over its cases in testdata, a module of its own
// with the real frameworks.
func TestRules(t *testing.T) {
	dir := analysistest.TestData()
	download := exec.Command("go", "mod", "download")
	download.Dir = dir
	if out, err := download.CombinedOutput(); err != nil {
		t.Fatalf("go mod download in %s: %v\n%s", dir, err, out)
	}
	for _, rule := range analyzers.Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			for _, a := range analyzers.New(analyzers.Config{Rules: []string{rule.Name}}) {
				analysistest.Run(t, dir, a, "./"+rule.Name+"/...")
			}
		})
	}
}
