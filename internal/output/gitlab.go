package output

import "io"

// GitLab writes the findings as GitLab's code quality report:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
// Files are relative to the repository's root.
func (r *Report) GitLab(w io.Writer) error {
	type lines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
	type location struct {
		Path  string `json:"path"`
		Lines lines  `json:"lines"`
	}
	type issue struct {
		Description string   `json:"description"`
		CheckName   string   `json:"check_name"`
		Fingerprint string   `json:"fingerprint"`
		Severity    string   `json:"severity"`
		Location    location `json:"location"`
	}
	severity := map[string]string{"high": "critical", "medium": "major", "low": "minor"}
	issues := []issue{}
	for _, f := range r.Findings {
		issues = append(issues, issue{
			Description: f.Message + r.remarks(f),
			CheckName:   "mtlslint: " + f.Rule,
			Fingerprint: f.Fingerprint,
			Severity:    severity[f.Severity],
			Location:    location{r.repositoryFile(f.File), lines{f.Line, max(f.Line, f.EndLine)}},
		})
	}
	return writeJSON(w, issues)
}
