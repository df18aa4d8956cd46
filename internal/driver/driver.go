// Package driver loads packages and runs analyzers over them.
//
// The go command is asked once, for the packages and for the export data of
// everything they import. The packages of the main module (or of the
// workspace) are then type-checked from source, each on its own and against
// the export data of all its imports, and analysed in the order of their
// imports, in parallel, with facts. Packages of other modules are known by
// their export data alone.
package driver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/token"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/internal/report"
)

// Options says what to load, and how.
type Options struct {
	Dir   string   // where the go command runs; empty means the working directory
	Env   []string // environment of the go command; nil means os.Environ
	Tags  string   // build tags, separated by commas
	Tests bool     // analyse test files too

	// Relevant reports whether the text of one of its files is reason enough
	// to analyse a package. A package with no such file is passed over, before
	// it is even parsed, unless a package that it imports exported facts.
	// A nil Relevant keeps every package.
	Relevant func(src []byte) bool

	// Progress, if set, is told that the analysis of a package begins, and how
	// many of all packages are done. It is called from several goroutines.
	Progress func(done, all int, pkg string)
}

// Result is what a run found. It does not depend on the order in which
// packages were analysed.
type Result struct {
	Findings  []Finding // in the requested packages, by package and position
	Complete  []string  // requested packages that every analyzer finished, sorted
	Errors    []Error   // why something was not analysed, or not completely
	Notes     []Note    // what analyzers gave up on
	Requested int       // packages that the patterns matched
	Analysed  int       // those of them that every analyzer finished
	Times     Times
}

// Finding is a finding with its place resolved.
type Finding struct {
	report.Finding
	Package  string         // import path
	Module   string         // path of the package's module, or empty
	From, To token.Position // where it begins and ends; To may be invalid
	Repairs  []report.Repair
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

// Run loads the packages that patterns match, and runs the analyzers over
// them. It returns an error when nothing can be analysed at all; what is wrong
// with single packages is part of the result.
func Run(ctx context.Context, opts Options, analyzers []*analysis.Analyzer, patterns ...string) (*Result, error) {
	if err := analysis.Validate(analyzers); err != nil {
		return nil, err
	}
	begin := time.Now()
	g, err := load(ctx, opts, patterns)
	if err != nil {
		return nil, err
	}
	r := &runner{
		opts:  opts,
		graph: g,
		fset:  token.NewFileSet(),
		order: requirements(analyzers),
	}
	r.importer = newImporter(r.fset, g.packages)
	listed := time.Since(begin)

	r.gate()
	r.preload()
	r.analyseAll(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	res := r.result()
	res.Times.List = listed
	return res, nil
}

// A runner is the state of one run.
type runner struct {
	opts     Options
	graph    *graph
	fset     *token.FileSet
	order    []*analysis.Analyzer // every analyzer, after those it requires
	importer *importer
	clock    clock
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

// parallel calls f with each of nodes, on all processors.
func parallel(nodes []*node, f func(*node)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(nodes)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(nodes)); i = next.Add(1) - 1 {
				f(nodes[i])
			}
		})
	}
	wg.Wait()
}

// gate reads the packages and marks those whose text makes them relevant.
func (r *runner) gate() {
	if r.opts.Relevant == nil {
		for _, n := range r.graph.nodes {
			n.relevant = true
		}
		return
	}
	parallel(r.graph.nodes, func(n *node) {
		defer since(&r.clock.read, time.Now())
		// A package without export data does not compile: look at it, to
		// be able to say why.
		n.relevant = n.ExportFile == "" || slices.ContainsFunc(n.read(), func(f source) bool {
			return f.err == nil && r.opts.Relevant(f.text)
		})
		if !n.relevant {
			n.sources = nil
		}
	})
}

// wanted reports whether n has to be analysed. The packages that n imports
// must be done.
//
// Only direct imports count: a package that gets hold of another's objects
// without importing it cannot name them. An analyzer that must see further
// exports a fact in the package between.
func (n *node) wanted() bool {
	return n.relevant || slices.ContainsFunc(n.deps, func(d *node) bool { return !d.facts.empty() })
}

// preload imports what the packages that will be analysed for certain need,
// so that workers rarely wait for each other to import more.
func (r *runner) preload() {
	defer since(&r.clock.imports, time.Now())
	for _, n := range r.graph.nodes {
		if n.relevant {
			r.importer.prepare(n.Package, nil)
		}
	}
}

// analyseAll analyses every node after the nodes that it depends on.
func (r *runner) analyseAll(ctx context.Context) {
	nodes := r.graph.nodes
	ready := make(chan *node, len(nodes))
	var left atomic.Int64
	left.Store(int64(len(nodes)))
	if len(nodes) == 0 {
		return
	}
	for _, n := range nodes {
		n.waiting.Store(int32(len(n.deps)))
	}
	for _, n := range nodes {
		if len(n.deps) == 0 {
			ready <- n
		}
	}
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(nodes)) {
		wg.Go(func() {
			for n := range ready {
				if ctx.Err() == nil && n.wanted() {
					if r.opts.Progress != nil {
						r.opts.Progress(len(nodes)-int(left.Load()), len(nodes), n.PkgPath)
					}
					r.analyse(n)
				}
				n.sources = nil
				for _, u := range n.users {
					if u.waiting.Add(-1) == 0 {
						ready <- u
					}
				}
				if left.Add(-1) == 0 {
					close(ready)
				}
			}
		})
	}
	wg.Wait()
}

// result collects what the nodes have to say, in a fixed order.
func (r *runner) result() *Result {
	res := &Result{Requested: len(r.graph.broken), Errors: r.graph.errors}
	for _, n := range r.graph.nodes {
		res.Errors = append(res.Errors, n.errors...)
		res.Notes = append(res.Notes, n.notes...)
		if !n.requested {
			continue
		}
		res.Requested++
		if !n.failed {
			res.Analysed++
			res.Complete = append(res.Complete, n.PkgPath)
		}
		res.Findings = append(res.Findings, n.findings...)
	}
	slices.SortStableFunc(res.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Package, b.Package), comparePositions(a.From, b.From),
			strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
	})
	slices.SortStableFunc(res.Errors, func(a, b Error) int {
		return cmp.Or(strings.Compare(a.Package, b.Package), comparePositions(a.Position, b.Position),
			strings.Compare(a.Message, b.Message))
	})
	slices.SortStableFunc(res.Notes, func(a, b Note) int {
		return cmp.Or(strings.Compare(a.Package, b.Package), strings.Compare(a.Message, b.Message))
	})
	slices.Sort(res.Complete)
	res.Complete = slices.Compact(res.Complete)
	res.Errors = slices.CompactFunc(res.Errors, func(a, b Error) bool {
		return a.Package == b.Package && a.Position == b.Position && a.Message == b.Message
	})
	res.Times = Times{
		Read:     time.Duration(r.clock.read.Load()),
		Import:   time.Duration(r.clock.imports.Load()),
		Parse:    time.Duration(r.clock.parse.Load()),
		Types:    time.Duration(r.clock.types.Load()),
		Analysis: time.Duration(r.clock.analysis.Load()),
	}
	return res
}
