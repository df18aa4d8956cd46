package settings_test

import (
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/settings"
)

func TestPattern(t *testing.T) {
	for _, test := range []struct{ pattern, yes, no string }{
		{"internal/legacy", "internal/legacy/a.go internal/legacy/b/c.go internal/legacy", "internal/legacy2/a.go x/internal/legacy/a.go"},
		{"internal/legacy/", "internal/legacy/a.go", "internal/legacya.go"},
		{"./a/**", "a/b.go a/c/d.go", "b/a/b.go"},
		{"**/gen/*.go", "gen/a.go x/gen/a.go x/y/gen/a.go", "gen/x/a.go generated/a.go"},
		{"*_mock.go", "a_mock.go", "x/a_mock.go a_mock_go"},
		{"**/*_mock.go", "a_mock.go x/a_mock.go", "x/a.go"},
		{"a?c.go", "abc.go", "a/c.go ac.go"},
		{"a+(b).go", "a+(b).go", "aab.go"},
		{"**", "a.go x/y.go", ""},
		{"é/*", "é/a.go", "e/a.go"},
	} {
		re := settings.Pattern(test.pattern)
		for _, file := range strings.Fields(test.yes) {
			if !re.MatchString(file) {
				t.Errorf("%s does not match %s", test.pattern, file)
			}
		}
		for _, file := range strings.Fields(test.no) {
			if re.MatchString(file) {
				t.Errorf("%s matches %s", test.pattern, file)
			}
		}
	}
}

func TestSymbols(t *testing.T) {
	for _, test := range []struct{ text, pkg, typ, name string }{
		{"example.com/a/b.F", "example.com/a/b", "", "F"},
		{"example.com/a/b.(*T).M", "example.com/a/b", "T", "M"},
		{"example.com/a/b.(T).M", "example.com/a/b", "T", "M"},
		{"example.com/a/b.T.M", "example.com/a/b", "T", "M"},
		{"(*example.com/a/b.T).M", "example.com/a/b", "T", "M"},
		{"(example.com/a/b.T).M", "example.com/a/b", "T", "M"},
		{"(*gopkg.in/yaml.v3.Node).Decode", "gopkg.in/yaml.v3", "Node", "Decode"},
		{"gopkg.in/yaml.v3.Unmarshal", "gopkg.in/yaml.v3", "", "Unmarshal"},
		{"gopkg.in/yaml.v3", "gopkg.in/yaml.v3", "", ""},
		{"example.com/a/b", "example.com/a/b", "", ""},
		{"example.com/a/v2.F", "example.com/a/v2", "", "F"},
		{"strings.Index", "strings", "", "Index"},
		{"fmt", "fmt", "", ""},
		{"a b", "", "", ""},
		{"example.com/a.b.c.d", "", "", ""},
		{"example.com/a.", "", "", ""},
		{"example.com/a.(*T)", "", "", ""},
		{"(*T).M", "", "", ""},
		{"x(*T).M", "", "", ""},
		{"", "", "", ""},
	} {
		s := settings.Settings{NonDeciding: []string{test.text}}
		got := s.Symbols()
		if test.pkg == "" {
			if len(got) != 0 {
				t.Errorf("%q: got %+v", test.text, got)
			}
			if len(s.Check(nil)) == 0 {
				t.Errorf("%q: no problem", test.text)
			}
			continue
		}
		if len(got) != 1 || got[0].Package != test.pkg || got[0].Type != test.typ || got[0].Name != test.name {
			t.Errorf("%q: got %+v", test.text, got)
		}
	}
}

// Methods have rows for both of their names.
func TestCatalog(t *testing.T) {
	s := settings.Settings{
		Verifiers:        []settings.Verifier{{Function: "example.com/a.(*T).M", Proves: "proxy verified"}},
		Extractors:       []settings.Extractor{{Function: "example.com/a.F", Returns: "common name", Result: 1}},
		ForwardedHeaders: []settings.ForwardedHeader{{Name: "X-Acme", Holds: "verdict"}},
	}
	if problems := s.Check(nil); len(problems) > 0 {
		t.Fatal(problems)
	}
	x := catalog.New(s.Catalog())
	for _, symbol := range []string{"(*example.com/a.T).M", "(example.com/a.T).M"} {
		if rows := x.Rows(symbol); len(rows) != 1 || rows[0].Role != catalog.Check || rows[0].Aspect != catalog.Addr {
			t.Errorf("%s: got %+v", symbol, rows)
		}
	}
	if rows := x.Rows("example.com/a.F"); len(rows) != 1 || rows[0].Aspect != catalog.CN || rows[0].Result != 1 {
		t.Errorf("got %+v", rows)
	}
	if a, ok := x.HeaderAspect("x_acme"); !ok || a != catalog.Verdict {
		t.Errorf("got %v, %t", a, ok)
	}
	if _, ok := catalog.New().HeaderAspect("x_acme"); ok {
		t.Error("one project's headers are another's")
	}
}
