package report

import (
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// A comment silences what it names, where it stands, and gives a reason; nothing
// else does.
func FuzzDirective(f *testing.F) {
	for _, text := range []string{
		"//mtlslint:ignore orauth the key is the machine's", "//mtlslint:ignore orauth,certpresence both // really", "//mtlslint:ignore", "// mtlslint:ignore orauth why",
		"//mtlslint:ignored orauth why", "//mtlslint:ignore ,, why", "//mtlslint:ignore suppression why", "//mtlslint:ignore\torauth\twhy", "//nolint", "//nolint:mtlslint,gosec // why",
		"// nolint: all", "//nolint:errcheck", "//nolintlint", "//nolint:MTLSLINT", "// #nosec G402 -- why", "/* #nosec */", "// #nosecure", "/* #nosec G101, mtlslint -- a */", "//mtlslint:ignore orauth why //",
	} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, alone bool) {
		if strings.ContainsAny(text, "\n\r") || !strings.HasPrefix(text, "//") && !(strings.HasPrefix(text, "/*") && strings.Index(text[2:], "*/") == len(text)-4) {
			return // several comments, or lines, or none
		}
		src := "package p\n\nfunc f() {\n\tg()\n\th() " + text + "\n\ti()\n\tj()\n}\n"
		if alone {
			src = "package p\n\nfunc f() {\n\tg()\n\n\t" + text + "\n\ti()\n\tj()\n}\n"
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "a.go", src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return
		}
		ds := Directives(fset, file)
		if len(ds) > 1 {
			t.Fatalf("%q: %d directives", text, len(ds))
		}
		about := 5 // the line that the comment is about
		if alone {
			about = 7
		}
		for _, d := range ds {
			for line := 1; line <= 9; line++ {
				for _, rule := range append([]string{"orauth", "certpresence", "", SuppressionRule}, d.Rules...) {
					covers := d.Covers(rule, line, line)
					want := d.Problem == "" && line == about && (d.Kind != ByDirective || slices.Contains(d.Rules, rule))
					if covers != want {
						t.Errorf("%q covers %q in line %d: %t", text, rule, line, covers)
					}
				}
			}
			body := strings.TrimLeft(text[2:], " \t\n\f\r") // what \s is in a regular expression
			switch d.Kind {
			case ByDirective:
				if !strings.HasPrefix(body, "mtlslint:ignore") {
					t.Errorf("%q is taken for a directive", text)
				}
				if d.Problem == "" && (body != text[2:] || len(d.Rules) == 0 || slices.Contains(d.Rules, "") || strings.TrimSpace(d.Reason) == "" || slices.Contains(d.Rules, SuppressionRule)) {
					t.Errorf("%q silences %q because of %q", text, d.Rules, d.Reason)
				}
				for _, r := range d.Rules {
					if strings.ContainsAny(r, ", \t") || !strings.Contains(text, r) {
						t.Errorf("%q names %q", text, r)
					}
				}
				if !strings.Contains(strings.ReplaceAll(text, "\t", " "), d.Reason) {
					t.Errorf("%q gives the reason %q", text, d.Reason)
				}
			case ByNolint:
				if !strings.HasPrefix(body, "nolint") {
					t.Fatalf("%q is taken for nolint", text)
				}
				if names, ok := strings.CutPrefix(body, "nolint:"); ok {
					names, _, _ = strings.Cut(names, "//")
					if lower := strings.ToLower(names); !strings.Contains(lower, "mtlslint") && !strings.Contains(lower, "all") {
						t.Errorf("%q names others, and silences", text)
					}
				}
			case ByNosec:
				if !strings.HasPrefix(body, "#nosec") {
					t.Errorf("%q is taken for #nosec", text)
				}
			default:
				t.Errorf("%q is of kind %q", text, d.Kind)
			}
			if d.Kind != ByDirective && (d.Problem != "" || len(d.Rules) > 0) {
				t.Errorf("%q of others: %+v", text, d)
			}
		}
		if rest, ok := strings.CutPrefix(text, Marker+"ignore "); ok && len(ds) == 0 {
			t.Errorf("%q is not taken for a directive", rest)
		}
	})
}

// What is written as a directive is read as it was meant.
func FuzzIgnore(f *testing.F) {
	f.Add("orauth", "certpresence", "the key is the machine's")
	f.Add("a", "", "see https://example.com/1 // no")
	f.Fuzz(func(t *testing.T, one, two, reason string) {
		word := func(s string) bool {
			return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
		}
		if reason = strings.Join(strings.Fields(reason), " "); !word(one) || two != "" && !word(two) || reason == "" || one == SuppressionRule || two == SuppressionRule {
			return
		}
		names := []string{one}
		if two != "" {
			names = append(names, two)
		}
		d := parseDirective(Marker + "ignore " + strings.Join(names, ",") + " " + reason)
		want, _, _ := strings.Cut(" "+reason+" ", " //")
		want = strings.TrimSpace(want)
		if d == nil || d.Kind != ByDirective || !slices.Equal(d.Rules, names) || d.Reason != want || (d.Problem == "") != (want != "") {
			t.Errorf("%q %q: got %+v", names, reason, d)
		}
	})
}
