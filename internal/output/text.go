package output

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/mtlslint/mtlslint/internal/report"
)

// Style says how Text writes.
type Style struct {
	Colour  bool
	Excerpt bool // show the source
}

// Text writes the report for people: each finding with its ways in and its
// trace.
func (r *Report) Text(w io.Writer, style Style) error {
	out := bufio.NewWriter(w)
	p := palette{on: style.Colour}
	place := func(file string, line, column int) string {
		if strings.HasPrefix(file+":", "::") {
			file = "./" + file // a line that begins with :: is a command to GitHub's runners
		}
		return fmt.Sprintf("%s:%d:%d", Clean(file), line, column)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(out, "%s: %s %s\n", p.bold(place(f.File, f.Line, f.Column)),
			p.severity(f.Severity, f.Message), p.faint("("+f.Rule+")"))
		if style.Excerpt {
			r.excerpt(out, p, f)
		}
		if len(f.WaysIn) > 0 {
			fmt.Fprintf(out, "    ways in: %s\n", report.Ways(f.WaysIn))
		}
		if len(f.Platforms) > 0 {
			fmt.Fprintf(out, "    only on %s\n", strings.Join(f.Platforms, ", "))
		}
		for _, s := range f.Related {
			fmt.Fprintf(out, "    %s: %s\n", p.faint(place(s.File, s.Line, s.Column)), s.Message)
		}
	}
	return out.Flush()
}

// excerpt shows the line of the finding, and marks its place.
func (r *Report) excerpt(w io.Writer, p palette, f Finding) {
	line, ok := r.sources.line(f.File, f.Line)
	if !ok {
		return
	}
	from := min(max(f.Column-1, 0), len(line))
	to := len(line)
	if f.EndLine == f.Line {
		to = min(max(f.EndColumn-1, from), len(line))
	}
	gutter := fmt.Sprintf("%8d |", f.Line)
	mark := "^" + strings.Repeat("~", max(width(line[from:to])-1, 0))
	fmt.Fprintf(w, "%s %s\n", p.faint(gutter), printable(line))
	fmt.Fprintf(w, "%s %s%s\n", p.faint(fmt.Sprintf("%*s", len(gutter), "|")),
		strings.Repeat(" ", width(line[:from])), p.severity(f.Severity, mark))
}

// printable gives tabs a width that the mark below can rely on, and replaces
// what could control a terminal.
func printable(s string) string {
	return Clean(strings.ReplaceAll(s, "\t", "    "))
}

// width is the number of columns that s takes, near enough.
func width(s string) int { return utf8.RuneCountInString(printable(s)) }

// A palette colours text, if it is on.
type palette struct{ on bool }

func (p palette) bold(s string) string  { return p.paint("1", s) }
func (p palette) faint(s string) string { return p.paint("2", s) }

// severity colours s by a level's name.
func (p palette) severity(level, s string) string {
	colour := map[string]string{"high": "31", "medium": "33"}[level]
	return p.paint(cmp.Or(colour, "36"), s)
}

func (p palette) paint(code, s string) string {
	if !p.on {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
