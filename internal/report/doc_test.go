package report

import (
	"strings"
	"testing"
)

const source = `// Package rule reports a flaw.
//
// # What it reports
//
// This:
//
//   - one;
//   - two.
//
// # Bad
//
// Not so.
//
//	package bad
//
//	var x = 1
//
// # Good
//
// So.
//
//	package good
package rule

import _ "embed"

//go:embed doc.go
var doc string
`

func TestDocOf(t *testing.T) {
	doc := DocOf(source)
	if !strings.HasPrefix(doc, "Package rule reports a flaw.\n\n# What it reports\n") || strings.Contains(doc, "embed") {
		t.Errorf("DocOf gives %q", doc)
	}
	for _, src := range []string{"", "not Go", "package rule\n"} {
		if got := DocOf(src); got != "" {
			t.Errorf("DocOf(%q) = %q, want nothing", src, got)
		}
	}
}

func TestCode(t *testing.T) {
	doc := DocOf(source)
	for _, test := range []struct{ heading, want string }{
		{"Bad", "package bad\n\nvar x = 1\n"},
		{"Good", "package good\n"},
		{"What it reports", ""},
		{"Ugly", ""},
	} {
		got, ok := Code(doc, test.heading)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("Code(%q) = %q, %t, want %q", test.heading, got, ok, test.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	const want = `Package rule reports a flaw.

### What it reports

This:

  - one;
  - two.

### Bad

Not so.

` + "```go\npackage bad\n\nvar x = 1\n```" + `

### Good

So.

` + "```go\npackage good\n```\n"
	if got := Markdown(DocOf(source), 3); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestText(t *testing.T) {
	const want = `Package rule reports a flaw.

# What it reports

This:

  - one;
  - two.

# Bad

Not so.

	package bad

	var x = 1

# Good

So.

	package good
`
	if got := Text(DocOf(source)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
