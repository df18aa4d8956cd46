package config

import (
	"go/token"
	"go/types"
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

	at      ssa.Instruction
	roots   []any
	handler ssa.Value // nil for that of the package net/http
	config  *Config   // of TLS, if it is in sight
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
					l := p.listener(args[0])
					add(in, l, args[1])
				case "net/http.ServeTLS":
					l := p.listener(args[0])
					add(in, l, args[1])
				case "(*net/http.Server).ListenAndServe", "(*net/http.Server).ListenAndServeTLS", "(*net/http.Server).Serve", "(*net/http.Server).ServeTLS":
					p.server(in, sym[strings.LastIndexByte(sym, '.')+1:], args, add)
				default:
					for _, r := range p.cat[sym] {
						if r.Role == catalog.ServesPlain {
							l := &Listener{}
							if len(args) > 1 {
								l.Local = p.localIn(args[1])
							}
							add(in, l, args[0])
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

// server adds what a method of http.Server serves.
func (p *Program) server(in ssa.Instruction, method string, args []ssa.Value, add func(ssa.Instruction, *Listener, ssa.Value)) {
	for _, o := range p.held(args[0]) {
		i := slices.IndexFunc(p.configs, func(c *Config) bool { return c.obj == o })
		if i < 0 {
			continue
		}
		c := p.configs[i]
		l := &Listener{}
		if method == "Serve" || method == "ServeTLS" {
			l = p.listener(args[1])
		}
		if method == "ServeTLS" {
			l = &Listener{Local: l.Local}
		}
		addr := c.Field("Addr")
		if method == "ListenAndServe" || method == "ListenAndServeTLS" {
			l.Local = addr.All(func(v Value) bool { return v.Kind == Constant && Loopback(v.Const) })
		}
		if strings.HasSuffix(method, "TLS") {
			f := c.Field("TLSConfig")
			switch {
			case f.Open || len(f.Values) == 0:
				l.Open = true
			default:
				for _, v := range f.Values {
					switch {
					case v.Kind == Zero:
						p.mode(l, nil)
						l.Open = len(f.Values) > 1
					case v.val == nil:
						l.Open = true
					default:
						if x := p.configOf(v.val); x != nil {
							p.mode(l, x)
						} else {
							l.Open = true
						}
					}
				}
			}
		}
		h := c.Field("Handler")
		if h.Open {
			continue
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
}

// held returns the configurations that v is, or that the field holds that it
// is loaded from. One that a field holds by value is that place.
func (p *Program) held(v ssa.Value) []*object {
	var out []*object
	for _, o := range p.objectsOf(v) {
		if o.place == nil {
			if q, ok := o.val.(*ssa.Parameter); ok && p.closed(q.Parent()) {
				for _, c := range p.callers[q.Parent()] {
					if args := ssaform.Arguments(c.Common()); paramIndex(q) < len(args) {
						out = append(out, p.objectsOf(args[paramIndex(q)])...)
					}
				}
				continue
			}
			out = append(out, o)
			continue
		}
		if !pointsToConfig(o.place.Type()) {
			out = append(out, o)
			continue
		}
		for _, s := range p.fields[o.place] {
			out = append(out, p.objectsOf(s.Val)...)
		}
	}
	return out
}

// mode notes what a listener's configuration asks of clients.
func (p *Program) mode(l *Listener, c *Config) {
	l.config = c
	if c == nil {
		return
	}
	f := c.Field("ClientAuth")
	if c.Replaced() || f.Open {
		l.Open = true
		return
	}
	l.Requires = f.All(func(v Value) bool { return v.Const == RequireAnyClientCert || v.Const == RequireAndVerifyClientCert })
	if l.Requires {
		return
	}
	l.Optional = f.All(func(v Value) bool { return v.Kind == Constant })
	l.Open = !l.Optional && !f.Unset()
	l.Dead = c.Unconsulted()
}

// listener says what is known of a net.Listener.
func (p *Program) listener(v ssa.Value) *Listener {
	l := &Listener{}
	if p.busy[v] { // wrapped around itself
		l.Open = true
		return l
	}
	p.busy[v] = true
	defer delete(p.busy, v)
	found := false
	unknown := p.trace(v, func(v ssa.Value) (bool, bool) {
		var c *ssa.Call
		switch v := v.(type) {
		case *ssa.Call:
			c = v
		case *ssa.Extract:
			c, _ = v.Tuple.(*ssa.Call)
		}
		if c == nil || p.static(c.Common()) != nil {
			return false, true
		}
		args := c.Call.Args
		found = true
		switch p.symbol(c.Common()) {
		case "net.Listen":
			l.Local = p.network(args[0]) || p.local(args[1])
			return true, true
		case "net.ListenTCP":
			return true, true
		case "net.ListenUnix":
			l.Local = true
			return true, true
		case "crypto/tls.Listen":
			l.Local = p.network(args[0]) || p.local(args[1])
			if x := p.configOf(args[2]); x != nil {
				p.mode(l, x)
				return true, true
			}
		case "crypto/tls.NewListener":
			inner := p.listener(args[0])
			l.Local = inner.Local
			if x := p.configOf(args[1]); x != nil {
				p.mode(l, x)
				return true, true
			}
		}
		return true, false
	})
	l.Open = l.Open || unknown || !found
	return l
}

func (p *Program) network(v ssa.Value) bool {
	ns, known := p.constants(v)
	return known && len(ns) > 0 && !slices.ContainsFunc(ns, func(s string) bool { return !strings.HasPrefix(s, "unix") })
}

func (p *Program) local(v ssa.Value) bool {
	as, known := p.constants(v)
	return known && len(as) > 0 && !slices.ContainsFunc(as, func(s string) bool { return !Loopback(s) })
}

func (p *Program) localIn(v ssa.Value) bool {
	if _, list := v.Type().Underlying().(*types.Slice); !list {
		return p.local(v)
	}
	local := false
	all := p.elements(v, func(e ssa.Value) { local = p.local(e) })
	return all && local
}

// Loopback reports whether an address to listen on is on loopback.
func Loopback(addr string) bool {
	for _, s := range []string{"127.", "localhost:", "[::1]:"} {
		if strings.HasPrefix(addr, s) {
			return true
		}
	}
	return false
}

// roots returns the routers, engines and service values that a handler is,
// through wrappers and mounts.
func (p *Program) roots(h ssa.Value) []any {
	var out []any
	add := func(r any) {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value, depth int)
	follow := func(f *types.Var, depth int) {
		n := 0
		for _, s := range p.fields[f] {
			n++
			visit(s.Val, depth+1)
		}
		if n == 0 || f.Exported() {
			add(f)
		}
	}
	visit = func(v ssa.Value, depth int) {
		if v == nil || seen[v] || depth > 14 || len(seen) > maxTrace {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Const:
			if v.Value == nil {
				add("net/http.DefaultServeMux")
			}
		case *ssa.MakeInterface:
			visit(v.X, depth+1)
		case *ssa.ChangeInterface:
			visit(v.X, depth+1)
		case *ssa.ChangeType:
			visit(v.X, depth+1)
		case *ssa.TypeAssert:
			visit(v.X, depth+1)
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e, depth+1)
			}
		case *ssa.Parameter:
			cs := p.callers[v.Parent()]
			if len(cs) == 0 || !p.closed(v.Parent()) {
				add(v)
			}
			for _, c := range cs {
				if args := ssaform.Arguments(c.Common()); paramIndex(v) < len(args) {
					visit(args[paramIndex(v)], depth+1)
				}
			}
		case *ssa.FreeVar:
			for _, b := range p.bindings(v) {
				visit(b, depth+1)
			}
		case *ssa.Alloc:
			if pointsToPointer(v.Type()) || isInterface(v.Type().Underlying().(*types.Pointer).Elem()) {
				for _, s := range p.stored(v) {
					visit(s, depth+1)
				}
				return
			}
			add(v)
			p.mounted(v, func(x ssa.Value) { visit(x, depth+1) })
		case *ssa.UnOp:
			switch a := v.X.(type) {
			case *ssa.FieldAddr:
				if f := ssaform.Field(a.X.Type(), a.Field); f != nil {
					follow(f, depth)
				}
			case *ssa.Global:
				if o, ok := a.Object().(*types.Var); ok {
					if o.Pkg() != p.pkg {
						add(o)
						return
					}
					follow(o, depth)
					add(o)
				}
			case *ssa.Alloc, *ssa.FreeVar:
				for _, x := range p.variables(a) {
					if len(p.stored(x)) == 0 {
						visit(x, depth+1)
					}
					for _, s := range p.stored(x) {
						visit(s, depth+1)
					}
				}
			}
		case *ssa.FieldAddr:
			if f := ssaform.Field(v.X.Type(), v.Field); f != nil {
				add(f)
			}
		case *ssa.Extract:
			if c, ok := v.Tuple.(*ssa.Call); ok {
				p.built(c, v.Index, add, func(x ssa.Value) { visit(x, depth+1) })
			}
		case *ssa.Call:
			p.built(v, 0, add, func(x ssa.Value) { visit(x, depth+1) })
		}
	}
	visit(h, 0)
	return out
}

// built follows the result of a call: what a function of this package returns,
// what middleware wraps, and otherwise the result itself.
func (p *Program) built(c *ssa.Call, i int, add func(any), visit func(ssa.Value)) {
	if fn := p.static(c.Common()); fn != nil {
		for _, a := range ssaform.Arguments(c.Common()) {
			if handler(a.Type()) {
				visit(a) // middleware
			}
		}
		many := len(p.callers[fn]) > 1
		p.results(c, i, func(v ssa.Value) {
			if many {
				// Another value for each call: of what it makes, nothing is shared.
				if _, made := unconverted(v).(*ssa.Alloc); made {
					return
				}
				if _, made := unconverted(v).(*ssa.Call); made {
					return
				}
			}
			visit(v)
		})
		add(c)
		return
	}
	wraps := false
	for _, a := range c.Call.Args {
		if handler(a.Type()) {
			wraps = true
			visit(a)
		}
	}
	if !wraps {
		add(c)
		p.mounted(c, visit)
	}
}

func unconverted(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		default:
			return v
		}
	}
}

// handler reports whether values of type t handle requests, functions apart.
func handler(t types.Type) bool {
	if _, fn := t.Underlying().(*types.Signature); fn {
		return false
	}
	return hasMethod(t, "ServeHTTP")
}

// mounted calls visit with the routers that are mounted on v.
func (p *Program) mounted(v ssa.Value, visit func(ssa.Value)) {
	if v.Referrers() == nil {
		return
	}
	for _, r := range *v.Referrers() {
		c, ok := r.(ssa.CallInstruction)
		if !ok || p.static(c.Common()) != nil {
			continue
		}
		args := ssaform.Arguments(c.Common())
		if len(args) < 3 || args[0] != v {
			continue
		}
		if path, ok := text(args[1]); ok && catalog.Probe(path) {
			continue
		}
		for _, a := range args[2:] {
			if x := unconverted(a); router(x.Type()) {
				visit(a)
			} else if call, ok := x.(*ssa.Call); ok && handler(call.Type()) {
				for _, in := range call.Call.Args { // middleware around a router
					if router(unconverted(in).Type()) {
						visit(in)
					}
				}
			}
		}
	}
}

// router reports whether things can be mounted on values of type t.
func router(t types.Type) bool {
	return handler(t) && (hasMethod(t, "Handle") || hasMethod(t, "HandleFunc") || hasMethod(t, "Mount"))
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
			if b.Open || b.Requires || b.Local || b.Dead || a.at == b.at {
				continue
			}
			if slices.ContainsFunc(a.roots, func(r any) bool { return slices.Contains(b.roots, r) }) && p.together(a.at, b.at) {
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
			l := p.listener(in.Common().Args[1])
			m := &Listener{Pos: in.Pos(), Fn: in.Parent(), at: in, Local: l.Local}
			p.mode(m, s.config)
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

// together reports whether two instructions can be executed in one run of the
// program: one comes after the other, or they are in functions that a common
// one calls, one after the other.
func (p *Program) together(a, b ssa.Instruction) bool {
	for _, x := range p.lifted(a) {
		for _, y := range p.lifted(b) {
			if x.Parent() == y.Parent() && (x.Block() == y.Block() || reaches(x.Block(), y.Block()) || reaches(y.Block(), x.Block())) {
				return x != y || a.Block() == b.Block() || a.Parent() != b.Parent() || reaches(a.Block(), b.Block()) || reaches(b.Block(), a.Block())
			}
		}
	}
	return false
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
			out = append(out, m)
		}
		for _, c := range p.callers[fn] {
			out = append(out, c)
		}
		out = append(out, p.uses[fn]...)
	}
	return out
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
		if l.Fn != fn {
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
