//go:build unix

package driver_test

import (
	"bytes"
	"context"
	"flag"
	"reflect"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/report"
)

var benchDir = flag.String("module", "", "folder of the module that BenchmarkOwnPackages loads, instead of a part of the standard library")

// cpu returns the time that f takes on all processors, in this process and in
// those it starts.
func cpu(f func()) time.Duration {
	used := func() (total time.Duration) {
		for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
			var r syscall.Rusage
			if err := syscall.Getrusage(who, &r); err != nil {
				panic(err)
			}
			total += time.Duration(r.Utime.Nano() + r.Stime.Nano())
		}
		return total
	}
	before := used()
	f()
	return used() - before
}

// BenchmarkOwnPackages compares the driver with what any analysis with types
// has to pay: loading the packages of a module from source and what they
// import from export data. The ratio is of processor time.
func BenchmarkOwnPackages(b *testing.B) {
	patterns := []string{"./..."}
	if *benchDir == "" {
		patterns = []string{"net/...", "crypto/...", "go/...", "encoding/...", "internal/..."}
	}
	load := func() {
		cfg := &packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: *benchDir}
		if _, err := packages.Load(cfg, patterns...); err != nil {
			b.Fatal(err)
		}
	}
	nothing := &analysis.Analyzer{
		Name:             "nothing",
		Doc:              "finds nothing",
		RunDespiteErrors: true,
		ResultType:       reflect.TypeFor[[]report.Finding](),
		Run:              func(*analysis.Pass) (any, error) { return []report.Finding(nil), nil },
	}
	load() // fills the build cache
	for _, bench := range []struct {
		name     string
		relevant func([]byte) bool
	}{
		{"all", nil},
		{"gated", func(src []byte) bool { return bytes.Contains(src, []byte("crypto/x509")) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var base, ours time.Duration
			var times driver.Times
			for range b.N {
				base += cpu(load)
				ours += cpu(func() {
					res, err := driver.Run(context.Background(), driver.Options{Dir: *benchDir, Relevant: bench.relevant}, []*analysis.Analyzer{nothing}, patterns...)
					if err != nil {
						b.Fatal(err)
					}
					times = res.Times
				})
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(base.Seconds()/float64(b.N), "load-s/op")
			b.ReportMetric(ours.Seconds()/float64(b.N), "driver-s/op")
			b.ReportMetric(float64(ours)/float64(base), "ratio")
			b.Logf("%+v", times)
		})
	}
}
