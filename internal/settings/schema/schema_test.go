package schema_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/mtlslint/mtlslint/internal/settings"
	"github.com/mtlslint/mtlslint/internal/settings/schema"
)

var rules = []string{"certpresence", "cnidentity", "forwardedcert", "orauth", "suppression"}

// The schema takes and refuses what the command does. (The command refuses
// more: text that is no function, patterns that match nothing.)
func TestSchema(t *testing.T) {
	s, err := schema.New(rules)
	if err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text string
		ok   bool
	}{
		{`{}`, true},
		{`{"severity": "low", "confidence": "high", "tests": true, "tags": ["a"], "fail-on": "never", "baseline": "b.json"}`, true},
		{`{"rules": {"orauth": {"enabled": false, "severity": "low", "exclude": ["a/**"]}}}`, true},
		{`{"exclude": [{"path": "a", "rules": ["orauth"]}]}`, true},
		{`{"verifiers": [{"function": "a/b.C", "proves": "proxy verified"}], "authorizers": [{"function": "a/b.C", "argument": -1}]}`, true},
		{`{"extractors": [{"function": "a/b.C", "returns": "common name", "result": 1}]}`, true},
		{`{"credential-headers": [{"name": "X-A", "holds": "bearer"}], "forwarded-headers": [{"name": "X-B", "holds": "verdict"}]}`, true},
		{`{"trusted-gates": [{"function": "a/b.C", "reason": "r"}], "non-deciding": ["a/b"], "policies": [{"function": "a/b.C", "requires": "cert identity"}]}`, true},

		{`{"severty": "low"}`, false},
		{`{"severity": "grave"}`, false},
		{`{"severity": 1}`, false},
		{`{"fail-on": "sometimes"}`, false},
		{`{"tests": "yes"}`, false},
		{`{"tags": "a"}`, false},
		{`{"rules": {"other": {}}}`, false},
		{`{"rules": {"orauth": {"on": true}}}`, false},
		{`{"exclude": [{"rules": ["orauth"]}]}`, false},
		{`{"exclude": [{"path": "a", "rules": ["other"]}]}`, false},
		{`{"verifiers": [{"function": "a/b.C", "proves": "much"}]}`, false},
		{`{"verifiers": [{"function": "a/b.C"}]}`, false},
		{`{"extractors": [{"function": "a/b.C", "returns": "verdict"}]}`, false},
		{`{"credential-headers": [{"name": "X-A", "holds": "common name"}]}`, false},
		{`{"forwarded-headers": [{"name": "X-B", "holds": "bearer"}]}`, false},
		{`{"trusted-gates": [{"function": "a/b.C"}]}`, false},
		{`{"policies": [{"function": "a/b.C", "requires": "luck"}]}`, false},
		{`[]`, false},
	} {
		var tree any
		if err := json.Unmarshal([]byte(test.text), &tree); err != nil {
			t.Fatal(err)
		}
		err := resolved.Validate(tree)
		_, problems := settings.Decode(tree, rules)
		if (err == nil) != test.ok || (len(problems) == 0) != test.ok {
			t.Errorf("%s: the schema says %v, the command %v", test.text, err, problems)
		}
	}
}

// What init writes is valid, as it is and with everything uncommented.
func TestTemplate(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "cmd", "mtlslint", "templates", "mtlslint.yml"))
	if err != nil {
		t.Fatal(err)
	}
	// Prose has a capital or a full stop; examples have a colon or are items.
	example := regexp.MustCompile(`^# ( *(?:- )?[a-z-]+:(?: .*)?|  - [a-z].*)$`)
	var lines []string
	for line := range strings.Lines(string(text)) {
		if m := example.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil && !strings.Contains(line, "$schema") {
			line = m[1] + "\n"
		}
		lines = append(lines, line)
	}
	full := strings.Join(lines, "")
	var tree any
	if err := yaml.Load([]byte(full), &tree); err != nil {
		t.Fatalf("%v:\n%s", err, full)
	}
	js, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(js, &tree); err != nil {
		t.Fatal(err)
	}
	if _, problems := settings.Decode(tree, rules); len(problems) > 0 {
		t.Errorf("%v:\n%s", problems, full)
	}
	s, err := schema.New(rules)
	if err != nil {
		t.Fatal(err)
	}
	for key := range s.Properties {
		if _, ok := tree.(map[string]any)[key]; !ok {
			t.Errorf("the template does not show %s", key)
		}
	}
}
