package driver

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"
)

// A goCommand asks the go command about packages.
//
// It stands in for packages.Load, which starts two or three more processes
// and, when asked for types, compiles whatever the build cache lacks.
type goCommand struct {
	ctx   context.Context
	dir   string   // absolute
	env   []string // complete
	tags  string
	flags []string // others
	tests bool
}

// A listed is a package as the go command describes it; see go help list.
type listed struct {
	ImportPath, Name, Dir, Export, ForTest string
	GoFiles, CgoFiles, CompiledGoFiles     []string
	Imports                                []string
	ImportMap                              map[string]string
	Module                                 *packages.Module
	Standard, DepOnly                      bool
	Error                                  *listedError
}

type listedError struct {
	ImportStack []string
	Pos, Err    string
}

// list describes the packages that patterns match and all that they import.
func (c *goCommand) list(patterns ...string) ([]*listed, error) {
	flags := []string{"-deps"}
	if c.tests {
		flags = append(flags, "-test")
	}
	return c.run(c.ctx, "ImportPath,Name,Dir,ForTest,GoFiles,CgoFiles,Imports,ImportMap,Module,Standard,DepOnly,Error", flags, patterns)
}

// export compiles packages, given by import path, and says where their export
// data is. Past a limit, unless it is 0, it gives up with context.DeadlineExceeded.
func (c *goCommand) export(paths []string, limit time.Duration) ([]*listed, error) {
	ctx := c.ctx
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	return c.run(ctx, "ImportPath,Dir,Export,Error", []string{"-export"}, paths)
}

// compiled runs cgo for packages and says where the resulting files are.
func (c *goCommand) compiled(paths []string) ([]*listed, error) {
	return c.run(c.ctx, "ImportPath,Dir,GoFiles,CgoFiles,CompiledGoFiles,Imports", []string{"-compiled"}, paths)
}

func (c *goCommand) run(ctx context.Context, fields string, flags, patterns []string) ([]*listed, error) {
	args := []string{"list", "-e", "-json=" + fields, "-pgo=off"}
	args = append(args, flags...)
	args = append(args, c.flags...)
	if c.tags != "" {
		args = append(args, "-tags="+c.tags)
	}
	cmd := exec.CommandContext(ctx, "go", append(append(args, "--"), patterns...)...)
	cmd.Dir = c.dir
	cmd.Env = append(slices.Clip(c.env), "PWD="+c.dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Cancel = func() error { // it removes its temporary files
		if cmd.Process.Signal(os.Interrupt) == nil {
			return nil
		}
		return cmd.Process.Kill() // Windows
	}
	cmd.WaitDelay = 5 * time.Second
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the go command cannot be started: %w", err)
	}
	all, decodeErr := decodeList(stdout)
	_, _ = io.Copy(io.Discard, stdout) // lets it end, whatever it still says
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &exit) && len(all) > 0 && slices.Contains(flags, "-export"):
		// Something does not compile, which the packages say themselves.
	case err != nil:
		return nil, goCommandError(cmp.Or(strings.TrimSpace(stderr.String()), err.Error()))
	case decodeErr != nil:
		return nil, fmt.Errorf("reading what the go command lists: %w", decodeErr)
	}
	return all, nil
}

func decodeList(r io.Reader) ([]*listed, error) {
	var all []*listed
	for dec := json.NewDecoder(r); ; {
		p := new(listed)
		if err := dec.Decode(p); err == io.EOF {
			return all, nil
		} else if err != nil {
			return all, err
		}
		all = append(all, p)
	}
}

// goCommandError makes a sentence of what the go command says when it fails.
func goCommandError(msg string) error {
	msg = strings.TrimPrefix(msg, "go: ")
	if strings.Contains(msg, "requires go >= ") {
		msg += ": install that version of Go, or set GOTOOLCHAIN=auto"
	}
	return errors.New("the go command failed: " + msg)
}

// variable returns the last value of a variable in an environment.
func variable(env []string, name string) string {
	for _, kv := range slices.Backward(env) {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			return v
		}
	}
	return ""
}

// A packageSet is what a list describes.
type packageSet struct {
	roots []*packages.Package // what the patterns matched
	all   []*packages.Package // dependencies first
	byID  map[string]*packages.Package
	more  map[*packages.Package]*details
}

// details are what a packages.Package does not say.
type details struct {
	standard   bool
	local      bool // see local
	fromSource bool // its types come from its source: it is the user's own, or something that it imports is
	usesStd    bool // it is of the standard library, or something that it imports is
	cgo        bool // CompiledGoFiles are before cgo
	visited    int8 // while all is sorted
	sum        sum  // of what importers can see of it; see keys.go
}

// newPackageSet links the packages of a list.
func newPackageSet(c *goCommand, list []*listed) *packageSet {
	s := &packageSet{
		byID: make(map[string]*packages.Package, len(list)),
		more: make(map[*packages.Package]*details, len(list)),
	}
	sizes := types.SizesFor("gc", cmp.Or(variable(c.env, "GOARCH"), runtime.GOARCH))
	said := make(map[string]*listed, len(list))
	blamed := make(map[string][]packages.Error) // by the ID of the importing package
	var order []string
	for _, l := range list {
		if old := said[l.ImportPath]; old == nil {
			order = append(order, l.ImportPath)
		} else {
			// When a package must not be imported, it comes twice: as it is,
			// and with an error that is about the one that imports it.
			faulty := old
			if old.Error == nil {
				faulty, l = l, old
			}
			if e := faulty.Error; e != nil && len(e.ImportStack) > 0 {
				importer := e.ImportStack[len(e.ImportStack)-1]
				blamed[importer] = append(blamed[importer], packages.Error{Pos: e.Pos, Msg: e.Err, Kind: packages.ListError})
			}
			l.DepOnly = l.DepOnly && faulty.DepOnly
		}
		said[l.ImportPath] = l
	}
	for _, id := range order {
		l := said[id]
		p := &packages.Package{
			ID:         id,
			Name:       l.Name,
			Dir:        l.Dir,
			GoFiles:    join(l.Dir, l.GoFiles, l.CgoFiles),
			ForTest:    l.ForTest,
			Module:     l.Module,
			TypesSizes: sizes,
		}
		p.PkgPath, _, _ = strings.Cut(id, " ")
		d := &details{standard: l.Standard, local: local(l.Dir, l.Module, l.Standard)}
		s.more[p] = d
		if p.PkgPath != "unsafe" { // which has no source
			s.setCompiled(p, l)
			d.cgo = len(l.CgoFiles) > 0
		}
		if e := l.Error; e != nil {
			p.Errors = append(p.Errors, listError(e))
			if len(p.GoFiles) == 0 {
				// A file that cannot be parsed at all is only named in the error.
				if file := parsePosition(c.dir, e.Pos).Filename; filepath.Dir(file) == l.Dir && filepath.Ext(file) == ".go" && isFile(file) {
					p.GoFiles, p.CompiledGoFiles = []string{file}, []string{file}
				}
			}
		}
		p.Errors = append(p.Errors, blamed[id]...)
		s.byID[id] = p
		if !l.DepOnly {
			s.roots = append(s.roots, p)
		}
	}
	for _, id := range order {
		s.link(s.byID[id], said[id])
	}
	for _, id := range order {
		if p := s.byID[id]; s.more[p].visited == unvisited {
			s.visit(p)
		}
	}
	return s
}

// setCompiled sets the files that p is compiled from: its own or, with cgo,
// generated ones, if they are known. Where p is a variant for tests of what was
// listed, the files that it has besides are its own.
func (s *packageSet) setCompiled(p *packages.Package, l *listed) {
	s.more[p].cgo = false
	p.CompiledGoFiles = p.GoFiles
	compiled := slices.DeleteFunc(join(l.Dir, l.CompiledGoFiles), func(f string) bool {
		ext := filepath.Ext(f)
		return ext != ".go" && ext != "" // assembly and C; those in the build cache have no extension
	})
	if len(compiled) == 0 {
		return
	}
	known := join(l.Dir, l.GoFiles, l.CgoFiles)
	for _, f := range p.GoFiles {
		if !slices.Contains(known, f) {
			compiled = append(compiled, f)
		}
	}
	p.CompiledGoFiles = compiled
}

// link sets the imports of p.
func (s *packageSet) link(p *packages.Package, l *listed) {
	p.Imports = make(map[string]*packages.Package, len(l.Imports))
	mapped := make(map[string]bool, len(l.ImportMap))
	set := func(path, id string) {
		if imp := s.byID[id]; imp != nil {
			p.Imports[path] = imp
		}
	}
	for path, id := range l.ImportMap {
		mapped[id] = true
		set(path, id)
	}
	for _, id := range l.Imports {
		if id != "C" && !mapped[id] {
			set(id, id)
		}
	}
}

// addImports adds what the files that cgo generates for p import. It returns
// the packages that are new to the set.
func (s *packageSet) addImports(p *packages.Package, l *listed) (added []*packages.Package) {
	for _, path := range l.Imports {
		if path == "C" || p.Imports[path] != nil {
			continue
		}
		imp := s.byID[path]
		if imp == nil { // of the standard library
			imp = &packages.Package{ID: path, PkgPath: path, Name: path[strings.LastIndexByte(path, '/')+1:], TypesSizes: p.TypesSizes}
			s.byID[path] = imp
			s.more[imp] = &details{standard: true, usesStd: true}
			added = append(added, imp)
		}
		p.Imports[path] = imp
	}
	s.all = append(added, s.all...)
	return added
}

// visit appends p to all, after what it imports. An import that closes a cycle
// is dropped.
func (s *packageSet) visit(p *packages.Package) {
	d := s.more[p]
	d.visited = visiting
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		switch imp := p.Imports[path]; s.more[imp].visited {
		case unvisited:
			s.visit(imp)
		case visiting:
			delete(p.Imports, path)
		}
	}
	d.visited = visited
	s.all = append(s.all, p)
}

// The states of a package while all is sorted.
const (
	unvisited = iota
	visiting
	visited
)

// listError converts an error of the go command.
func listError(e *listedError) packages.Error {
	msg := strings.TrimSpace(e.Err)
	if strings.HasPrefix(msg, "import cycle not allowed") && len(e.ImportStack) > 0 {
		stack := make([]string, len(e.ImportStack))
		for i, path := range e.ImportStack {
			stack[i] = strings.TrimSuffix(path, " (test)")
		}
		msg += ": import stack: " + fmt.Sprint(stack)
	}
	return packages.Error{Pos: e.Pos, Msg: msg, Kind: packages.ListError}
}

// join returns the lists of files as absolute paths.
func join(dir string, lists ...[]string) []string {
	var out []string
	for _, list := range lists {
		for _, f := range list {
			if !filepath.IsAbs(f) {
				f = filepath.Join(dir, f)
			}
			out = append(out, f)
		}
	}
	return out
}
