package analyzers_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// TestHalfEdited runs the suite over the cases as an editor sees them: cut off
// somewhere, or with a few words missing, moved or written twice. It does not
// fail, and goes on to find what is in a file beside it.
func TestHalfEdited(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses every case many times")
	}
	compiled.Do(loadCompiled)
	if compiled.err != nil {
		t.Fatal(compiled.err)
	}
	rng := rand.New(rand.NewPCG(4, 9))
	suite := newRunner(&packages.Package{Module: new(packages.Module)})
	files, texts, beside := 0, 0, 0
	err := filepath.WalkDir("testdata", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files++
		for _, half := range [][]byte{
			text[:rng.IntN(len(text))],
			text[:len(text)-1-rng.IntN(len(text)/8+1)],
			edited(rng, text, 1),
			edited(rng, text, 10),
		} {
			texts++
			if halfEdited(t, suite, name, half) {
				beside++
			}
			if t.Failed() {
				return fmt.Errorf("the text:\n%s", half)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if beside < texts*9/10 {
		t.Errorf("in %d of %d packages the finding in the file beside is there", beside, texts)
	}
	t.Logf("%d files, %d texts; the finding beside is there in %d", files, texts, beside)
}

// edited returns a file with n of its tokens deleted, written twice, or changed
// for another.
func edited(rng *rand.Rand, text []byte, n int) []byte {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", -1, len(text)), text, nil, 0)
	var ends [][2]int
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		if lit == "" || tok.IsOperator() {
			lit = tok.String()
		}
		if start := fset.Position(pos).Offset; lit != "\n" && start+len(lit) <= len(text) {
			ends = append(ends, [2]int{start, start + len(lit)})
		}
	}
	chosen := make(map[int]bool)
	for range n {
		chosen[rng.IntN(len(ends))] = true
	}
	var out []byte
	last := 0
	for i, e := range ends {
		if !chosen[i] {
			continue
		}
		out = append(out, text[last:e[0]]...)
		switch other := ends[rng.IntN(len(ends))]; rng.IntN(3) {
		case 0:
			out = append(append(append(out, text[e[0]:e[1]]...), ' '), text[e[0]:e[1]]...)
		case 1:
			out = append(out, text[other[0]:other[1]]...)
		}
		last = e[1]
	}
	return append(out, text[last:]...)
}

// halfEdited runs the suite over a file and an ordinary one beside it, and
// reports whether it finds what is in that one.
func halfEdited(t *testing.T, r *runner, name string, text []byte) (found bool) {
	t.Helper()
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
	if file == nil {
		return true // there is no package
	}
	other, err := parser.ParseFile(fset, "ordinary.go", "package "+cmp.Or(file.Name.Name, "app")+`

import (
	"fmt"
	"net/http"
)
`+ordinary, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return true // the name is none
	}
	list := []*ast.File{other, file}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	var errs []types.Error
	conf := types.Config{GoVersion: "go1.26", Importer: compiledImporter{}, Error: func(err error) { errs = append(errs, err.(types.Error)) }}
	pkg, _ := conf.Check("app", fset, list, info)
	for _, pass := range r.passes {
		pass.Fset, pass.Files, pass.Pkg, pass.TypesInfo, pass.TypeErrors = fset, list, pkg, info, errs
		pass.TypesSizes = types.SizesFor("gc", "amd64")
	}
	defer func() {
		if v := recover(); v != nil {
			t.Errorf("%s: %v", name, v)
		}
	}()
	r.run(t)
	for _, res := range r.results {
		switch res := res.(type) {
		case *summary.Result:
			for _, f := range res.Failed {
				t.Errorf("%s: %s", name, f)
			}
		case []report.Finding:
			found = found || slices.ContainsFunc(res, func(f report.Finding) bool {
				return f.Rule == "certpresence" && fset.Position(f.Pos).Filename == "ordinary.go"
			})
		}
	}
	return found
}
