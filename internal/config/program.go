package config

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Program is the package under analysis.
type Program struct {
	SSA   *ssa.Package
	fset  *token.FileSet
	pkg   *types.Package
	own   string // path of the module that the package belongs to
	gates Gates
	facts facts
	cat   map[string][]catalog.ConfigRow

	fns      []*ssa.Function
	mine     map[*ssa.Function]bool
	callers  map[*ssa.Function][]ssa.CallInstruction
	closures map[*ssa.Function][]*ssa.MakeClosure
	uses     map[*ssa.Function][]ssa.Instruction // other than calls
	stores   map[ssa.Value][]*ssa.Store          // by variable
	fields   map[*types.Var][]*ssa.Store         // by field
	puts     map[*types.Var][]ssa.Value          // into maps and atomic values, by the field that holds them
	loads    map[*types.Var][]ssa.Value          // of fields and package-level variables
	tracks   map[types.Type]string

	objects     map[objectKey]*object
	summaries   map[*ssa.Function]*summary
	atCalls     map[ssa.CallInstruction]*summary // of functions that are given others to change configurations with
	sides       map[ssa.Value]Side
	places      map[*types.Var]Side
	funcs       map[*ssa.Function]*Func
	busy        map[any]bool
	known       map[ssa.Value][]Value
	devs        map[*ssa.BasicBlock]bool
	configs     []*Config
	completions []*Config // that functions are given
	verifies    []*Verification
	indirects   []ssa.CallInstruction // given certificates of peers
	decisions   *Func
	uncalled    *Func  // what is decided without callbacks of configurations
	asides      *aside // these
	below       bool   // a package below verifies certificates of peers
	symbols     map[*types.Func]string
	counted     map[string]bool // of what is computed once
	effects     map[*ssa.Function]map[string]effect
	steps       map[ssa.CallInstruction][]*ssa.Function // what functions are taken to call at the moment
	cleaners    []cleaner                               // nil until asked for
	givers      []giver                                 // the same
	rpcs        []*RPCServer
	services    []ServiceDesc
	relayed     map[ssa.Value]bool // requests
	listeners   []*Listener
	making      map[*ssa.Function][]Builder
	parts       map[*types.Var]bool // fields of builders that configurations are made of
	heard       map[*ssa.Function][]Listening
	byTLS       map[*Config][]*Config // values of http.Server
	made        map[servedKey]*served // handlers
	maps        map[*ssa.MakeMap]*mapped
	inMaps      map[*object]bool                // configurations that are taken from maps
	sources     map[token.Pos]ast.Expr          // what is stored, by the position of the store
	literals    map[token.Pos]*ast.CompositeLit // by their braces
	types       *catalog.Index
	info        *types.Info
	takenFrom   map[*types.Var]bool  // fields that authorities for clients are taken from
	atPlace     map[*types.Var]State // configurations that fields hold by value
	leaks       map[*types.Var]bool  // places whose address is kept
	addresses   map[*types.Var][]ssa.Value
	lends       map[*types.Var][]*types.Var // places whose address configurations have, by the fields there
}

// newProgram returns the program of a package, without anything known of it.
func newProgram(sp *ssa.Package, fset *token.FileSet, gates Gates, f facts, index *catalog.Index) *Program {
	return &Program{
		SSA: sp, fset: fset, pkg: sp.Pkg, gates: gates, facts: f, cat: configurations(), types: index,
		mine: map[*ssa.Function]bool{}, callers: map[*ssa.Function][]ssa.CallInstruction{}, closures: map[*ssa.Function][]*ssa.MakeClosure{},
		uses: map[*ssa.Function][]ssa.Instruction{}, stores: map[ssa.Value][]*ssa.Store{}, fields: map[*types.Var][]*ssa.Store{}, puts: map[*types.Var][]ssa.Value{},
		loads: map[*types.Var][]ssa.Value{}, tracks: map[types.Type]string{}, sources: map[token.Pos]ast.Expr{}, literals: map[token.Pos]*ast.CompositeLit{},
		objects: map[objectKey]*object{}, summaries: map[*ssa.Function]*summary{}, sides: map[ssa.Value]Side{}, places: map[*types.Var]Side{},
		funcs: map[*ssa.Function]*Func{}, busy: map[any]bool{}, known: map[ssa.Value][]Value{}, devs: map[*ssa.BasicBlock]bool{},
		symbols: map[*types.Func]string{}, counted: map[string]bool{}, effects: map[*ssa.Function]map[string]effect{}, leaks: map[*types.Var]bool{},
		maps: map[*ssa.MakeMap]*mapped{}, inMaps: map[*object]bool{},
		addresses: map[*types.Var][]ssa.Value{}, lends: map[*types.Var][]*types.Var{},
	}
}

// configurations is what the catalogue knows of them, by symbol.
func configurations() map[string][]catalog.ConfigRow {
	rows := map[string][]catalog.ConfigRow{}
	for _, r := range catalog.Configurations() {
		rows[r.Symbol] = append(rows[r.Symbol], r)
	}
	return rows
}

type objectKey struct {
	val   ssa.Value
	index int
	place *types.Var
}

// tracked are the types of configurations.
func tracked(name string) bool {
	switch name {
	case "crypto/tls.Config", "crypto/x509.VerifyOptions", "net/http.Server", "net/http/httputil.ReverseProxy":
		return true
	}
	return false
}

// configType returns the type of configuration that t is or points to, or "".
func (p *Program) configType(t types.Type) string {
	if s, ok := p.tracks[t]; ok {
		return s
	}
	s := ssaform.Named(t)
	if !tracked(s) {
		s = ""
	}
	p.tracks[t] = s
	return s
}

// static returns the function of this package that a call calls for sure.
func (p *Program) static(c *ssa.CallCommon) *ssa.Function {
	fn := ssaform.Unwrap(c.StaticCallee())
	if fn == nil || !p.mine[fn] {
		return nil
	}
	return fn
}

// symbol names what a call calls, as the catalogue does.
func symbol(c *ssa.CallCommon) string {
	if obj := ssaform.Object(c); obj != nil {
		return obj.Origin().FullName()
	}
	return ""
}

// symbol is the same, remembered.
func (p *Program) symbol(c *ssa.CallCommon) string {
	obj := ssaform.Object(c)
	if obj == nil {
		return ""
	}
	s, ok := p.symbols[obj]
	if !ok {
		s = obj.Origin().FullName()
		p.symbols[obj] = s
	}
	return s
}

func fieldSymbol(t types.Type, i int) string {
	f, n := ssaform.Field(t, i), ssaform.Named(t)
	if f == nil || n == "" {
		return ""
	}
	return n + "." + f.Name()
}

// index collects who calls whom and what is stored where.
func (p *Program) index(files []*ast.File) {
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				p.sources[n.Colon] = n.Value
			case *ast.CompositeLit:
				p.literals[n.Lbrace] = n
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					if sel, ok := l.(*ast.SelectorExpr); ok && len(n.Lhs) == len(n.Rhs) {
						p.sources[sel.Sel.Pos()] = n.Rhs[i]
					}
				}
			}
			return true
		})
	}
	var add func(f *ssa.Function)
	add = func(f *ssa.Function) {
		if f == nil || len(f.Blocks) == 0 || p.mine[f] {
			return
		}
		p.mine[f] = true
		p.fns = append(p.fns, f)
		for _, a := range f.AnonFuncs {
			add(a)
		}
	}
	for _, name := range p.pkg.Scope().Names() {
		switch obj := p.pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			add(p.SSA.Prog.FuncValue(obj))
		case *types.TypeName:
			if n, ok := obj.Type().(*types.Named); ok && !obj.IsAlias() {
				for i := range n.NumMethods() {
					add(p.SSA.Prog.FuncValue(n.Method(i)))
				}
			}
		}
	}
	for _, m := range p.SSA.Members {
		if f, ok := m.(*ssa.Function); ok && strings.HasPrefix(f.Name(), "init") {
			add(f)
		}
	}
	sortFunctions(p.fns)
	for _, f := range p.fns {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				p.note(in)
			}
		}
	}
}

func (p *Program) note(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.FieldAddr:
		p.leak(in)
	case *ssa.MapUpdate:
		if f := containerField(in.Map); f != nil {
			p.puts[f] = append(p.puts[f], in.Value)
		}
	case *ssa.MakeClosure:
		if fn, ok := in.Fn.(*ssa.Function); ok {
			p.closures[fn] = append(p.closures[fn], in)
		}
	case *ssa.Store:
		switch a := in.Addr.(type) {
		case *ssa.FieldAddr:
			if f := ssaform.Field(a.X.Type(), a.Field); f != nil {
				p.fields[f] = append(p.fields[f], in)
			}
		case *ssa.Global:
			if v, ok := a.Object().(*types.Var); ok {
				p.fields[v] = append(p.fields[v], in)
			}
		default:
			p.stores[in.Addr] = append(p.stores[in.Addr], in)
			if fv, ok := in.Addr.(*ssa.FreeVar); ok {
				p.stores[fv] = append(p.stores[fv], in)
			}
		}
	case *ssa.UnOp:
		if in.Op == token.MUL {
			switch a := in.X.(type) {
			case *ssa.FieldAddr:
				if f := ssaform.Field(a.X.Type(), a.Field); f != nil {
					p.loads[f] = append(p.loads[f], in)
				}
			case *ssa.Global:
				if v, ok := a.Object().(*types.Var); ok {
					p.loads[v] = append(p.loads[v], in)
				}
			}
		}
	case *ssa.Field:
		if f := ssaform.Field(in.X.Type(), in.Field); f != nil {
			p.loads[f] = append(p.loads[f], in)
		}
	}
	var called ssa.Value
	if c, ok := in.(ssa.CallInstruction); ok {
		if f, v := putBy(c.Common()); f != nil {
			p.puts[f] = append(p.puts[f], v)
		}
		if fn := p.static(c.Common()); fn != nil {
			p.callers[fn] = append(p.callers[fn], c)
		}
		if !c.Common().IsInvoke() {
			called = c.Common().Value
		}
	}
	var ops [8]*ssa.Value
	for i, op := range in.Operands(ops[:0]) {
		if *op == nil || i == 0 && *op == called {
			continue
		}
		if fn, ok := (*op).(*ssa.Function); ok {
			if _, closure := in.(*ssa.MakeClosure); closure && fn.Parent() != nil {
				continue
			}
			p.uses[ssaform.Unwrap(fn)] = append(p.uses[ssaform.Unwrap(fn)], in)
		}
	}
}

// bindings returns the values that a free variable is bound to.
func (p *Program) bindings(v *ssa.FreeVar) []ssa.Value {
	return ssaform.Bindings(v, p.closures[v.Parent()])
}

// variables returns the local variables whose address v is.
func (p *Program) variables(v ssa.Value) []*ssa.Alloc {
	switch v := v.(type) {
	case *ssa.Alloc:
		return []*ssa.Alloc{v}
	case *ssa.FreeVar:
		var out []*ssa.Alloc
		for _, b := range p.bindings(v) {
			out = append(out, p.variables(b)...)
		}
		return out
	}
	return nil
}

// stored returns what is stored in a local variable, in its function and the
// literals in it.
func (p *Program) stored(a *ssa.Alloc) []ssa.Value {
	var out []ssa.Value
	for _, s := range p.stores[a] {
		out = append(out, s.Val)
	}
	var inner func(fn *ssa.Function)
	inner = func(fn *ssa.Function) {
		for _, lit := range fn.AnonFuncs {
			for _, fv := range lit.FreeVars {
				if len(p.stores[fv]) == 0 {
					continue
				}
				for _, b := range p.variables(fv) {
					if b == a {
						for _, s := range p.stores[fv] {
							out = append(out, s.Val)
						}
					}
				}
			}
			inner(lit)
		}
	}
	if a.Heap {
		inner(a.Parent())
	}
	return out
}

const maxTrace = 200

// trace follows v back through variables, fields, lists and parameters. Leaf
// is asked about every value: is it an end, and is it known? The result says
// that some end is not.
func (p *Program) trace(v ssa.Value, leaf func(ssa.Value) (end, known bool)) (unknown bool) {
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value, depth int)
	visit = func(v ssa.Value, depth int) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		if depth > 12 || len(seen) > maxTrace {
			unknown = true
			return
		}
		if end, known := leaf(v); end {
			unknown = unknown || !known
			return
		}
		field := func(f *types.Var) {
			ss := p.fields[f]
			if len(ss) == 0 || f.Exported() && f.Pkg() != p.pkg {
				unknown = true
			}
			if f.Exported() && len(ss) == 0 {
				unknown = true
			}
			for _, s := range ss {
				visit(s.Val, depth+1)
			}
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
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e, depth+1)
			}
		case *ssa.Const:
		case *ssa.Field:
			if f := ssaform.Field(v.X.Type(), v.Field); f != nil {
				field(f)
				return
			}
			unknown = true
		case *ssa.UnOp:
			switch a := v.X.(type) {
			case *ssa.Alloc, *ssa.FreeVar:
				vs := p.variables(a)
				if len(vs) == 0 {
					unknown = true
				}
				for _, x := range vs {
					for _, s := range p.stored(x) {
						visit(s, depth+1)
					}
				}
			case *ssa.FieldAddr:
				if f := ssaform.Field(a.X.Type(), a.Field); f != nil {
					field(f)
					return
				}
				unknown = true
			case *ssa.Global:
				if o, ok := a.Object().(*types.Var); ok {
					field(o)
					return
				}
				unknown = true
			case *ssa.IndexAddr:
				if !p.elements(a.X, func(e ssa.Value) { visit(e, depth+1) }) {
					unknown = true
				}
			default:
				unknown = true
			}
		case *ssa.FreeVar:
			for _, b := range p.bindings(v) {
				visit(b, depth+1)
			}
		case *ssa.Extract:
			if n, ok := v.Tuple.(*ssa.Next); ok && v.Index == 2 {
				if r, ok := n.Iter.(*ssa.Range); ok && p.elements(r.X, func(e ssa.Value) { visit(e, depth+1) }) {
					return
				}
			}
			if c, ok := v.Tuple.(*ssa.Call); ok && p.results(c, v.Index, func(e ssa.Value) { visit(e, depth+1) }) {
				return
			}
			unknown = true
		case *ssa.Call:
			if p.results(v, 0, func(e ssa.Value) { visit(e, depth+1) }) {
				return
			}
			unknown = true
		case *ssa.Parameter:
			if !p.closed(v.Parent()) {
				unknown = true
			}
			for _, c := range p.callers[v.Parent()] {
				if args := ssaform.Arguments(c.Common()); paramIndex(v) < len(args) {
					visit(args[paramIndex(v)], depth+1)
				}
			}
		default:
			unknown = true
		}
	}
	visit(v, 0)
	return unknown
}

// results calls visit with what a function of this package returns.
func (p *Program) results(c *ssa.Call, i int, visit func(ssa.Value)) bool {
	fn := p.static(c.Common())
	if fn == nil {
		return false
	}
	for _, b := range fn.Blocks {
		if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && i < len(r.Results) {
			visit(r.Results[i])
		}
	}
	return true
}

// closed reports whether all calls of fn are in sight.
func (p *Program) closed(fn *ssa.Function) bool {
	if len(p.callers[fn]) == 0 || len(p.uses[fn]) > 0 {
		return false
	}
	if fn.Parent() == nil {
		return !p.exported(fn)
	}
	return !slices.ContainsFunc(p.closures[fn], func(m *ssa.MakeClosure) bool { return !calledThere(m) })
}

// exported reports whether other packages may call fn: nobody imports a program, though
// its methods may be called through interfaces.
func (p *Program) exported(fn *ssa.Function) bool {
	return ast.IsExported(fn.Name()) && (p.pkg.Name() != "main" || fn.Signature.Recv() != nil)
}

func paramIndex(v *ssa.Parameter) int {
	for i, q := range v.Parent().Params {
		if q == v {
			return i
		}
	}
	return -1
}

// elements calls visit with the elements of a list or a map; false says that
// there may be others.
func (p *Program) elements(list ssa.Value, visit func(ssa.Value)) bool {
	return p.elementsOr(list, visit, func(*ssa.Call, int) bool { return false })
}

// elementsOr is elements; other is asked about results of functions that are not in
// sight, and whether their elements are known.
func (p *Program) elementsOr(list ssa.Value, visit func(ssa.Value), other func(c *ssa.Call, i int) bool) bool {
	seen := map[ssa.Value]bool{}
	var walk func(v ssa.Value, depth int) bool
	walk = func(v ssa.Value, depth int) bool {
		if seen[v] {
			return true
		}
		seen[v] = true
		if depth > 12 {
			return false
		}
		switch v := v.(type) {
		case *ssa.Const:
			return true
		case *ssa.ChangeType:
			return walk(v.X, depth+1)
		case *ssa.Slice:
			a, ok := v.X.(*ssa.Alloc)
			if !ok || a.Referrers() == nil {
				return walk(v.X, depth+1)
			}
			for _, r := range *a.Referrers() {
				ia, ok := r.(*ssa.IndexAddr)
				if !ok || ia.Referrers() == nil {
					continue
				}
				for _, rr := range *ia.Referrers() {
					if s, ok := rr.(*ssa.Store); ok {
						visit(s.Val)
					}
				}
			}
			return true
		case *ssa.Phi:
			ok := true
			for _, e := range v.Edges {
				ok = walk(e, depth+1) && ok
			}
			return ok
		case *ssa.Call:
			if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" && len(v.Call.Args) == 2 {
				return walk(v.Call.Args[0], depth+1) && walk(v.Call.Args[1], depth+1)
			}
			ok := true
			known := p.results(v, 0, func(e ssa.Value) { ok = walk(e, depth+1) && ok })
			return known && ok || !known && other(v, 0)
		case *ssa.Extract:
			ok := true
			c, call := v.Tuple.(*ssa.Call)
			known := call && p.results(c, v.Index, func(e ssa.Value) { ok = walk(e, depth+1) && ok })
			return known && ok || call && !known && other(c, v.Index)
		case *ssa.MakeSlice:
			return false
		case *ssa.MakeMap:
			ok := true
			for _, r := range *v.Referrers() {
				switch r := r.(type) {
				case *ssa.MapUpdate:
					visit(r.Value)
				case *ssa.Range, *ssa.Lookup, *ssa.DebugRef:
				default:
					ok = false
				}
			}
			return ok
		case *ssa.UnOp:
			vs := p.variables(v.X)
			ok := len(vs) > 0
			for _, x := range vs {
				for _, s := range p.stored(x) {
					ok = walk(s, depth+1) && ok
				}
			}
			if fa, is := v.X.(*ssa.FieldAddr); is {
				if f := ssaform.Field(fa.X.Type(), fa.Field); f != nil && len(p.fields[f]) > 0 && !f.Exported() {
					ok = true
					for _, s := range p.fields[f] {
						ok = walk(s.Val, depth+1) && ok
					}
				}
			}
			if g, is := v.X.(*ssa.Global); is {
				o, is := g.Object().(*types.Var)
				if is && o.Pkg() == p.pkg && len(p.fields[o]) > 0 && (!o.Exported() || p.writtenOnce(o)) {
					ok = true
					for _, s := range p.fields[o] {
						ok = walk(s.Val, depth+1) && ok
					}
				}
				if names, known := p.facts.list(o); known {
					for _, n := range names {
						visit(ssa.NewConst(constant.MakeString(n), types.Typ[types.String]))
					}
					return true
				}
			}
			return ok
		case *ssa.Parameter:
			if !p.closed(v.Parent()) {
				return false
			}
			ok := true
			for _, c := range p.callers[v.Parent()] {
				if args := ssaform.Arguments(c.Common()); paramIndex(v) < len(args) {
					ok = walk(args[paramIndex(v)], depth+1) && ok
				}
			}
			return ok
		}
		return false
	}
	return walk(list, 0)
}

// functions returns the functions of this package that v may be; open says
// that there may be others.
func (p *Program) functions(v ssa.Value) (out []*ssa.Function, open bool) {
	open = p.trace(v, func(v ssa.Value) (bool, bool) {
		var fn *ssa.Function
		switch v := v.(type) {
		case *ssa.Function:
			fn = ssaform.Unwrap(v)
		case *ssa.MakeClosure:
			fn, _ = v.Fn.(*ssa.Function)
			fn = ssaform.Unwrap(fn)
		default:
			return false, true
		}
		if !p.mine[fn] {
			return true, false
		}
		for _, o := range out {
			if o == fn {
				return true, true
			}
		}
		out = append(out, fn)
		return true, true
	})
	return out, open
}

// text returns the constant string that v is.
func text(v ssa.Value) (string, bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(c.Value), true
}

// constants returns the constant strings that v may be; false says that it may
// be something else.
func (p *Program) constants(v ssa.Value) (out []string, known bool) {
	unknown := p.trace(v, func(v ssa.Value) (bool, bool) {
		if s, ok := text(v); ok {
			out = append(out, s)
		}
		_, end := v.(*ssa.Const)
		return end, true
	})
	return out, !unknown
}

func (p *Program) position(pos token.Pos) token.Position {
	if !pos.IsValid() {
		return token.Position{}
	}
	return p.fset.Position(pos)
}

// external reports whether a function of another package may do something to
// what it is given that nothing is known of: the standard library does nothing
// to configurations, and the packages of the same module have facts.
func (p *Program) external(obj *types.Func) bool {
	if obj == nil || obj.Pkg() == nil {
		return true
	}
	path := obj.Pkg().Path()
	if std(path) || path == p.pkg.Path() || within(path, p.own) {
		return false
	}
	return !catalog.NeverDecides(path, obj.FullName())
}

// std reports whether a package is of the standard library.
func std(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}
