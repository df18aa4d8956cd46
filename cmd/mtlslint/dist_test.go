package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// root is the root of the repository, seen from here.
const root = "../.."

// look returns a tool, or skips the test and says how to get it.
func look(t *testing.T, name, how string) string {
	t.Helper()
	tool, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s: %s", name, how)
	}
	return tool
}

// TestWorkflows checks our workflow, and those that init writes, with
// actionlint. It also compares the inputs of local actions with action.yml.
func TestWorkflows(t *testing.T) {
	tool := look(t, "actionlint", "go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 (.ci/run does)")
	dir := unpack(t, service)
	git(t, dir, "init", "-q")
	if _, stderr, status := real(t, dir, "init", "github"); status != 0 {
		t.Fatal(stderr)
	}
	for _, at := range []string{root, dir} {
		cmd := exec.Command(tool, "-no-color")
		cmd.Dir = at
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

func TestActionIsValid(t *testing.T) {
	tool := look(t, "action-validator", "npm install @action-validator/core @action-validator/cli (.ci/run does)")
	if out, err := exec.Command(tool, filepath.Join(root, "action.yml")).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestAction runs the scripts of action.yml as a runner does.
func TestAction(t *testing.T) {
	bash := look(t, "bash", "the action's scripts are for it")
	text, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Runs struct {
			Steps []struct {
				ID, Run string
				Env     map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(text, &action); err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	temp, dir := t.TempDir(), unpack(t, service)
	outputs := filepath.Join(temp, "outputs")
	run := func(script string, env ...string) (string, int) {
		t.Helper()
		cmd := exec.Command(bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), append([]string{"GITHUB_ACTION_PATH=" + path, "RUNNER_TEMP=" + temp, "GITHUB_OUTPUT=" + outputs}, env...)...)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	for _, step := range action.Runs.Steps {
		switch step.ID {
		case "build":
			if out, status := run(step.Run); status != 0 {
				t.Fatalf("status %d\n%s", status, out)
			}
		case "run":
			out, status := run(step.Run, "PACKAGES=./...", "FLAGS=-fail-on=high  -rules=certpresence", "DIRECTORY=.")
			if status != 1 || strings.Count(out, "::error file=auth/auth.go,") != 1 {
				t.Errorf("status %d\n%s", status, out)
			}
			if out, status := run(step.Run, "PACKAGES=./clean $(touch hacked)", "FLAGS=", "DIRECTORY=."); status != 2 {
				t.Errorf("status %d\n%s", status, out)
			}
			if _, err := os.Stat(filepath.Join(dir, "hacked")); err == nil {
				t.Error("an input was run")
			}
			if out, status := run(step.Run, "PACKAGES=./auth ./clean", "FLAGS=-fail-on=never", "DIRECTORY=."); status != 0 {
				t.Errorf("status %d\n%s", status, out)
			}
			got, err := os.ReadFile(outputs)
			if err != nil || !strings.HasPrefix(string(got), "sarif="+temp) {
				t.Errorf("%v, outputs %q", err, got)
			}
		}
	}
}

// TestPreCommit lets pre-commit install the hook from a copy of this
// repository, and run it.
func TestPreCommit(t *testing.T) {
	if testing.Short() {
		t.Skip("pre-commit builds mtlslint in an environment of its own")
	}
	tool := look(t, "pre-commit", "apt-get install pre-commit")
	files, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", ":!examples", ":!**/testdata/**").Output()
	if err != nil {
		t.Skip("this is no clone of the repository")
	}
	hooks := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimSuffix(string(files), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			continue // deleted, and not committed yet
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(hooks, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(hooks, name), string(text))
	}
	dir := unpack(t, service)
	for _, at := range []string{hooks, dir} {
		git(t, at, "init", "-q")
		git(t, at, "add", ".")
		git(t, at, "commit", "-q", "-m", "all")
	}
	modules, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	run := func() (string, int) {
		cmd := exec.Command(tool, "try-repo", hooks, "mtlslint", "--all-files")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PRE_COMMIT_HOME="+home, "GOMODCACHE="+strings.TrimSpace(string(modules)), "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*")
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, status := run(); status != 1 || !strings.Contains(out, "Failed") || strings.Count(out, "(certpresence)") != 1 {
		t.Errorf("status %d\n%s", status, out)
	}
	if err := os.Remove(filepath.Join(dir, "auth", "auth.go")); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "add", "-A")
	if out, status := run(); status != 0 || !strings.Contains(out, "Passed") {
		t.Errorf("status %d\n%s", status, out)
	}
}

// TestFiles reads the files that only services of others use.
func TestFiles(t *testing.T) {
	for _, name := range []string{".goreleaser.yaml", ".pre-commit-hooks.yaml", "cmd/mtlslint/templates/gitlab.yml", "cmd/mtlslint/templates/pre-commit.yml"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := yaml.Load(text, &doc); err != nil || doc == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
