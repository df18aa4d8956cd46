package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mtlslint/mtlslint/internal/near"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/report"
	"github.com/mtlslint/mtlslint/internal/settings"
)

// options are what the command line says.
type options struct {
	args []string // a command with its arguments, or package patterns

	dir         string
	config      string // file, none, or empty: the nearest one
	outputs     []target
	baseline    string
	newFrom     string
	failOn      string
	maxFindings int
	fix, diff   bool
	tests       bool
	source      bool
	tags        string
	platforms   []string
	cache       string
	rules       []string
	confidence  report.Level
	severity    report.Level
	verbose     bool
	version     bool
	help        bool
	debug       map[string]bool
	cpuProfile  string
	memProfile  string

	set map[string]bool // the flags that were given
}

// A target is a format and where it goes: a file, or the standard output.
type target struct{ format, file string }

// debugs are the values of -debug.
func debugs() []string { return []string{"time", "ways"} }

// given reports whether a flag was given.
func (o *options) given(name string) bool { return o.set[name] }

// patterns returns the packages to analyse.
func (o *options) patterns() []string {
	args := o.args
	if len(args) > 0 && args[0] == "baseline" {
		args = args[1:]
	}
	if len(args) == 0 {
		return []string{"./..."}
	}
	return args
}

// commands are the words that are no packages when they come first.
func commands() []string {
	return []string{"rules", "explain", "baseline", "config", "init", "gopls", "completion"}
}

const help = `Mtlslint finds insecure design around mutual TLS in Go packages.

Usage:

	mtlslint [flags] [packages]   analyse packages, by default ./...
	mtlslint baseline [packages]  write what is found to a file of known findings
	mtlslint rules                list the rules
	mtlslint explain RULE         explain a rule
	mtlslint config               show the configuration, and where it comes from
	mtlslint init [what]          write a configuration, and files for CI
	mtlslint gopls -o FILE        build gopls with mtlslint inside, for editors
	mtlslint completion SHELL     write a script for bash, fish or zsh

Exit status: 0 nothing found, 1 something found, 2 wrong use, or a package
that could not be loaded (the others are analysed all the same).

Flags:

`

// usage writes the help text.
func usage(w io.Writer) {
	fmt.Fprint(w, help)
	fs := newFlags(new(options))
	fs.SetOutput(w)
	fs.PrintDefaults()
}

func newFlags(o *options) *flag.FlagSet {
	fs := flag.NewFlagSet("mtlslint", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	o.failOn = "low"
	addFindingFlags(fs, o)
	fs.StringVar(&o.dir, "C", "", "work in this `folder`")
	fs.StringVar(&o.config, "config", "", "read settings from this `file`, by default the nearest .mtlslint.yml upwards; none: from no file")
	fs.Func("format", "write the report in these `formats`, separated by commas, as format or format=file: "+strings.Join(output.Formats(), ", ")+" (default text)", func(s string) error {
		for _, one := range split(s) {
			format, file, toFile := strings.Cut(one, "=")
			if err := oneOf("format", format, output.Formats()); err != nil {
				return err
			}
			if toFile && file == "" {
				return fmt.Errorf("%s= names no file", format)
			}
			if !toFile && slices.ContainsFunc(o.outputs, func(t target) bool { return t.file == "" }) {
				return errors.New("two formats for the standard output: name a file, as in sarif=report.sarif")
			}
			o.outputs = append(o.outputs, target{format, file})
		}
		return nil
	})
	fs.StringVar(&o.baseline, "baseline", "", "report only findings that are not in this `file`")
	fs.StringVar(&o.newFrom, "new-from", "", "report only findings in lines that changed since this git `revision`, or that depend on them")
	fs.Func("fail-on", "exit with status 1 for findings of this `severity` on: low, medium, high or never (default low)", func(s string) error {
		o.failOn = s
		return oneOf("severity", s, settings.FailOn())
	})
	fs.IntVar(&o.maxFindings, "max-findings", 0, "exit with status 1 only for more findings than this `number`")
	fs.BoolVar(&o.fix, "fix", false, "repair what can be repaired for certain")
	fs.BoolVar(&o.diff, "diff", false, "show what -fix would change, and change nothing")
	fs.StringVar(&o.tags, "tags", "", "build `tags`, separated by commas")
	fs.Func("platforms", "analyse for each of these `platforms`, separated by commas, such as linux,windows/arm64", func(s string) error {
		o.platforms = append(o.platforms, split(s)...)
		return nil
	})
	fs.StringVar(&o.cache, "cache", "", "`folder` to keep what was found in, so that unchanged packages are not analysed again, or off (default mtlslint in the user's cache folder)")
	fs.BoolVar(&o.verbose, "v", false, "tell what was given up on, and all errors")
	fs.BoolVar(&o.version, "version", false, "print the version")
	fs.BoolVar(&o.help, "h", false, "print this help")
	fs.BoolVar(&o.help, "help", false, "print this help")
	fs.Func("debug", "write `what` to stderr, for developers: time, ways", func(s string) error {
		for _, what := range split(s) {
			if err := oneOf("kind of output", what, debugs()); err != nil {
				return err
			}
			if o.debug == nil {
				o.debug = make(map[string]bool)
			}
			o.debug[what] = true
		}
		return nil
	})
	fs.BoolVar(&o.source, "source", false, "take the types of dependencies from their source: compiles nothing, for a cold build cache")
	fs.StringVar(&o.cpuProfile, "debug.cpuprofile", "", "write a profile of the time spent to this `file`")
	fs.StringVar(&o.memProfile, "debug.memprofile", "", "write a profile of the memory allocated to this `file`")
	return fs
}

// addFindingFlags adds the flags that decide on what is reported.
func addFindingFlags(fs *flag.FlagSet, o *options) {
	o.confidence, o.severity = report.Medium, report.Medium
	fs.BoolVar(&o.tests, "tests", false, "analyse test files too")
	fs.Func("rules", "report only these `rules`, separated by commas", func(s string) error {
		o.rules = append(o.rules, split(s)...)
		return nil
	})
	fs.Func("confidence", "report from this `level` of confidence on: low, medium or high (default medium)", parseLevel(&o.confidence))
	fs.Func("severity", "report from this `level` of severity on: low, medium or high (default medium)", parseLevel(&o.severity))
}

// parseFlags parses the command line.
func parseFlags(args []string) (*options, error) {
	o := new(options)
	fs := newFlags(o)
	if err := fs.Parse(args); err != nil {
		return nil, unknownFlag(fs, err)
	}
	o.args = fs.Args()
	if len(o.args) > 0 && o.args[0] == "gopls" { // has flags of its own
		return o, nil
	}
	if len(o.args) > 1 && slices.Contains(commands(), o.args[0]) { // flags may follow a command
		name := o.args[0]
		if err := fs.Parse(o.args[1:]); err != nil {
			return nil, unknownFlag(fs, err)
		}
		o.args = append([]string{name}, fs.Args()...)
	}
	o.set = make(map[string]bool)
	fs.Visit(func(f *flag.Flag) { o.set[f.Name] = true })
	if len(o.outputs) == 0 {
		o.outputs = []target{{format: "text"}}
	}
	if o.maxFindings < 0 {
		return nil, errors.New("-max-findings counts from 0: see mtlslint -help")
	}
	for _, arg := range o.args {
		if strings.HasPrefix(arg, "-") {
			return nil, fmt.Errorf("flag %s after a package: flags go first", arg)
		}
	}
	return o, nil
}

// flagNames lists the flags.
func flagNames() []string {
	var names []string
	newFlags(new(options)).VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return names
}

// unknownFlag adds to an error of the flag package what may have been meant.
func unknownFlag(fs *flag.FlagSet, err error) error {
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: ")
	if !ok {
		return fmt.Errorf("%w: see mtlslint -help", err)
	}
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	return fmt.Errorf("unknown flag %s: %ssee mtlslint -help", name, near.Hint(name, names))
}

// split splits a list at commas.
func split(list string) []string {
	return slices.DeleteFunc(strings.Split(list, ","), func(s string) bool { return s == "" })
}

func parseLevel(l *report.Level) func(string) error {
	return func(s string) error {
		level, ok := report.ParseLevel(s)
		if !ok {
			return errors.New("a level is low, medium or high")
		}
		*l = level
		return nil
	}
}

// oneOf returns an error unless s is one of values.
func oneOf(noun, s string, values []string) error {
	if slices.Contains(values, s) {
		return nil
	}
	last := len(values) - 1
	return fmt.Errorf("unknown %s: choose %s or %s", noun, strings.Join(values[:last], ", "), values[last])
}
