package hosts

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlslint/mtlslint/internal/goplsbuild"
)

var (
	measure   = flag.Int("measure", 0, "how many edits TestMeasure makes in each gopls; 0 skips it")
	workspace = flag.String("workspace", "", "folder of a module that TestMeasure also opens, to see how much memory gopls needs")
)

var plainTool tool

// plainGopls builds gopls as it is.
func plainGopls(t testing.TB) string {
	t.Helper()
	const module = "golang.org/x/tools/gopls@" + goplsbuild.Version
	return plainTool.get(t, "plain", module, func(dir, file string) error {
		cmd := command(dir, "go", "install", "-ldflags=-s -w", module)
		cmd.Env = append(cmd.Env, "GOBIN="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return os.Rename(filepath.Join(dir, "gopls"), file)
	})
}

// TestMeasure compares gopls with the suite and without: how long it takes from
// an edit until what the edit leads to is published, and how much memory a
// server has that opened a file of every package. With the suite, gopls's own
// diagnostics come together with those of the suite.
//
//	go test ./internal/hosts -run TestMeasure -measure 100 -v [-workspace FOLDER]
func TestMeasure(t *testing.T) {
	if *measure == 0 {
		t.Skip("measures: -measure N")
	}
	for _, file := range []string{"internal/auth/auth.go", "internal/fleet/fleet.go"} {
		for _, server := range []string{"plain", "mtlslint"} {
			tool := plainGopls(t)
			if server == "mtlslint" {
				tool = gopls(t)
			}
			dir := filepath.Join(root(t), "examples", "fleet")
			c := dial(t, dir, prompt(nil), tool)
			text := read(t, filepath.Join(dir, file))
			c.open(file)
			c.mine(file, "self-assignment", text+"\nfunc probe() { x := 1; x = x; _ = x }\n", 1)
			c.mine(file, "self-assignment", text, 0)
			var took []time.Duration
			for i := range *measure {
				edited, want := text, 0
				if i%2 == 0 {
					edited, want = text+fmt.Sprintf("\nfunc probe%d() { x := 1; x = x; _ = x }\n", i), 1
				}
				took = append(took, c.mine(file, "self-assignment", edited, want))
			}
			slices.Sort(took)
			t.Logf("%s, %s: edit to diagnostics p50 %v, p95 %v; memory %s", file, server, took[len(took)/2], took[len(took)*95/100], memory(t, c.cmd))
			c.close()
		}
	}
	if *workspace == "" {
		return
	}
	for _, server := range []string{"plain", "mtlslint"} {
		tool := plainGopls(t)
		if server == "mtlslint" {
			tool = gopls(t)
		}
		out, err := command(*workspace, "go", "list", "-f", "{{if .GoFiles}}{{.Dir}}/{{index .GoFiles 0}}{{end}}", "./...").Output()
		if err != nil {
			t.Fatal(err)
		}
		files := strings.Fields(string(out))
		for _, when := range []string{"first", "second"} { // what is kept on disk counts from the second start on
			c := dial(t, *workspace, prompt(nil), tool)
			begin := time.Now()
			step := max(len(files)/20, 1)
			opened := 0
			for i := 0; i < len(files); i += step {
				file, err := filepath.Rel(*workspace, files[i])
				if err != nil {
					t.Fatal(err)
				}
				c.open(file)
				opened++
			}
			last, _ := filepath.Rel(*workspace, files[0])
			c.mine(last, "self-assignment", read(t, files[0])+"\nfunc probe() { x := 1; x = x; _ = x }\n", 1)
			t.Logf("%s start, %s: %d files open, diagnostics after %v; memory %s", when, server, opened, time.Since(begin).Round(time.Millisecond), memory(t, c.cmd))
			c.close()
		}
	}
}

// mine edits a file and returns how long it takes until as many diagnostics
// with that message as wanted are published.
func (c *client) mine(file, message, text string, want int) time.Duration {
	c.t.Helper()
	begin := time.Now()
	c.edit(file, text)
	if !c.await(func() bool {
		list, known := c.published[c.uri(file)]
		n := 0
		for _, d := range list {
			if strings.Contains(d.Message, message) {
				n++
			}
		}
		return known && n == want
	}) {
		c.t.Fatalf("%s: not %d times %q", file, want, message)
	}
	return time.Since(begin)
}

// memory returns what a process has and had at most, as Linux tells.
func memory(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		return "unknown"
	}
	var out []string
	for _, m := range regexp.MustCompile(`Vm(RSS|HWM):\s*(\d+) kB`).FindAllStringSubmatch(string(status), -1) {
		out = append(out, m[1]+" "+m[2]+" kB")
	}
	return strings.Join(out, ", ")
}
