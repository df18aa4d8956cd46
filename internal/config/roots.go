package config

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

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
		if m := p.serveHTTP(v.Type()); m != nil {
			p.handsTo(m, v, func(x ssa.Value) { visit(x, depth+1) })
		}
		switch v := v.(type) {
		case *ssa.Const:
			if v.Value == nil {
				add("net/http.DefaultServeMux")
			}
		case *ssa.MakeInterface:
			visit(v.X, depth+1)
		case *ssa.Function:
			p.handsTo(v, nil, func(x ssa.Value) { visit(x, depth+1) })
		case *ssa.MakeClosure:
			p.handsTo(v.Fn.(*ssa.Function), nil, func(x ssa.Value) { visit(x, depth+1) })
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

// serveHTTP returns the method with which values of type t, a type of this
// package, handle requests; nil if they have none.
func (p *Program) serveHTTP(t types.Type) *ssa.Function {
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.pkg, "ServeHTTP")
	m, ok := obj.(*types.Func)
	if !ok || m.Pkg() != p.pkg {
		return nil
	}
	return p.SSA.Prog.FuncValue(m)
}

// handsTo calls visit with the handlers that fn hands every request on to. Self
// is the value whose method it is.
func (p *Program) handsTo(fn *ssa.Function, self ssa.Value, visit func(ssa.Value)) {
	fn = ssaform.Unwrap(fn)
	if !p.mine[fn] {
		return
	}
	for _, b := range fn.Blocks {
		i := p.nextIn(b)
		if i < 0 || slices.ContainsFunc(fn.Blocks, func(end *ssa.BasicBlock) bool {
			_, ret := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
			return ret && !b.Dominates(end)
		}) {
			continue
		}
		next := ssaform.Arguments(b.Instrs[i].(ssa.CallInstruction).Common())[0]
		load, ok := next.(*ssa.UnOp)
		if !ok {
			visit(next)
			continue
		}
		a, ok := load.X.(*ssa.FieldAddr)
		if !ok {
			visit(next)
			continue
		}
		// Of many values of a type, each has a handler of its own.
		f := ssaform.Field(a.X.Type(), a.Field)
		for _, s := range p.fields[f] {
			if len(p.fields[f]) == 1 || self != nil && s.Addr.(*ssa.FieldAddr).X == self {
				visit(s.Val)
			}
		}
	}
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
	for _, v := range p.aliases(v) {
		p.mountedOn(v, visit)
	}
}

func (p *Program) mountedOn(v ssa.Value, visit func(ssa.Value)) {
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

// probes reports whether r is a router on which nothing is mounted but what tells whether
// the server is well. It is made in sight, or by a function of another package that says so,
// and everything that is mounted here is in sight.
func (p *Program) probes(r any) bool {
	v, ok := r.(ssa.Value)
	if !ok {
		return false
	}
	some, others := p.probesElsewhere(v), false
	if !some && (!router(v.Type()) && !takesRoutes(v.Type()) || !p.empty(v)) {
		return false
	}
	p.forward(v, func(in ssa.CallInstruction, i int) bool {
		c := in.Common()
		args := ssaform.Arguments(c)
		switch {
		case p.static(c) != nil:
			return true
		case i > 0 || c.Signature().Recv() == nil:
			others = others || router(args[i].Type()) || takesRoutes(args[i].Type()) // it may mount more
			return false
		}
		mounts := false
		for _, a := range args[1:] {
			p.codeIn(a, func(ssa.Value) { mounts = true })
		}
		if mounts {
			route, ok := text(args[1])
			some, others = true, others || !ok || !catalog.Health(route)
		}
		return false
	})
	return some && !others
}

// probesElsewhere reports whether v is what a function of another package makes for probes.
func (p *Program) probesElsewhere(v ssa.Value) bool {
	c, ok := v.(*ssa.Call)
	if !ok || p.static(c.Common()) != nil {
		return false
	}
	f := p.facts.function(ssaform.Object(c.Common()))
	return f != nil && f.Probes
}

// empty reports whether v makes a router on which nothing is mounted yet: it is one by
// itself, or of another module.
func (p *Program) empty(v ssa.Value) bool {
	c, ok := v.(*ssa.Call)
	if !ok {
		_, ok := v.(*ssa.Alloc)
		return ok
	}
	obj := ssaform.Object(c.Common())
	return p.static(c.Common()) == nil && obj != nil && obj.Pkg() != nil && !within(obj.Pkg().Path(), p.own)
}
