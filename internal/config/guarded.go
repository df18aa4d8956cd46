package config

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Asked reports whether what a listener serves may ask for certificates by itself, on
// every route: it does not where one route, in sight, does not.
func (p *Program) Asked(l *Listener) bool {
	if l.rpc != nil {
		return p.rpcAsks(l.rpc)
	}
	if d := p.Decisions(); !d.decides() {
		return false
	}
	if l.handler == nil {
		return true
	}
	return p.guarded(l.handler, map[ssa.Value]bool{})
}

// rpcAsks reports whether a gRPC server may ask for certificates by interceptors, or its
// services do so by themselves.
func (p *Program) rpcAsks(s *RPCServer) bool {
	if deciding, unknown := Deciding(slices.Concat(s.Unary, s.Stream)); len(deciding) > 0 || unknown || s.Covered {
		return true
	}
	return slices.ContainsFunc(s.impls, func(v ssa.Value) bool {
		for m := range types.NewMethodSet(unconverted(v).Type()).Methods() {
			if fn, ok := m.Obj().(*types.Func); ok && p.methodAsks(fn) {
				return true
			}
		}
		return false
	})
}

// methodAsks reports whether a method asks for the certificate of a call.
func (p *Program) methodAsks(m *types.Func) bool {
	if fn := p.SSA.Prog.FuncValue(m); p.mine[fn] {
		return p.mayAsk(fn)
	}
	return p.asksElsewhere(m)
}

// asksElsewhere reports whether a function of another package of the module asks for the
// certificate of a request, or hands it to something that may.
func (p *Program) asksElsewhere(fn *types.Func) bool {
	f := p.facts.function(fn)
	return f != nil && (f.Hands || f.Own != nil && f.Own.decides())
}

// guarded reports whether every way through a handler may ask for a certificate. What is
// not understood may.
func (p *Program) guarded(v ssa.Value, known map[ssa.Value]bool) bool {
	if v == nil || len(known) > maxServed {
		return true
	}
	if g, ok := known[v]; ok {
		return g
	}
	known[v] = true // while it is looked at
	known[v] = p.guards(v, known)
	return known[v]
}

func (p *Program) guards(v ssa.Value, known map[ssa.Value]bool) bool {
	visit := func(x ssa.Value) bool { return p.guarded(x, known) }
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return visit(v.X)
	case *ssa.ChangeInterface:
		return visit(v.X)
	case *ssa.ChangeType:
		return visit(v.X)
	case *ssa.Function, *ssa.MakeClosure:
		if obj := functionObject(v); obj != nil && obj.Pkg() != nil && obj.Pkg() != p.pkg {
			if within(obj.Pkg().Path(), p.own) {
				return p.asksElsewhere(obj)
			}
			if p.ignoresCertificates(obj) {
				return false
			}
		}
		fns, open := p.functions(v)
		return open || slices.ContainsFunc(fns, p.mayAsk)
	case *ssa.Phi:
		return !slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return !visit(e) })
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok {
			return p.guardedCall(c, v.Index, visit)
		}
	case *ssa.Call:
		return p.guardedCall(v, 0, visit)
	case *ssa.Alloc:
		if stored := p.stored(v); len(stored) > 0 {
			return !slices.ContainsFunc(stored, func(s ssa.Value) bool { return !visit(s) })
		}
		if inner := p.embedded(v, "ServeHTTP"); inner != nil && p.serveHTTP(v.Type()) == nil {
			return visit(inner)
		}
	case *ssa.FreeVar:
		return !slices.ContainsFunc(p.bindings(v), func(b ssa.Value) bool { return !visit(b) })
	case *ssa.UnOp:
		switch a := v.X.(type) {
		case *ssa.Alloc, *ssa.FreeVar:
			return visit(a)
		case *ssa.FieldAddr:
			f := ssaform.Field(a.X.Type(), a.Field)
			if f == nil || f.Exported() || len(p.fields[f]) == 0 {
				return true
			}
			return p.routesGuarded(p.loads[f], visit) && !slices.ContainsFunc(p.fields[f], func(s *ssa.Store) bool { return !visit(s.Val) })
		}
	case *ssa.Parameter:
		if !p.closed(v.Parent()) {
			return true
		}
		for _, c := range p.callers[v.Parent()] {
			if args := ssaform.Arguments(c.Common()); paramIndex(v) < len(args) && !visit(args[paramIndex(v)]) {
				return false
			}
		}
		return true
	}
	if m := p.serveHTTP(v.Type()); m != nil {
		return p.mayAsk(m)
	}
	return true
}

// guardedCall is guarded for what a call returns: middleware that asks, or around what
// does, or a router whose routes do.
func (p *Program) guardedCall(c *ssa.Call, i int, visit func(ssa.Value) bool) bool {
	fn := p.static(c.Common())
	if fn != nil && p.mayAsk(fn) {
		return true
	}
	wraps := false
	for _, a := range ssaform.Arguments(c.Common()) {
		if _, code := a.Type().Underlying().(*types.Signature); !code && !handler(a.Type()) {
			continue
		}
		wraps = true
		if visit(a) {
			return true
		}
	}
	obj := ssaform.Object(c.Common())
	switch {
	case fn == nil && obj == nil: // what makes middleware of options, or is given
		return visit(c.Call.Value)
	case wraps:
		return fn == nil && !p.ignoresCertificates(obj)
	case fn == nil && p.unguardedElsewhere(c, obj):
		return false
	case fn == nil && p.ignoresCertificates(obj) && !takesRoutes(c.Type()) && !router(c.Type()):
		return false
	case fn == nil:
		return p.routesGuarded(p.aliases(c), visit)
	}
	guarded := p.routesGuarded(p.aliases(c), visit)
	p.results(c, i, func(v ssa.Value) { guarded = guarded && visit(v) })
	return guarded
}

// unguarded reports whether fn returns a handler that asks for no certificate.
func (p *Program) unguarded(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	if res.Len() == 0 || !holdsCode(res.At(0).Type()) {
		return false
	}
	made := false
	for _, b := range fn.Blocks {
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(r.Results) == 0 || failing(r) {
			continue
		}
		if p.guarded(r.Results[0], map[ssa.Value]bool{}) {
			return false
		}
		made = true
	}
	return made
}

// unguardedElsewhere reports whether a function of another package of the module returns a
// handler that asks for no certificate: it says so, or its package has nothing to do with
// certificates, and is given nothing that may. Nothing else is mounted on it.
func (p *Program) unguardedElsewhere(c *ssa.Call, fn *types.Func) bool {
	if c.Call.IsInvoke() || !within(fn.Pkg().Path(), p.own) || slices.ContainsFunc(p.aliases(c), func(v ssa.Value) bool { return len(p.mountings(v)) > 0 }) {
		return false
	}
	if pf := p.facts.of(fn.Pkg()); pf != nil && pf.Seen {
		f := p.facts.function(fn)
		return f != nil && f.Unguarded
	}
	return !slices.ContainsFunc(ssaform.Arguments(c.Common()), func(a ssa.Value) bool { return p.mayHoldCode(a.Type(), 0) })
}

// mayHoldCode reports whether something of type t may hold code of the project's that is
// given requests.
func (p *Program) mayHoldCode(t types.Type, depth int) bool {
	named := ssaform.NamedType(t)
	foreign := named != nil && named.Obj().Pkg() != nil && !within(named.Obj().Pkg().Path(), p.own)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return p.mayHoldCode(u.Elem(), depth)
	case *types.Slice:
		return p.mayHoldCode(u.Elem(), depth)
	case *types.Map:
		return p.mayHoldCode(u.Elem(), depth)
	case *types.Struct:
		for i := range u.NumFields() {
			if !foreign && (depth > 3 || p.mayHoldCode(u.Field(i).Type(), depth+1)) {
				return true
			}
		}
		return false
	}
	return holdsCode(t) || isInterface(t) && !foreign && !isError(t)
}

// ignoresCertificates reports whether a function of another package, and what it returns,
// never asks for the certificate of a request.
func (p *Program) ignoresCertificates(fn *types.Func) bool {
	path := fn.Pkg().Path()
	return std(path) && !within(path, p.own) || catalog.IgnoresCertificates(path) || catalog.NeverDecides(path, fn.Origin().FullName())
}

// mayAsk reports whether a function, or a literal in it, asks for the certificate of a
// request, or hands it to something that may.
func (p *Program) mayAsk(fn *ssa.Function) bool {
	f := p.classify(fn)
	return f.decides() || slices.ContainsFunc(fn.AnonFuncs, p.mayAsk)
}

// routesGuarded reports whether everything that is mounted on routers is guarded, but for
// what everybody may ask.
func (p *Program) routesGuarded(routers []ssa.Value, visit func(ssa.Value) bool) bool {
	seen := map[ssa.Value]bool{}
	var guarded func(routers []ssa.Value) bool
	guarded = func(routers []ssa.Value) bool {
		var routes []*ssa.Call
		for _, r := range routers {
			if !seen[r] {
				seen[r] = true
				routes = append(routes, p.mountings(r)...)
			}
		}
		asks := func(c *ssa.Call) (asks, code bool) {
			for _, a := range ssaform.Arguments(c.Common())[1:] {
				p.codeIn(a, func(x ssa.Value) {
					code = true
					asks = visit(x) || asks
				})
			}
			return asks, code
		}
		name := func(c *ssa.Call) string { return ssaform.Object(c.Common()).Name() }
		for _, c := range routes {
			if name(c) != "Use" || p.passesAll(c) {
				continue
			}
			if yes, _ := asks(c); yes {
				return true
			}
		}
		return !slices.ContainsFunc(routes, func(c *ssa.Call) bool {
			if path, ok := text(ssaform.Arguments(c.Common())[1]); ok && catalog.Probe(path) || name(c) == "Use" {
				return false
			}
			if groups := p.groups(c); len(groups) > 0 {
				return slices.ContainsFunc(groups, func(r ssa.Value) bool { return !guarded([]ssa.Value{r}) })
			}
			yes, code := asks(c)
			switch {
			case yes:
				return false
			case catalog.GroupsRoutes(name(c)) && takesRoutes(c.Type()) && !p.takesRouter(c):
				return !guarded(p.aliases(c))
			}
			return code || p.row(c, catalog.ServesFiles)
		})
	}
	return guarded(routers)
}

// passesAll reports whether the middleware that a router is told to use is of this package, and
// passes on requests of anybody: it may look at certificates, for a log.
func (p *Program) passesAll(use *ssa.Call) bool {
	n := 0
	for _, a := range ssaform.Arguments(use.Common())[1:] {
		all := true
		p.codeIn(a, func(x ssa.Value) {
			obj := functionObject(x)
			if c, ok := x.(*ssa.Call); ok {
				obj = ssaform.Object(c.Common()) // what it makes
			}
			if obj != nil && obj.Pkg() != p.pkg && p.ignoresCertificates(obj) {
				return
			}
			fns, open := p.functions(x)
			all = all && !open && len(fns) > 0 && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return !p.gates.PassesAll(fn) })
			n++
		})
		if !all {
			return false
		}
	}
	return n > 0
}

// mountings returns the calls of a router's methods, those of one that is embedded in it
// among them.
func (p *Program) mountings(r ssa.Value) (out []*ssa.Call) {
	if r.Referrers() == nil {
		return nil
	}
	for _, in := range *r.Referrers() {
		switch in := in.(type) {
		case *ssa.FieldAddr:
			if f := ssaform.Field(in.X.Type(), in.Field); f != nil && f.Embedded() && takesRoutes(in.Type()) {
				out = append(out, p.mountings(in)...)
			}
		case *ssa.Call:
			args := ssaform.Arguments(in.Common())
			if ssaform.Object(in.Common()) != nil && p.static(in.Common()) == nil && len(args) > 1 && args[0] == r {
				out = append(out, in)
			}
		}
	}
	return out
}

// takesRoutes reports whether values of type t are routers, or groups of their routes.
func takesRoutes(t types.Type) bool {
	return hasMethod(t, "Use") && (hasMethod(t, "Handle") || hasMethod(t, "GET") || hasMethod(t, "Get"))
}

// takesRouter reports whether a function is among a call's arguments that mounts routes.
func (p *Program) takesRouter(c *ssa.Call) bool {
	return slices.ContainsFunc(c.Call.Args, func(a ssa.Value) bool { return mountsRoutes(a.Type()) })
}

// mountsRoutes reports whether t is that of functions which are given a router, and nothing else.
func mountsRoutes(t types.Type) bool {
	f, ok := t.Underlying().(*types.Signature)
	return ok && f.Params().Len() == 1 && takesRoutes(f.Params().At(0).Type())
}

// groups returns the routers that literals among a call's arguments are given to mount routes on.
func (p *Program) groups(c *ssa.Call) (out []ssa.Value) {
	for _, a := range c.Call.Args {
		if !mountsRoutes(a.Type()) {
			continue
		}
		fns, open := p.functions(a)
		for _, fn := range fns {
			if open || fn.Parent() == nil || len(fn.Params) != 1 {
				return nil
			}
			out = append(out, fn.Params[0])
		}
	}
	return out
}

// row reports whether the catalogue says of what a call calls that it has a role.
func (p *Program) row(c *ssa.Call, role catalog.ConfigRole) bool {
	return slices.ContainsFunc(p.cat[p.symbol(c.Common())], func(r catalog.ConfigRow) bool { return r.Role == role })
}

// aliases returns v, and what is loaded from the variables and fields that it is stored
// in.
func (p *Program) aliases(v ssa.Value) []ssa.Value {
	out := []ssa.Value{v}
	if v.Referrers() == nil {
		return out
	}
	for _, r := range *v.Referrers() {
		s, ok := r.(*ssa.Store)
		if !ok || s.Val != v {
			continue
		}
		switch a := s.Addr.(type) {
		case *ssa.Alloc:
			out = append(out, ssaform.Loads(a)...)
		case *ssa.FieldAddr:
			out = append(out, p.loads[ssaform.Field(a.X.Type(), a.Field)]...)
		}
	}
	return out
}

// codeIn calls visit with an argument that is a handler or a function, or with those in
// a list of them.
func (p *Program) codeIn(a ssa.Value, visit func(ssa.Value)) {
	t := a.Type()
	if s, ok := t.Underlying().(*types.Slice); ok {
		if holdsCode(s.Elem()) {
			p.elements(a, visit)
		}
		return
	}
	if _, code := t.Underlying().(*types.Signature); code || handler(t) {
		visit(a)
	}
}
