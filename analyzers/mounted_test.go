package analyzers_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
)

// Whoever sees all packages does not report gates that are safe wherever others mount them.
// What a package alone shows of them is in the cases' comments; what stays is marked.
func TestMounted(t *testing.T) {
	const file = "testdata/realistic/mounted/api/api.go"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want []int
	found := 0
	for i, line := range strings.Split(string(text), "\n") {
		if strings.Contains(line, "// want ") {
			found = i + 1
		}
		if strings.HasSuffix(line, "// stays") {
			want = append(want, found)
		}
	}
	cache := t.TempDir()
	for _, c := range []struct {
		what     string
		patterns []string
		whole    bool
	}{
		{"all packages", []string{"./realistic/mounted/..."}, true},
		{"all packages, known from before", []string{"./realistic/mounted/..."}, true},
		{"nothing that mounts", []string{"./realistic/mounted/api"}, false},
	} {
		res, err := driver.Run(t.Context(), driver.Options{Dir: "testdata", Cache: cache, Key: "mounted"}, analyzers.New(analyzers.Config{}), c.patterns...)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range res.Errors {
			t.Error(err)
		}
		var got []int
		for _, f := range res.Findings {
			if strings.HasSuffix(f.From.Filename, "api.go") {
				got = append(got, f.From.Line)
			}
		}
		slices.Sort(got)
		if c.whole && !slices.Equal(got, want) {
			t.Errorf("%s: findings in lines %v, want %v", c.what, got, want)
		}
		if !c.whole && len(got) != strings.Count(string(text), "// want ") {
			t.Errorf("%s: findings in lines %v, want all", c.what, got)
		}
	}
}
