package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// hostileModule is what somebody might send who wants a linter to run something,
// to write somewhere, or to say something.
const hostileModule = `
-- go.mod --
module example.com/hostile

go 1.26

tool example.com/hostile/tool
-- auth/auth.go --
package auth

import "net/http"

//go:generate touch PWNED

func Gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "no certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
-- native/native.go --
package native

/*
#cgo CFLAGS: -fplugin=./evil.so -B.
#cgo LDFLAGS: -Wl,--dynamic-linker=./evil.so
#cgo pkg-config: --evil evil
#include "native.h"
*/
import "C"

import "net/http"

func Allow(r *http.Request) bool { return C.ok() != 0 && len(r.TLS.PeerCertificates) > 0 }
-- tool/tool.go --
package main

import "os"

func init() { os.WriteFile("PWNED", nil, 0o666) }

func main() {}
-- tool/tool_test.go --
package main

import (
	"os"
	"testing"
)

func TestMain(*testing.M) { os.WriteFile("PWNED", nil, 0o666) }
-- .mtlslint.yml --
exclude:
  - path: ../../../etc/**
baseline: ../outside/known.json
-- go.env --
GOFLAGS=-toolexec=./evil
-- .git/HEAD --
ref: refs/heads/main
`

// Programs that somebody might run by mistake.
var planted = []string{"go", "git", "gcc", "cc", "clang", "pkg-config", "cgo", "compile", "evil", "gopackagesdriver"}

// TestHostileModule analyses a module that means harm. Nothing of it runs, nothing
// is written but what was asked for, nobody is called, and it is analysed.
func TestHostileModule(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("file names that Windows does not take")
	}
	dir := unpack(t, hostileModule)
	world := t.TempDir() // all that could be written to, but for what Go has of its own
	outside := filepath.Join(filepath.Dir(dir), "outside")
	for _, d := range []string{outside, filepath.Join(world, "home"), filepath.Join(world, "tmp")} {
		if err := os.MkdirAll(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.RemoveAll(outside) })
	write := func(name, text string, mode fs.FileMode) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range planted {
		write(filepath.Join(dir, name), "#!/bin/sh\ntouch PWNED\n", 0o777)
	}
	gate, err := os.ReadFile(filepath.Join(dir, "auth/auth.go"))
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"::error file=a.go,line=1::b\n##vso[task.complete]", "\x1b[31m\x1b]0;title\x07", "<x a='b'>&[c](d)", "$(touch PWNED);`touch PWNED`", "-toolexec=evil", "é\u202e"} {
		write(filepath.Join(dir, "auth", name+".go"), strings.ReplaceAll(string(gate), "Gate", fmt.Sprintf("Gate%d", i)), 0o666)
	}
	write(filepath.Join(outside, "outside.go"), "package outside\n", 0o666)
	for name, to := range map[string]string{"loop": ".", "out": outside, "auth/linked.go": filepath.Join(outside, "outside.go"), "dangling.go": "nowhere", "up": "../.."} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}

	var requests atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		http.NotFound(w, nil)
	}))
	defer proxy.Close()
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, strings.TrimSpace(string(out)))
	}
	t.Setenv("HOME", filepath.Join(world, "home"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(world, "home/.cache"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(world, "home/.config"))
	t.Setenv("TMPDIR", filepath.Join(world, "tmp"))
	t.Setenv("http_proxy", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	telemetry := filepath.Join(world, "home/.config/go/telemetry") // the go command's own
	if err := os.MkdirAll(telemetry, 0o777); err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(telemetry, "mode"), "off", 0o666)

	_, stderr, status := real(t, dir, "./...")
	if status != statusTrouble || !strings.Contains(stderr, `"../../../etc/**": write a pattern relative`) || !strings.Contains(stderr, `"../outside/known.json" is not below`) {
		t.Errorf("a configuration that leads elsewhere: %d, %s", status, stderr)
	}
	if err := os.Remove(filepath.Join(dir, ".mtlslint.yml")); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir, outside, world)
	for _, args := range [][]string{
		{"-format=text", "./..."}, {"-format=github", "-tests", "./..."}, {"-format=json", "./..."},
		{"-diff", "./..."}, {"./loop/..."}, {"./out"},
	} {
		stdout, stderr, status := real(t, dir, args...)
		if status == statusClean && slices.Contains(args, "./...") {
			t.Errorf("%q: all is well\n%s", args, stderr)
		}
		if strings.HasPrefix(args[0], "-format") && !strings.Contains(stdout, "any client certificate passes") {
			t.Errorf("%q: it is not analysed\n%s\n%s", args, stdout, stderr)
		}
		for _, bad := range []string{"\x1b]", "\x07", "\u202e", "\n##vso"} {
			if strings.Contains(stdout, bad) || strings.Contains(stderr, bad) {
				t.Errorf("%q: %q is in what it writes\n%s\n%s", args, bad, stdout, stderr)
			}
		}
		if slices.ContainsFunc(strings.Split(stdout+"\n"+stderr, "\n"), func(line string) bool { return strings.HasPrefix(line, "::error file=a.go,line=1::b") }) {
			t.Errorf("%q: a command of another is in what it writes\n%s\n%s", args, stdout, stderr)
		}
		after := snapshot(t, dir, outside, world)
		for _, name := range slices.Sorted(maps.Keys(after)) {
			if before[name] != after[name] {
				t.Errorf("%q: %q was written", args, name)
			}
		}
	}
	if n := requests.Load(); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// snapshot sums the files in folders.
func snapshot(t *testing.T, dirs ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text := []byte(d.Type().String())
			if d.Type().IsRegular() {
				if text, err = os.ReadFile(name); err != nil {
					return err
				}
			}
			out[name] = fmt.Sprintf("%x", sha256.Sum256(text))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}
