package driver

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io/fs"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/driver/stub"
)

// A checked package is one with syntax and types.
type checked struct {
	files  []*ast.File
	types  *types.Package
	info   *types.Info
	errors []types.Error
}

// check parses and type-checks n. The importer's lock must be held for
// reading. What is wrong with the package goes into n.errors.
func (r *runner) check(n *node) *checked {
	start := time.Now()
	files, errs := parse(r.fset, n.read(), parser.ParseComments|parser.SkipObjectResolution)
	since(&r.clock.parse, start)

	defer since(&r.clock.types, time.Now())
	c, first := r.typed(n, files, r.importer.importing(n.Package))
	errs = append(errs, first...)
	if n.lacks(r.importer) {
		// Of packages that cannot be had, the types are made up: the errors that
		// are reported stay those of the first look.
		info, ok := stub.Check(files, r.importer.importing(n.Package), func(im types.Importer) *types.Info {
			c, _ = r.typed(n, files, im)
			return c.info
		})
		if ok {
			c.info = info
		}
	}
	if len(errs) > 0 {
		for _, err := range errs {
			n.errors = append(n.errors, sourceErrors(n.PkgPath, err)...)
		}
	}
	return c
}

// typed type-checks files once.
func (r *runner) typed(n *node, files []*ast.File, im types.Importer) (c *checked, errs []error) {
	c = &checked{
		files: files,
		types: types.NewPackage(n.PkgPath, n.Name),
		info: &types.Info{
			Types:        make(map[ast.Expr]types.TypeAndValue),
			Defs:         make(map[*ast.Ident]types.Object),
			Uses:         make(map[*ast.Ident]types.Object),
			Implicits:    make(map[ast.Node]types.Object),
			Instances:    make(map[*ast.Ident]types.Instance),
			Scopes:       make(map[ast.Node]*types.Scope),
			Selections:   make(map[*ast.SelectorExpr]*types.Selection),
			FileVersions: make(map[*ast.File]string),
		},
	}
	conf := &types.Config{
		Importer:  im,
		Sizes:     n.TypesSizes,
		GoVersion: goVersion(n.Package),

		FakeImportC: r.graph.more[n.Package].cgo,
		Error: func(err error) {
			if err, ok := err.(types.Error); ok {
				c.errors = append(c.errors, err)
				if strings.HasPrefix(err.Msg, "\t") {
					return // continues the one before
				}
			}
			errs = append(errs, err)
		},
	}
	if err := types.NewChecker(conf, r.fset, c.types, c.info).Files(files); err != nil && len(errs) == 0 {
		errs = append(errs, err)
	}
	return c, errs
}

// lacks reports whether n imports a package that cannot be had.
func (n *node) lacks(im *importer) bool {
	for path, imp := range n.Imports {
		if path != "C" && im.failure(imp) != nil {
			return true
		}
	}
	return false
}

// parse parses the files as far as they can be parsed.
func parse(fset *token.FileSet, sources []source, mode parser.Mode) (files []*ast.File, errs []error) {
	for _, s := range sources {
		if s.err != nil {
			errs = append(errs, s.err)
			continue
		}
		file, err := parser.ParseFile(fset, s.name, s.text, mode|parser.AllErrors)
		if err != nil {
			errs = append(errs, err)
		}
		if file != nil {
			files = append(files, file)
		}
	}
	return files, errs
}

// goVersion is the language version of p, in the form that go/types wants.
func goVersion(p *packages.Package) string {
	if p.Module == nil || p.Module.GoVersion == "" {
		return ""
	}
	return "go" + p.Module.GoVersion
}

// sourceErrors converts an error of reading, parsing or type-checking.
func sourceErrors(path string, err error) []Error {
	var list scanner.ErrorList
	var typeErr types.Error
	var pathErr *fs.PathError
	switch {
	case errors.As(err, &list):
		var errs []Error
		list.RemoveMultiples()
		for _, e := range list {
			errs = append(errs, Error{Package: path, Position: e.Pos, Message: e.Msg})
		}
		return errs
	case errors.As(err, &typeErr):
		return []Error{{Package: path, Position: typeErr.Fset.Position(typeErr.Pos), Message: typeErr.Msg}}
	case errors.As(err, &pathErr):
		return []Error{{Package: path, Position: token.Position{Filename: pathErr.Path, Line: 1}, Message: pathErr.Err.Error()}}
	}
	return []Error{{Package: path, Message: err.Error()}}
}

// withoutCompilerErrors drops what the type checker says better.
func withoutCompilerErrors(errs []Error) []Error {
	var kept []Error
	for _, e := range errs {
		if !e.compiler {
			kept = append(kept, e)
		}
	}
	return kept
}
