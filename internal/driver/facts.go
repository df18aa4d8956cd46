package driver

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A factSet is what the analysis of one package exported. It does not hold on
// to the package's types: objects go by their paths.
type factSet struct {
	objects []objectFact // by path
	pkg     []analysis.Fact
	sum     sum
}

type objectFact struct {
	path objectpath.Path
	name string // of the object
	fact analysis.Fact
}

// A Concerning fact tells which packages it can matter to. Other facts can
// matter to every package that imports the one that they are about.
type Concerning interface {
	analysis.Fact
	// Words returns words of which a package's text must have one for the
	// fact, about an object of the given name, to matter to it, and whether
	// there is such a condition. For facts about packages, name is empty.
	Words(name string) (words []string, ok bool)
}

// concerned reports whether one of the facts about n's direct imports can
// matter to it.
func (n *node) concerned() bool {
	words := make(map[string]bool)
	add := func(name string, fact analysis.Fact) bool {
		c, ok := fact.(Concerning)
		if !ok {
			return false
		}
		list, ok := c.Words(name)
		for _, w := range list {
			words[w] = true
		}
		return ok
	}
	for _, d := range n.deps {
		for _, f := range d.facts.objects {
			if !add(f.name, f.fact) {
				return true
			}
		}
		for _, f := range d.facts.pkg {
			if !add("", f) {
				return true
			}
		}
	}
	return len(words) > 0 && slices.ContainsFunc(n.read(), func(s source) bool { return s.err != nil || hasWord(s.text, words) })
}

func (s *factSet) empty() bool { return len(s.objects) == 0 && len(s.pkg) == 0 }

// A factKey is an object, or nil for the package itself, and a type of fact.
type factKey struct {
	obj types.Object
	typ reflect.Type
}

// A factTable holds the facts that the analysis of one package sees: those
// of the package itself, and of the packages that it imports, by the objects
// as this package knows them. The values of facts are shared between packages
// and must not be changed.
type factTable struct {
	pkg      *types.Package
	own      map[factKey]analysis.Fact
	imported map[*types.Package]map[factKey]analysis.Fact
	factual  map[string]*node // imported packages with facts, by path
}

func newFactTable(pkg *types.Package, factual map[string]*node) *factTable {
	return &factTable{
		pkg:      pkg,
		own:      make(map[factKey]analysis.Fact),
		imported: make(map[*types.Package]map[factKey]analysis.Fact),
		factual:  factual,
	}
}

// of returns the facts of pkg.
func (t *factTable) of(pkg *types.Package) map[factKey]analysis.Fact {
	if pkg == t.pkg {
		return t.own
	}
	facts, ok := t.imported[pkg]
	if !ok {
		if n := t.factual[pkg.Path()]; n != nil {
			facts = n.facts.decode(pkg)
		}
		t.imported[pkg] = facts
	}
	return facts
}

// decode finds the objects of the facts in pkg. A fact whose object is not
// there, as nothing that was imported refers to it, is of no use to anybody.
func (s *factSet) decode(pkg *types.Package) map[factKey]analysis.Fact {
	if s.empty() {
		return nil
	}
	facts := make(map[factKey]analysis.Fact, len(s.objects)+len(s.pkg))
	for _, f := range s.objects {
		if obj, err := objectpath.Object(pkg, f.path); err == nil {
			facts[factKey{obj, reflect.TypeOf(f.fact)}] = f.fact
		}
	}
	for _, f := range s.pkg {
		facts[factKey{nil, reflect.TypeOf(f)}] = f
	}
	return facts
}

// encode returns the facts of the package itself that can matter elsewhere.
func (t *factTable) encode() (factSet, error) {
	var s factSet
	var enc objectpath.Encoder
	for key, fact := range t.own {
		if key.obj == nil {
			s.pkg = append(s.pkg, fact)
			continue
		}
		if fn, ok := key.obj.(*types.Func); ok && !fn.Exported() {
			continue // cannot be named elsewhere
		}
		if path, err := enc.For(key.obj); err == nil {
			s.objects = append(s.objects, objectFact{path, key.obj.Name(), fact})
		}
	}
	slices.SortFunc(s.objects, func(a, b objectFact) int {
		return cmp.Or(cmp.Compare(a.path, b.path), compareTypes(a.fact, b.fact))
	})
	slices.SortFunc(s.pkg, compareTypes)
	text, err := s.marshal()
	s.sum = sumOf(text)
	return s, err
}

// A factRecord is a fact as it is kept. Without a path it is about the
// package.
type factRecord struct {
	Path objectpath.Path `json:",omitempty"`
	Name string          `json:",omitempty"`
	Type string
	Fact json.RawMessage
}

// marshal encodes s. Equal sets give equal texts.
func (s *factSet) marshal() ([]byte, error) {
	records := make([]factRecord, 0, len(s.objects)+len(s.pkg))
	add := func(path objectpath.Path, name string, fact analysis.Fact) error {
		text, err := json.Marshal(fact)
		records = append(records, factRecord{path, name, reflect.TypeOf(fact).String(), text})
		return err
	}
	for _, f := range s.objects {
		if err := add(f.path, f.name, f.fact); err != nil {
			return nil, err
		}
	}
	for _, f := range s.pkg {
		if err := add("", "", f); err != nil {
			return nil, err
		}
	}
	return json.Marshal(records)
}

// factTypes are the types of facts that analyzers declare, by name.
type factTypes map[string]reflect.Type

func newFactTypes(analyzers []*analysis.Analyzer) factTypes {
	types := make(factTypes)
	for _, a := range analyzers {
		for _, f := range a.FactTypes {
			t := reflect.TypeOf(f)
			types[t.String()] = t
		}
	}
	return types
}

// unmarshal is the inverse of marshal.
func (types factTypes) unmarshal(text []byte) (factSet, error) {
	s := factSet{sum: sumOf(text)}
	var records []factRecord
	if err := json.Unmarshal(text, &records); err != nil {
		return factSet{}, err
	}
	for _, r := range records {
		t, ok := types[r.Type]
		if !ok {
			return factSet{}, fmt.Errorf("no analyzer knows facts of type %s", r.Type)
		}
		fact, ok := reflect.New(t.Elem()).Interface().(analysis.Fact)
		if !ok {
			return factSet{}, fmt.Errorf("%s is no type of facts", r.Type)
		}
		if err := json.Unmarshal(r.Fact, fact); err != nil {
			return factSet{}, err
		}
		if r.Path == "" {
			s.pkg = append(s.pkg, fact)
		} else {
			s.objects = append(s.objects, objectFact{r.Path, r.Name, fact})
		}
	}
	return s, nil
}

func compareTypes(a, b analysis.Fact) int {
	return cmp.Compare(reflect.TypeOf(a).String(), reflect.TypeOf(b).String())
}

// get copies the fact about obj, or about pkg if obj is nil, to *ptr.
func (t *factTable) get(pkg *types.Package, obj types.Object, ptr analysis.Fact) bool {
	fact, ok := t.of(pkg)[factKey{obj, reflect.TypeOf(ptr)}]
	if ok {
		reflect.ValueOf(ptr).Elem().Set(reflect.ValueOf(fact).Elem())
	}
	return ok
}

// set records a fact about obj, or about the package if obj is nil.
func (t *factTable) set(obj types.Object, fact analysis.Fact) {
	t.own[factKey{obj, reflect.TypeOf(fact)}] = fact
}

// visible returns the package and all that it imports, by path.
func (t *factTable) visible() []*types.Package {
	var pkgs []*types.Package
	seen := make(map[*types.Package]bool)
	var visit func(*types.Package)
	visit = func(p *types.Package) {
		if seen[p] {
			return
		}
		seen[p] = true
		pkgs = append(pkgs, p)
		for _, imp := range p.Imports() {
			visit(imp)
		}
	}
	visit(t.pkg)
	slices.SortFunc(pkgs, func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
	return pkgs
}

// all calls f with each visible fact of the given types, in a fixed order.
func (t *factTable) all(factTypes []analysis.Fact, f func(*types.Package, types.Object, analysis.Fact)) {
	for _, pkg := range t.visible() {
		facts := t.of(pkg)
		keys := make([]factKey, 0, len(facts))
		for key := range facts {
			if slices.ContainsFunc(factTypes, func(f analysis.Fact) bool { return reflect.TypeOf(f) == key.typ }) {
				keys = append(keys, key)
			}
		}
		slices.SortFunc(keys, func(a, b factKey) int {
			return cmp.Or(cmp.Compare(objectString(a.obj), objectString(b.obj)), cmp.Compare(a.typ.String(), b.typ.String()))
		})
		for _, key := range keys {
			f(pkg, key.obj, facts[key])
		}
	}
}

func objectString(obj types.Object) string {
	if obj == nil {
		return ""
	}
	return types.ObjectString(obj, nil)
}
