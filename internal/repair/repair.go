// Package repair applies the fixes that are suggested for findings.
package repair

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/aymanbagabas/go-udiff"

	"github.com/mtlslint/mtlslint/internal/files"
	"github.com/mtlslint/mtlslint/internal/output"
)

// Plan is what fixes change, file by file.
type Plan struct {
	Fixed   []output.Finding // those that a fix repairs
	Skipped []output.Finding // those whose fix is in conflict with another's: a second run repairs them
	Left    []string         // files, as in the report, that are left alone: links that lead out of the module

	files []change
}

// A change is a file before and after.
type change struct {
	name     string // as in the report
	path     string
	old, new []byte
}

// New plans the first fix of each finding, in order. Of fixes that touch the
// same text the first is taken. Files are relative to dir. A file that was
// formatted stays so. A fix of a file that is not the module's own is none.
func New(dir string, findings []output.Finding) (*Plan, error) {
	p := new(Plan)
	edits := make(map[string][]output.Edit)
	foreign := make(map[string]bool)
	for _, f := range findings {
		if len(f.Fixes) == 0 {
			continue
		}
		fix := f.Fixes[0]
		for _, e := range fix.Edits {
			if _, known := foreign[e.File]; !known {
				if foreign[e.File] = leadsOut(dir, in(dir, e.File)); foreign[e.File] {
					p.Left = append(p.Left, e.File)
				}
			}
		}
		if slices.ContainsFunc(fix.Edits, func(e output.Edit) bool { return foreign[e.File] }) {
			continue
		}
		if conflict(edits, fix) {
			p.Skipped = append(p.Skipped, f)
			continue
		}
		for _, e := range fix.Edits {
			if !slices.Contains(edits[e.File], e) {
				edits[e.File] = append(edits[e.File], e)
			}
		}
		p.Fixed = append(p.Fixed, f)
	}
	for name, list := range edits {
		c, err := apply(dir, name, list)
		if err != nil {
			return nil, err
		}
		p.files = append(p.files, c)
	}
	slices.SortFunc(p.files, func(a, b change) int { return cmp.Compare(a.name, b.name) })
	return p, nil
}

// conflict reports whether a fix touches text that edits touch. The same edit
// twice is none.
func conflict(edits map[string][]output.Edit, fix output.Fix) bool {
	for _, e := range fix.Edits {
		for _, other := range edits[e.File] {
			if e != other && e.Start <= other.End && other.Start <= e.End {
				return true
			}
		}
	}
	return false
}

// leadsOut reports whether a file lies elsewhere, by way of links, than in the
// folder of its module, or of the module that dir is in.
func leadsOut(dir, path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false // reading it says so
	}
	for _, from := range []string{filepath.Dir(path), dir} {
		root := cmp.Or(files.Above(from, "go.mod"), from)
		if !below(root, path) {
			continue // another module of a workspace
		}
		if realRoot, err := filepath.EvalSymlinks(root); err != nil || !below(realRoot, real) {
			return true
		}
	}
	return false
}

// below reports whether path lies in dir, as they are written.
func below(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// in returns where a file of the report is.
func in(dir, name string) string {
	if path := filepath.FromSlash(name); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}

// apply makes the edits of one file.
func apply(dir, name string, edits []output.Edit) (change, error) {
	path := in(dir, name)
	old, err := os.ReadFile(path)
	if err != nil {
		return change{}, err
	}
	slices.SortFunc(edits, func(a, b output.Edit) int { return cmp.Compare(a.Start, b.Start) })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(old) {
			return change{}, fmt.Errorf("%s: changed while it was analysed: run mtlslint again", name)
		}
		out.Write(old[at:e.Start])
		out.WriteString(e.Text)
		at = e.End
	}
	out.Write(old[at:])
	text := out.Bytes()
	formatted, err := format.Source(text)
	if err != nil {
		return change{}, fmt.Errorf("%s: a fix would break the file: %w", name, err)
	}
	if was, err := format.Source(old); err == nil && bytes.Equal(was, old) {
		text = formatted
	}
	return change{name, path, old, text}, nil
}

// Diff writes the plan as a unified diff.
func (p *Plan) Diff(w io.Writer) error {
	for _, c := range p.files {
		name := c.name
		if q := strconv.Quote(name); len(q) != len(name)+2 { // as git writes it
			name = q
		}
		if _, err := io.WriteString(w, udiff.Unified("a/"+name, "b/"+name, string(c.old), string(c.new))); err != nil {
			return err
		}
	}
	return nil
}

// Write changes the files, each as a whole or not at all.
func (p *Plan) Write() error {
	for _, c := range p.files {
		if err := files.Write(c.path, c.new); err != nil {
			return fmt.Errorf("writing %s: %w", c.name, err)
		}
	}
	return nil
}
