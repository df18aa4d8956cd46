package configfile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/mtlslint/mtlslint/internal/near"
	"github.com/mtlslint/mtlslint/internal/settings"
)

// Resolve sees whether the files and functions that the settings name exist.
// Dirs are folders in the modules that are analysed: a function has to be in the
// build of one of them. What does not exist is an *Error.
func (f *File) Resolve(ctx context.Context, dirs []string, tags string) error {
	problems := f.patterns()
	symbols, err := f.symbols(ctx, dirs, tags)
	if err != nil {
		return err
	}
	if problems = append(problems, symbols...); len(problems) > 0 {
		return f.Explain(problems)
	}
	return nil
}

// patterns returns the patterns that match no Go file.
func (f *File) patterns() []settings.Problem {
	texts := f.Settings.Patterns()
	missing := make(map[string]*regexp.Regexp)
	for path, text := range texts {
		missing[path] = settings.Pattern(text)
	}
	if len(missing) == 0 {
		return nil
	}
	const most = 5000
	var folders []string
	_ = filepath.WalkDir(f.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be read cannot match
		}
		rel, err := filepath.Rel(f.Dir, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if name := d.Name(); name == ".git" || name == "node_modules" {
				return filepath.SkipDir
			}
			if len(folders) < most {
				folders = append(folders, rel)
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		maps.DeleteFunc(missing, func(_ string, re *regexp.Regexp) bool { return re.MatchString(rel) })
		if len(missing) == 0 {
			return filepath.SkipAll
		}
		return nil
	})
	var problems []settings.Problem
	for _, path := range slices.Sorted(maps.Keys(missing)) {
		text := strings.TrimSuffix(strings.TrimSuffix(texts[path], "/"), "/**")
		problems = append(problems, settings.Problem{Path: path,
			Message: fmt.Sprintf("%q matches no Go file below %s: %sdelete it, or repair it", texts[path], f.Dir, near.Hint(text, folders))})
	}
	return problems
}

// symbols returns the functions and packages that are in no build.
func (f *File) symbols(ctx context.Context, dirs []string, tags string) ([]settings.Problem, error) {
	symbols := f.Settings.Symbols()
	if len(symbols) == 0 {
		return nil, nil
	}
	paths := make(map[string]bool)
	for _, s := range symbols {
		paths[s.Package] = true
	}
	found := make(map[string]*declarations)
	for _, dir := range dirs {
		packages, err := list(ctx, dir, tags, slices.Sorted(maps.Keys(paths)))
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			if p.Dir == "" || len(p.GoFiles)+len(p.CgoFiles) == 0 {
				continue
			}
			d, err := p.declarations()
			if err != nil {
				return nil, err
			}
			found[p.ImportPath] = d
			delete(paths, p.ImportPath)
		}
		if len(paths) == 0 {
			break
		}
	}
	var own []string
	var problems []settings.Problem
	for _, s := range symbols {
		d := found[s.Package]
		switch {
		case d == nil:
			if own == nil {
				own = []string{}
				for _, dir := range dirs {
					packages, err := list(ctx, dir, tags, []string{"./..."})
					if err != nil {
						return nil, err
					}
					for _, p := range packages {
						own = append(own, p.ImportPath)
					}
				}
			}
			problems = append(problems, settings.Problem{Path: s.Path,
				Message: fmt.Sprintf("%s: there is no package %s: %swrite its import path in full", s.Text, s.Package, near.Hint(s.Package, own))})
		case s.Name == "":
		case !d.names[nameOf(s)]:
			problems = append(problems, settings.Problem{Path: s.Path,
				Message: fmt.Sprintf("%s: package %s declares no function %s: %s%s", s.Text, s.Package, nameOf(s),
					near.Hint(nameOf(s), slices.Sorted(maps.Keys(d.names))), d.advice(s))})
		}
	}
	return problems, nil
}

func nameOf(s settings.Symbol) string {
	if s.Type == "" {
		return s.Name
	}
	return s.Type + "." + s.Name
}

// A goPackage is what the go command tells about a package.
type goPackage struct {
	ImportPath, Dir   string
	GoFiles, CgoFiles []string
}

// list asks the go command for packages, without loading what they import.
func list(ctx context.Context, dir, tags string, patterns []string) ([]goPackage, error) {
	args := []string{"list", "-e", "-find", "-json=ImportPath,Dir,GoFiles,CgoFiles"}
	if tags != "" {
		args = append(args, "-tags="+tags)
	}
	cmd := exec.CommandContext(ctx, "go", append(append(args, "--"), patterns...)...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("looking for the functions that the configuration names: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	var packages []goPackage
	for dec := json.NewDecoder(&stdout); ; {
		var p goPackage
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading what go list wrote: %w", err)
		}
		packages = append(packages, p)
	}
}

// declarations are the functions and methods of a package.
type declarations struct {
	names    map[string]bool // Name, or Type.Name
	embedded map[string]bool // types that get methods from others
}

func (p goPackage) declarations() (*declarations, error) {
	d := &declarations{make(map[string]bool), make(map[string]bool)}
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if file == nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			d.add(decl)
		}
	}
	return d, nil
}

func (d *declarations) add(decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil || len(decl.Recv.List) == 0 {
			d.names[decl.Name.Name] = true
		} else if t := typeName(decl.Recv.List[0].Type); t != "" {
			d.names[t+"."+decl.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			if spec, ok := spec.(*ast.TypeSpec); ok {
				d.addType(spec)
			}
		}
	}
}

// addType adds the methods of an interface, and notes what a type embeds.
func (d *declarations) addType(spec *ast.TypeSpec) {
	var fields *ast.FieldList
	methods := false
	switch t := spec.Type.(type) {
	case *ast.InterfaceType:
		fields, methods = t.Methods, true
	case *ast.StructType:
		fields = t.Fields
	default:
		return
	}
	for _, f := range fields.List {
		if len(f.Names) == 0 {
			d.embedded[spec.Name.Name] = true
		}
		for _, n := range f.Names {
			if methods {
				d.names[spec.Name.Name+"."+n.Name] = true
			}
		}
	}
}

func typeName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.StarExpr:
		return typeName(x.X)
	case *ast.ParenExpr:
		return typeName(x.X)
	case *ast.IndexExpr:
		return typeName(x.X)
	case *ast.IndexListExpr:
		return typeName(x.X)
	}
	return ""
}

// advice says what to do about a function that is not there.
func (d *declarations) advice(s settings.Symbol) string {
	if d.embedded[s.Type] {
		return "where " + s.Type + " has the method from another type, name that one"
	}
	return "delete it, or repair it"
}
