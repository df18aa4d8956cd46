package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A chain of handlers may ask in stages: one for a certificate, another for whose it
// is. What one stage leaves open, the other has closed wherever both are in the way.

// staged reports whether, wherever g is mounted, another stage decides on the caller's
// identity, or on another credential.
func (p *program) staged(g *Gate, ms []mounting, known bool) bool {
	front := func(m mounting) bool {
		return slices.ContainsFunc(m, func(f front) bool { return p.frontDecides(f, g) })
	}
	if known && !slices.ContainsFunc(ms, func(m mounting) bool { return !front(m) }) {
		return true
	}
	return g.Kind == Middleware && (p.decidedBehind(ssaform.Outermost(g.Fn)) || p.routedBehind(g))
}

// routedBehind reports whether all that a gate passes requests on to are routers that it
// knows itself, and everything that is mounted on them decides.
func (p *program) routedBehind(g *Gate) bool {
	n := 0
	for _, b := range g.Fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok || !slices.ContainsFunc(g.Allows, func(a Allow) bool { return a.Pos == call.Pos() && a.block == b }) {
				continue
			}
			r := router(call.Common())
			if r == nil || !p.routerDecides(r) {
				return false
			}
			n++
		}
	}
	return n > 0
}

// routerDecides reports whether everything decides that is mounted on a router, which is in
// a variable or in a field that nobody else knows.
func (p *program) routerDecides(r ssa.Value) bool {
	if u, ok := r.(*ssa.UnOp); ok {
		if a, ok := u.X.(*ssa.FieldAddr); ok {
			f := ssaform.Field(a.X.Type(), a.Field)
			return f != nil && f.Pkg() == p.pkg && !f.Exported() && p.decidesOnce(f, func() bool { return p.fieldDecides(f) })
		}
	}
	return p.routesDecide(p.inVariable(r), 0)
}

// fieldDecides reports whether everything decides that is mounted on the router in a field.
func (p *program) fieldDecides(field *types.Var) bool {
	var on []ssa.CallInstruction
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				load, ok := in.(*ssa.UnOp)
				if !ok {
					continue
				}
				a, ok := load.X.(*ssa.FieldAddr)
				if !ok || ssaform.Field(a.X.Type(), a.Field) != field {
					continue
				}
				if p.mountsElsewhere(load) {
					return false
				}
				on = append(on, p.callsOn(load)...)
			}
		}
	}
	for _, made := range p.stores[place{nil, field}] {
		if slices.ContainsFunc(p.registrations(made).others, func(u usage) bool {
			s, ok := u.at.(*ssa.Store)
			return !ok || s.Val != u.of
		}) {
			return false
		}
		on = append(on, p.callsOn(made)...)
	}
	return p.mountedDecide(on, token.NoPos, 0)
}

// Decided reports whether something in front of the gate decides on who the caller is.
func (m Mounted) Decided() bool { return slices.ContainsFunc(m.Fronts, (*Gate).decides) }

func (p *program) frontDecides(f front, g *Gate) bool {
	if fg := p.gateAt(f); fg != nil {
		return fg != g && fg.decides()
	}
	return slices.ContainsFunc(p.cat.Rows(f.symbol), func(r catalog.Row) bool { return r.Role == catalog.Guard })
}

// decides reports whether the gate lets nobody in without a decision on who it is, by a
// certificate or by another credential.
func (g *Gate) decides() bool {
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			if !w.Has(func(e gate.Evidence) bool {
				switch e.Kind() {
				case gate.CertWeak, gate.CertStrong, gate.APIKey, gate.Bearer, gate.Basic, gate.Session, gate.Signature:
					return true
				case gate.Opaque: // a check out of sight that is given the certificate
					return e.Op == gate.Decision && flow.Certificate(e.Label.Aspect) && e.Label.Aspect != catalog.State
				}
				return false
			}) {
				return false
			}
		}
	}
	return len(g.Allows) > 0
}

// decideOn reports whether each of the ways in which something is done holds such a decision.
func decideOn(paths []gate.Path) bool {
	g := Gate{Allows: []Allow{{Ways: waysOf(paths, token.NoPos, token.Position{})}}}
	return len(paths) > 0 && g.decides()
}

// decidedBehind reports whether everything that the middleware fn is put in front of
// decides, as far as it can be seen where it is used.
func (p *program) decidedBehind(fn *ssa.Function) bool {
	n := 0
	all := func(decided bool) bool { n++; return decided }
	for _, c := range p.callers[fn] {
		call, ok := c.(*ssa.Call)
		if !ok || !all(p.behindCall(call, ssaform.Arguments(c.Common()))) {
			return false
		}
	}
	for _, s := range p.kept[fn] {
		if !all(p.behindElement(s)) {
			return false
		}
	}
	var elements func(v ssa.Value) bool
	elements = func(v ssa.Value) bool {
		return v.Referrers() != nil && !slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			switch r := r.(type) {
			case *ssa.ChangeType:
				return !elements(r)
			case *ssa.Store:
				return !all(p.behindElement(r))
			}
			return true
		})
	}
	for _, v := range p.uses[fn] {
		if !elements(v) {
			return false
		}
	}
	return n > 0
}

// behindCall reports whether the handler that middleware is called with decides, or
// that which the middleware made by a call is called with, or used before.
func (p *program) behindCall(call *ssa.Call, args []ssa.Value) bool {
	handlers := false
	for _, a := range args {
		if p.isHandler(a.Type()) {
			handlers = true
			if p.valueDecides(a, 0) {
				return true
			}
		}
	}
	if handlers || call.Referrers() == nil {
		return false
	}
	n := 0
	for _, r := range *call.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
			continue
		case *ssa.Call:
			if r.Call.Value != call || !p.behindCall(r, r.Call.Args) {
				return false
			}
		case *ssa.Store:
			if !p.behindElement(r) {
				return false
			}
		default:
			return false
		}
		n++
	}
	return n > 0
}

// behindElement reports whether something that comes after an element of a list of
// middleware decides: in the list, or in the next one that the router uses.
func (p *program) behindElement(s *ssa.Store) bool {
	at, ok := s.Addr.(*ssa.IndexAddr)
	if !ok || at.X.Referrers() == nil {
		return false
	}
	k, ok := at.Index.(*ssa.Const)
	if !ok {
		return false
	}
	for _, r := range *at.X.Referrers() {
		switch r := r.(type) {
		case *ssa.IndexAddr:
			i, ok := r.Index.(*ssa.Const)
			if !ok || i.Int64() <= k.Int64() {
				continue
			}
			for _, rr := range *r.Referrers() {
				if st, ok := rr.(*ssa.Store); ok && p.valueDecides(st.Val, 0) {
					return true
				}
			}
		case *ssa.Slice:
			for _, rr := range *r.Referrers() {
				if c, ok := rr.(*ssa.Call); ok && calledName(c.Common()) == "Use" && (p.usedNext(c) || p.usedBefore(c)) {
					return true
				}
			}
		}
	}
	return false
}

// usedNext reports whether the router uses middleware that decides after a call of Use,
// and before anything is mounted on it.
func (p *program) usedNext(use *ssa.Call) bool {
	r := router(use.Common())
	if r == nil {
		return false
	}
	r = p.inVariable(r)
	refs := p.registrations(r)
	first := func(c ssa.CallInstruction) bool {
		return !slices.ContainsFunc(p.callsOn(r), func(o ssa.CallInstruction) bool {
			return calledName(o.Common()) != "Use" && use.Pos() < o.Pos() && o.Pos() < c.Pos()
		})
	}
	for _, c := range refs.uses {
		if c.Pos() <= use.Pos() || !first(c) {
			continue
		}
		for _, a := range c.Common().Args {
			m := &mounter{program: p}
			if slices.ContainsFunc(m.elements(a), func(e ssa.Value) bool { return p.valueDecides(e, 0) }) {
				return true
			}
		}
	}
	return false
}

// usedBefore reports whether all that is mounted on the router after a call of Use decides.
func (p *program) usedBefore(use *ssa.Call) bool {
	r := router(use.Common())
	if r == nil {
		return false
	}
	r = p.inVariable(r)
	if r.Referrers() == nil || p.mountsElsewhere(r) {
		return false
	}
	var mounts []ssa.CallInstruction
	groups := 0
	for _, c := range p.callsOn(r) {
		if c.Pos() <= use.Pos() {
			continue
		}
		v := c.Value()
		switch {
		case p.mountsHandler(c):
			mounts = append(mounts, c)
		case v == nil || v.Referrers() == nil || len(*v.Referrers()) == 0:
		case !p.groupDecides(v, 0):
			return false
		default:
			groups++
		}
	}
	if len(mounts) == 0 {
		return groups > 0
	}
	return p.mountedDecide(mounts, token.NoPos, 0)
}

// mountedBy returns the handlers that a call of a router's method is given.
func (p *program) mountedBy(c ssa.CallInstruction) (out []ssa.Value) {
	for _, a := range c.Common().Args {
		if _, code := a.Type().Underlying().(*types.Signature); a != router(c.Common()) && (code || p.isHandler(a.Type())) {
			out = append(out, a)
		}
	}
	return out
}

func (p *program) mountsHandler(c ssa.CallInstruction) bool { return len(p.mountedBy(c)) > 0 }

// groupDecides reports whether all that is mounted on a group of a router's routes, or on
// what its methods return, decides.
func (p *program) groupDecides(v ssa.Value, depth int) bool {
	if depth > 3 || v.Referrers() == nil {
		return false
	}
	if slices.ContainsFunc(p.callsOn(v), p.mountsHandler) {
		return p.routesDecide(v, 0)
	}
	n := 0
	for _, r := range *v.Referrers() {
		c, ok := r.(*ssa.Call)
		if !ok || c.Call.IsInvoke() || c.Call.Signature().Recv() == nil || c.Call.Args[0] != v || !p.groupDecides(c, depth+1) {
			return false
		}
		n++
	}
	return n > 0
}

// callsOn returns the calls of methods of a router, and of what it embeds.
func (p *program) callsOn(r ssa.Value) (out []ssa.CallInstruction) {
	var add func(v, r ssa.Value)
	add = func(v, r ssa.Value) {
		refs := v.Referrers()
		if refs == nil {
			return
		}
		for _, in := range *refs {
			switch in := in.(type) {
			case ssa.CallInstruction:
				if router(in.Common()) == r {
					out = append(out, in)
				}
			case *ssa.FieldAddr:
				if in.X == v {
					add(in, r)
				}
			}
		}
	}
	for _, x := range p.copies(r) {
		add(x, x)
	}
	return out
}

// valueDecides reports whether a handler, or middleware, is one that decides, or is put
// around one that does.
func (p *program) valueDecides(v ssa.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	decides := func(fn *ssa.Function) bool {
		if fn == nil {
			return false
		}
		if g := p.gates[fn]; g != nil && g.Kind == Handler {
			s := p.sums[fn]
			return g.decides() || s != nil && s.Settles
		}
		g := p.gateOf(fn)
		return g != nil && g.decides()
	}
	switch v := p.inVariable(v).(type) {
	case *ssa.MakeInterface:
		return p.methodDecides(v) || p.valueDecides(v.X, depth+1)
	case *ssa.ChangeInterface:
		return p.valueDecides(v.X, depth+1)
	case *ssa.ChangeType:
		return p.valueDecides(v.X, depth+1)
	case *ssa.Call:
		if decides(p.static(v.Common())) {
			return true
		}
		obj := ssaform.Object(v.Common())
		if p.importedDecides(obj) || p.handsOut(v.Common(), depth) || p.routesDecide(v, depth) || p.madeDecided(v, depth) {
			return true
		}
		if s := p.givenBy(v); s != nil && decideOn(s.Next) {
			return true
		}
		return slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool { return p.isHandler(a.Type()) && p.valueDecides(a, depth+1) })
	case *ssa.Extract:
		c, ok := v.Tuple.(*ssa.Call)
		return ok && (v.Index == 0 && p.handsOut(c.Common(), depth) || p.madeDecided(c, depth))
	case *ssa.Alloc:
		return p.routesDecide(v, depth)
	case *ssa.Function, *ssa.MakeClosure:
		fn, ok := v.(*ssa.Function)
		if !ok {
			fn, _ = v.(*ssa.MakeClosure).Fn.(*ssa.Function) // a method that is a value
			fn = ssaform.Unwrap(fn)
		}
		if obj, ok := fn.Object().(*types.Func); ok && obj.Pkg() != p.pkg {
			return p.importedDecides(obj)
		}
		fns, _ := p.targets(v, 0)
		return len(fns) == 1 && decides(fns[0])
	}
	return false
}

// importedDecides reports whether a function of another package is a gate that decides.
func (p *program) importedDecides(obj *types.Func) bool {
	g := p.importedGate(obj, nil)
	return g != nil && g.decides()
}

// methodDecides reports whether a value becomes a handler by its one method, as
// http.Handler is one, and that method is a gate that decides.
func (p *program) methodDecides(v *ssa.MakeInterface) bool {
	i, ok := v.Type().Underlying().(*types.Interface)
	if !ok || i.NumMethods() != 1 {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(v.X.Type(), true, i.Method(0).Pkg(), i.Method(0).Name())
	m, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	if m.Pkg() != p.pkg {
		return p.importedDecides(m)
	}
	g := p.gates[p.ssa.Prog.FuncValue(m.Origin())]
	return g != nil && g.decides()
}

// optionsOf is the question whether a call's options decide.
type optionsOf struct{ call *ssa.Call }

// madeDecided reports whether a call makes a handler, by a library, with an option such as an
// interceptor that decides.
func (p *program) madeDecided(call *ssa.Call, depth int) bool {
	fn := call.Common().StaticCallee()
	if fn == nil || p.static(call.Common()) != nil || fn.Signature.Recv() != nil {
		return false
	}
	for v := range fn.Signature.Results().Variables() {
		if p.isHandler(v.Type()) {
			return p.decidesOnce(optionsOf{call}, func() bool { return p.optionsDecide(call, depth+1) })
		}
	}
	return false
}

// handsOut reports whether a call is of a function whose handler decides.
func (p *program) handsOut(c *ssa.CallCommon, depth int) bool {
	if fn := p.static(c); fn != nil {
		return p.returnsDecided(fn, depth+1)
	}
	obj := ssaform.Object(c)
	if obj == nil {
		return false
	}
	s := p.importedFunc(obj)
	return s != nil && s.Decides
}

// returnsDecided reports whether fn returns a handler, alone or beside an error, and each
// that it returns decides.
func (p *program) returnsDecided(fn *ssa.Function, depth int) bool {
	return p.decidesOnce(fn, func() bool { return p.allReturnedDecide(fn, depth) })
}

// decidesOnce answers, once for each, whether what is behind something decides. The
// question may lead back to itself.
func (p *program) decidesOnce(of any, ask func() bool) bool {
	if _, asked := p.decided[of]; !asked {
		p.decided[of] = false
		p.decided[of] = ask()
	}
	return p.decided[of]
}

func (p *program) allReturnedDecide(fn *ssa.Function, depth int) bool {
	res := fn.Signature.Results()
	if n := res.Len(); n == 0 || n > 2 || n == 2 && !isError(res.At(1).Type()) || !p.isHandler(res.At(0).Type()) || depth > maxDepth {
		return false
	}
	n := 0
	for _, b := range fn.Blocks {
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(r.Results) == 0 {
			continue
		}
		if k, ok := r.Results[0].(*ssa.Const); ok && k.IsNil() {
			continue
		}
		if n++; !p.valueDecides(r.Results[0], depth+1) {
			return false
		}
	}
	return n > 0
}

// routesDecide reports whether every handler that is mounted on a router decides, or is
// behind middleware of the router that does.
func (p *program) routesDecide(r ssa.Value, depth int) bool {
	return p.decidesOnce(r, func() bool { return p.allRoutesDecide(r, depth) })
}

func (p *program) allRoutesDecide(r ssa.Value, depth int) bool {
	if r.Referrers() == nil || p.mountsElsewhere(r) {
		return false
	}
	m := &mounter{program: p}
	front := token.NoPos // from where on what is mounted is behind middleware that decides
	for _, c := range p.registrations(r).uses {
		if slices.ContainsFunc(c.Common().Args, func(a ssa.Value) bool {
			return slices.ContainsFunc(m.elements(a), func(e ssa.Value) bool { return p.valueDecides(e, depth+1) })
		}) && (!front.IsValid() || c.Pos() < front) {
			front = c.Pos()
		}
	}
	return p.mountedDecide(p.callsOn(r), front, depth)
}

// mountedDecide reports whether all that calls on a router mount decides, or is mounted
// after what decides in front.
func (p *program) mountedDecide(on []ssa.CallInstruction, front token.Pos, depth int) bool {
	n := 0
	for _, c := range on {
		if calledName(c.Common()) == "Use" {
			continue
		}
		handlers := p.mountedBy(c)
		if len(handlers) == 0 {
			continue
		}
		behind := front.IsValid() && front < c.Pos()
		if !behind && !slices.ContainsFunc(handlers, func(h ssa.Value) bool { return p.valueDecides(h, depth+1) }) {
			return false
		}
		n++
	}
	return n > 0
}

// mountsElsewhere reports whether something that is not looked at may mount more on a
// router: a literal, a function that is given it, or whoever finds it in a field.
func (p *program) mountsElsewhere(r ssa.Value) bool {
	return slices.ContainsFunc(p.registrations(r).others, func(u usage) bool {
		switch in := u.at.(type) {
		case *ssa.MakeClosure:
			return true
		case *ssa.MakeInterface:
			return in.X == u.of && p.mountsElsewhere(in)
		case *ssa.Store:
			fa, ok := in.Addr.(*ssa.FieldAddr)
			if !ok || in.Val != u.of {
				return in.Val == u.of
			}
			f := ssaform.Field(fa.X.Type(), fa.Field)
			return f == nil || f.Name() != "Handler"
		case ssa.CallInstruction:
			if v, ok := in.(*ssa.Call); ok && p.isHandler(v.Type()) {
				return false // wrapped, where it is served
			}
			listens, _ := p.listens(in.Common())
			return !listens
		}
		return false
	})
}

// decidedByServers reports whether the servers whose configuration of TLS v becomes, or
// is a part of, have handlers that decide.
func (p *program) decidedByServers(v ssa.Value) bool {
	n := 0
	for _, server := range p.serversWith(v, 0) {
		handlers := p.fieldValues(server, "Handler")
		if len(handlers) == 0 || slices.ContainsFunc(handlers, func(h ssa.Value) bool { return !p.valueDecides(h, 0) }) {
			return false
		}
		n++
	}
	return n > 0
}

// gotBy returns what the callers of a function get for v, which it returns.
func (p *program) gotBy(r *ssa.Return, v ssa.Value) (out []ssa.Value) {
	for _, c := range p.callers[r.Parent()] {
		call := c.Value()
		switch {
		case call == nil || call.Referrers() == nil:
		case len(r.Results) == 1:
			out = append(out, call)
		default:
			for _, use := range *call.Referrers() {
				if e, ok := use.(*ssa.Extract); ok && e.Index < len(r.Results) && r.Results[e.Index] == v {
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// serversWith returns the structs in whose field TLSConfig v, or what a call makes of it,
// is stored, by this function or by those that call it.
func (p *program) serversWith(v ssa.Value, depth int) (out []ssa.Value) {
	if depth > maxDepth || v.Referrers() == nil {
		return nil
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			switch a := r.Addr.(type) {
			case *ssa.FieldAddr:
				if f := ssaform.Field(a.X.Type(), a.Field); r.Val == v && f != nil && f.Name() == "TLSConfig" {
					out = append(out, a.X)
				}
			case *ssa.Alloc:
				for _, held := range ssaform.Loads(a) {
					if r.Val == v {
						out = append(out, p.serversWith(held, depth+1)...)
					}
				}
			}
		case *ssa.Call, *ssa.Phi, *ssa.ChangeType:
			out = append(out, p.serversWith(r.(ssa.Value), depth+1)...)
		case *ssa.Return:
			for _, got := range p.gotBy(r, v) {
				out = append(out, p.serversWith(got, depth+1)...)
			}
		}
	}
	return out
}
