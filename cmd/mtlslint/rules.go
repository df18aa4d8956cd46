package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/mtlslint/mtlslint/internal/near"
	"github.com/mtlslint/mtlslint/internal/report"
)

// listRules writes a line for each rule.
func (c *command) listRules(args []string) int {
	if len(args) > 0 {
		return c.trouble(errors.New("mtlslint rules takes no arguments: mtlslint explain RULE explains one"))
	}
	w := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	for _, r := range c.rules {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.Name, r.Severity, r.Title)
	}
	if err := w.Flush(); err != nil {
		return c.trouble(err)
	}
	return statusClean
}

// explain writes the documentation of a rule.
func (c *command) explain(args []string) int {
	if len(args) != 1 {
		return c.trouble(errors.New("mtlslint explain takes the name of one rule: mtlslint rules lists them"))
	}
	if err := c.checkRules(args); err != nil {
		return c.trouble(err)
	}
	for _, r := range c.rules {
		if r.Name == args[0] {
			text := fmt.Sprintf("%s: %s\n\n%s\n%s", r.Name, r.Title, report.Text(r.Doc), facts(r))
			if coloured(c.stdout) {
				text = emphasize(text)
			}
			fmt.Fprint(c.stdout, text)
		}
	}
	return statusClean
}

// emphasize makes the first line and the headings stand out, and code stay
// back.
func emphasize(text string) string {
	const bold, faint, off = "\x1b[1m", "\x1b[2m", "\x1b[0m"
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		switch heading, ok := strings.CutPrefix(line, "# "); {
		case ok:
			line = bold + heading + off
		case i == 0:
			line = bold + line + off
		case strings.HasPrefix(line, "\t"):
			line = faint + line + off
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// facts lists what is known about a rule besides its documentation.
func facts(r report.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Severity: %s\n", r.Severity)
	if len(r.CWE) > 0 {
		ids := make([]string, len(r.CWE))
		for i, id := range r.CWE {
			ids[i] = fmt.Sprintf("CWE-%d", id)
		}
		fmt.Fprintf(&b, "CWE: %s\n", strings.Join(ids, ", "))
	}
	if len(r.OWASP) > 0 {
		fmt.Fprintf(&b, "OWASP: %s\n", strings.Join(r.OWASP, ", "))
	}
	if r.Since != "" {
		fmt.Fprintf(&b, "Since: %s\n", r.Since)
	}
	fmt.Fprintf(&b, "Online: %s\n", r.URL())
	return b.String()
}

// checkRules returns an error if one of names is no rule.
func (c *command) checkRules(names []string) error {
	known := make([]string, len(c.rules))
	for i, r := range c.rules {
		known[i] = r.Name
	}
	for _, name := range names {
		if oneOf("rule", name, known) != nil {
			return fmt.Errorf("unknown rule %q: %smtlslint rules lists them", name, near.Hint(name, known))
		}
	}
	return nil
}
