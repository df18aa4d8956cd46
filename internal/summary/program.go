package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// place is a memory cell as the analysis tells them apart: an allocation, a
// global or another value; a field of one; or, with v nil, a field of any value
// of its struct type.
type place struct {
	v ssa.Value
	f *types.Var
}

// program is the package under analysis: its functions, what is stored where,
// and what is known so far.
type program struct {
	cat   *catalog.Index
	fset  *token.FileSet
	pkg   *types.Package
	ssa   *ssa.Package
	facts Facts

	wrongVerify func(ssa.CallInstruction) bool // a call of Verify that proves nothing about a client

	fns    []*ssa.Function
	number map[*ssa.Function]int // from 1, the Owner of labels
	sums   map[*ssa.Function]*Summary
	gates  map[*ssa.Function]*Gate
	// past are the summaries that functions have had, and versions says which of
	// them is the present one; rests is what the last analysis rested on.
	past     map[*ssa.Function][]*Summary
	versions map[*ssa.Function]int
	rests    map[*ssa.Function]uint64
	funcs    map[*ssa.Function]*function

	callers  map[*ssa.Function][]ssa.CallInstruction
	closures map[*ssa.Function][]*ssa.MakeClosure
	escaping map[*ssa.Function]bool // used as a value: registered somewhere
	// callbacks are functions that crypto/tls and its like call with the peer's
	// certificates.
	callbacks map[*ssa.Function]bool
	asked     map[*ssa.Function]map[*ssa.Call]bool // functions whose answer another one tests, and the calls
	failures  map[resultOf]bool                    // errors that functions return, and whether they are never nil
	active    map[*ssa.Function]int                // functions that concern the subject, and how far below one that mentions it
	spread    bool                                 // active has grown
	succs     map[*ssa.Function][]*ssa.Function
	relatives map[*ssa.Function][]*ssa.Function
	uses      map[*ssa.Function][]ssa.Value         // values that stand for a function
	puts      map[fieldThrough][]*ssa.Store         // what functions store in a field of a struct that they have a pointer to
	kept      map[*ssa.Function][]*ssa.Store        // of it, as it is
	handlers  []*ssa.MakeInterface                  // where values become handlers; nil until asked for
	services  map[string][]*ssa.Call                // which register values on gRPC servers, by their types; nil until asked for
	lists     map[*types.Named][]*ssa.MakeInterface // where lists of the package's own types become interface values; nil until asked for
	// directives says what comments beside functions claim for them.
	directives map[*ssa.Function]gate.Evidence
	stores     map[place][]ssa.Value  // values stored
	keyed      map[place][]ssa.Value  // keys of maps
	cells      map[place]flow.Set     // labels stored
	forms      map[*types.Var]bool    // fields of structs in which a client sends a credential
	keys       map[place]flow.Set     // labels of the keys of maps
	context    map[string]flow.Set    // labels of context values, by key
	contains   map[string][]ssa.Value // values put into contexts, by key
	// keepsCallers says that something in sight puts who the caller is into contexts.
	keepsCallers bool
	vals         map[ssa.Value]flow.Set
	tuples       map[ssa.Value][]flow.Set
	impls        map[string][]*ssa.Function
	imported     map[*types.Func]*Summary
	names        map[*ssa.CallCommon]string // symbols
	turn         *turn                      // nil until asked for
	changed      bool
	looked       int                   // values looked at for the constants of one
	entered      []ssa.CallInstruction // calls whose results are looked at for them, the innermost last
	steps        int
	offers       map[string]bool         // methods by which others know a type: pkg.Type.Method
	held         map[token.Position]bool // calls of protected functions that some callers may make

	implementers map[string][]types.Type    // of interfaces, by name
	headers      map[*ssa.Function][]string // header fields that functions read
	namesOf      map[*ssa.Function]map[givenName]bool
	repliers     map[*ssa.Function]ssa.Value // what all replies begin with that functions write
	earnable     map[*types.Var][]*ssa.Store // of fields that may be earned; nil until asked for
	whenMade     map[*types.Var]bool         // fields asked about: only what makes their struct sets them
	earned       map[*types.Var]flow.Label   // fields that are only set where a credential was checked
	routers      map[ssa.Value]registrations
	handled      []*types.Signature     // forms of handlers that functions of the package are given; nil until asked for
	served       map[*ssa.Function]bool // what is handed connections as a value; nil until asked for
	decided      map[any]bool           // of routers, and of functions that return handlers: whether all behind them decides; no while it is being asked
	otherMounts  []otherMounting        // nil until asked for
}

// Facts gives the summaries of functions of other packages.
type Facts interface {
	Func(*types.Func) *Summary
	Package(*types.Package) *PackageFact
	Packages() []*PackageFact
}

// sourceFunctions lists the package's functions with a body, outer functions
// before the literals in them, in source order.
func sourceFunctions(p *ssa.Package, info *types.Info, files []*ast.File) []*ssa.Function {
	var out []*ssa.Function
	var add func(f *ssa.Function)
	add = func(f *ssa.Function) {
		if f == nil || len(f.Blocks) == 0 {
			return
		}
		out = append(out, f)
		for _, a := range f.AnonFuncs {
			add(a)
		}
	}
	for _, file := range files {
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				if obj, ok := info.Defs[d.Name].(*types.Func); ok {
					add(p.Prog.FuncValue(obj))
				}
			}
		}
	}
	// Package-level variables are initialised in the synthetic init; literals in
	// them are functions too.
	if init := p.Func("init"); init != nil && init.Synthetic != "" {
		add(init)
	}
	return out
}

// What a comment beside a function can claim for it.
const (
	verifiesProxy   = "verifies proxy"
	decidesIdentity = "decides identity"
)

// Directives lists what comments of the form //mtlslint:… beside a function can
// claim for it.
func Directives() []string { return []string{verifiesProxy, decidesIdentity} }

// readDirectives reads the comments that say what a function verifies or decides:
// //mtlslint:verifies proxy, //mtlslint:decides identity.
func (p *program) readDirectives(info *types.Info, files []*ast.File) {
	for _, file := range files {
		for _, d := range file.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok || d.Doc == nil {
				continue
			}
			obj, ok := info.Defs[d.Name].(*types.Func)
			if !ok {
				continue
			}
			for _, c := range d.Doc.List {
				l := flow.Label{At: p.position(c.Pos())}
				switch strings.TrimSpace(c.Text) {
				case "//mtlslint:" + verifiesProxy:
					l.Root, l.Aspect = flow.Hop, catalog.Addr
				case "//mtlslint:" + decidesIdentity:
					l.Root, l.Aspect = flow.Peer, catalog.Strong
				default:
					continue
				}
				if fn := p.ssa.Prog.FuncValue(obj); fn != nil {
					p.directives[fn] = gate.Evidence{Op: gate.Decision, Label: l, At: l.At}
				}
			}
		}
	}
}

// index collects, in one pass over the instructions, who calls whom and what is
// stored where.
func (p *program) index() {
	for i, f := range p.fns {
		p.number[f] = i + 1
	}
	var calls []*ssa.Call
	for _, f := range p.fns {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Store:
					if fa, ok := in.Addr.(*ssa.FieldAddr); ok {
						p.noteCallback(fieldSymbol(fa.X.Type(), fa.Field), in.Val)
						p.puts[fieldThrough{fa.X, fa.Field}] = append(p.puts[fieldThrough{fa.X, fa.Field}], in)
					}
				case *ssa.ChangeType:
					p.noteCallback(ssaform.Named(in.Type()), in.X)
				}
				switch in := in.(type) {
				case *ssa.MakeClosure:
					if fn, ok := in.Fn.(*ssa.Function); ok {
						p.closures[fn] = append(p.closures[fn], in)
					}
				case *ssa.Store:
					for _, at := range p.places(in.Addr, 0) {
						p.stores[at] = append(p.stores[at], in.Val)
					}
				case *ssa.MapUpdate:
					for _, at := range p.places(in.Map, 0) {
						p.stores[at] = append(p.stores[at], in.Value)
						p.keyed[at] = append(p.keyed[at], in.Key)
					}
				}
				if c, ok := in.(*ssa.Call); ok {
					calls = append(calls, c)
				}
				if c, ok := in.(ssa.CallInstruction); ok {
					if fn := p.static(c.Common()); fn != nil {
						p.callers[fn] = append(p.callers[fn], c)
					}
				}
				p.noteEscapes(in)
			}
		}
	}
	for _, call := range calls { // when all closures are known
		p.noteForms(call)
	}
}

// noteCallback records functions kept in a field, or made of a type, from which
// a library calls them with the peer's certificates.
func (p *program) noteCallback(symbol string, v ssa.Value) {
	if symbol == "" {
		return
	}
	for _, r := range p.cat.Rows(symbol) {
		if r.Role == catalog.Callback {
			fns, _ := p.targets(v, 0)
			for _, fn := range fns {
				p.callbacks[fn] = true
			}
		}
	}
}

// noteEscapes records functions that are used as values, that is, not called.
func (p *program) noteEscapes(in ssa.Instruction) {
	var ops [8]*ssa.Value
	for i, op := range in.Operands(ops[:0]) {
		if *op == nil {
			continue
		}
		fn, ok := (*op).(*ssa.Function)
		if !ok {
			continue
		}
		if c, ok := in.(ssa.CallInstruction); ok && i == 0 && !c.Common().IsInvoke() {
			continue
		}
		p.escaping[ssaform.Unwrap(fn)] = true
		p.escaping[fn] = true
		switch in := in.(type) {
		case *ssa.Store:
			p.kept[ssaform.Unwrap(fn)] = append(p.kept[ssaform.Unwrap(fn)], in)
		case ssa.Value:
			p.uses[ssaform.Unwrap(fn)] = append(p.uses[ssaform.Unwrap(fn)], in)
		}
	}
}

// static returns the function of this package that c calls for sure.
func (p *program) static(c *ssa.CallCommon) *ssa.Function {
	fn := ssaform.Unwrap(c.StaticCallee())
	if fn == nil || p.number[fn] == 0 {
		return nil
	}
	return fn
}

// symbol is what a call calls, as the catalogue writes it.
func symbol(c *ssa.CallCommon) string {
	if b, ok := c.Value.(*ssa.Builtin); ok && !c.IsInvoke() {
		return "builtin." + b.Name()
	}
	if obj := ssaform.Object(c); obj != nil {
		return obj.Origin().FullName()
	}
	return ""
}

// name is the symbol of a call, remembered.
func (p *program) name(c *ssa.CallCommon) string {
	s, ok := p.names[c]
	if !ok {
		s = catalog.Standard(symbol(c))
		p.names[c] = s
	}
	return s
}

// plays reports whether the catalogue gives what c calls the role.
func (p *program) plays(c *ssa.CallCommon, role catalog.Role) bool {
	return slices.ContainsFunc(p.cat.Rows(p.name(c)), func(r catalog.Row) bool { return r.Role == role })
}

const maxDepth = 6

// places returns the cells that addr (an address, or a map, slice or pointer
// value) may stand for.
func (p *program) places(addr ssa.Value, depth int) []place {
	if depth > maxDepth {
		return nil
	}
	switch v := addr.(type) {
	case *ssa.FieldAddr:
		f := ssaform.Field(v.X.Type(), v.Field)
		if f == nil {
			return nil
		}
		out := []place{{nil, f}}
		for _, base := range p.places(v.X, depth+1) {
			if base.v != nil && base.f == nil {
				switch base.v.(type) {
				case *ssa.Alloc, *ssa.Global:
					out = append(out, place{base.v, f})
				}
			}
		}
		return out
	case *ssa.IndexAddr:
		return p.places(v.X, depth+1)
	case *ssa.Slice:
		return p.places(v.X, depth+1)
	case *ssa.ChangeType:
		return p.places(v.X, depth+1)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			switch v.X.(type) {
			case *ssa.FieldAddr, *ssa.Global:
				return p.places(v.X, depth+1)
			case *ssa.Alloc, *ssa.FreeVar:
				// The cell of the variable, and what the variable refers to.
				return p.places(v.X, depth+1)
			}
		}
		return []place{{v, nil}}
	case *ssa.FreeVar:
		var out []place
		for _, b := range p.bindings(v) {
			out = append(out, p.places(b, depth+1)...)
		}
		return out
	case *ssa.Phi:
		out := []place{{v, nil}}
		for _, e := range v.Edges {
			if len(out) < 8 {
				out = append(out, p.places(e, depth+1)...)
			}
		}
		return out
	case *ssa.Const:
		return nil
	}
	return []place{{addr, nil}}
}

// bindings returns the values that a free variable is bound to.
func (p *program) bindings(v *ssa.FreeVar) []ssa.Value {
	return ssaform.Bindings(v, p.closures[v.Parent()])
}

// fieldSymbol names field i of t as the catalogue does: pkg.Type.Field.
func fieldSymbol(t types.Type, i int) string {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	f := ssaform.Field(t, i)
	n := ssaform.Named(t)
	if f == nil || n == "" {
		return ""
	}
	if pkg := f.Pkg(); pkg != nil && strings.HasPrefix(pkg.Path(), "crypto/") && catalog.PackageOf(n) != pkg.Path() {
		// A type of the program whose underlying struct is another's.
		for _, owner := range pkg.Scope().Names() {
			if o, ok := pkg.Scope().Lookup(owner).(*types.TypeName); ok {
				if s, ok := o.Type().Underlying().(*types.Struct); ok && i < s.NumFields() && s.Field(i) == f {
					return pkg.Path() + "." + owner + "." + f.Name()
				}
			}
		}
	}
	return n + "." + f.Name()
}

// targets returns the functions of this package that v, a function value, may
// be; open says that there may be others.
func (p *program) targets(v ssa.Value, depth int) (fns []*ssa.Function, open bool) {
	vals, open := p.functions(v)
	for _, x := range vals {
		if m, ok := x.(*ssa.MakeClosure); ok {
			x = m.Fn
		}
		f, _ := x.(*ssa.Function)
		fn := ssaform.Unwrap(f)
		if p.number[fn] == 0 {
			open = true // another package's
			continue
		}
		if !slices.Contains(fns, fn) {
			fns = append(fns, fn)
		}
	}
	return fns, open
}

// known reports whether something is, or will be, known of a function: it is of
// this package, or there is a fact about it.
func (p *program) known(fn *ssa.Function) bool {
	if p.number[ssaform.Unwrap(fn)] != 0 {
		return true
	}
	obj, ok := ssaform.Unwrap(fn).Object().(*types.Func)
	return ok && p.importedFunc(obj) != nil
}

// functions returns the functions that v may be and of which something is
// known, *ssa.Function or *ssa.MakeClosure.
func (p *program) functions(v ssa.Value) (out []ssa.Value, open bool) {
	out, _, open = p.elementFunctions(v)
	return out, open
}

// elementFunctions is like functions, and says for those that calls have made for a list
// which calls that were.
func (p *program) elementFunctions(v ssa.Value) (out []ssa.Value, made map[ssa.Value]*ssa.Call, open bool) {
	made = map[ssa.Value]*ssa.Call{}
	var by *ssa.Call // the element that is followed, if it is a call
	open = p.trace(v, func(v ssa.Value) (bool, bool) {
		if isElement(v) {
			by, _ = v.(*ssa.Call)
		}
		if by != nil {
			made[v] = by
		}
		switch v := v.(type) {
		case *ssa.Function:
			if !p.known(v) {
				return true, false
			}
			out = append(out, v)
			return true, true
		case *ssa.MakeClosure:
			if fn, ok := v.Fn.(*ssa.Function); !ok || !p.known(fn) {
				return true, false
			}
			out = append(out, v)
			return true, true
		case *ssa.Call:
			if p.givenBy(v) != nil {
				out = append(out, v)
				return true, true
			}
		case *ssa.Extract: // beside an error
			if call, i := callOf(v); call != nil && i == 0 && p.givenBy(call) != nil {
				out = append(out, call)
				return true, true
			}
		}
		return false, true
	})
	return out, made, open
}

// isElement reports whether v is stored in a list.
func isElement(v ssa.Value) bool {
	refs := v.Referrers()
	return refs != nil && slices.ContainsFunc(*refs, func(r ssa.Instruction) bool {
		if t, ok := r.(*ssa.ChangeType); ok {
			return isElement(t)
		}
		s, ok := r.(*ssa.Store)
		if !ok || s.Val != v {
			return false
		}
		_, ok = s.Addr.(*ssa.IndexAddr)
		return ok
	})
}

// givenBy returns what is known of the function that a call of another package's
// function returns; nil if nothing is.
func (p *program) givenBy(call *ssa.Call) *Summary {
	obj := ssaform.Object(call.Common())
	if obj == nil || p.static(call.Common()) != nil {
		return nil
	}
	if s := p.importedFunc(obj); s != nil {
		return s.Gives
	}
	return nil
}

// origins returns the places at which concrete values became the interface
// value v.
func (p *program) origins(v ssa.Value) (out []*ssa.MakeInterface, open bool) {
	open = p.trace(v, func(v ssa.Value) (bool, bool) {
		if m, ok := v.(*ssa.MakeInterface); ok {
			out = append(out, m)
			return true, true
		}
		return false, true
	})
	return out, open
}

// trace follows v back through variables, fields, lists, parameters and results. Leaf is
// asked about every value: is it an end, and is it known? Open says that some
// end is not.
func (p *program) trace(v ssa.Value, leaf func(ssa.Value) (end, known bool)) (open bool) {
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value, depth int)
	cells := func(x ssa.Value, depth int) {
		n := 0
		for _, a := range p.places(x, 0) {
			for _, s := range p.stores[a] {
				n++
				visit(s, depth+1)
			}
			if q, ok := a.v.(*ssa.Parameter); ok && a.f == nil {
				n++
				visit(q, depth+1)
			}
		}
		if n == 0 {
			open = true
		}
	}
	results := func(c *ssa.Call, i, depth int) {
		fn := p.static(c.Common())
		if fn == nil {
			open = true
			return
		}
		for _, b := range fn.Blocks {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && i < len(ret.Results) {
				visit(ret.Results[i], depth+1)
			}
		}
	}
	visit = func(v ssa.Value, depth int) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		if depth > 10 || len(seen) > 200 {
			open = true
			return
		}
		if end, known := leaf(v); end {
			open = open || !known
			return
		}
		switch v := v.(type) {
		case *ssa.ChangeType:
			visit(v.X, depth+1)
		case *ssa.ChangeInterface:
			visit(v.X, depth+1)
		case *ssa.MakeInterface:
			visit(v.X, depth+1)
		case *ssa.TypeAssert:
			visit(v.X, depth+1)
		case *ssa.Slice:
			cells(v, depth)
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e, depth+1)
			}
		case *ssa.Const:
		case *ssa.UnOp:
			cells(v.X, depth)
		case *ssa.Index:
			visit(v.X, depth+1)
		case *ssa.Lookup:
			cells(v.X, depth)
		case *ssa.Extract:
			switch t := v.Tuple.(type) {
			case *ssa.Next:
				if r, ok := t.Iter.(*ssa.Range); ok {
					cells(r.X, depth)
					return
				}
			case *ssa.Lookup:
				cells(t.X, depth)
				return
			case *ssa.Call:
				results(t, v.Index, depth)
				return
			case *ssa.TypeAssert:
				if v.Index == 0 {
					visit(t.X, depth+1)
					return
				}
			}
			open = true
		case *ssa.FreeVar:
			for _, b := range p.bindings(v) {
				visit(b, depth+1)
			}
		case *ssa.Alloc, *ssa.Global, *ssa.MakeMap, *ssa.MakeSlice:
			cells(v, depth)
		case *ssa.Call:
			if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
				for _, a := range v.Call.Args {
					visit(a, depth+1)
				}
				return
			}
			results(v, 0, depth)
		case *ssa.Parameter:
			fn := v.Parent()
			i := paramIndex(v)
			cs, kept := p.callers[fn], p.inInterfaces(v)
			if len(kept) == 0 && (len(cs) == 0 || ast.IsExported(fn.Name())) {
				open = true
			}
			for _, m := range kept {
				visit(m.X, depth+1)
			}
			for _, c := range cs {
				if args := ssaform.Arguments(c.Common()); i < len(args) {
					visit(args[i], depth+1)
				}
			}
		default:
			open = true
		}
	}
	visit(v, 0)
	return open
}

// inInterfaces returns the lists of which v, the receiver of a method, is one when the
// method is called by way of an interface: those of its type that become interface values.
// Other packages cannot make any of a type that is not exported.
func (p *program) inInterfaces(v *ssa.Parameter) []*ssa.MakeInterface {
	n := p.listType(v.Type())
	if n == nil || v.Parent().Signature.Recv() == nil || paramIndex(v) != 0 {
		return nil
	}
	if p.lists == nil {
		p.lists = map[*types.Named][]*ssa.MakeInterface{}
		for _, fn := range p.fns {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					if m, ok := in.(*ssa.MakeInterface); ok {
						if n := p.listType(m.X.Type()); n != nil {
							p.lists[n] = append(p.lists[n], m)
						}
					}
				}
			}
		}
	}
	return p.lists[n]
}

// listType returns t if it is a type of lists that this package alone can name.
func (p *program) listType(t types.Type) *types.Named {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() != p.pkg || n.Obj().Exported() {
		return nil
	}
	if _, ok := n.Underlying().(*types.Slice); !ok {
		return nil
	}
	return n
}

func paramIndex(v *ssa.Parameter) int {
	for i, q := range v.Parent().Params {
		if q == v {
			return i
		}
	}
	return -1
}

// implementations returns this package's methods that an interface call may
// reach, in source order.
func (p *program) implementations(c *ssa.CallCommon) []*ssa.Function {
	iface, ok := c.Value.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	return p.behind(c.Value.Type(), iface, c.Method.Name())
}

// behind returns this package's methods of a name that may be behind t, an interface.
func (p *program) behind(t types.Type, iface *types.Interface, method string) []*ssa.Function {
	if iface.Empty() {
		return nil
	}
	name := types.TypeString(t, nil)
	key := name + "." + method
	if fns, ok := p.impls[key]; ok {
		return fns
	}
	ts, ok := p.implementers[name]
	if !ok {
		ts = p.implementersOf(t, iface)
		p.implementers[name] = ts
	}
	var out []*ssa.Function
	for _, t := range ts {
		obj, _, _ := types.LookupFieldOrMethod(t, false, p.pkg, method)
		if m, ok := obj.(*types.Func); ok {
			if fn := p.ssa.Prog.FuncValue(m.Origin()); fn != nil && p.number[fn] != 0 {
				out = append(out, fn)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return p.number[out[i]] < p.number[out[j]] })
	p.impls[key] = out
	return out
}

// mostImplementers bounds the types that an interface value is taken for when it
// is not in sight which of them it is.
const mostImplementers = 100

// implementersOf returns pointers to this package's types that have the methods
// of an interface, none if there are too many.
func (p *program) implementersOf(t types.Type, iface *types.Interface) []types.Type {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && std(n.Obj().Pkg().Path()) {
		return nil
	}
	var out []types.Type
	scope := p.pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		if nt, ok := tn.Type().(*types.Named); ok && nt.TypeParams().Len() > 0 {
			continue
		}
		if ptr := types.NewPointer(tn.Type()); types.Implements(ptr, iface) {
			out = append(out, ptr)
		}
	}
	if len(out) > mostImplementers {
		return nil
	}
	return out
}
