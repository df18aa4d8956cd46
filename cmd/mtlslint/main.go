// Mtlslint finds insecure design around mutual TLS in Go packages.
//
// Usage:
//
//	mtlslint [flags] [packages]
//	mtlslint rules
//	mtlslint explain RULE
//	go vet -vettool=$(which mtlslint) [packages]
//
// It exits with status 0 when it found nothing, 1 when it found something, and
// 2 when it was used wrongly or a package could not be loaded.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/mtlslint/mtlslint/analyzers"
)

func main() {
	if os.Getenv("GOGC") == "" {
		// Most of what is allocated lives until its package is done: collecting
		// half as often saves a fifth of the processor time.
		debug.SetGCPercent(200)
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
