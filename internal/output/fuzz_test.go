package output_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"go/token"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Whatever stands in code, a report is one that its readers understand, and says
// what was found: each format is read again, as its readers do.
func FuzzFormats(f *testing.F) {
	f.Add("a"+evil, "b"+evil, "c"+evil, "d"+evil, evilFile, "x "+evil+"\n")
	f.Add("any certificate passes", "m.F", "names of machines", "r.TLS", "auth.go", "package auth\n")
	f.Add("", "", "", "", "a", "")
	f.Add("a", "b", "c", "d", "\u0085\u202e\u2028\t\n.go", "")
	f.Add("]]>", "\\", "[a](b)", "%25", " ", "\t\t")
	f.Add("##[##[", "#\x00#[", "\ufffe\uffff", "\u0085", ".go,line=1::", "\u202e")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, message, function, reason, edit, file, source string) {
		if len(file) > 200 || strings.ContainsAny(file, "/\x00") || file == "" || file == "." || file == ".." {
			return // no file's name
		}
		name := filepath.Join(dir, file)
		if err := os.WriteFile(name, []byte(source), 0o666); err != nil {
			return // not on this file system
		}
		defer os.Remove(name)
		at := token.Position{Filename: name, Line: 1, Column: 2}
		r := output.New(&driver.Result{
			Findings: []driver.Finding{{
				Finding: report.Finding{
					Rule: "certpresence", Severity: report.High, Confidence: report.High, Message: message, Function: function,
					WaysIn: [][]string{{"cert present"}}, Related: []report.Step{{Position: at, Message: message}},
				},
				Package: "example.com/" + function, Module: "example.com", From: at,
				Repairs: []report.Repair{{Message: message, Edits: []report.Edit{{From: at, To: at, Text: edit}}}},
			}, {
				Finding: report.Finding{Rule: "orauth", Message: message, Suppressed: &report.Suppression{Kind: report.ByDirective, Reason: reason}},
				Package: "example.com", From: at,
			}},
			Errors:    []driver.Error{{Package: function, Message: message, Position: at}},
			Requested: 1, Analysed: 1,
		}, context(dir))
		c := claims{message: output.Clean(message), function: output.Clean(function), reason: output.Clean(reason), edit: valid(edit), file: file, lines: 5}
		if strings.ContainsFunc(c.message+c.function+c.reason, control) {
			t.Errorf("cleaned: %q %q %q", c.message, c.function, c.reason)
		}
		for format, check := range map[string]func(*testing.T, string){
			"text": c.text, "json": c.json, "sarif": c.sarif, "github": c.github, "gitlab": c.gitlab, "checkstyle": c.checkstyle, "junit": c.junit,
		} {
			var b bytes.Buffer
			if err := r.Write(&b, format, output.Style{Excerpt: true}); err != nil {
				t.Errorf("%s: %v", format, err)
			}
			text := b.String()
			if !utf8.ValidString(text) {
				t.Errorf("%s: not UTF-8: %q", format, text)
			}
			if i := strings.IndexFunc(text, control); i >= 0 {
				t.Errorf("%s: %q comes through: %q", format, text[i:min(i+4, len(text))], text)
			}
			if format != "github" {
				for line := range strings.Lines(text) {
					if strings.HasPrefix(strings.TrimSpace(line), "::") {
						t.Errorf("%s: a command: %q", format, line)
					}
				}
			}
			check(t, text)
		}
		if s := r.Summary(0); strings.ContainsFunc(s, control) || strings.Contains(s, "\n") {
			t.Errorf("the summary is %q", s)
		}
	})
}

// control reports whether r is none that text should hold, besides line feeds.
func control(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// valid is what encoders make of s that is not UTF-8.
func valid(s string) string { return string([]rune(s)) }

// claims is what a report has to say.
type claims struct {
	message, function, reason, edit, file string
	lines                                 int
}

const ways = ". Ways in: cert present"

func (c claims) text(t *testing.T, text string) {
	if n := strings.Count(text, "\n"); n != c.lines {
		t.Errorf("%d lines, want %d: %q", n, c.lines, text)
	}
	file := output.Clean(c.file)
	if strings.HasPrefix(c.file+":", "::") {
		file = "./" + file
	}
	if want := file + ":1:2: " + c.message + " (certpresence)\n"; !strings.HasPrefix(text, want) {
		t.Errorf("got %q, want %q", text, want)
	}
	if strings.Contains(text, "##[") {
		t.Errorf("a command: %q", text)
	}
}

func (c claims) json(t *testing.T, text string) {
	var doc output.Report
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v: %q", err, text)
	}
	if len(doc.Findings) != 1 || len(doc.Suppressed) != 1 || len(doc.Errors) != 1 {
		t.Fatalf("got %+v", doc)
	}
	f := doc.Findings[0]
	if f.Message != c.message || f.Function != c.function || f.File != valid(c.file) || f.Fixes[0].Edits[0].Text != c.edit || f.Related[0].Message != c.message {
		t.Errorf("got %+v, want %+v", f, c)
	}
	if s := doc.Suppressed[0].Suppression; s.Reason != c.reason {
		t.Errorf("got %+v, want %+v", s, c)
	}
	if e := doc.Errors[0]; e.Package != c.function || !strings.HasSuffix(e.Message, c.message) {
		t.Errorf("got %+v, want %+v", e, c)
	}
}

func (c claims) sarif(t *testing.T, text string) {
	type location struct {
		PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
		LogicalLocations []struct{ FullyQualifiedName string }
		Message          struct{ Text string }
	}
	var doc struct {
		Runs []struct {
			Results []struct {
				RuleID       string
				Message      struct{ Text, Markdown string }
				Locations    []location
				Related      []location `json:"relatedLocations"`
				Suppressions []struct{ Justification string }
				Fixes        []struct {
					ArtifactChanges []struct {
						Replacements []struct{ InsertedContent struct{ Text string } }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v: %q", err, text)
	}
	if len(doc.Runs) != 1 || len(doc.Runs[0].Results) != 2 {
		t.Fatalf("got %+v", doc)
	}
	for _, r := range doc.Runs[0].Results {
		said, ok := unlinked(r.Message.Text)
		switch want := c.message; {
		case !ok || r.Message.Markdown != "":
			t.Errorf("a link: %q", r.Message.Text)
		case r.RuleID == "certpresence" && !same(said, want+ways+"."), r.RuleID != "certpresence" && !same(strings.TrimSuffix(said, "."), strings.TrimSuffix(want, ".")):
			t.Errorf("got %q, want %q", said, want)
		}
		uri, err := url.Parse(r.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		if err != nil || uri.Scheme != "" || uri.Host != "" || strings.TrimPrefix(uri.Path, "./") != c.file || uri.RawQuery != "" || uri.Fragment != "" {
			t.Errorf("%v: %q, want %q", err, r.Locations[0].PhysicalLocation.ArtifactLocation.URI, c.file)
		}
		if r.RuleID != "certpresence" {
			if len(r.Suppressions) != 1 || r.Suppressions[0].Justification != c.reason {
				t.Errorf("got %+v, want %q", r.Suppressions, c.reason)
			}
			continue
		}
		if c.function != "" && r.Locations[0].LogicalLocations[0].FullyQualifiedName != c.function {
			t.Errorf("got %+v, want %q", r.Locations[0], c.function)
		}
		if said, ok := unlinked(r.Related[0].Message.Text); !ok || !same(strings.TrimSuffix(said, "."), strings.TrimSuffix(c.message, ".")) {
			t.Errorf("got %q, want %q", r.Related[0].Message.Text, c.message)
		}
		if got := r.Fixes[0].ArtifactChanges[0].Replacements[0].InsertedContent.Text; got != c.edit {
			t.Errorf("got %q, want %q", got, c.edit)
		}
	}
}

// unlinked undoes the escaping of a message in SARIF; ok is false if a bracket is
// not escaped.
func unlinked(s string) (text string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[', ']':
			return "", false
		case '\\':
			i++
			if i == len(s) {
				return "", false
			}
		}
		b.WriteByte(s[i])
	}
	return b.String(), true
}

// same compares but for the case of the first letter.
func same(got, want string) bool {
	if want == "" || got == "" {
		return got == want
	}
	r, n := utf8.DecodeRuneInString(want)
	return got == string(unicode.ToUpper(r))+want[n:]
}

// github reads workflow commands as the runner does.
func (c claims) github(t *testing.T, text string) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines: %q", len(lines), text)
	}
	for i, line := range lines {
		command, data, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
		name, list, _ := strings.Cut(command, " ")
		if !ok || name != "error" || strings.Contains(line, "##[") {
			t.Fatalf("got %q", line)
		}
		properties := map[string]string{}
		for _, p := range strings.Split(list, ",") {
			k, v, ok := strings.Cut(p, "=")
			if !ok {
				t.Errorf("got %q", line)
			}
			properties[k] = unescape(v)
		}
		said := strings.Split(unescape(data), "\n")
		if i == 1 {
			if len(properties) != 1 || len(said) != 1 || !strings.HasPrefix(said[0], c.function+": ") || !strings.HasSuffix(said[0], c.message) {
				t.Errorf("got %q", line)
			}
			continue
		}
		if len(properties) != 4 || properties["file"] != output.Clean(c.file) || properties["line"] != "1" || properties["title"] != "mtlslint: certpresence" {
			t.Errorf("got %q", properties)
		}
		if len(said) != 3 || said[0] != c.message+ways || said[1] != output.Clean(c.file)+":1:2: "+c.message {
			t.Errorf("got %q", said)
		}
	}
}

func unescape(s string) string {
	return strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",").Replace(s)
}

func (c claims) gitlab(t *testing.T, text string) {
	var doc []struct {
		Description, Fingerprint string
		Location                 struct{ Path string }
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v: %q", err, text)
	}
	if len(doc) != 1 || doc[0].Description != c.message+ways || doc[0].Location.Path != valid(c.file) || doc[0].Fingerprint == "" {
		t.Errorf("got %+v, want %+v", doc, c)
	}
}

func (c claims) checkstyle(t *testing.T, text string) {
	var doc struct {
		XMLName xml.Name `xml:"checkstyle"`
		Files   []struct {
			Name   string `xml:"name,attr"`
			Errors []struct {
				Message string `xml:"message,attr"`
			} `xml:"error"`
		} `xml:"file"`
	}
	elements(t, text)
	if err := xml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v: %q", err, text)
	}
	if len(doc.Files) != 1 || len(doc.Files[0].Errors) != 1 || doc.Files[0].Name != chars(c.file) || doc.Files[0].Errors[0].Message != chars(c.message+ways) {
		t.Errorf("got %+v, want %+v", doc, c)
	}
}

func (c claims) junit(t *testing.T, text string) {
	var doc struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []struct {
			Cases []struct {
				Name    string `xml:"name,attr"`
				File    string `xml:"file,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
				Error *struct {
					Message string `xml:"message,attr"`
				} `xml:"error"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	elements(t, text)
	if err := xml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v: %q", err, text)
	}
	failures, errs := 0, 0
	for _, s := range doc.Suites {
		for _, tc := range s.Cases {
			if e := tc.Error; e != nil {
				errs++
				if tc.Name != chars(c.function) || !strings.HasSuffix(e.Message, chars(c.message)) {
					t.Errorf("got %+v %+v, want %+v", tc, e, c)
				}
			}
			if f := tc.Failure; f != nil {
				failures++
				text := fmt.Sprintf("%[1]s:1:2: %[2]s%[3]s\n%[1]s:1:2: %[2]s\n", output.Clean(c.file), c.message, ways)
				if tc.File != chars(c.file) || f.Message != chars(c.message) || !strings.HasPrefix(f.Text, chars(text)) {
					t.Errorf("got %+v %+v, want %+v", tc, f, c)
				}
			}
		}
	}
	if failures != 1 || errs != 1 {
		t.Errorf("%d failures and %d errors: %q", failures, errs, text)
	}
}

// chars is what XML can say of s.
func chars(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 {
			return r
		}
		return unicode.ReplacementChar
	}, valid(s))
}
