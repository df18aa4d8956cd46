package report

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Reporter collects a rule's findings in one package and reports those that
// the options let through.
type Reporter struct {
	pass       *analysis.Pass
	rule       Rule
	options    Options
	files      map[string]*ast.File // nil until byName
	directives map[*ast.File][]*Directive
	findings   []Finding
	seen       map[string]bool
}

// NewReporter returns a reporter for one rule in the package of a pass.
func NewReporter(pass *analysis.Pass, rule Rule, options Options) *Reporter {
	return &Reporter{pass: pass, rule: rule, options: options}
}

// byName returns the files of the package. Most packages have no findings, and
// never ask.
func (r *Reporter) byName() map[string]*ast.File {
	if r.files == nil {
		r.files = make(map[string]*ast.File)
		for _, f := range r.pass.Files {
			r.files[r.pass.Fset.File(f.FileStart).Name()] = f
		}
	}
	return r.files
}

// Resolve returns the position in this package that p stands for, or NoPos
// when it lies in another one.
func (r *Reporter) Resolve(p token.Position) token.Pos {
	f := r.byName()[p.Filename]
	if f == nil || p.Offset < 0 {
		// A line directive renames files; offsets stay with the real one.
		for name, g := range r.byName() {
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

// around returns a node that holds all nodes of file that hold all from pos to
// end: a declaration, if it can be. A file may be long, and have a finding in
// each declaration.
func around(file *ast.File, pos, end token.Pos) ast.Node {
	switch d := declsFrom(file, pos); {
	case pos < file.Name.End():
	case len(d) == 0 || end <= d[0].Pos():
		return file.Name // between declarations
	case d[0].Pos() <= pos && end <= d[0].End():
		return d[0]
	}
	return file
}

// declsFrom returns the declarations of file that end behind pos.
func declsFrom(file *ast.File, pos token.Pos) []ast.Decl {
	i, _ := slices.BinarySearchFunc(file.Decls, pos, func(d ast.Decl, pos token.Pos) int {
		if d.End() <= pos {
			return -1
		}
		return 1
	})
	return file.Decls[i:]
}

// Function returns where the innermost function around pos begins, a literal or a
// declaration.
func (r *Reporter) Function(pos token.Pos) (start token.Pos) {
	file := r.files[r.pass.Fset.PositionFor(pos, false).Filename]
	if file == nil {
		return token.NoPos
	}
	ast.Inspect(around(file, pos, pos+1), func(n ast.Node) bool {
		if n == nil || n.Pos() > pos || n.End() <= pos {
			return false
		}
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			start = n.Pos()
		}
		return true
	})
	return start
}

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
	f.WaysIn = distinct(f.WaysIn)
	at := r.pass.Fset.Position(f.Pos)
	file := r.byName()[at.Filename]
	if file == nil || ast.IsGenerated(file) || !r.options.Tests && strings.HasSuffix(at.Filename, "_test.go") {
		return
	}
	key := at.String()
	if r.seen[key] {
		return
	}
	pos := f.Pos
	if !f.End.IsValid() {
		f.Pos, f.End = r.extent(file, f.Pos)
	}
	f.Suppressed = r.suppression(file, f)
	f, ok := r.options.Judge(f, relative(r.options.Root, r.pass.Fset.PositionFor(pos, false).Filename))
	if !ok {
		return
	}
	if r.seen == nil {
		r.seen = make(map[string]bool)
	}
	r.seen[key] = true
	f.Text = r.text(file, f.Pos, f.End)
	var related []Step
	for _, s := range f.Related {
		if s.Position.IsValid() {
			related = append(related, s)
		}
	}
	f.Related = related
	r.findings = append(r.findings, f)
}

// suppression returns the comment in file that silences f, or nil.
func (r *Reporter) suppression(file *ast.File, f Finding) *Suppression {
	ds, ok := r.directives[file]
	if !ok {
		ds = Directives(r.pass.Fset, file)
		if r.directives == nil {
			r.directives = make(map[*ast.File][]*Directive)
		}
		r.directives[file] = ds
	}
	if f.Rule == SuppressionRule {
		return nil
	}
	line := r.pass.Fset.PositionFor(f.Pos, false).Line
	endLine := r.pass.Fset.PositionFor(max(f.Pos, f.End-1), false).Line
	for _, d := range ds {
		if d.Kind == ByNolint && r.options.LeaveNolint {
			continue
		}
		if d.Covers(f.Rule, line, endLine) {
			return &Suppression{Kind: d.Kind, Reason: d.Reason, Pos: d.Pos()}
		}
	}
	return nil
}

// longest bounds the code that is kept of a finding's place.
const longest = 400

// text returns the code between two positions as the printer lays it out, in
// one line; empty when no node lies there.
func (r *Reporter) text(file *ast.File, pos, end token.Pos) string {
	var at ast.Node
	ast.Inspect(around(file, pos, end), func(n ast.Node) bool {
		if n == nil || at != nil || n.Pos() > pos || n.End() < end {
			return false
		}
		if n.Pos() == pos && n.End() == end {
			at = n
		}
		return at == nil
	})
	if at == nil {
		return ""
	}
	var s string
	if e, ok := at.(ast.Expr); ok {
		s = types.ExprString(e)
	} else {
		var b strings.Builder
		if err := format.Node(&b, token.NewFileSet(), at); err != nil {
			return ""
		}
		s = strings.Join(strings.Fields(b.String()), " ")
	}
	return strings.ToValidUTF8(s[:min(len(s), longest)], "")
}

// relative returns file as seen from root, with forward slashes.
func relative(root, file string) string {
	if root != "" {
		if rel, err := filepath.Rel(root, file); err == nil {
			file = rel
		}
	}
	return filepath.ToSlash(file)
}

// extent returns the smallest expression around pos.
func (r *Reporter) extent(file *ast.File, pos token.Pos) (token.Pos, token.Pos) {
	end := pos
	start := pos
	ast.Inspect(around(file, pos, pos+1), func(n ast.Node) bool {
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
// and returns them. Those that a comment silences are only returned.
func (r *Reporter) Finish() []Finding {
	sort.SliceStable(r.findings, func(i, j int) bool {
		a, b := r.findings[i], r.findings[j]
		if a.Pos != b.Pos {
			return a.Pos < b.Pos
		}
		return a.Message < b.Message
	})
	for _, f := range r.findings {
		if f.Suppressed != nil {
			continue
		}
		d := analysis.Diagnostic{
			Pos: f.Pos, End: f.End, Category: f.Rule, Message: f.Message, URL: r.rule.URL(), SuggestedFixes: f.Fixes,
		}
		if r.options.FoldRelated {
			d.Message = r.fold(f)
		} else {
			d.Related = r.related(f)
		}
		r.pass.Report(d)
	}
	return r.findings
}

// distinct returns the ways in that read differently, in their order.
func distinct(ways [][]string) (out [][]string) {
	for _, w := range ways {
		if !slices.ContainsFunc(out, func(o []string) bool { return slices.Equal(o, w) }) {
			out = append(out, w)
		}
	}
	return out
}

// related returns the steps and the ways in as related information. Those in
// other packages are at the finding's place, and name their own.
func (r *Reporter) related(f Finding) []analysis.RelatedInformation {
	var out []analysis.RelatedInformation
	for _, s := range f.Related {
		if pos := r.Resolve(s.Position); pos.IsValid() {
			out = append(out, analysis.RelatedInformation{Pos: pos, Message: s.Message})
		} else {
			out = append(out, analysis.RelatedInformation{Pos: f.Pos, Message: r.place(f, s.Position) + ": " + s.Message})
		}
	}
	for _, w := range f.WaysIn {
		out = append(out, analysis.RelatedInformation{Pos: f.Pos, Message: "way in: " + Way(w)})
	}
	return out
}

// fold returns a finding's message with its ways in and its steps.
func (r *Reporter) fold(f Finding) string {
	var parts []string
	if len(f.WaysIn) > 0 {
		parts = append(parts, "ways in: "+Ways(f.WaysIn))
	}
	for _, s := range f.Related {
		parts = append(parts, r.place(f, s.Position)+": "+s.Message)
	}
	if len(parts) == 0 {
		return f.Message
	}
	return f.Message + " (" + strings.Join(parts, "; ") + ")"
}

// place writes where a step is, as seen from a finding.
func (r *Reporter) place(f Finding, p token.Position) string {
	if p.Filename == r.pass.Fset.Position(f.Pos).Filename {
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("%s:%d", relative(r.options.Root, p.Filename), p.Line)
}

// Way prints one way in.
func Way(evidence []string) string {
	if len(evidence) == 0 {
		return "nothing"
	}
	return strings.Join(evidence, " and ")
}

// Ways prints the ways in of a gate.
func Ways(in [][]string) string {
	ways := make([]string, len(in))
	for i, w := range in {
		ways[i] = Way(w)
	}
	return strings.Join(ways, ", or ")
}

// Around returns the statement that the call at pos is, what the statement stands
// in, a block or a case, and the type of the function around it. Each is nil when
// there is none: a call whose result is used is no statement.
func (r *Reporter) Around(pos token.Pos) (stmt *ast.ExprStmt, in ast.Node, fn *ast.FuncType) {
	file := r.byName()[r.pass.Fset.Position(pos).Filename]
	if file == nil {
		return nil, nil, nil
	}
	var block ast.Node
	ast.Inspect(around(file, pos, pos+1), func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncDecl:
			fn = n.Type
		case *ast.FuncLit:
			fn = n.Type
		case *ast.BlockStmt, *ast.CaseClause:
			block = n
		case *ast.ExprStmt:
			stmt, in = n, block
		case ast.Stmt:
			stmt = nil // within another statement
		}
		return true
	})
	return stmt, in, fn
}

// IsError reports whether an expression is one error, or of a type that is one.
func (r *Reporter) IsError(x ast.Expr) bool {
	t := r.pass.TypesInfo.TypeOf(x)
	return t != nil && types.AssignableTo(t, types.Universe.Lookup("error").Type())
}
