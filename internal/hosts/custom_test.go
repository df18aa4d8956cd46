package hosts

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGolangciCustom does what users do: golangci-lint custom, with our
// .custom-gcl.yml. The sources that it clones come from the module proxy.
func TestGolangciCustom(t *testing.T) {
	git := look(t, "git", "golangci-lint custom clones with it")
	tool := golangci(t)
	out, err := command(root(t), "go", "mod", "download", "-json", "github.com/golangci/golangci-lint/v2@"+golangciVersion).Output()
	if err != nil {
		t.Fatal(err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	repository := filepath.Join(t.TempDir(), "golangci-lint")
	copyWritable(t, module.Dir, repository)
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "-A", "-f"},
		{"-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", golangciVersion}, {"tag", golangciVersion},
	} {
		if _, stderr, status := run(t, command(repository, git, args...)); status != 0 {
			t.Fatalf("git %v: %s", args, stderr)
		}
	}

	config := read(t, filepath.Join(root(t), ".custom-gcl.yml"))
	before, after, ok := strings.Cut(config, "    version: main")
	_, after, _ = strings.Cut(after, "\n")
	if !ok || !strings.Contains(before, "version: "+golangciVersion+"\n") {
		t.Fatalf("the versions in .custom-gcl.yml are others:\n%s", config)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".custom-gcl.yml"), before+"    path: "+filepath.ToSlash(root(t))+"\n"+after)
	cmd := command(dir, tool, "custom", "-v")
	cmd.Env = append(cmd.Env, "GIT_CONFIG_COUNT=1",
		"GIT_CONFIG_KEY_0=url.file://"+filepath.ToSlash(repository)+".insteadOf", "GIT_CONFIG_VALUE_0=https://github.com/golangci/golangci-lint.git")
	if _, stderr, status := run(t, cmd); status != 0 {
		t.Fatalf("status %d\n%s", status, stderr)
	}
	l := lint(t, service(t))
	l.tool = filepath.Join(dir, "bin", "golangci-lint-mtlslint")
	l.configure("{}", "")
	expect(t, l.issues(), presence, name, usage)
}

// copyWritable copies a folder of the module cache, where all is read-only.
func copyWritable(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o777)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), text, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}
