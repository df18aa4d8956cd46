// Package examples_test holds the examples to what their READMEs say.
package examples_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// row matches a line of the table of findings in an example's README.
var row = regexp.MustCompile(`(?m)^\| (\w+) \| (\S+\.go:\d+) \|`)

// TestFleet runs the README's first command and compares what it reports with
// the table in the example's README.
func TestFleet(t *testing.T) {
	readme, err := os.ReadFile("fleet/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range row.FindAllStringSubmatch(string(readme), -1) {
		want = append(want, m[2]+" "+m[1])
	}
	if len(want) == 0 {
		t.Fatal("fleet/README.md has no table of findings")
	}

	tool := filepath.Join(t.TempDir(), "mtlslint.exe")
	run(t, 0, "go", "build", "-o", tool, "../cmd/mtlslint")
	out := run(t, 1, tool, "-C", "fleet", "-format=json", "./...")
	var result struct {
		Findings []struct {
			Rule string
			File string
			Line int
		}
		Packages, Analysed int
	}
	if err := json.Unmarshal(out, &result); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got []string
	for _, f := range result.Findings {
		got = append(got, fmt.Sprintf("%s:%d %s", f.File, f.Line, f.Rule))
	}

	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("not found: %s", w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			t.Errorf("not in the README: %s", g)
		}
	}
	if result.Analysed != result.Packages || result.Packages == 0 {
		t.Errorf("%d of %d packages analysed", result.Analysed, result.Packages)
	}
}

// run runs a command that has to end with the given status and returns its
// standard output.
func run(t *testing.T, status int, name string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Fatalf("%v: status %d, want %d\n%s", cmd.Args, got, status, stderr.Bytes())
	}
	return stdout.Bytes()
}
