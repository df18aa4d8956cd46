// Package report is the one place that turns what a rule found into
// diagnostics: confidence, severity, links and related information.
package report

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/mounts"
)

// Level grades confidence and severity.
type Level uint8

// The levels, in ascending order.
const (
	Low Level = iota + 1
	Medium
	High
)

func (l Level) String() string {
	switch l {
	case Low:
		return "low"
	case Medium:
		return "medium"
	case High:
		return "high"
	}
	return "unknown"
}

// ParseLevel returns the level with the given name.
func ParseLevel(s string) (Level, bool) {
	for l := Low; l <= High; l++ {
		if l.String() == s {
			return l, true
		}
	}
	return 0, false
}

// Repair is a suggested fix with its places resolved.
type Repair struct {
	Message string
	Edits   []Edit // not overlapping
}

// Edit replaces the text between two positions of a file.
type Edit struct {
	From, To token.Position // To is after the last character
	Text     string
}

// Repairs resolves the suggested fixes of f.
func (f Finding) Repairs(fset *token.FileSet) []Repair {
	var out []Repair
	for _, fix := range f.Fixes {
		r := Repair{Message: fix.Message}
		for _, e := range fix.TextEdits {
			end := e.End
			if !end.IsValid() {
				end = e.Pos
			}
			r.Edits = append(r.Edits, Edit{fset.PositionFor(e.Pos, false), fset.PositionFor(end, false), string(e.NewText)})
		}
		out = append(out, r)
	}
	return out
}

// Rule describes a rule to people and to reports.
type Rule struct {
	Name     string
	Title    string // one line, no full stop
	Severity Level  // of a plain finding
	CWE      []int
	OWASP    []string
	Since    string // version that introduced it
	Doc      string // Go doc comment text of the rule's package
}

// URL is the rule's section of the documentation.
func (r Rule) URL() string {
	return "https://github.com/mtlslint/mtlslint/blob/main/docs/rules.md#" + r.Name
}

// Step is one step of an explanation. Its position may lie in another package
// than the one under analysis.
type Step struct {
	Position token.Position
	Message  string
}

// Finding is one defect at one place.
type Finding struct {
	Rule       string
	Severity   Level
	Confidence Level
	Message    string // one sentence, lower case, no full stop
	Pos, End   token.Pos
	Function   string     // as types.Func.FullName, or empty
	WaysIn     [][]string // the gate's ways in, each a list of evidence
	Related    []Step     // source, steps, decision, allow
	Fixes      []analysis.SuggestedFix

	// Offered says where the finding would be none: its gate is offered to other
	// packages, and right if all of them mount it so.
	Offered mounts.Offer `json:",omitzero"`

	// Text is the code at the finding's place, in one form however it is laid
	// out: it tells findings apart when lines move. The reporter fills it in.
	Text string
	// Suppressed says what silences the finding, if anything does. The
	// reporter reports no diagnostic for it.
	Suppressed *Suppression
}
