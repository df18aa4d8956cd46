package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A trial is a command to measure.
type trial struct {
	name    string
	prepare func() error // before each run; may be nil
	env     []string
	args    []string
	costs   []cost
}

// A cost is what one run took.
type cost struct {
	cpu, elapsed time.Duration
	memory       int64 // bytes, of the largest process; 0 where that is not known
	status       int   // exit status
}

// measure runs all trials and writes a table.
func (m *module) measure(w io.Writer, name string, runs int, others bool) error {
	own, all, lines, err := m.size()
	if err != nil {
		return err
	}
	if err := m.target(); err != nil {
		return err
	}
	trials, err := m.trials(others)
	if err != nil {
		return err
	}
	for i := range runs + 1 {
		for _, t := range trials {
			c, err := t.run(m.dir)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			if i > 0 { // the first fills caches
				t.costs = append(t.costs, c)
			}
		}
	}
	fmt.Fprintf(w, "%s: %d packages, %d with what they import, %d lines\n", name, own, all, lines)
	fmt.Fprintf(w, "%-12s %8s %8s %8s %9s %9s %6s\n", "", "cpu", "elapsed", "memory", "cpu/types", "cpu/list", "status")
	list, types := trials[0].median(), trials[1].median()
	for _, t := range trials {
		c := t.median()
		fmt.Fprintf(w, "%-12s %7.2fs %7.2fs %6dMB %9.2f %9.2f %6d\n", t.name, c.cpu.Seconds(), c.elapsed.Seconds(), c.memory>>20,
			float64(c.cpu)/float64(types.cpu), float64(c.cpu)/float64(list.cpu), c.status)
	}
	fmt.Fprintln(w)
	return nil
}

// trials lists what to measure. The first two are what the others are compared
// with.
func (m *module) trials(others bool) ([]*trial, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cache := filepath.Join(m.scratch, "cache")
	remembering := []string{m.tool, "-cache=" + cache, "./..."}
	remember := func(change func() error) func() error {
		return func() error {
			// What was found before the change is known.
			if err := m.write(0, ""); err != nil {
				return err
			}
			if _, err := (&trial{args: remembering}).run(m.dir); err != nil {
				return err
			}
			return change()
		}
	}
	nothing := func() error { return nil }
	trials := []*trial{
		{name: "list", args: []string{"go", "list", "-deps", "./..."}},
		{name: "types", env: []string{loadEnv + "=" + m.dir}, args: []string{self}},
		{name: "cold", args: []string{m.tool, "-cache=off", "./..."}},
		{name: "warm", prepare: remember(nothing), args: remembering},
		{name: "body", prepare: remember(m.changeBody), args: remembering},
		{name: "decl", prepare: remember(m.changeDeclarations), args: remembering},
	}
	for _, t := range trials[:3] {
		t.prepare = func() error { return m.write(0, "") }
	}
	if !others {
		return trials, nil
	}
	// The go command's cache knows nothing of what vet found with other flags
	// or settings.
	tool := &trial{name: "vet cold"}
	toolAgain := &trial{name: "vet warm"}
	tool.prepare = func() error {
		tool.args = []string{"go", "vet", "-vettool=" + m.tool, "./..."}
		toolAgain.args = tool.args
		return os.WriteFile(filepath.Join(m.dir, ".mtlslint.yml"), fmt.Appendf(nil, "# %d\n", time.Now().UnixNano()), 0o666)
	}
	stock := &trial{name: "govet cold"}
	stockAgain := &trial{name: "govet warm"}
	stock.prepare = func() error {
		stock.args = []string{"go", "vet", fmt.Sprintf("-printf.funcs=f%d", time.Now().UnixNano()), "./..."}
		stockAgain.args = stock.args
		return os.RemoveAll(filepath.Join(m.dir, ".mtlslint.yml"))
	}
	trials = append(trials, tool, toolAgain, stock, stockAgain)
	for _, other := range [][]string{{"staticcheck", "./..."}, {"gosec", "-quiet", "./..."}} {
		if _, err := exec.LookPath(other[0]); err == nil {
			cold := []string{"STATICCHECK_CACHE=" + filepath.Join(m.scratch, "staticcheck")}
			trials = append(trials, &trial{
				name: other[0], env: cold, args: other,
				prepare: func() error { return os.RemoveAll(filepath.Join(m.scratch, "staticcheck")) },
			})
		}
	}
	return trials, nil
}

// run runs the command once. Other statuses than 0 are findings.
func (t *trial) run(dir string) (cost, error) {
	if t.prepare != nil {
		if err := t.prepare(); err != nil {
			return cost{}, err
		}
	}
	var stderr bytes.Buffer
	cmd := exec.Command(t.args[0], t.args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(t.env, "GOWORK=off")...)
	cmd.Stderr = &stderr
	begin := time.Now()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return cost{}, err
	}
	if exit != nil && strings.Contains(stderr.String(), "no space left on device") {
		return cost{}, fmt.Errorf("%w\n%s", err, stderr.Bytes())
	}
	s := cmd.ProcessState
	return cost{s.UserTime() + s.SystemTime(), time.Since(begin), peak(s), s.ExitCode()}, nil
}

// median returns the medians of the costs.
func (t *trial) median() cost {
	m := cost{status: t.costs[0].status}
	n := len(t.costs) / 2
	slices.SortFunc(t.costs, func(a, b cost) int { return int(a.elapsed - b.elapsed) })
	m.elapsed = t.costs[n].elapsed
	slices.SortFunc(t.costs, func(a, b cost) int { return int(a.memory - b.memory) })
	m.memory = t.costs[n].memory
	slices.SortFunc(t.costs, func(a, b cost) int { return int(a.cpu - b.cpu) })
	m.cpu = t.costs[n].cpu
	return m
}
