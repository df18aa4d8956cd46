// Package goplsbuild builds gopls with mtlslint inside: a small main program,
// in a module of its own, that imports both.
package goplsbuild

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// Version is the version of gopls that mtlslint is tested with.
const Version = "v0.23.0"

const (
	gopls = "golang.org/x/tools/gopls"
	tools = "golang.org/x/tools"
	self  = "github.com/mtlslint/mtlslint"
)

//go:embed main.go.txt
var program []byte

// Options say what to build.
type Options struct {
	Output  string    // the file to write
	Gopls   string    // version of gopls; empty means Version
	Version string    // version of mtlslint, or empty to take it from Source
	Source  string    // folder of mtlslint's module
	Log     io.Writer // what the go command says
}

// An UnsuitableError says that a version of gopls cannot have mtlslint inside.
type UnsuitableError struct {
	Gopls  string // the version
	Reason string
}

func (e *UnsuitableError) Error() string { return fmt.Sprintf("gopls %s %s", e.Gopls, e.Reason) }

// Build builds gopls and sees that it has mtlslint's analyzers. The go command
// downloads what is missing.
func Build(ctx context.Context, o Options) error {
	if o.Gopls == "" {
		o.Gopls = Version
	}
	output, err := filepath.Abs(o.Output)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "mtlslint-gopls")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &builder{Options: o, dir: dir}
	mod, err := b.module(ctx)
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{"go.mod": mod, "main.go": program} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return err
		}
	}
	version := "-X " + gopls + "/internal/version.VersionOverride=" + b.Gopls + "-mtlslint"
	built := filepath.Join(dir, "gopls")
	if runtime.GOOS == "windows" {
		built += ".exe"
	}
	if _, err := b.run(ctx, "build", "-mod=mod", "-ldflags=-s -w "+version, "-o", built, "."); err != nil {
		return b.explain(err)
	}
	if out, err := exec.CommandContext(ctx, built, "version").CombinedOutput(); err != nil {
		if text := strings.TrimSpace(string(out)); text != "" {
			err = errors.New(text)
		}
		return b.unsuitable("was built, and does not work with mtlslint inside: %v", err)
	}
	return move(built, output)
}

// A builder works in a folder of its own.
type builder struct {
	Options
	dir string
}

// module returns the go.mod file of the program. Gopls is tied to the version
// of golang.org/x/tools that it requires: it uses what others do not have.
func (b *builder) module(ctx context.Context) ([]byte, error) {
	info, err := b.download(ctx, gopls, b.Gopls)
	if err != nil {
		return nil, err
	}
	b.Gopls = info.Version
	required, err := os.ReadFile(info.GoMod)
	if err != nil {
		return nil, err
	}
	theirs, err := modfile.ParseLax(info.GoMod, required, nil)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(theirs.Require, func(r *modfile.Require) bool { return r.Mod.Path == tools })
	if theirs.Go == nil || at < 0 {
		return nil, b.unsuitable("has a go.mod file without go or %s", tools)
	}
	installed, err := b.run(ctx, "env", "GOVERSION")
	if err != nil {
		return nil, err
	}
	if have := strings.TrimSpace(string(installed)); version.Compare("go"+theirs.Go.Version, have) > 0 {
		return nil, b.tooNew(theirs.Go.Version, have)
	}
	analysis, err := b.download(ctx, tools, theirs.Require[at].Mod.Version)
	if err != nil {
		return nil, err
	}
	// What is not there the go command would look for in other versions.
	for _, needed := range []struct{ dir, module, path string }{
		{info.Dir, gopls, "internal/cmd"}, {info.Dir, gopls, "internal/settings"}, {info.Dir, gopls, "internal/tool"},
		{analysis.Dir, tools, "go/analysis/suite/vet"},
	} {
		if _, err := os.Stat(filepath.Join(needed.dir, filepath.FromSlash(needed.path))); err != nil {
			return nil, b.unsuitable("is built differently: there is no %s/%s for it", needed.module, needed.path)
		}
	}

	ours := new(modfile.File)
	ours.AddModuleStmt(gopls + "/mtlslint")
	version := b.Version
	if version == "" {
		version = "v0.0.0"
	}
	for _, err := range []error{
		ours.AddGoStmt(theirs.Go.Version),
		ours.AddRequire(gopls, b.Gopls),
		ours.AddRequire(self, version),
		ours.AddReplace(tools, "", tools, analysis.Version),
	} {
		if err != nil {
			return nil, err
		}
	}
	if b.Version == "" {
		source, err := filepath.Abs(b.Source)
		if err != nil {
			return nil, err
		}
		if err := ours.AddReplace(self, "", source, ""); err != nil {
			return nil, err
		}
	}
	return ours.Format()
}

// A download is what go mod download says of a module.
type download struct{ Version, GoMod, Dir, Error string }

var needsGo = regexp.MustCompile(`requires go >= (\S+) \(running go (\S+?);?[ )]`)

func (b *builder) download(ctx context.Context, path, version string) (download, error) {
	var m download
	text, err := b.run(ctx, "mod", "download", "-json", path+"@"+version)
	if json.Unmarshal(text, &m) == nil && m.Error != "" {
		err = errors.New(m.Error)
		if v := needsGo.FindStringSubmatch(m.Error); v != nil {
			return m, b.tooNew(v[1], "go"+v[2])
		}
	}
	if err != nil {
		return m, fmt.Errorf("gopls %s cannot be had: %w", b.Gopls, err)
	}
	return m, nil
}

func (b *builder) unsuitable(format string, args ...any) error {
	return &UnsuitableError{b.Gopls, fmt.Sprintf(format, args...) + "; mtlslint is tested with " + Version}
}

func (b *builder) tooNew(needs, have string) error {
	return &UnsuitableError{b.Gopls, fmt.Sprintf("is too new: it needs go%s, and this is %s; update Go, or choose %s", needs, have, Version)}
}

// run runs the go command and returns its output.
func (b *builder) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "PWD="+b.dir, "GOWORK=off", "GOFLAGS=", "GO111MODULE=on")
	var out, errs bytes.Buffer
	cmd.Stdout = &out
	cmd.Stderr = &errs
	if b.Log != nil {
		cmd.Stderr = io.MultiWriter(&errs, b.Log)
	}
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(errs.String()); text != "" {
			err = errors.New(text)
		}
		return out.Bytes(), err
	}
	return out.Bytes(), nil
}

// explain says what it means that the program does not build: the packages
// that it imports are there, so something in them is not.
func (b *builder) explain(err error) error {
	if text := err.Error(); strings.Contains(text, "main.go:") || strings.Contains(text, "undefined: ") {
		return b.unsuitable("does not have all that mtlslint uses of it:\n%s\n", text)
	}
	return fmt.Errorf("gopls %s does not build:\n%w", b.Gopls, err)
}

// move moves a file, also to another file system.
func move(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	text, err := os.Open(from)
	if err != nil {
		return err
	}
	defer text.Close()
	// What runs now keeps its file: the new one takes the name.
	tmp, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := io.Copy(tmp, text); err != nil {
		tmp.Close()
		return err
	}
	if err := errors.Join(tmp.Chmod(0o755), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), to)
}
