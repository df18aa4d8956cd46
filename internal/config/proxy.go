package config

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"net/http"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Forwarding is what a proxy does with one header field about client
// certificates.
type Forwarding struct {
	Header   string
	Pos      token.Pos // where it is set or added
	Fn       *ssa.Function
	Survives bool // the client's copy stays on some path
	Added    bool // beside the client's copy
	Rewrite  bool // in a Rewrite function, or a transport: the client cannot have it removed
	Out      string
	Body     *ast.BlockStmt // of the Rewrite function, where the repair goes
	At       token.Position // where another package sets it, of whose transport the proxy makes use at Pos
}

// What a path did to the client's copy.
const (
	untouched uint8 = 1 << iota
	replaced        // deleted or overwritten
	doubled         // the proxy's was added to it
)

// every stands for all header fields.
const every = "*"

// touch is one thing done to one header field, or to every one.
type touch struct {
	header string
	does   uint8 // replaced or doubled
	sets   bool  // to something of the proxy's own
	pos    token.Pos
	fn     *ssa.Function // that does it
}

// effect is what a function does to a header field of what it is given.
type effect struct {
	exits uint8 // from untouched
	sets  []touch
}

// Forwardings returns what the package's reverse proxies, and the handlers in
// front of them, do with header fields about client certificates.
func (p *Program) Forwardings() []Forwarding {
	proxies := p.proxies()
	if !proxies && len(p.relays()) == 0 {
		return nil
	}
	out := p.foreignTransports()
	rewrites := map[*ssa.Function]bool{}
	fns := map[*ssa.Function]bool{}
	of := map[*ssa.Function][]any{} // the proxies
	for _, name := range []string{"Rewrite", "Director"} {
		for f, ss := range p.fields {
			if f.Name() != name || f.Pkg() == nil || f.Pkg().Path() != "net/http/httputil" {
				continue
			}
			for _, s := range ss {
				got, _ := p.functions(s.Val)
				for _, fn := range got {
					fns[fn] = true
					of[fn] = append(of[fn], p.roots(s.Addr.(*ssa.FieldAddr).X)...)
					rewrites[fn] = name == "Rewrite"
				}
			}
		}
	}
	late := map[*ssa.Function]bool{} // behind the proxy: the client cannot have anything removed there
	p.transports(func(fn *ssa.Function, proxy ssa.Value) {
		fns[fn], late[fn] = true, true
		of[fn] = append(of[fn], p.roots(proxy)...)
	})
	for _, fn := range p.fns {
		if proxies && p.handsOn(fn) {
			fns[fn] = true
			of[fn] = append(of[fn], p.next(fn)...)
		}
		if p.relaying(fn) {
			fns[fn], late[fn] = true, true
		}
	}
	for _, fn := range p.fns {
		if !fns[fn] {
			continue
		}
		for _, found := range p.eachWay(fn) {
			h, e := found.header, found.effect
			if len(e.sets) == 0 || p.cleanedBefore(h, fn, of[fn]) {
				continue
			}
			f := Forwarding{
				Header: h, Pos: e.sets[0].pos, Fn: e.sets[0].fn, Rewrite: rewrites[fn] || late[fn],
				Survives: e.exits&untouched != 0, Added: e.exits&doubled != 0,
			}
			if rewrites[fn] {
				if n := len(fn.Params); n > 0 {
					f.Out = fn.Params[n-1].Name()
				}
				switch d := fn.Syntax().(type) {
				case *ast.FuncLit:
					f.Body = d.Body
				case *ast.FuncDecl:
					f.Body = d.Body
				}
			}
			out = append(out, f)
		}
	}
	return out
}

// way is what a function does to one header field.
type way struct {
	header string
	effect
}

// eachWay returns what fn does to header fields, sorted by their names. If fn gives the
// request to one function of several, or to those of one list of several, as whoever makes it
// says, then it does so with each.
func (p *Program) eachWay(fn *ssa.Function) (out []way) {
	add := func() {
		effects := p.headerEffects(fn, map[*ssa.Function]bool{})
		for _, h := range slices.Sorted(maps.Keys(effects)) {
			out = append(out, way{h, effects[h]})
		}
	}
	call, choices := p.givenSteps(fn)
	if call == nil {
		add()
		return out
	}
	defer func() { p.steps = nil }()
	for _, fns := range choices {
		p.steps = map[ssa.CallInstruction][]*ssa.Function{call: fns}
		add()
		delete(p.effects, fn)
	}
	return out
}

// listOf returns the list of which v is an element, and not always the same.
func listOf(v ssa.Value) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	at, ok := load.X.(*ssa.IndexAddr)
	if !ok {
		return nil
	}
	if _, constant := at.Index.(*ssa.Const); constant {
		return nil
	}
	return at.X
}

// givenSteps returns the call with which fn, a literal, gives the request to a function that
// the function around it is given, or to each of a list of such, and what these may be, if all
// are in sight.
func (p *Program) givenSteps(fn *ssa.Function) (call ssa.CallInstruction, choices [][]*ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			c, ok := in.(ssa.CallInstruction)
			if !ok || c.Common().IsInvoke() || ssaform.Object(c.Common()) != nil || !slices.ContainsFunc(c.Common().Args, func(a ssa.Value) bool { return onItsWay(a.Type()) }) {
				continue
			}
			var got [][]*ssa.Function
			if list := listOf(c.Common().Value); list != nil {
				if got = p.writtenLists(list); len(got) == 0 || loopOf(b) == nil {
					return nil, nil // or not one after the other
				}
			} else {
				fns, open := p.functions(c.Common().Value)
				if open || p.static(c.Common()) != nil {
					continue
				}
				for _, g := range fns {
					got = append(got, []*ssa.Function{g})
				}
			}
			if len(got) == 0 || slices.ContainsFunc(got, func(fns []*ssa.Function) bool { return slices.Contains(fns, fn) }) {
				continue
			}
			if call != nil || len(got) > maxServers {
				return nil, nil
			}
			call, choices = c, got
		}
	}
	return call, choices
}

// writtenLists returns the functions of each of the lists that v may be, in order; none unless
// all of these are written out.
func (p *Program) writtenLists(v ssa.Value) (out [][]*ssa.Function) {
	open := p.trace(v, func(v ssa.Value) (end, known bool) {
		s, ok := v.(*ssa.Slice)
		if !ok {
			return false, true
		}
		fns, known := p.inOrder(s)
		out = append(out, fns)
		return true, known
	})
	if open {
		return nil
	}
	return out
}

// inOrder returns the functions of a list that is written out; false says that it is not.
func (p *Program) inOrder(s *ssa.Slice) (out []*ssa.Function, known bool) {
	array, ok := s.X.(*ssa.Alloc)
	if !ok || s.Low != nil || s.High != nil {
		return nil, false
	}
	at := map[int64]*ssa.Function{}
	for _, r := range *array.Referrers() {
		switch r := r.(type) {
		case *ssa.IndexAddr:
			i, ok := r.Index.(*ssa.Const)
			if !ok || len(*r.Referrers()) != 1 {
				return nil, false
			}
			store, ok := (*r.Referrers())[0].(*ssa.Store)
			if !ok {
				return nil, false
			}
			fns, open := p.functions(store.Val)
			if open || len(fns) != 1 {
				return nil, false
			}
			at[i.Int64()] = fns[0]
		case *ssa.Slice, *ssa.DebugRef:
		default:
			return nil, false
		}
	}
	for _, r := range *s.Referrers() {
		if c, ok := r.(*ssa.Call); ok {
			if _, appended := c.Call.Value.(*ssa.Builtin); appended {
				return nil, false
			}
		}
	}
	for _, i := range slices.Sorted(maps.Keys(at)) {
		out = append(out, at[i])
	}
	return out, true
}

// transports calls visit with the methods with which the transports of the package's
// reverse proxies send requests, and the proxies.
func (p *Program) transports(visit func(fn *ssa.Function, proxy ssa.Value)) {
	p.eachTransport(func(s *ssa.Store, method *types.Func) {
		if method.Pkg() == p.pkg {
			if fn := p.SSA.Prog.FuncValue(method); p.mine[fn] {
				visit(fn, s.Addr.(*ssa.FieldAddr).X)
			}
		}
	})
}

// foreignTransports returns what such methods of other packages do with header fields, where
// nothing in front of the proxy, nor its Rewrite or Director, deletes the client's copy.
func (p *Program) foreignTransports() (out []Forwarding) {
	p.eachTransport(func(s *ssa.Store, method *types.Func) {
		f := p.facts.function(method)
		if f == nil {
			return
		}
		proxy := s.Addr.(*ssa.FieldAddr).X
		of := p.roots(proxy)
		for _, t := range f.Headers {
			known := func(g Forwarding) bool { return g.Pos == s.Pos() && g.Header == t.Header && g.At == t.At }
			if !t.Sets || t.Exits&(untouched|doubled) == 0 || p.cleanedInside(t.Header, proxy) || p.cleanedBefore(t.Header, nil, of) || slices.ContainsFunc(out, known) {
				continue
			}
			out = append(out, Forwarding{
				Header: t.Header, Pos: s.Pos(), Fn: s.Parent(), Rewrite: true, At: t.At,
				Survives: t.Exits&untouched != 0, Added: t.Exits&doubled != 0,
			})
		}
	})
	return out
}

// cleanedInside reports whether the Rewrite or Director functions of a proxy delete or overwrite the
// client's copy of a header field on every path, or may be others than those in sight.
func (p *Program) cleanedInside(h string, proxy ssa.Value) bool {
	of := p.roots(proxy)
	for _, r := range of {
		switch r := r.(type) {
		case *ssa.Alloc:
		case *ssa.Call:
			if p.static(r.Common()) == nil && p.symbol(r.Common()) != "net/http/httputil.NewSingleHostReverseProxy" {
				return true
			}
		default:
			return true // one that others make
		}
	}
	for f, ss := range p.fields {
		if f.Name() != "Rewrite" && f.Name() != "Director" || f.Pkg() == nil || f.Pkg().Path() != "net/http/httputil" {
			continue
		}
		for _, s := range ss {
			if !slices.ContainsFunc(p.roots(s.Addr.(*ssa.FieldAddr).X), func(r any) bool { return slices.Contains(of, r) }) {
				continue
			}
			fns, unknown := p.functions(s.Val)
			if unknown {
				return true
			}
			for _, fn := range fns {
				effects := p.headerEffects(fn, map[*ssa.Function]bool{})
				for _, h := range []string{h, every} {
					if e, ok := effects[h]; ok && e.exits == replaced {
						return true
					}
				}
			}
		}
	}
	return false
}

// eachTransport calls visit with the RoundTrip methods of what is stored as the transport of
// reverse proxies, as far as their types are in sight.
func (p *Program) eachTransport(visit func(s *ssa.Store, method *types.Func)) {
	for f, ss := range p.fields {
		if f.Name() != "Transport" || f.Pkg() == nil || f.Pkg().Path() != "net/http/httputil" {
			continue
		}
		for _, s := range ss {
			p.trace(s.Val, func(v ssa.Value) (bool, bool) {
				m, ok := v.(*ssa.MakeInterface)
				if !ok {
					return false, true
				}
				obj, _, _ := types.LookupFieldOrMethod(m.X.Type(), true, p.pkg, "RoundTrip")
				if method, ok := obj.(*types.Func); ok {
					visit(s, method)
				}
				return true, true
			})
		}
	}
}

// proxies reports whether the package has a reverse proxy.
func (p *Program) proxies() bool {
	for _, obj := range p.info.Uses {
		if obj.Pkg() != nil && obj.Pkg().Path() == "net/http/httputil" {
			switch obj.Name() {
			case "ReverseProxy", "NewSingleHostReverseProxy":
				return true
			}
		}
	}
	return false
}

// handsOn reports whether fn is given a request and hands it on to a handler.
func (p *Program) handsOn(fn *ssa.Function) bool {
	request := false
	for _, q := range fn.Params {
		request = request || p.types.Type(ssaform.Named(q.Type())) == catalog.RequestType
	}
	return request && slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return p.nextIn(b) >= 0 })
}

// nextIn returns the index of the call in b that hands the request on, -1 if
// there is none.
func (p *Program) nextIn(b *ssa.BasicBlock) int {
	for i, in := range b.Instrs {
		if c, ok := in.(ssa.CallInstruction); ok {
			obj := ssaform.Object(c.Common())
			if obj != nil && obj.Name() == "ServeHTTP" && p.static(c.Common()) == nil && len(ssaform.Arguments(c.Common())) == 3 {
				return i
			}
		}
	}
	return -1
}

// next returns the handlers that fn hands requests on to.
func (p *Program) next(fn *ssa.Function) []any {
	var out []any
	for _, b := range fn.Blocks {
		if i := p.nextIn(b); i >= 0 {
			out = append(out, p.roots(ssaform.Arguments(b.Instrs[i].(ssa.CallInstruction).Common())[0])...)
		}
	}
	return out
}

// cleanedBefore reports whether another function of the package deletes or
// overwrites the header field on every path, in front of fn, which belongs to
// some proxies, or is one by itself. One that hands on to other proxies is not in front of it.
func (p *Program) cleanedBefore(h string, fn *ssa.Function, of []any) bool {
	relays := fn != nil && p.relaying(fn)
	for _, g := range p.fns {
		if g == fn || !p.handsOn(g) {
			continue
		}
		if behind, used := p.behind(g); !used || p.apart(behind, of) || relays && p.onlyProxies(behind) {
			continue
		}
		effects := p.headerEffects(g, map[*ssa.Function]bool{})
		for _, h := range []string{h, every} {
			if e, ok := effects[h]; ok && e.clears() {
				return true
			}
		}
	}
	return slices.ContainsFunc(p.foreignCleaners(), func(c cleaner) bool {
		return (slices.Contains(c.clears, h) || slices.Contains(c.clears, every)) && !p.apart(c.behind, of) &&
			!(relays && p.onlyProxies(c.behind))
	})
}

// clears reports whether no client's copy is left on any path, nor anything else.
func (e effect) clears() bool { return e.exits == replaced && len(e.sets) == 0 }

// cleaner is middleware of another package that lets no client's copy of some header fields
// through, and the handlers that it stands in front of, as far as they are known.
type cleaner struct {
	clears []string
	behind []any
}

// foreignCleaners returns such middleware that the package uses.
func (p *Program) foreignCleaners() []cleaner {
	if p.cleaners != nil {
		return p.cleaners
	}
	p.cleaners = []cleaner{}
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				for _, op := range in.Operands(nil) {
					g, ok := (*op).(*ssa.Function)
					if !ok || p.mine[g] {
						continue
					}
					obj, _ := g.Object().(*types.Func)
					if f := p.facts.function(obj); f != nil && len(f.Clears) > 0 {
						p.cleaners = append(p.cleaners, cleaner{f.Clears, p.wrapped(in, g)})
					}
				}
			}
		}
	}
	return p.cleaners
}

// wrapped returns the handlers that in, a call of middleware, or of what makes it, wraps.
func (p *Program) wrapped(in ssa.Instruction, middleware *ssa.Function) (out []any) {
	call, ok := in.(*ssa.Call)
	if !ok || call.Call.Value != middleware {
		return nil
	}
	for _, a := range call.Call.Args {
		if handler(a.Type()) {
			out = append(out, p.roots(a)...)
		}
	}
	for _, r := range *call.Referrers() {
		if c, ok := r.(*ssa.Call); ok && c.Call.Value == call {
			for _, a := range c.Call.Args {
				out = append(out, p.roots(a)...)
			}
		}
	}
	return out
}

// clears returns the header fields of which the middleware that an exported function is, or
// makes, lets no client's copy through, for importers.
func (p *Program) clears(fn *ssa.Function) (out []string) {
	for _, g := range inner(fn) {
		if !p.handsOn(g) || !slices.ContainsFunc(p.next(g), func(h any) bool {
			q, ok := h.(*ssa.Parameter)
			return ok && q.Parent() != g
		}) {
			continue
		}
		effects := p.headerEffects(g, map[*ssa.Function]bool{})
		for _, h := range slices.Sorted(maps.Keys(effects)) {
			if effects[h].clears() {
				out = append(out, h)
			}
		}
	}
	return out
}

// inner returns the literals in fn, and those in them.
func inner(fn *ssa.Function) (out []*ssa.Function) {
	for _, g := range fn.AnonFuncs {
		out = append(append(out, g), g.AnonFuncs...)
	}
	return out
}

// behind returns what is behind fn: the handlers that it hands requests on to, and, of
// middleware that routers use, those that are mounted there. Used is false for middleware
// that nobody uses.
func (p *Program) behind(fn *ssa.Function) (handlers []any, used bool) {
	next := p.next(fn)
	outer := ssaform.Outermost(fn)
	given := func(h any) bool {
		q, ok := h.(*ssa.Parameter)
		return ok && (q.Parent() == outer || q.Parent().Parent() == outer)
	}
	if ast.IsExported(outer.Name()) || len(p.callers[outer]) > 0 || !slices.ContainsFunc(next, given) {
		return next, true
	}
	out := slices.DeleteFunc(slices.Clone(next), given)
	for _, in := range p.uses[outer] {
		router := p.usedOn(in)
		if router == nil {
			return next, true
		}
		for _, r := range p.aliases(router) {
			if r.Referrers() == nil {
				continue
			}
			for _, m := range *r.Referrers() {
				c, ok := m.(ssa.CallInstruction)
				if !ok {
					continue
				}
				args := ssaform.Arguments(c.Common())
				if len(args) < 3 || args[0] != r {
					continue
				}
				for _, a := range args[2:] {
					p.codeIn(a, func(h ssa.Value) { out = append(out, p.roots(h)...) })
				}
			}
		}
	}
	return out, len(p.uses[outer]) > 0
}

// usedOn returns the router whose Use gets what an instruction stores in a list, nil if it
// is none.
func (p *Program) usedOn(in ssa.Instruction) ssa.Value {
	s, ok := in.(*ssa.Store)
	if !ok {
		return nil
	}
	at, ok := s.Addr.(*ssa.IndexAddr)
	if !ok || at.X.Referrers() == nil {
		return nil
	}
	for _, r := range *at.X.Referrers() {
		list, ok := r.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, rr := range *list.Referrers() {
			if c, ok := rr.(ssa.CallInstruction); ok {
				if obj := ssaform.Object(c.Common()); obj != nil && obj.Name() == "Use" && c.Common().Signature().Recv() != nil {
					return ssaform.Arguments(c.Common())[0]
				}
			}
		}
	}
	return nil
}

// apart reports whether handlers are certainly proxies, and others than some.
func (p *Program) apart(handlers, others []any) bool {
	return p.onlyProxies(handlers) && p.onlyProxies(others) && !slices.ContainsFunc(handlers, func(h any) bool { return slices.Contains(others, h) })
}

// onlyProxies reports whether handlers are certainly proxies of httputil; none are not.
func (p *Program) onlyProxies(handlers []any) bool {
	return len(handlers) > 0 && !slices.ContainsFunc(handlers, func(h any) bool {
		v, ok := h.(ssa.Value)
		_, param := h.(*ssa.Parameter)
		return !ok || param || p.configType(v.Type()) != "net/http/httputil.ReverseProxy"
	})
}

// Touch is what a function does to one header field about client certificates, of the
// request or the header that it is given.
type Touch struct {
	Header string // canonical
	Exits  uint8  // what became of the client's copy
	Sets   bool   // to something of the proxy's own
	At     token.Position
}

// touches returns what an exported function does to such fields, for importers.
func (p *Program) touches(fn *ssa.Function) []Touch {
	if !slices.ContainsFunc(fn.Params, func(q *ssa.Parameter) bool { return onItsWay(q.Type()) }) || p.handsOn(fn) {
		return nil
	}
	effects := p.headerEffects(fn, map[*ssa.Function]bool{})
	var out []Touch
	for _, h := range slices.Sorted(maps.Keys(effects)) {
		if h != every {
			t := Touch{Header: h, Exits: effects[h].exits, Sets: len(effects[h].sets) > 0}
			if t.Sets {
				t.At = p.position(effects[h].sets[0].pos)
			}
			out = append(out, t)
		}
	}
	return out
}

// onItsWay reports whether t is a request, or its header, that a proxy may send on.
func onItsWay(t types.Type) bool {
	switch ssaform.Named(t) {
	case "net/http.Header", "net/http.Request", "net/http/httputil.ProxyRequest":
		return true
	}
	return false
}

// headerEffects returns what fn does to header fields of the request that it
// is given, by their canonical names, where it ends, or hands the request on.
func (p *Program) headerEffects(fn *ssa.Function, busy map[*ssa.Function]bool) map[string]effect {
	if e, ok := p.effects[fn]; ok {
		return e
	}
	if busy[fn] || len(busy) > 8 {
		return nil
	}
	busy[fn] = true
	defer delete(busy, fn)
	touches := map[*ssa.BasicBlock][]touch{}
	names := map[string]bool{}
	rest := map[*ssa.BasicBlock]bool{}  // all fields are replaced there
	ends := make([]int, len(fn.Blocks)) // by block, what hands the request on, or sends it
	hands, sends := p.handsOn(fn), p.relaying(fn)
	for _, b := range fn.Blocks {
		ends[b.Index] = p.nextIn(b)
		if sends && ends[b.Index] < 0 {
			ends[b.Index] = p.sendIn(b)
		}
		for i, in := range b.Instrs {
			if i == ends[b.Index] {
				break // what comes after it comes too late
			}
			for _, t := range p.touched(in, busy) {
				if t.fn == nil {
					t.fn = fn
				}
				names[t.header] = true
				at := b
				// In a loop over a list of names, each is touched, and in one over
				// functions, each is called.
				if l := loopOf(b); l != nil && (!t.sets || p.stepIn(in)) {
					at = l
				}
				if t.header == every {
					rest[at] = rest[at] || t.does == replaced
					continue
				}
				touches[at] = append(touches[at], t)
			}
		}
		for _, t := range p.refused(b) {
			names[t.header] = true
			touches[t.at] = append(touches[t.at], t.touch)
		}
	}
	out := map[string]effect{}
	for h := range names {
		var e effect
		in := make([]uint8, len(fn.Blocks))
		if len(fn.Blocks) > 0 {
			in[0] = untouched
		}
		for changed := true; changed; {
			changed = false
			for _, b := range fn.Blocks {
				s := in[b.Index]
				if s == 0 {
					continue
				}
				s = after(s, h, touches[b], rest[b])
				for _, n := range b.Succs {
					if in[n.Index]|s != in[n.Index] {
						in[n.Index] |= s
						changed = true
					}
				}
			}
		}
		for _, b := range fn.Blocks {
			if in[b.Index] == 0 || b == fn.Recover {
				continue
			}
			ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if (hands || sends) && ends[b.Index] >= 0 || !hands && !sends && ok && !failing(ret) {
				e.exits |= after(in[b.Index], h, touches[b], rest[b])
			}
		}
		for _, b := range fn.Blocks {
			for _, t := range touches[b] {
				if t.header == h && t.sets {
					e.sets = append(e.sets, t)
				}
			}
		}
		out[h] = e
	}
	p.effects[fn] = out
	return out
}

// absence is a header field that is not there in a block.
type absence struct {
	touch
	at *ssa.BasicBlock
}

// refused returns the header fields that, as the branch at the end of b says, no request
// has that comes by one of its sides: as good as deleted there. In a loop over a list of names that
// goes on by this side alone, none of them is there.
func (p *Program) refused(b *ssa.BasicBlock) (out []absence) {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return nil
	}
	key, absent := p.askedFor(branch.Cond)
	if key == nil {
		return nil
	}
	at := b.Succs[1]
	if absent {
		at = b.Succs[0]
	}
	switch l := loopOf(b); {
	case len(at.Preds) == 1 && (at.Comment != "rangeindex.body"):
	case l == at && !slices.ContainsFunc(l.Preds, func(q *ssa.BasicBlock) bool { return q != b && l.Dominates(q) }):
	default:
		return nil
	}
	for _, t := range p.named(key, touch{does: replaced, pos: branch.Cond.Pos()}) {
		out = append(out, absence{t, at})
	}
	return out
}

// askedFor returns the name of the header field of the request on its way that a condition
// asks for, or nil, and whether it holds when there is none.
func (p *Program) askedFor(cond ssa.Value) (key ssa.Value, absent bool) {
	c, ok := cond.(*ssa.BinOp)
	if !ok {
		return nil, false
	}
	k, ok := c.Y.(*ssa.Const)
	if !ok || k.Value == nil {
		return nil, false
	}
	asked := c.X
	n, isLen := asked.(*ssa.Call)
	if isLen {
		if b, ok := n.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			asked = n.Call.Args[0]
		} else {
			isLen = false
		}
	}
	switch kind := k.Value.Kind(); {
	case isLen && kind == constant.Int && constant.Sign(k.Value) == 0:
	case !isLen && kind == constant.String && constant.StringVal(k.Value) == "":
	default:
		return nil, false
	}
	switch c.Op {
	case token.EQL:
		absent = true
	case token.NEQ, token.GTR:
	default:
		return nil, false
	}
	switch v := asked.(type) {
	case *ssa.Call:
		if s := p.symbol(v.Common()); (s == "(net/http.Header).Get" || s == "(net/http.Header).Values") && p.outgoing(v.Call.Args[0]) {
			return v.Call.Args[1], absent
		}
	case *ssa.Lookup:
		if isLen && p.outgoing(v.X) {
			return v.Index, absent
		}
	}
	return nil, false
}

// after applies what a block does.
func after(s uint8, h string, ts []touch, all bool) uint8 {
	if all {
		s = replaced
	}
	for _, t := range ts {
		if t.header != h {
			continue
		}
		switch {
		case t.does == replaced:
			s = replaced
		case t.does == doubled:
			if s&untouched != 0 {
				s = s&^untouched | doubled
			}
		default: // a helper's, from untouched
			if s&untouched != 0 {
				s = s&^untouched | t.does
			}
		}
	}
	return s
}

// loopOf returns the head of the loop over a list or a map whose body b is, or of which b
// is one branch.
func loopOf(b *ssa.BasicBlock) *ssa.BasicBlock {
	for range 2 {
		switch b.Comment {
		case "rangeindex.loop", "rangeiter.loop":
			return b
		case "rangeindex.body", "rangeiter.body":
			return b.Idom()
		}
		if len(b.Preds) != 1 {
			return nil
		}
		b = b.Preds[0]
	}
	return nil
}

// touched returns what an instruction does to header fields of a request that
// is on its way.
func (p *Program) touched(in ssa.Instruction, busy map[*ssa.Function]bool) []touch {
	switch in := in.(type) {
	case *ssa.Range:
		if p.outgoing(in.X) && p.weeds(in) {
			return []touch{{header: every, does: replaced}}
		}
	case *ssa.MapUpdate:
		if p.outgoing(in.Map) {
			return p.named(in.Key, touch{does: replaced, sets: !isNil(in.Value), pos: in.Pos()})
		}
	case *ssa.Store:
		if fa, ok := in.Addr.(*ssa.FieldAddr); ok && fieldSymbol(fa.X.Type(), fa.Field) == "net/http.Request.Header" && !p.outgoing(in.Val) {
			switch v := in.Val.(type) {
			case *ssa.MakeMap, *ssa.ChangeType:
				_ = v
				return []touch{{header: every, does: replaced}}
			}
		}
	case ssa.CallInstruction:
		c := in.Common()
		if b, ok := c.Value.(*ssa.Builtin); ok && !c.IsInvoke() {
			if b.Name() == "delete" && p.outgoing(c.Args[0]) {
				return p.deleted(c.Args[1], in.Pos())
			}
			if b.Name() == "clear" && p.outgoing(c.Args[0]) {
				return []touch{{header: every, does: replaced}}
			}
			return nil
		}
		switch p.symbol(c) {
		case "(net/http.Header).Set":
			if p.outgoing(c.Args[0]) {
				s, ok := text(c.Args[2])
				return p.named(c.Args[1], touch{does: replaced, sets: !ok || s != "", pos: in.Pos()})
			}
		case "(net/http.Header).Add":
			if p.outgoing(c.Args[0]) {
				return p.named(c.Args[1], touch{does: doubled, sets: true, pos: in.Pos()})
			}
		case "(net/http.Header).Del":
			if p.outgoing(c.Args[0]) {
				return p.deleted(c.Args[1], in.Pos())
			}
		default:
			given := false
			for _, a := range ssaform.Arguments(c) {
				switch ssaform.Named(a.Type()) {
				case "net/http.Header":
					given = given || p.outgoing(a)
				case "net/http.Request", "net/http/httputil.ProxyRequest":
					given = true
				}
			}
			fns := p.steps[in]
			if fn := p.static(c); fn != nil {
				fns = []*ssa.Function{fn}
			}
			if len(fns) == 0 {
				if f := p.facts.function(ssaform.Object(c)); f != nil && given {
					var out []touch
					for _, t := range f.Headers {
						out = append(out, touch{header: t.Header, does: t.Exits, sets: t.Sets, pos: in.Pos()})
					}
					if len(out) > 0 {
						return out
					}
				}
				if p.mayClean(c) {
					return []touch{{header: every, does: replaced}}
				}
				return nil
			}
			if !given {
				return nil
			}
			var out []touch
			for _, fn := range fns {
				if p.handsOn(fn) {
					continue
				}
				effects := p.headerEffects(fn, busy)
				for _, h := range slices.Sorted(maps.Keys(effects)) {
					e := effects[h]
					t := touch{header: h, does: e.exits, pos: in.Pos()}
					if len(e.sets) > 0 {
						t.sets, t.pos, t.fn = true, e.sets[0].pos, e.sets[0].fn
					}
					out = append(out, t)
				}
			}
			return out
		}
	}
	return nil
}

// stepIn reports whether an instruction gives the request to functions that are looked at.
func (p *Program) stepIn(in ssa.Instruction) bool {
	c, ok := in.(ssa.CallInstruction)
	return ok && p.steps[c] != nil
}

// weeds reports whether a loop over header fields deletes some of them, by their
// names: which, only running it shows.
func (p *Program) weeds(loop *ssa.Range) bool {
	return slices.ContainsFunc(*loop.Referrers(), func(r ssa.Instruction) bool {
		next, ok := r.(*ssa.Next)
		return ok && slices.ContainsFunc(*next.Referrers(), func(r ssa.Instruction) bool {
			key, ok := r.(*ssa.Extract)
			return ok && key.Index == 1 && slices.ContainsFunc(*key.Referrers(), func(r ssa.Instruction) bool {
				c, ok := r.(ssa.CallInstruction)
				if !ok {
					return false
				}
				b, builtin := c.Common().Value.(*ssa.Builtin)
				return builtin && b.Name() == "delete" || p.symbol(c.Common()) == "(net/http.Header).Del"
			})
		})
	})
}

// mayClean reports whether a call of something that is not in sight may delete
// what the client sent: it is given the header fields of the request that goes
// on, or the request and nothing to say of it.
func (p *Program) mayClean(c *ssa.CallCommon) bool {
	obj := ssaform.Object(c)
	if obj == nil || obj.Pkg() == nil || catalog.LogName(obj.Name()) || catalog.NeverDecides(obj.Pkg().Path(), obj.FullName()) ||
		std(obj.Pkg().Path()) && !within(obj.Pkg().Path(), p.own) {
		return false
	}
	return slices.ContainsFunc(ssaform.Arguments(c), func(a ssa.Value) bool {
		switch ssaform.Named(a.Type()) {
		case "net/http.Header":
			return p.outgoing(a)
		case "net/http.Request":
			return c.Signature().Results().Len() == 0 && p.request(a)
		case "net/http/httputil.ProxyRequest":
			return true
		}
		return false
	})
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value == nil
}

// deleted returns what is deleted by a name: it may be any field if that is taken from a
// list that is not in sight.
func (p *Program) deleted(key ssa.Value, pos token.Pos) []touch {
	if names, known := p.constants(unspelled(key)); !known && len(names) == 0 && listed(unspelled(key)) {
		return []touch{{header: every, does: replaced}}
	}
	return p.named(key, touch{does: replaced, pos: pos})
}

// unspelled returns what is put into the spelling of header fields, or into another.
func unspelled(v ssa.Value) ssa.Value {
	if c, ok := v.(*ssa.Call); ok && len(c.Call.Args) == 1 {
		if obj := ssaform.Object(c.Common()); obj != nil && obj.Pkg() != nil && std(obj.Pkg().Path()) {
			return c.Call.Args[0]
		}
	}
	return v
}

// listed reports whether v is an element of a list, or a key of a map.
func listed(v ssa.Value) bool {
	if x, ok := v.(*ssa.Extract); ok {
		_, next := x.Tuple.(*ssa.Next)
		return next
	}
	return elementOf(v) != nil
}

// named returns t for each certificate header that key names.
func (p *Program) named(key ssa.Value, t touch) []touch {
	names, known := p.constants(key)
	if c, ok := key.(*ssa.Call); ok && p.symbol(c.Common()) == "net/http.CanonicalHeaderKey" {
		names, known = p.constants(c.Call.Args[0])
	}
	if !known && len(names) == 0 {
		return nil
	}
	var out []touch
	for _, n := range names {
		a, own := p.types.HeaderAspect(n)
		if catalog.CertificateHeader(n) || own && a >= catalog.State && a <= catalog.Verdict {
			t.header = http.CanonicalHeaderKey(n)
			out = append(out, t)
		}
	}
	return out
}

// outgoing reports whether v is the header of the request that goes on: that
// of a request or proxy request that a function is given, or a parameter.
func (p *Program) outgoing(v ssa.Value) bool {
	if p.busy[v] {
		return false
	}
	p.busy[v] = true
	defer delete(p.busy, v)
	for range 8 {
		switch x := v.(type) {
		case *ssa.UnOp:
			switch a := x.X.(type) {
			case *ssa.FieldAddr:
				switch fieldSymbol(a.X.Type(), a.Field) {
				case "net/http.Request.Header":
					return p.request(a.X)
				}
				return false
			case *ssa.Alloc, *ssa.FreeVar:
				for _, va := range p.variables(a) {
					for _, s := range p.stored(va) {
						if p.outgoing(s) {
							return true
						}
					}
				}
				return false
			}
			return false
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Parameter:
			return ssaform.Named(x.Type()) == "net/http.Header"
		default:
			return false
		}
	}
	return false
}

// request reports whether v is a request on its way, not the one that came in
// beside it.
func (p *Program) request(v ssa.Value) bool {
	if p.busy[v] {
		return false
	}
	p.busy[v] = true
	defer delete(p.busy, v)
	switch v := v.(type) {
	case *ssa.Parameter:
		return ssaform.Named(v.Type()) == "net/http.Request"
	case *ssa.UnOp:
		switch a := v.X.(type) {
		case *ssa.FieldAddr:
			return fieldSymbol(a.X.Type(), a.Field) == "net/http/httputil.ProxyRequest.Out" || isRequest(v.Type()) && p.framework(a.X)
		case *ssa.Alloc, *ssa.FreeVar:
			for _, va := range p.variables(a) {
				for _, s := range p.stored(va) {
					if p.request(s) {
						return true
					}
				}
			}
		}
	case *ssa.Call:
		// A clone of it.
		switch p.symbol(v.Common()) {
		case "(*net/http.Request).Clone", "(*net/http.Request).WithContext":
			return p.request(v.Call.Args[0])
		}
		args := ssaform.Arguments(v.Common())
		return isRequest(v.Type()) && len(args) == 1 && p.framework(args[0]) || p.relays()[v]
	case *ssa.Extract:
		return p.relays()[v]
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return isRequest(e.Type()) && p.request(e) })
	}
	return false
}

// framework reports whether v is the parameter in which a framework hands a request
// to a handler.
func (p *Program) framework(v ssa.Value) bool {
	q, ok := v.(*ssa.Parameter)
	return ok && !isRequest(q.Type()) && p.types.Type(ssaform.Named(q.Type())) == catalog.RequestType
}

func isRequest(t types.Type) bool { return ssaform.Named(t) == "net/http.Request" }
