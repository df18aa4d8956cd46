// Package output writes the outcome of a run for people and for programs.
package output

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Report is the outcome of a run, with files relative to a folder. Its fields
// are those of the JSON format, which docs/json.md describes.
type Report struct {
	Version    int       `json:"version"`
	Findings   []Finding `json:"findings"`
	Suppressed []Finding `json:"suppressed"`
	Packages   int       `json:"packages"` // requested
	Analysed   int       `json:"analysed"`
	Errors     []Error   `json:"errors"`

	context      Context
	sources      *sources
	fingerprints map[string]bool // of all findings, whether they are reported or not
}

// Finding is one finding.
type Finding struct {
	Rule        string       `json:"rule"`
	Severity    string       `json:"severity"`
	Confidence  string       `json:"confidence"`
	Message     string       `json:"message"`
	File        string       `json:"file"`
	Line        int          `json:"line"`
	Column      int          `json:"column"` // in bytes, from 1
	EndLine     int          `json:"endLine"`
	EndColumn   int          `json:"endColumn"`
	Function    string       `json:"function"`
	WaysIn      [][]string   `json:"waysIn"`
	Platforms   []string     `json:"platforms,omitempty"` // those with the finding, if not all
	Related     []Related    `json:"related"`
	Fixes       []Fix        `json:"fixes"`
	URL         string       `json:"url"`
	Fingerprint string       `json:"fingerprint"`
	Suppression *Suppression `json:"suppression,omitempty"`

	Package string `json:"-"` // import path
}

// Related is a step of a finding's explanation.
type Related struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// Fix is a repair that is suggested for a finding.
type Fix struct {
	Message string `json:"message"`
	Edits   []Edit `json:"edits"`
}

// Edit replaces a piece of a file.
type Edit struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Text      string `json:"text"`

	Start, End int `json:"-"` // offsets
}

// Suppression says what silences a finding.
type Suppression struct {
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

// Error says what could not be loaded or analysed.
type Error struct {
	Package string `json:"package"`
	Message string `json:"message"`
}

// Context is what a report needs to know besides the result.
type Context struct {
	Dir     string         // absolute folder that files are relative to
	Root    string         // absolute folder of the repository, for formats that CI systems read; empty means Dir
	Rules   []report.Rule  // every rule
	Options report.Options // what is reported
	Version string         // of mtlslint
}

// rule returns the rule of that name.
func (c *Context) rule(name string) report.Rule {
	for _, r := range c.Rules {
		if r.Name == name {
			return r
		}
	}
	return report.Rule{Name: name}
}

// New makes a report of a result.
func New(res *driver.Result, c Context) *Report {
	if c.Root == "" {
		c.Root = c.Dir
	}
	r := &Report{
		Version:    1,
		Findings:   []Finding{},
		Suppressed: []Finding{},
		Packages:   res.Requested,
		Analysed:   res.Analysed,
		Errors:     []Error{},
		context:    c,
		sources:    &sources{dir: c.Dir},

		fingerprints: make(map[string]bool),
	}
	// Fingerprints must not depend on what is left out.
	all := make([]Finding, len(res.Findings))
	for i, f := range res.Findings {
		all[i] = c.finding(f)
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(all[a], all[b]) })
	number(all, order)
	for _, f := range all {
		r.fingerprints[f.Fingerprint] = true
	}
	for _, i := range order {
		f := res.Findings[i].Finding
		f, ok := c.Options.Judge(f, relative(cmp.Or(c.Options.Root, c.Dir), res.Findings[i].From.Filename))
		if !ok {
			continue
		}
		all[i].Severity = f.Severity.String()
		if f.Suppressed != nil {
			all[i].suppress(string(f.Suppressed.Kind), f.Suppressed.Reason)
			r.Suppressed = append(r.Suppressed, all[i])
			continue
		}
		r.Findings = append(r.Findings, all[i])
	}
	for _, e := range res.Errors {
		r.Errors = append(r.Errors, NewError(e, c.Dir))
	}
	return r
}

func compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
	)
}

// Found reports whether a finding has the fingerprint, be it reported or not.
func (r *Report) Found(fingerprint string) bool { return r.fingerprints[fingerprint] }

// Suppress moves the findings for which reason says so to those that are
// suppressed.
func (r *Report) Suppress(kind report.SuppressionKind, reason func(Finding) (string, bool)) {
	kept := []Finding{}
	for _, f := range r.Findings {
		if why, ok := reason(f); ok {
			f.suppress(string(kind), why)
			r.Suppressed = append(r.Suppressed, f)
			continue
		}
		kept = append(kept, f)
	}
	r.Findings = kept
	slices.SortStableFunc(r.Suppressed, compare)
}

// Keep leaves out the findings, suppressed or not, for which keep is false.
func (r *Report) Keep(keep func(Finding) bool) {
	drop := func(f Finding) bool { return !keep(f) }
	r.Findings = slices.DeleteFunc(r.Findings, drop)
	r.Suppressed = slices.DeleteFunc(r.Suppressed, drop)
}

func (f *Finding) suppress(kind, reason string) {
	f.Suppression = &Suppression{Kind: kind, Reason: Clean(reason)}
}

// NewError converts an error, with its file relative to dir.
func NewError(e driver.Error, dir string) Error {
	msg := e.Message
	if e.Position.IsValid() {
		e.Position.Filename = relative(dir, e.Position.Filename)
		msg = e.Position.String() + ": " + msg
	}
	return Error{Package: Clean(e.Package), Message: Clean(msg)}
}

func (c *Context) finding(f driver.Finding) Finding {
	to := f.To
	if !to.IsValid() || to.Filename != f.From.Filename {
		to = f.From
	}
	found := Finding{
		Rule:        f.Rule,
		Severity:    f.Severity.String(),
		Confidence:  f.Confidence.String(),
		Message:     Clean(f.Message),
		File:        relative(c.Dir, f.From.Filename),
		Line:        f.From.Line,
		Column:      f.From.Column,
		EndLine:     to.Line,
		EndColumn:   to.Column,
		Function:    Clean(f.Function),
		WaysIn:      [][]string{},
		Platforms:   f.Platforms,
		Related:     []Related{},
		Fixes:       []Fix{},
		URL:         c.rule(f.Rule).URL(),
		Fingerprint: identity(f),
		Package:     f.Package,
	}
	for _, way := range f.WaysIn {
		found.WaysIn = append(found.WaysIn, append([]string{}, way...))
	}
	for _, step := range f.Related {
		found.Related = append(found.Related, Related{
			File:    relative(c.Dir, step.Position.Filename),
			Line:    step.Position.Line,
			Column:  step.Position.Column,
			Message: Clean(step.Message),
		})
	}
	for _, repair := range f.Repairs {
		fix := Fix{Message: Clean(repair.Message), Edits: []Edit{}}
		for _, e := range repair.Edits {
			fix.Edits = append(fix.Edits, Edit{
				File: relative(c.Dir, e.From.Filename), Text: e.Text,
				Line: e.From.Line, Column: e.From.Column, EndLine: e.To.Line, EndColumn: e.To.Column,
				Start: e.From.Offset, End: e.To.Offset,
			})
		}
		found.Fixes = append(found.Fixes, fix)
	}
	return found
}

// Clean replaces what could control a terminal, break a line or turn the
// direction of text: much of what is written here comes from the code. It also
// breaks ##[, with which GitHub's runners begin commands anywhere in a line.
func Clean(s string) string {
	s = strings.ReplaceAll(s, "##[", "## [")
	return strings.Map(func(r rune) rune {
		if !plainRune(r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
}

// plainRune reports whether r neither controls a terminal, nor breaks a line, nor
// turns the direction of text.
func plainRune(r rune) bool {
	return !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r) && r != '\u2028' && r != '\u2029'
}

// CleanText is as Clean, for text of several lines with tabs.
func CleanText(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		for i, part := range strings.Split(strings.TrimSuffix(line, "\n"), "\t") {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(Clean(part))
		}
		if strings.HasSuffix(line, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
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

// repositoryFile returns a file of the report as seen from the repository's
// root.
func (r *Report) repositoryFile(file string) string {
	if path.IsAbs(file) || filepath.IsAbs(filepath.FromSlash(file)) {
		return file
	}
	return path.Join(relative(r.context.Root, r.context.Dir), file)
}

// identity is what makes a finding the same one in another version of the
// code: no line, no file, no place of the checkout, and no word of the message
// if the code there is known.
func identity(f driver.Finding) string {
	module := strings.NewReplacer()
	if f.Module != "" {
		module = strings.NewReplacer(f.Module+"/", "", f.Module+".", "")
	}
	neutral := func(s string) string {
		s = lineNumber.ReplaceAllString(module.Replace(s), ".go")
		return strings.Join(strings.Fields(s), " ")
	}
	what := f.Text
	if what == "" {
		what = neutral(f.Message)
	}
	return strings.Join([]string{f.Rule, strings.TrimPrefix(f.Package, f.Module), neutral(f.Function), what}, "\x00")
}

var lineNumber = regexp.MustCompile(`\.go:\d+(:\d+)?`)

// number turns the identities of findings into fingerprints: equal ones are
// numbered in order.
func number(findings []Finding, order []int) {
	count := make(map[string]int)
	for _, i := range order {
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
	known, silenced := 0, 0
	for _, f := range r.Suppressed {
		if f.Suppression.Kind == string(report.ByBaseline) {
			known++
		} else {
			silenced++
		}
	}
	if known > 0 {
		found += fmt.Sprintf(", %d in the baseline", known)
	}
	if silenced > 0 {
		found += fmt.Sprintf(", %d suppressed", silenced)
	}
	return fmt.Sprintf("%s in %d of %s analysed, %.1fs", found, r.Analysed, plural(r.Packages, "package"), elapsed.Seconds())
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Formats lists the names of the formats.
func Formats() []string {
	return []string{"text", "json", "sarif", "github", "gitlab", "checkstyle", "junit"}
}

// Write writes the report in a format. Style is for text alone.
func (r *Report) Write(w io.Writer, format string, style Style) error {
	switch format {
	case "text":
		return r.Text(w, style)
	case "json":
		return r.JSON(w)
	case "sarif":
		return r.SARIF(w)
	case "github":
		return r.GitHub(w)
	case "gitlab":
		return r.GitLab(w)
	case "checkstyle":
		return r.Checkstyle(w)
	case "junit":
		return r.JUnit(w)
	}
	return fmt.Errorf("unknown format %q: choose %s", format, strings.Join(Formats(), ", "))
}
