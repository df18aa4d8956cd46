package summary

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A front is what a request passes before it reaches a handler: middleware of
// this package, or a library's, by symbol; at last the handshake, and a listener that is a
// Unix socket or on loopback.
type front struct {
	fn     *ssa.Function
	symbol string
	obj    *types.Func     // of another package
	made   *ssa.CallCommon // the call that makes it, or puts it around a handler
	gate   *Gate           // of the handshake
	local  bool
	leaves *types.Func // nothing more is known: by this function other packages get it
}

// mounting is one way in which a handler is mounted: everything in front of it.
type mounting []front

// maxMountings bounds the mountings looked at; with more, none is known.
const maxMountings = 32

// mountings returns the ways in which a handler or middleware is mounted in
// this package; known is false when it is not, or in ways not understood.
func (p *program) mountings(fn *ssa.Function) (out []mounting, known bool) {
	m := p.mounter()
	m.function(fn, nil, 0)
	return m.out, m.known() && len(m.left) == 0
}

type mounter struct {
	*program
	seen map[ssa.Value]bool
	out  []mounting
	left []*types.Func // by these, other packages get it as it is
	open bool

	by ssa.Instruction // the call that mounted what is followed, which does nothing else with the router
}

func (p *program) mounter() *mounter { return &mounter{program: p, seen: map[ssa.Value]bool{}} }

// known reports whether all mountings are known, but for those by other packages.
func (m *mounter) known() bool {
	return !m.open && len(m.out)+len(m.left) > 0 && len(m.out) <= maxMountings
}

// function follows every value that stands for fn, or for the handler that fn,
// a function around it, returns.
func (m *mounter) function(fn *ssa.Function, fronts mounting, depth int) {
	if depth > 12 {
		m.open = true
		return
	}
	used := false
	for _, at := range m.uses[fn] {
		used = true
		if c, ok := at.(*ssa.Call); ok {
			m.call(c, fn, -1, fronts, depth+1)
			continue
		}
		m.value(at, fronts, depth+1)
	}
	for _, s := range m.kept[fn] {
		used = true
		m.stored(s, fronts, depth+1)
	}
	if fn.Name() == "ServeHTTP" && fn.Signature.Recv() != nil {
		for _, v := range m.handlersOf(fn.Signature.Recv().Type()) {
			used = true
			m.value(v, fronts, depth+1)
		}
	}
	if fn.Parent() != nil {
		// A literal: middleware mounts what it returns.
		for _, c := range m.closures[fn] {
			used = true
			m.value(c, fronts, depth+1)
		}
	} else {
		for _, c := range m.callers[fn] {
			if v, ok := c.(*ssa.Call); ok && m.isHandler(v.Type()) {
				used = true
				m.value(v, fronts, depth+1)
			}
		}
	}
	if !used && fronts == nil {
		used = m.service(fn)
	}
	obj := exportedFunction(fn)
	switch {
	case used:
	case fronts == nil && obj != nil:
		m.left = append(m.left, obj)
	case fronts == nil:
		m.open = true // not mounted here
	default:
		m.end(append(mounting{{leaves: obj}}, fronts...)) // whoever calls the function that mounts it
	}
}

// exportedFunction returns the object of a function or method that other packages can
// name, or nil.
func exportedFunction(fn *ssa.Function) *types.Func {
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Parent() != nil || !obj.Exported() || obj.Pkg().Name() == "main" {
		return nil
	}
	return obj
}

// handlersOf returns where values of a type become handlers.
func (p *program) handlersOf(t types.Type) (out []ssa.Value) {
	for _, v := range p.handlerValues() {
		if types.Identical(v.X.Type(), t) {
			out = append(out, v)
		}
	}
	return out
}

// handlerValues returns where values become handlers.
func (p *program) handlerValues() []*ssa.MakeInterface {
	if p.handlers == nil {
		p.handlers = []*ssa.MakeInterface{}
		for _, fn := range p.fns {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					if v, ok := in.(*ssa.MakeInterface); ok && p.isHandler(v.Type()) {
						p.handlers = append(p.handlers, v)
					}
				}
			}
		}
	}
	return p.handlers
}

// isHandler reports whether values of type t handle requests or wrap what does.
func (p *program) isHandler(t types.Type) bool {
	if p.cat.Type(ssaform.Named(t)) == catalog.HandlerType {
		return true
	}
	s, ok := t.Underlying().(*types.Signature)
	if !ok {
		if n := ssaform.Named(t); n == "net/http.ServeMux" {
			return true
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "ServeHTTP")
		_, ok := obj.(*types.Func)
		return ok
	}
	for _, tuple := range []*types.Tuple{s.Params(), s.Results()} {
		for i := range tuple.Len() {
			if r := p.cat.Type(ssaform.Named(tuple.At(i).Type())); r == catalog.RequestType || r == catalog.HandlerType {
				return true
			}
		}
	}
	return false
}

// value follows a handler value to where it is mounted.
func (m *mounter) value(v ssa.Value, fronts mounting, depth int) {
	if depth > 24 || m.seen[v] && depth > 12 {
		m.open = true
		return
	}
	m.seen[v] = true
	if v.Referrers() == nil {
		m.open = true
		return
	}
	v = m.inVariable(v)
	n := 0
	if r, at := m.around(v); r != nil {
		n++
		m.value(r, append(m.usedBefore(r, at, -1), fronts...), depth+1)
	}
	for _, u := range m.registrations(v).others {
		switch r := u.at.(type) {
		case *ssa.MakeInterface, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.Phi:
			n++
			m.value(r.(ssa.Value), fronts, depth+1)
		case *ssa.Store:
			// Into the array of a variadic call, or a variable.
			n++
			m.stored(r, fronts, depth)
		case *ssa.Return:
			n++
			m.function(r.Parent(), fronts, depth+1)
		case ssa.CallInstruction:
			if r == m.by {
				continue
			}
			n++
			m.call(r, u.of, -1, fronts, depth)
		}
	}
	if n == 0 {
		if v, ok := v.(*ssa.Parameter); ok {
			fronts = append(mounting{{leaves: exportedFunction(v.Parent())}}, fronts...)
		}
		m.end(fronts)
	}
}

func (m *mounter) end(fronts mounting) { m.out = append(m.out, append(mounting(nil), fronts...)) }

// served ends at a server, or at something else that keeps the handler.
func (m *mounter) served(local bool, fronts mounting) {
	if local {
		fronts = append(mounting{{local: true}}, fronts...)
	}
	m.end(fronts)
}

func (m *mounter) stored(s *ssa.Store, fronts mounting, depth int) {
	switch addr := s.Addr.(type) {
	case *ssa.IndexAddr:
		arr, ok := addr.X.(*ssa.Alloc)
		if !ok || arr.Referrers() == nil {
			break
		}
		i := 0
		if k, ok := addr.Index.(*ssa.Const); ok {
			i = int(k.Int64())
		}
		for _, r := range *arr.Referrers() {
			if sl, ok := r.(*ssa.Slice); ok && sl.Referrers() != nil {
				for _, rr := range *sl.Referrers() {
					switch rr := rr.(type) {
					case ssa.CallInstruction:
						m.call(rr, sl, i, fronts, depth)
					case *ssa.Return:
						m.end(fronts)
					}
				}
			}
		}
		return
	case *ssa.Alloc:
		if addr.Referrers() == nil {
			break
		}
		for _, v := range ssaform.Loads(addr) {
			m.value(v, fronts, depth+1)
		}
		return
	case *ssa.FieldAddr:
		if f := ssaform.Field(addr.X.Type(), addr.Field); f != nil && f.Name() == "Handler" {
			if g := m.handshake(addr.X); g != nil {
				fronts = append(mounting{{gate: g}}, fronts...)
			}
			m.served(m.serverLocal(addr.X), fronts)
			return
		}
	}
	m.open = true
}

// call follows a handler value given to a call; elem is its index in a variadic
// list, -1 if it is an argument by itself.
func (m *mounter) call(call ssa.CallInstruction, v ssa.Value, elem int, fronts mounting, depth int) {
	c := call.Common()
	res, result := call.(*ssa.Call)
	if !c.IsInvoke() && c.Value == v {
		if result && m.isHandler(res.Type()) {
			m.value(res, fronts, depth+1) // middleware that a function made
			return
		}
		m.open = true // called: who calls it is its own gate
		return
	}
	if fronts == nil {
		fronts = mounting{}
	}
	if m.static(c) == nil && !m.wraps(c) {
		if r := router(c); r != nil && r != v {
			fronts = append(m.usedBefore(r, call, elem), fronts...)
			m.value(r, fronts, depth+1)
			return
		}
	}
	if result && m.isHandler(res.Type()) {
		f := front{fn: m.static(c), symbol: m.name(c), obj: ssaform.Object(c), made: c}
		if made, ok := c.Value.(*ssa.Call); ok && !c.IsInvoke() {
			fronts = append(m.fronts(made), fronts...) // middleware that a function made
		} else if !strings.HasSuffix(f.symbol, "net/http.HandlerFunc") {
			fronts = append(append(mounting(nil), f), fronts...)
		}
		fronts = append(m.chained(c, v, elem), fronts...)
		m.value(res, fronts, depth+1)
		return
	}
	if elem > 0 && catalog.Chains(m.name(c)) {
		fronts = append(m.before(call, elem), fronts...)
	}
	listens, local := m.listens(c)
	m.served(listens && local, fronts)
}

// chained returns the middleware in the lists that a function is given to put around a
// handler; v, an element of such a list, is not in front of itself. Of a function of
// another package the list's type has to say that it is middleware, and which of its
// elements is in front of another is not known.
func (m *mounter) chained(c *ssa.CallCommon, v ssa.Value, elem int) (out mounting) {
	for _, a := range ssaform.Arguments(c) {
		list, ok := a.Type().Underlying().(*types.Slice)
		if !ok {
			continue
		}
		s, code := list.Elem().Underlying().(*types.Signature)
		if !code || m.static(c) == nil && (elem >= 0 || !m.middleware(s)) {
			continue
		}
		if t, ok := a.(*ssa.ChangeType); ok {
			a = t.X
		}
		for i, e := range m.elements(a) {
			if a != v || i != elem {
				out = append(out, m.fronts(e)...)
			}
		}
	}
	return out
}

// middleware reports whether a function makes a handler of a handler.
func (p *program) middleware(s *types.Signature) bool {
	return s.Params().Len() == 1 && s.Results().Len() == 1 && p.isHandler(s.Params().At(0).Type()) && p.isHandler(s.Results().At(0).Type())
}

// wraps reports whether a call puts middleware around a handler that it is given: what it
// returns is a handler, and nothing on which to register others.
func (p *program) wraps(c *ssa.CallCommon) bool {
	res := c.Signature().Results()
	if res.Len() != 1 {
		return false
	}
	t := res.At(0).Type()
	if _, code := t.Underlying().(*types.Signature); code {
		return p.isHandler(t)
	}
	return p.cat.Type(ssaform.Named(t)) == catalog.HandlerType
}

// router returns the router, mux or group on which a method registers.
func router(c *ssa.CallCommon) ssa.Value {
	if c.IsInvoke() {
		return c.Value
	}
	if c.Signature().Recv() != nil && len(c.Args) > 1 {
		if a, ok := c.Args[0].(*ssa.FieldAddr); ok {
			if f := ssaform.Field(a.X.Type(), a.Field); f != nil && f.Embedded() {
				return a.X // a method of what the router embeds
			}
		}
		return c.Args[0]
	}
	return nil
}

// around returns the router that a router is a part of, and the call that makes
// it one: With returns it, or Group calls a literal with it.
func (p *program) around(v ssa.Value) (ssa.Value, ssa.CallInstruction) {
	switch v := v.(type) {
	case *ssa.Call:
		if c := v.Common(); p.static(c) == nil && makesGroup(c) && router(c) != nil {
			return router(c), v
		}
	case *ssa.Parameter:
		for _, c := range p.givenTo(v.Parent()) {
			if r := router(c.Common()); r != nil && p.static(c.Common()) == nil && types.AssignableTo(r.Type(), v.Type()) {
				return r, c
			}
		}
	}
	return nil, nil
}

// makesGroup reports whether a call returns a router that belongs to the one on which it is
// called, with middleware of its own.
func makesGroup(c *ssa.CallCommon) bool {
	n := calledName(c)
	return n == "With" || n == "Group"
}

// givenTo returns the calls that a function or literal is an argument of.
func (p *program) givenTo(fn *ssa.Function) (out []ssa.CallInstruction) {
	for _, at := range p.uses[fn] {
		if c, ok := at.(ssa.CallInstruction); ok {
			out = append(out, c)
		}
	}
	for _, m := range p.closures[fn] {
		for _, r := range *m.Referrers() {
			if c, ok := r.(ssa.CallInstruction); ok && c.Common().Value != m {
				out = append(out, c)
			}
		}
	}
	return out
}

// registrations are the uses of a value: as the router of calls that mount
// something on it, and others. They are kept, as all that is mounted on a router
// leads to it.
type registrations struct {
	uses   []ssa.CallInstruction // that mount middleware on it
	others []usage               // that mount nothing on it
}

// usage is an instruction that uses a value, or a copy of it.
type usage struct {
	at ssa.Instruction
	of ssa.Value
}

func (p *program) registrations(v ssa.Value) registrations {
	if out, ok := p.routers[v]; ok {
		return out
	}
	var out registrations
	for _, x := range p.copies(v) {
		refs := x.Referrers()
		if refs == nil {
			continue
		}
		for _, in := range *refs {
			c, call := in.(ssa.CallInstruction)
			if call && router(c.Common()) == x {
				if calledName(c.Common()) == "Use" {
					out.uses = append(out.uses, c)
				}
				if p.static(c.Common()) == nil {
					continue
				}
			}
			if s, ok := in.(*ssa.Store); ok && s.Val == x && p.holdsOnly(s.Addr, x) {
				continue // the loads are copies
			}
			out.others = append(out.others, usage{in, x})
		}
	}
	p.routers[v] = out
	return out
}

// inVariable returns what the variable holds that v is loaded from, as one that function
// literals share is loaded wherever it is used; v if that is something else.
func (p *program) inVariable(v ssa.Value) ssa.Value {
	u, ok := v.(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		return v
	}
	at := p.places(u.X, 0)
	if len(at) != 1 || at[0].f != nil {
		return v
	}
	if s := p.stores[at[0]]; len(s) == 1 && p.holdsOnly(at[0].v, s[0]) {
		return s[0]
	}
	return v
}

// holdsOnly reports whether a variable holds v and nothing else, once it has been set.
func (p *program) holdsOnly(variable, v ssa.Value) bool {
	s := p.stores[place{variable, nil}]
	return isAlloc(variable) && len(s) == 1 && s[0] == v
}

// copies returns v, and what is loaded from the variables that hold it alone.
func (p *program) copies(v ssa.Value) []ssa.Value {
	out := []ssa.Value{v}
	if refs := v.Referrers(); refs != nil {
		for _, in := range *refs {
			if s, ok := in.(*ssa.Store); ok && s.Val == v && p.holdsOnly(s.Addr, v) {
				out = append(out, ssaform.Loads(s.Addr)...)
			}
		}
	}
	return out
}

// usedBefore returns the middleware that Use, or the With that made it, put on
// router r before a call, and in the call itself before element elem.
func (m *mounter) usedBefore(r ssa.Value, at ssa.CallInstruction, elem int) mounting {
	var out mounting
	r = m.inVariable(r)
	uses := slices.Clone(m.registrations(r).uses)
	if c, ok := r.(*ssa.Call); ok && makesGroup(c.Common()) {
		uses = append([]ssa.CallInstruction{c}, uses...)
	}
	for _, c := range uses {
		if c == at || c.Pos() > at.Pos() {
			continue
		}
		for _, a := range c.Common().Args {
			for _, e := range m.elements(a) {
				out = append(out, m.fronts(e)...)
			}
		}
	}
	return append(out, m.before(at, elem)...)
}

// before returns what stands before an element in the lists that a call is given, or what a
// handler is given with it.
func (m *mounter) before(at ssa.CallInstruction, elem int) (out mounting) {
	for _, a := range at.Common().Args {
		if _, list := a.(*ssa.Slice); !list {
			continue
		}
		for i, e := range m.elements(a) {
			if elem >= 0 && i >= elem {
				break
			}
			out = append(out, m.fronts(e)...)
		}
	}
	return out
}

// elements returns the values in a variadic argument, or the argument itself.
func (p *program) elements(a ssa.Value) []ssa.Value {
	if sl, ok := a.(*ssa.Slice); ok {
		var out []ssa.Value
		for _, at := range p.places(sl.X, 0) {
			out = append(out, p.stores[at]...)
		}
		return out
	}
	return []ssa.Value{a}
}

// fronts returns the middleware that a value is.
func (m *mounter) fronts(v ssa.Value) mounting {
	fns, _ := m.targets(v, 0)
	var out mounting
	for _, fn := range fns {
		out = append(out, front{fn: fn})
	}
	if len(out) == 0 {
		for {
			switch x := v.(type) {
			case *ssa.ChangeType:
				v = x.X
				continue
			case *ssa.MakeInterface:
				v = x.X
				continue
			case *ssa.MakeClosure: // a method that is a value
				v = ssaform.Unwrap(x.Fn.(*ssa.Function))
				continue
			case *ssa.Function:
				if obj, ok := x.Object().(*types.Func); ok {
					out = append(out, front{symbol: obj.FullName(), obj: obj})
				}
			case *ssa.Call:
				out = append(out, front{fn: m.static(x.Common()), symbol: m.name(x.Common()), obj: ssaform.Object(x.Common()), made: x.Common()})
			}
			break
		}
	}
	return out
}

// gateOf returns the gate of a front: of the function itself, or of the literal
// that it returns.
func (p *program) gateOf(fn *ssa.Function) *Gate {
	if g := p.gates[fn]; g != nil && g.Kind == Middleware {
		return g
	}
	for _, lit := range fn.AnonFuncs {
		if g := p.gateOf(lit); g != nil {
			return g
		}
	}
	return nil
}

// gateAt returns the gate of a front, of this package or of another one.
func (p *program) gateAt(f front) *Gate {
	if f.gate != nil {
		return f.gate
	}
	if f.fn != nil {
		return p.gateOf(f.fn)
	}
	return p.importedGate(f.obj, f.made)
}

// importedGate returns what is known of middleware of another package as a gate. Made is the
// call that makes it, if it is known.
func (p *program) importedGate(obj *types.Func, made *ssa.CallCommon) *Gate {
	if obj == nil {
		return nil
	}
	s := p.importedFunc(obj)
	if s == nil || len(s.Fronts)+len(s.Next) == 0 {
		return nil
	}
	var a Allow
	for _, path := range slices.Concat(s.Fronts, s.Next) {
		var w Way
		for _, l := range path {
			it := Item{Evidence: p.toldBy(made, l.Evidence)}
			if l.Neg {
				w.Not = append(w.Not, it)
			} else {
				w.Holds = append(w.Holds, it)
			}
		}
		a.Ways = append(a.Ways, w)
	}
	return &Gate{Kind: Middleware, Allows: []Allow{a}}
}

// Mounted says what is in front of a gate in one of the ways in which it is
// mounted.
type Mounted struct {
	Fronts    []*Gate
	Rewritten bool // something in front overwrites the hop's address from headers
	Local     bool // it is served on loopback or a Unix socket, and nowhere else

	leaves *types.Func // by which other packages get it, who may put more in front
}

// mount records, for every gate, what is in front of it.
func (p *program) mount() {
	for _, fn := range p.fns {
		g := p.gates[fn]
		if g == nil || g.Kind != Middleware && g.Kind != Handler && !(g.Kind == Decider && p.registered(fn)) {
			continue
		}
		m := p.mounter()
		m.function(fn, nil, 0)
		for _, fronts := range m.out {
			g.Mounted = append(g.Mounted, p.mounted(g, fronts))
		}
		g.Known = m.known() && len(m.left) == 0
		g.Staged = p.staged(g, m.out, g.Known)
		if m.known() {
			g.left = m.left
		}
	}
}

// mounted returns what is in front of a gate, or of one of another package if g is nil.
func (p *program) mounted(g *Gate, m mounting) (out Mounted) {
	for _, f := range m {
		out.Local = out.Local || f.local
		if f.leaves != nil {
			out.leaves = f.leaves
		}
		if fg := p.gateAt(f); fg != nil && fg != g {
			out.Fronts = append(out.Fronts, fg)
		}
		out.Rewritten = out.Rewritten || p.rewrites(f.fn)
		for _, r := range p.cat.Rows(f.symbol) {
			out.Rewritten = out.Rewritten || r.Role == catalog.RewriteAddr
		}
	}
	return out
}

// rewrites reports whether fn, or a literal in it, overwrites the address of
// the hop in the request.
func (p *program) rewrites(fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			s, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			if fa, ok := s.Addr.(*ssa.FieldAddr); ok {
				for _, r := range p.cat.Rows(fieldSymbol(fa.X.Type(), fa.Field)) {
					if r.Role == catalog.Source && r.Aspect == catalog.Addr {
						return true
					}
				}
			}
		}
	}
	for _, lit := range fn.AnonFuncs {
		if p.rewrites(lit) {
			return true
		}
	}
	return false
}
