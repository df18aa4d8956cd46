package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A module is a copy of a module to measure on.
type module struct {
	dir     string
	tool    string // mtlslint
	scratch string
	file    string // to change; see target
	at      int    // offset in it, after the first brace of a function
	text    []byte // of the file
	changes int
}

// copy copies a module, without what the go command passes over.
func (m *module) copy(from string) error {
	if _, err := os.Stat(filepath.Join(from, "go.mod")); err != nil {
		return fmt.Errorf("not a module: %w", err)
	}
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		to := filepath.Join(m.dir, rel)
		switch {
		case e.IsDir() && (e.Name() == ".git" || e.Name() == "node_modules"):
			return filepath.SkipDir
		case e.IsDir():
			return os.MkdirAll(to, 0o777)
		case !e.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, text, 0o666)
	})
}

// list runs go list in the module and returns its lines.
func (m *module) list(args ...string) ([]string, error) {
	cmd := exec.Command("go", append([]string{"list", "-e"}, args...)...)
	cmd.Dir = m.dir
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, fmt.Errorf("%w\n%s", err, exit.Stderr)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n"), err
}

// size counts the module's packages, those that they need, and the module's
// lines.
func (m *module) size() (own, all, lines int, err error) {
	files, err := m.list("-f", `{{range .GoFiles}}{{$.Dir}}/{{.}} {{end}}`, "./...")
	if err != nil {
		return 0, 0, 0, err
	}
	closure, err := m.list("-deps", "./...")
	if err != nil {
		return 0, 0, 0, err
	}
	for _, line := range files {
		for _, name := range strings.Fields(line) {
			text, err := os.ReadFile(name)
			if err != nil {
				return 0, 0, 0, err
			}
			lines += bytes.Count(text, []byte("\n"))
		}
	}
	return len(files), len(closure), lines, nil
}

// target chooses the function to change: one in the package that most others
// of the module import.
func (m *module) target() error {
	lines, err := m.list("-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	if err != nil {
		return err
	}
	importers := make(map[string]int)
	for _, line := range lines {
		for i, path := range strings.Fields(line) {
			if i == 0 {
				importers[path] += 1 << 20 // own
			} else {
				importers[path]++
			}
		}
	}
	best, most := "", 0
	for path, n := range importers {
		if n >= 1<<20 && (n > most || n == most && path < best) {
			best, most = path, n
		}
	}
	files, err := m.list("-f", `{{range .GoFiles}}{{$.Dir}}/{{.}} {{end}}`, best)
	if err != nil {
		return err
	}
	for _, name := range strings.Fields(files[0]) {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			continue
		}
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				m.file, m.at = name, fset.Position(fn.Body.Lbrace).Offset+1
				m.text, err = os.ReadFile(name)
				return err
			}
		}
	}
	return fmt.Errorf("no function to change in package %s", best)
}

// changeBody changes the body of a function, each time differently.
func (m *module) changeBody() error {
	m.changes++
	return m.write(m.at, fmt.Sprintf("\n\t_ = %d\n", m.changes))
}

// changeDeclarations adds a function.
func (m *module) changeDeclarations() error {
	m.changes++
	return m.write(len(m.text), fmt.Sprintf("\nfunc benchmarked%d() {}\n", m.changes))
}

func (m *module) write(at int, text string) error {
	changed := append(append(bytes.Clone(m.text[:at]), text...), m.text[at:]...)
	return os.WriteFile(m.file, changed, 0o666)
}
