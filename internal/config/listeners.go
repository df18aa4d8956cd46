package config

import (
	"go/token"
	"go/types"
	"net"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Listener is a place at which a handler is served.
type Listener struct {
	Pos      token.Pos
	Fn       *ssa.Function
	Requires bool // client certificates, for certain
	Optional bool // it asks for them
	Open     bool // whether it does is not known
	Local    bool // on loopback, or a Unix socket
	Dead     bool // it has authorities for clients, and asks for no certificates: a mistake of its own

	Made token.Pos // where the server is made, if it is started elsewhere

	at      ssa.Instruction
	roots   []any
	handler ssa.Value  // nil for that of the package net/http
	server  *object    // that is started, or whose connections are served, if it is one of several
	each    bool       // a loop starts all of those that it is one of
	rpc     *RPCServer // or of gRPC
	config  *Config    // of TLS, if it is in sight

	shape *Config   // of which config is what the call made below makes
	made  *ssa.Call // of the function that makes the server and its configuration
}

// Listeners returns where the package serves handlers.
func (p *Program) Listeners() []*Listener {
	if p.counted["listeners"] {
		return p.listeners
	}
	p.counted["listeners"] = true
	add := func(in ssa.Instruction, l *Listener, handler ssa.Value) {
		l.Pos, l.Fn, l.at, l.handler = in.Pos(), in.Parent(), in, handler
		l.roots = p.roots(handler)
		p.listeners = append(p.listeners, l)
	}
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if m, ok := in.(*ssa.MakeClosure); ok && startsByItself(m) {
					p.server(m, "ListenAndServe", m.Bindings, add)
				}
				c, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				args := ssaform.Arguments(c.Common())
				switch sym := p.symbol(c.Common()); sym {
				case "net/http.ListenAndServe":
					add(in, &Listener{Local: p.local(args[0])}, args[1])
				case "net/http.ListenAndServeTLS":
					add(in, &Listener{Local: p.local(args[0])}, args[3])
				case "net/http.Serve":
					for _, l := range p.eachListener(args[0]) {
						add(in, l, args[1])
					}
				case "net/http.ServeTLS":
					l := p.listener(args[0])
					add(in, l, args[1])
				case "(*net/http.Server).ListenAndServe", "(*net/http.Server).ListenAndServeTLS", "(*net/http.Server).Serve", "(*net/http.Server).ServeTLS":
					p.server(in, sym[strings.LastIndexByte(sym, '.')+1:], args, add)
				default:
					p.startedBy(c, add)
					for _, r := range p.cat[sym] {
						switch r.Role {
						case catalog.ServesPlain:
							l := &Listener{}
							if len(args) > 1 {
								l.Local = p.localIn(args[1])
							}
							add(in, l, args[0])
						case catalog.ServesOn:
							add(in, p.listener(args[r.Arg+1]), args[0])
						case catalog.ServesWith:
							p.engine(in, args[0], args[r.Arg+1], add)
						}
					}
					if f := p.facts.function(ssaform.Object(c.Common())); f != nil {
						for _, s := range f.Serves {
							if s.Arg >= len(args) {
								continue
							}
							l := &Listener{Requires: s.Requires, Optional: s.Optional, Local: s.Local, Open: s.Open}
							if s.Config > 0 && s.Config <= len(args) {
								p.mode(l, p.configOf(args[s.Config-1]))
							}
							if s.Addr > 0 && s.Addr <= len(args) {
								l.Local = l.Local || p.local(args[s.Addr-1])
							}
							add(in, l, args[s.Arg])
						}
					}
				}
			}
		}
	}
	return p.listeners
}

// startedBy adds what a call serves that is given a server and a function to start it with.
func (p *Program) startedBy(c ssa.CallInstruction, add func(ssa.Instruction, *Listener, ssa.Value)) {
	fn := p.static(c.Common())
	if fn == nil {
		return
	}
	args := ssaform.Arguments(c.Common())
	for i, q := range fn.Params {
		if i >= len(args) || !startsServer(q.Type()) {
			continue
		}
		at := p.startsWith(fn, q)
		if at < 0 {
			continue
		}
		starts, open := p.functions(args[i])
		if open || len(starts) != 1 {
			continue
		}
		srv := starts[0].Params[len(starts[0].Params)-1] // behind the receiver of a method
		for _, r := range *srv.Referrers() {
			in, ok := r.(ssa.CallInstruction)
			if !ok {
				continue
			}
			of := slices.Clone(ssaform.Arguments(in.Common()))
			method, ok := strings.CutPrefix(p.symbol(in.Common()), "(*net/http.Server).")
			if ok && of[0] == srv && (strings.HasPrefix(method, "Serve") || strings.HasPrefix(method, "ListenAndServe")) {
				of[0] = args[at]
				p.server(c, method, of, add)
			}
		}
	}
}

// startsServer reports whether t is a function of a server of net/http, which may start it.
func startsServer(t types.Type) bool {
	f, ok := t.Underlying().(*types.Signature)
	return ok && f.Params().Len() == 1 && ssaform.Named(f.Params().At(0).Type()) == "net/http.Server"
}

// startsWith returns the index of the parameter of fn, a server, that fn or a literal in it
// calls another parameter with; -1 if there is none.
func (p *Program) startsWith(fn *ssa.Function, start *ssa.Parameter) int {
	param := func(v ssa.Value) (q *ssa.Parameter) {
		p.trace(v, func(v ssa.Value) (bool, bool) {
			x, ok := v.(*ssa.Parameter)
			if ok && x.Parent() == fn {
				q = x
			}
			return ok, true
		})
		return q
	}
	at := -1
	var in func(f *ssa.Function)
	in = func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, i := range b.Instrs {
				c, ok := i.(ssa.CallInstruction)
				if !ok || c.Common().IsInvoke() || !startsServer(c.Common().Value.Type()) || param(c.Common().Value) != start {
					continue
				}
				if q := param(c.Common().Args[0]); q != nil {
					at = paramIndex(q)
				}
			}
		}
		for _, lit := range f.AnonFuncs {
			in(lit)
		}
	}
	in(fn)
	return at
}

// startsByItself reports whether a method value starts a server for whoever calls it.
func startsByItself(m *ssa.MakeClosure) bool {
	obj := functionObject(m)
	return obj != nil && ssaform.Bound(m) != nil && obj.FullName() == "(*net/http.Server).ListenAndServe"
}

// server adds what a method of http.Server serves.
func (p *Program) server(in ssa.Instruction, method string, args []ssa.Value, add func(ssa.Instruction, *Listener, ssa.Value)) {
	var ln ssa.Value
	if strings.HasPrefix(method, "Serve") {
		ln = args[1]
	}
	each := p.ranged(args[0], map[ssa.Value]bool{})
	one := func(in ssa.Instruction, l *Listener, handler ssa.Value) {
		l.each = l.each || each
		add(in, l, handler)
	}
	for _, o := range p.held(args[0]) {
		c := p.serverOf(o)
		if c == nil {
			continue
		}
		want := p.withTLS(in, args[0], c)
		if all := p.perElement(c); len(all) > 0 {
			each = true
			for _, m := range all {
				p.serve(in, method, ln, m, want, one)
			}
			continue
		}
		calls := p.handed(in, c)
		for _, call := range calls {
			m := &Config{State: p.substitute(c.raw, c.Fn, ssaform.Arguments(call.Common())), obj: c.obj, at: call}
			p.serve(call, method, ln, m, want, one)
		}
		if len(calls) == 0 || !p.closed(c.Fn) {
			p.serve(in, method, ln, c, want, one)
		}
	}
}

// serverOf returns what is known of a value of http.Server.
func (p *Program) serverOf(o *object) *Config {
	if o.place != nil {
		if s, ok := p.place(o.place); ok {
			return &Config{State: s, obj: o}
		}
		return nil
	}
	return p.configAt(o)
}

// handed returns the calls of a function that makes a server and starts it with
// the handler that it is given: each is a listener of its own.
func (p *Program) handed(in ssa.Instruction, c *Config) []ssa.CallInstruction {
	fn := ssaform.Outermost(in.Parent())
	given := func(v Value) bool { return v.Kind == Arg && v.owner == fn }
	if fn != c.Fn || len(p.callers[fn]) < 2 || !c.raw.Field("Handler").All(given) {
		return nil
	}
	return p.callers[fn]
}

// dependence is how a call that starts a server depends on its TLSConfig.
type dependence uint8

const (
	whatever dependence = iota
	withoutTLS
	onlyTLS
)

// withTLS says whether in is reached only by servers that have a TLSConfig, or
// only by those that have none.
func (p *Program) withTLS(in ssa.Instruction, server ssa.Value, c *Config) dependence {
	is := func(v ssa.Value) bool {
		if u, ok := v.(*ssa.UnOp); ok {
			if a, ok := u.X.(*ssa.FieldAddr); ok && fieldSymbol(a.X.Type(), a.Field) == "net/http.Server.TLSConfig" {
				return p.sameBase(a.X, server)
			}
		}
		of := loadedField(v)
		return c.raw.Field("TLSConfig").Any(func(x Value) bool {
			return x.val == v || of != nil && x.store != nil && loadedField(x.store.Val) == of
		})
	}
	for b := in.Block(); b.Idom() != nil; b = b.Idom() {
		iff, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		cond, ok := iff.Cond.(*ssa.BinOp)
		if !ok || cond.Op != token.EQL && cond.Op != token.NEQ || !isNil(cond.Y) || !is(cond.X) {
			continue
		}
		if (cond.Op == token.EQL) == (b.Idom().Succs[0] == b) {
			return withoutTLS
		}
		return onlyTLS
	}
	return whatever
}

// serve adds what one server serves by a method of http.Server.
func (p *Program) serve(in ssa.Instruction, method string, ln ssa.Value, c *Config, want dependence, add func(ssa.Instruction, *Listener, ssa.Value)) {
	f := c.Field("TLSConfig")
	if want == onlyTLS && f.Unset() || want == withoutTLS && f.Set() || strings.HasSuffix(method, "TLS") && f.Unset() && noFiles(in) {
		return
	}
	if ln != nil && method == "Serve" {
		for _, l := range p.eachListener(ln) {
			p.serveOn(in, method, l, c, add)
		}
		return
	}
	l := &Listener{}
	if ln != nil {
		l.Local = p.listener(ln).Local
	}
	p.serveOn(in, method, l, c, add)
}

// serveOn adds what one server serves on a listener.
func (p *Program) serveOn(in ssa.Instruction, method string, l *Listener, c *Config, add func(ssa.Instruction, *Listener, ssa.Value)) {
	if l.server == nil {
		l.server = c.obj
	}
	if c.Fn != nil && c.Fn != in.Parent() {
		l.Made = c.Pos
	}
	if strings.HasPrefix(method, "ListenAndServe") {
		l.Local = c.Field("Addr").All(func(v Value) bool { return v.Kind == Constant && catalog.Loopback(v.Const) })
	}
	if f := c.Field("TLSConfig"); strings.HasSuffix(method, "TLS") {
		if f.Any(func(v Value) bool { return v.Kind != Zero }) && noFiles(in) {
			f.Values = slices.DeleteFunc(slices.Clone(f.Values), func(v Value) bool { return v.Kind == Zero })
		}
		p.asked(l, c, f)
	}
	h := c.Field("Handler")
	if h.Open {
		return
	}
	for _, v := range h.Values {
		if v.Kind == Zero {
			m := *l
			m.Pos, m.Fn, m.at, m.roots = in.Pos(), in.Parent(), in, []any{"net/http.DefaultServeMux"}
			p.listeners = append(p.listeners, &m)
		} else if v.val != nil {
			m := *l
			add(in, &m, v.val)
		}
	}
}

// noFiles reports whether a call that serves TLS names no file with a certificate: without
// one in the TLSConfig it only returns an error.
func noFiles(in ssa.Instruction) bool {
	c, ok := in.(ssa.CallInstruction)
	if !ok || len(c.Common().Args) < 2 {
		return false
	}
	file, ok := text(c.Common().Args[len(c.Common().Args)-2])
	return ok && file == ""
}

// asked notes what the TLSConfig of a server, which is f, asks of clients.
func (p *Program) asked(l *Listener, server *Config, f Field) {
	if f.Open || len(f.Values) == 0 {
		l.Open = true
		return
	}
	for _, v := range f.Values {
		switch {
		case v.Kind == Zero:
			p.mode(l, nil)
			l.Open = len(f.Values) > 1
		case v.Held != nil:
			p.mode(l, &Config{State: *v.Held})
		case v.val == nil:
			l.Open = true
		default:
			if x := p.configOf(v.val); x != nil {
				p.mode(l, p.madeWith(l, server, x))
			} else {
				l.Open = true
			}
		}
	}
}

// madeWith returns the configuration of a server as it is for the call that makes both: what
// the function is given for a field is that call's argument.
func (p *Program) madeWith(l *Listener, server, c *Config) *Config {
	if one := c.atCall(server.at); one != c {
		return one
	}
	if server.obj == nil {
		return c
	}
	call, ok := server.obj.val.(*ssa.Call)
	if !ok || p.static(call.Common()) == nil || p.static(call.Common()) != c.Fn || c.raw.base() != zero {
		return c
	}
	given := func(v Value) bool { return v.Kind == Arg && v.owner == c.Fn }
	if !slices.ContainsFunc(c.raw.Fields, func(f Field) bool { return f.Any(given) }) {
		return c
	}
	l.shape, l.made = c, call
	return &Config{State: p.substitute(c.raw, c.Fn, ssaform.Arguments(call.Common())), Pos: c.Pos, Side: c.Side, Fn: c.Fn, obj: c.obj}
}

// engine adds what the engine of a framework serves with the http.Server that it
// is given.
func (p *Program) engine(in ssa.Instruction, engine, server ssa.Value, add func(ssa.Instruction, *Listener, ssa.Value)) {
	for _, o := range p.held(server) {
		c := p.serverOf(o)
		if c == nil {
			continue
		}
		l := &Listener{Local: c.Field("Addr").All(func(v Value) bool { return v.Kind == Constant && catalog.Loopback(v.Const) })}
		p.asked(l, c, c.Field("TLSConfig"))
		add(in, l, engine)
	}
}

// held returns the configurations that v is, that the field holds that it is
// loaded from, or that are in the list or the map that it is an element of. One that a field
// holds by value is that place.
func (p *Program) held(v ssa.Value) []*object {
	var out []*object
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value, depth int)
	visit = func(v ssa.Value, depth int) {
		if seen[v] || depth > 6 {
			return
		}
		seen[v] = true
		if m, ok := v.(*ssa.MakeInterface); ok {
			v = m.X
		}
		if vs, ok := p.taken(v); ok {
			for _, x := range vs {
				visit(x, depth+1)
			}
			return
		}
		for _, o := range p.objectsOf(v) {
			if o.place != nil {
				if !pointsToConfig(o.place.Type()) {
					out = append(out, o)
					continue
				}
				for _, s := range p.fields[o.place] {
					out = append(out, p.objectsOf(s.Val)...)
				}
				continue
			}
			if q, ok := o.val.(*ssa.Parameter); ok && p.closed(q.Parent()) {
				for _, c := range p.callers[q.Parent()] {
					if args := ssaform.Arguments(c.Common()); paramIndex(q) < len(args) {
						visit(args[paramIndex(q)], depth+1)
					}
				}
				continue
			}
			if vs, ok := p.taken(o.val); ok {
				for _, x := range vs {
					visit(x, depth+1)
				}
				continue
			}
			if list := elementOf(o.val); list != nil {
				p.elements(list, func(e ssa.Value) { visit(e, depth+1) })
				continue
			}
			out = append(out, o)
		}
	}
	visit(v, 0)
	return out
}

// mode notes what a listener's configuration asks of clients.
func (p *Program) mode(l *Listener, c *Config) {
	l.config = c
	if c == nil {
		return
	}
	f := c.Field("ClientAuth")
	l.Requires = c.requires() && c.keepsRequiring()
	if l.Requires {
		return
	}
	if c.Replaced() || f.Open {
		l.Open = true
		return
	}
	l.Optional = f.All(func(v Value) bool { return v.Kind == Constant })
	l.Open = !l.Optional && !f.Unset()
	l.Dead = c.Unconsulted()
}

// listener says what is known of a net.Listener.
func (p *Program) listener(v ssa.Value) *Listener {
	l, _ := p.listens(v, nil)
	return l
}

// eachListener says what is known of a net.Listener; of one of a list that a loop goes
// through, it does so for each.
func (p *Program) eachListener(v ssa.Value) []*Listener {
	at := p.slot(v)
	if at == nil || !p.ranged(at, map[ssa.Value]bool{}) {
		return []*Listener{p.listener(v)}
	}
	var out []*Listener
	known := p.elements(at.X, func(e ssa.Value) {
		l := p.listener(e)
		l.each, l.server = true, p.object(e, 0, nil, "net.Listener")
		out = append(out, l)
	})
	if !known || len(out) == 0 {
		return []*Listener{p.listener(v)}
	}
	return out
}

// Listening is what is known of a net.Listener that a function returns.
type Listening struct {
	Index                           int // of the result
	Requires, Optional, Local, Dead bool
	Inner, Config, Addr             int // 1 + the parameters with the listener below, the configuration of TLS, and the address
}

// listens says what is known of a net.Listener, in terms of the parameters of fn if it is
// a result of fn.
func (p *Program) listens(v ssa.Value, fn *ssa.Function) (*Listener, Listening) {
	l, of := &Listener{}, Listening{}
	if p.busy[v] { // wrapped around itself
		l.Open = true
		return l, of
	}
	p.busy[v] = true
	defer delete(p.busy, v)
	param := func(v ssa.Value) int { return paramOf(v, fn) }
	with := func(cfg ssa.Value) bool {
		if x := p.configOf(cfg); x != nil {
			p.mode(l, x)
			return true
		}
		of.Config = param(cfg)
		return of.Config > 0
	}
	found := 0
	unknown := p.trace(v, func(v ssa.Value) (bool, bool) {
		if at := param(v); at > 0 {
			of.Inner = at
			found++
			return true, true
		}
		if inner := p.listensBelow(v); inner != nil {
			found++
			below, held := p.listens(inner, fn)
			*l, of = *below, held
			return true, !l.Open
		}
		var c *ssa.Call
		i := 0
		switch v := v.(type) {
		case *ssa.Call:
			c = v
		case *ssa.Extract:
			c, _ = v.Tuple.(*ssa.Call)
			i = v.Index
		}
		if c == nil {
			return false, true
		}
		args := ssaform.Arguments(c.Common())
		if k := p.returnsListener(c, i); k != nil {
			found++
			below, held := p.listenerOf(*k, args, fn)
			*l, of = *below, held
			return true, !l.Open
		}
		if p.static(c.Common()) != nil {
			return false, true
		}
		found++
		sym := p.symbol(c.Common())
		switch sym {
		case "net.Listen":
			l.Local, of.Addr = p.network(args[0]) || p.local(args[1]), param(args[1])
			return true, true
		case "net.ListenTCP":
			return true, true
		case "net.ListenUnix":
			l.Local = true
			return true, true
		case "crypto/tls.Listen":
			l.Local, of.Addr = p.network(args[0]) || p.local(args[1]), param(args[1])
			return true, with(args[2])
		case "crypto/tls.NewListener":
			inner, below := p.listens(args[0], fn)
			l.Local, of.Addr, of.Inner = inner.Local, below.Addr, below.Inner
			return true, with(args[1])
		}
		for _, r := range p.cat[sym] {
			switch r.Role {
			case catalog.CarriesListener:
				if c.Common().Signature().Recv() != nil {
					r.Arg++
				}
				below, held := p.listens(args[r.Arg], fn)
				*l, of = *below, held
				return true, !l.Open
			case catalog.ListensPlain:
				return true, true
			}
		}
		addr, plain := p.plainElsewhere(c, 0)
		l.Local = catalog.Loopback(addr)
		return true, plain && addr != ""
	})
	l.Open = l.Open || unknown || found != 1
	return l, of
}

// listensBelow returns the listener that a value of a struct of this package embeds, if it accepts
// the connections that the listener accepts; nil otherwise.
func (p *Program) listensBelow(v ssa.Value) ssa.Value {
	inner, t := p.around(v, "Accept")
	if inner == nil {
		return nil
	}
	obj, path, _ := types.LookupFieldOrMethod(t, true, p.pkg, "Accept")
	m, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	if len(path) == 1 && !p.acceptsBelow(p.SSA.Prog.FuncValue(m)) {
		return nil
	}
	return inner
}

// acceptsBelow reports whether a method returns what another listener accepts, or what is around
// that.
func (p *Program) acceptsBelow(fn *ssa.Function) bool {
	if !p.mine[fn] {
		return false
	}
	accepted := false
	var leaf func(v ssa.Value) (bool, bool)
	leaf = func(v ssa.Value) (bool, bool) {
		if inner, _ := p.around(v, "RemoteAddr"); inner != nil {
			return true, !p.trace(inner, leaf)
		}
		x, ok := v.(*ssa.Extract)
		if !ok || x.Index != 0 {
			return false, true
		}
		c, ok := x.Tuple.(*ssa.Call)
		if !ok || p.static(c.Common()) != nil {
			return false, true
		}
		obj := ssaform.Object(c.Common())
		yes := obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "net" && strings.HasPrefix(obj.Name(), "Accept")
		accepted = accepted || yes
		return true, yes
	}
	for _, b := range fn.Blocks {
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && !failing(r) && (len(r.Results) == 0 || p.trace(r.Results[0], leaf)) {
			return false
		}
	}
	return accepted
}

// around returns what a value of a struct of this package, which becomes one of an
// interface, embeds that has a method, and the struct's type; nil if that is nothing, or
// does not show.
func (p *Program) around(v ssa.Value, method string) (ssa.Value, types.Type) {
	m, ok := v.(*ssa.MakeInterface)
	if !ok {
		return nil, nil
	}
	base := m.X
	if u, ok := base.(*ssa.UnOp); ok {
		base = u.X // a struct, at its address
	}
	if inner := p.embedded(base, method); inner != nil {
		return inner, m.X.Type()
	}
	return nil, nil
}

// embedded returns what a struct of this package, made at an address, embeds that has a
// method; nil if that is nothing, or does not show.
func (p *Program) embedded(base ssa.Value, method string) ssa.Value {
	a, made := base.(*ssa.Alloc)
	if !made {
		return nil
	}
	n := ssaform.NamedType(a.Type())
	if n == nil || n.Obj().Pkg() != p.pkg {
		return nil
	}
	s, ok := n.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range s.Fields() {
		if f.Embedded() && hasMethod(f.Type(), method) {
			inner, _, _ := fieldAt(a, f)
			return inner
		}
	}
	return nil
}

// plainElsewhere reports whether what a call returns, a listener or something that has
// one, is made by a package of the module that has nothing to do with TLS, and is given no
// connections of others; and the address that it is given.
func (p *Program) plainElsewhere(c *ssa.Call, depth int) (addr string, plain bool) {
	obj := ssaform.Object(c.Common())
	if depth > 3 || obj == nil || obj.Pkg() == nil || c.Call.IsInvoke() || p.static(c.Common()) != nil || !within(obj.Pkg().Path(), p.own) {
		return "", false
	}
	if pf := p.facts.of(obj.Pkg()); pf != nil && pf.Seen {
		return "", false
	}
	plain = true
	for i, a := range ssaform.Arguments(c.Common()) {
		switch s, constant := text(a); {
		case constant:
			if _, _, err := net.SplitHostPort(s); err == nil {
				addr = s
			}
		case i == 0 && c.Common().Signature().Recv() != nil:
			unknown := p.trace(a, func(v ssa.Value) (bool, bool) {
				if x, ok := v.(*ssa.Extract); ok && x.Index == 0 {
					v = x.Tuple
				}
				made, ok := v.(*ssa.Call)
				if !ok {
					return false, true
				}
				at, ok := p.plainElsewhere(made, depth+1)
				ok = ok && (addr == "" || addr == at)
				addr = at
				return true, ok
			})
			plain = plain && !unknown
		default:
			plain = plain && !hasMethod(a.Type(), "Accept") && !hasMethod(a.Type(), "Read") && !p.mayHoldCode(a.Type(), 0)
		}
	}
	return addr, plain
}

// returnsListener says what is known of the listener that is result i of a call; nil if
// that is nothing.
func (p *Program) returnsListener(c *ssa.Call, i int) *Listening {
	list := p.heard[p.static(c.Common())]
	if fn := p.static(c.Common()); fn != nil && list == nil {
		if p.heard == nil {
			p.heard = map[*ssa.Function][]Listening{}
		}
		p.heard[fn] = []Listening{} // while it is looked at
		list = p.returnedListeners(fn)
		p.heard[fn] = list
	} else if f := p.facts.function(ssaform.Object(c.Common())); f != nil {
		list = f.Listens
	}
	if at := slices.IndexFunc(list, func(k Listening) bool { return k.Index == i }); at >= 0 {
		return &list[at]
	}
	return nil
}

// returnedListeners lists the listeners that fn returns, as far as they are known.
func (p *Program) returnedListeners(fn *ssa.Function) []Listening {
	out := []Listening{}
	for i := range fn.Signature.Results().Len() {
		if ssaform.Named(fn.Signature.Results().At(i).Type()) != "net.Listener" {
			continue
		}
		var all []Listening
		for _, b := range fn.Blocks {
			r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if !ok || failing(r) {
				continue
			}
			l, of := p.listens(r.Results[i], fn)
			if l.Open {
				all = nil
				break
			}
			of.Index, of.Requires, of.Optional, of.Local, of.Dead = i, l.Requires, l.Optional, l.Local, l.Dead
			all = append(all, of)
		}
		if all = slices.Compact(all); len(all) == 1 {
			out = append(out, all[0])
		}
	}
	return out
}

// listenerOf is what is known of a listener that a function returns, with the arguments of
// a call, in terms of the parameters of fn if the call is in that.
func (p *Program) listenerOf(k Listening, args []ssa.Value, fn *ssa.Function) (*Listener, Listening) {
	l, of := &Listener{Requires: k.Requires, Optional: k.Optional, Local: k.Local, Dead: k.Dead}, Listening{}
	at := func(i int) ssa.Value {
		if i > 0 && i <= len(args) {
			return args[i-1]
		}
		return nil
	}
	tls := k.Config > 0 || k.Requires || k.Optional
	if v := at(k.Inner); v != nil {
		below, held := p.listens(v, fn)
		l.Local = l.Local || below.Local
		of.Inner, of.Addr = held.Inner, held.Addr
		if !tls {
			local := l.Local
			*l, of = *below, held
			l.Local = local
		}
	}
	if v := at(k.Config); v != nil {
		of.Config = paramOf(v, fn)
		if x := p.configOf(v); x != nil {
			p.mode(l, x)
		} else if of.Config == 0 {
			l.Open = true
		}
	}
	if v := at(k.Addr); v != nil {
		l.Local, of.Addr = l.Local || p.local(v), paramOf(v, fn)
	}
	return l, of
}

// paramOf returns 1 + the index of the parameter of fn that v is, or 0.
func paramOf(v ssa.Value, fn *ssa.Function) int {
	if q, ok := v.(*ssa.Parameter); ok && fn != nil && q.Parent() == fn {
		return paramIndex(q) + 1
	}
	return 0
}

func (p *Program) network(v ssa.Value) bool {
	ns, known := p.constants(v)
	return known && len(ns) > 0 && !slices.ContainsFunc(ns, func(s string) bool { return !strings.HasPrefix(s, "unix") })
}

func (p *Program) local(v ssa.Value) bool {
	if c, ok := v.(*ssa.Call); ok && p.symbol(c.Common()) == "net.JoinHostPort" {
		hosts, known := p.constants(c.Call.Args[0])
		return known && len(hosts) == 1 && catalog.Loopback(net.JoinHostPort(hosts[0], ""))
	}
	as, known := p.constants(v)
	return known && len(as) > 0 && !slices.ContainsFunc(as, func(s string) bool { return !catalog.Loopback(s) })
}

func (p *Program) localIn(v ssa.Value) bool {
	if _, list := v.Type().Underlying().(*types.Slice); !list {
		return p.local(v)
	}
	local := false
	all := p.elements(v, func(e ssa.Value) { local = p.local(e) })
	return all && local
}

// Mixed returns pairs of listeners that serve one handler, the first requiring
// certificates and the second not.
func (p *Program) Mixed() [][2]*Listener {
	var out [][2]*Listener
	ls := p.Listeners()
	for _, s := range p.RPCServers() {
		ls = append(ls, p.rpcListeners(s)...)
	}
	for _, a := range ls {
		if a.Open || !a.Requires {
			continue
		}
		for _, b := range ls {
			if b.Open || b.Requires || b.Local || b.Dead || a.at == b.at && !(a.each && a.server != b.server) {
				continue
			}
			shared := func(r any) bool { return slices.Contains(b.roots, r) && !p.probes(r) }
			if slices.ContainsFunc(a.roots, shared) && p.together(a, b) {
				out = append(out, [2]*Listener{a, b})
			}
		}
	}
	return out
}

// rpcListeners returns where a gRPC server serves.
func (p *Program) rpcListeners(s *RPCServer) []*Listener {
	if s.Open || s.config == nil && s.opaque || len(s.impls) == 0 {
		return nil
	}
	var out []*Listener
	p.forward(s.call, func(in ssa.CallInstruction, i int) bool {
		if i == 0 && p.symbol(in.Common()) == "(*google.golang.org/grpc.Server).Serve" {
			m := p.listener(in.Common().Args[1])
			if s.config != nil {
				m = &Listener{Local: m.Local}
				p.mode(m, s.config)
			} else if _, given := in.Common().Args[1].(*ssa.Parameter); given && m.config == nil {
				m.Open = false // whoever wraps it in TLS does so where the server is made
			}
			m.Pos, m.Fn, m.at, m.rpc = in.Pos(), in.Parent(), in, s
			for _, v := range s.impls {
				m.roots = append(m.roots, p.roots(v)...)
			}
			out = append(out, m)
			return false
		}
		return true
	})
	return out
}

// together reports whether two listeners can serve in one run of the program:
// one is started after the other, or they are in functions that a common one
// calls, one after the other, or they are two servers of a list whose loop
// starts each.
func (p *Program) together(l, m *Listener) bool {
	a, b := l.at, m.at
	if apart(l.server, m.server) {
		return false
	}
	each := l.each && m.each && l.server != m.server
	excluded := false // one function starts either the one or the other
	for _, x := range p.lifted(a) {
		for _, y := range p.lifted(b) {
			if x == y && each {
				if leads(x, x) {
					return true
				}
				continue // what it is called by may be the loop
			}
			if x.Parent() != y.Parent() {
				continue
			}
			if x != y && !leads(x, y) && !leads(y, x) {
				excluded = true
			} else if x != y || !excluded {
				return x != y || a.Block() == b.Block() || a.Parent() != b.Parent() || leads(a, b) || leads(b, a)
			}
		}
	}
	return false
}

// apart reports whether one function makes either the one server or the other.
func apart(a, b *object) bool {
	if a == nil || b == nil || a == b {
		return false
	}
	x, ok := a.val.(ssa.Instruction)
	y, is := b.val.(ssa.Instruction)
	return ok && is && x.Parent() == y.Parent() && (!leads(x, y) && !leads(y, x) || excluding(x.Block(), y.Block()))
}

// leads reports whether one instruction of a function may be followed by another.
func leads(x, y ssa.Instruction) bool {
	from := x.Block()
	rest := from.Instrs[slices.Index(from.Instrs, x)+1:]
	if i := slices.Index(rest, y); i >= 0 {
		return !slices.ContainsFunc(rest[:i], stops)
	}
	if slices.ContainsFunc(rest, stops) {
		return false
	}
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool {
			if s == y.Block() {
				return true
			}
			if seen[s] || slices.ContainsFunc(s.Instrs, stops) {
				return false
			}
			seen[s] = true
			return visit(s)
		})
	}
	return visit(from)
}

// lifted returns the instruction, and those that lead to it: the calls of its
// function, and the making of the literal that it is in.
func (p *Program) lifted(in ssa.Instruction) []ssa.Instruction {
	out := []ssa.Instruction{in}
	seen := map[*ssa.Function]bool{}
	for i := 0; i < len(out) && len(out) < 40; i++ {
		fn := out[i].Parent()
		if seen[fn] {
			continue
		}
		seen[fn] = true
		for _, m := range p.closures[fn] {
			if !calledThere(m) { // the call is enough
				out = append(out, m)
			}
		}
		for _, c := range p.callers[fn] {
			out = append(out, c)
		}
		out = append(out, p.uses[fn]...)
	}
	return out
}

// calledThere reports whether all that is done with a literal is to call it.
func calledThere(m *ssa.MakeClosure) bool {
	return !slices.ContainsFunc(*m.Referrers(), func(r ssa.Instruction) bool {
		c, ok := r.(ssa.CallInstruction)
		return !ok || c.Common().Value != m || slices.Contains(c.Common().Args, ssa.Value(m))
	})
}

func reaches(a, b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(x *ssa.BasicBlock) bool
	visit = func(x *ssa.BasicBlock) bool {
		for _, s := range x.Succs {
			if s == b {
				return true
			}
			if !seen[s] {
				seen[s] = true
				if visit(s) {
					return true
				}
			}
		}
		return false
	}
	return visit(a)
}

// Serve says that a function serves the handler that is its parameter Arg.
type Serve struct {
	Arg                             int
	Requires, Optional, Open, Local bool
	Config, Addr                    int // 1 + the parameters with the configuration and the address
}

// serves lists what an exported function serves of its parameters.
func (p *Program) serves(fn *ssa.Function) []Serve {
	var out []Serve
	for _, l := range p.Listeners() {
		if ssaform.Outermost(l.Fn) != fn {
			continue
		}
		for i, q := range fn.Params {
			if !slices.Contains(l.roots, any(q)) {
				continue
			}
			s := Serve{Arg: i, Requires: l.Requires, Optional: l.Optional, Open: l.Open, Local: l.Local}
			for j, c := range fn.Params {
				switch {
				case ssaform.Named(c.Type()) == "crypto/tls.Config":
					s.Config, s.Open = j+1, false
				case types.Identical(c.Type(), types.Typ[types.String]):
					s.Addr = j + 1
				}
			}
			out = append(out, s)
		}
	}
	return out
}
