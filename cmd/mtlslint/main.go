// Mtlslint finds insecure design around mutual TLS in Go packages.
//
// Usage:
//
//	mtlslint [flags] [packages]
//	mtlslint rules
//	mtlslint explain RULE
//	mtlslint gopls -o FILE
//	go vet -vettool=$(which mtlslint) [packages]
//
// It exits with status 0 when it found nothing, 1 when it found something, and
// 2 when it was used wrongly or a package could not be loaded.
package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"

	"github.com/mtlslint/mtlslint/analyzers"
)

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		collectLate()
	}
	if isVetTool(os.Args[1:]) {
		if err := vetTool(os.Args[1:]); err != nil {
			fmt.Fprintf(os.Stderr, "mtlslint: %v\n", err)
			os.Exit(statusTrouble)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	c := &command{
		stdout: os.Stdout,
		stderr: os.Stderr,
		rules:  analyzers.Rules(),
		suite:  analyzers.New,

		relevant: analyzers.Relevant,
	}
	status := c.run(ctx, os.Args[1:])
	stop()
	os.Exit(status)
}

// collectLate puts off the collection of garbage until the heap has a size
// that nobody minds. Up to there most of it lives; collecting it again and
// again would cost a tenth of the processor time.
func collectLate() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(128 << 20)
	runtime.SetFinalizer(new([16]byte), func(*[16]byte) { // after the first collection
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
	})
}
