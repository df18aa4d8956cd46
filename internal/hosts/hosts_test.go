package hosts

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	// What is built here from source: the go command has to know when the
	// results of these tests are out of date.
	_ "github.com/mtlslint/mtlslint/editor"
	_ "github.com/mtlslint/mtlslint/plugin"
)

// root is the root of the repository.
func root(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// A tool is a program that is built once for all tests.
type tool struct {
	once sync.Once
	file string
	skip string // why it cannot be had
	err  error
}

// get builds the tool in a folder that stays from run to run, so that the go
// command need not link again what has not changed. It skips the test if the
// module proxy does not have what the tool is made of.
func (b *tool) get(t testing.TB, name, module string, build func(dir, file string) error) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds " + name)
	}
	b.once.Do(func() {
		repository := root(t)
		if b.err = available(repository, module); b.err != nil {
			b.skip, b.err = fmt.Sprintf("%s cannot be had: %v", module, b.err), nil
			return
		}
		cache, err := os.UserCacheDir()
		if err != nil {
			cache = os.TempDir()
		}
		dir := filepath.Join(cache, "mtlslint-test", fmt.Sprintf("%x", sha256.Sum256([]byte(repository)))[:12], name)
		if b.err = os.MkdirAll(dir, 0o777); b.err != nil {
			return
		}
		b.file = filepath.Join(dir, name)
		if runtime.GOOS == "windows" {
			b.file += ".exe"
		}
		b.err = build(dir, b.file)
	})
	if b.skip != "" {
		t.Skip(b.skip)
	}
	if b.err != nil {
		t.Fatalf("building %s: %v", name, b.err)
	}
	return b.file
}

// available asks the module proxy for a module.
func available(dir, module string) error {
	out, err := command(dir, "go", "mod", "download", "-json", module).Output()
	if err == nil {
		return nil
	}
	var info struct{ Error string }
	if json.Unmarshal(out, &info) == nil && info.Error != "" {
		err = errors.New(info.Error)
	}
	return err
}

// command returns a command that runs in dir, away from a go.work and from
// flags of the surroundings.
func command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOFLAGS=", "GOWORK=off")
	return cmd
}

// run runs a command and returns its output, what it wrote to stderr, and its
// exit status.
func run(t testing.TB, cmd *exec.Cmd) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// service unpacks the service of testdata.
func service(t testing.TB) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "service.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		write(t, filepath.Join(dir, f.Name), string(f.Data))
	}
	return dir
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// change replaces text in a file; it has to be there once.
func change(t testing.TB, file, from, to string) string {
	t.Helper()
	text := read(t, file)
	if strings.Count(text, from) != 1 {
		t.Fatalf("%s: %q is there %d times", file, from, strings.Count(text, from))
	}
	text = strings.Replace(text, from, to, 1)
	write(t, file, text)
	return text
}
