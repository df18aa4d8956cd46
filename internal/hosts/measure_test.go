package hosts

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
// server has. An edit brings or takes a diagnostic of gopls's own analyzers;
// those of the suite are published together with it. Both servers get each edit
// in turn, so that what else the machine does concerns both; on a busy machine
// the processor time says more.
//
//	go test ./internal/hosts -run TestMeasure -measure 100 -v [-workspace FOLDER]
func TestMeasure(t *testing.T) {
	if *measure == 0 {
		t.Skip("measures: -measure N")
	}
	servers := []struct{ name, file string }{{"gopls", plainGopls(t)}, {"with mtlslint", gopls(t)}}
	dir := filepath.Join(root(t), "examples", "fleet")
	for _, file := range []string{"internal/auth/auth.go", "internal/identity/certificate.go", "internal/fleet/fleet.go"} {
		text := read(t, filepath.Join(dir, file))
		var clients []*client
		for _, s := range servers {
			c := dial(t, dir, prompt(nil), s.file)
			c.open(file)
			c.probe(file, text, 1)
			c.probe(file, text, 0)
			clients = append(clients, c)
		}
		took, before := make([][]time.Duration, len(servers)), make([]time.Duration, len(servers))
		for j, c := range clients {
			before[j] = processor(t, c.cmd)
		}
		for i := range *measure {
			for k := range clients {
				j := (i/2 + k) % len(clients) // neither always goes first
				took[j] = append(took[j], clients[j].probe(file, text, (i+1)%2))
			}
		}
		for j, c := range clients {
			slices.Sort(took[j])
			n := len(took[j])
			t.Logf("%-32s %-14s edit to diagnostics p50 %4d ms, p95 %4d ms; processor time an edit %4d ms; memory %s", file, servers[j].name,
				took[j][n/2].Milliseconds(), took[j][n*95/100].Milliseconds(),
				((processor(t, c.cmd) - before[j]) / time.Duration(n)).Milliseconds(), memory(t, c.cmd))
			c.close()
		}
	}
	if *workspace != "" {
		for _, s := range servers {
			for _, start := range []string{"first", "second"} { // from the second on, much is kept on disk
				open(t, *workspace, s.file, s.name+", "+start+" start")
			}
		}
	}
}

// open opens a file of every tenth package of a module, waits until all is
// published, and says how long it took and what memory the server has.
func open(t *testing.T, dir, server, what string) {
	out, err := command(dir, "go", "list", "-f", "{{if .GoFiles}}{{.Dir}}/{{index .GoFiles 0}}{{end}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	c := dial(t, dir, prompt(nil), server)
	c.patience = 20 * time.Minute
	begin := time.Now()
	last, opened := "", 0
	for i, file := range strings.Fields(string(out)) {
		if i%10 == 0 {
			if last, err = filepath.Rel(dir, file); err != nil {
				t.Fatal(err)
			}
			c.open(last)
			opened++
		}
	}
	c.probe(last, read(t, filepath.Join(dir, last)), 1)
	t.Logf("%-32s %d files open; diagnostics after %.1f s; memory %s", what, opened, time.Since(begin).Seconds(), memory(t, c.cmd))
	c.close()
}

// probe edits a file so that it has so many defects of one kind, none or one,
// and returns how long it takes until as many are published.
func (c *client) probe(file, text string, defects int) time.Duration {
	c.t.Helper()
	if defects > 0 {
		text += fmt.Sprintf("\nfunc probe%d() { x := 1; x = x; _ = x }\n", c.versions[file])
	}
	return c.mine(file, "self-assignment", text, defects)
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

// processor returns the processor time that a process has used, as Linux tells
// in hundredths of a second: proc_pid_stat(5), fields 14 and 15.
func processor(t *testing.T, cmd *exec.Cmd) time.Duration {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
