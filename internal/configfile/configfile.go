// Package configfile finds and reads .mtlslint.yml: the settings as a file,
// with the line of everything that is wrong in it.
package configfile

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/mtlslint/mtlslint/internal/settings"
)

// Names are the names of the file. Only one of them may be in a folder.
func Names() []string { return []string{".mtlslint.yml", ".mtlslint.yaml"} }

// A File is a configuration that was read.
type File struct {
	Name     string // absolute; empty if there is no file
	Dir      string // absolute folder that its patterns are relative to
	Settings settings.Settings

	lines map[string]place
}

// A place is where a setting is in the file: the line of its value, and of its
// key if it has one.
type place struct{ key, value int }

// Error lists what is wrong in a file, by line.
type Error struct {
	Name     string
	Problems []Problem
}

// Problem is something wrong at a line. Line is 0 when it is not known.
type Problem struct {
	Line    int
	Message string
}

func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = e.Name + ": " + p.Message
		if p.Line > 0 {
			lines[i] = fmt.Sprintf("%s:%d: %s", e.Name, p.Line, p.Message)
		}
	}
	return strings.Join(lines, "\n")
}

// Find returns the file that is nearest to dir, in it or above, or "" if there
// is none. It does not look beyond the root of a repository.
func Find(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		var found []string
		for _, name := range Names() {
			file := filepath.Join(dir, name)
			if info, err := os.Stat(file); err == nil && !info.IsDir() {
				found = append(found, file)
			}
		}
		switch len(found) {
		case 1:
			return found[0], nil
		case 2:
			return "", fmt.Errorf("both %s and %s exist: delete one", found[0], filepath.Base(found[1]))
		}
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return "", nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", nil
		}
		dir = up
	}
}

// longest bounds the size of a file.
const longest = 1 << 20

// Load reads a file and checks it by itself. Rules are the names of all rules.
// What is wrong in the file is an *Error.
func Load(name string, rules []string) (*File, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(abs)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: no such file", name)
		}
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > longest {
		return nil, fmt.Errorf("%s: not a file of settings", name)
	}
	text, err := os.ReadFile(abs)
	if err != nil {
		return nil, err
	}
	f := &File{Name: abs, Dir: filepath.Dir(abs)}
	if err := f.parse(text, rules); err != nil {
		return nil, err
	}
	return f, nil
}

// parse reads the text of f.
func (f *File) parse(text []byte, rules []string) error {
	f.lines = make(map[string]place)
	r := reader{lines: f.lines}
	var documents []yaml.Node
	if err := yaml.Load(text, &documents, yaml.WithAllDocuments()); err != nil {
		return &Error{f.Name, []Problem{syntax(err)}}
	}
	var tree any
	switch len(documents) {
	case 0:
	case 1:
		tree = r.tree(&documents[0], "", 0)
	default:
		r.fail(&documents[1], "a second document: settings are one")
	}
	if len(r.problems) > 0 {
		return &Error{f.Name, r.problems}
	}
	s, problems := settings.Decode(tree, rules)
	if len(problems) > 0 {
		return f.Explain(problems)
	}
	f.Settings = *s
	return nil
}

// syntax converts an error of the parser.
func syntax(err error) Problem {
	var e *yaml.LoadError
	if errors.As(err, &e) {
		return Problem{e.Mark.Line, e.Message}
	}
	return Problem{0, strings.TrimPrefix(err.Error(), "yaml: ")}
}

// Explain returns an error that says where in the file the problems are.
func (f *File) Explain(problems []settings.Problem) error {
	e := &Error{Name: f.Name}
	for _, p := range problems {
		line := f.Line(p.Path)
		if p.Path == "" {
			line = 1
		}
		if p.Key {
			line = cmp.Or(f.lines[p.Path].key, line)
		}
		message := p.Message
		if p.Path != "" && !p.Key {
			message = p.String()
		}
		e.Problems = append(e.Problems, Problem{line, message})
	}
	slices.SortStableFunc(e.Problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return e
}

// Line returns the line of a setting, or of what holds it if it is missing;
// 0 if it is not in the file.
func (f *File) Line(path string) int {
	for path != "" {
		if at, ok := f.lines[path]; ok {
			return at.value
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}

// Has reports whether the file has a setting.
func (f *File) Has(path string) bool {
	_, ok := f.lines[path]
	return ok
}

// A reader converts nodes to the maps, lists and scalars of JSON.
type reader struct {
	lines    map[string]place
	problems []Problem
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) any {
	r.problems = append(r.problems, Problem{n.Line, fmt.Sprintf(format, args...)})
	return nil
}

// deepest bounds the nesting of nodes.
const deepest = 20

func (r *reader) tree(n *yaml.Node, path string, depth int) any {
	if depth > deepest {
		return r.fail(n, "nested too deeply")
	}
	if n.Anchor != "" {
		return r.fail(n, "anchors and aliases are not supported")
	}
	switch n.Kind {
	case 0:
		return nil
	case yaml.DocumentNode:
		return r.tree(n.Content[0], path, depth+1)
	case yaml.MappingNode:
		m := make(map[string]any)
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			if k.Kind != yaml.ScalarNode || k.Tag == "!!merge" {
				r.fail(k, "a key is a word")
				continue
			}
			at := settings.Join(path, k.Value)
			if _, twice := m[k.Value]; twice {
				r.fail(k, "the key %q is there twice, first in line %d", k.Value, r.lines[at].key)
				continue
			}
			r.lines[at] = place{k.Line, v.Line}
			m[k.Value] = r.tree(v, at, depth+1)
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for i, v := range n.Content {
			at := fmt.Sprintf("%s[%d]", path, i)
			r.lines[at] = place{v.Line, v.Line}
			list = append(list, r.tree(v, at, depth+1))
		}
		return list
	case yaml.ScalarNode:
		return r.scalar(n)
	case yaml.AliasNode:
		return r.fail(n, "anchors and aliases are not supported")
	}
	return r.fail(n, "not understood")
}

func (r *reader) scalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if err := n.Decode(&b); err != nil {
			return r.fail(n, "%q is neither true nor false", n.Value)
		}
		return b
	case "!!int":
		i, err := strconv.Atoi(n.Value)
		if err != nil {
			return r.fail(n, "%q is no number", n.Value)
		}
		return i
	case "!!str", "!!float", "!!timestamp":
		return n.Value
	}
	return r.fail(n, "the tag %s is not supported", strings.Trim(strconv.Quote(n.Tag), `"`)) // it can hold anything, escaped
}
