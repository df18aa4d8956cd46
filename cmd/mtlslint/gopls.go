package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/mtlslint/mtlslint/internal/goplsbuild"
)

// gopls builds gopls with mtlslint inside and says how editors are told of it.
func (c *command) gopls(ctx context.Context, args []string) int {
	o := goplsbuild.Options{Version: release(), Log: c.stderr}
	fs := flag.NewFlagSet("mtlslint gopls", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.Output, "o", "", "")
	fs.StringVar(&o.Gopls, "gopls", goplsbuild.Version, "")
	fs.StringVar(&o.Source, "source", "", "")
	const use = "write mtlslint gopls -o FILE [-gopls VERSION] [-source FOLDER]"
	if err := fs.Parse(args); err != nil {
		return c.trouble(fmt.Errorf("%w: %s", err, use))
	}
	switch {
	case o.Output == "" || fs.NArg() > 0:
		return c.trouble(errors.New(use + ": FILE is the program to write, such as ~/bin/gopls-mtlslint"))
	case o.Source != "":
		o.Version = ""
	case o.Version == "":
		return c.trouble(errors.New("this mtlslint was built from a working tree: name it with -source"))
	}
	fmt.Fprintf(c.stderr, "mtlslint: building gopls %s with mtlslint, which takes a minute or two for the first time\n", o.Gopls)
	if err := goplsbuild.Build(ctx, o); err != nil {
		if ctx.Err() != nil {
			err = errors.New("interrupted")
		}
		return c.trouble(err)
	}
	file, err := filepath.Abs(o.Output)
	if err != nil {
		return c.trouble(err)
	}
	text, err := templates.ReadFile("templates/editors.txt")
	if err != nil {
		return c.trouble(err)
	}
	fmt.Fprintf(c.stderr, "mtlslint: wrote %s\n", file)
	fmt.Fprint(c.stdout, strings.ReplaceAll(string(text), "@GOPLS@", filepath.ToSlash(file)))
	return statusClean
}

// release returns the version of this program if the module proxy has it.
func release() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Sum != "" {
		return info.Main.Version
	}
	return ""
}
