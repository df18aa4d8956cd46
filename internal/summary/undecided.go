package summary

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A package may have several servers. What the handlers of one decide says nothing of the
// others.

// maxBehind bounds the functions of a package that are looked at behind its servers.
const maxBehind = 2000

// decidesPeer reports whether a function decides on a peer's identity.
func (p *program) decidesPeer(fn *ssa.Function) bool {
	f := p.funcs[fn]
	return f != nil && slices.ContainsFunc(f.atoms, func(a atom) bool {
		return slices.ContainsFunc(a.ev, onPeer)
	})
}

// mayDecide reports whether a function may decide on a peer's identity behind the servers whose
// configuration of TLS v becomes: any of the package, where it is not in sight what they serve.
func (p *program) mayDecide(v ssa.Value) bool {
	fns := p.fns
	if s, ok := p.servedWith(v); ok {
		fns = s
	}
	return slices.ContainsFunc(fns, p.decidesPeer)
}

// onPeer reports whether e is a decision on a peer's identity.
func onPeer(e gate.Evidence) bool {
	k := e.Kind()
	return e.Op == gate.Decision && (k == gate.CertStrong || k == gate.CertWeak) && e.Label.Root == flow.Peer
}

// servedWith returns the functions of the package that the handlers of those servers may
// call, if they are all in sight.
func (p *program) servedWith(v ssa.Value) ([]*ssa.Function, bool) {
	b := &behind{program: p, handlers: map[ssa.Value]bool{}, seen: map[*ssa.Function]bool{}}
	for _, server := range b.serversWith(v, 0) {
		handlers := p.fieldValues(server, "Handler")
		b.open = b.open || len(handlers) == 0
		for _, h := range handlers {
			b.handler(h)
		}
	}
	return b.fns, len(b.fns) > 0 && !b.open
}

// behind collects what is behind handlers.
type behind struct {
	*program
	handlers map[ssa.Value]bool     // seen
	seen     map[*ssa.Function]bool // functions
	fns      []*ssa.Function
	open     bool // there is more than is in sight
}

// handler adds what a handler, or a function that becomes one, calls.
func (b *behind) handler(v ssa.Value) {
	v = b.inVariable(v)
	if b.handlers[v] {
		return
	}
	b.handlers[v] = true
	switch v := v.(type) {
	case *ssa.MakeInterface:
		if m := b.serves(v); m != nil {
			b.function(m)
		} else {
			b.handler(v.X)
		}
	case *ssa.ChangeInterface:
		b.handler(v.X)
	case *ssa.ChangeType:
		b.handler(v.X)
	case *ssa.Function, *ssa.MakeClosure:
		fns, open := b.targets(v, 0)
		b.open = b.open || open
		for _, fn := range fns {
			b.function(fn)
		}
	case *ssa.Call:
		b.made(v)
	case *ssa.Alloc:
		b.mounted(v)
	default:
		b.open = true
	}
}

// serves returns the method of this package with which the value in m handles requests. What
// a field of it handles is not in sight.
func (b *behind) serves(m *ssa.MakeInterface) *ssa.Function {
	obj, _, _ := types.LookupFieldOrMethod(m.X.Type(), false, b.pkg, "ServeHTTP")
	f, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	fn := b.ssa.Prog.FuncValue(f.Origin())
	if b.number[fn] == 0 {
		return nil
	}
	if s := ssaform.Struct(m.X.Type()); s != nil {
		for field := range s.Fields() {
			b.open = b.open || b.isCode(field.Type())
		}
	}
	return fn
}

// made adds what makes a handler, what that is given, and what is mounted on it.
func (b *behind) made(call *ssa.Call) {
	fn := b.static(call.Common())
	if fn == nil && !std(catalog.PackageOf(b.name(call.Common()))) {
		b.open = true
		return
	}
	if fn != nil {
		b.function(fn)
	} else if len(call.Call.Args) == 0 {
		b.mounted(call)
	}
	b.given(call, nil)
}

// given adds the handlers among the arguments of a call, but for the router that it is of.
func (b *behind) given(c ssa.CallInstruction, router ssa.Value) {
	for _, a := range c.Common().Args {
		if a != router && b.isCode(a.Type()) {
			b.handler(a)
		}
	}
}

// isCode reports whether t is a handler or a function.
func (b *behind) isCode(t types.Type) bool {
	_, code := t.Underlying().(*types.Signature)
	return code || b.isHandler(t)
}

// mounted adds what is mounted on a router of the standard library.
func (b *behind) mounted(r ssa.Value) {
	if !std(catalog.PackageOf(ssaform.Named(r.Type()))) || b.mountsElsewhere(r) {
		b.open = true
		return
	}
	for _, c := range b.callsOn(r) {
		b.given(c, router(c.Common()))
	}
}

// function adds a function, the literals in it and what it calls, or names.
func (b *behind) function(fn *ssa.Function) {
	if b.seen[fn] || b.number[fn] == 0 {
		return
	}
	b.seen[fn] = true
	if b.fns = append(b.fns, fn); len(b.fns) > maxBehind {
		b.open = true
		return
	}
	for _, g := range b.related(fn) {
		b.function(g)
	}
}

// givenBeside reports whether a server that is made with v, as one of its options, is given
// something else that decides on who calls: an interceptor, or a service.
func (p *program) givenBeside(v ssa.Value) bool {
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value) bool
	calls := func(fn *ssa.Function) bool {
		return slices.ContainsFunc(p.callers[fn], func(c ssa.CallInstruction) bool {
			call, ok := c.(*ssa.Call)
			return ok && visit(call)
		})
	}
	visit = func(v ssa.Value) bool {
		if seen[v] || v.Referrers() == nil || len(seen) > maxBehind {
			return false
		}
		seen[v] = true
		return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			switch r := r.(type) {
			case *ssa.Store:
				at, ok := r.Addr.(*ssa.IndexAddr)
				return r.Val == v && (ok && visit(at.X) || isAlloc(r.Addr) && visit(r.Addr))
			case *ssa.Return:
				return calls(r.Parent())
			case *ssa.Call:
				return strings.Contains(calledName(r.Common()), "Server") && p.optionsDecide(r, 0) || visit(r)
			case ssa.Value:
				return visit(r)
			}
			return false
		})
	}
	return visit(v)
}

// optionsDecide reports whether something that a call is given decides on who calls, or is an
// option, or a list of options, that was made of that.
func (p *program) optionsDecide(call *ssa.Call, depth int) bool {
	if depth > maxDepth {
		return false
	}
	m := p.mounter()
	return slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool {
		return slices.ContainsFunc(m.elements(a), func(e ssa.Value) bool {
			if c, ok := e.(*ssa.ChangeInterface); ok {
				e = c.X
			}
			switch e := p.inVariable(e).(type) {
			case *ssa.MakeInterface:
				return p.methodsDecide(e.X.Type())
			case *ssa.Call:
				if p.optionsDecide(e, depth+1) {
					return true
				}
			}
			_, code := e.Type().Underlying().(*types.Signature)
			return code && p.valueDecides(e, depth+1)
		})
	})
}

// methodsDecide reports whether a method of a type answers nobody without a decision on who
// asks, or makes of what it is given, such as the next handler, what does not.
func (p *program) methodsDecide(t types.Type) bool {
	for sel := range types.NewMethodSet(t).Methods() {
		m, ok := sel.Obj().(*types.Func)
		switch {
		case !ok || !m.Exported():
		case m.Pkg() == p.pkg:
			if g := p.gateOf(p.ssa.Prog.FuncValue(m.Origin())); g != nil && g.decides() {
				return true
			}
		default:
			if s := p.importedFunc(m); s != nil && s.Outcome && !s.Opaque && decideOn(s.Yes) || p.importedDecides(m) {
				return true
			}
		}
	}
	return false
}
