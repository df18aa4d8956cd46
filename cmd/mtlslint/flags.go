package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mtlslint/mtlslint/internal/report"
)

// options are what the command line says.
type options struct {
	args []string // a command with its arguments, or package patterns

	dir        string
	format     string
	tests      bool
	tags       string
	rules      []string
	confidence report.Level
	severity   report.Level
	verbose    bool
	version    bool
	help       bool
	debug      map[string]bool
	cpuProfile string
	memProfile string
}

// formats and debugs are the values of -format and -debug.
func formats() []string { return []string{"text", "json"} }
func debugs() []string  { return []string{"time", "ways"} }

// patterns returns the packages to analyse.
func (o *options) patterns() []string {
	if len(o.args) == 0 {
		return []string{"./..."}
	}
	return o.args
}

const help = `Mtlslint finds insecure design around mutual TLS in Go packages.

Usage:

	mtlslint [flags] [packages]   analyse packages, by default ./...
	mtlslint rules                list the rules
	mtlslint explain RULE         explain a rule

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
	o.format = "text"
	o.confidence, o.severity = report.Medium, report.Medium
	fs.StringVar(&o.dir, "C", "", "work in this `folder`")
	fs.Func("format", "`format` of the report: text or json (default text)", func(s string) error {
		o.format = s
		return oneOf("format", s, formats())
	})
	fs.BoolVar(&o.tests, "tests", false, "analyse test files too")
	fs.StringVar(&o.tags, "tags", "", "build `tags`, separated by commas")
	fs.Func("rules", "report only these `rules`, separated by commas", func(s string) error {
		o.rules = append(o.rules, split(s)...)
		return nil
	})
	fs.Func("confidence", "report from this `level` of confidence on: low, medium or high (default medium)", parseLevel(&o.confidence))
	fs.Func("severity", "report from this `level` of severity on: low, medium or high (default medium)", parseLevel(&o.severity))
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
	fs.StringVar(&o.cpuProfile, "debug.cpuprofile", "", "write a profile of the time spent to this `file`")
	fs.StringVar(&o.memProfile, "debug.memprofile", "", "write a profile of the memory allocated to this `file`")
	return fs
}

// parseFlags parses the command line.
func parseFlags(args []string) (*options, error) {
	o := new(options)
	fs := newFlags(o)
	if err := fs.Parse(args); err != nil {
		if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: "); ok {
			var names []string
			fs.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
			return nil, fmt.Errorf("unknown flag %s: %ssee mtlslint -help", name, didYouMean(name, names))
		}
		return nil, fmt.Errorf("%w: see mtlslint -help", err)
	}
	o.args = fs.Args()
	for _, arg := range o.args {
		if strings.HasPrefix(arg, "-") {
			return nil, fmt.Errorf("flag %s after a package: flags go first", arg)
		}
	}
	return o, nil
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
	return fmt.Errorf("unknown %s: choose %s", noun, strings.Join(values, " or "))
}

// didYouMean suggests the value that is nearest to s, if any is near.
func didYouMean(s string, values []string) string {
	best, least := "", len(s)/2+1
	for _, v := range values {
		if d := distance(s, v); d < least {
			best, least = v, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %s? ", best)
}

// distance is the number of letters to insert, delete or replace to get from
// a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
