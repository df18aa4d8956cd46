package output

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mtlslint/mtlslint/internal/report"
)

// SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html,
// as far as it is written here. What GitHub makes of it stands in
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool              sarifTool                `json:"tool"`
		AutomationDetails sarifAutomation          `json:"automationDetails"`
		Invocations       []sarifInvocation        `json:"invocations"`
		OriginalURIBases  map[string]sarifArtifact `json:"originalUriBaseIds"`
		ColumnKind        string                   `json:"columnKind"`
		Results           []sarifResult            `json:"results"`
	}
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		Organization    string      `json:"organization"`
		SemanticVersion string      `json:"semanticVersion"`
		InformationURI  string      `json:"informationUri"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string         `json:"id"`
		ShortDescription     sarifMessage   `json:"shortDescription"`
		FullDescription      sarifMessage   `json:"fullDescription"`
		Help                 sarifMessage   `json:"help"`
		HelpURI              string         `json:"helpUri"`
		DefaultConfiguration sarifConfig    `json:"defaultConfiguration"`
		Properties           map[string]any `json:"properties"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string       `json:"level"`
		Message sarifMessage `json:"message"`
	}
	sarifArtifact struct {
		URI         string        `json:"uri,omitempty"`
		URIBaseID   string        `json:"uriBaseId,omitempty"`
		Description *sarifMessage `json:"description,omitempty"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifMessage       `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		CodeFlows    []sarifCodeFlow    `json:"codeFlows,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Fixes        []sarifFix         `json:"fixes,omitempty"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Properties   map[string]any     `json:"properties"`
	}
	sarifLocation struct {
		ID       *int          `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Logical  []sarifLogic  `json:"logicalLocations,omitempty"`
		Message  *sarifMessage `json:"message,omitempty"`
	}
	sarifLogic struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifRegion struct {
		StartLine   int           `json:"startLine"`
		StartColumn int           `json:"startColumn,omitempty"`
		EndLine     int           `json:"endLine,omitempty"`
		EndColumn   int           `json:"endColumn,omitempty"`
		Snippet     *sarifMessage `json:"snippet,omitempty"`
	}
	sarifCodeFlow struct {
		ThreadFlows []sarifThreadFlow `json:"threadFlows"`
	}
	sarifThreadFlow struct {
		Locations []sarifFlowLocation `json:"locations"`
	}
	sarifFlowLocation struct {
		Location sarifLocation `json:"location"`
	}
	sarifFix struct {
		Description sarifMessage  `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion   `json:"deletedRegion"`
		Inserted *sarifMessage `json:"insertedContent,omitempty"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification,omitempty"`
	}
)

const (
	sourceRoot  = "%SRCROOT%"
	projectURL  = "https://github.com/mtlslint/mtlslint"
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	printName   = "mtlslint/v1" // of the fingerprints: a new way to compute them takes a new name
)

// SARIF writes the report as SARIF 2.1.0, with files relative to the
// repository's root. Suppressed findings are part of it, marked as such.
func (r *Report) SARIF(w io.Writer) error {
	run := sarifRun{
		Tool: sarifTool{Driver: sarifDriver{
			Name: "mtlslint", Organization: "mtlslint", InformationURI: projectURL,
			SemanticVersion: semantic(r.context.Version),
			Rules:           []sarifRule{},
		}},
		AutomationDetails: sarifAutomation{ID: "mtlslint/"},
		Invocations:       []sarifInvocation{{Successful: len(r.Errors) == 0}},
		OriginalURIBases: map[string]sarifArtifact{
			sourceRoot: {Description: &sarifMessage{Text: "The root of the repository."}},
		},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	index := make(map[string]int)
	for _, rule := range r.context.Rules {
		index[rule.Name] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSARIFRule(rule))
	}
	for _, e := range r.Errors {
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications,
			sarifNotification{Level: "error", Message: sarifMessage{Text: plain(e.Package + ": " + e.Message)}})
	}
	all := slices.Concat(r.Findings, r.Suppressed)
	slices.SortStableFunc(all, compare)
	for _, f := range all {
		run.Results = append(run.Results, r.sarifResult(f, index[f.Rule]))
	}
	return writeJSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// semantic returns a module's version without its v.
func semantic(version string) string {
	if v, ok := strings.CutPrefix(version, "v"); ok {
		return v
	}
	return "0.0.0-devel"
}

func newSARIFRule(rule report.Rule) sarifRule {
	tags := []string{"security"}
	for _, id := range rule.CWE {
		tags = append(tags, fmt.Sprintf("external/cwe/cwe-%03d", id))
	}
	properties := map[string]any{
		"tags":              tags,
		"precision":         "high",
		"problem.severity":  map[report.Level]string{report.High: "error", report.Medium: "warning"}[rule.Severity],
		"security-severity": securitySeverity(rule.Severity),
	}
	if properties["problem.severity"] == "" {
		properties["problem.severity"] = "recommendation"
	}
	doc := rule.Doc
	first, _, _ := strings.Cut(doc, "\n\n")
	return sarifRule{
		ID:                   rule.Name,
		ShortDescription:     sarifMessage{Text: sentence(rule.Title)},
		FullDescription:      sarifMessage{Text: sentence(cmp.Or(strings.Join(strings.Fields(first), " "), rule.Title))},
		Help:                 sarifMessage{Text: cmp.Or(report.Text(doc), sentence(rule.Title)), Markdown: report.Markdown(doc, 1)},
		HelpURI:              rule.URL(),
		DefaultConfiguration: sarifConfig{Level: sarifLevel(rule.Severity.String())},
		Properties:           properties,
	}
}

// securitySeverity is a score that GitHub shows as a severity: from 7.0 on
// high, from 4.0 on medium, below that low.
func securitySeverity(l report.Level) string {
	switch l {
	case report.High:
		return "8.0"
	case report.Medium:
		return "5.5"
	}
	return "2.5"
}

func sarifLevel(severity string) string {
	switch severity {
	case "high":
		return "error"
	case "medium":
		return "warning"
	}
	return "note"
}

func (r *Report) sarifResult(f Finding, rule int) sarifResult {
	at := r.sarifLocation(f.File, f.Line, f.Column, f.EndLine, f.EndColumn)
	if f.Function != "" {
		at.Logical = []sarifLogic{{FullyQualifiedName: f.Function, Kind: "function"}}
	}
	res := sarifResult{
		RuleID:       f.Rule,
		RuleIndex:    rule,
		Level:        sarifLevel(f.Severity),
		Message:      sarifMessage{Text: plain(sentence(f.Message + r.remarks(f)))},
		Locations:    []sarifLocation{at},
		Fingerprints: map[string]string{printName: f.Fingerprint},
		Properties:   map[string]any{"confidence": f.Confidence, "waysIn": f.WaysIn},
	}
	if len(f.Platforms) > 0 {
		res.Properties["platforms"] = f.Platforms
	}
	flow := sarifThreadFlow{}
	for _, step := range f.Related {
		if r.outside(step.File) {
			continue // viewers have no such file, and paths of this machine are nobody's business
		}
		l := r.sarifLocation(step.File, step.Line, step.Column, 0, 0)
		l.Message = &sarifMessage{Text: plain(sentence(step.Message))}
		flow.Locations = append(flow.Locations, sarifFlowLocation{l})
		l.ID = new(int)
		*l.ID = len(res.Related) + 1
		res.Related = append(res.Related, l)
	}
	if len(flow.Locations) > 0 {
		res.CodeFlows = []sarifCodeFlow{{ThreadFlows: []sarifThreadFlow{flow}}}
	}
	for _, fix := range f.Fixes {
		res.Fixes = append(res.Fixes, r.sarifFix(fix))
	}
	if s := f.Suppression; s != nil {
		kind := "external"
		switch report.SuppressionKind(s.Kind) {
		case report.ByDirective, report.ByNolint, report.ByNosec:
			kind = "inSource"
		}
		res.Suppressions = []sarifSuppression{{Kind: kind, Status: "accepted", Justification: s.Reason}}
	}
	return res
}

// remarks says which ways the gate has, and on which platforms, in sentences that
// follow the message.
func (r *Report) remarks(f Finding) string {
	var out string
	if len(f.WaysIn) > 0 {
		out = ". Ways in: " + report.Ways(f.WaysIn)
	}
	if len(f.Platforms) > 0 {
		out += ". Only on " + strings.Join(f.Platforms, ", ")
	}
	return out
}

// sarifLocation describes a place; without an end, the line alone.
func (r *Report) sarifLocation(file string, line, column, endLine, endColumn int) sarifLocation {
	region := sarifRegion{StartLine: max(line, 1), StartColumn: r.sources.utf16Column(file, line, column)}
	if endLine > line || endLine == line && endColumn > column {
		region.EndLine, region.EndColumn = endLine, r.sources.utf16Column(file, endLine, endColumn)
	}
	// A finding may reach over many lines: the first ones tell which.
	const most = 10
	var text []string
	for n := line; n <= min(max(line, endLine), line+most-1); n++ {
		s, ok := r.sources.line(file, n)
		if !ok {
			break
		}
		text = append(text, strings.ToValidUTF8(s, string(utf8.RuneError)))
	}
	if len(text) > 0 {
		region.Snippet = &sarifMessage{Text: strings.Join(text, "\n")}
	}
	return sarifLocation{Physical: sarifPhysical{Artifact: r.sarifArtifact(file), Region: region}}
}

func (r *Report) sarifArtifact(file string) sarifArtifact {
	if r.outside(file) {
		name := filepath.FromSlash(file)
		if !filepath.IsAbs(name) {
			name = filepath.Join(r.context.Dir, name)
		}
		name = filepath.ToSlash(name)
		return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(name, "/")}).String()}
	}
	return sarifArtifact{URI: (&url.URL{Path: r.repositoryFile(file)}).String(), URIBaseID: sourceRoot}
}

// outside reports whether a file is not in the repository.
func (r *Report) outside(file string) bool {
	file = r.repositoryFile(file)
	return file == ".." || strings.HasPrefix(file, "../") || filepath.IsAbs(filepath.FromSlash(file))
}

func (r *Report) sarifFix(fix Fix) sarifFix {
	out := sarifFix{Description: sarifMessage{Text: plain(sentence(fix.Message))}}
	for _, e := range fix.Edits {
		artifact := r.sarifArtifact(e.File)
		i := slices.IndexFunc(out.Changes, func(c sarifChange) bool { return c.Artifact.URI == artifact.URI })
		if i < 0 {
			i = len(out.Changes)
			out.Changes = append(out.Changes, sarifChange{Artifact: artifact})
		}
		replacement := sarifReplacement{Deleted: sarifRegion{
			StartLine: e.Line, StartColumn: r.sources.utf16Column(e.File, e.Line, e.Column),
			EndLine: e.EndLine, EndColumn: r.sources.utf16Column(e.File, e.EndLine, e.EndColumn),
		}}
		if e.Text != "" {
			replacement.Inserted = &sarifMessage{Text: e.Text}
		}
		out.Changes[i].Replacements = append(out.Changes[i].Replacements, replacement)
	}
	return out
}

// plain escapes what SARIF takes for a link in a message (3.11.6): brackets,
// and the backslash.
func plain(s string) string {
	return strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(s)
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	s = capital(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

func capital(s string) string {
	if s == "" {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
