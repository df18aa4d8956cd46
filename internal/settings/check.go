package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/mtlslint/mtlslint/internal/near"
	"github.com/mtlslint/mtlslint/internal/report"
)

// A Problem is something wrong with a setting.
type Problem struct {
	Path    string // of the setting, such as rules.orauth.severity or exclude[0].path
	Key     bool   // it is about the key, not the value
	Message string
}

func (p Problem) String() string { return p.Path + ": " + p.Message }

// Decode converts a tree of maps, lists and scalars, as encoding/json makes
// them, and checks it. Rules are the names of all rules.
func Decode(tree any, rules []string) (*Settings, []Problem) {
	if tree == nil {
		return new(Settings), nil
	}
	if problems := shape(tree, reflect.TypeFor[Settings](), ""); len(problems) > 0 {
		return nil, problems
	}
	text, err := json.Marshal(tree)
	if err != nil {
		return nil, []Problem{{Message: err.Error()}}
	}
	s := new(Settings)
	if err := json.Unmarshal(text, s); err != nil {
		return nil, []Problem{{Message: err.Error()}}
	}
	return s, s.Check(rules)
}

// shape compares a tree with a type.
func shape(tree any, t reflect.Type, path string) []Problem {
	if tree == nil { // a key with nothing below it
		return nil
	}
	wrong := func(want string) []Problem {
		return []Problem{{Path: path, Message: fmt.Sprintf("got %s, want %s", describe(tree), want)}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shape(tree, t.Elem(), path)
	case reflect.Struct:
		m, ok := tree.(map[string]any)
		if !ok {
			return wrong("a map with the keys " + strings.Join(keys(t), ", "))
		}
		fields := make(map[string]reflect.StructField)
		for i := range t.NumField() {
			fields[key(t.Field(i))] = t.Field(i)
		}
		var problems []Problem
		for _, k := range slices.Sorted(maps.Keys(m)) {
			f, ok := fields[k]
			if !ok {
				problems = append(problems, Problem{Path: Join(path, k), Key: true,
					Message: fmt.Sprintf("unknown key %q: %sknown are %s", k, near.Hint(k, keys(t)), strings.Join(keys(t), ", "))})
				continue
			}
			problems = append(problems, shape(m[k], f.Type, Join(path, k))...)
		}
		return problems
	case reflect.Map:
		m, ok := tree.(map[string]any)
		if !ok {
			return wrong("a map")
		}
		var problems []Problem
		for _, k := range slices.Sorted(maps.Keys(m)) {
			problems = append(problems, shape(m[k], t.Elem(), Join(path, k))...)
		}
		return problems
	case reflect.Slice:
		list, ok := tree.([]any)
		if !ok {
			return wrong("a list")
		}
		var problems []Problem
		for i, v := range list {
			problems = append(problems, shape(v, t.Elem(), fmt.Sprintf("%s[%d]", path, i))...)
		}
		return problems
	case reflect.String:
		if _, ok := tree.(string); !ok {
			return wrong("text")
		}
	case reflect.Bool:
		if _, ok := tree.(bool); !ok {
			return wrong("true or false")
		}
	case reflect.Int:
		if _, ok := tree.(int); !ok {
			if f, isFloat := tree.(float64); !isFloat || f != float64(int(f)) {
				return wrong("a whole number")
			}
		}
	}
	return nil
}

// Join returns the path of a key below path.
func Join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// key returns a field's key.
func key(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// keys returns the keys of a struct in the order of its fields.
func keys(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		out = append(out, key(t.Field(i)))
	}
	return out
}

func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case map[string]any:
		return "a map"
	case []any:
		return "a list"
	case string:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprint(v)
}

// Check returns what is wrong with the settings by themselves. Whether symbols
// and files exist, others have to see.
func (s *Settings) Check(rules []string) []Problem {
	c := &checker{rules: rules}
	c.word("severity", s.Severity, levels)
	c.word("confidence", s.Confidence, levels)
	c.word("fail-on", s.FailOn, failOn)
	for i, tag := range s.Tags {
		if tag == "" || strings.ContainsAny(tag, ", \t") {
			c.add(fmt.Sprintf("tags[%d]", i), "%q is no build tag", tag)
		}
	}
	if s.Baseline != "" && !local(s.Baseline) {
		c.add("baseline", "%q is not below the folder of the configuration", s.Baseline)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Rules)) {
		path := "rules." + name
		c.rule(path, name)
		c.word(path+".severity", s.Rules[name].Severity, levels)
		for i, p := range s.Rules[name].Exclude {
			c.pattern(fmt.Sprintf("%s.exclude[%d]", path, i), p)
		}
	}
	for i, e := range s.Exclude {
		path := fmt.Sprintf("exclude[%d]", i)
		c.pattern(path+".path", e.Path)
		for j, name := range e.Rules {
			c.rule(fmt.Sprintf("%s.rules[%d]", path, j), name)
		}
	}
	for i, v := range s.Verifiers {
		path := fmt.Sprintf("verifiers[%d]", i)
		c.function(path+".function", v.Function)
		c.needed(path+".proves", v.Proves, words(evidence))
	}
	for i, a := range s.Authorizers {
		path := fmt.Sprintf("authorizers[%d]", i)
		c.function(path+".function", a.Function)
		if a.Argument < -1 {
			c.add(path+".argument", "arguments count from 0; -1 is the receiver")
		}
	}
	for i, x := range s.Extractors {
		path := fmt.Sprintf("extractors[%d]", i)
		c.function(path+".function", x.Function)
		c.needed(path+".returns", x.Returns, words(returned))
		if x.Result < 0 {
			c.add(path+".result", "results count from 0")
		}
	}
	for i, h := range s.CredentialHeaders {
		path := fmt.Sprintf("credential-headers[%d]", i)
		c.header(path+".name", h.Name)
		c.needed(path+".holds", h.Holds, words(credentials))
	}
	for i, h := range s.ForwardedHeaders {
		path := fmt.Sprintf("forwarded-headers[%d]", i)
		c.header(path+".name", h.Name)
		c.needed(path+".holds", h.Holds, words(held))
	}
	for i, g := range s.TrustedGates {
		path := fmt.Sprintf("trusted-gates[%d]", i)
		c.function(path+".function", g.Function)
		if strings.TrimSpace(g.Reason) == "" {
			c.add(path+".reason", "a reason is missing: say why the gate is right")
		}
	}
	for i, f := range s.NonDeciding {
		if _, ok := parseSymbol(f); !ok {
			c.add(fmt.Sprintf("non-deciding[%d]", i), "%q is neither a function nor an import path", f)
		}
	}
	for i, p := range s.Policies {
		path := fmt.Sprintf("policies[%d]", i)
		c.function(path+".function", p.Function)
		c.needed(path+".requires", p.Requires, required)
	}
	return c.problems
}

type checker struct {
	rules    []string
	problems []Problem
}

func (c *checker) add(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// word checks a value that may be missing.
func (c *checker) word(path, value string, words []string) {
	if value != "" {
		c.needed(path, value, words)
	}
}

func (c *checker) needed(path, value string, words []string) {
	switch {
	case value == "":
		c.add(path, "it is missing: choose %s", strings.Join(words, ", "))
	case !slices.Contains(words, value):
		c.add(path, "unknown value %q: %schoose %s", value, near.Hint(value, words), strings.Join(words, ", "))
	}
}

func (c *checker) rule(path, name string) {
	if !slices.Contains(c.rules, name) {
		c.problems = append(c.problems, Problem{Path: path, Key: strings.HasPrefix(path, "rules."),
			Message: fmt.Sprintf("unknown rule %q: %sknown are %s", name, near.Hint(name, c.rules), strings.Join(c.rules, ", "))})
	}
}

func (c *checker) function(path, text string) {
	switch sym, ok := parseSymbol(text); {
	case text == "":
		c.add(path, "it is missing: write import/path.Name, or import/path.(*Type).Method")
	case !ok || sym.Name == "":
		c.add(path, "%q is no function: write import/path.Name, or import/path.(*Type).Method", text)
	}
}

func (c *checker) header(path, name string) {
	switch {
	case name == "":
		c.add(path, "it is missing: write the name of a header field")
	case !validHeader(name):
		c.add(path, "%q is no name of a header field", name)
	}
}

// validHeader reports whether name is a token as RFC 9110 section 5.1 has it,
// and not too short or long to be of use.
func validHeader(name string) bool {
	const longest = 64
	canonical := http.CanonicalHeaderKey(name)
	return len(name) >= 3 && len(name) <= longest && !strings.ContainsFunc(canonical, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	})
}

func (c *checker) pattern(path, pattern string) {
	switch {
	case pattern == "":
		c.add(path, "it is missing: write a pattern of files, such as internal/legacy/**")
	case strings.HasPrefix(pattern, "/") || strings.HasPrefix(pattern, "..") || strings.Contains(pattern, `\`):
		c.add(path, "%q: write a pattern relative to the folder of the configuration, with forward slashes", pattern)
	case len(pattern) > 1000:
		c.add(path, "the pattern is too long")
	}
}

// local reports whether a path stays below its folder.
func local(path string) bool {
	return !strings.HasPrefix(path, "/") && !strings.Contains(path, `\`) && !strings.Contains(path, ":") &&
		!slices.Contains(strings.Split(path, "/"), "..")
}

// Levels returns the words for levels, and FailOn those for fail-on.
func Levels() []string { return slices.Clone(levels) }

// FailOn returns the words for fail-on.
func FailOn() []string { return slices.Clone(failOn) }

// FailLevel returns the least severity that makes a command fail, and false if
// none does.
func FailLevel(word string) (report.Level, bool) {
	if word == "never" {
		return 0, false
	}
	if l, ok := report.ParseLevel(word); ok {
		return l, true
	}
	return report.Low, true
}
