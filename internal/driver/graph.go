package driver

import (
	"cmp"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/mounts"
)

// A graph is the requested packages with all that they import.
type graph struct {
	*packageSet
	nodes  []*node             // what to analyse, dependencies first
	broken []*packages.Package // requested, but without any Go file

	requested map[*packages.Package]bool
	canonical map[string]*packages.Package // by path: the variant that others depend on
	added     map[*packages.Package]*node
}

// A node is a package to analyse.
type node struct {
	*packages.Package
	requested bool
	states    []fileState       // of GoFiles
	key       sum               // see resultKey
	texts     map[string][]byte // of files that had to be read, while it is to be analysed
	relevant  bool              // its text is reason enough to analyse it
	tested    *node             // of an external test package: the package that it tests
	deps      []*node           // nodes that it imports
	users     []*node           // nodes that import it

	// The outcome. Nodes that depend on this one read it, after it is done.
	done      bool
	stuck     bool // it, or something that it depends on, cannot be done yet
	fetched   bool // the go command was asked for export data of its imports
	outcome   outcome
	facts     factSet
	findings  []Finding
	mountings []mounts.Mounting // of gates of other packages
	errors    []Error
	notes     []Note
	failed    bool // not all analyzers finished
}

// factual returns the nodes with facts that n can see, by path: those that it
// imports, directly or not. They must be done.
func (n *node) factual() map[string]*node {
	found := make(map[string]*node)
	seen := make(map[*node]bool)
	var visit func(*node)
	visit = func(n *node) {
		for _, dep := range n.deps {
			if seen[dep] {
				continue
			}
			seen[dep] = true
			if !dep.facts.empty() {
				found[dep.PkgPath] = dep
			}
			visit(dep)
		}
	}
	visit(n)
	if n.tested != nil { // and not the package as others import it
		found[n.tested.PkgPath] = n.tested
	}
	return found
}

// A source is a file's text, or why it could not be read.
type source struct {
	name string
	text []byte
	err  error
}

// read returns the texts of the files that n is compiled from.
func (n *node) read() []source { return readFiles(n.Package, n.texts) }

// readFiles reads the files that p is compiled from, unless their text is
// known.
func readFiles(p *packages.Package, known map[string][]byte) []source {
	sources := make([]source, len(p.CompiledGoFiles))
	for i, name := range p.CompiledGoFiles {
		if text, ok := known[name]; ok {
			sources[i] = source{name, text, nil}
			continue
		}
		text, err := os.ReadFile(name)
		sources[i] = source{name, text, err}
	}
	return sources
}

// An outcome says where the results for a package come from.
type outcome int

const (
	unknown  outcome = iota
	skipped          // nothing in it matters
	recalled         // from an earlier run
	analysed         // now
)

// newGraph decides which packages of a set to analyse.
func newGraph(dir string, set *packageSet) *graph {
	g := &graph{
		packageSet: set,
		requested:  make(map[*packages.Package]bool),
		canonical:  make(map[string]*packages.Package),
		added:      make(map[*packages.Package]*node),
	}
	for _, p := range requestedPackages(set.roots) {
		g.requested[p] = true
	}
	// A package that comes in variants, compiled for the tests of others, is
	// analysed once: imports lead to the package itself or, if only tests
	// import it, to one of the variants.
	for _, p := range g.all {
		if g.canonical[p.PkgPath] == nil || p.ForTest == "" {
			g.canonical[p.PkgPath] = p
		}
	}
	for _, p := range g.all {
		switch {
		case !g.requested[p]:
		case len(p.CompiledGoFiles) > 0:
			g.add(p)
		default:
			g.broken = append(g.broken, p)
		}
	}
	for _, p := range g.all {
		d := g.more[p]
		d.fromSource = g.own(p)
		for _, imp := range p.Imports {
			d.fromSource = d.fromSource || g.more[imp].fromSource
		}
	}
	for _, n := range g.nodes {
		n.errors = withoutCompilerErrors(listErrors(dir, n.Package))
	}
	return g
}

// own reports whether p is to be analysed when something requested imports
// it. Other packages inform the analysis by their export data only; here is
// the place to change if some of them turn out to matter.
func (g *graph) own(p *packages.Package) bool {
	return len(p.CompiledGoFiles) > 0 && (g.requested[p] || Own(p.Dir, p.PkgPath, p.Module, g.more[p].standard))
}

// Own reports whether a package, by its folder, import path and module, is the
// user's own: neither of the standard library, nor in the module cache, nor
// vendored.
func Own(dir, path string, m *packages.Module, standard bool) bool {
	return local(dir, m, standard) && !strings.HasSuffix(filepath.ToSlash(dir), "/vendor/"+path)
}

// Foreign reports whether a package that another driver analyses is none of the
// user's own.
func Foreign(pass *analysis.Pass) bool {
	if len(pass.Files) == 0 {
		return true
	}
	dir := filepath.Dir(pass.Fset.File(pass.Files[0].FileStart).Name())
	path := pass.Pkg.Path()
	m := new(packages.Module)
	if pass.Module != nil {
		m.Path, m.Version = pass.Module.Path, pass.Module.Version
		if r := pass.Module.Replace; r != nil {
			m.Replace = &packages.Module{Path: r.Path, Version: r.Version}
		}
	}
	// The standard library belongs to no module, unless it is worked on.
	first, _, _ := strings.Cut(path, "/")
	standard := m.Path == "" && !strings.Contains(first, ".") && strings.HasSuffix(filepath.ToSlash(dir), "/src/"+path)
	return !Own(dir, path, m, standard)
}

// add adds the node of p after those that it depends on.
func (g *graph) add(p *packages.Package) *node {
	if n, ok := g.added[p]; ok {
		return n // nil while its imports are added: cycles are cut
	}
	g.added[p] = nil
	n := &node{Package: p, requested: g.requested[p]}
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		imp := p.Imports[path]
		tested := isExternalTest(p) && imp.PkgPath == p.ForTest
		if !tested {
			imp = g.canonical[imp.PkgPath]
		}
		if !g.own(imp) {
			continue
		}
		dep := g.add(imp)
		if dep == nil || slices.Contains(n.deps, dep) {
			continue
		}
		if tested {
			n.tested = dep
		}
		n.deps = append(n.deps, dep)
		dep.users = append(dep.users, n)
	}
	g.added[p] = n
	g.nodes = append(g.nodes, n)
	return n
}

// dependencyErrors returns what the go command said about packages that are
// not nodes. That something does not compile is told only of packages that
// those analysed import. A missing package is reported where it is imported.
func (g *graph) dependencyErrors(dir string) []Error {
	concerned := make(map[*packages.Package]bool)
	var visit func(p *packages.Package)
	visit = func(p *packages.Package) {
		for _, imp := range p.Imports {
			if !concerned[imp] {
				concerned[imp] = true
				visit(imp)
			}
		}
	}
	isNode := make(map[string]bool)
	for _, n := range g.nodes {
		isNode[n.PkgPath] = true
		if n.outcome == analysed {
			visit(n.Package)
		}
	}
	var errs []Error
	for _, p := range g.all {
		missing := p.Name == "" && !g.requested[p]
		if missing || isNode[p.PkgPath] || isTestMain(p) {
			continue
		}
		said := listErrors(dir, p)
		if !concerned[p] {
			said = withoutCompilerErrors(said)
		}
		errs = append(errs, said...)
	}
	return errs
}

// requestedPackages picks from the packages that the patterns matched those
// to report on. With tests, a package comes as itself and as compiled for its
// test, which has more files.
func requestedPackages(roots []*packages.Package) []*packages.Package {
	withTests := make(map[string]bool)
	for _, p := range roots {
		if p.ForTest == p.PkgPath {
			withTests[p.PkgPath] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(roots), func(p *packages.Package) bool {
		switch {
		case p.ForTest == "":
			return withTests[p.PkgPath] || isTestMain(p) || len(p.CompiledGoFiles) == 0 && len(p.Errors) == 0
		case p.ForTest == p.PkgPath:
			return false
		default: // as compiled for the test of another package
			return !isExternalTest(p)
		}
	})
}

func isExternalTest(p *packages.Package) bool {
	return p.ForTest != "" && p.PkgPath == p.ForTest+"_test"
}

// isTestMain reports whether p is a main package that the go command made up.
func isTestMain(p *packages.Package) bool {
	return p.Name == "main" && strings.HasSuffix(p.ID, ".test") && len(p.GoFiles) == 1 && filepath.Dir(p.GoFiles[0]) != p.Dir
}

// listErrors converts what the go command said about p.
func listErrors(dir string, p *packages.Package) []Error {
	var errs []Error
	for _, e := range p.Errors {
		msg := strings.TrimSpace(e.Msg)
		if strings.HasPrefix(msg, "pattern ") && strings.Contains(e.Pos, ".go:") {
			continue // a file to embed is not there, which does not matter
		}
		// "# path" and then lines of the compiler.
		if header, lines, ok := strings.Cut(msg, "\n"); ok && strings.HasPrefix(header, "# ") {
			for line := range strings.Lines(lines) {
				errs = append(errs, compilerError(dir, p, strings.TrimSpace(line)))
			}
			continue
		}
		errs = append(errs, Error{Package: p.PkgPath, Position: parsePosition(dir, e.Pos), Message: msg})
	}
	return errs
}

// compilerError converts a line of the form file:line:column: message.
func compilerError(dir string, p *packages.Package, line string) Error {
	if pos, msg, ok := strings.Cut(line, ": "); ok {
		if at := parsePosition(dir, pos); at.IsValid() {
			return Error{Package: p.PkgPath, Position: at, Message: msg, compiler: true}
		}
	}
	return Error{Package: p.PkgPath, Message: line, compiler: true}
}

// parsePosition parses file:line:column or file:line.
func parsePosition(dir, s string) token.Position {
	var nums []int
	for len(nums) < 2 {
		i := strings.LastIndexByte(s, ':')
		if i < 0 {
			break
		}
		num, err := strconv.Atoi(s[i+1:])
		if err != nil {
			break
		}
		nums = append([]int{num}, nums...)
		s = s[:i]
	}
	if len(nums) == 0 {
		return token.Position{}
	}
	if !filepath.IsAbs(s) {
		s = filepath.Join(dir, s)
	}
	pos := token.Position{Filename: s, Line: nums[0]}
	if len(nums) == 2 {
		pos.Column = nums[1]
	}
	return pos
}

// comparePositions orders positions by file, line and column.
func comparePositions(a, b token.Position) int {
	return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}
