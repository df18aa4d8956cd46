package summary

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Reach says that a protected function is reached on ways that lack what it needs.
type Reach struct {
	Function string // as the catalogue names it
	Requires string
	Call     token.Position // of it
	Ways     []gate.Path

	at token.Pos // of the call that leads there, in the function that the summary is of
}

// Reached is a protected function that a caller reaches without what it needs.
type Reached struct {
	Function string // that is protected
	Requires string
	Pos      token.Pos      // of the call to repair
	From     string         // the function in which callers come in
	Entry    token.Pos      // of it, or of where it is mounted
	Call     token.Position // of the protected function
	Lacks    []string       // the evidence of the way
	Mounting bool           // what is in front is not known
	Opaque   bool           // something on the way may decide
	Caller   bool           // somebody calls from outside: it is not the program's own doing
}

// reaches returns the protected functions that a call in the function leads to.
func (f *function) reaches() []Reach {
	if len(f.cat.AllProtected()) == 0 {
		return nil
	}
	var out []Reach
	for _, b := range f.fn.Blocks {
		if len(f.in[b.Index]) == 0 {
			continue
		}
		for _, in := range b.Instrs {
			call, isCall := in.(ssa.CallInstruction)
			if isCall {
				out = f.reachedBy(call, out)
			}
			var ops [8]*ssa.Value
			for i, op := range in.Operands(ops[:0]) {
				lit, ok := (*op).(*ssa.Function)
				if !ok || lit.Parent() != f.fn || f.sums[lit] == nil || f.comesIn(lit) || isCall && i == 0 && !call.Common().IsInvoke() {
					continue
				}
				// It runs when somebody wants it to: then what is known here is.
				out = f.byWayOf(in, callee{sum: f.sums[lit], owner: f.number[lit], fn: lit}, out)
			}
		}
	}
	return out
}

// reachedBy adds to out what a call reaches.
func (f *function) reachedBy(call ssa.CallInstruction, out []Reach) []Reach {
	c := call.Common()
	direct := func(symbol string) {
		for _, req := range f.cat.Protected(symbol) {
			r := Reach{Function: symbol, Requires: req, Call: f.position(call.Pos()), at: call.Pos()}
			out, _ = f.lacking(r, f.in[call.Block().Index].And(f.survives(call.Block(), call)), out)
		}
	}
	direct(f.name(c))
	for _, k := range first(f.callees(c)) {
		if k.fn != nil && c.IsInvoke() {
			if obj, ok := k.fn.Object().(*types.Func); ok {
				direct(obj.FullName())
			}
		}
		out = f.byWayOf(call, k, out)
	}
	return out
}

// byWayOf adds to out what a function that is called, or made, here reaches.
func (f *function) byWayOf(in ssa.Instruction, k callee, out []Reach) []Reach {
	if len(k.sum.Reaches) == 0 {
		return out
	}
	here := f.in[in.Block().Index].And(f.survives(in.Block(), in))
	for _, r := range k.sum.Reaches {
		ways := here.And(f.leads(r.Ways, k, in))
		r.at = in.Pos()
		if k.fn == nil {
			r.Call = f.position(in.Pos()) // both ends meet here
		}
		var lacks bool
		if out, lacks = f.lacking(r, ways, out); !lacks && f.held != nil {
			f.held[r.Call] = true
		}
	}
	return out
}

// leads returns the ways of a function that is called, or made, at an instruction.
func (f *function) leads(paths []gate.Path, k callee, in ssa.Instruction) gate.Ways {
	if call, ok := in.(ssa.CallInstruction); ok {
		return f.expandPaths(paths, k, call)
	}
	f.block = in.Block()
	var out gate.Ways
	for _, path := range paths {
		ways := gate.Always()
		for _, lit := range path {
			ev := f.expandEvidence(lit.Evidence, k, in.Pos())
			if len(ev) == 0 {
				continue
			}
			c := f.literal(fmt.Sprintf("made:%d:%d:%s:%s:%s", in.Pos(), ev[0].Op, ev[0], ev[0].Label, position(ev[0].At)), in.Pos(), ev...)
			if lit.Neg {
				c = c.not()
			}
			ways = ways.And(c.yes)
		}
		out = out.Or(ways)
	}
	return out
}

// lacking adds r to out if one of the ways lacks what it needs.
func (f *function) lacking(r Reach, ways gate.Ways, out []Reach) ([]Reach, bool) {
	ps, ok := f.paths(ways)
	if !ok {
		return out, false
	}
	r.Ways = slices.DeleteFunc(ps, func(p gate.Path) bool { return proves(p, r.Requires) })
	if len(r.Ways) == 0 {
		return out, false
	}
	for i, o := range out {
		if o.Function == r.Function && o.Requires == r.Requires && o.Call == r.Call {
			out[i].Ways = append(slices.Clip(o.Ways), r.Ways...)
			return out, true
		}
	}
	return append(out, r), true
}

// proves reports whether a way holds what is required.
func proves(p gate.Path, required string) bool {
	proxied := slices.ContainsFunc(p, func(l gate.Literal) bool {
		return !l.Neg && slices.ContainsFunc(l.Evidence, func(e gate.Evidence) bool { return e.Kind() == gate.ProxyVerified })
	})
	return slices.ContainsFunc(p, func(l gate.Literal) bool {
		return !l.Neg && slices.ContainsFunc(l.Evidence, func(e gate.Evidence) bool {
			if e.Label.Root == flow.Param || e.Label.Root == flow.Server || e.IsForwarded() && !proxied {
				return false
			}
			k := e.Kind()
			switch required {
			case gate.TLS.String():
				return k >= gate.TLS && k <= gate.CertStrong
			case gate.CertPresent.String():
				return k >= gate.CertPresent && k <= gate.CertStrong
			}
			return strings.HasPrefix(k.String(), required)
		})
	})
}

// may reports whether something that is not in sight, or a parameter that is not
// known, may prove what a way lacks.
func may(p gate.Path) bool {
	return slices.ContainsFunc(p, func(l gate.Literal) bool {
		return !l.Neg && slices.ContainsFunc(l.Evidence, func(e gate.Evidence) bool {
			switch a := e.Label.Aspect; {
			case e.Op != gate.Decision && e.Op != gate.Verify:
				return false // nothing depends on it
			case e.Label.Root == flow.Param:
				return !e.Label.Derived || flow.Certificate(a) || flow.Identity(a)
			}
			return e.Kind() == gate.Opaque
		})
	})
}

// reached finds the callers that reach protected functions without what those
// need.
func (p *program) reached() []Reached {
	if len(p.cat.AllProtected()) == 0 {
		return nil
	}
	p.held = map[token.Position]bool{}
	for _, fn := range p.fns {
		if f := p.funcs[fn]; f != nil && p.sums[fn] != nil {
			p.sums[fn].Reaches = f.reaches()
			if g := p.gateOf(fn); g != nil && fn.Parent() == nil && p.isHandler(fn.Signature) {
				p.sums[fn].Wraps = p.funcs[g.Fn].passes()
			}
		}
	}
	var out []Reached
	for _, fn := range p.fns {
		s := p.sums[fn]
		if s == nil || len(s.Reaches) == 0 {
			continue
		}
		caller, entry := p.entry(fn)
		if !entry {
			continue
		}
		fronts, known := p.mountings(fn)
		handler := p.handles(fn)
		for _, r := range s.Reaches {
			if handler && known && !slices.ContainsFunc(fronts, func(m mounting) bool { return !p.guarded(m, r.Requires) }) {
				continue
			}
			out = append(out, p.judge(r, Reached{From: functionName(fn), Entry: fn.Pos(), Caller: caller, Mounting: (handler || caller && p.offered(fn)) && !known}))
		}
	}
	return append(out, p.mountedHere()...)
}

// judge says at which call something has to be done.
func (p *program) judge(r Reach, out Reached) Reached {
	out.Function, out.Requires, out.Call, out.Pos = r.Function, r.Requires, r.Call, r.at
	if !p.held[r.Call] || !r.at.IsValid() {
		// Nobody asks: the call itself is as good a place as any.
		if pos := p.find(r.Call); pos.IsValid() {
			out.Pos = pos
		}
	}
	worst := 0 // the way that nothing excuses, if there is one
	if i := slices.IndexFunc(r.Ways, func(w gate.Path) bool { return !may(w) }); i >= 0 {
		worst = i
	}
	out.Opaque, out.Lacks = may(r.Ways[worst]), kinds(r.Ways[worst])
	return out
}

// find returns the call of this package at a position.
func (p *program) find(at token.Position) token.Pos {
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if c, ok := in.(ssa.CallInstruction); ok && p.position(c.Pos()) == at {
					return c.Pos()
				}
			}
		}
	}
	return token.NoPos
}

func kinds(path gate.Path) []string {
	var w Way
	for _, l := range path {
		if !l.Neg {
			w.Holds = append(w.Holds, Item{Evidence: l.Evidence})
		}
	}
	return w.Kinds()
}

// passes returns the ways in which the function passes the request on.
func (f *function) passes() []gate.Path {
	var ways gate.Ways
	for _, n := range f.nexts() {
		ways = ways.Or(n.ways)
	}
	ps, ok := f.paths(ways)
	if !ok {
		return nil
	}
	return ps
}

// guarded reports whether something in front lets nobody by without what is
// required.
func (p *program) guarded(m mounting, required string) bool {
	return slices.ContainsFunc(m, func(fr front) bool {
		var ways []gate.Path
		switch {
		case fr.fn != nil:
			if g := p.gateOf(fr.fn); g != nil {
				ways = p.funcs[g.Fn].passes()
			}
		default:
			for obj, s := range p.imported {
				if s != nil && obj.FullName() == fr.symbol {
					ways = append(slices.Clip(s.Wraps), s.Next...)
				}
			}
		}
		return len(ways) > 0 && !slices.ContainsFunc(ways, func(w gate.Path) bool { return !proves(w, required) })
	})
}

// mountedHere finds handlers of other packages that reach protected functions and
// are mounted in this one with nothing in front that asks.
func (p *program) mountedHere() []Reached {
	var out []Reached
	for fn, uses := range p.uses {
		obj, ok := fn.Object().(*types.Func)
		if !ok || p.number[fn] != 0 || !p.handles(fn) {
			continue
		}
		s := p.importedFunc(obj)
		if s == nil {
			continue
		}
		for _, r := range s.Reaches {
			for _, at := range uses {
				m := &mounter{program: p, seen: map[ssa.Value]bool{}}
				m.value(at, nil, 0)
				if m.open || !slices.ContainsFunc(m.out, func(way mounting) bool { return !p.guarded(way, r.Requires) }) {
					continue
				}
				pos := tested(at)
				r.at, r.Call = pos, p.position(pos)
				from := ""
				if in, ok := at.(ssa.Instruction); ok {
					from = functionName(in.Parent())
				}
				out = append(out, p.judge(r, Reached{From: from, Entry: pos, Caller: true}))
			}
		}
	}
	slices.SortFunc(out, func(a, b Reached) int { return int(a.Pos - b.Pos) })
	return out
}

// handles reports whether fn is given a request, or what answers it.
func (p *program) handles(fn *ssa.Function) bool {
	params := fn.Signature.Params()
	for i := range params.Len() {
		switch p.role(params.At(i).Type()) {
		case catalog.RequestType, catalog.ResponseType:
			return true
		}
	}
	return false
}

// comesIn reports whether callers come in by a function by itself, and not where
// it is called or made.
func (p *program) comesIn(fn *ssa.Function) bool {
	return p.handles(fn) || p.callbacks[fn] || callback(fn) || stateCallback(fn) || accepts(fn)
}

// accepts reports whether fn accepts connections.
func accepts(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok && strings.HasPrefix(calledName(c.Common()), "Accept") {
				return true
			}
		}
	}
	return false
}

// offered reports whether fn is a method by which others know its type: a value of
// it becomes an interface that has the method.
func (p *program) offered(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	if recv == nil {
		return false
	}
	if p.offers == nil {
		p.offers = map[string]bool{}
		for _, g := range p.fns {
			for _, b := range g.Blocks {
				for _, in := range b.Instrs {
					m, ok := in.(*ssa.MakeInterface)
					if !ok {
						continue
					}
					t, ok := m.Type().Underlying().(*types.Interface)
					if !ok {
						continue
					}
					for i := range t.NumMethods() {
						p.offers[ssaform.Named(m.X.Type())+"."+t.Method(i).Name()] = true
					}
				}
			}
		}
	}
	return p.offers[ssaform.Named(recv.Type())+"."+fn.Name()]
}

// entry reports whether fn is where callers come in, or the program begins: whom
// it lets in, nobody else asks. Caller says that it is the former.
func (p *program) entry(fn *ssa.Function) (caller, entry bool) {
	called := len(p.callers[fn]) > 0
	exported := ast.IsExported(fn.Name()) && fn.Parent() == nil
	switch {
	case accepts(fn), p.callbacks[fn], callback(fn), stateCallback(fn):
		return true, true
	case p.handles(fn):
		if called && fn.Parent() == nil && !p.escaping[fn] {
			return true, false
		}
		// An exported handler is mounted elsewhere, if not here.
		return true, !exported || p.escaping[fn] || fn.Name() == "ServeHTTP"
	case fn.Parent() != nil:
		return false, false // where it is made
	case serviceMethod(p.funcs[fn], fn) && !called, exported && !called && p.offered(fn):
		return true, true
	case fn.Name() == "main" && p.pkg.Name() == "main", !exported && !called:
		return false, true
	}
	return false, false
}
