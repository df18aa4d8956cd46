// Package sariftest holds SARIF reports to the standard and to GitHub's rules,
// for tests.
package sariftest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
)

// Validate checks a report with the multitool of the npm package
// @microsoft/sarif-multitool, which SARIF_MULTITOOL or PATH name, and with the
// schema that comes with it. Without the multitool the test is skipped.
func Validate(t *testing.T, sarif []byte) {
	t.Helper()
	tool := os.Getenv("SARIF_MULTITOOL")
	if tool == "" {
		found, err := exec.LookPath("Sarif.Multitool")
		if err != nil {
			t.Skip("no SARIF multitool: npm install @microsoft/sarif-multitool, and set SARIF_MULTITOOL to its Sarif.Multitool (.ci/run does)")
		}
		tool = found
	}
	byschema(t, tool, sarif)

	file := filepath.Join(t.TempDir(), "report.sarif")
	if err := os.WriteFile(file, sarif, 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "validate", file, "--rule-kind", "Sarif;Ghas")
	cmd.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) { // the status says nothing
		for _, level := range []string{": error ", ": warning ", ": note "} {
			if strings.Contains(line, level) {
				t.Errorf("%s", line)
			}
		}
	}
	if !bytes.Contains(out, []byte("Analysis completed successfully")) {
		t.Errorf("the multitool wrote\n%s", out)
	}
}

// byschema checks a report with the schema that lies beside the multitool.
func byschema(t *testing.T, tool string, sarif []byte) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(tool), "sarif-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	schema := new(jsonschema.Schema)
	if err := json.Unmarshal(text, schema); err != nil {
		t.Fatal(err)
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(sarif, &doc); err != nil {
		t.Fatal(err)
	}
	if err := resolved.Validate(doc); err != nil {
		t.Errorf("the schema: %v", err)
	}
}
