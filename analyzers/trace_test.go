package analyzers_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
)

// What another package reads is reported where it is believed, and the finding
// leads to every read.
func TestLeadsToReads(t *testing.T) {
	res, err := driver.Run(t.Context(), driver.Options{Dir: "testdata"}, analyzers.New(analyzers.Config{}), "./realistic/edges/...")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range res.Errors {
		t.Error(err)
	}
	var got []string
	for _, f := range res.Findings {
		for _, s := range f.Related {
			if file := filepath.Base(s.Position.Filename); file == "edge.go" {
				got = append(got, fmt.Sprintf("%s:%d", file, s.Position.Line))
			}
		}
	}
	slices.Sort(got)
	if want := []string{"edge.go:21", "edge.go:27", "edge.go:33"}; !slices.Equal(got, want) {
		t.Errorf("the findings lead to %v, want %v", got, want)
	}
}
