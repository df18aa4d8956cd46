package report

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// SuppressionKind says what silences a finding.
type SuppressionKind string

// The kinds of suppressions.
const (
	ByDirective     SuppressionKind = "mtlslint:ignore"
	ByNolint        SuppressionKind = "nolint"
	ByNosec         SuppressionKind = "nosec"
	ByConfiguration SuppressionKind = "configuration"
	ByBaseline      SuppressionKind = "baseline"
)

// Suppression says why a finding is not reported.
type Suppression struct {
	Kind   SuppressionKind
	Reason string    // may be empty for comments of other tools
	Pos    token.Pos // of the comment, if there is one
}

// Directive is a comment that silences findings.
//
// Mtlslint's own is
//
//	//mtlslint:ignore rule[,rule] reason
//
// Comments of golangci-lint (//nolint, //nolint:mtlslint) and gosec (#nosec)
// silence every rule when they name no linter or mtlslint itself.
type Directive struct {
	Kind    SuppressionKind
	Rules   []string // empty means all
	Reason  string
	Problem string // why it silences nothing, if it is malformed

	pos, end token.Pos
	from, to int // lines
}

// Pos returns where the comment begins.
func (d *Directive) Pos() token.Pos { return d.pos }

// End returns where it ends.
func (d *Directive) End() token.Pos { return d.end }

// Covers reports whether d silences findings of a rule that begin and end on
// these lines of its file.
func (d *Directive) Covers(rule string, line, endLine int) bool {
	within := func(line int) bool { return d.from <= line && line <= d.to }
	return d.Problem == "" && (within(line) || within(endLine)) && (len(d.Rules) == 0 || slices.Contains(d.Rules, rule))
}

var (
	nolint  = regexp.MustCompile(`^//\s*nolint(?::\s*([\w-]+(?:\s*,\s*[\w-]+)*))?\s*(?://\s*(.*))?$`)
	nosec   = regexp.MustCompile(`^(?://|/\*)\s*#nosec\b(.*)$`)
	gosecID = regexp.MustCompile(`\bG\d{3}\b`)
)

// Directives returns the comments in file that silence findings, in order.
//
// A comment after code is about its line. One on a line of its own is about
// what begins on the next line: a declaration as a whole, a statement up to
// the first block in it; for other tools' comments, which say so, all of the
// statement. Before the package clause those are about the file.
func Directives(fset *token.FileSet, file *ast.File) []*Directive {
	var out []*Directive
	for _, group := range file.Comments {
		for _, c := range group.List {
			d := parseDirective(c.Text)
			if d == nil {
				continue
			}
			d.pos, d.end = c.Pos(), c.End()
			out = append(out, d)
			line := fset.PositionFor(c.Pos(), false).Line
			d.from, d.to = line, line
			if codeBefore(fset, file, c.Pos(), line) {
				continue
			}
			last := fset.PositionFor(group.End(), false).Line
			d.from, d.to = d.extent(fset, file, last+1)
		}
	}
	return out
}

// Marker is how mtlslint's own comments begin.
const Marker = "//mtlslint:"

// parseDirective returns what a comment silences, nil if it is not about that.
func parseDirective(text string) *Directive {
	if rest, ok := strings.CutPrefix(text, Marker+"ignore"); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
		return parseIgnore(rest)
	}
	if body, ok := strings.CutPrefix(text, "//"); ok {
		if body = strings.TrimLeft(body, " \t"); strings.HasPrefix(body, "mtlslint:ignore") && len(body) < len(text)-2 {
			return &Directive{Kind: ByDirective, Problem: "a directive has no space after the slashes: write " + Marker + "ignore"}
		}
	}
	if m := nolint.FindStringSubmatch(text); m != nil {
		d := &Directive{Kind: ByNolint, Reason: m[2]}
		if m[1] == "" {
			return d
		}
		for _, name := range strings.Split(m[1], ",") {
			if name = strings.ToLower(strings.TrimSpace(name)); name == "mtlslint" || name == "all" {
				return d
			}
		}
		return nil
	}
	if m := nosec.FindStringSubmatch(text); m != nil {
		what, reason, _ := strings.Cut(strings.TrimSuffix(m[1], "*/"), "--")
		if gosecID.MatchString(what) && !slices.Contains(strings.Fields(strings.ReplaceAll(what, ",", " ")), "mtlslint") {
			return nil // rules of gosec's
		}
		return &Directive{Kind: ByNosec, Reason: strings.TrimSpace(reason)}
	}
	return nil
}

func parseIgnore(rest string) *Directive {
	d := &Directive{Kind: ByDirective}
	rest = strings.ReplaceAll(rest, "\t", " ")
	rest, _, _ = strings.Cut(rest+" ", " //") // a comment on the comment
	names, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
	for _, name := range strings.Split(names, ",") {
		if name != "" {
			d.Rules = append(d.Rules, name)
		}
	}
	d.Reason = strings.TrimSpace(reason)
	switch {
	case len(d.Rules) == 0:
		d.Problem = "it names no rule: write " + Marker + "ignore rule reason"
	case slices.Contains(d.Rules, SuppressionRule):
		d.Problem = "suppressions cannot be silenced themselves"
	case d.Reason == "":
		d.Problem = "it gives no reason: write " + Marker + "ignore " + names + " reason"
	}
	return d
}

// codeBefore reports whether a line of file has code before pos.
func codeBefore(fset *token.FileSet, file *ast.File, pos token.Pos, line int) bool {
	start := fset.File(file.FileStart).LineStart(line)
	found := file.Package >= start && file.Package < pos || file.Name.Pos() >= start && file.Name.Pos() < pos
	visit := func(n ast.Node) bool {
		if n == nil || found {
			return false
		}
		switch n.(type) {
		case *ast.Comment, *ast.CommentGroup:
			return false
		}
		if n.Pos() >= pos || n.End() <= start {
			return false
		}
		// A node counts by its own ends: what lies between is its children's.
		found = n.Pos() >= start && n.Pos() < pos || n.End() > start && n.End() <= pos
		return !found
	}
	for _, d := range declsFrom(file, start) {
		if found || d.Pos() >= pos {
			break
		}
		ast.Inspect(d, visit)
	}
	return found
}

// extent returns the lines that a comment on lines of its own is about, when
// the line after it is next.
func (d *Directive) extent(fset *token.FileSet, file *ast.File, next int) (from, to int) {
	line := func(pos token.Pos) int { return fset.PositionFor(pos, false).Line }
	from, to = next, next
	if line(file.Package) == next && d.Kind != ByDirective {
		return next, line(file.FileEnd)
	}
	found := false
	visit := func(n ast.Node) bool {
		if n == nil || found || line(n.End()) < next {
			return false
		}
		switch n.(type) {
		case *ast.Comment, *ast.CommentGroup:
			return true
		}
		if line(n.Pos()) != next {
			return true
		}
		found = true
		to = line(n.End())
		if d.Kind == ByDirective {
			to = line(headEnd(n))
		}
		return false
	}
	if tf := fset.File(file.FileStart); next <= tf.LineCount() {
		for _, decl := range declsFrom(file, tf.LineStart(next)-1) {
			if found || line(decl.Pos()) > next {
				break
			}
			ast.Inspect(decl, visit)
		}
	}
	return from, to
}

// headEnd returns the end of a declaration, or of the part of a statement that
// goes before the first block in it.
func headEnd(n ast.Node) token.Pos {
	switch n := n.(type) {
	case ast.Decl, ast.Spec, *ast.Field:
		return n.End()
	case *ast.CaseClause:
		return n.Colon
	case *ast.CommClause:
		return n.Colon
	}
	end := n.End()
	ast.Inspect(n, func(m ast.Node) bool {
		if b, ok := m.(*ast.BlockStmt); ok && m != n {
			end = min(end, b.Lbrace)
		}
		return true
	})
	return end
}
