package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/output/sariftest"
)

// service is a module with two findings.
const service = `
-- go.mod --
module example.com/service

go 1.26
-- auth/auth.go --
package auth

import "net/http"

// RequireCertificate lets in whoever has a certificate.
func RequireCertificate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "no certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// RequireAdmin lets in the administrator.
func RequireAdmin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || r.TLS.PeerCertificates[0].Subject.CommonName != "admin" {
			http.Error(w, "no administrator", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
-- clean/clean.go --
package clean

// Version is the version.
const Version = "1"
`

// real runs the command with the real rules in dir.
func real(t *testing.T, dir string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "")
	var out, errs bytes.Buffer
	c := &command{stdout: &out, stderr: &errs, rules: analyzers.Rules(), suite: analyzers.New, relevant: analyzers.Relevant}
	status = c.run(context.Background(), append([]string{"-cache=off", "-C", dir}, args...))
	return out.String(), seconds.ReplaceAllString(errs.String(), " TIME"), status
}

// edit replaces text in a file.
func edit(t *testing.T, name, old, new string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	write(t, name, strings.Replace(string(text), old, new, 1))
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// found returns the rules and lines of a JSON report.
func found(t *testing.T, text string) (rules []string, r output.Report) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	for _, f := range r.Findings {
		rules = append(rules, f.Rule)
	}
	return rules, r
}

func TestSuppressed(t *testing.T) {
	dir := unpack(t, service)
	file := filepath.Join(dir, "auth", "auth.go")
	edit(t, file, "\t\tif r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {", "\t\t//mtlslint:ignore certpresence the listener is internal\n\t\tif r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {")
	stdout, stderr, status := real(t, dir, "-format=json,sarif=report.sarif")
	rules, r := found(t, stdout)
	if status != 1 || !slices.Equal(rules, []string{"cnidentity"}) || len(r.Suppressed) != 1 || *r.Suppressed[0].Suppression != (output.Suppression{Kind: "mtlslint:ignore", Reason: "the listener is internal"}) {
		t.Errorf("status %d, report %+v", status, r)
	}
	if !strings.Contains(stderr, "1 finding (1 medium), 1 suppressed in 2 of 2") && !strings.Contains(stderr, "1 finding (1 high), 1 suppressed in 2 of 2") {
		t.Errorf("got %s", stderr)
	}
	sarif, err := os.ReadFile(filepath.Join(dir, "report.sarif"))
	if err != nil || !strings.Contains(string(sarif), `"justification": "the listener is internal"`) {
		t.Errorf("%v:\n%s", err, sarif)
	}
}

func TestBaseline(t *testing.T) {
	dir := unpack(t, service)
	file := filepath.Join(dir, "auth", "auth.go")

	if _, stderr, status := real(t, dir, "-baseline=known.json"); status != 2 || !strings.Contains(stderr, "known.json: no such file: mtlslint baseline writes it") {
		t.Errorf("status %d: %s", status, stderr)
	}
	if _, stderr, status := real(t, dir, "baseline"); status != 0 || stderr != "mtlslint: 2 findings are in .mtlslint-baseline.json\n"+
		"mtlslint: use it with -baseline .mtlslint-baseline.json, or with a line in .mtlslint.yml: baseline: .mtlslint-baseline.json\n" {
		t.Errorf("status %d: %s", status, stderr)
	}
	write(t, filepath.Join(dir, ".mtlslint.yml"), "baseline: .mtlslint-baseline.json\n")
	clean := func(what string) {
		t.Helper()
		if stdout, stderr, status := real(t, dir); status != 0 || stdout != "" || stderr != "no findings, 2 in the baseline in 2 of 2 packages analysed, TIME\n" {
			t.Errorf("%s: status %d\n%s%s", what, status, stdout, stderr)
		}
	}
	clean("the same code")

	edit(t, file, "import \"net/http\"\n", "import (\n\t\"errors\"\n\t\"net/http\"\n)\n\n// ErrDenied is new.\nvar ErrDenied = errors.New(\"denied\")\n")
	clean("moved lines")
	renamed := filepath.Join(dir, "auth", "middleware.go")
	if err := os.Rename(file, renamed); err != nil {
		t.Fatal(err)
	}
	clean("a renamed file")
	edit(t, renamed, "if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {", "if r.TLS == nil ||\n\t\t\tlen(r.TLS.PeerCertificates) == 0 {")
	clean("another layout")

	write(t, filepath.Join(dir, "auth", "new.go"), `package auth

import "net/http"

// Allow is new.
func Allow(r *http.Request) bool { return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 }
`)
	stdout, stderr, status := real(t, dir)
	if status != 1 || !strings.HasPrefix(stdout, "auth/new.go:6:") || strings.Count(stdout, "(certpresence)") != 1 || !strings.Contains(stderr, "1 finding (1 high), 2 in the baseline") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	if _, stderr, status := real(t, dir, "baseline", "./clean"); status != 0 || !strings.Contains(stderr, "2 findings") {
		t.Errorf("other packages' entries are lost: %s", stderr)
	}

	// Repaired.
	edit(t, renamed, `CommonName != "admin"`, `DNSNames[0] != "admin.example.com"`)
	edit(t, renamed, `Subject.DNSNames`, `DNSNames`)
	if err := os.Remove(filepath.Join(dir, "auth", "new.go")); err != nil {
		t.Fatal(err)
	}
	_, stderr, status = real(t, dir)
	if status != 0 || !strings.Contains(stderr, "mtlslint: baseline: no longer found: auth/auth.go example.com/service/auth.RequireAdmin: ") ||
		!strings.Contains(stderr, "1 of 2 entries are out of date: mtlslint baseline writes it anew") {
		t.Errorf("status %d: %s", status, stderr)
	}
	if _, stderr, _ := real(t, dir, "./clean"); strings.Contains(stderr, "no longer found") {
		t.Errorf("the state of auth is not known: %s", stderr)
	}
	if _, stderr, status := real(t, dir, "baseline"); status != 0 || stderr != "mtlslint: 1 finding is in .mtlslint-baseline.json\n" {
		t.Errorf("status %d: %s", status, stderr)
	}

	write(t, filepath.Join(dir, ".mtlslint-baseline.json"), "{")
	for _, args := range [][]string{nil, {"baseline"}} {
		if _, stderr, status := real(t, dir, args...); status != 2 || !strings.Contains(stderr, "not a baseline") {
			t.Errorf("status %d: %s", status, stderr)
		}
	}
}

// Without all packages a baseline would lack findings.
func TestBaselineIncomplete(t *testing.T) {
	dir := unpack(t, service+"-- broken/broken.go --\npackage broken\n\nimport \"crypto/x509\"\n\nvar x *x509.Certificate = undefined\n")
	if _, stderr, status := real(t, dir, "baseline"); status != 2 || !strings.Contains(stderr, "no baseline was written") {
		t.Errorf("status %d: %s", status, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, ".mtlslint-baseline.json")); err == nil {
		t.Error("it was written")
	}
}

// git runs git in dir.
func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func TestNewFrom(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	dir := unpack(t, service+`-- auth/odd é name.go --
package auth
`)
	file := filepath.Join(dir, "auth", "auth.go")
	odd := filepath.Join(dir, "auth", "odd é name.go")
	git(t, dir, "init", "-q")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "first")
	git(t, dir, "branch", "release")

	run := func(what string, want ...string) {
		t.Helper()
		stdout, stderr, status := real(t, dir, "-format=json", "-new-from=release")
		rules, _ := found(t, stdout)
		if !slices.Equal(rules, want) || (status == 1) != (len(want) > 0) {
			t.Errorf("%s: status %d, found %q, want %q: %s", what, status, rules, want, stderr)
		}
	}
	run("nothing changed")
	edit(t, file, "// RequireAdmin lets in the administrator.", "// RequireAdmin lets the administrator in.")
	run("a comment changed")
	git(t, dir, "commit", "-q", "-a", "-m", "comment")
	edit(t, file, `CommonName != "admin"`, `CommonName != "root"`)
	run("its line, not committed", "cnidentity")
	git(t, dir, "commit", "-q", "-a", "-m", "root")
	run("its line, committed", "cnidentity")
	git(t, dir, "mv", "auth/auth.go", "auth/middleware.go")
	git(t, dir, "commit", "-q", "-m", "renamed")
	run("a renamed file", "cnidentity")
	git(t, dir, "branch", "-f", "release")
	run("a later revision")
	edit(t, filepath.Join(dir, "auth", "middleware.go"), "next.ServeHTTP(w, r)", "next.ServeHTTP(w,r)")
	run("a step of the explanation", "certpresence")
	git(t, dir, "checkout", "-q", ".")

	// On release things go on, too; what it has got is not new here.
	git(t, dir, "checkout", "-q", "-b", "topic")
	git(t, dir, "checkout", "-q", "release")
	write(t, filepath.Join(dir, "clean", "clean.go"), "package clean\n")
	git(t, dir, "commit", "-q", "-a", "-m", "elsewhere")
	git(t, dir, "checkout", "-q", "topic")
	run("the other branch went on")

	write(t, filepath.Join(dir, "auth", "new.go"), "package auth\n\nimport \"net/http\"\n\n// Allow is new.\nfunc Allow(r *http.Request) bool { return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 }\n")
	run("a file that git does not know", "certpresence")
	if err := os.Remove(filepath.Join(dir, "auth", "new.go")); err != nil {
		t.Fatal(err)
	}
	edit(t, odd, "package auth\n", "package auth\n\nimport \"net/http\"\n\n// Allow is new.\nfunc Allow(r *http.Request) bool { return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 }\n")
	run("an odd name", "certpresence")

	for _, test := range []struct{ rev, want string }{
		{"nowhere", `git knows no commit "nowhere" here`},
		{"--output=x", `git knows no commit "--output=x" here`},
	} {
		if _, stderr, status := real(t, dir, "-new-from", test.rev); status != 2 || !strings.Contains(stderr, test.want) {
			t.Errorf("%s: status %d: %s", test.rev, status, stderr)
		}
	}
	if _, stderr, status := real(t, unpack(t, service), "-new-from", "HEAD"); status != 2 || !strings.Contains(stderr, "git") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestFailOn(t *testing.T) {
	dir := unpack(t, module) // one finding of each severity; low is not shown
	for _, test := range []struct {
		args   string
		status int
	}{
		{"", 1},
		{"-fail-on=high", 1},
		{"-fail-on=never", 0},
		{"-rules=sadcall -fail-on=high", 0},
		{"-rules=sadcall -fail-on=medium", 1},
		{"-max-findings=1", 1},
		{"-max-findings=2", 0},
		{"-fail-on=high -max-findings=1", 0},
	} {
		if _, stderr, status := mtlslint(t, append(append([]string{"-C", dir}, strings.Fields(test.args)...), "./a")...); status != test.status {
			t.Errorf("%s: status %d, want %d: %s", test.args, status, test.status, stderr)
		}
	}
}

func TestFix(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module example.com/fix

go 1.26
-- a.go --
package fix

//mtlslint:ignore certpresence gone
func A() int {
	return 1 //mtlslint:ignore orauth gone
}

// B has a comment.
//
//mtlslint:ignore cnidentity,orauth gone
func B() {}

//mtlslint:ignore orauth
func C() {}
`)
	file := filepath.Join(dir, "a.go")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	diff, _, status := real(t, dir, "-diff")
	if after, _ := os.ReadFile(file); status != 1 || !bytes.Equal(before, after) {
		t.Errorf("-diff: status %d, file\n%s", status, after)
	}
	want := `--- a/a.go
+++ b/a.go
@@ -1,13 +1,10 @@
 package fix
 
-//mtlslint:ignore certpresence gone
 func A() int {
-	return 1 //mtlslint:ignore orauth gone
+	return 1
 }
 
 // B has a comment.
-//
-//mtlslint:ignore cnidentity,orauth gone
 func B() {}
 
 //mtlslint:ignore orauth
`
	if diff != want {
		t.Errorf("got\n%s\nwant\n%s", diff, want)
	}
	stdout, stderr, status := real(t, dir, "-fix")
	if status != 1 || strings.Count(stdout, "(suppression)") != 1 || strings.Count(stderr, "mtlslint: repaired: a.go:") != 3 {
		t.Errorf("-fix: status %d\n%s%s", status, stdout, stderr)
	}
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr, _ := real(t, dir, "-fix"); strings.Contains(stderr, "repaired") {
		t.Errorf("a second run repairs more: %s", stderr)
	}
	if again, _ := os.ReadFile(file); !bytes.Equal(after, again) {
		t.Errorf("a second run changed the file:\n%s", again)
	}
}

// A source file that is a link out of the module is somebody else's.
func TestFixLinks(t *testing.T) {
	const text = "package fix\n\n//mtlslint:ignore orauth gone\nfunc F() {}\n"
	dir := unpack(t, `
-- repo/go.mod --
module example.com/fix

go 1.26
-- repo/own/a.go --
`+text+`
-- repo/in/a.go --
package in
-- repo/out/a.go --
package out
-- repo/inner/go.mod --
module example.com/fix/inner

go 1.26
-- repo/inner/a.go --
package inner
-- outside/a.go --
`+strings.Replace(text, "fix", "out", 1))
	repo := filepath.Join(dir, "repo")
	for link, to := range map[string]string{"in/linked.go": "../hidden.txt", "out/linked.go": "../../outside/a.go", "inner/linked.go": "../own/a.go"} {
		if err := os.Symlink(to, filepath.Join(repo, filepath.FromSlash(link))); err != nil {
			t.Skip(err)
		}
	}
	write(t, filepath.Join(repo, "hidden.txt"), strings.Replace(text, "fix", "in", 1))
	edit(t, filepath.Join(repo, "own/a.go"), "package fix", "package inner")
	if runtime.GOOS != "windows" { // which does not take such names
		write(t, filepath.Join(repo, "own/\x1b]0;title\x07.go"), "package inner\n\n//mtlslint:ignore orauth gone\nvar V int\n")
	}
	was, err := os.ReadFile(filepath.Join(dir, "outside/a.go"))
	if err != nil {
		t.Fatal(err)
	}

	const left = "mtlslint: left alone: %s: a link that leads out of the module"
	diff, stderr, _ := real(t, repo, "-diff", "./...")
	if strings.Contains(diff, "out/linked.go") || !strings.Contains(stderr, fmt.Sprintf(left, "out/linked.go")) {
		t.Errorf("-diff shows what -fix does not do:\n%s%s", diff, stderr)
	}
	stdout, stderr, _ := real(t, repo, "-fix", "./...")
	if is, err := os.ReadFile(filepath.Join(dir, "outside/a.go")); err != nil || !bytes.Equal(is, was) {
		t.Errorf("written outside: %v\n%s", err, is)
	}
	for _, name := range []string{"hidden.txt", "own/a.go"} { // by way of a link, and by itself
		if is, err := os.ReadFile(filepath.Join(repo, name)); err != nil || bytes.Contains(is, []byte("mtlslint:ignore")) {
			t.Errorf("%s is not repaired: %v\n%s", name, err, is)
		}
	}
	if info, err := os.Lstat(filepath.Join(repo, "in/linked.go")); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	for _, name := range []string{"out/linked.go", "inner/linked.go"} {
		if !strings.Contains(stderr, fmt.Sprintf(left, name)) || !strings.Contains(stdout, name+":3") {
			t.Errorf("-fix says nothing of %s:\n%s%s", name, stdout, stderr)
		}
	}
	if strings.Contains(stderr, "\x07") {
		t.Errorf("a file's name controls the terminal: %q", stderr)
	}
}

func TestFormatsAtOnce(t *testing.T) {
	dir := unpack(t, service)
	stdout, _, status := real(t, dir, "-format=github", "-format", "sarif=r.sarif,junit=r.xml,gitlab=r.json,checkstyle=c.xml,text=r.txt")
	if status != 1 || strings.Count(stdout, "::error ")+strings.Count(stdout, "::warning ") != 2 {
		t.Errorf("status %d\n%s", status, stdout)
	}
	for _, name := range []string{"r.sarif", "r.xml", "r.json", "c.xml", "r.txt"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Contains(text, []byte("auth/auth.go")) {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
	for _, args := range [][]string{{"-format=text,json"}, {"-format=sarif="}, {"-format=sarif=no/such/folder/x"}} {
		if _, _, status := real(t, dir, args...); status != 2 {
			t.Errorf("%s: status %d", args, status)
		}
	}
	// In a folder of a repository, CI systems want its root.
	below := unpack(t, strings.ReplaceAll(service, "-- ", "-- svc/"))
	if err := os.Mkdir(filepath.Join(below, ".git"), 0o777); err != nil {
		t.Fatal(err)
	}
	if stdout, _, _ := real(t, filepath.Join(below, "svc"), "-format=github"); !strings.Contains(stdout, "file=svc/auth/auth.go,") {
		t.Errorf("got\n%s", stdout)
	}
	// What cannot be loaded is in the report, too.
	if stdout, _, status := real(t, t.TempDir(), "-format=sarif"); status != 2 || !strings.Contains(stdout, `"executionSuccessful": false`) {
		t.Errorf("status %d\n%s", status, stdout)
	}
}

// The report of real rules, with suppressed findings, a baseline and fixes, is
// valid SARIF.
func TestSARIF(t *testing.T) {
	dir := unpack(t, service+`-- other/other.go --
package other

import "net/http"

//mtlslint:ignore orauth not here
//mtlslint:ignore certpresence the listener checks names
func Allow(r *http.Request) bool { return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 }
`)
	if _, stderr, status := real(t, dir, "baseline", "./auth"); status != 0 {
		t.Fatal(stderr)
	}
	stdout, stderr, status := real(t, dir, "-baseline=.mtlslint-baseline.json", "-format=sarif")
	if status != 1 || strings.Count(stdout, `"suppressions"`) != 3 || strings.Count(stdout, `"fixes"`) != 1 {
		t.Errorf("status %d: %s\n%s", status, stderr, stdout)
	}
	sariftest.Validate(t, []byte(stdout))
}
