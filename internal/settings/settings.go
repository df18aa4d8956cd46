// Package settings is the project's configuration: one Go type for
// .mtlslint.yml and for the settings of the golangci-lint plugin. Its JSON
// Schema is generated from the type.
package settings

import (
	"fmt"
	"go/token"
	"regexp"
	"strings"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/report"
)

// Settings are what a project configures. The zero value is the default.
type Settings struct {
	Severity   string   `json:"severity,omitempty" jsonschema:"Least severity reported."`
	Confidence string   `json:"confidence,omitempty" jsonschema:"Least confidence reported."`
	Tests      bool     `json:"tests,omitempty" jsonschema:"Analyse test files too."`
	Tags       []string `json:"tags,omitempty" jsonschema:"Build tags."`
	Baseline   string   `json:"baseline,omitempty" jsonschema:"File with findings that are known, relative to the folder of the configuration. mtlslint baseline writes it."`
	FailOn     string   `json:"fail-on,omitempty" jsonschema:"Least severity that makes the command fail, or never."`

	Rules   map[string]Rule `json:"rules,omitempty" jsonschema:"What is different for single rules."`
	Exclude []Exclude       `json:"exclude,omitempty" jsonschema:"Where not to report."`

	Verifiers         []Verifier         `json:"verifiers,omitempty" jsonschema:"Functions of the project's own that check something about the caller: a nil error, a true or a result that is not nil proves it."`
	Authorizers       []Authorizer       `json:"authorizers,omitempty" jsonschema:"Functions of the project's own whose result decides on an identity that they are given."`
	Extractors        []Extractor        `json:"extractors,omitempty" jsonschema:"Functions of the project's own that return a part of the peer's certificate or another credential."`
	CredentialHeaders []CredentialHeader `json:"credential-headers,omitempty" jsonschema:"Header fields in which clients send a credential."`
	ForwardedHeaders  []ForwardedHeader  `json:"forwarded-headers,omitempty" jsonschema:"Header fields in which a proxy forwards facts about the client's certificate."`
	TrustedGates      []TrustedGate      `json:"trusted-gates,omitempty" jsonschema:"Functions that were reviewed and are right: nothing is reported in them."`
	NonDeciding       []string           `json:"non-deciding,omitempty" jsonschema:"Functions, and import paths of packages, that never decide on what they are given: loggers, metrics, audit."`
	Policies          []Policy           `json:"policies,omitempty" jsonschema:"What a caller must have proved before a function is reached."`
}

// Rule is what is different for one rule.
type Rule struct {
	Enabled  *bool    `json:"enabled,omitempty" jsonschema:"Whether the rule runs."`
	Severity string   `json:"severity,omitempty" jsonschema:"Severity of its findings, instead of the rule's own."`
	Exclude  []string `json:"exclude,omitempty" jsonschema:"Files in which it reports nothing: patterns as in exclude."`
}

// Exclude leaves findings out by their files.
type Exclude struct {
	Path  string   `json:"path" jsonschema:"Pattern of files, relative to the folder of the configuration: * stands for anything but a slash, ** for anything; a folder means everything in it."`
	Rules []string `json:"rules,omitempty" jsonschema:"Only these rules. All when the list is missing."`
}

// Verifier is a function that checks something about the caller.
type Verifier struct {
	Function string `json:"function" jsonschema:"The function, as import/path.Name, or import/path.(*Type).Method."`
	Proves   string `json:"proves" jsonschema:"What it proves about the caller."`
}

// Authorizer is a function that decides on an identity.
type Authorizer struct {
	Function string `json:"function" jsonschema:"The function, as import/path.Name, or import/path.(*Type).Method."`
	Argument int    `json:"argument,omitempty" jsonschema:"Which argument it decides on, counted from 0; -1 is the receiver."`
}

// Extractor is a function that returns a part of a credential.
type Extractor struct {
	Function string `json:"function" jsonschema:"The function, as import/path.Name, or import/path.(*Type).Method."`
	Returns  string `json:"returns" jsonschema:"What it returns."`
	Result   int    `json:"result,omitempty" jsonschema:"Which of its results, counted from 0."`
}

// CredentialHeader is a header field with a credential.
type CredentialHeader struct {
	Name  string `json:"name" jsonschema:"Name of the field; case does not matter."`
	Holds string `json:"holds" jsonschema:"What kind of credential it holds."`
}

// ForwardedHeader is a header field with a fact about a certificate.
type ForwardedHeader struct {
	Name  string `json:"name" jsonschema:"Name of the field; case does not matter."`
	Holds string `json:"holds" jsonschema:"What it holds."`
}

// TrustedGate is a function that was reviewed.
type TrustedGate struct {
	Function string `json:"function" jsonschema:"The function, as import/path.Name, or import/path.(*Type).Method."`
	Reason   string `json:"reason" jsonschema:"Why it is right."`
}

// Policy is what must be proved before a function is reached.
type Policy struct {
	Function string `json:"function" jsonschema:"The function, as import/path.Name, or import/path.(*Type).Method."`
	Requires string `json:"requires" jsonschema:"What every caller must have proved."`
}

// The words that settings take, in the order of the documentation. Parts of a
// certificate are those that a header may forward, too.
var (
	levels = []string{"low", "medium", "high"}
	failOn = []string{"low", "medium", "high", "never"}

	credentials = []choice{
		{"api key", catalog.APIKey}, {"bearer", catalog.Bearer}, {"basic", catalog.Basic},
		{"session", catalog.Session}, {"signature", catalog.Signature},
	}
	// Evidence as the ways in name it. A check of it is a decision on a part
	// of a certificate, on the address of the hop, or on a credential.
	evidence = append([]choice{
		{"proxy verified", catalog.Addr}, {"cert verified", catalog.Verdict}, {"cert identity", catalog.Strong},
	}, credentials...)
	parts = []choice{
		{"certificate", catalog.Leaf}, {"common name", catalog.CN}, {"distinguished name", catalog.DN}, {"attribute", catalog.Attr},
		{"issuer", catalog.IssuerText}, {"serial number", catalog.Serial}, {"alternative name", catalog.SAN},
		{"fingerprint", catalog.Strong}, {"weak fingerprint", catalog.Weak}, {"verdict", catalog.Verdict},
	}
	returned = append([]choice{{"connection state", catalog.State}}, append(parts[:len(parts)-1:len(parts)-1], credentials...)...)
	held     = append(parts[:len(parts):len(parts)], choice{"user", catalog.GenericID})
	required = []string{"tls", "cert present", "cert verified", "cert identity", "proxy verified", "api key", "bearer", "basic", "session", "signature"}
)

// A choice is a word of the settings with what it means to the catalogue.
type choice struct {
	word   string
	aspect catalog.Aspect
}

func words(cs []choice) []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.word
	}
	return out
}

func aspect(cs []choice, word string) catalog.Aspect {
	for _, c := range cs {
		if c.word == word {
			return c.aspect
		}
	}
	return catalog.None
}

// Catalog returns what the settings add to the catalogue.
func (s *Settings) Catalog() catalog.Extra {
	var e catalog.Extra
	row := func(function string, r catalog.Row) {
		for _, name := range fullNames(function) {
			r.Symbol = name
			e.Rows = append(e.Rows, r)
		}
	}
	for _, v := range s.Verifiers {
		row(v.Function, catalog.Row{Role: catalog.Check, Aspect: aspect(evidence, v.Proves)})
	}
	for _, a := range s.Authorizers {
		row(a.Function, catalog.Row{Role: catalog.Decide, Arg: a.Argument})
	}
	for _, x := range s.Extractors {
		row(x.Function, catalog.Row{Role: catalog.Extract, Aspect: aspect(returned, x.Returns), Result: x.Result})
	}
	for _, h := range s.CredentialHeaders {
		e.Headers = append(e.Headers, catalog.Header{Name: h.Name, Aspect: aspect(credentials, h.Holds)})
	}
	for _, h := range s.ForwardedHeaders {
		e.Headers = append(e.Headers, catalog.Header{Name: h.Name, Aspect: aspect(held, h.Holds)})
	}
	for _, f := range s.NonDeciding {
		e.Silent = append(e.Silent, fullNames(f)...)
	}
	return e
}

// Options returns what the settings say about reporting. Root is the absolute
// folder that their patterns are relative to.
func (s *Settings) Options(root string) report.Options {
	o := report.Options{Confidence: level(s.Confidence), Severity: level(s.Severity), Tests: s.Tests, Root: root}
	for name, rule := range s.Rules {
		if rule.Severity != "" {
			if o.Severities == nil {
				o.Severities = make(map[string]report.Level)
			}
			o.Severities[name] = level(rule.Severity)
		}
		for _, p := range rule.Exclude {
			o.Exclude = append(o.Exclude, report.Exclusion{Rules: []string{name}, Path: Pattern(p)})
		}
	}
	for _, e := range s.Exclude {
		o.Exclude = append(o.Exclude, report.Exclusion{Rules: e.Rules, Path: Pattern(e.Path)})
	}
	for _, g := range s.TrustedGates {
		if o.Trusted == nil {
			o.Trusted = make(map[string]string)
		}
		for _, name := range fullNames(g.Function) {
			o.Trusted[name] = g.Reason
		}
	}
	return o
}

// Enabled returns those of the rules that the settings do not switch off.
func (s *Settings) Enabled(rules []string) []string {
	var on []string
	for _, name := range rules {
		if e := s.Rules[name].Enabled; e == nil || *e {
			on = append(on, name)
		}
	}
	return on
}

// level returns the level of that name; medium, the default, if there is none.
func level(s string) report.Level {
	if l, ok := report.ParseLevel(s); ok {
		return l
	}
	return report.Medium
}

// Pattern returns the expression that a pattern of files stands for.
func Pattern(pattern string) *regexp.Regexp {
	pattern = strings.TrimPrefix(strings.TrimSuffix(pattern, "/"), "./")
	var b strings.Builder
	b.WriteString("^")
	for i := 0; i < len(pattern); i++ {
		switch {
		case strings.HasPrefix(pattern[i:], "**/"):
			b.WriteString("(?:.*/)?")
			i += 2
		case strings.HasPrefix(pattern[i:], "**"):
			b.WriteString(".*")
			i++
		case pattern[i] == '*':
			b.WriteString("[^/]*")
		case pattern[i] == '?':
			b.WriteString("[^/]")
		default:
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		}
	}
	b.WriteString("(?:/.*)?$")
	return regexp.MustCompile(b.String())
}

// A Symbol is a function, or a package, that the settings name.
type Symbol struct {
	Path    string // of the setting, as in Problem
	Text    string // as it is written
	Package string // import path
	Type    string // of a method, or empty
	Name    string // of a function or method; empty for a package
}

// Symbols lists the functions and packages that the settings name, in order.
func (s *Settings) Symbols() []Symbol {
	var out []Symbol
	add := func(path, text string) {
		if sym, ok := parseSymbol(text); ok {
			sym.Path = path
			out = append(out, sym)
		}
	}
	for i, v := range s.Verifiers {
		add(fmt.Sprintf("verifiers[%d].function", i), v.Function)
	}
	for i, v := range s.Authorizers {
		add(fmt.Sprintf("authorizers[%d].function", i), v.Function)
	}
	for i, v := range s.Extractors {
		add(fmt.Sprintf("extractors[%d].function", i), v.Function)
	}
	for i, v := range s.TrustedGates {
		add(fmt.Sprintf("trusted-gates[%d].function", i), v.Function)
	}
	for i, v := range s.NonDeciding {
		add(fmt.Sprintf("non-deciding[%d]", i), v)
	}
	for i, v := range s.Policies {
		add(fmt.Sprintf("policies[%d].function", i), v.Function)
	}
	return out
}

// Patterns lists the patterns of files in the settings, with their paths.
func (s *Settings) Patterns() map[string]string {
	out := make(map[string]string)
	for i, e := range s.Exclude {
		out[fmt.Sprintf("exclude[%d].path", i)] = e.Path
	}
	for name, rule := range s.Rules {
		for i, p := range rule.Exclude {
			out[fmt.Sprintf("rules.%s.exclude[%d]", name, i)] = p
		}
	}
	return out
}

// Functions returns the function as types.Func.FullName may write it.
func (p Policy) Functions() []string { return fullNames(p.Function) }

// parseSymbol reads import/path.Name, import/path.(*Type).Method,
// (*import/path.Type).Method and import/path.Type.Method, or an import path.
func parseSymbol(text string) (Symbol, bool) {
	sym := Symbol{Text: text}
	if strings.ContainsAny(text, " \t\"'[]{}") {
		return sym, false
	}
	if open := strings.IndexByte(text, '('); open >= 0 {
		inside, name, ok := strings.Cut(text[open+1:], ").")
		inside = strings.TrimPrefix(inside, "*")
		switch dot := strings.LastIndexByte(inside, '.'); {
		case open == 0 && dot > 0:
			sym.Package, sym.Type = inside[:dot], inside[dot+1:]
		case open > 1 && text[open-1] == '.':
			sym.Package, sym.Type = text[:open-1], inside
		default:
			return sym, false
		}
		sym.Name = name
		return sym, ok && token.IsIdentifier(sym.Type) && token.IsIdentifier(sym.Name)
	}
	slash := strings.LastIndexByte(text, '/')
	names := strings.Split(text[slash+1:], ".")
	// The version of gopkg.in/yaml.v3 is part of the path.
	path := 1
	if len(names) > 1 && version.MatchString(names[1]) {
		path = 2
	}
	sym.Package = text[:slash+1] + strings.Join(names[:path], ".")
	switch names = names[path:]; len(names) {
	case 0:
		return sym, names != nil && sym.Package != ""
	case 1:
		sym.Name = names[0]
		return sym, token.IsIdentifier(sym.Name)
	case 2:
		sym.Type, sym.Name = names[0], names[1]
		return sym, token.IsIdentifier(sym.Type) && token.IsIdentifier(sym.Name)
	}
	return sym, false
}

var version = regexp.MustCompile(`^v[0-9]+$`)

// fullNames returns a symbol as types.Func.FullName writes it. A method has two
// names, as its receiver may be a pointer or not: only one of them exists.
func fullNames(text string) []string {
	sym, ok := parseSymbol(text)
	switch {
	case !ok || sym.Name == "":
		return []string{text}
	case sym.Type == "":
		return []string{sym.Package + "." + sym.Name}
	}
	return []string{"(*" + sym.Package + "." + sym.Type + ")." + sym.Name, "(" + sym.Package + "." + sym.Type + ")." + sym.Name}
}
