package analyzers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/analyzers"
)

// least is how many cases a rule needs of either sort. A configuration can be
// written in fewer ways than a gate.
func least(rule string) int {
	switch rule {
	case "unverifiedcert", "deadclientca", "clientroots", "verifyusage", "resumption", "getconfig", "unaryonly", "proxystrip", "mixedlistener":
		return 10
	case "failopen", "policy", "autoprovision", "weakmatch":
		return 12
	}
	return 20
}

// TestCases counts the cases. A case is a function whose comment says what it
// is about, and not, as that of a helper, what the function does: such comments
// begin with its name. It reports if it has an expectation.
func TestCases(t *testing.T) {
	for _, rule := range analyzers.Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			reporting, quiet := 0, 0
			err := filepath.WalkDir(filepath.Join("testdata", rule.Name), func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
					return err
				}
				r, q, err := countCases(name)
				reporting += r
				quiet += q
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if least := least(rule.Name); reporting < least || quiet < least {
				t.Errorf("%d cases that report and %d that are quiet; a rule needs %d of both", reporting, quiet, least)
			}
			t.Logf("%d cases that report, %d that are quiet", reporting, quiet)
		})
	}
}

// countCases counts the cases in a file.
func countCases(name string) (reporting, quiet int, err error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return 0, 0, err
	}
	for _, d := range file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Doc == nil || strings.HasPrefix(fn.Doc.Text(), fn.Name.Name+" ") {
			continue
		}
		if expects(file, fn) || expects(file, fn.Doc) {
			reporting++
		} else {
			quiet++
		}
	}
	return reporting, quiet, nil
}

// expects reports whether a comment within n expects a finding.
func expects(file *ast.File, n ast.Node) bool {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if n.Pos() <= c.Pos() && c.Pos() <= n.End() && strings.Contains(c.Text, "// want ") {
				return true
			}
		}
	}
	return false
}
