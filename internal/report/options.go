package report

import (
	"regexp"
	"slices"
)

// Options decide which findings are reported, and how gravely. The zero value
// reports everything but what is in test files.
type Options struct {
	Confidence Level // least confidence reported
	Severity   Level // least severity reported
	Tests      bool  // report in test files

	Severities map[string]Level  // of a rule's findings, instead of the rule's own
	Exclude    []Exclusion       // where not to report
	Trusted    map[string]string // functions, as types.Func.FullName, that were reviewed, and why they are right
	Root       string            // absolute folder that the paths of Exclude are relative to

	// LeaveNolint leaves //nolint comments to the driver: golangci-lint honours
	// them itself, and reports those that silenced nothing.
	LeaveNolint bool
	// FoldRelated puts the ways in and the steps into the message, in one line,
	// for drivers that take related information for findings of its own.
	FoldRelated bool
}

// Exclusion leaves out the findings of some rules in some files.
type Exclusion struct {
	Rules []string // empty means all
	Path  *regexp.Regexp
}

// Judge returns f as it is to be reported, and whether it is. File is where f
// lies, relative to Root, with forward slashes.
func (o Options) Judge(f Finding, file string) (Finding, bool) {
	if s, ok := o.Severities[f.Rule]; ok {
		f.Severity = s
	}
	if f.Confidence < o.Confidence || f.Severity < o.Severity {
		return f, false
	}
	for _, e := range o.Exclude {
		if (len(e.Rules) == 0 || slices.Contains(e.Rules, f.Rule)) && e.Path.MatchString(file) {
			return f, false
		}
	}
	if reason, ok := o.Trusted[f.Function]; ok && f.Suppressed == nil && f.Rule != SuppressionRule {
		f.Suppressed = &Suppression{Kind: ByConfiguration, Reason: reason}
	}
	return f, true
}

// SuppressionRule is the name of the rule about suppressions themselves: they
// do not silence it.
const SuppressionRule = "suppression"
