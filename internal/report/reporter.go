package report

import (
	"go/ast"
	"go/token"
	"sort"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Reporter collects a rule's findings in one package and reports those that
// the options let through.
type Reporter struct {
	pass     *analysis.Pass
	rule     Rule
	options  Options
	files    map[string]*ast.File
	findings []Finding
	seen     map[string]bool
}

// NewReporter returns a reporter for one rule in the package of a pass.
func NewReporter(pass *analysis.Pass, rule Rule, options Options) *Reporter {
	r := &Reporter{pass: pass, rule: rule, options: options, files: map[string]*ast.File{}, seen: map[string]bool{}}
	for _, f := range pass.Files {
		r.files[pass.Fset.File(f.FileStart).Name()] = f
	}
	return r
}

// Resolve returns the position in this package that p stands for, or NoPos
// when it lies in another one.
func (r *Reporter) Resolve(p token.Position) token.Pos {
	f := r.files[p.Filename]
	if f == nil || p.Offset < 0 {
		// A line directive renames files; offsets stay with the real one.
		for name, g := range r.files {
			if strings.HasSuffix(name, p.Filename) && p.Filename != "" {
				f = g
			}
		}
	}
	if f == nil {
		return token.NoPos
	}
	tf := r.pass.Fset.File(f.FileStart)
	if p.Offset > tf.Size() {
		return token.NoPos
	}
	return tf.Pos(p.Offset)
}

// Position returns the position of pos.
func (r *Reporter) Position(pos token.Pos) token.Position { return r.pass.Fset.Position(pos) }

// Add takes a finding. The first at a place stays; others of the same rule
// there are the same defect.
func (r *Reporter) Add(f Finding) {
	if !f.Pos.IsValid() {
		return
	}
	f.Rule = r.rule.Name
	if f.Severity == 0 {
		f.Severity = r.rule.Severity
	}
	if f.Confidence == 0 {
		f.Confidence = High
	}
	at := r.pass.Fset.Position(f.Pos)
	file := r.files[at.Filename]
	if file == nil || ast.IsGenerated(file) || !r.options.Tests && strings.HasSuffix(at.Filename, "_test.go") {
		return
	}
	if f.Confidence < r.options.Confidence || f.Severity < r.options.Severity {
		return
	}
	key := at.String()
	if r.seen[key] {
		return
	}
	r.seen[key] = true
	if !f.End.IsValid() {
		f.Pos, f.End = r.extent(file, f.Pos)
	}
	var related []Step
	for _, s := range f.Related {
		if s.Position.IsValid() {
			related = append(related, s)
		}
	}
	f.Related = related
	r.findings = append(r.findings, f)
}

// extent returns the smallest expression around pos.
func (r *Reporter) extent(file *ast.File, pos token.Pos) (token.Pos, token.Pos) {
	end := pos
	start := pos
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || n.Pos() > pos || n.End() <= pos {
			return false
		}
		if e, ok := n.(ast.Expr); ok {
			start, end = e.Pos(), e.End()
		}
		return true
	})
	return start, end
}

// Finish reports the findings as diagnostics, in the order of their places,
// and returns them.
func (r *Reporter) Finish() []Finding {
	sort.SliceStable(r.findings, func(i, j int) bool {
		a, b := r.findings[i], r.findings[j]
		if a.Pos != b.Pos {
			return a.Pos < b.Pos
		}
		return a.Message < b.Message
	})
	for _, f := range r.findings {
		d := analysis.Diagnostic{
			Pos: f.Pos, End: f.End, Category: f.Rule, Message: f.Message, URL: r.rule.URL(), SuggestedFixes: f.Fixes,
		}
		for _, s := range f.Related {
			if pos := r.Resolve(s.Position); pos.IsValid() {
				d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, Message: s.Message})
			}
		}
		for _, w := range f.WaysIn {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: f.Pos, Message: "way in: " + Way(w)})
		}
		r.pass.Report(d)
	}
	return r.findings
}

// Way prints one way in.
func Way(evidence []string) string {
	if len(evidence) == 0 {
		return "nothing"
	}
	return strings.Join(evidence, " and ")
}
