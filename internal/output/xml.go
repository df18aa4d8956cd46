package output

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Checkstyle writes the findings in the format of Checkstyle's XML reports,
// which many review tools read. Files are relative to the repository's root.
func (r *Report) Checkstyle(w io.Writer) error {
	type problem struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
	type file struct {
		Name     string    `xml:"name,attr"`
		Problems []problem `xml:"error"`
	}
	var doc struct {
		XMLName xml.Name `xml:"checkstyle"`
		Version string   `xml:"version,attr"`
		Files   []file   `xml:"file"`
	}
	doc.Version = "5.0"
	severity := map[string]string{"high": "error", "medium": "warning", "low": "info"}
	for _, f := range r.Findings {
		name := r.repositoryFile(f.File)
		if n := len(doc.Files); n == 0 || doc.Files[n-1].Name != name {
			doc.Files = append(doc.Files, file{Name: name})
		}
		last := &doc.Files[len(doc.Files)-1]
		last.Problems = append(last.Problems, problem{f.Line, f.Column, severity[f.Severity], f.Message + r.remarks(f), "mtlslint." + f.Rule})
	}
	return writeXML(w, doc)
}

// JUnit writes the report as test results, a suite a rule: each finding is a
// failed test, a rule without any a test that passed. What could not be
// analysed is an error.
func (r *Report) JUnit(w io.Writer) error {
	type outcome struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	type test struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		File    string   `xml:"file,attr,omitempty"`
		Line    int      `xml:"line,attr,omitempty"`
		Failure *outcome `xml:"failure"`
		Error   *outcome `xml:"error"`
	}
	type suite struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Cases    []test `xml:"testcase"`
	}
	var doc struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Suites   []suite  `xml:"testsuite"`
	}
	doc.Name = "mtlslint"
	add := func(s suite) {
		s.Tests = len(s.Cases)
		doc.Tests += s.Tests
		doc.Failures += s.Failures
		doc.Errors += s.Errors
		doc.Suites = append(doc.Suites, s)
	}
	for _, rule := range r.context.Rules {
		s := suite{Name: rule.Name}
		for _, f := range r.Findings {
			if f.Rule != rule.Name {
				continue
			}
			file := r.repositoryFile(f.File)
			text := fmt.Sprintf("%s:%d:%d: %s\n", Clean(file), f.Line, f.Column, f.Message+r.remarks(f))
			for _, step := range f.Related {
				text += fmt.Sprintf("%s:%d:%d: %s\n", Clean(r.repositoryFile(step.File)), step.Line, step.Column, step.Message)
			}
			s.Cases = append(s.Cases, test{
				Name: fmt.Sprintf("%s:%d", file, f.Line), Class: "mtlslint." + rule.Name, File: file, Line: f.Line,
				Failure: &outcome{Message: f.Message, Type: f.Severity, Text: text + f.URL},
			})
			s.Failures++
		}
		if len(s.Cases) == 0 {
			s.Cases = []test{{Name: rule.Name, Class: "mtlslint." + rule.Name}}
		}
		add(s)
	}
	if len(r.Errors) > 0 {
		s := suite{Name: "analysis", Errors: len(r.Errors)}
		for _, e := range r.Errors {
			s.Cases = append(s.Cases, test{Name: e.Package, Class: "mtlslint.analysis",
				Error: &outcome{Message: e.Message, Type: "error", Text: e.Message}})
		}
		add(s)
	}
	return writeXML(w, doc)
}

// writeXML writes v as indented XML. What could control a terminal is escaped.
func writeXML(w io.Writer, doc any) error {
	var b strings.Builder
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	b.WriteByte('\n')
	// Such characters occur in text alone.
	var out strings.Builder
	for _, c := range b.String() {
		if c != '\n' && !plainRune(c) {
			fmt.Fprintf(&out, "&#x%X;", c)
			continue
		}
		out.WriteRune(c)
	}
	_, err := io.WriteString(w, out.String())
	return err
}
