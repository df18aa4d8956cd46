package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Exit statuses.
const (
	statusClean    = 0
	statusFindings = 1
	statusTrouble  = 2 // wrong use, or something could not be loaded
)

// A command is mtlslint with its surroundings.
type command struct {
	stdout, stderr io.Writer
	rules          []report.Rule
	suite          func(analyzers.Config) []*analysis.Analyzer
	relevant       func(analyzers.Config) func(src []byte) bool // may be nil
}

// run is the whole program. It returns the exit status.
func (c *command) run(ctx context.Context, args []string) int {
	opts, err := parseFlags(args)
	if err != nil {
		return c.trouble(err)
	}
	if opts.help {
		usage(c.stdout)
		return statusClean
	}
	if opts.version {
		fmt.Fprintln(c.stdout, version())
		return statusClean
	}
	if len(opts.args) > 0 {
		switch opts.args[0] {
		case "rules":
			return c.listRules(opts.args[1:])
		case "explain":
			return c.explain(opts.args[1:])
		case "completion":
			return c.completion(opts.args[1:])
		case "init":
			return c.init(opts)
		case "gopls":
			return c.gopls(ctx, opts.args[1:])
		}
	}
	if err := c.checkRules(opts.rules); err != nil {
		return c.trouble(err)
	}
	if len(opts.args) > 0 && opts.args[0] == "config" {
		return c.showConfig(opts)
	}
	stop, err := startProfiles(opts)
	if err != nil {
		return c.trouble(err)
	}
	status := c.analyse(ctx, opts)
	if err := stop(); err != nil {
		return c.trouble(err)
	}
	return status
}

// trouble says what is wrong.
func (c *command) trouble(err error) int {
	for line := range strings.Lines(output.CleanText(err.Error())) {
		fmt.Fprintf(c.stderr, "mtlslint: %s\n", strings.TrimSuffix(line, "\n"))
	}
	return statusTrouble
}

// perPackage is how many errors of one package are written without -v.
const perPackage = 5

// errors says what could not be loaded or analysed.
func (c *command) errors(opts *options, res *driver.Result, dir string) {
	written := make(map[string]int)
	hidden := 0
	for _, e := range res.Errors {
		written[e.Package]++
		if !opts.verbose && written[e.Package] > perPackage {
			hidden++
			continue
		}
		shown := output.NewError(e, dir)
		fmt.Fprintf(c.stderr, "mtlslint: %s: %s\n", shown.Package, shown.Message)
		if opts.verbose && e.Detail != "" {
			fmt.Fprintf(c.stderr, "\t%s\n", strings.ReplaceAll(strings.TrimSpace(e.Detail), "\n", "\n\t"))
		}
	}
	if len(written) == 0 {
		return
	}
	advice := "see that go build succeeds"
	if hidden > 0 {
		advice += fmt.Sprintf("; -v shows %d more errors", hidden)
	}
	packages := "1 package"
	if n := len(written); n > 1 {
		packages = fmt.Sprintf("%d packages", n)
	}
	fmt.Fprintf(c.stderr, "mtlslint: %s could not be loaded or analysed completely: %s\n", packages, advice)
}

// notes says what the analysers gave up on.
func (c *command) notes(res *driver.Result, dir string) {
	for _, n := range res.Notes {
		shown := output.NewError(driver.Error{Package: n.Package, Message: n.Message}, dir)
		fmt.Fprintf(c.stderr, "mtlslint: note: %s: %s\n", shown.Package, shown.Message)
	}
}

// dumps collects what the engine knows about packages, which it tells from
// several goroutines in any order.
type dumps struct {
	mu   sync.Mutex
	text map[string]string // by package
}

func (d *dumps) add(pkg, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.text == nil {
		d.text = make(map[string]string)
	}
	d.text[pkg] = text
}

// write writes the dumps in the order of the packages' paths.
func (d *dumps) write(w io.Writer) {
	for _, pkg := range slices.Sorted(maps.Keys(d.text)) {
		fmt.Fprintf(w, "# %s\n%s\n", pkg, strings.TrimRight(d.text[pkg], "\n"))
	}
}

// times writes how long the stages took, and for how many packages.
func (c *command) times(res *driver.Result) {
	t := res.Times
	for _, stage := range []struct {
		name string
		took time.Duration
	}{
		{"list", t.List}, {"read", t.Read}, {"import", t.Import},
		{"parse", t.Parse}, {"types", t.Types}, {"analysis", t.Analysis},
	} {
		fmt.Fprintf(c.stderr, "%-8s %8.3fs\n", stage.name, stage.took.Seconds())
	}
	w := res.Work
	fmt.Fprintf(c.stderr, "packages %d analysed, %d known from before, %d of no concern\n", w.Analysed, w.Recalled, w.Skipped)
	if w.Source {
		fmt.Fprintln(c.stderr, "types of dependencies came from their source")
	}
}

// explainLoad adds to an error of loading what to do about it.
func explainLoad(opts *options, err error) error {
	var noModule *driver.NoModuleError
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted")
	case errors.Is(err, driver.ErrNoPackages):
		return fmt.Errorf("no packages match %s: name folders with Go files, such as ./cmd/server, or ./... for all below",
			strings.Join(opts.patterns(), " "))
	case errors.As(err, &noModule):
		return fmt.Errorf("%w: run mtlslint in a module, or name one with -C", noModule)
	case errors.Is(err, os.ErrNotExist) && opts.dir != "":
		return fmt.Errorf("-C %s: no such folder", opts.dir)
	}
	return err
}

// version describes this build.
func version() string {
	return fmt.Sprintf("mtlslint %s %s %s/%s", moduleVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// moduleVersion is the version of the module that this was built from.
func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// startProfiles starts the profiles that were asked for. The returned
// function writes them.
func startProfiles(opts *options) (stop func() error, err error) {
	var cpu *os.File
	if opts.cpuProfile != "" {
		if cpu, err = os.Create(opts.cpuProfile); err != nil {
			return nil, err
		}
		if err := pprof.StartCPUProfile(cpu); err != nil {
			return nil, err
		}
	}
	return func() error {
		if cpu != nil {
			pprof.StopCPUProfile()
			if err := cpu.Close(); err != nil {
				return err
			}
		}
		if opts.memProfile == "" {
			return nil
		}
		f, err := os.Create(opts.memProfile)
		if err != nil {
			return err
		}
		defer f.Close()
		return pprof.Lookup("allocs").WriteTo(f, 0)
	}, nil
}
