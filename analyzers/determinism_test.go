package analyzers_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/output"
	"github.com/mtlslint/mtlslint/internal/report"
)

// TestDeterminism analyses packages several times, named in different orders
// and in parallel or not. The report has to be the same, byte for byte.
func TestDeterminism(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles what the example needs")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, test := range []struct {
		dir      string
		patterns string
	}{
		{"../examples/fleet", "./..."},
		// Of the cases, some that need the standard library alone.
		{"testdata", "./certpresence/flow ./certpresence/layers/... ./certpresence/nethttp ./cnidentity/ctx/identity ./cnidentity/flows " +
			"./cnidentity/helpers/... ./forwardedcert/hop/trust/... ./forwardedcert/mount/both ./forwardedcert/parsed/... " +
			"./orauth/authchain ./orauth/ctxflow/... ./orauth/flow ./orauth/layers/..."},
	} {
		t.Run(filepath.Base(test.dir), func(t *testing.T) {
			list := exec.Command("go", append([]string{"list"}, strings.Fields(test.patterns)...)...)
			list.Dir = test.dir
			out, err := list.Output()
			if err != nil {
				t.Fatal(err)
			}
			packages := strings.Fields(string(out))

			var first []byte
			for run, processors := range []int{4, 4, 1} {
				runtime.GOMAXPROCS(processors)
				rand.New(rand.NewPCG(1, uint64(run))).Shuffle(len(packages), func(i, j int) {
					packages[i], packages[j] = packages[j], packages[i]
				})
				got := jsonReport(t, test.dir, packages)
				switch {
				case run == 0:
					first = got
				case !bytes.Equal(first, got):
					t.Errorf("run %d differs:\n%s\nfrom run 0:\n%s", run, got, first)
				}
			}
			if !bytes.Contains(first, []byte(`"fingerprint"`)) {
				t.Errorf("nothing was found, so this proves nothing:\n%s", first)
			}
		})
	}
}

// jsonReport returns what the command writes for packages, with all findings.
func jsonReport(t *testing.T, dir string, packages []string) []byte {
	t.Helper()
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	suite := analyzers.New(analyzers.Config{Confidence: report.Low, Severity: report.Low})
	res, err := driver.Run(context.Background(), driver.Options{Dir: dir}, suite, packages...)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := output.New(res, output.Context{Dir: dir}).JSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
