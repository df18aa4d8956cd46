package hosts

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/goplsbuild"
)

var goplsTool tool

// goplsSettings is what mtlslint gopls says about editors.
var goplsSettings string

// gopls builds gopls with the suite of this working tree, by the command.
func gopls(t testing.TB) string {
	t.Helper()
	return goplsTool.get(t, "gopls", "golang.org/x/tools/gopls@"+goplsbuild.Version, func(dir, file string) error {
		cmd := command(root(t), mtlslint(t), "gopls", "-o", file, "-source", ".")
		stdout, stderr, status := run(t, cmd)
		if goplsSettings = stdout; status != 0 {
			return errors.New(stderr)
		}
		return nil
	})
}

// What the command prints can be put into the files of editors.
func TestGoplsPrintsSettings(t *testing.T) {
	file := filepath.ToSlash(gopls(t))
	sections := map[string]string{}
	for _, s := range strings.Split(goplsSettings, "\n# ") {
		editor, text, _ := strings.Cut(strings.TrimPrefix(s, "# "), ":")
		_, sections[editor], _ = strings.Cut(text, "\n")
	}
	for _, editor := range []string{"VS Code", "Neovim 0.11 and newer", "Helix", "Emacs with eglot"} {
		if !strings.Contains(sections[editor], file) {
			t.Errorf("for %s there is\n%s", editor, sections[editor])
		}
	}
	var code struct {
		Tools map[string]string `json:"go.alternateTools"`
		Gopls struct{ Analyses map[string]bool }
	}
	if err := json.Unmarshal([]byte(sections["VS Code"]), &code); err != nil || code.Tools["gopls"] != file {
		t.Errorf("VS Code: %v, %+v", err, code)
	}
	for rule := range code.Gopls.Analyses {
		if !slices.Contains(analyzers.Names(), rule) {
			t.Errorf("VS Code: there is no rule %s", rule)
		}
	}
	if _, err := exec.LookPath("nvim"); err == nil {
		script := filepath.Join(t.TempDir(), "init.lua")
		write(t, script, sections["Neovim 0.11 and newer"])
		_, stderr, _ := run(t, command(t.TempDir(), "nvim", "--headless", "-u", "NONE", "-n", "-c", "lua assert(loadfile('"+script+"'))", "-c", "qall!"))
		if strings.TrimSpace(stderr) != "" {
			t.Errorf("Neovim: %s", stderr)
		}
	}
}

// goplsCache is the folder in which the servers of a run keep their results.
var goplsCache = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "mtlslint-gopls")
	if err != nil {
		panic(err)
	}
	return dir
})

func TestMain(m *testing.M) {
	status := m.Run()
	os.RemoveAll(goplsCache())
	os.Exit(status)
}

// prompt makes gopls look at an edit at once.
func prompt(more map[string]any) map[string]any {
	out := map[string]any{"diagnosticsDelay": "10ms"}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// In gopls, a finding's place comes with the rule as the code, as in "15:22:
// certpresence: …".
const (
	goplsPresence = "15:22: certpresence: any client certificate passes"
	goplsName     = "26:6: cnidentity: the common name is compared with a constant"
	goplsUsage    = "40:15: verifyusage: "
)

func TestGopls(t *testing.T) {
	dir := service(t)
	c := dial(t, dir, prompt(nil), gopls(t))
	const file = "auth/auth.go"
	text := read(t, filepath.Join(dir, file))
	c.open(file)
	got := c.findings(file, goplsPresence, goplsName, goplsUsage)
	for _, d := range got {
		if d.Source != d.Code || d.Severity != 2 || !strings.HasSuffix(d.CodeDescription.Href, "docs/rules.md#"+d.Code) {
			t.Errorf("%v: source %s, severity %d, link %s", d, d.Source, d.Severity, d.CodeDescription.Href)
		}
		var related []string
		for _, r := range d.RelatedInformation {
			if r.Location.URI != c.uri(file) {
				t.Errorf("%v has related information in %s", d, r.Location.URI)
			}
			related = append(related, r.Message)
		}
		for _, want := range map[string][]string{
			"certpresence": {"the certificate's presence is checked here", "allows here: next.ServeHTTP", "way in: cert present"},
			"cnidentity":   {"peer/peer.go:11: the common name is read here", "allows here: next.ServeHTTP"},
		}[d.Code] {
			if !slices.Contains(related, want) {
				t.Errorf("%v: %q is not in %q", d, want, related)
			}
		}
	}

	// The quick fix.
	i := slices.IndexFunc(got, func(d diagnostic) bool { return d.Code == "verifyusage" })
	text = c.fix(file, text, got[i], "ask for client authentication")
	if !strings.Contains(text, "Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}") {
		t.Errorf("after the quick fix:\n%s", text)
	}
	c.edit(file, text)
	c.findings(file, goplsPresence, goplsName)

	// Edits that are not saved, in the package and in one that it imports.
	c.edit(file, strings.Replace(text, "r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {\n\t\t\thttp", "peer.Name(r) != \"robot\" {\n\t\t\thttp", 1))
	c.findings(file, "15:6: cnidentity", goplsName)
	c.edit(file, text)
	c.findings(file, goplsPresence, goplsName)
	const other = "peer/peer.go"
	c.open(other)
	names := read(t, filepath.Join(dir, other))
	c.edit(other, strings.Replace(names, "Subject.CommonName", "URIs[0].String()", 1))
	c.findings(file, goplsPresence)
	c.edit(other, names)
	c.findings(file, goplsPresence, goplsName)
	c.findings(other)

	// Code that does not compile is no reason to be silent about the rest.
	c.edit(file, strings.Replace(text, "peer.Name(r) != \"admin\"", "peer.Nam(r) != \"admin\"", 1))
	c.findings(file, goplsPresence)

	c.open("text/text.go")
	c.findings("text/text.go")
}

// Every rule is a switch in the settings of gopls.
func TestGoplsSwitches(t *testing.T) {
	dir := service(t)
	const file = "auth/auth.go"
	off := func(rules ...string) map[string]any {
		analyses := map[string]bool{} // gopls remembers those that it is not told
		for _, r := range analyzers.Names() {
			analyses[r] = !slices.Contains(rules, r)
		}
		return prompt(map[string]any{"analyses": analyses})
	}
	c := dial(t, dir, prompt(nil), gopls(t))
	c.open(file)
	c.findings(file, goplsPresence, goplsName, goplsUsage)
	c.configure(off("certpresence"))
	c.findings(file, goplsName, goplsUsage)
	c.configure(off(analyzers.Names()...))
	c.findings(file)
	c.configure(off("verifyusage", "cnidentity"))
	c.findings(file, goplsPresence)
	c.configure(off())
	c.findings(file, goplsPresence, goplsName, goplsUsage)
}

// The settings of .mtlslint.yml hold from the next start on: what gopls keeps of
// earlier runs does not stand in the way. People are told to restart.
func TestGoplsSettings(t *testing.T) {
	dir := service(t)
	tool := gopls(t)
	const file = "auth/auth.go"
	text := read(t, filepath.Join(dir, file))
	settings := filepath.Join(dir, ".mtlslint.yml")
	session := func(want ...string) *client {
		t.Helper()
		c := dial(t, dir, prompt(nil), tool)
		c.open(file)
		c.findings(file, want...)
		return c
	}
	// nudge edits until something is said about the settings.
	nudge := func(c *client, want string) {
		t.Helper()
		for range 50 {
			c.edit(file, text+"\n")
			c.edit(file, text)
			c.call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": c.uri(file)}}, nil)
			if c.soon(func() bool { return len(c.messages) > 0 }) {
				break
			}
		}
		c.message(want)
	}

	c := session(goplsPresence, goplsName, goplsUsage)
	write(t, settings, "rules:\n  certpresence:\n    enabled: false\n")
	nudge(c, "the settings of mtlslint changed: restart gopls to use them")
	c.close()

	c = session(goplsName, goplsUsage)
	write(t, settings, "extractors:\n  - function: example.com/service/peer.Nobody\n    returns: everything\n")
	nudge(c, `.mtlslint.yml:3: extractors[0].returns: unknown value "everything"`)
	c.close()

	c = session(goplsPresence, goplsName, goplsUsage) // the defaults
	c.message("mtlslint works with its default settings: " + settings)
	c.close()

	for text, want := range map[string][]string{
		"exclude:\n  - path: auth\n    rules: [cnidentity]\n":                                           {goplsPresence, goplsUsage},
		"extractors:\n  - function: example.com/service/peer.Name\n    returns: alternative name\n":     {goplsPresence, goplsUsage},
		"trusted-gates:\n  - function: example.com/service/auth.Require\n    reason: it was reviewed\n": {goplsName, goplsUsage},
		"": {goplsPresence, goplsName, goplsUsage},
	} {
		write(t, settings, text)
		c := session(want...)
		if c.close(); len(c.messages) > 0 {
			t.Errorf("with %q: messages %q", text, c.messages)
		}
	}
}

// The command line of gopls works as ever.
func TestGoplsCheck(t *testing.T) {
	dir := service(t)
	write(t, filepath.Join(dir, ".mtlslint.yml"), "severity: grave\n")
	cmd := command(dir, gopls(t), "check", "auth/auth.go")
	cmd.Env = append(cmd.Env, "GOPLSCACHE="+goplsCache())
	stdout, stderr, _ := run(t, cmd)
	if strings.Count(stdout, "any client certificate passes") != 1 {
		t.Errorf("gopls check:\n%s", stdout)
	}
	if !strings.Contains(stderr, `unknown value "grave"`) || !strings.Contains(stderr, "default ones") {
		t.Errorf("on stderr:\n%s", stderr)
	}
	if stdout, _, _ = run(t, command(dir, gopls(t), "version")); !strings.Contains(stdout, goplsbuild.Version+"-mtlslint") {
		t.Errorf("gopls version: %s", stdout)
	}
}
