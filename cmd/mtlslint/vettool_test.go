package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/mtlslint/mtlslint/analyzers"
)

// asVetTool makes the test binary a vet tool: ours, or one without the cure
// for the findings that the go command loses. Its value keeps the entries in
// the go command's cache apart.
const asVetTool = "MTLSLINT_TEST_VETTOOL"

func TestMain(m *testing.M) {
	mode := os.Getenv(asVetTool)
	args := os.Args[1:]
	switch {
	case mode == "":
		os.Exit(m.Run())
	case args[0] == "-V=full":
		var line strings.Builder
		if err := vetVersion(&line); err != nil {
			panic(err)
		}
		fmt.Printf("%s-%s\n", strings.TrimSpace(line.String()), mode)
	case strings.HasPrefix(mode, "uncured"):
		unitchecker.Main(analyzers.New(analyzers.Config{})...)
	default:
		if err := vetTool(args); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
}

// goVet runs go vet with this test binary as its tool.
func goVet(t *testing.T, dir, mode string, args ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd := exec.Command("go", append([]string{"vet", "-vettool=" + self}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asVetTool+"="+mode, "GOFLAGS=", "GOWORK=off")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != 1 {
		t.Fatalf("%v: %v\n%s", cmd, err, out.Bytes())
	}
	return out.String()
}

// twoPackages has a gate in one package and a server in another.
const twoPackages = `
-- go.mod --
module example.com/m

go 1.26
-- gate/gate.go --
package gate

import "net/http"

func Gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
-- app/app.go --
package app

import (
	"net/http"

	"example.com/m/gate"
)

var Handler = gate.Gate(http.DefaultServeMux)
`

// The go command keeps the output of a tool that was asked for facts only, and
// shows that in place of findings ever after. Ours prints them all the same.
func TestVetToolFindingsSurvive(t *testing.T) {
	const want = "only its presence is checked"
	dir := unpack(t, twoPackages)
	for mode, shown := range map[string]bool{"uncured": false, "cured": true} {
		// Nothing may be known from earlier tests.
		mode += strconv.FormatInt(time.Now().UnixNano(), 36)
		goVet(t, dir, mode, "./app")
		for _, pattern := range []string{"./gate", "./..."} {
			if got := goVet(t, dir, mode, pattern); strings.Contains(got, want) != shown {
				t.Errorf("%s: after go vet ./app, go vet %s gives\n%s", mode, pattern, got)
			}
		}
	}
}

// Findings are the same in both roles.
func TestVetToolSameFindings(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses a service twice")
	}
	const dir = "../../examples/fleet"
	var out, errs bytes.Buffer
	c := &command{stdout: &out, stderr: &errs, rules: analyzers.Rules(), suite: analyzers.New, relevant: analyzers.Relevant}
	for _, flags := range [][]string{nil, {"-severity=low", "-confidence=low"}, {"-rules=orauth,cnidentity"}} {
		out.Reset()
		if status := c.run(t.Context(), slices.Concat([]string{"-cache=off", "-C", dir}, flags)); status != statusFindings {
			t.Fatalf("status %d: %s", status, errs.String())
		}
		var command, vet []string
		for line := range strings.Lines(out.String()) {
			if !strings.HasPrefix(line, " ") {
				command = append(command, strings.TrimSpace(line[:strings.LastIndex(line, " (")]))
			}
		}
		for line := range strings.Lines(goVet(t, dir, "cured", append(flags, "./...")...)) {
			if place, msg, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(msg, "\t") {
				vet = append(vet, place+": "+strings.TrimSpace(msg))
			}
		}
		slices.Sort(command)
		slices.Sort(vet)
		if len(command) == 0 || !slices.Equal(command, vet) {
			t.Errorf("%v: the command finds\n%s\nas a vet tool\n%s", flags, strings.Join(command, "\n"), strings.Join(vet, "\n"))
		}
	}
}

// A changed file of settings is seen at once.
func TestVetToolSettings(t *testing.T) {
	dir := unpack(t, twoPackages)
	mode := "cured" + strconv.FormatInt(time.Now().UnixNano(), 36)
	for _, step := range []struct {
		settings string
		found    bool
	}{
		{"", true},
		{"rules:\n  certpresence:\n    enabled: false\n", false},
		{"rules:\n  certpresence:\n    severity: low\n", false},
		{"severity: low\nrules:\n  certpresence:\n    severity: low\n", true},
		{"exclude:\n  - path: gate/**\n", false},
		{"", true},
	} {
		if err := os.WriteFile(filepath.Join(dir, ".mtlslint.yml"), []byte(step.settings), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := goVet(t, dir, mode, "./..."); strings.Contains(got, "only its presence is checked") != step.found {
			t.Errorf("with the settings\n%sgo vet gives\n%s", step.settings, got)
		}
	}
}

func TestVetToolErrors(t *testing.T) {
	dir := unpack(t, twoPackages)
	for flag, want := range map[string]string{
		"-rules=orauht":   `unknown rule "orauht": did you mean orauth?`,
		"-severity=grave": "a level is low, medium or high",
	} {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("go", "vet", "-vettool="+self, flag, "./...")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), asVetTool+"=cured", "GOFLAGS=", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v\n%s", flag, err, out)
		}
	}
}
