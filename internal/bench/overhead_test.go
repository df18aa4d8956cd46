// Package bench measures the whole command against what nobody can do without.
package bench

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/packages"
)

var modules = flag.String("modules", "../..", "folders of the modules that BenchmarkOverhead analyses, separated by commas")

// load is set, to a folder, when the test binary has to load the packages
// there and do nothing else.
const load = "MTLSLINT_BENCH_LOAD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(load); dir != "" {
		// Own packages from source, all others from export data.
		if _, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: dir}, "./..."); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// BenchmarkOverhead compares the command with loading and type-checking the
// packages of a module, which any analysis with types has to pay. Both run as
// processes of their own, in turn; what is measured is the processor time that
// they and the go command take. The build cache is warm, and the command has
// none of its own.
//
//	go test ./internal/bench -bench=. -benchtime=5x -modules=/some/module,/another
func BenchmarkOverhead(b *testing.B) {
	tool := filepath.Join(b.TempDir(), "mtlslint.exe")
	if out, err := exec.Command("go", "build", "-o", tool, "../../cmd/mtlslint").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	for _, module := range strings.Split(*modules, ",") {
		module, err := filepath.Abs(module)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(filepath.Base(module), func(b *testing.B) {
			loading := func() time.Duration { return cpu(b, 0, []string{load + "=" + module}, self) }
			whole := func() time.Duration { return cpu(b, 1, nil, tool, "-C", module, "./...") }
			loading() // fills the build cache

			var base, ours time.Duration
			for range b.N {
				base += loading()
				ours += whole()
			}
			n := float64(b.N)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(base.Seconds()/n, "load-s/op")
			b.ReportMetric(ours.Seconds()/n, "mtlslint-s/op")
			b.ReportMetric(ours.Seconds()/base.Seconds(), "ratio")
		})
	}
}

// cpu runs a command and returns the processor time of it and of what it
// started. Its status must not be greater than max.
func cpu(b *testing.B, max int, env []string, name string, args ...string) time.Duration {
	b.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() > max) {
		b.Fatalf("%v: %v\n%s", cmd, err, stderr.Bytes())
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}
