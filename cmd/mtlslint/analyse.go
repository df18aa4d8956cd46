package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mtlslint/mtlslint/internal/baseline"
	"github.com/mtlslint/mtlslint/internal/changes"
	"github.com/mtlslint/mtlslint/internal/configfile"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/files"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/repair"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/settings"
)

// analyse analyses packages and writes the report, or a baseline.
func (c *command) analyse(ctx context.Context, opts *options) int {
	begin := time.Now()
	dir, err := filepath.Abs(opts.dir)
	if err != nil {
		return c.trouble(err)
	}
	cfg, err := c.configure(opts, dir)
	if err != nil {
		return c.trouble(shorten(err, dir))
	}
	toBaseline := len(opts.args) > 0 && opts.args[0] == "baseline"
	var known *baseline.Baseline
	if !toBaseline {
		if known, err = cfg.known(); err != nil {
			return c.trouble(err)
		}
	}
	var changed *changes.Lines
	if opts.newFrom != "" {
		if changed, err = changes.Since(ctx, dir, opts.newFrom); err != nil {
			return c.trouble(fmt.Errorf("-new-from: %w", err))
		}
	}

	var ways dumps
	res, err := c.load(ctx, opts, cfg, &ways)
	about := output.Context{Dir: dir, Root: repository(dir), Rules: cfg.rules, Options: cfg.Options(cfg.root), Version: moduleVersion()}
	if err != nil {
		err = shorten(explainLoad(opts, err), dir)
		// Programs read the report, whatever happens.
		r := output.New(&driver.Result{Errors: []driver.Error{{Message: err.Error()}}}, about)
		return max(c.trouble(err), c.write(r, opts))
	}
	r := output.New(res, about)
	c.errors(opts, res, dir)
	if len(cfg.Policies) > 0 && !slices.ContainsFunc(cfg.rules, func(r report.Rule) bool { return r.Name == "policy" }) {
		fmt.Fprintln(c.stderr, "mtlslint: nothing enforces the policies of the configuration: the rule policy is off")
	}
	if toBaseline {
		return c.writeBaseline(cfg, res, r)
	}
	if known != nil {
		c.stale(cfg, known, res, r)
		r.Suppress(report.ByBaseline, func(f output.Finding) (string, bool) {
			return "known when the baseline was written", known.Has(f.Fingerprint)
		})
	}
	if changed != nil {
		r.Keep(func(f output.Finding) bool { return isNew(changed, dir, f) })
	}
	if opts.fix || opts.diff {
		if err := c.repair(opts, dir, r); err != nil {
			return c.trouble(err)
		}
	}
	if status := c.write(r, opts); status != statusClean {
		return status
	}
	if opts.verbose {
		c.notes(res, dir)
	}
	ways.write(c.stderr)
	if opts.verbose || opts.debug["time"] {
		c.times(res)
	}
	fmt.Fprintln(c.stderr, r.Summary(time.Since(begin)))
	return status(r, cfg.FailOn, opts.maxFindings)
}

// load runs the analyzers. Meanwhile it sees whether what the configuration
// names exists.
func (c *command) load(ctx context.Context, opts *options, cfg *configuration, ways *dumps) (*driver.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	resolved := make(chan error, 1)
	go func() {
		err := cfg.resolve(ctx)
		if wrong(err) {
			cancel()
		}
		resolved <- err
	}()
	suite := cfg.analyzers()
	if opts.debug["ways"] {
		suite.Debug = ways.add
	}
	key, err := cacheKey(suite)
	if err != nil {
		return nil, err
	}
	load := driver.Options{
		Dir: cfg.dir, Tags: strings.Join(cfg.Tags, ","), Tests: cfg.Tests, Source: opts.source, Platforms: opts.platforms,
		Cache: cacheDir(opts), Key: key,
	}
	if c.relevant != nil {
		load.Relevant = c.relevant(suite)
	}
	shown := newProgress(c.stderr)
	load.Progress = shown.step
	defer shown.end()
	res, err := driver.Run(ctx, load, c.suite(suite), opts.patterns()...)
	unresolved := <-resolved
	if wrong(unresolved) || err == nil && unresolved != nil {
		return nil, unresolved
	}
	return res, err
}

// wrong reports whether an error is about what the configuration says.
func wrong(err error) bool {
	var problems *configfile.Error
	return errors.As(err, &problems)
}

// shorten names files of the configuration as seen from dir.
func shorten(err error, dir string) error {
	var problems *configfile.Error
	if errors.As(err, &problems) {
		problems.Name = shownFrom(dir, problems.Name)
	}
	return err
}

// shownFrom returns a file that is not far from dir as seen from there.
func shownFrom(dir, file string) string {
	rel, err := filepath.Rel(dir, file)
	if far := filepath.Join("..", "..", ".."); err != nil || strings.HasPrefix(rel, far) {
		return file
	}
	return rel
}

// write writes the report in all formats that were asked for.
func (c *command) write(r *output.Report, opts *options) int {
	for _, t := range opts.outputs {
		if t.file == "" && opts.diff {
			continue // the diff is there
		}
		if err := c.writeOne(r, t, opts); err != nil {
			return c.trouble(fmt.Errorf("writing the report: %w", err))
		}
	}
	return statusClean
}

func (c *command) writeOne(r *output.Report, t target, opts *options) error {
	if t.file == "" {
		return r.Write(c.stdout, t.format, output.Style{Excerpt: isTerminal(c.stdout), Colour: coloured(c.stdout)})
	}
	var b bytes.Buffer
	if err := r.Write(&b, t.format, output.Style{}); err != nil {
		return err
	}
	return files.Write(in(opts.dir, t.file), b.Bytes())
}

// status returns the exit status that a report deserves.
func status(r *output.Report, failOn string, tolerated int) int {
	if len(r.Errors) > 0 {
		return statusTrouble
	}
	least, ok := settings.FailLevel(failOn)
	count := 0
	for _, f := range r.Findings {
		if l, _ := report.ParseLevel(f.Severity); ok && l >= least {
			count++
		}
	}
	if count > tolerated {
		return statusFindings
	}
	return statusClean
}

// isNew reports whether a finding, or a step of its explanation, lies in a line
// that changed.
func isNew(changed *changes.Lines, dir string, f output.Finding) bool {
	if changed.Touch(in(dir, f.File), f.Line, f.EndLine) {
		return true
	}
	return slices.ContainsFunc(f.Related, func(s output.Related) bool { return changed.Touch(in(dir, s.File), s.Line, s.Line) })
}

// repair shows or makes the changes that are suggested, and takes the findings
// that they repair out of the report.
func (c *command) repair(opts *options, dir string, r *output.Report) error {
	plan, err := repair.New(dir, r.Findings)
	if err != nil {
		return err
	}
	for _, name := range plan.Left {
		fmt.Fprintf(c.stderr, "mtlslint: left alone: %s: a link that leads out of the module\n", output.Clean(name))
	}
	if opts.diff {
		var b bytes.Buffer
		if err := plan.Diff(&b); err != nil {
			return err
		}
		text := b.String()
		if isTerminal(c.stdout) {
			text = output.CleanText(text) // otherwise it is to be applied
		}
		_, err := io.WriteString(c.stdout, text)
		return err
	}
	if err := plan.Write(); err != nil {
		return err
	}
	repaired := make(map[string]bool)
	for _, f := range plan.Fixed {
		repaired[f.Fingerprint] = true
		fmt.Fprintf(c.stderr, "mtlslint: repaired: %s:%d: %s (%s)\n", output.Clean(f.File), f.Line, f.Fixes[0].Message, f.Rule)
	}
	if n := len(plan.Skipped); n > 0 {
		fmt.Fprintf(c.stderr, "mtlslint: %d more can be repaired when mtlslint -fix is run again\n", n)
	}
	r.Keep(func(f output.Finding) bool { return !repaired[f.Fingerprint] })
	return nil
}

// writeBaseline writes the findings to the baseline. What it holds of packages
// that were not analysed stays.
func (c *command) writeBaseline(cfg *configuration, res *driver.Result, r *output.Report) int {
	if len(r.Errors) > 0 {
		return c.trouble(errors.New("no baseline was written: it would lack what could not be analysed"))
	}
	name := cfg.baselineFile()
	b := baseline.New(r.Findings, func(file string) string {
		if rel, err := filepath.Rel(filepath.Dir(name), in(cfg.dir, file)); err == nil {
			file = rel
		}
		return filepath.ToSlash(file)
	})
	if old, err := baseline.Read(name); err == nil {
		b.Keep(old, func(e baseline.Entry) bool { return !cfg.analysed(res, e) })
	} else if _, statErr := os.Stat(name); statErr == nil {
		return c.trouble(err)
	}
	if err := b.Write(name); err != nil {
		return c.trouble(err)
	}
	shown := shownFrom(cfg.dir, name)
	if n := len(b.Findings); n == 1 {
		fmt.Fprintf(c.stderr, "mtlslint: 1 finding is in %s\n", shown)
	} else {
		fmt.Fprintf(c.stderr, "mtlslint: %d findings are in %s\n", n, shown)
	}
	if cfg.Baseline == "" {
		fmt.Fprintf(c.stderr, "mtlslint: use it with -baseline %s, or with a line in %s: baseline: %s\n", shown, configfile.Names()[0], filepath.ToSlash(shown))
	}
	return statusClean
}

// analysed reports whether anything is known of an entry: its rule ran in its
// package.
func (cfg *configuration) analysed(res *driver.Result, e baseline.Entry) bool {
	_, complete := slices.BinarySearch(res.Complete, e.Package)
	if strings.HasSuffix(e.File, "_test.go") && !cfg.Tests {
		return false
	}
	return complete && slices.ContainsFunc(cfg.rules, func(rule report.Rule) bool { return rule.Name == e.Rule })
}

// stale tells which entries of the baseline are findings no more.
func (c *command) stale(cfg *configuration, known *baseline.Baseline, res *driver.Result, r *output.Report) {
	folder := filepath.Dir(cfg.Baseline)
	entries := known.Stale(r.Found, func(e baseline.Entry) bool {
		_, err := os.Stat(filepath.Dir(in(folder, e.File))) // a package that is gone is not analysed
		return cfg.analysed(res, e) || errors.Is(err, fs.ErrNotExist)
	})
	for _, e := range entries {
		fmt.Fprintf(c.stderr, "mtlslint: baseline: no longer found: %s\n", output.Clean(e.String()))
	}
	if len(entries) > 0 {
		fmt.Fprintf(c.stderr, "mtlslint: baseline: %d of %d entries are out of date: mtlslint baseline writes it anew\n", len(entries), len(known.Findings))
	}
}
