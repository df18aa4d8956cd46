package summary_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/objectpath"
	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/internal/summary"
)

// standard lists the packages of the standard library that the cases import.
var standard = strings.Fields(`bytes cmp context crypto/ecdsa crypto/sha256 crypto/subtle crypto/tls crypto/x509 crypto/x509/pkix encoding/hex encoding/json encoding/pem errors
	fmt io log maps net net/http net/netip net/url os regexp slices strings sync time`)

// std holds the types of the standard library, decoded once for all cases.
var std struct {
	sync.Once
	err   error
	fset  *token.FileSet
	types map[string]*types.Package
}

// loadStd decodes the standard library's export data.
func loadStd() {
	std.fset, std.types = token.NewFileSet(), map[string]*types.Package{}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedExportFile}, standard...)
	if err != nil {
		std.err = err
		return
	}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			std.err = p.Errors[0]
			return
		}
		data, err := os.ReadFile(p.ExportFile)
		if err == nil {
			err = decodeCompiled(std.types, p.PkgPath, data)
		}
		if err != nil {
			std.err = err
			return
		}
	}
}

// decodeCompiled reads the export data of a compiled package into imports.
func decodeCompiled(imports map[string]*types.Package, path string, data []byte) error {
	r, err := gcexportdata.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	_, err = gcexportdata.Read(r, std.fset, imports, path)
	return err
}

// A world is a program made of a few files, with the standard library. Each
// package is analysed once, after those that it imports. As in any driver, a
// package knows its imports by their export data and their facts by what gob
// makes of them.
type world struct {
	t        *testing.T
	sources  map[string][]txtar.File // by import path
	packages map[string]*analysed
	order    []*analysed
	visiting map[string]bool
}

// analysed is what came out for a package.
type analysed struct {
	path    string
	dump    string // "" if the package is none of the analyser's business
	result  *summary.Result
	export  []byte
	facts   []encodedFact
	decoded map[string]*summary.Summary // the summaries exported, by object path
	pkgFact *summary.PackageFact
	fset    *token.FileSet
}

// encodedFact is a fact as it travels; path is empty for that of the package.
type encodedFact struct {
	path objectpath.Path
	typ  reflect.Type
	data []byte
}

// analyse goes through the Go files, those in a directory d being package app/d.
func analyse(t *testing.T, files []txtar.File) *world {
	t.Helper()
	std.Do(loadStd)
	if std.err != nil {
		t.Fatal(std.err)
	}
	w := &world{t: t, sources: map[string][]txtar.File{}, packages: map[string]*analysed{}, visiting: map[string]bool{}}
	for _, f := range files {
		if strings.HasSuffix(f.Name, ".go") {
			p := path.Join("app", path.Dir(f.Name))
			w.sources[p] = append(w.sources[p], f)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(w.sources)) {
		w.analyse(p)
	}
	return w
}

// analyse analyses the package of the given path, once.
func (w *world) analyse(path string) *analysed {
	w.t.Helper()
	if a := w.packages[path]; a != nil {
		return a
	}
	if w.visiting[path] {
		w.t.Fatalf("import cycle at %s", path)
	}
	w.visiting[path] = true
	a := &analysed{path: path, decoded: map[string]*summary.Summary{}, fset: std.fset}
	var files []*ast.File
	for _, f := range w.sources[path] {
		file, err := parser.ParseFile(std.fset, f.Name, f.Data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			w.t.Fatal(err)
		}
		files = append(files, file)
	}

	// A fresh set of the program's own packages, as this one sees them.
	imports := maps.Clone(std.types)
	conf := types.Config{GoVersion: "go1.26", Importer: importer(func(imported string) (*types.Package, error) {
		if p := imports[imported]; p != nil && p.Complete() {
			return p, nil
		}
		if w.sources[imported] == nil {
			return nil, fmt.Errorf("no package %s: is it in the list of the standard library's?", strconv.Quote(imported))
		}
		if err := decodeExport(imports, imported, w.analyse(imported).export); err != nil {
			return nil, err
		}
		return imports[imported], nil
	})}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	pkg, err := conf.Check(path, std.fset, files, info)
	if err != nil {
		w.t.Fatal(err)
	}
	var export bytes.Buffer
	if err := gcexportdata.Write(&export, std.fset, pkg); err != nil {
		w.t.Fatal(err)
	}
	a.export = export.Bytes()

	analyzer := summary.New(func(of, dump string) {
		if of != path {
			w.t.Errorf("a dump of %s for %s", of, path)
		}
		a.dump = dump
	})
	store := &factStore{world: w, own: map[factKey]analysis.Fact{}, imported: map[*types.Package]map[factKey]analysis.Fact{}, pkg: pkg}
	pass := &analysis.Pass{
		Analyzer: analyzer, Fset: std.fset, Files: files, Pkg: pkg, TypesInfo: info, TypesSizes: types.SizesFor("gc", "amd64"),
		ResultOf: map[*analysis.Analyzer]any{},
		Report:   func(d analysis.Diagnostic) { w.t.Errorf("%s: reported: %s", std.fset.Position(d.Pos), d.Message) },
		ReadFile: os.ReadFile,

		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool { return store.get(obj.Pkg(), obj, fact) },
		ImportPackageFact: func(p *types.Package, fact analysis.Fact) bool {
			return store.get(p, nil, fact)
		},
		ExportObjectFact:  func(obj types.Object, fact analysis.Fact) { store.set(obj, fact) },
		ExportPackageFact: func(fact analysis.Fact) { store.set(nil, fact) },
		AllObjectFacts:    store.objects,
		AllPackageFacts:   store.packages,
	}
	res, err := analyzer.Run(pass)
	if err != nil {
		w.t.Fatal(err)
	}
	a.result = res.(*summary.Result)
	a.facts = store.encode(a)
	w.packages[path] = a
	w.order = append(w.order, a)
	return a
}

// decodeExport reads the export data of a package of the program.
func decodeExport(imports map[string]*types.Package, path string, data []byte) error {
	_, err := gcexportdata.Read(bytes.NewReader(data), std.fset, imports, path)
	return err
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

// dump returns what is known of all packages, in order of analysis.
func (w *world) dump() string {
	var b strings.Builder
	for _, a := range w.order {
		if len(w.order) > 1 {
			fmt.Fprintf(&b, "package %s\n", a.path)
		}
		for line := range strings.Lines(a.dump) {
			b.WriteString(strings.TrimRight(line, " \n") + "\n")
		}
		for _, f := range a.result.Failed {
			fmt.Fprintf(&b, "failed: %s\n", f)
		}
	}
	return b.String()
}

// fact returns the summary that a function's package exported, by object path.
func (w *world) fact(pkg, path string) *summary.Summary {
	if a := w.packages[pkg]; a != nil {
		return a.decoded[path]
	}
	return nil
}

// A factKey is an object, or nil for the package, and a type of fact.
type factKey struct {
	obj types.Object
	typ reflect.Type
}

// A factStore holds the facts that the analysis of one package sees.
type factStore struct {
	*world
	pkg      *types.Package
	own      map[factKey]analysis.Fact
	imported map[*types.Package]map[factKey]analysis.Fact
}

// of returns the facts of p, decoded afresh for the package under analysis.
func (s *factStore) of(p *types.Package) map[factKey]analysis.Fact {
	if p == s.pkg {
		return s.own
	}
	facts, ok := s.imported[p]
	if ok {
		return facts
	}
	facts = map[factKey]analysis.Fact{}
	s.imported[p] = facts
	if p == nil || s.world.packages[p.Path()] == nil {
		return facts
	}
	for _, f := range s.world.packages[p.Path()].facts {
		var obj types.Object
		if f.path != "" {
			var err error
			if obj, err = objectpath.Object(p, f.path); err != nil {
				continue // nothing that was exported refers to it
			}
		}
		facts[factKey{obj, f.typ}] = f.decode(s.t)
	}
	return facts
}

func (f encodedFact) decode(t *testing.T) analysis.Fact {
	fact := reflect.New(f.typ.Elem()).Interface().(analysis.Fact)
	if err := gob.NewDecoder(bytes.NewReader(f.data)).Decode(fact); err != nil {
		t.Fatalf("%s: %v", f.path, err)
	}
	return fact
}

func (s *factStore) get(p *types.Package, obj types.Object, ptr analysis.Fact) bool {
	fact, ok := s.of(p)[factKey{obj, reflect.TypeOf(ptr)}]
	if ok {
		reflect.ValueOf(ptr).Elem().Set(reflect.ValueOf(fact).Elem())
	}
	return ok
}

func (s *factStore) set(obj types.Object, fact analysis.Fact) {
	if obj != nil && obj.Pkg() != s.pkg {
		s.t.Errorf("a fact about %v of another package", obj)
	}
	s.own[factKey{obj, reflect.TypeOf(fact)}] = fact
}

func (s *factStore) objects() (out []analysis.ObjectFact) {
	for _, p := range append([]*types.Package{s.pkg}, s.pkg.Imports()...) {
		for k, f := range s.of(p) {
			if k.obj != nil {
				out = append(out, analysis.ObjectFact{Object: k.obj, Fact: f})
			}
		}
	}
	return out
}

func (s *factStore) packages() (out []analysis.PackageFact) {
	for _, p := range append([]*types.Package{s.pkg}, s.pkg.Imports()...) {
		for k, f := range s.of(p) {
			if k.obj == nil {
				out = append(out, analysis.PackageFact{Package: p, Fact: f})
			}
		}
	}
	return out
}

// encode turns the package's own facts into bytes, sorted, and checks that they
// are the same bytes each time and that nothing is lost on the way.
func (s *factStore) encode(a *analysed) []encodedFact {
	var out []encodedFact
	var enc objectpath.Encoder
	for k, fact := range s.own {
		f := encodedFact{typ: k.typ}
		if k.obj != nil {
			p, err := enc.For(k.obj)
			if err != nil {
				continue // cannot be named elsewhere
			}
			f.path = p
		}
		f.data = s.gob(fact)
		if again := s.gob(fact); !bytes.Equal(f.data, again) {
			s.t.Errorf("%s: encoded twice, %T is not the same", a.path, fact)
		}
		back := f.decode(s.t)
		if again := s.gob(back); !bytes.Equal(f.data, again) {
			s.t.Errorf("%s: decoded and encoded again, %T is not the same", a.path, fact)
		}
		switch back := back.(type) {
		case *summary.Summary:
			if got, want := back.String(), fact.(*summary.Summary).String(); got != want {
				s.t.Errorf("%s: decoded as %s, was %s", f.path, got, want)
			}
			a.decoded[string(f.path)] = back
		case *summary.PackageFact:
			a.pkgFact = back
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(x, y encodedFact) int {
		return strings.Compare(string(x.path)+" "+x.typ.String(), string(y.path)+" "+y.typ.String())
	})
	return out
}

func (s *factStore) gob(fact analysis.Fact) []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(fact); err != nil {
		s.t.Fatal(err)
	}
	return b.Bytes()
}
