package output_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update rewrites it); got\n%s", file, got)
	}
}

// source is what the findings are in.
const source = `package auth

func Check(next Handler, r *Request) {
	if len(r.TLS.PeerCertificates) > 0 {
		next.Serve("é", r.Certificate) // \x1b[31m
	}
}
`

// sample is a result in the folder dir.
func sample(dir string) *driver.Result {
	file := filepath.Join(dir, "auth", "auth.go")
	at := func(line, column int) token.Position {
		return token.Position{Filename: file, Line: line, Column: column}
	}
	return &driver.Result{
		Findings: []driver.Finding{
			{
				Finding: report.Finding{
					Rule: "orauth", Severity: report.Medium, Confidence: report.High,
					Message:  "an API key does the same as the certificate",
					Function: "(*example.com/m/auth.A).Check",
					WaysIn:   [][]string{{"cert present"}, {"api key", "session"}, {}},
					Related: []report.Step{
						{Position: at(4, 5), Message: "the certificate"},
						{Position: token.Position{Filename: filepath.Join(filepath.Dir(dir), "lib", "lib.go"), Line: 1, Column: 2}, Message: "the <key>"},
					},
				},
				Package: "example.com/m/auth", Module: "example.com/m",
				From: at(5, 3), To: at(5, 33),
				Repairs: []report.Repair{{Message: "pass the leaf", Edits: []report.Edit{
					{From: token.Position{Filename: file, Line: 5, Column: 19, Offset: 111}, To: token.Position{Filename: file, Line: 5, Column: 32, Offset: 124}, Text: "leaf"},
					{From: at(7, 1), To: at(7, 2)},
				}}},
			},
			{
				Finding: report.Finding{
					Rule: "certpresence", Severity: report.High, Confidence: report.Medium,
					Message:  "any client certificate passes",
					Function: "example.com/m/auth.Check",
				},
				Package: "example.com/m/auth", Module: "example.com/m",
				From: at(4, 5), To: at(6, 3),
				Platforms: []string{"linux/amd64", "windows/arm64"},
			},
			{
				Finding: report.Finding{
					Rule: "cnidentity", Severity: report.Medium, Confidence: report.High,
					Message:    "the common name decides",
					Function:   "example.com/m/auth.Check",
					Suppressed: &report.Suppression{Kind: report.ByDirective, Reason: "names of machines"},
				},
				Package: "example.com/m/auth", Module: "example.com/m",
				From: at(5, 3), To: at(5, 33),
			},
			{
				Finding: report.Finding{Rule: "certpresence", Severity: report.Low, Confidence: report.Low, Message: "a place that is not there"},
				Package: "example.com/m/auth",
				From:    at(400, 1),
			},
		},
		Errors: []driver.Error{
			{Package: "example.com/m/broken", Position: token.Position{Filename: filepath.Join(dir, "b.go"), Line: 1, Column: 2}, Message: "undefined: x"},
			{Package: "./nowhere", Message: "no such folder"},
		},
		Requested: 42,
		Analysed:  41,
	}
}

var rules = []report.Rule{
	{Name: "certpresence", Title: "a certificate's presence taken as authorization", Severity: report.High, CWE: []int{862}, Doc: "Package certpresence reports gates.\n\n# Why\n\nA reason.\n"},
	{Name: "cnidentity", Title: "the common name", Severity: report.Medium, CWE: []int{290}},
	{Name: "orauth", Title: "alternatives", Severity: report.Low},
}

func context(dir string) output.Context {
	return output.Context{Dir: dir, Rules: rules, Version: "v1.2.3"}
}

func sampleDir(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "work")
	if err := os.MkdirAll(filepath.Join(dir, "auth"), 0o777); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(source, `\x1b`, "\x1b")
	if err := os.WriteFile(filepath.Join(dir, "auth", "auth.go"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFormats(t *testing.T) {
	dir := sampleDir(t)
	r := output.New(sample(dir), context(dir))
	for _, test := range []struct {
		file  string
		write func(*bytes.Buffer) error
	}{
		{"report.json", func(b *bytes.Buffer) error { return r.JSON(b) }},
		{"report.txt", func(b *bytes.Buffer) error { return r.Text(b, output.Style{}) }},
		{"excerpt.txt", func(b *bytes.Buffer) error { return r.Text(b, output.Style{Excerpt: true}) }},
		{"report.sarif", func(b *bytes.Buffer) error { return r.SARIF(b) }},
		{"github.txt", func(b *bytes.Buffer) error { return r.GitHub(b) }},
		{"gitlab.json", func(b *bytes.Buffer) error { return r.GitLab(b) }},
		{"checkstyle.xml", func(b *bytes.Buffer) error { return r.Checkstyle(b) }},
		{"junit.xml", func(b *bytes.Buffer) error { return r.JUnit(b) }},
		{"colour.txt", func(b *bytes.Buffer) error { return r.Text(b, output.Style{Excerpt: true, Colour: true}) }},
	} {
		var b bytes.Buffer
		if err := test.write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, test.file, b.Bytes())
		if strings.Contains(b.String(), "\x1b") && test.file != "colour.txt" {
			t.Errorf("%s has control characters", test.file)
		}
	}
}

// An empty report has lists, not nulls.
func TestEmpty(t *testing.T) {
	var b bytes.Buffer
	if err := output.New(&driver.Result{}, context(t.TempDir())).JSON(&b); err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, b.Bytes()); err != nil {
		t.Fatal(err)
	}
	want := `{"version":1,"findings":[],"suppressed":[],"packages":0,"analysed":0,"errors":[]}`
	if compact.String() != want {
		t.Errorf("got %s want %s", compact.String(), want)
	}
}

func TestSummary(t *testing.T) {
	dir := t.TempDir()
	all := sample(dir)
	one := *all
	one.Findings, one.Requested, one.Analysed = one.Findings[:1], 1, 1
	for _, test := range []struct {
		res  *driver.Result
		want string
	}{
		{all, "3 findings (1 high, 1 medium, 1 low), 1 suppressed in 41 of 42 packages analysed, 1.2s"},
		{&one, "1 finding (1 medium) in 1 of 1 package analysed, 1.2s"},
		{&driver.Result{Requested: 2, Analysed: 2}, "no findings in 2 of 2 packages analysed, 1.2s"},
	} {
		if got := output.New(test.res, context(dir)).Summary(1234 * time.Millisecond); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// Fingerprints stay when code moves to other lines, files and folders, and
// when its module is renamed. They differ between findings, equal ones too.
func TestFingerprint(t *testing.T) {
	find := func(dir, file, module, message string, line int) driver.Finding {
		return driver.Finding{
			Finding: report.Finding{Rule: "r", Message: message, Function: "(" + module + "/p.T).F"},
			Package: module + "/p", Module: module,
			From: token.Position{Filename: filepath.Join(dir, file), Line: line, Column: 1},
		}
	}
	prints := func(dir string, findings ...driver.Finding) (prints []string) {
		for _, f := range output.New(&driver.Result{Findings: findings}, context(dir)).Findings {
			prints = append(prints, f.Fingerprint)
		}
		return prints
	}
	d := t.TempDir()
	before := prints(d,
		find(d, "a.go", "example.com/m", "bad since a.go:10:3", 1),
		find(d, "a.go", "example.com/m", "bad since a.go:10:3", 7),
		find(d, "a.go", "example.com/m", "worse", 9))
	if before[0] == before[1] || before[1] == before[2] || len(before[0]) != 32 {
		t.Errorf("got %q", before)
	}
	e := t.TempDir()
	after := prints(e,
		find(e, "b.go", "example.com/fork", "bad since a.go:20:9", 101),
		find(e, "b.go", "example.com/fork", "bad  since a.go:20:9", 107),
		find(e, "b.go", "example.com/fork", "worse", 109))
	for i := range before {
		if before[i] != after[i] {
			t.Errorf("fingerprint %d changed", i)
		}
	}
}
