package goplsbuild

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
	"golang.org/x/tools/txtar"
)

// changed are versions of gopls that cannot have mtlslint inside: one that does
// not take its analyzers from where mtlslint puts them, one without a list of
// them, one that is laid out differently, and one for a Go to come.
const changed = `
-- v0.99.0/go.mod --
module golang.org/x/tools/gopls

go 1.26.0

require golang.org/x/tools v0.47.1-0.20260707181000-a299dadba899
-- v0.99.0/internal/cmd/cmd.go --
package cmd

func New() any { return nil }
-- v0.99.0/internal/tool/tool.go --
package tool

import "context"

func Main(context.Context, any, []string) {}
-- v0.99.0/internal/settings/settings.go --
package settings

import "golang.org/x/tools/go/analysis"

type Analyzer struct{}

func (*Analyzer) Analyzer() *analysis.Analyzer { return nil }

var AllAnalyzers []*Analyzer
-- v0.99.1/go.mod --
module golang.org/x/tools/gopls

go 1.26.0

require golang.org/x/tools v0.47.1-0.20260707181000-a299dadba899
-- v0.99.1/internal/cmd/cmd.go --
package cmd

func New() any { return nil }
-- v0.99.1/internal/tool/tool.go --
package tool

import "context"

func Main(context.Context, any, []string) {}
-- v0.99.1/internal/settings/settings.go --
package settings
-- v0.99.2/go.mod --
module golang.org/x/tools/gopls

go 1.26.0

require golang.org/x/tools v0.47.1-0.20260707181000-a299dadba899
-- v0.99.2/gopls.go --
package gopls
-- v0.99.3/go.mod --
module golang.org/x/tools/gopls

go 1.999.0

require golang.org/x/tools v0.47.1-0.20260707181000-a299dadba899
-- v0.99.3/gopls.go --
package gopls
`

// A gopls that is too new or has changed gives an error that says so, and no
// program.
func TestUnsuitable(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	out, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	have := strings.Fields(string(out))
	t.Setenv("GOPROXY", strings.Join([]string{
		"file://" + filepath.ToSlash(proxy(t)), "file://" + filepath.ToSlash(filepath.Join(have[0], "cache", "download")), have[1],
	}, ","))
	t.Setenv("GONOSUMDB", "*")
	t.Setenv("GOTOOLCHAIN", "local")
	modules := filepath.Join(t.TempDir(), "mod") // these modules are for nobody else
	t.Setenv("GOMODCACHE", modules)
	t.Cleanup(func() { // its files are read-only
		clean := exec.Command("go", "clean", "-modcache")
		clean.Env = append(os.Environ(), "GOMODCACHE="+modules)
		if out, err := clean.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
	for version, want := range map[string]string{
		"v0.99.0": "was built, and does not work with mtlslint inside: mtlslint: this gopls did not take the analyzers of mtlslint: certpresence, ",
		"v0.99.1": "does not have all that mtlslint uses of it:",
		"v0.99.2": "is built differently: there is no golang.org/x/tools/gopls/internal/cmd for it",
		"v0.99.3": "is too new: it needs go1.999.0, and this is go1.",
	} {
		file := filepath.Join(t.TempDir(), "bin", "gopls")
		var log bytes.Buffer
		err := Build(context.Background(), Options{Output: file, Gopls: version, Source: "../..", Log: &log})
		var unsuitable *UnsuitableError
		if !errors.As(err, &unsuitable) || !strings.HasPrefix(err.Error(), "gopls "+version+" "+want) || !strings.Contains(err.Error(), Version) {
			t.Errorf("%s: %v\n%s", version, err, log.String())
		}
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s: there is a program", version)
		}
	}
	if err := Build(context.Background(), Options{Output: "x", Gopls: "v0.98.0", Source: "../.."}); err == nil || !strings.HasPrefix(err.Error(), "gopls v0.98.0 cannot be had: ") {
		t.Errorf("a version that does not exist: %v", err)
	}
}

// proxy returns a folder that serves the changed versions.
func proxy(t *testing.T) string {
	t.Helper()
	sources, served := t.TempDir(), t.TempDir()
	for _, f := range txtar.Parse([]byte(changed)).Files {
		name := filepath.Join(sources, f.Name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, f.Data, 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(served, "golang.org", "x", "tools", "gopls", "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	versions, err := os.ReadDir(sources)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range versions {
		source := filepath.Join(sources, v.Name())
		mod, err := os.ReadFile(filepath.Join(source, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		var archive bytes.Buffer
		if err := zip.CreateFromDir(&archive, module.Version{Path: gopls, Version: v.Name()}, source); err != nil {
			t.Fatal(err)
		}
		for ext, text := range map[string][]byte{
			"info": []byte(`{"Version":"` + v.Name() + `"}`), "mod": mod, "zip": archive.Bytes(),
		} {
			if err := os.WriteFile(filepath.Join(dir, v.Name()+"."+ext), text, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	return served
}
