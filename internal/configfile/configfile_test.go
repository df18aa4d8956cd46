package configfile_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/internal/configfile"
)

func rules() []string { return []string{"certpresence", "cnidentity", "orauth"} }

func load(t *testing.T, dir, text string) (*configfile.File, error) {
	t.Helper()
	file := filepath.Join(dir, ".mtlslint.yml")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return configfile.Load(file, rules())
}

// What is wrong in a file is said with its line, and with what may have been
// meant.
func TestErrors(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       string // the lines of the error without the file; empty: none
	}{
		{"empty", "", ""},
		{"comments", "# nothing\n", ""},
		{"keys without values", "rules:\nexclude:\n", ""},
		{"unknown key", "severty: low\n", `1: unknown key "severty": did you mean severity? known are `},
		{"unknown key below", "rules:\n  orauth:\n    enabeld: true\n", `3: unknown key "enabeld": did you mean enabled? known are enabled, severity, exclude`},
		{"unknown key in a list", "exclude:\n  - path: a\n    rule: [orauth]\n", `3: unknown key "rule": did you mean rules? known are path, rules`},
		{"unknown rule", "rules:\n  cnidentty: {}\n", `2: unknown rule "cnidentty": did you mean cnidentity? known are certpresence, cnidentity, orauth`},
		{"unknown rule in a list", "exclude:\n  - path: a\n    rules:\n      - orauth\n      - gosec\n", `5: exclude[0].rules[1]: unknown rule "gosec": known are`},
		{"unknown word", "severity: grave\n", `1: severity: unknown value "grave": choose low, medium, high`},
		{"unknown word near one", "verifiers:\n  - function: a/b.C\n    proves: proxy-verified\n", `3: verifiers[0].proves: unknown value "proxy-verified": did you mean proxy verified? choose`},
		{"missing", "verifiers:\n  - function: a/b.C\n", `2: verifiers[0].proves: it is missing: choose proxy verified`},
		{"missing reason", "trusted-gates:\n  - function: a/b.C\n    reason: ' '\n", `3: trusted-gates[0].reason: a reason is missing`},
		{"no function", "policies:\n  - function: not a name\n    requires: tls\n", `2: policies[0].function: "not a name" is no function: write import/path.Name`},
		{"a package for a function", "authorizers:\n  - function: example.com/a/b\n", `2: authorizers[0].function: "example.com/a/b" is no function`},
		{"text for a list", "tags: integration\n", `1: tags: got "integration", want a list`},
		{"a list for a map", "rules: [orauth]\n", `1: rules: got a list, want a map`},
		{"text for a number", "authorizers:\n  - {function: a/b.C, argument: first}\n", `2: authorizers[0].argument: got "first", want a whole number`},
		{"yes for true", "tests: yes\n", `1: tests: got "yes", want true or false`},
		{"number for text", "severity: 3\n", `1: severity: got 3, want text`},
		{"argument", "authorizers:\n  - {function: a/b.C, argument: -2}\n", `2: authorizers[0].argument: arguments count from 0`},
		{"header", "forwarded-headers:\n  - {name: \"X: y\", holds: certificate}\n", `2: forwarded-headers[0].name: "X: y" is no name of a header field`},
		{"absolute pattern", "exclude:\n  - path: /etc/**\n", `2: exclude[0].path: "/etc/**": write a pattern relative`},
		{"pattern outside", "rules: {orauth: {exclude: ['../x']}}\n", `1: rules.orauth.exclude[0]: "../x": write a pattern relative`},
		{"baseline outside", "baseline: ../../known.json\n", `1: baseline: "../../known.json" is not below the folder`},
		{"absolute baseline", "baseline: /etc/passwd\n", `1: baseline: "/etc/passwd" is not below`},
		{"tag", "tags: ['a,b']\n", `1: tags[0]: "a,b" is no build tag`},
		{"twice", "tests: true\nseverity: low\ntests: false\n", `3: the key "tests" is there twice, first in line 1`},
		{"syntax", "rules: [\n", `2: `},
		{"tab", "\tseverity: low\n", `1: `},
		{"two documents", "severity: low\n---\nseverity: high\n", `a second document`},
		{"alias", "tags: &x [a]\n", `1: anchors and aliases are not supported`},
		{"merge", "rules:\n  <<: {orauth: {}}\n", `2: a key is a word`},
		{"binary", "severity: !!binary aGlnaA==\n", `1: the tag`},
		{"a list", "- a\n", `1: got a list, want a map with the keys severity`},
		{"a word", "high\n", `1: got "high", want a map`},
		{"deep", strings.Repeat("[", 50) + strings.Repeat("]", 50), `nested too deeply`},
		{"all at once", "severity: grave\nrules:\n  x: {}\nconfidence: sure\n", "1: severity: unknown value \"grave\": choose low, medium, high\nF:3: unknown rule \"x\": known are certpresence, cnidentity, orauth\nF:4: confidence: unknown value \"sure\": choose low, medium, high"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			f, err := load(t, dir, test.text)
			if test.want == "" {
				if err != nil || f == nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if err == nil {
				t.Fatalf("no error, want %s", test.want)
			}
			got := strings.ReplaceAll(err.Error(), filepath.Join(dir, ".mtlslint.yml"), "F")
			if !strings.Contains(got, test.want) || !strings.HasPrefix(got, "F:") {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestFind(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"repo/.git", "repo/a/b", "repo/c/.git"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	put := func(name string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	find := func(from, want string) {
		t.Helper()
		got, err := configfile.Find(filepath.Join(dir, from))
		if err != nil {
			t.Fatal(err)
		}
		if want != "" {
			want = filepath.Join(dir, want)
		}
		if got != want {
			t.Errorf("from %s: got %q, want %q", from, got, want)
		}
	}
	put(".mtlslint.yml")
	find("repo/a/b", "") // not beyond the repository
	put("repo/.mtlslint.yaml")
	find("repo/a/b", "repo/.mtlslint.yaml")
	find("repo", "repo/.mtlslint.yaml")
	find("repo/c", "") // a repository of its own
	put("repo/a/b/.mtlslint.yml")
	find("repo/a/b", "repo/a/b/.mtlslint.yml")
	put("repo/.mtlslint.yml")
	if _, err := configfile.Find(filepath.Join(dir, "repo/a")); err == nil || !strings.Contains(err.Error(), "delete one") {
		t.Errorf("got %v", err)
	}
}

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := configfile.Load(filepath.Join(dir, "none.yml"), rules()); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("got %v", err)
	}
	if _, err := configfile.Load(dir, rules()); err == nil || !strings.Contains(err.Error(), "not a file of settings") {
		t.Errorf("got %v", err)
	}
	if _, err := load(t, dir, strings.Repeat("# much\n", 1<<18)); err == nil || !strings.Contains(err.Error(), "not a file of settings") {
		t.Errorf("got %v", err)
	}
}

const project = `
-- go.mod --
module example.com/p

go 1.26
-- auth/auth.go --
package auth

type Gate struct{ Base }

type Base struct{}

func (b *Base) Inherited() {}

func (g *Gate) Check() error { return nil }

func (g Gate) Value() {}

type List[T any] struct{}

func (l *List[T]) Has(T) bool { return false }

type Checker interface{ Check() error }

func Verify() error { return nil }

var Hook = func() {}
-- auth/tagged.go --
//go:build special

package auth

func Tagged() {}
-- legacy/old/x.go --
package old
`

func TestResolve(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "")
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(project)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	function := func(name string) string {
		return "# a comment\nauthorizers:\n  - function: " + name + "\n"
	}
	for _, test := range []struct{ name, text, want string }{
		{"function", function("example.com/p/auth.Verify"), ""},
		{"pointer", function("example.com/p/auth.(*Gate).Check"), ""},
		{"pointer as go/types has it", function("(*example.com/p/auth.Gate).Check"), ""},
		{"method", function("example.com/p/auth.Gate.Value"), ""},
		{"generic", function("example.com/p/auth.(*List).Has"), ""},
		{"interface", function("example.com/p/auth.Checker.Check"), ""},
		{"standard library", function("crypto/x509.(*Certificate).Verify"), ""},
		{"package", "non-deciding: [example.com/p/legacy/old]\n", ""},
		{"nothing", "severity: low\n", ""},
		{"no such function", function("example.com/p/auth.Verfy"), `3: authorizers[0].function: example.com/p/auth.Verfy: package example.com/p/auth declares no function Verfy: did you mean Verify? delete it, or repair it`},
		{"no such method", function("example.com/p/auth.(*Gate).Chek"), `declares no function Gate.Chek: did you mean Gate.Check? `},
		{"inherited", function("example.com/p/auth.(*Gate).Inherited"), `where Gate has the method from another type, name that one`},
		{"variable", function("example.com/p/auth.Hook"), `declares no function Hook`},
		{"other build", function("example.com/p/auth.Tagged"), `declares no function Tagged`},
		{"no such package", function("example.com/p/aut.Verify"), `there is no package example.com/p/aut: did you mean example.com/p/auth? write its import path in full`},
		{"short", function("auth.Verify"), `there is no package auth: `},
		{"option", function("-o.Verify"), `there is no package -o: `},
		{"silent", "non-deciding: [example.com/q/x, example.com/p/auth.Nothing]\n", `1: non-deciding[0]: example.com/q/x: there is no package example.com/q/x`},

		{"pattern", "exclude: [{path: legacy}, {path: '**/x.go'}, {path: 'auth/*.go'}, {path: './auth/'}]\n", ""},
		{"no such folder", "exclude:\n  - path: legcay/**\n", `2: exclude[0].path: "legcay/**" matches no Go file below `},
		{"no such folder, near", "rules: {orauth: {exclude: [legacy/odl/**]}}\n", `did you mean legacy/old? `},
		{"not in that folder", "exclude: [{path: '*.go'}]\n", `"*.go" matches no Go file`},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := load(t, dir, test.text)
			if err != nil {
				t.Fatal(err)
			}
			err = f.Resolve(context.Background(), []string{dir}, "")
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
	f, err := load(t, dir, function("example.com/p/auth.Tagged"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Resolve(context.Background(), []string{dir}, "special"); err != nil {
		t.Errorf("with the tag: %v", err)
	}
}

// Whatever is in the file, it is read or refused with its name.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"severity: high\nrules: {orauth: {enabled: false}}\n",
		"verifiers:\n  - function: a/b.(*C).D\n    proves: api key\n",
		"tags: &a [*a]\n", "? {a: b}\n: c\n", "!!binary x", "--- |\n a\n...\n", "\ufeffa: 1\n", "a: 'b\n\n", "<<: {}\n", "rules:\n  : {}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		file, err := load(t, dir, text)
		if err != nil {
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, filepath.Join(dir, ".mtlslint.yml")) {
					t.Errorf("got %v", err)
				}
			}
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
				t.Errorf("control characters come through: %q", err)
			}
			if _, again := load(t, dir, text); again == nil || again.Error() != err.Error() {
				t.Errorf("refused with %v, and then %v", err, again)
			}
			return
		}
		if again, err := load(t, dir, text); err != nil || !reflect.DeepEqual(again.Settings, file.Settings) {
			t.Errorf("read twice: %v: %+v and %+v", err, file.Settings, again.Settings)
		}
		if problems := file.Settings.Check(rules()); len(problems) > 0 {
			t.Errorf("what was read is wrong: %v", problems)
		}
		file.Settings.Catalog()
		file.Settings.Options(dir)
	})
}
