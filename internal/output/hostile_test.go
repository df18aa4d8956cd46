package output_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"go/token"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/report"
)

// evil holds what some format gives a meaning: it comes from names of files,
// identifiers and strings of the code that is analysed, or from its comments.
const evil = "\x1b[31m\x07\r\n::error file=a::b\n##[group]c]]></failure><x a=\"b\">'&,:%0A [link](https://evil.example) \u202egp\u2028\xff\u0085{0}"

// evilFile is one that a file system takes.
const evilFile = "::stop-commands::\x1b[2J\n##[warning]<a b='c'>&,%0A[x](y)\xff.go"

// hostile is a result in which every string is hostile.
func hostile(dir string) *driver.Result {
	at := token.Position{Filename: filepath.Join(dir, evilFile), Line: 1, Column: 1}
	return &driver.Result{
		Findings: []driver.Finding{{
			Finding: report.Finding{
				Rule: "certpresence", Severity: report.High, Confidence: report.High,
				Message: "a" + evil, Function: "b" + evil,
				WaysIn:  [][]string{{"cert present"}},
				Related: []report.Step{{Position: at, Message: "c" + evil}},
			},
			Package: "example.com/d" + evil, Module: "example.com", From: at,
			Repairs: []report.Repair{{Message: "e" + evil, Edits: []report.Edit{{From: at, To: at, Text: "f" + evil}}}},
		}, {
			Finding: report.Finding{
				Rule: "certpresence", Severity: report.High, Confidence: report.High, Message: "g",
				Suppressed: &report.Suppression{Kind: report.ByDirective, Reason: "h" + evil},
			},
			Package: "example.com", From: at,
		}},
		Errors:    []driver.Error{{Package: "i" + evil, Message: "j" + evil, Position: at}},
		Requested: 1, Analysed: 1,
	}
}

// Nothing that comes from the code breaks out of a format.
func TestHostile(t *testing.T) {
	dir := sampleDir(t)
	r := output.New(hostile(dir), context(dir))
	for _, format := range output.Formats() {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			if err := r.Write(&b, format, output.Style{Excerpt: true}); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			for _, c := range []string{"\x1b", "\x07", "\r", "\u202e", "\u2028", "\u0085"} {
				if strings.Contains(text, c) {
					t.Errorf("%q comes through:\n%s", c, text)
				}
			}
			commands := 0
			for line := range strings.Lines(text) {
				if strings.HasPrefix(strings.TrimSpace(line), "::") {
					commands++
				}
			}
			if want := map[string]int{"github": 2}[format]; commands != want {
				t.Errorf("%d workflow commands, want %d:\n%s", commands, want, text)
			}
			if (format == "text" || format == "github") && strings.Contains(text, "##[") {
				t.Errorf("a command comes through:\n%s", text)
			}
			switch format {
			case "text":
				if n := strings.Count(text, "\n"); n != 3 { // finding, ways in, step
					t.Errorf("%d lines:\n%s", n, text)
				}
			case "json", "sarif", "gitlab":
				if !json.Valid(b.Bytes()) {
					t.Errorf("not valid:\n%s", text)
				}
			case "checkstyle", "junit":
				elements(t, text)
			}
		})
	}
	if s := r.Summary(0); strings.Count(s, "\n") != 0 {
		t.Errorf("the summary is %q", s)
	}
}

func TestCleanText(t *testing.T) {
	if got := output.CleanText("a\tb\x1b\n\n\t##[c\r\nd"); got != "a\tb\ufffd\n\n\t## [c\ufffd\nd" {
		t.Errorf("got %q", got)
	}
}

// elements checks that a document is well formed and has no element that is
// not ours.
func elements(t *testing.T, text string) {
	t.Helper()
	ours := map[string]bool{"checkstyle": true, "file": true, "error": true, "testsuites": true, "testsuite": true, "testcase": true, "failure": true}
	dec := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		if start, ok := token.(xml.StartElement); ok && !ours[start.Name.Local] {
			t.Errorf("element %s:\n%s", start.Name.Local, text)
		}
	}
}

// A message has no links in SARIF, whose viewers show them.
func TestSARIFLinks(t *testing.T) {
	dir := sampleDir(t)
	var b bytes.Buffer
	if err := output.New(hostile(dir), context(dir)).SARIF(&b); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Runs []struct {
			Results []struct {
				Message struct{ Text, Markdown string }
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	m := doc.Runs[0].Results[0].Message
	if strings.Contains(m.Text, "[link]") || !strings.Contains(m.Text, `\[link\]`) || m.Markdown != "" {
		t.Errorf("got %+v", m)
	}
}
