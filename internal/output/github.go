package output

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
)

// GitHub writes the findings as workflow commands, which become annotations:
// https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
// Files are relative to the repository's root.
func (r *Report) GitHub(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, f := range r.Findings {
		place := fmt.Sprintf("file=%s,line=%d,endLine=%d", property(r.repositoryFile(f.File)), f.Line, cmp.Or(f.EndLine, f.Line))
		if f.EndLine == f.Line && f.EndColumn > f.Column { // columns are of one line only
			place += fmt.Sprintf(",col=%d,endColumn=%d", f.Column, f.EndColumn)
		}
		level := map[string]string{"high": "error", "medium": "warning"}[f.Severity]
		lines := []string{f.Message + r.remarks(f)}
		for _, s := range f.Related {
			lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", Clean(r.repositoryFile(s.File)), s.Line, s.Column, s.Message))
		}
		lines = append(lines, f.URL)
		fmt.Fprintf(out, "::%s %s,title=%s::%s\n", cmp.Or(level, "notice"), place, property("mtlslint: "+f.Rule), data(strings.Join(lines, "\n")))
	}
	for _, e := range r.Errors {
		fmt.Fprintf(out, "::error title=%s::%s\n", property("mtlslint: not analysed"), data(e.Package+": "+e.Message))
	}
	return out.Flush()
}

// data and property escape as the runner's toolkit does.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(Clean(s))
}
