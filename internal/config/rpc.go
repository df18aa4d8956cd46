package config

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// RPCServer is a gRPC server as it is made.
type RPCServer struct {
	Pos     token.Pos
	Fn      *ssa.Function
	Unary   []Value // interceptors of unary calls
	Stream  []Value // of streams
	Open    bool    // it may have options that are not in sight
	Covered bool    // something else decides for unary calls and streams alike

	Streaming bool // a service with streams is registered on it
	Services  int  // that are registered on it and in sight, without those of gRPC itself
	Unknown   bool // something is registered on it that is not understood
	Trivial   bool // services of gRPC itself are

	call   *ssa.Call
	config *Config        // of its credentials
	opaque bool           // its credentials are not in sight
	creds  *ssa.Parameter // or these, of the function that it is made in
	impls  []ssa.Value
}

// RPCServers returns the gRPC servers that the package makes.
func (p *Program) RPCServers() []*RPCServer {
	if p.counted["rpcs"] {
		return p.rpcs
	}
	p.counted["rpcs"] = true
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(*ssa.Call)
				if !ok || !catalog.MakesRPCServer(p.symbol(call.Common())) {
					continue
				}
				s := &RPCServer{Pos: call.Pos(), Fn: fn, call: call}
				if len(call.Call.Args) == 1 {
					p.options(s, call.Call.Args[0])
				}
				p.registered(s, call)
				p.rpcs = append(p.rpcs, s)
			}
		}
	}
	return p.rpcs
}

const serverOption = "google.golang.org/grpc.ServerOption"

// Options are options of a gRPC server that a function returns.
type Options struct {
	Index         int // of the result
	Unary, Stream []Value
	Covered       bool
	Creds         int  // 1 + the parameter with the credentials
	Opaque        bool // there are credentials, and they are no parameter
}

// options notes what the options in a list do to a server.
func (p *Program) options(s *RPCServer, list ssa.Value) {
	known := p.elementsOr(list, func(o ssa.Value) { p.option(s, o) }, func(c *ssa.Call, i int) bool { return p.madeOptions(s, c, i) })
	s.Open = s.Open || !known
}

// madeOptions notes what the options do to a server that a function of another package
// returns as result i; false says that nothing is known of them.
func (p *Program) madeOptions(s *RPCServer, c *ssa.Call, i int) bool {
	f := p.facts.function(ssaform.Object(c.Common()))
	if f == nil {
		return false
	}
	at := slices.IndexFunc(f.Options, func(o Options) bool { return o.Index == i })
	if at < 0 {
		return false
	}
	o, args := f.Options[at], ssaform.Arguments(c.Common())
	s.Unary = append(s.Unary, p.substituteValues(o.Unary, nil, args)...)
	s.Stream = append(s.Stream, p.substituteValues(o.Stream, nil, args)...)
	s.Covered, s.opaque = s.Covered || o.Covered, s.opaque || o.Opaque
	if o.Creds > 0 && o.Creds <= len(args) {
		p.credentials(s, args[o.Creds-1])
	}
	return true
}

// returnedOptions lists the options of gRPC servers that fn returns, as far as all of
// them are in sight.
func (p *Program) returnedOptions(fn *ssa.Function) []Options {
	var out []Options
	for i := range fn.Signature.Results().Len() {
		t := fn.Signature.Results().At(i).Type()
		list, many := t.Underlying().(*types.Slice)
		if !many && ssaform.Named(t) != serverOption || many && ssaform.Named(list.Elem()) != serverOption {
			continue
		}
		s := &RPCServer{Fn: fn}
		for _, b := range fn.Blocks {
			r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			switch {
			case !ok || failing(r):
			case many:
				p.options(s, r.Results[i])
			default:
				p.option(s, r.Results[i])
			}
		}
		if s.Open {
			continue
		}
		o := Options{Index: i, Unary: p.portableValues(s.Unary, fn), Stream: p.portableValues(s.Stream, fn), Covered: s.Covered}
		if s.creds != nil {
			o.Creds = paramIndex(s.creds) + 1
		} else {
			o.Opaque = s.opaque || s.config != nil
		}
		out = append(out, o)
	}
	return out
}

// option notes what an option does to a server.
func (p *Program) option(s *RPCServer, o ssa.Value) {
	unknown := p.trace(o, func(v ssa.Value) (bool, bool) {
		c, ok := v.(*ssa.Call)
		if !ok {
			return false, true
		}
		if p.static(c.Common()) != nil {
			return false, true
		}
		if p.madeOptions(s, c, 0) {
			return true, true
		}
		sym := p.symbol(c.Common())
		for _, r := range p.cat[sym] {
			switch r.Role {
			case catalog.UnaryOption:
				s.Unary = append(s.Unary, p.interceptors(s, c)...)
				return true, true
			case catalog.StreamOption:
				s.Stream = append(s.Stream, p.interceptors(s, c)...)
				return true, true
			case catalog.TapOption:
				s.Covered = true
				return true, true
			case catalog.ServesConfig:
				p.credentials(s, c.Call.Args[0])
				return true, true
			}
		}
		return true, strings.HasPrefix(sym, "google.golang.org/grpc.")
	})
	s.Open = s.Open || unknown
}

// interceptors returns the interceptors that an option is given.
func (p *Program) interceptors(s *RPCServer, c *ssa.Call) []Value {
	var out []Value
	add := func(v ssa.Value) {
		known := false
		for _, x := range p.values(v) {
			known = true
			out = append(out, x)
		}
		s.Open = s.Open || !known
	}
	for _, a := range c.Call.Args {
		if _, list := a.Type().Underlying().(*types.Slice); list {
			if !p.elements(a, add) {
				s.Open = true
			}
		} else {
			add(a)
		}
	}
	return out
}

// intercepts reports whether a function of another package, by its name, is or makes an
// interceptor of the server; others says that it may have some that are not in sight.
func (s *RPCServer) intercepts(name string) (has, others bool) {
	others = s.Open
	for _, v := range slices.Concat(s.Unary, s.Stream) {
		obj := functionObject(v.val)
		if c, ok := v.val.(*ssa.Call); ok {
			obj = ssaform.Object(c.Common())
		}
		has = has || obj != nil && obj.FullName() == name
		others = others || obj == nil && (v.Func == nil || v.Func.fn == nil)
	}
	return has, others
}

// credentials finds the configuration behind a server's credentials.
func (p *Program) credentials(s *RPCServer, v ssa.Value) {
	unknown := p.trace(v, func(v ssa.Value) (bool, bool) {
		if q, ok := v.(*ssa.Parameter); ok && q.Parent() == s.Fn {
			s.creds = q
		}
		c, ok := v.(*ssa.Call)
		if !ok || p.static(c.Common()) != nil {
			return false, true
		}
		for _, r := range p.cat[p.symbol(c.Common())] {
			if r.Role == catalog.CarriesConfig && r.Arg < len(c.Call.Args) {
				s.config = p.configOf(c.Call.Args[r.Arg])
				s.Covered = s.Covered || p.decidesInHandshake(c.Call.Args[r.Arg])
				return true, s.config != nil
			}
		}
		return true, p.symbol(c.Common()) == "google.golang.org/grpc/credentials/insecure.NewCredentials"
	})
	s.opaque = unknown
	if s.config == nil && unknown {
		// Credentials of the program's own may decide.
		s.Covered = s.Covered || ownType(p, v)
	}
}

// decidesInHandshake reports whether the callbacks of a configuration decide on
// the certificate; of several that it may be, those of one.
func (p *Program) decidesInHandshake(v ssa.Value) bool {
	objs := p.held(v)
	return slices.ContainsFunc(p.configs, func(c *Config) bool {
		if !slices.Contains(objs, c.obj) {
			return false
		}
		done, _ := c.Callbacks()
		return done.Names || done.Pins || done.Opaque
	})
}

// ownType reports whether a value is credentials of the program's own making.
func ownType(p *Program, v ssa.Value) bool {
	own := false
	p.trace(v, func(v ssa.Value) (bool, bool) {
		if m, ok := v.(*ssa.MakeInterface); ok {
			own = own || strings.HasPrefix(ssaform.Named(m.X.Type()), p.pkg.Path())
		}
		return false, true
	})
	return own
}

// configOf returns the one configuration that v is.
func (p *Program) configOf(v ssa.Value) *Config {
	objs := p.objectsOf(v)
	if len(objs) != 1 {
		return nil
	}
	o := objs[0]
	if o.place != nil && !o.place.Exported() && pointsToConfig(o.place.Type()) {
		// What the field holds.
		var held []*object
		for _, s := range p.fields[o.place] {
			held = append(held, p.objectsOf(s.Val)...)
		}
		if len(held) != 1 {
			return nil
		}
		o = held[0]
	}
	return p.configAt(o)
}

// configAt returns what is known of the configuration that o is, or nil.
func (p *Program) configAt(o *object) *Config {
	if i := slices.IndexFunc(p.configs, func(c *Config) bool { return c.obj == o }); i >= 0 {
		return p.configs[i]
	}
	return nil
}

// registered finds what is registered on a server, the result of a call or a parameter.
func (p *Program) registered(s *RPCServer, server ssa.Value) {
	p.forward(server, func(in ssa.CallInstruction, i int) bool {
		c := in.Common()
		obj := ssaform.Object(c)
		if obj == nil {
			return true
		}
		if f := p.facts.function(obj); f != nil {
			if at := slices.IndexFunc(f.Fills, func(x Filling) bool { return x.Arg == i }); at >= 0 {
				p.filled(s, f.Fills[at], ssaform.Arguments(c))
				return false
			}
		}
		switch name := obj.Name(); {
		case name == "RegisterService" && i == 0:
			args := ssaform.Arguments(c)
			if g := variableAt(args[1]); g != nil && catalog.OwnService(g.Pkg.Pkg.Path()) {
				s.Trivial = true
				return false
			}
			p.described(s, args[1], unconverted(args[2]).Type())
			s.impls = append(s.impls, args[2])
			return false
		case c.IsInvoke() || i > 0 && c.Signature().Recv() != nil:
			return true
		case strings.HasPrefix(name, "Register") && c.Signature().Recv() == nil && i == 0:
			if pkg := obj.Pkg(); pkg != nil && catalog.OwnService(pkg.Path()) {
				s.Trivial = true
				return false
			}
			if len(c.Args) < 2 {
				if p.static(c) != nil {
					return true
				}
				s.Unknown = true
				return false
			}
			iface, ok := c.Args[1].Type().Underlying().(*types.Interface)
			if !ok {
				return true
			}
			s.Services++
			s.impls = append(s.impls, c.Args[1])
			s.Streaming = s.Streaming || p.streams(iface, unconverted(c.Args[1]).Type())
			return false
		}
		return true
	})
}

// Filling is what a function registers on the gRPC server, or registrar, that is its
// parameter Arg.
type Filling struct {
	Arg                         int
	Streaming, Unknown, Trivial bool
	Services                    int
	Impls                       []int // parameters that it registers as services
}

// fills lists what fn registers on the gRPC servers that it is given.
func (p *Program) fills(fn *ssa.Function) []Filling {
	var out []Filling
	for i, q := range fn.Params {
		if !hasMethod(q.Type(), "RegisterService") {
			continue
		}
		s := &RPCServer{Fn: fn}
		p.registered(s, q)
		f := Filling{Arg: i, Streaming: s.Streaming, Unknown: s.Unknown, Trivial: s.Trivial, Services: s.Services}
		for _, v := range s.impls {
			if at := slices.IndexFunc(fn.Params, func(x *ssa.Parameter) bool { return unconverted(v) == x }); at >= 0 {
				f.Impls = append(f.Impls, at)
			}
		}
		if f.Services > 0 || f.Unknown || f.Trivial {
			out = append(out, f)
		}
	}
	return out
}

// filled notes what a function of another package registers on a server.
func (p *Program) filled(s *RPCServer, f Filling, args []ssa.Value) {
	s.Services += f.Services
	s.Unknown, s.Trivial = s.Unknown || f.Unknown, s.Trivial || f.Trivial
	open := len(f.Impls) < f.Services
	for _, i := range f.Impls {
		if i < len(args) {
			s.impls = append(s.impls, args[i])
			_, opens := p.opens(unconverted(args[i]).Type())
			open = open || opens
		}
	}
	s.Streaming = s.Streaming || f.Streaming && open
}

// described notes a service that is registered by its description.
func (p *Program) described(s *RPCServer, desc ssa.Value, impl types.Type) {
	some, open := p.opens(impl)
	streams, known := p.description(desc)
	if !known {
		streams, known = p.describedElsewhere(desc, impl)
	}
	if !known && some {
		s.Unknown = true
		return
	}
	s.Services++
	s.Streaming = s.Streaming || streams && (open || !some)
}

// variableAt returns the variable of a package that v is the address of, or is loaded from;
// nil if it is none.
func variableAt(v ssa.Value) *ssa.Global {
	if u, ok := v.(*ssa.UnOp); ok {
		v = u.X
	}
	g, _ := v.(*ssa.Global)
	return g
}

// describedElsewhere reports whether the service has streams that a variable of another
// package describes: an interface there says so that its implementation fulfils, and by whose
// name the variable is called. If there is none of that name, all have to that it fulfils.
func (p *Program) describedElsewhere(desc ssa.Value, impl types.Type) (streams, known bool) {
	g := variableAt(desc)
	if g == nil || g.Pkg == p.SSA || g.Object() == nil {
		return false, false
	}
	scope := g.Object().Pkg().Scope()
	named := ""
	for _, n := range scope.Names() {
		tn, ok := scope.Lookup(n).(*types.TypeName)
		if !ok || tn.IsAlias() || !tn.Exported() {
			continue
		}
		iface, ok := tn.Type().Underlying().(*types.Interface)
		if !ok || !types.Implements(impl, iface) {
			continue
		}
		serves, flows := false, false
		for m := range iface.Methods() {
			serves, flows = serves || m.Exported(), flows || streaming(m)
		}
		service := strings.TrimSuffix(n, "Server")
		switch {
		case !serves:
		case catalog.DescribesService(g.Name(), service) && len(service) > len(named):
			named, streams, known = service, flows, true
		case named == "":
			streams, known = flows && (streams || !known), true
		}
	}
	return streams, known
}

// opens reports whether a type has methods that stream, and one of them that does not ask
// for a certificate by itself.
func (p *Program) opens(impl types.Type) (some, open bool) {
	for m := range types.NewMethodSet(impl).Methods() {
		if fn, ok := m.Obj().(*types.Func); ok && streaming(fn) {
			some, open = true, open || !p.asks(impl, fn.Name())
		}
	}
	return some, open
}

// description reports whether the service has streams that a value describes.
func (p *Program) description(v ssa.Value) (streams, known bool) {
	if u, ok := v.(*ssa.UnOp); ok {
		v = u.X
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		if lit := p.literals[v.Pos()]; lit != nil {
			return streamsIn(lit)
		}
	case *ssa.Global:
		services := p.services
		if v.Pkg != p.SSA {
			services = p.facts.services(v.Pkg.Pkg)
		}
		i := slices.IndexFunc(services, func(d ServiceDesc) bool { return d.Name == v.Name() })
		if i >= 0 {
			return services[i].Streams, true
		}
	}
	return false, false
}

// ServiceDesc says of a variable that describes a gRPC service whether that has streams.
type ServiceDesc struct {
	Name    string
	Streams bool
}

// exportedServices returns those of them that other packages can register.
func exportedServices(services []ServiceDesc) []ServiceDesc {
	return slices.DeleteFunc(slices.Clone(services), func(d ServiceDesc) bool { return !token.IsExported(d.Name) })
}

// registers reports whether a package describes services for itself, and has functions that
// register what they are given as such, other than the generated ones, which importers know
// by the interface of the service.
func registers(pkg *types.Package, services []ServiceDesc) bool {
	if len(exportedServices(services)) == len(services) {
		return false
	}
	return slices.ContainsFunc(pkg.Scope().Names(), func(name string) bool {
		fn, ok := pkg.Scope().Lookup(name).(*types.Func)
		if !ok || !fn.Exported() || fn.Signature().Params().Len() < 2 {
			return false
		}
		params := fn.Signature().Params()
		return hasMethod(params.At(0).Type(), "RegisterService") && !types.IsInterface(params.At(1).Type())
	})
}

// services returns the services that a package describes for others.
func (f facts) services(pkg *types.Package) []ServiceDesc {
	if f.pass == nil {
		return nil
	}
	if pf := f.of(pkg); pf != nil {
		return pf.Services
	}
	return nil
}

// described lists the variables of a package that describe gRPC services, as far as it
// shows whether these have streams.
func described(pkg *types.Package, files []*ast.File, info *types.Info) []ServiceDesc {
	if !slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == "google.golang.org/grpc" }) {
		return nil
	}
	var out []ServiceDesc
	for _, f := range files {
		for _, d := range f.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok || len(v.Names) != len(v.Values) {
					continue
				}
				for i, x := range v.Values {
					if ref, ok := x.(*ast.UnaryExpr); ok {
						x = ref.X
					}
					lit, ok := x.(*ast.CompositeLit)
					if !ok || ssaform.Named(info.TypeOf(lit)) != "google.golang.org/grpc.ServiceDesc" {
						continue
					}
					if streams, known := streamsIn(lit); known {
						out = append(out, ServiceDesc{v.Names[i].Name, streams})
					}
				}
			}
		}
	}
	return out
}

// streamsIn reports whether a literal describes a gRPC service with streams.
func streamsIn(lit *ast.CompositeLit) (streams, known bool) {
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return false, false
		}
		if id, ok := kv.Key.(*ast.Ident); !ok || id.Name != "Streams" {
			continue
		}
		switch x := kv.Value.(type) {
		case *ast.CompositeLit:
			return len(x.Elts) > 0, true
		case *ast.Ident:
			return false, x.Name == "nil"
		}
		return false, false
	}
	return false, true
}

// streams reports whether a service has a method that streams, and does not ask for a
// certificate by itself as impl has it.
func (p *Program) streams(iface *types.Interface, impl types.Type) bool {
	for m := range iface.Methods() {
		if streaming(m) && !p.asks(impl, m.Name()) {
			return true
		}
	}
	return false
}

// streaming reports whether a method of a service is given a stream.
func streaming(m *types.Func) bool {
	params := m.Signature().Params()
	if params.Len() == 0 {
		return false
	}
	t := params.At(params.Len() - 1).Type()
	return hasMethod(t, "SendMsg") && hasMethod(t, "RecvMsg")
}

// asks reports whether a method of a type of this package is a gate that lets nobody
// in without a certificate.
func (p *Program) asks(t types.Type, method string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.pkg, method)
	m, ok := obj.(*types.Func)
	if !ok || m.Pkg() != p.pkg {
		return false
	}
	fn := p.SSA.Prog.FuncValue(m)
	return p.mine[fn] && p.gates.Requires(fn)
}

func hasMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Func)
	return ok
}

// forward follows v through this package to the calls that it is given to.
// Visit is given each, with the argument's index, receiver first; it says
// whether to follow v into the callee.
func (p *Program) forward(v ssa.Value, visit func(ssa.CallInstruction, int) bool) {
	seen := map[ssa.Value]bool{}
	var walk func(v ssa.Value, depth int)
	place := func(f *types.Var, depth int) {
		for _, l := range p.loads[f] {
			walk(l, depth+1)
		}
	}
	walk = func(v ssa.Value, depth int) {
		if v == nil || seen[v] || depth > 16 || len(seen) > maxTrace || v.Referrers() == nil {
			return
		}
		seen[v] = true
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.TypeAssert, *ssa.Extract, *ssa.UnOp:
				walk(r.(ssa.Value), depth+1)
			case *ssa.Store:
				if r.Val != v {
					continue
				}
				switch a := r.Addr.(type) {
				case *ssa.FieldAddr:
					if f := ssaform.Field(a.X.Type(), a.Field); f != nil && f.Pkg() == p.pkg {
						place(f, depth)
					}
				case *ssa.Global:
					if o, ok := a.Object().(*types.Var); ok {
						place(o, depth)
					}
				case *ssa.Alloc:
					walk(a, depth+1)
				case *ssa.FreeVar:
					for _, x := range p.variables(a) {
						walk(x, depth+1)
					}
				}
			case *ssa.MakeClosure:
				fn, ok := r.Fn.(*ssa.Function)
				if !ok {
					continue
				}
				for i, b := range r.Bindings {
					if b == v && i < len(fn.FreeVars) {
						walk(fn.FreeVars[i], depth+1)
					}
				}
			case *ssa.Return:
				for i, x := range r.Results {
					if x == v {
						p.callResults(r.Parent(), i, func(c ssa.Value) { walk(c, depth+1) })
					}
				}
			case ssa.CallInstruction:
				for i, a := range ssaform.Arguments(r.Common()) {
					if a != v || !visit(r, i) {
						continue
					}
					if fn := p.static(r.Common()); fn != nil && i < len(fn.Params) {
						walk(fn.Params[i], depth+1)
					}
				}
			}
		}
	}
	walk(v, 0)
}

// callResults calls visit with result i of each call of fn.
func (p *Program) callResults(fn *ssa.Function, i int, visit func(ssa.Value)) {
	for _, c := range p.callers[fn] {
		call, ok := c.(*ssa.Call)
		if !ok {
			continue
		}
		if fn.Signature.Results().Len() == 1 {
			visit(call)
			continue
		}
		for _, r := range *call.Referrers() {
			if x, ok := r.(*ssa.Extract); ok && x.Index == i {
				visit(x)
			}
		}
	}
}

// passesStreams reports whether fn is an interceptor of streams that hands each on, as it
// came, on all of its ways. A stream that it wraps may decide when it is read.
func (p *Program) passesStreams(fn *ssa.Function) bool {
	if !interceptsStreams(fn) || p.mayPanic(fn, map[*ssa.Function]bool{}) {
		return false
	}
	params := fn.Params[len(fn.Params)-4:]
	var hands []*ssa.BasicBlock
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok && c.Call.Value == params[3] && c.Call.Args[1] == params[1] {
				hands = append(hands, b)
			}
		}
	}
	return len(hands) > 0 && !slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		_, ret := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		return ret && b != fn.Recover && !slices.ContainsFunc(hands, func(h *ssa.BasicBlock) bool { return h.Dominates(b) })
	})
}

// mayPanic reports whether fn, or what it calls in this package, panics, which turns a call
// away, too, or calls a function elsewhere for nothing but what it decides.
func (p *Program) mayPanic(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	return len(seen) > 60 || slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
			if _, ok := in.(*ssa.Panic); ok {
				return true
			}
			c, ok := in.(ssa.CallInstruction)
			if !ok {
				return false
			}
			if g := p.static(c.Common()); g != nil {
				return p.mayPanic(g, seen)
			}
			f := p.facts.function(ssaform.Object(c.Common()))
			return f != nil && f.Own != nil && f.Own.decides() && c.Common().Signature().Results().Len() == 0
		})
	})
}

// Deciding returns what of the interceptors decides on certificates; unknown
// says that some are not understood.
func Deciding(vs []Value) (deciding []Value, unknown bool) {
	for _, v := range vs {
		switch {
		case v.Func == nil || !v.Func.Known:
			unknown = true
		case v.Func.Asks:
			deciding = append(deciding, v)
		case v.Func.Passes: // whatever it looks at, it turns nobody away
		case v.Func.decides():
			unknown = true // it looks at them, in a way that is not understood
		}
	}
	return deciding, unknown
}

// Shared reports whether something is served by more than one of the servers.
func (s *RPCServer) shares(t *RPCServer, p *Program) bool {
	for _, a := range s.impls {
		for _, b := range t.impls {
			if slices.ContainsFunc(p.roots(a), func(r any) bool { return slices.Contains(p.roots(b), r) }) {
				return true
			}
		}
	}
	return false
}
