// Package output writes the outcome of a run for people and for programs.
package output

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Report is the outcome of a run, with files relative to a folder. Its fields
// are those of the JSON format, which docs/json.md describes.
type Report struct {
	Version  int       `json:"version"`
	Findings []Finding `json:"findings"`
	Packages int       `json:"packages"` // requested
	Analysed int       `json:"analysed"`
	Errors   []Error   `json:"errors"`
}

// Finding is one finding.
type Finding struct {
	Rule        string     `json:"rule"`
	Severity    string     `json:"severity"`
	Confidence  string     `json:"confidence"`
	Message     string     `json:"message"`
	File        string     `json:"file"`
	Line        int        `json:"line"`
	Column      int        `json:"column"` // in bytes, from 1
	EndLine     int        `json:"endLine"`
	EndColumn   int        `json:"endColumn"`
	Function    string     `json:"function"`
	WaysIn      [][]string `json:"waysIn"`
	Related     []Related  `json:"related"`
	URL         string     `json:"url"`
	Fingerprint string     `json:"fingerprint"`
}

// Related is a step of a finding's explanation.
type Related struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// Error says what could not be loaded or analysed.
type Error struct {
	Package string `json:"package"`
	Message string `json:"message"`
}

// New makes a report of a result. Files are relative to dir, which must be
// absolute; url returns the documentation of a rule.
func New(res *driver.Result, dir string, url func(rule string) string) *Report {
	r := &Report{
		Version:  1,
		Findings: []Finding{},
		Packages: res.Requested,
		Analysed: res.Analysed,
		Errors:   []Error{},
	}
	for _, f := range res.Findings {
		r.Findings = append(r.Findings, newFinding(f, dir, url))
	}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	number(r.Findings)
	for _, e := range res.Errors {
		r.Errors = append(r.Errors, NewError(e, dir))
	}
	return r
}

// NewError converts an error, with its file relative to dir.
func NewError(e driver.Error, dir string) Error {
	msg := e.Message
	if e.Position.IsValid() {
		e.Position.Filename = relative(dir, e.Position.Filename)
		msg = e.Position.String() + ": " + msg
	}
	return Error{Package: e.Package, Message: msg}
}

func newFinding(f driver.Finding, dir string, url func(string) string) Finding {
	to := f.To
	if !to.IsValid() || to.Filename != f.From.Filename {
		to = f.From
	}
	found := Finding{
		Rule:        f.Rule,
		Severity:    f.Severity.String(),
		Confidence:  f.Confidence.String(),
		Message:     f.Message,
		File:        relative(dir, f.From.Filename),
		Line:        f.From.Line,
		Column:      f.From.Column,
		EndLine:     to.Line,
		EndColumn:   to.Column,
		Function:    f.Function,
		WaysIn:      [][]string{},
		Related:     []Related{},
		URL:         url(f.Rule),
		Fingerprint: identity(f),
	}
	for _, way := range f.WaysIn {
		found.WaysIn = append(found.WaysIn, append([]string{}, way...))
	}
	for _, step := range f.Related {
		found.Related = append(found.Related, Related{
			File:    relative(dir, step.Position.Filename),
			Line:    step.Position.Line,
			Column:  step.Position.Column,
			Message: step.Message,
		})
	}
	return found
}

// relative returns file as seen from dir, with forward slashes.
func relative(dir, file string) string {
	if filepath.IsAbs(file) {
		if rel, err := filepath.Rel(dir, file); err == nil {
			file = rel
		}
	}
	return filepath.ToSlash(file)
}

// identity is what makes a finding the same one in another version of the
// code: no line, no file, no place of the checkout.
func identity(f driver.Finding) string {
	module := strings.NewReplacer()
	if f.Module != "" {
		module = strings.NewReplacer(f.Module+"/", "", f.Module+".", "")
	}
	neutral := func(s string) string {
		s = lineNumber.ReplaceAllString(module.Replace(s), ".go")
		return strings.Join(strings.Fields(s), " ")
	}
	folder := strings.TrimPrefix(f.Package, f.Module)
	return strings.Join([]string{f.Rule, folder, neutral(f.Function), neutral(f.Message)}, "\x00")
}

var lineNumber = regexp.MustCompile(`\.go:\d+(:\d+)?`)

// number turns the identities of sorted findings into fingerprints: equal
// ones are numbered.
func number(findings []Finding) {
	count := make(map[string]int)
	for i := range findings {
		f := &findings[i]
		id := f.Fingerprint
		sum := sha256.Sum256([]byte(id + "\x00" + strconv.Itoa(count[id])))
		f.Fingerprint = hex.EncodeToString(sum[:16])
		count[id]++
	}
}

// Summary says in one line what was found, in how much, and how long it took.
func (r *Report) Summary(elapsed time.Duration) string {
	found := "no findings"
	if n := len(r.Findings); n > 0 {
		var parts []string
		for l := report.High; l >= report.Low; l-- {
			count := 0
			for _, f := range r.Findings {
				if f.Severity == l.String() {
					count++
				}
			}
			if count > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", count, l))
			}
		}
		found = fmt.Sprintf("%s (%s)", plural(n, "finding"), strings.Join(parts, ", "))
	}
	return fmt.Sprintf("%s in %d of %s analysed, %.1fs", found, r.Analysed, plural(r.Packages, "package"), elapsed.Seconds())
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
