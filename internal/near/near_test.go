package near_test

import (
	"testing"

	"github.com/mtlslint/mtlslint/internal/near"
)

func TestMatch(t *testing.T) {
	values := []string{"certpresence", "cnidentity", "orauth"}
	for _, test := range []struct{ s, want string }{
		{"certpresense", "certpresence"},
		{"orauth", "orauth"},
		{"ORAUTH", ""},
		{"cnidentty", "cnidentity"},
		{"something", ""},
		{"", ""},
	} {
		if got := near.Match(test.s, values); got != test.want {
			t.Errorf("%q: got %q, want %q", test.s, got, test.want)
		}
	}
	if got := near.Hint("orath", values); got != "did you mean orauth? " {
		t.Errorf("got %q", got)
	}
	if got := near.Hint("x", values); got != "" {
		t.Errorf("got %q", got)
	}
}
