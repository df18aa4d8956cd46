package output_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/output"
)

// multitool returns the SARIF multitool of the npm package
// @microsoft/sarif-multitool, which SARIF_MULTITOOL or PATH name.
func multitool(t *testing.T) string {
	t.Helper()
	tool := os.Getenv("SARIF_MULTITOOL")
	if tool == "" {
		found, err := exec.LookPath("Sarif.Multitool")
		if err != nil {
			t.Skip("no SARIF multitool: npm install @microsoft/sarif-multitool, and set SARIF_MULTITOOL to its Sarif.Multitool (.ci/run does)")
		}
		tool = found
	}
	return tool
}

// validate checks a SARIF file with the rules of SARIF and GitHub, and with the
// schema.
func validate(t *testing.T, sarif []byte) {
	t.Helper()
	tool := multitool(t)
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
		t.Errorf("multitool wrote\n%s", out)
	}
}

func TestSARIFIsValid(t *testing.T) {
	dir := sampleDir(t)
	for _, res := range []*driver.Result{sample(dir), hostile(dir), {}} {
		var b bytes.Buffer
		if err := output.New(res, context(dir)).SARIF(&b); err != nil {
			t.Fatal(err)
		}
		validate(t, b.Bytes())
	}
}
