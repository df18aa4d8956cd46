package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme replays what the README shows a new user, in a new repository with
// a small service: each command, with the output that stands below it. A line
// "..." there stands for any lines. What stands below the editor is what the
// user writes: at the line before the last one that is there already, or at the
// end of a new file.
func TestReadme(t *testing.T) {
	bash := look(t, "bash", "the README's commands are for a shell")
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "<!-- replayed by TestReadme in cmd/mtlslint -->")
	section, _, ok := strings.Cut(section, "<!-- end of replay -->")
	if !ok {
		t.Fatal("the README has no section to replay")
	}
	dir := unpack(t, service)
	git(t, dir, "init", "-q")
	git(t, dir, "config", "user.name", "test")
	git(t, dir, "config", "user.email", "test@example.com")
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil { // as go install does
		t.Fatalf("%v\n%s", err, out)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))

	var commands []string
	below := map[int][]string{}
	for line := range strings.Lines(section) {
		line, code := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "    ")
		if !code {
			continue
		}
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, command)
		} else {
			below[len(commands)-1] = append(below[len(commands)-1], line)
		}
	}
	if len(commands) < 9 {
		t.Fatalf("%d commands", len(commands))
	}
	status := 0
	for i, command := range commands {
		if file, ok := strings.CutPrefix(command, "$EDITOR "); ok {
			userWrites(t, filepath.Join(dir, file), below[i])
			continue
		}
		cmd := exec.Command(bash, "-c", "(exit "+string(rune('0'+status))+"); "+command)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil && cmd.ProcessState == nil {
			t.Fatal(err)
		}
		status = cmd.ProcessState.ExitCode()
		if !matches(below[i], strings.Split(strings.TrimSpace(seconds.ReplaceAllString(string(out), " TIME")), "\n")) {
			t.Errorf("%s\nwrites\n%s\nthe README says\n%s", command, out, strings.Join(below[i], "\n"))
		}
	}
	if status != 0 { // of echo
		t.Errorf("the last status is %d", status)
	}
}

// userWrites adds lines to a file.
func userWrites(t *testing.T, file string, lines []string) {
	t.Helper()
	var text []string
	for _, line := range lines {
		text = append(text, strings.TrimPrefix(line, "    "))
	}
	if _, err := os.Stat(file); err != nil {
		write(t, file, "package "+filepath.Base(filepath.Dir(file))+"\n\nimport \"net/http\"\n\n"+strings.Join(text, "\n")+"\n")
		return
	}
	last := text[len(text)-1]
	edit(t, file, last, strings.Join(text, "\n"))
}

// matches compares lines of output with those of the README.
func matches(want, got []string) bool {
	if len(want) == 0 {
		return len(got) == 0 || len(got) == 1 && got[0] == ""
	}
	if strings.TrimSpace(want[0]) == "..." {
		for i := range len(got) + 1 {
			if matches(want[1:], got[i:]) {
				return true
			}
		}
		return false
	}
	return len(got) > 0 && seconds.ReplaceAllString(want[0], " TIME") == got[0] && matches(want[1:], got[1:])
}
