// Bench measures mtlslint on modules, as whole commands and against what
// nobody can do without.
//
//	go run ./internal/bench [-n runs] [-others] [module folder ...]
//
// For each module it runs the following in turn, several times, and prints the
// medians of the processor time (of the command and of all that it starts), of
// the elapsed time and of the memory of the largest process:
//
//	list     go list -deps ./...: the go command finds the packages
//	types    the module's own packages are type-checked from source, and what
//	         they import is known from export data (go/packages): the floor of
//	         any analysis with types
//	cold     mtlslint that remembers nothing
//	warm     mtlslint after a run in which nothing changed
//	body     … after a change in the body of one function of the package that
//	         most others import
//	decl     … after a new function in that package
//
// and with -others, as far as they are there:
//
//	vet      go vet with mtlslint as its tool: nothing known, and once more
//	govet    go vet itself, likewise
//	staticcheck, gosec
//
// A status other than 0 means findings, or that the command gave up; go vet,
// which has the same status for both, is then suspiciously fast. Mtlslint also
// analyses modules below the one that is given, and the others do not.
//
// The build cache is warm. A module is measured in a copy, so that nothing
// changes in it. Without arguments, it is examples/fleet.
//
//	go run ./internal/bench -scale [-n runs] [-plot file.svg] [lines ...]
//
// measures types and cold on modules of 10,000 to 1,000,000 lines, or of as many
// as are given, which it makes of this repository's text, and prints a table.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/tools/go/packages"
)

// loadEnv is set, to a folder, when this program has to load the packages
// there and do nothing else.
const loadEnv = "MTLSLINT_BENCH_LOAD"

func main() {
	if dir := os.Getenv(loadEnv); dir != "" {
		cfg := &packages.Config{Mode: packages.LoadSyntax, Dir: dir}
		if _, err := packages.Load(cfg, "./..."); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	runs := flag.Int("n", 5, "how often each command is run")
	others := flag.Bool("others", false, "measure go vet, staticcheck and gosec, too")
	tool := flag.String("mtlslint", "", "measure this program instead of the one built from here")
	growing := flag.Bool("scale", false, "measure modules of growing size")
	plot := flag.String("plot", "", "with -scale, draw the processor time in this SVG `file`")
	flag.Parse()
	var err error
	if *growing {
		err = scale(os.Stdout, flag.Args(), *tool, *plot, *runs)
	} else {
		err = bench(os.Stdout, flag.Args(), *tool, *runs, *others)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(w io.Writer, modules []string, tool string, runs int, others bool) error {
	if len(modules) == 0 {
		modules = []string{"examples/fleet"}
	}
	scratch, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	if tool, err = build(scratch, tool); err != nil {
		return err
	}
	for i, folder := range modules {
		m := &module{dir: filepath.Join(scratch, fmt.Sprint(i)), tool: tool, scratch: scratch}
		if err := m.copy(folder); err != nil {
			return err
		}
		if err := m.measure(w, filepath.Base(folder), runs, others); err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
		if err := os.RemoveAll(m.dir); err != nil {
			return err
		}
	}
	return nil
}

// build builds mtlslint in a folder, unless there is a tool already.
func build(dir, tool string) (string, error) {
	if tool != "" {
		return tool, nil
	}
	tool = filepath.Join(dir, "mtlslint.exe")
	if out, err := exec.Command("go", "build", "-o", tool, "github.com/mtlslint/mtlslint/cmd/mtlslint").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return tool, nil
}
