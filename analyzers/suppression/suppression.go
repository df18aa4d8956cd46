package suppression

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/near"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

//go:embed doc.go
var doc string

// Rule describes the rule.
func Rule() report.Rule {
	return report.Rule{
		Name: report.SuppressionRule, Title: "a comment that should silence findings, and does not", Severity: report.Medium,
		CWE: []int{1116}, Since: "0.1.0", Doc: report.DocOf(doc),
	}
}

// New returns the rule's analyzer. It reads what the analyzers of the other
// rules silenced; known are the names of all rules, whether they run or not.
func New(gates *analysis.Analyzer, rules []*analysis.Analyzer, known []string, options report.Options) *analysis.Analyzer {
	rule := Rule()
	return &analysis.Analyzer{
		Name: rule.Name, Doc: rule.Name + ": " + rule.Title, URL: rule.URL(), RunDespiteErrors: true,
		Requires: append([]*analysis.Analyzer{gates}, rules...), ResultType: reflect.TypeFor[[]report.Finding](),
		Run: func(pass *analysis.Pass) (any, error) {
			c := &checker{
				pass: pass, reporter: report.NewReporter(pass, rule, options), known: known,
				judged:   len(pass.TypeErrors) == 0 && len(pass.ResultOf[gates].(*summary.Result).Notes()) == 0,
				silenced: make(map[string][]token.Pos),
			}
			for _, a := range rules {
				c.silenced[a.Name] = nil
				for _, f := range pass.ResultOf[a].([]report.Finding) {
					if f.Suppressed != nil {
						c.silenced[a.Name] = append(c.silenced[a.Name], f.Suppressed.Pos)
					}
				}
			}
			for _, file := range pass.Files {
				c.file(file)
			}
			return c.reporter.Finish(), nil
		},
	}
}

// A checker looks at the comments of a package.
type checker struct {
	pass     *analysis.Pass
	reporter *report.Reporter
	known    []string
	judged   bool                   // whether a finding that is not there can be relied on
	silenced map[string][]token.Pos // by rule that ran, the comments that silenced something
	name     string                 // of the file read last
	text     []byte
}

func (c *checker) file(file *ast.File) {
	for _, group := range file.Comments {
		for _, comment := range group.List {
			word, ok := strings.CutPrefix(comment.Text, report.Marker)
			if !ok {
				continue
			}
			if slices.Contains(summary.Directives(), strings.TrimSpace(word)) {
				continue // a claim about the function
			}
			if word, _, _ = strings.Cut(word, " "); word != "ignore" {
				c.add(comment, fmt.Sprintf("unknown directive %s%s: write %signore rule reason", report.Marker[2:], word, report.Marker[2:]), nil)
			}
		}
	}
	for _, d := range report.Directives(c.pass.Fset, file) {
		if d.Kind == report.ByDirective {
			c.directive(file, d)
		}
	}
}

// directive judges one comment.
func (c *checker) directive(file *ast.File, d *report.Directive) {
	const ignore = "mtlslint:ignore"
	if d.Problem != "" {
		c.add(d, ignore+" silences nothing: "+d.Problem, nil)
		return
	}
	var useless []string
	for _, name := range d.Rules {
		if !slices.Contains(c.known, name) {
			c.add(d, fmt.Sprintf("%s silences nothing: unknown rule %q: %smtlslint rules lists them", ignore, name, near.Hint(name, c.known)), nil)
			return
		}
		if by, ran := c.silenced[name]; ran && c.judged && !slices.Contains(by, d.Pos()) {
			useless = append(useless, name)
		}
	}
	if len(useless) == 0 {
		return
	}
	var fixes []analysis.SuggestedFix
	if len(useless) == len(d.Rules) {
		fixes = []analysis.SuggestedFix{{
			Message:   "delete the comment",
			TextEdits: []analysis.TextEdit{c.deletion(file, d)},
		}}
	}
	c.add(d, fmt.Sprintf("%s silences nothing: %s reports nothing here, and what it will report would stay hidden",
		ignore, strings.Join(useless, " and ")), fixes)
}

func (c *checker) add(at analysis.Range, message string, fixes []analysis.SuggestedFix) {
	c.reporter.Add(report.Finding{Pos: at.Pos(), End: at.End(), Message: message, Fixes: fixes})
}

// deletion takes a comment away, with its line or with the space before it.
func (c *checker) deletion(file *ast.File, d *report.Directive) analysis.TextEdit {
	f := c.pass.Fset.File(file.FileStart)
	edit := analysis.TextEdit{Pos: d.Pos(), End: d.End()}
	if c.name != f.Name() {
		c.name = f.Name()
		c.text, _ = c.pass.ReadFile(c.name)
	}
	text := c.text
	if len(text) != f.Size() {
		return edit
	}
	from, to := f.Offset(edit.Pos), f.Offset(edit.End)
	for from > 0 && (text[from-1] == ' ' || text[from-1] == '\t') {
		from--
	}
	if from == 0 || text[from-1] == '\n' {
		for to < len(text) && text[to] != '\n' {
			to++
		}
		to = min(to+1, len(text))
	}
	return analysis.TextEdit{Pos: f.Pos(from), End: f.Pos(to)}
}
