package hosts

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// look returns a program, or skips the test and says how to get it.
func look(t testing.TB, name, how string) string {
	t.Helper()
	file, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s: %s", name, how)
	}
	return file
}

// A real editor shows the findings and takes a quick fix.
func TestNeovim(t *testing.T) {
	neovim := look(t, "nvim", "apt-get install neovim")
	dir := service(t)
	script, err := filepath.Abs(filepath.Join("testdata", "neovim.lua"))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "report.json")
	cmd := command(dir, neovim, "--headless", "-u", "NONE", "-n", "-c", "luafile "+script)
	cmd.Env = append(cmd.Env, "GOPLSCACHE="+goplsCache(), "GOPLS="+gopls(t), "SERVICE_FILE=auth/auth.go", "REPORT="+out)
	timer := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	defer timer.Stop()
	if _, stderr, status := run(t, cmd); status != 0 {
		t.Fatalf("status %d\n%s", status, stderr)
	}
	var report struct {
		Found []struct {
			Line, Column, Severity      int
			Source, Code, Message, Link string
		}
		Left int
		Text string
	}
	if err := json.Unmarshal([]byte(read(t, out)), &report); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range report.Found {
		got = append(got, fmt.Sprintf("%d:%d: %s: %s", f.Line, f.Column, f.Code, f.Message))
		if f.Source != f.Code || f.Severity != 2 || !strings.HasSuffix(f.Link, "rules.md#"+f.Code) {
			t.Errorf("%+v", f)
		}
	}
	slices.Sort(got)
	if want := []string{goplsPresence, goplsName, goplsUsage}; !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	if report.Left != 2 || !strings.Contains(report.Text, "KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}") {
		t.Errorf("after the quick fix %d findings are left in\n%s", report.Left, report.Text)
	}
}
