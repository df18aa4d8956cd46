package analyzers_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
)

// What a finding leads to, beside what it points at.
func TestLeadsTo(t *testing.T) {
	for _, c := range []struct {
		name, pattern string
		in, step      string // the file of its steps, and what their messages hold
		want          []string
	}{
		{
			"every read of another package that is believed, and where that decides", "./realistic/edges/...", "edge.go", "",
			[]string{"edge.go:21", "edge.go:27", "edge.go:33", "edge.go:45"},
		},
		{
			"every read of another package that one helper believes", "./forwardedcert/harbour/...", "buoy.go", "",
			[]string{"buoy.go:17", "buoy.go:26"},
		},
		{
			"where a helper makes an identity of what is returned", "./realistic/xfccids/...", "xfccids.go", "becomes the principal's Identities here",
			[]string{"xfccids.go:70", "xfccids.go:70"},
		},
		{
			"where helpers let in who brings no certificate", "./failopen/nethttp/...", "nethttp.go", "the helper lets in here",
			[]string{"nethttp.go:130"},
		},
		{
			"what else the same reading of a name decides", "./realistic/levels/...", "levels.go", "decides here, too",
			[]string{"levels.go:78"},
		},
		{
			"where another package's helper recognises a certificate", "./weakmatch/lodges/...", "doors.go", "it decides here",
			[]string{"doors.go:19"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, err := driver.Run(t.Context(), driver.Options{Dir: "testdata"}, analyzers.New(analyzers.Config{}), c.pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range res.Errors {
				t.Error(err)
			}
			var got []string
			for _, f := range res.Findings {
				for _, s := range f.Related {
					if file := filepath.Base(s.Position.Filename); file == c.in && strings.Contains(s.Message, c.step) {
						got = append(got, fmt.Sprintf("%s:%d", file, s.Position.Line))
					}
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("the findings lead to %v, want %v", got, c.want)
			}
		})
	}
}
