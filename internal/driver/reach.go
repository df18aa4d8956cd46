package driver

import (
	"bytes"
	"cmp"
	"go/token"
	"maps"
	"os"
	"slices"
	"sync"

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

// An outline knows the declarations of the packages of a graph, as far as they were needed.
type outline struct {
	*runner
	mu       sync.Mutex
	declared map[*packages.Package]map[string][]*declaration // by name; nil if its files do not show them
	around   map[*packages.Package]*imported
	met      int
	stack    []*declaration // whose sums are being computed
}

// An imported is what the imports of a package declare.
type imported struct {
	byName  []map[string][]*declaration
	unknown sum // of those whose declarations are not known one by one
}

func newOutline(r *runner) *outline {
	return &outline{runner: r, declared: make(map[*packages.Package]map[string][]*declaration), around: make(map[*packages.Package]*imported)}
}

// of returns the declarations of a package by their names; nil if they are not known one by
// one.
func (o *outline) of(p *packages.Package) map[string][]*declaration {
	byName, ok := o.declared[p]
	if ok || !o.graph.own(p) || o.graph.more[p].cgo {
		return byName
	}
	if list, shown := o.declarationsOf(p); shown {
		byName = make(map[string][]*declaration, len(list))
		for _, d := range list {
			for _, name := range d.names {
				byName[name] = append(byName[name], d)
			}
		}
	}
	o.declared[p] = byName
	return byName
}

// declarationsOf returns the declarations of a package; ok is false if its files do not show them.
func (o *outline) declarationsOf(p *packages.Package) (all []*declaration, ok bool) {
	for _, name := range p.GoFiles {
		scan, ok := o.files.scans[name]
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
		for _, text := range scan.declarations {
			if names := declaredNames(text); len(names) > 0 {
				all = append(all, &declaration{pkg: p, imports: scan.imports, text: text, names: names})
			}
		}
	}
	return all, true
}

// named returns the declarations that words of a text of package p may mean: its own, and
// those of its imports.
func (o *outline) named(p *packages.Package, text []byte) (out []*declaration) {
	own, imported := o.of(p), o.importedBy(p).byName
	seen := make(map[string]bool)
	words(text, func(w []byte) bool {
		if seen[string(w)] {
			return true
		}
		seen[string(w)] = true
		out = append(out, own[string(w)]...)
		if token.IsExported(string(w)) {
			for _, byName := range imported {
				out = append(out, byName[string(w)]...)
			}
		}
		return true
	})
	return out
}

// sum computes the sums of a declaration and of all that it uses, as far as they are not
// known. Those that use each other have one in common.
func (o *outline) sum(d *declaration) {
	if d.met > 0 {
		return
	}
	o.met++
	d.met, d.low, d.open = o.met, o.met, true
	o.stack = append(o.stack, d)
	d.uses = o.named(d.pkg, d.text)
	for _, u := range d.uses {
		o.sum(u)
		if u.open {
			d.low = min(d.low, u.low)
		}
	}
	if d.low != d.met {
		return
	}
	i := len(o.stack) - 1
	for o.stack[i] != d {
		i--
	}
	o.sumTogether(o.stack[i:])
	o.stack = o.stack[:i]
}

// sumTogether sums up declarations that all depend on each other. The sums of others that
// they use are known.
func (o *outline) sumTogether(ds []*declaration) {
	h := newHash("declarations")
	var others []*declaration
	for _, d := range slices.SortedFunc(slices.Values(ds), compareDeclarations) {
		h.text(d.pkg.ID, goVersion(d.pkg), string(d.imports), string(d.text))
		h.sum(o.importedBy(d.pkg).unknown)
		others = append(others, d.uses...)
		d.open = false
	}
	hashSums(h, slices.DeleteFunc(others, func(u *declaration) bool { return u.sum == sum{} }))
	total := h.total()
	for _, d := range ds {
		d.sum = total
	}
}

// importedBy returns what the imports of p declare.
func (o *outline) importedBy(p *packages.Package) *imported {
	if out, ok := o.around[p]; ok {
		return out
	}
	out := &imported{}
	h := newHash("unknown")
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		imp := p.Imports[path]
		byName := o.of(imp)
		if len(byName) > 0 {
			out.byName = append(out.byName, byName)
		}
		if d := o.graph.more[imp]; d.local {
			h.text(path, imp.Name)
			if byName == nil {
				h.sum(d.sum)
			}
		}
	}
	out.unknown = h.total()
	o.around[p] = out
	return out
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
func (o *outline) hashReached(h hashing, n *node) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hashFixed(h, o.graph.more[n.Package])
	h.sum(o.importedBy(n.Package).unknown)
	var reached []*declaration
	for _, s := range readFiles(n.Package, n.texts) {
		for _, d := range o.named(n.Package, s.text) {
			if d.pkg != n.Package {
				o.sum(d)
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
	block, ok := bytes.CutPrefix(rest, []byte("("))
	if !ok {
		firstNames(rest, add)
		return names
	}
	// What begins a line, or follows a semicolon, may be a name.
	depth, begins := 0, true
	for i := 0; i < len(block) && depth >= 0; i++ {
		if begins {
			firstNames(block[i:], add)
			begins = false
		}
		switch block[i] {
		case '"', '\'', '`':
			i = closing(block, i) - 1
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '\n', ';':
			begins = depth == 0
		}
	}
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
