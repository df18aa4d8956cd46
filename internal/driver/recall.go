package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"time"

	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/mounts"
)

// A record is the outcome for one package as it is kept.
type record struct {
	Facts     json.RawMessage
	Findings  []Finding
	Mountings []mounts.Mounting
	Notes     []Note
	Skipped   bool // nothing in the package matters
}

// recall looks up the outcome for n.
func (r *runner) recall(n *node) bool {
	if r.cache == nil || len(n.errors) > 0 {
		return false
	}
	quick := r.quickKey(n)
	key, known := r.cache.get(quick)
	if !known || len(key) != len(sum{}) {
		k := r.resultKey(n)
		key, known = k[:], false
	}
	text, ok := r.cache.get(sum(key))
	if !ok {
		return false
	}
	var rec record
	if json.Unmarshal(text, &rec) != nil {
		return false
	}
	facts, err := r.facts.unmarshal(rec.Facts)
	if err != nil {
		return false
	}
	n.facts, n.findings, n.mountings, n.notes, n.outcome = facts, rec.Findings, rec.Mountings, rec.Notes, recalled
	if rec.Skipped {
		n.outcome = skipped
	}
	if !known {
		r.keeping(r.cache.put(quick, key))
	}
	return true
}

// keep stores the outcome for n.
func (r *runner) keep(n *node) {
	if r.cache == nil {
		return
	}
	facts, err := n.facts.marshal()
	if err != nil {
		return
	}
	text, err := json.Marshal(record{facts, n.findings, n.mountings, n.notes, n.outcome == skipped})
	if err != nil || bytes.Contains(text, []byte(`\ufffd`)) {
		return // something that is not text would come back as something else
	}
	key := r.resultKey(n)
	r.keeping(r.cache.put(key, text))
	r.keeping(r.cache.put(r.quickKey(n), key[:]))
}

// keeping remembers the first error of writing to the cache.
func (r *runner) keeping(err error) {
	if err != nil {
		r.cacheErr.CompareAndSwap(nil, &err)
	}
}

// An exportTable says where export data is, by the sum of what a package
// declares. It may be out of date: the build cache forgets.
type exportTable struct {
	files, used map[string]string // from earlier runs; and in this one
	changed     bool
}

// recallTables reads what is known of files and export data.
func (r *runner) recallTables() {
	r.files = fileTable{states: make(map[string]fileState), used: make(map[string]fileState)}
	if r.cache != nil {
		r.files.scans = make(map[string]*scan)
	}
	r.exports = exportTable{files: make(map[string]string), used: make(map[string]string)}
	recallTable(r.cache, r.filesKey(), &r.files.states)
	recallTable(r.cache, r.exportsKey(), &r.exports.files)
}

// recallTable reads what was kept under key into a table that is empty. What
// cannot be read leaves it so.
func recallTable[V any](cache *store, key sum, table *map[string]V) {
	var kept map[string]V
	if text, ok := cache.get(key); ok && json.Unmarshal(text, &kept) == nil && kept != nil {
		*table = kept
	}
}

func (r *runner) filesKey() sum { return newHash("files", r.dir, r.opts.Key).total() }

func (r *runner) exportsKey() sum {
	h := newHash("exports", r.dir)
	h.sum(buildKey(&r.goCommand))
	return h.total()
}

// keepTables stores what is now known of files and export data.
func (r *runner) keepTables() error {
	if r.cache == nil {
		return nil
	}
	if r.files.changed || len(r.files.used) != len(r.files.states) {
		r.keepTable(r.filesKey(), r.files.used)
	}
	if r.exports.changed {
		// What this run did not need, another may.
		maps.Copy(r.exports.files, r.exports.used)
		if len(r.exports.files) > 3*len(r.exports.used)+1000 {
			r.exports.files = r.exports.used
		}
		r.keepTable(r.exportsKey(), r.exports.files)
	}
	if err := r.cacheErr.Load(); err != nil {
		return *err
	}
	return nil
}

func (r *runner) keepTable(key sum, table any) {
	text, err := json.Marshal(table)
	if err == nil {
		err = r.cache.put(key, text)
	}
	r.keeping(err)
}

// fetch sees to it that there is export data for what the nodes import. The
// user's own packages are type-checked from source instead, and so is all that
// imports them, as export data refers to what it was compiled with.
//
// To ask the go command costs more than what it is asked for: when it has to be
// asked, then also for those that import the nodes, as facts may make them next.
func (r *runner) fetch(nodes []*node) error {
	missing, cgo := r.lacking(nodes...)
	for _, n := range nodes {
		n.fetched = true
	}
	if len(cgo) > 0 {
		if err := r.runCgo(cgo); err != nil {
			return err
		}
		missing, _ = r.lacking(nodes...)
	}
	if len(missing) > 0 {
		next := slices.Clone(nodes)
		for _, n := range nodes {
			next = append(next, n.users...)
		}
		missing, _ = r.lacking(next...)
	}
	return r.compile(missing)
}

// complete reports whether there is export data for all that n imports. It may
// be called while packages are analysed.
func (r *runner) complete(n *node) bool {
	r.importer.Lock()
	defer r.importer.Unlock()
	missing, cgo := r.lacking(n)
	return len(missing) == 0 && len(cgo) == 0
}

// lacking returns what there is no export data of and that nodes, or what is
// type-checked from source on their behalf, import; and those to be
// type-checked for which cgo has to run.
func (r *runner) lacking(nodes ...*node) (missing, cgo []*packages.Package) {
	needed := make(map[*packages.Package]bool) // to be type-checked
	asked := make(map[*packages.Package]bool)
	var visit func(p *packages.Package)
	visit = func(p *packages.Package) {
		if needed[p] {
			return
		}
		needed[p] = true
		if r.graph.more[p].cgo && (!r.opts.Source || r.graph.own(p)) {
			cgo = append(cgo, p)
		}
		for _, imp := range p.Imports {
			switch {
			case r.graph.more[imp].fromSource:
				visit(imp)
			case asked[imp] || imp.PkgPath == "unsafe" || imp.Name == "":
			default:
				asked[imp] = true
				if !r.exported(imp) {
					missing = append(missing, imp)
				}
			}
		}
	}
	for _, n := range nodes {
		visit(n.Package)
	}
	return missing, cgo
}

// exported reports whether it is known where the export data of p is.
func (r *runner) exported(p *packages.Package) bool {
	if p.ExportFile != "" {
		return true
	}
	key := r.graph.more[p].sum.String()
	file := r.exports.files[key]
	if file == "" || !isFile(file) {
		return false
	}
	p.ExportFile = file
	r.exports.used[key] = file
	return true
}

// compile asks the go command for export data of packages.
func (r *runner) compile(missing []*packages.Package) error {
	if len(missing) == 0 {
		return nil
	}
	byPath := make(map[string]*packages.Package, len(missing))
	paths := make([]string, 0, len(missing))
	for _, p := range missing {
		if p.ForTest == "" { // variants cannot be asked for
			byPath[p.PkgPath] = p
			paths = append(paths, p.PkgPath)
		}
	}
	slices.Sort(paths)
	list, err := r.export(paths, r.patience())
	if errors.Is(err, context.DeadlineExceeded) && r.ctx.Err() == nil {
		r.turnToSource()
		return nil
	}
	if err != nil {
		return err
	}
	for _, l := range list {
		p := byPath[l.ImportPath]
		if p == nil {
			continue
		}
		if p.ExportFile = l.Export; p.ExportFile != "" {
			r.exports.used[r.graph.more[p].sum.String()] = p.ExportFile
			r.exports.changed = true
		} else if l.Error != nil && len(p.Errors) == 0 {
			p.Errors = append(p.Errors, listError(l.Error))
		}
	}
	return nil
}

// patience is how long the go command may take to find export data. It needs
// about as long as for its list when the build cache has it all; else it compiles,
// which can take minutes. 0 is for ever: what has been decoded refers to
// the types of export data, and those from source are others.
func (r *runner) patience() time.Duration {
	if r.importer.decoded {
		return 0
	}
	return min(max(5*time.Second, 4*r.listed), 20*time.Second)
}

// turnToSource has all types come from source.
func (r *runner) turnToSource() {
	r.opts.Source = true
	for _, p := range r.graph.all {
		if p.ExportFile = ""; len(p.CompiledGoFiles) > 0 {
			r.graph.more[p].fromSource = true
		}
	}
}

// runCgo has the files generated that packages with cgo are compiled from. If
// that fails, for want of a C compiler perhaps, what comes from C is unknown.
func (r *runner) runCgo(cgo []*packages.Package) error {
	if len(cgo) == 0 {
		return nil
	}
	byPath := make(map[string][]*packages.Package, len(cgo)) // variants for tests cannot be asked for, and have the same of cgo
	for _, p := range cgo {
		byPath[p.PkgPath] = append(byPath[p.PkgPath], p)
	}
	list, err := r.compiled(slices.Sorted(maps.Keys(byPath)))
	if err != nil {
		return err
	}
	for _, l := range list {
		if len(l.CompiledGoFiles) == 0 {
			continue
		}
		for _, p := range byPath[l.ImportPath] {
			r.graph.setCompiled(p, l)
			for _, imp := range r.graph.addImports(p, l) {
				r.graph.more[imp].sum = r.fixedPackage(imp)
			}
		}
	}
	return nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
