// Corpus runs two builds of mtlslint over a folder of checkouts and prints the
// findings that came and went.
//
//	go run ./internal/corpus [flags] OLD NEW FOLDER
//
// OLD and NEW are programs. Every folder directly in FOLDER that has Go modules in
// it is analysed by both, with settings from no file, nothing remembered, and the
// flags after -flags. Findings are the same when rule, file, function and message
// are: what only moved is no difference.
//
//   - netweave  cnidentity internal/auth/context.go:38: the common name is put …
//   - netweave  forwardedcert internal/auth/middleware.go:565: the header is …
//
// The last lines count what came, went and stayed by rule, and give the processor
// time of NEW as a ratio of that of OLD. A run that fails, or does not end in time,
// is named on the standard error, and the repository counts for neither.
//
// Exit status: 0 no difference, 1 differences, 2 nothing could be compared.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mtlslint/mtlslint/internal/output"
)

func main() {
	c := comparison{}
	flag.StringVar(&c.flags, "flags", "", "flags for both programs, separated by spaces")
	flag.IntVar(&c.jobs, "j", 1, "repositories to analyse at once")
	flag.DurationVar(&c.timeout, "timeout", 5*time.Minute, "for one run")
	flag.Parse()
	if flag.NArg() != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/corpus [flags] OLD NEW FOLDER")
		os.Exit(2)
	}
	c.old, c.new = flag.Arg(0), flag.Arg(1)
	differences, err := c.run(os.Stdout, os.Stderr, flag.Arg(2))
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	case differences > 0:
		os.Exit(1)
	}
}

// A comparison is of two programs.
type comparison struct {
	old, new string
	flags    string
	jobs     int
	timeout  time.Duration
}

// A difference is what two runs over one repository do not share.
type difference struct {
	came, went, stayed []output.Finding
	before, after      time.Duration // processor time
	errs               []error
}

// run compares the programs over every repository in folder. It returns how many
// findings came or went.
func (c *comparison) run(out, problems io.Writer, folder string) (int, error) {
	for _, program := range []*string{&c.old, &c.new} {
		// They run in the repositories.
		path, err := filepath.Abs(*program)
		if err != nil {
			return 0, err
		}
		*program = path
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	var repositories []string
	for _, e := range entries {
		dir := filepath.Join(folder, e.Name())
		if info, err := os.Stat(dir); err == nil && info.IsDir() && hasModule(dir) { // links, too
			repositories = append(repositories, dir)
		}
	}
	if len(repositories) == 0 {
		return 0, fmt.Errorf("no folder in %s has a go.mod in it", folder)
	}

	results := make([]difference, len(repositories))
	var wg sync.WaitGroup
	slots := make(chan struct{}, max(1, c.jobs))
	for i, dir := range repositories {
		slots <- struct{}{}
		wg.Go(func() {
			results[i] = c.compare(dir)
			<-slots
		})
	}
	wg.Wait()

	rules := map[string]*[3]int{} // came, went, stayed
	count := func(i int, findings []output.Finding) {
		for _, f := range findings {
			if rules[f.Rule] == nil {
				rules[f.Rule] = new([3]int)
			}
			rules[f.Rule][i]++
		}
	}
	var before, after time.Duration
	differences, compared := 0, 0
	for i, d := range results {
		name := filepath.Base(repositories[i])
		if len(d.errs) > 0 {
			fmt.Fprintf(problems, "corpus: %s: %v\n", name, errors.Join(d.errs...))
			continue
		}
		compared++
		show(out, "-", name, d.went)
		show(out, "+", name, d.came)
		count(0, d.came)
		count(1, d.went)
		count(2, d.stayed)
		differences += len(d.came) + len(d.went)
		before, after = before+d.before, after+d.after
	}
	if compared == 0 {
		return 0, fmt.Errorf("no repository could be compared")
	}
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		n := rules[rule]
		fmt.Fprintf(out, "%-15s %d came, %d went, %d stayed\n", rule, n[0], n[1], n[2])
	}
	fmt.Fprintf(out, "%d of %d repositories compared; processor time %.1f s, was %.1f s: ratio %.2f\n", compared, len(repositories),
		after.Seconds(), before.Seconds(), after.Seconds()/max(before.Seconds(), 0.001))
	return differences, nil
}

func show(out io.Writer, sign, name string, findings []output.Finding) {
	for _, f := range findings {
		fmt.Fprintf(out, "%s %s  %s %s:%d: %s\n", sign, name, f.Rule, f.File, f.Line, f.Message)
	}
}

// hasModule reports whether there is a module in dir, or in a folder in it.
func hasModule(dir string) bool {
	for _, pattern := range []string{"go.mod", "*/go.mod", "*/*/go.mod"} {
		if found, err := filepath.Glob(filepath.Join(dir, pattern)); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}

// compare runs both programs in dir.
func (c *comparison) compare(dir string) (d difference) {
	before, spent, err := c.findings(c.old, dir)
	if err != nil {
		d.errs = append(d.errs, err)
	}
	d.before = spent
	after, spent, err := c.findings(c.new, dir)
	if err != nil {
		d.errs = append(d.errs, err)
	}
	d.after = spent
	d.went = without(before, after)
	d.came = without(after, before)
	d.stayed = without(after, d.came)
	return d
}

// without returns the findings of a that b has no equal of; of several equal ones,
// as many as b lacks.
func without(a, b []output.Finding) []output.Finding {
	left := map[string]int{}
	for _, f := range b {
		left[key(f)]++
	}
	var out []output.Finding
	for _, f := range a {
		if left[key(f)]--; left[key(f)] < 0 {
			out = append(out, f)
		}
	}
	return out
}

func key(f output.Finding) string {
	return strings.Join([]string{f.Rule, f.File, f.Function, f.Message}, "\x00")
}

// findings runs one program in dir and returns what it found, in order, and its
// processor time with that of all that it started.
func (c *comparison) findings(program, dir string) ([]output.Finding, time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), c.timeout)
	defer cancel()
	args := append([]string{"-config=none", "-cache=off", "-format=json"}, strings.Fields(c.flags)...)
	cmd := exec.CommandContext(ctx, program, append(args, "./...")...)
	cmd.Dir = dir
	cmd.WaitDelay = 5 * time.Second // the go command may hold on to the pipe
	text, err := cmd.Output()
	if cmd.ProcessState == nil {
		return nil, 0, err
	}
	spent := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if ctx.Err() != nil {
		return nil, spent, fmt.Errorf("%s did not end in %v", program, c.timeout)
	}
	var report output.Report
	if jsonErr := json.Unmarshal(text, &report); jsonErr != nil {
		// Findings and packages that do not load have a status, too, but a report.
		return nil, spent, fmt.Errorf("%s: %w", program, cmp.Or(err, jsonErr))
	}
	slices.SortFunc(report.Findings, func(a, b output.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line, cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return report.Findings, spent, nil
}
