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
	if d := p.Decisions(); !d.Requests && !d.Present {
		return false
	}
	if l.handler == nil {
		return true
	}
	return p.guarded(l.handler, map[ssa.Value]bool{})
}

// guarded reports whether every way through a handler may ask for a certificate. What is
// not understood may.
func (p *Program) guarded(v ssa.Value, seen map[ssa.Value]bool) bool {
	if v == nil || seen[v] || len(seen) > maxServed {
		return true
	}
	seen[v] = true
	visit := func(x ssa.Value) bool { return p.guarded(x, seen) }
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return visit(v.X)
	case *ssa.ChangeInterface:
		return visit(v.X)
	case *ssa.ChangeType:
		return visit(v.X)
	case *ssa.Function, *ssa.MakeClosure:
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
	if wraps {
		return fn == nil && !std(catalog.PackageOf(p.symbol(c.Common()))) // it may ask
	}
	if fn == nil {
		return p.routesGuarded(p.aliases(c), visit)
	}
	guarded := p.routesGuarded(p.aliases(c), visit)
	p.results(c, i, func(v ssa.Value) { guarded = guarded && visit(v) })
	return guarded
}

// mayAsk reports whether a function, or a literal in it, asks for the certificate of a
// request, or hands it to something that may.
func (p *Program) mayAsk(fn *ssa.Function) bool {
	f := p.classify(fn)
	return f.Requests || f.Present || f.Names || f.Pins || f.Opaque || slices.ContainsFunc(fn.AnonFuncs, p.mayAsk)
}

// routesGuarded reports whether everything that is mounted on routers is guarded, but for
// what everybody may ask.
func (p *Program) routesGuarded(routers []ssa.Value, visit func(ssa.Value) bool) bool {
	for _, r := range routers {
		if r.Referrers() == nil {
			continue
		}
		for _, in := range *r.Referrers() {
			c, ok := in.(ssa.CallInstruction)
			if !ok || p.static(c.Common()) != nil {
				continue
			}
			args := ssaform.Arguments(c.Common())
			if len(args) < 2 || args[0] != r {
				continue
			}
			if path, ok := text(args[1]); ok && catalog.Probe(path) {
				continue
			}
			asks, code := false, false
			for _, a := range args[1:] {
				p.codeIn(a, func(x ssa.Value) {
					code = true
					asks = visit(x) || asks
				})
			}
			if code {
				if use := ssaform.Object(c.Common()); use != nil && use.Name() == "Use" {
					if asks {
						return true
					}
					continue
				}
				if !asks {
					return false
				}
			}
		}
	}
	return true
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
			out = append(out, p.loadsOf(a)...)
		case *ssa.FieldAddr:
			out = append(out, p.loads[ssaform.Field(a.X.Type(), a.Field)]...)
		}
	}
	return out
}

// loadsOf returns what is loaded from a variable, in literals too.
func (p *Program) loadsOf(at ssa.Value) (out []ssa.Value) {
	if at.Referrers() == nil {
		return nil
	}
	for _, r := range *at.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp:
			out = append(out, r)
		case *ssa.MakeClosure:
			if i := slices.Index(r.Bindings, at); i >= 0 {
				out = append(out, p.loadsOf(r.Fn.(*ssa.Function).FreeVars[i])...)
			}
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
