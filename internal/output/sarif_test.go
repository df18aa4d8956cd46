package output_test

import (
	"bytes"
	"testing"

	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/output/sariftest"
)

func TestSARIFIsValid(t *testing.T) {
	dir := sampleDir(t)
	for _, res := range []*driver.Result{sample(dir), hostile(dir), {}} {
		var b bytes.Buffer
		if err := output.New(res, context(dir)).SARIF(&b); err != nil {
			t.Fatal(err)
		}
		sariftest.Validate(t, b.Bytes())
	}
}
