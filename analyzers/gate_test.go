package analyzers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Gates that pass over packages, and what is known from earlier runs, change
// no finding.
func TestGatesChangeNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses all cases four times")
	}
	cfg := analyzers.Config{Confidence: report.Low, Severity: report.Low, Tests: true, Policies: policies}
	for _, dir := range []string{"testdata", "../examples/fleet"} {
		analyse := func(opts driver.Options) (string, driver.Work) {
			t.Helper()
			opts.Dir = dir
			opts.Tests = true
			res, err := driver.Run(t.Context(), opts, analyzers.New(cfg), "./...")
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, f := range res.Findings {
				silenced := f.Suppressed // not where it lies in memory, nor in the file set
				f.Suppressed = nil
				fmt.Fprintf(&b, "%+v", f)
				if silenced != nil {
					fmt.Fprintf(&b, " %s %s", silenced.Kind, silenced.Reason)
				}
				b.WriteByte('\n')
			}
			for _, e := range res.Errors {
				t.Error(e)
			}
			return b.String(), res.Work
		}
		want, ungated := analyse(driver.Options{})
		gated := driver.Options{Relevant: analyzers.Relevant(cfg), Cache: t.TempDir(), Key: "key"}
		for _, run := range []string{"first", "second"} {
			got, work := analyse(gated)
			if got != want {
				t.Errorf("%s: the %s run with gates finds in its stead:%s", dir, run, differing(want, got))
			}
			t.Logf("%s: %+v; without gates %+v", dir, work, ungated)
			if run == "second" && work.Analysed > 0 {
				t.Errorf("%s: %d packages are analysed again", dir, work.Analysed)
			}
		}
		if got, _ := analyse(driver.Options{Relevant: gated.Relevant, Source: true}); got != want {
			t.Errorf("%s: with types from source it finds in its stead:%s", dir, differing(want, got))
		}
	}
}

// differing returns the lines that only one of two texts has.
func differing(want, got string) string {
	var b strings.Builder
	for _, side := range []struct{ sign, text, other string }{{"-", want, got}, {"+", got, want}} {
		other := map[string]bool{}
		for line := range strings.Lines(side.other) {
			other[line] = true
		}
		for line := range strings.Lines(side.text) {
			if !other[line] {
				b.WriteString("\n" + side.sign + " " + strings.TrimSuffix(line, "\n"))
			}
		}
	}
	return b.String()
}
