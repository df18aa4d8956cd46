package hosts

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "put the screens that are captured into the documentation")

// TestGolangciScreen compares what golangci-lint prints with the documentation.
func TestGolangciScreen(t *testing.T) {
	l := lint(t, service(t))
	l.configure("{}", "")
	stdout, stderr, _ := l.run("run")
	if stdout == "" {
		t.Fatal(stderr)
	}
	screen(t, "golangci-lint.md", "golangci-lint-mtlslint run", "$ golangci-lint-mtlslint run\n"+stdout)
}

// TestNeovimScreen compares what a person sees in Neovim, in a terminal, with
// the documentation.
func TestNeovimScreen(t *testing.T) {
	neovim := look(t, "nvim", "apt-get install neovim")
	tmux := look(t, "tmux", "apt-get install tmux")
	version, _, _ := run(t, command(".", neovim, "--version"))
	version, _, _ = strings.Cut(version, "\n")
	dir := service(t)
	script, err := filepath.Abs(filepath.Join("testdata", "screen.lua"))
	if err != nil {
		t.Fatal(err)
	}
	ready := filepath.Join(t.TempDir(), "ready")
	socket := "mtlslint-test-" + filepath.Base(filepath.Dir(filepath.Dir(ready)))
	terminal := func(args ...string) string {
		cmd := command(dir, tmux, append([]string{"-L", socket, "-f", os.DevNull, "-u"}, args...)...)
		cmd.Env = append(cmd.Env, "GOPLSCACHE="+goplsCache(), "GOPLS="+gopls(t), "READY="+ready, "TERM=xterm-256color", "LC_ALL=C.UTF-8")
		stdout, stderr, status := run(t, cmd)
		if status != 0 {
			t.Fatalf("tmux %v: %s", args, stderr)
		}
		return stdout
	}
	terminal("new-session", "-d", "-x", "100", "-y", "32", neovim+" -u NONE -n -c 'luafile "+script+"' auth/auth.go")
	t.Cleanup(func() { terminal("kill-server") })
	for range 600 {
		if _, err := os.Stat(ready); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond) // until it is drawn
	screen(t, "editors.md", version, terminal("capture-pane", "-p"))
}

// screen compares a screen with the one in a page of the documentation, or puts
// it there. It is after a comment that says how it was made; a screen made with
// another version of a program is not compared.
func screen(t *testing.T, page, how, text string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	text = strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
	file := filepath.Join(root(t), "docs", page)
	docs := read(t, file)
	const begin, end = "<!-- screen of ", "```\n<!-- end of screen -->"
	before, rest, ok := strings.Cut(docs, begin)
	old, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no screen", file)
	}
	block := fmt.Sprintf("%s -->\n```text\n%s", how, text)
	switch {
	case old == block:
	case *update:
		write(t, file, before+begin+block+end+after)
	case !strings.HasPrefix(old, how+" -->"):
		made, _, _ := strings.Cut(old, " -->")
		t.Skipf("the screen in %s was made with %s, and this is %s", page, made, how)
	default:
		t.Errorf("%s shows\n%s\nand now it is as follows; -update changes the page\n%s", page, old, block)
	}
}
