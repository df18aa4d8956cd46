// Package driver loads packages and runs analyzers over them.
//
// The go command is asked for the packages. Those of the user's own modules
// are type-checked from source, each on its own, and analysed in the order of
// their imports, in parallel, with facts. Packages of other modules are known
// by their export data alone.
//
// What was found in a package is kept under a sum of all that it depends on,
// and never computed again; see keys.go. When nothing has changed, the go
// command's plain list is all that a run costs.
package driver

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/mounts"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Options says what to load, and how.
type Options struct {
	Dir       string   // where the go command runs; empty means the working directory
	Env       []string // environment of the go command; nil means os.Environ
	Tags      string   // build tags, separated by commas
	Tests     bool     // analyse test files too
	Source    bool     // take the types of what is imported from its source at once, not only when export data takes long
	Platforms []string // each an operating system, or one and an architecture (linux/arm64); empty means the go command's

	// Relevant reports whether the text of one of its files is reason enough
	// to analyse a package. A package with no such file is passed over, before
	// it is even parsed, unless a package that it imports exported facts.
	// A nil Relevant keeps every package.
	Relevant func(src []byte) bool

	// Progress, if set, is told that the analysis of a package begins, and how
	// many of all packages are done. It is called from several goroutines.
	Progress func(done, all int, pkg string)
	// Cache is the folder that outcomes are kept in. Key stands for the
	// analyzers, their configuration and Relevant: outcomes under another key
	// are of no use. Nothing is kept when one of the two is empty.
	Cache string
	Key   string
}

// Result is what a run found. It does not depend on the order in which
// packages were analysed, nor on what was known from earlier runs.
type Result struct {
	Findings  []Finding // in the requested packages, by package and position
	Complete  []string  // requested packages that every analyzer finished, sorted
	Errors    []Error   // why something was not analysed, or not completely
	Notes     []Note    // what analyzers gave up on
	Requested int       // packages that the patterns matched
	Analysed  int       // those of them that every analyzer finished
	Work      Work
	Times     Times

	packages map[string]bool // requested ones, by ID: whether all of it was analysed
}

// Work says what happened to packages, requested or imported by those.
type Work struct {
	Skipped  int  // nothing in them matters
	Recalled int  // known from an earlier run
	Analysed int  // in this run
	Source   bool // the types of what they import came from source, as export data took long, or was not wanted
}

// Finding is a finding with its place resolved.
type Finding struct {
	report.Finding
	Package  string         // import path
	Module   string         // path of the package's module, or empty
	From, To token.Position // where it begins and ends; To may be invalid
	Repairs  []report.Repair

	// Platforms are those of Options.Platforms with the finding, if it is not
	// there on all of them.
	Platforms []string
}

// Error says that something of a package could not be loaded or analysed.
type Error struct {
	Package  string         // import path
	Position token.Position // may be invalid
	Message  string
	Detail   string // for whoever looks into it, such as a stack; may be empty

	compiler bool // the compiler's, relayed by the go command
}

func (e Error) Error() string {
	if e.Position.IsValid() {
		return fmt.Sprintf("%s: %s: %s", e.Package, e.Position, e.Message)
	}
	return e.Package + ": " + e.Message
}

// Note is something that an analyzer has to tell about its own work. The
// result of an analyzer that has a method Notes() []string provides them.
type Note struct {
	Package string
	Message string
}

// Times says how long the stages took. Listing is measured by the clock, the
// others as the sum over all workers.
type Times struct {
	List     time.Duration // the go command
	Read     time.Duration // reading files and deciding on their relevance
	Import   time.Duration // decoding export data
	Parse    time.Duration
	Types    time.Duration
	Analysis time.Duration
}

// ErrNoPackages says that the patterns matched nothing.
var ErrNoPackages = errors.New("no packages matched")

// Run loads the packages that patterns match, in as many modules as there are,
// and runs the analyzers over them. It returns an error when nothing can be
// analysed at all; what is wrong with single packages or modules is part of
// the result.
func Run(ctx context.Context, opts Options, analyzers []*analysis.Analyzer, patterns ...string) (*Result, error) {
	if err := analysis.Validate(analyzers); err != nil {
		return nil, err
	}
	if opts.Env == nil {
		opts.Env = os.Environ()
	}
	var cache *store
	if opts.Key != "" {
		var err error
		if cache, err = openStore(opts.Cache); err != nil {
			return nil, fmt.Errorf("the cache cannot be used: %w", err)
		}
	}
	loads, err := findLoads(opts.Dir, opts.Env, patterns)
	if err != nil {
		return nil, err
	}
	if err := checkPlatforms(ctx, opts.Env, opts.Platforms); err != nil {
		return nil, err
	}
	platforms := opts.Platforms
	if len(platforms) == 0 {
		platforms = []string{""}
	}
	order := requirements(analyzers)
	all := newMerger()
	for _, m := range loads {
		for _, platform := range platforms {
			r := &runner{
				opts:  opts,
				order: order,
				facts: newFactTypes(order),
				cache: cache,
				goCommand: goCommand{
					ctx:   ctx,
					dir:   m.dir,
					env:   platformEnv(append(slices.Clip(opts.Env), m.env...), platform),
					tags:  opts.Tags,
					tests: opts.Tests,
				},
				versions: m.versions,
			}
			res, err := r.run(m.patterns)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			all.add(m, platform, res, err)
		}
	}
	_ = cache.trim() // somebody else will
	return all.result()
}

// A runner is the state of one load: some packages on one platform.
type runner struct {
	goCommand
	opts        Options
	versions    []string     // files that choose the versions of modules
	substitutes *substitutes // of modules that cannot be had, or nil
	cache       *store

	graph    *graph
	outline  *outline
	fixed    sum // see sumFixed
	fixedStd sum
	files    fileTable
	exports  exportTable
	fset     *token.FileSet
	order    []*analysis.Analyzer // every analyzer, after those it requires
	facts    factTypes
	importer *importer
	clock    clock
	listed   time.Duration
	cacheErr atomic.Pointer[error]
}

// run loads and analyses the packages that patterns match.
func (r *runner) run(patterns []string) (*Result, error) {
	begin := time.Now()
	r.recallTables()
	defer func() { r.substitutes.remove() }()
	list, err := r.listAll(patterns)
	if err != nil {
		return nil, err
	}
	r.graph = newGraph(r.dir, newPackageSet(&r.goCommand, list))
	if len(r.graph.nodes) == 0 && len(r.graph.broken) == 0 {
		return nil, ErrNoPackages
	}
	if r.opts.Source {
		r.turnToSource()
	}
	r.listed = time.Since(begin)

	r.outline = newOutline(r)
	r.digest()
	if todo := r.recallAll(); len(todo) > 0 {
		r.fset = token.NewFileSet()
		r.importer = newImporter(r.fset, r.graph.packageSet)
		for len(todo) > 0 {
			begin := time.Now()
			if err := r.fetch(todo); err != nil {
				return nil, err
			}
			r.listed += time.Since(begin)
			r.preload(todo)
			todo = r.analyseAll()
		}
	}
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	res := r.result()
	if err := r.keepTables(); err != nil {
		res.Notes = append(res.Notes, Note{Package: r.dir, Message: fmt.Sprintf("the cache cannot be written: %v", err)})
	}
	res.Times.List = r.listed
	return res, nil
}

// A clock adds up the time spent in each stage.
type clock struct {
	read, imports, parse, types, analysis atomic.Int64
}

// since adds the time since start to one stage's counter.
func since(counter *atomic.Int64, start time.Time) {
	counter.Add(int64(time.Since(start)))
}

// requirements lists the analyzers and all that they require, each after its
// requirements.
func requirements(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	var order []*analysis.Analyzer
	seen := make(map[*analysis.Analyzer]bool)
	var visit func([]*analysis.Analyzer)
	visit = func(as []*analysis.Analyzer) {
		for _, a := range as {
			if !seen[a] {
				seen[a] = true
				visit(a.Requires)
				order = append(order, a)
			}
		}
	}
	visit(analyzers)
	return order
}

// parallel calls f with the numbers below n, on all processors.
func parallel(n int, f func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(int(i))
			}
		})
	}
	wg.Wait()
}

// inOrder calls do for all, on all processors, for each after what deps says that
// it depends on: some of all, without cycles.
func inOrder[T comparable](all []T, deps func(T) []T, do func(T)) {
	waiting := make(map[T]*atomic.Int32, len(all))
	users := make(map[T][]T, len(all))
	ready := make(chan T, len(all))
	for _, x := range all {
		ds := deps(x)
		waiting[x] = new(atomic.Int32)
		waiting[x].Store(int32(len(ds)))
		for _, d := range ds {
			users[d] = append(users[d], x)
		}
		if len(ds) == 0 {
			ready <- x
		}
	}
	parallel(len(all), func(int) {
		x := <-ready
		do(x)
		for _, u := range users[x] {
			if waiting[u].Add(-1) == 0 {
				ready <- u
			}
		}
	})
}

// recallAll settles the nodes that need no analysis, as far as that is known
// before any has been analysed. It returns those that need one, and those behind
// them that may by their own text.
func (r *runner) recallAll() (todo []*node) {
	for _, n := range r.graph.nodes {
		behind := slices.ContainsFunc(n.deps, func(d *node) bool { return d.stuck })
		n.stuck = behind || !r.settle(n)
		if n.stuck && (n.relevant || !behind) {
			todo = append(todo, n)
		}
	}
	return todo
}

// settle reports whether n needs no analysis: nothing in it matters, or the
// outcome is known. The packages that n imports must be done.
//
// Of the facts only those about direct imports count: a package that gets hold
// of another's objects without importing it cannot name them. An analyzer that
// must see further exports a fact in the package between.
func (r *runner) settle(n *node) bool {
	factual := slices.ContainsFunc(n.deps, func(d *node) bool { return !d.facts.empty() })
	switch {
	case !n.relevant && !factual:
		n.outcome = skipped
	case r.recall(n):
	case !n.relevant && !n.concerned():
		n.outcome = skipped
		r.keep(n) // as this was found out by reading it
	default:
		return false
	}
	n.done = true
	return true
}

// preload imports what nodes need, so that workers rarely wait for each other
// to import more.
func (r *runner) preload(nodes []*node) {
	defer since(&r.clock.imports, time.Now())
	var imports []*packages.Package
	for _, n := range nodes {
		for _, imp := range n.Imports {
			imports = append(imports, imp)
		}
	}
	r.importer.Lock()
	defer r.importer.Unlock()
	r.importer.loadAll(imports)
}

// analyseAll analyses every node that is not done, after the nodes that it
// depends on. It returns those for which export data has to be fetched first;
// whatever depends on them is left undone, too.
func (r *runner) analyseAll() (short []*node) {
	nodes := r.graph.nodes
	for _, n := range nodes {
		n.stuck = false
	}
	var mu sync.Mutex
	var done atomic.Int64
	inOrder(nodes, func(n *node) []*node { return n.deps }, func(n *node) {
		defer done.Add(1)
		n.stuck = slices.ContainsFunc(n.deps, func(d *node) bool { return d.stuck })
		if r.ctx.Err() != nil || n.stuck || n.done || r.settle(n) {
			return
		}
		if !n.fetched && !r.complete(n) {
			n.stuck = true
			mu.Lock()
			short = append(short, n)
			mu.Unlock()
			return
		}
		if r.opts.Progress != nil {
			r.opts.Progress(int(done.Load()), len(nodes), n.PkgPath)
		}
		r.analyse(n)
		n.outcome, n.done = analysed, true
		n.texts = nil
	})
	return short
}

// result collects what the nodes have to say.
func (r *runner) result() *Result {
	res := &Result{Errors: r.graph.dependencyErrors(r.dir), packages: make(map[string]bool)}
	mounted := make(mounts.Mountings)
	for _, n := range r.graph.nodes {
		for _, m := range n.mountings {
			mounted[m.Entry] = append(mounted[m.Entry], m)
		}
	}
	for _, p := range r.graph.broken {
		res.packages[p.ID] = false
	}
	for _, n := range r.graph.nodes {
		res.Errors = append(res.Errors, n.errors...)
		res.Notes = append(res.Notes, n.notes...)
		switch n.outcome {
		case skipped:
			res.Work.Skipped++
		case recalled:
			res.Work.Recalled++
		case analysed:
			res.Work.Analysed++
		}
		if n.requested {
			res.packages[n.ID] = !n.failed
			for _, f := range n.findings {
				if mounted.Waived(f.Offered) {
					res.Notes = append(res.Notes, Note{n.PkgPath, fmt.Sprintf("no finding of %s at %s:%d: it is safe wherever packages in sight mount it", f.Rule, f.From.Filename, f.From.Line)})
					continue
				}
				res.Findings = append(res.Findings, f)
			}
		}
	}
	res.Work.Source = r.opts.Source
	res.Times = Times{
		Read:     time.Duration(r.clock.read.Load()),
		Import:   time.Duration(r.clock.imports.Load()),
		Parse:    time.Duration(r.clock.parse.Load()),
		Types:    time.Duration(r.clock.types.Load()),
		Analysis: time.Duration(r.clock.analysis.Load()),
	}
	return res
}
