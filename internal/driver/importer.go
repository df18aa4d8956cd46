package driver

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// An importer provides the types of imported packages, from their export
// data, or from source where there is none: the user's own packages after a
// change, which nobody has compiled yet, and what does not compile. Each package is decoded once, when somebody first needs it.
//
// Decoding a package also fills in parts of those that it refers to. So
// nothing is decoded while a package is analysed: prepare takes the lock for
// writing, and whoever uses types holds it for reading.
type importer struct {
	sync.RWMutex
	fset     *token.FileSet
	packages map[string]*packages.Package // by ID
	types    map[string]*types.Package    // by ID
	failed   map[string]error             // by ID
	unsound  map[string]bool              // by ID: not all of it is known
	details  map[*packages.Package]*details
	worlds   map[string]map[string]*types.Package
	decoded  bool       // some export data
	outcomes sync.Mutex // guards failed and unsound while packages are checked side by side
}

// newImporter returns an importer of all the packages. Each has its (empty)
// types.Package from the start, so that all export data refers to the same
// one.
func newImporter(fset *token.FileSet, set *packageSet) *importer {
	all := set.all
	im := &importer{
		fset:     fset,
		packages: make(map[string]*packages.Package, len(all)),
		types:    make(map[string]*types.Package, len(all)),
		failed:   make(map[string]error),
		unsound:  make(map[string]bool),
		details:  set.more,
		worlds:   make(map[string]map[string]*types.Package),
	}
	for _, p := range all {
		im.packages[p.ID] = p
		im.types[p.ID] = types.NewPackage(p.PkgPath, p.Name)
	}
	if im.types["unsafe"] != nil {
		im.types["unsafe"] = types.Unsafe
	}
	return im
}

// prepare imports what p imports, and the packages of the given paths as p
// knows them, as far as that has not been done.
func (im *importer) prepare(p *packages.Package, indirect map[string]*node) {
	var need []*packages.Package
	im.RLock()
	for _, imp := range p.Imports {
		if !im.done(imp) {
			need = append(need, imp)
		}
	}
	for path := range indirect {
		if imp := im.find(p.ForTest, path); imp != nil && !im.done(imp) {
			need = append(need, imp)
		}
	}
	im.RUnlock()
	if len(need) == 0 {
		return
	}
	im.Lock()
	defer im.Unlock()
	for _, imp := range need {
		im.load(imp)
	}
}

// loadAll makes the types of packages complete. Those that come from source, with
// what they import, are type-checked side by side, after all that has export data
// is decoded. The lock must be held for writing.
func (im *importer) loadAll(ps []*packages.Package) {
	pending := make(map[*packages.Package][]*packages.Package) // what each of them waits for
	var all []*packages.Package
	var visit func(p *packages.Package) bool
	visit = func(p *packages.Package) bool {
		if _, ok := pending[p]; ok {
			return true
		}
		if im.done(p) || p.ExportFile != "" || p.Name == "" || len(p.CompiledGoFiles) == 0 {
			im.load(p) // is quick
			return false
		}
		pending[p] = nil
		all = append(all, p)
		for _, imp := range p.Imports {
			if visit(imp) {
				pending[p] = append(pending[p], imp)
			}
		}
		return true
	}
	for _, p := range ps {
		visit(p)
	}
	inOrder(all, func(p *packages.Package) []*packages.Package { return pending[p] }, im.load)
}

// find returns the package of the given path as it is compiled for the test
// of another one or, if test is empty or makes no difference, as it is.
func (im *importer) find(test, path string) *packages.Package {
	if p := im.packages[path+" ["+test+".test]"]; p != nil {
		return p
	}
	return im.packages[path]
}

// done reports whether load has nothing to do.
func (im *importer) done(p *packages.Package) bool {
	return im.types[p.ID].Complete() || im.failure(p) != nil
}

// failure returns why p could not be imported, or nil.
func (im *importer) failure(p *packages.Package) error {
	im.outcomes.Lock()
	defer im.outcomes.Unlock()
	return im.failed[p.ID]
}

// doubt notes that not all of p is known: nothing of it, if there is an error.
func (im *importer) doubt(p *packages.Package, err error) {
	im.outcomes.Lock()
	defer im.outcomes.Unlock()
	im.unsound[p.ID] = true
	if err != nil {
		im.failed[p.ID] = err
	}
}

// load makes the types of p complete. The lock must be held for writing.
func (im *importer) load(p *packages.Package) {
	if im.done(p) {
		return
	}
	var err error
	switch {
	case p.ExportFile != "":
		err = im.decode(p)
	case p.Name == "" && len(p.Errors) > 0:
		// There is no such package: its only file is the one that imports it.
		err = errors.New(p.Errors[0].Msg)
	case im.types[p.ID].Scope().Len() > 0:
		err = errors.New("no export data of a package that other export data refers to")
	case len(p.CompiledGoFiles) > 0:
		im.check(p)
	case len(p.Errors) > 0:
		err = errors.New(p.Errors[0].Msg)
	default:
		err = fmt.Errorf("no Go files in %s", p.PkgPath)
	}
	if err != nil {
		im.doubt(p, err)
	}
}

// sound reports whether all that p imports is known completely. Its imports
// must have been prepared.
func (im *importer) sound(p *packages.Package) bool {
	im.outcomes.Lock()
	defer im.outcomes.Unlock()
	for _, imp := range p.Imports {
		if im.unsound[imp.ID] {
			return false
		}
	}
	return true
}

// decode reads the export data of p.
func (im *importer) decode(p *packages.Package) error {
	im.decoded = true
	f, err := os.Open(p.ExportFile)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return fmt.Errorf("reading export data of %s: %w", p.PkgPath, err)
	}
	_, err = gcexportdata.Read(r, im.fset, im.world(p.ForTest), p.PkgPath)
	return err
}

// world returns the packages, by path, that belong together. What is compiled
// for the test of a package is a world of its own, in which variants take the
// place of some packages.
func (im *importer) world(test string) map[string]*types.Package {
	if test == "" {
		return im.types // the path is the ID
	}
	world := im.worlds[test]
	if world == nil {
		world = maps.Clone(im.types)
		for id, p := range im.packages {
			if p.ForTest == test {
				world[p.PkgPath] = im.types[id]
			}
		}
		im.worlds[test] = world
	}
	return world
}

// check type-checks p without the bodies of its functions, as far as that
// succeeds.
func (im *importer) check(p *packages.Package) {
	for _, imp := range p.Imports {
		im.load(imp)
	}
	conf := &types.Config{
		Importer:         im.importing(p),
		IgnoreFuncBodies: true,
		Error:            func(error) { im.doubt(p, nil) },
		Sizes:            p.TypesSizes,
		GoVersion:        goVersion(p),
		FakeImportC:      im.details[p].cgo,
	}
	sources := readFiles(p, nil)
	for i := range sources {
		sources[i].text = withoutBodies(sources[i].text)
	}
	files, errs := parse(im.fset, sources, parser.SkipObjectResolution)
	if len(errs) > 0 || !im.sound(p) {
		im.doubt(p, nil)
	}
	tp := im.types[p.ID]
	types.NewChecker(conf, im.fset, tp, nil).Files(files)
	tp.MarkComplete()
}

// importing resolves the imports of p, which must have been prepared.
func (im *importer) importing(p *packages.Package) types.Importer {
	return importerFunc(func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		imp := p.Imports[path]
		if imp == nil {
			return nil, errors.New("import cycle, or no such package")
		}
		if err := im.failure(imp); err != nil {
			return nil, err
		}
		return im.types[imp.ID], nil
	})
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
