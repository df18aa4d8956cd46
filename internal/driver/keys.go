package driver

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/go/packages"
)

// What is known about a package is kept under a sum of what it depends on:
//
//   - the analyzers and their configuration (Options.Key);
//   - the contents of its own files;
//   - what its imports declare: of packages that can change on this machine,
//     the text of their declarations (see declarations) and of those that they
//     import in turn; of the standard library and of modules in the module
//     cache, which never change, the version of Go and the go.mod files that
//     choose the modules' versions;
//   - the facts about packages that it imports.
//
// So a change in a function's body concerns its own package alone, unless it
// changes the facts. Under that sum stands another, which takes longer to find: for it, of
// what packages that can change declare, only what the package can tell counts (see
// reach.go). It is what the outcome is kept under, so that a declaration concerns only
// packages that come across it. The operating system and the build tags count by the
// files that they choose, so that platforms share what they have in common.

// A fileState says what a file was like when it was last read.
type fileState struct {
	Size, ModTime int64 // nanoseconds
	Content       sum
	Declared      sum // of its declarations
	Relevant      bool
}

// A fileTable holds the states of files, by name, so that files that have not
// been touched need not be read.
type fileTable struct {
	mu      sync.Mutex
	states  map[string]fileState
	used    map[string]fileState
	scans   map[string]*scan // of own files that were read; nil if nothing is kept
	changed bool
}

// settled is how old a file must be for its time to tell whether it changes
// again. Clocks of file systems can be as coarse as that.
const settled = 2 * time.Second

// state returns the state of a file. Text is its contents if it had to be read.
// Of a file that is not own, only the contents count.
func (t *fileTable) state(name string, own bool, relevant func([]byte) bool) (st fileState, text []byte, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return fileState{}, nil, err
	}
	t.mu.Lock()
	st, ok := t.states[name]
	t.mu.Unlock()
	if ok && st.Size == info.Size() && st.ModTime == info.ModTime().UnixNano() {
		t.mu.Lock()
		t.used[name] = st
		t.mu.Unlock()
		return st, nil, nil
	}
	begin := time.Now()
	if text, err = os.ReadFile(name); err != nil {
		return fileState{}, nil, err
	}
	st = fileState{
		Size:    info.Size(),
		ModTime: info.ModTime().UnixNano(),
		Content: sumOf(text),
	}
	if st.Declared = st.Content; own {
		s := scanned(text)
		if s != nil {
			st.Declared = sumOf(s.text)
		}
		if t.scans != nil {
			t.mu.Lock()
			t.scans[name] = s
			t.mu.Unlock()
		}
		st.Relevant = relevant == nil || relevant(text)
	}
	if begin.Sub(info.ModTime()) > settled && int64(len(text)) == st.Size {
		t.mu.Lock()
		t.used[name] = st
		t.changed = true
		t.mu.Unlock()
	}
	return st, text, nil
}

// local reports whether a package, by its folder and module, can change on this machine: it is neither in
// the standard library nor in the module cache.
func local(dir string, m *packages.Module, standard bool) bool {
	return !standard && !cached(dir, m)
}

// cached reports whether a folder of a module lies in the module cache.
func cached(dir string, m *packages.Module) bool {
	if m == nil {
		return false
	}
	version := m.Version
	if m.Replace != nil {
		version = m.Replace.Version
	}
	return version != "" && strings.Contains(filepath.ToSlash(dir)+"/", "@"+version+"/")
}

// digest reads the files of all packages that can change, as far as they
// changed since the last run, and computes the sums of what they declare.
func (r *runner) digest() {
	var changing []*packages.Package
	for _, p := range r.graph.all {
		if r.graph.added[p] != nil || r.graph.more[p].local {
			changing = append(changing, p)
		}
	}
	states := make([][]fileState, len(changing))
	parallel(len(changing), func(i int) {
		defer since(&r.clock.read, time.Now())
		p := changing[i]
		states[i] = make([]fileState, len(p.GoFiles))
		own := r.graph.own(p)
		relevant := false
		texts := make(map[string][]byte)
		for j, name := range p.GoFiles {
			st, text, err := r.files.state(name, own, r.opts.Relevant)
			if err != nil {
				// Not known by its contents, so by nothing that was there before.
				st.Content = sumOf([]byte(err.Error()))
				st.Relevant = true
			} else if text != nil {
				texts[name] = text
			}
			relevant = relevant || st.Relevant
			states[i][j] = st
		}
		if n := r.graph.added[p]; n != nil {
			n.states = states[i]
			n.relevant = relevant
			if relevant && !r.graph.more[p].cgo {
				n.texts = texts
			}
		}
	})
	byPackage := make(map[*packages.Package][]fileState, len(changing))
	for i, p := range changing {
		byPackage[p] = states[i]
	}
	r.sumFixed()
	for _, p := range r.graph.all {
		d := r.graph.more[p]
		d.usesStd = d.standard
		for _, imp := range p.Imports {
			d.usesStd = d.usesStd || r.graph.more[imp].usesStd
		}
		if st, ok := byPackage[p]; ok {
			h := newHash("declares", p.ID)
			if p.Module != nil {
				h.text(p.Module.GoVersion)
			}
			for i, name := range p.GoFiles {
				h.text(filepath.Base(name))
				h.sum(st[i].Declared)
			}
			r.hashImports(h, p)
			d.sum = h.total()
		} else {
			d.sum = r.fixedPackage(p)
		}
	}
}

// fixedPackage is the sum of what a package declares that never changes.
func (r *runner) fixedPackage(p *packages.Package) sum {
	h := newHash("declares", p.ID)
	r.hashFixed(h, r.graph.more[p])
	return h.total()
}

// hashImports adds what the imports of p declare. The text of p says which
// they are; cgo adds others.
func (r *runner) hashImports(h hashing, p *packages.Package) {
	r.hashFixed(h, r.graph.more[p])
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		imp := p.Imports[path]
		if d := r.graph.more[imp]; d.local {
			h.text(path)
			h.sum(d.sum)
		}
	}
}

// sumFixed sums up what packages that never change depend on: the versions
// that were chosen of modules and, for those that import something of the
// standard library, of Go.
func (r *runner) sumFixed() {
	h := newHash("modules")
	for _, file := range r.versions {
		text, _ := os.ReadFile(file)
		h.text(string(text))
	}
	r.fixed = h.total()
	h.text("standard library")
	for _, p := range r.graph.all {
		if std, ok := strings.CutSuffix(filepath.ToSlash(p.Dir), "/"+p.PkgPath); ok && r.graph.more[p].standard {
			text, _ := os.ReadFile(filepath.Join(filepath.FromSlash(std), "..", "VERSION"))
			h.text(std, string(text))
			break
		}
	}
	r.fixedStd = h.total()
}

// hashFixed adds what p depends on by the versions chosen.
func (r *runner) hashFixed(h hashing, d *details) {
	if d.usesStd {
		h.sum(r.fixedStd)
	} else {
		h.sum(r.fixed)
	}
}

// quickKey is the key of the outcome's key. What n imports must be done.
func (r *runner) quickKey(n *node) sum {
	h := r.hashOwn("quick", n)
	r.hashImports(h, n.Package)
	return h.total()
}

// resultKey is the key of the outcome for n. What n imports must be done.
func (r *runner) resultKey(n *node) sum {
	if n.key == (sum{}) {
		h := r.hashOwn("result", n)
		r.outline.hashReached(h, n)
		n.key = h.total()
	}
	return n.key
}

// hashOwn begins a key for n, with all but what its imports declare.
func (r *runner) hashOwn(what string, n *node) hashing {
	h := newHash(what, runtime.Version(), r.opts.Key, n.ID, n.Name, n.Dir)
	if m := n.Module; m != nil {
		h.text(m.Path, m.GoVersion)
	}
	for i, name := range n.GoFiles {
		h.text(name)
		h.sum(n.states[i].Content)
	}
	factual := n.factual()
	for _, path := range slices.Sorted(maps.Keys(factual)) {
		h.text(path)
		h.sum(factual[path].facts.sum)
	}
	return h
}

// buildKey sums up what decides on export data besides sources: the settings
// of the go command.
func buildKey(c *goCommand) sum {
	h := newHash("build", c.tags)
	env := make(map[string]string)
	for _, kv := range c.env {
		name, value, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, "GO") || strings.HasPrefix(name, "CGO_") || name == "CC" || name == "CXX" {
			env[name] = value
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		h.text(name, env[name])
	}
	file := variable(c.env, "GOENV")
	if dir, err := os.UserConfigDir(); file == "" && err == nil {
		file = filepath.Join(dir, "go", "env")
	}
	text, _ := os.ReadFile(file)
	h.text(string(text))
	return h.total()
}

// A hashing sums up strings and sums.
type hashing struct{ hash.Hash }

func newHash(texts ...string) hashing {
	h := hashing{sha256.New()}
	h.text(texts...)
	return h
}

func (h hashing) text(texts ...string) {
	for _, t := range texts {
		fmt.Fprintf(h, "%d ", len(t))
		io.WriteString(h, t)
	}
}

func (h hashing) sum(s sum) { h.Write(s[:]) }

func (h hashing) total() sum { return sum(h.Sum(nil)[:16]) }
