package driver

import (
	"bytes"
	"cmp"
	"go/token"
	"maps"
	"os"
	"slices"

	"golang.org/x/tools/go/packages"
)

// Of what its imports declare, a package can tell only what it names, and what that
// names in turn: whatever reaches it by the type of something does so by the text of a
// declaration. So a package need not be analysed again after a change of others.
//
// Names are not resolved. A word stands for every declaration of that name which
// the package, or one that it imports, has: rather one too many than one too few.

// A declaration is a declaration in a package that can change, or a block of them. What it
// depends on is summed up with it.
type declaration struct {
	pkg     *packages.Package
	imports []byte // of its file
	text    []byte
	names   []string
	uses    []*declaration
	sum     sum // of it, and of all that it uses, directly or not

	// Of Tarjan's algorithm for strongly connected components: when the
	// declaration was met, and the earliest that it leads back to; 0 when not yet met.
	met, low int
	open     bool
}

// An outline knows the declarations of the packages of a graph.
type outline struct {
	graph    *graph
	declared map[*packages.Package]map[string][]*declaration // by name; of packages whose files show them
	names    map[string]bool                                 // all of them
}

// newOutline reads the declarations of all packages that can change.
func (r *runner) newOutline() *outline {
	o := &outline{graph: r.graph, declared: make(map[*packages.Package]map[string][]*declaration), names: make(map[string]bool)}
	var own []*packages.Package
	for _, p := range r.graph.all {
		if r.graph.own(p) && !r.graph.more[p].cgo {
			own = append(own, p)
		}
	}
	lists := make([][]*declaration, len(own))
	shown := make([]bool, len(own))
	parallel(len(own), func(i int) { lists[i], shown[i] = r.declarationsOf(own[i]) })
	for i, p := range own {
		if !shown[i] {
			continue
		}
		byName := make(map[string][]*declaration, len(lists[i]))
		for _, d := range lists[i] {
			for _, name := range d.names {
				byName[name] = append(byName[name], d)
				o.names[name] = true
			}
		}
		o.declared[p] = byName
	}
	all := slices.Concat(lists...)
	parallel(len(all), func(i int) {
		d := all[i]
		d.uses = o.named(d.pkg, d.text)
	})
	o.sum(all)
	return o
}

// declarationsOf returns the declarations of a package; ok is false if its files do not show them.
func (r *runner) declarationsOf(p *packages.Package) (all []*declaration, ok bool) {
	for _, name := range p.GoFiles {
		scan, ok := r.files.scans[name]
		if !ok {
			text, err := os.ReadFile(name)
			if err != nil {
				return nil, false
			}
			scan = scanned(text)
		}
		if scan == nil {
			return nil, false
		}
		imports := scan.imports()
		for _, text := range scan.declarations() {
			if names := declaredNames(text); len(names) > 0 {
				all = append(all, &declaration{pkg: p, imports: imports, text: text, names: names})
			}
		}
	}
	return all, true
}

// named returns the declarations that words of a text of package p may mean: its own, and
// those of its imports.
func (o *outline) named(p *packages.Package, text []byte) (out []*declaration) {
	seen := make(map[*declaration]bool)
	add := func(ds []*declaration) {
		for _, d := range ds {
			if !seen[d] {
				seen[d] = true
				out = append(out, d)
			}
		}
	}
	words(text, func(w []byte) bool {
		if !o.names[string(w)] {
			return true
		}
		add(o.declared[p][string(w)])
		if token.IsExported(string(w)) {
			for _, imp := range p.Imports {
				add(o.declared[imp][string(w)])
			}
		}
		return true
	})
	return out
}

// sum computes the sums of declarations. Those that use each other have one in common.
func (o *outline) sum(all []*declaration) {
	var stack []*declaration
	met := 0
	var visit func(d *declaration)
	visit = func(d *declaration) {
		met++
		d.met, d.low, d.open = met, met, true
		stack = append(stack, d)
		for _, u := range d.uses {
			if u.met == 0 {
				visit(u)
			}
			if u.open {
				d.low = min(d.low, u.low)
			}
		}
		if d.low != d.met {
			return
		}
		i := len(stack) - 1
		for stack[i] != d {
			i--
		}
		o.sumTogether(stack[i:])
		stack = stack[:i]
	}
	for _, d := range all {
		if d.met == 0 {
			visit(d)
		}
	}
}

// sumTogether sums up declarations that all depend on each other. The sums of others that
// they use are known.
func (o *outline) sumTogether(ds []*declaration) {
	h := newHash("declarations")
	var others []*declaration
	for _, d := range slices.SortedFunc(slices.Values(ds), compareDeclarations) {
		h.text(d.pkg.ID, goVersion(d.pkg), string(d.imports), string(d.text))
		o.hashUnknown(h, d.pkg)
		others = append(others, d.uses...)
		d.open = false
	}
	hashSums(h, slices.DeleteFunc(others, func(u *declaration) bool { return u.sum == sum{} }))
	total := h.total()
	for _, d := range ds {
		d.sum = total
	}
}

// hashUnknown adds what the imports of p declare whose declarations are not known one by one.
func (o *outline) hashUnknown(h hashing, p *packages.Package) {
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		imp := p.Imports[path]
		if d := o.graph.more[imp]; d.local {
			h.text(path, imp.Name)
			if o.declared[imp] == nil {
				h.sum(d.sum)
			}
		}
	}
}

// hashSums adds the sums of declarations, in whatever order they are.
func hashSums(h hashing, ds []*declaration) {
	sums := make([]sum, len(ds))
	for i, d := range ds {
		sums[i] = d.sum
	}
	slices.SortFunc(sums, func(a, b sum) int { return bytes.Compare(a[:], b[:]) })
	for _, s := range slices.Compact(sums) {
		h.sum(s)
	}
}

func compareDeclarations(a, b *declaration) int {
	return cmp.Or(cmp.Compare(a.pkg.ID, b.pkg.ID), bytes.Compare(a.imports, b.imports), bytes.Compare(a.text, b.text))
}

// hashReached adds all that n can tell of what its imports declare.
func (r *runner) hashReached(h hashing, n *node) {
	o := r.outlined()
	r.hashFixed(h, r.graph.more[n.Package])
	o.hashUnknown(h, n.Package)
	var reached []*declaration
	for _, s := range readFiles(n.Package, n.texts) {
		for _, d := range o.named(n.Package, s.text) {
			if d.pkg != n.Package {
				reached = append(reached, d)
			}
		}
	}
	hashSums(h, reached)
}

// declaredNames returns the names that a declaration, or a block of them, declares. A method
// belongs to its receiver's type.
func declaredNames(text []byte) (names []string) {
	add := func(w []byte) bool {
		if string(w) != "_" {
			names = append(names, string(w))
		}
		return true
	}
	keyword, rest := firstWord(text)
	rest = bytes.TrimLeft(rest, " \n")
	switch keyword {
	case "func":
		if receiver, ok := bytes.CutPrefix(rest, []byte("(")); ok {
			if i := bytes.IndexByte(receiver, ')'); i >= 0 {
				words(receiver[:i], add)
			}
			return names
		}
		name, _ := firstWord(rest)
		return []string{name}
	case "type", "var", "const":
	default:
		return nil
	}
	if block, ok := bytes.CutPrefix(rest, []byte("(")); ok {
		// What begins a line, or follows a semicolon, may be a name.
		for _, line := range bytes.FieldsFunc(block, func(c rune) bool { return c == '\n' || c == ';' }) {
			firstNames(line, add)
		}
		return names
	}
	firstNames(rest, add)
	return names
}

// firstNames calls add with the names in a list that a text begins with.
func firstNames(text []byte, add func([]byte) bool) {
	for {
		text = bytes.TrimLeft(text, " \n")
		name, rest := firstWord(text)
		if name == "" {
			return
		}
		add([]byte(name))
		rest = bytes.TrimLeft(rest, " \n")
		if !bytes.HasPrefix(rest, []byte(",")) {
			return
		}
		text = rest[1:]
	}
}
