package config

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Bounds on what is told apart by server: the servers of a package, and the values that
// are looked at for what one serves.
const (
	maxServers = 16
	maxServed  = 2000
)

// servers returns the values of http.Server of the package by their configurations of
// TLS; none if there are too many to be told apart. What makes one of its parameters
// makes one for each of its calls, a loop over a list one for each element.
func (p *Program) servers() map[*Config][]*Config {
	if p.counted["servers"] {
		return p.byTLS
	}
	p.counted["servers"] = true
	var all []*Config
	for _, c := range p.configs {
		if c.Type == "net/http.Server" {
			all = append(all, c)
		}
	}
	if len(all) > maxServers {
		return nil
	}
	p.byTLS = map[*Config][]*Config{}
	for _, c := range all {
		each := p.perElement(c)
		if len(each) == 0 {
			each = p.eachCall(c)
		}
		for _, s := range each {
			for _, v := range s.Field("TLSConfig").Values {
				if v.val == nil {
					continue
				}
				if x := p.configOf(v.val); x != nil {
					p.byTLS[x] = append(p.byTLS[x], s)
				}
			}
		}
	}
	return p.byTLS
}

// eachCall returns a server as it is by each call of the function that makes it of a
// handler and a configuration that it is given.
func (p *Program) eachCall(c *Config) []*Config {
	for fn := c.Fn; fn != nil; fn = fn.Parent() {
		given := func(v Value) bool { return v.Kind == Arg && v.owner == fn }
		if !c.raw.Field("TLSConfig").All(given) || !p.closed(fn) {
			continue
		}
		var out []*Config
		for _, call := range p.callers[fn] {
			out = append(out, &Config{State: p.substitute(c.raw, fn, ssaform.Arguments(call.Common())), Fn: c.Fn, obj: c.obj})
		}
		return out
	}
	return []*Config{c}
}

// mayServe reports whether the handler of a listener may call fn, a function or a
// literal in one. It may where the handler is not made in sight.
func (p *Program) mayServe(l *Listener, fn *ssa.Function) bool {
	s := p.handlerOf(l)
	if s == nil {
		return true
	}
	for f := fn; f != nil; f = f.Parent() {
		if s.fns[f] {
			return true
		}
	}
	return s.open && !p.confined(fn)
}

// handlerOf returns the functions that the handler of a listener is made of, or nil if they are
// not known.
func (p *Program) handlerOf(l *Listener) *served {
	if l.handler == nil || len(p.Listeners()) > maxServers {
		return nil
	}
	if s := p.servedBy(l.handler); len(s.values) <= maxServed {
		return s
	}
	return nil
}

// mayServeOther reports whether the handler of a listener may be made by a function of
// another package, by its name.
func (p *Program) mayServeOther(l *Listener, name string) bool {
	s := p.handlerOf(l)
	return s == nil || s.open || s.imported[name]
}

// confined reports whether the handlers that fn makes, or is a literal in, all become
// the handlers of servers right away: what comes from elsewhere is none of them.
func (p *Program) confined(fn *ssa.Function) bool {
	fn = ssaform.Outermost(fn)
	if !p.closed(fn) {
		return false
	}
	var served func(v ssa.Value, depth int) bool
	served = func(v ssa.Value, depth int) bool {
		if v.Referrers() == nil || depth > 6 {
			return false
		}
		n := 0
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef:
				continue
			case *ssa.MakeInterface, *ssa.ChangeType, *ssa.ChangeInterface:
				if !served(r.(ssa.Value), depth+1) {
					return false
				}
			case *ssa.Store:
				a, ok := r.Addr.(*ssa.FieldAddr)
				if !ok || fieldSymbol(a.X.Type(), a.Field) != "net/http.Server.Handler" {
					return false
				}
			default:
				return false
			}
			n++
		}
		return n > 0
	}
	for _, c := range p.callers[fn] {
		if v, ok := c.(*ssa.Call); !ok || !served(v, 0) {
			return false
		}
	}
	return true
}

// servedBy returns the functions that a handler is made of, looked at once.
func (p *Program) servedBy(handler ssa.Value) *served { return p.servedWith(handler, element{}) }

// servedWith is servedBy for a handler that a loop makes of the elements of a list, as it is for
// one of them.
func (p *Program) servedWith(handler ssa.Value, e element) *served {
	k := servedKey{handler, e.at}
	s, ok := p.made[k]
	if !ok {
		s = &served{Program: p, element: e, fns: map[*ssa.Function]bool{}, imported: map[string]bool{}, values: map[ssa.Value]bool{}}
		s.value(handler)
		if p.made == nil {
			p.made = map[servedKey]*served{}
		}
		p.made[k] = s
	}
	return s
}

type servedKey struct{ handler, at ssa.Value }

// served are the functions that a handler is made of: those that make it, that it is
// given, and that these mention.
type served struct {
	*Program
	element  element // that a loop is at
	fns      map[*ssa.Function]bool
	imported map[string]bool // functions of other packages, as types.Func.FullName
	values   map[ssa.Value]bool
	open     bool // and others
	others   bool // functions of other packages, of which nothing is known, are put around them
	made     bool // such functions make them

	decided Func // what functions of other packages decide
}

// foreign adds what a function of another package decides; false says that it is not
// known.
func (s *served) foreign(obj *types.Func) bool {
	if obj != nil {
		s.imported[obj.FullName()] = true
	}
	if k := s.facts.function(obj); k != nil && k.Own != nil {
		s.decided.with(k.Own)
		return true
	}
	known := obj == nil || obj.Pkg() == nil || std(obj.Pkg().Path()) || within(obj.Pkg().Path(), s.own)
	s.made = s.made || !known
	return known
}

func (s *served) function(fn *ssa.Function) {
	fn = ssaform.Unwrap(fn)
	if fn == nil || s.fns[fn] {
		return
	}
	s.fns[fn] = true
	if !s.mine[fn] {
		obj, _ := fn.Object().(*types.Func)
		s.others = !s.foreign(obj) || s.others
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			var called ssa.Value
			if c, ok := in.(ssa.CallInstruction); ok {
				called = c.Common().Value
			}
			var ops [8]*ssa.Value
			for _, op := range in.Operands(ops[:0]) {
				switch v := (*op).(type) {
				case *ssa.Function:
					if v == called && !s.mine[ssaform.Unwrap(v)] {
						continue // what it decides is known with its caller
					}
					s.function(v)
				case *ssa.Global:
					s.value(v)
				}
			}
			if c, ok := in.(ssa.CallInstruction); ok && c.Common().IsInvoke() {
				s.methods(c.Common().Value.Type(), c.Common().Method.Name())
			}
		}
	}
	for _, lit := range fn.AnonFuncs {
		s.function(lit)
	}
}

// methods adds the methods of a name that the package's types have, and what those of values
// decide that functions of other packages give out.
func (s *served) methods(iface types.Type, name string) {
	i, ok := iface.Underlying().(*types.Interface)
	if !ok {
		return
	}
	for _, fn := range s.Program.fns {
		recv := fn.Signature.Recv()
		if fn.Name() == name && recv != nil && types.Implements(recv.Type(), i) {
			s.function(fn)
		}
	}
	for _, m := range s.interfaceGivers() {
		if types.Implements(m.gives, i) {
			s.decided.with(m.methods)
		}
	}
}

func (s *served) value(v ssa.Value) {
	if v == nil || s.values[v] || s.open || len(s.values) > maxServed {
		return
	}
	s.values[v] = true
	s.method(v.Type())
	switch v := v.(type) {
	case *ssa.Function:
		s.function(v)
	case *ssa.MakeClosure:
		s.function(v.Fn.(*ssa.Function))
		for _, b := range v.Bindings {
			s.value(b)
		}
	case *ssa.MakeInterface:
		s.value(v.X)
	case *ssa.ChangeInterface:
		s.value(v.X)
	case *ssa.ChangeType:
		s.value(v.X)
	case *ssa.TypeAssert:
		s.value(v.X)
	case *ssa.Extract:
		s.value(v.Tuple)
	case *ssa.Phi:
		for _, e := range v.Edges {
			s.value(e)
		}
	case *ssa.Call:
		s.call(v.Common())
		s.given(v)
	case *ssa.Slice:
		if holdsCode(v.Type()) && !s.elements(v, s.value) {
			s.open = true
		}
	case *ssa.Alloc:
		for _, x := range s.stored(v) {
			s.value(x)
		}
		s.given(v)
	case *ssa.FreeVar:
		for _, b := range s.bindings(v) {
			s.value(b)
		}
	case *ssa.Parameter:
		if !holdsCode(v.Type()) {
			return
		}
		if !s.closed(v.Parent()) {
			s.open = true
			return
		}
		for _, c := range s.callers[v.Parent()] {
			if args := ssaform.Arguments(c.Common()); paramIndex(v) < len(args) {
				s.value(args[paramIndex(v)])
			}
		}
	case *ssa.UnOp:
		if x, ok := s.ofElement(v, s.element); ok {
			s.value(x)
			return
		}
		s.value(v.X)
	case *ssa.FieldAddr:
		s.field(ssaform.Field(v.X.Type(), v.Field))
	case *ssa.Field:
		s.field(ssaform.Field(v.X.Type(), v.Field))
	case *ssa.Global:
		o, _ := v.Object().(*types.Var)
		s.field(o)
	}
}

// holdsCode reports whether something of type t is a handler, or may be made one. What
// a handler asks by other methods is of no interest here.
func holdsCode(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Signature:
		return true
	case *types.Interface:
		return u.Empty() || handler(t)
	case *types.Slice:
		return holdsCode(u.Elem())
	case *types.Map:
		return holdsCode(u.Elem())
	}
	return handler(t)
}

// field adds what is stored in a field, or a variable of the package.
func (s *served) field(f *types.Var) {
	if f == nil || f.Pkg() != s.pkg {
		s.open = s.open || f == nil || holdsCode(f.Type()) // or an error, a setting
		return
	}
	for _, st := range s.fields[f] {
		s.value(st.Val)
	}
}

// call adds a function that makes a handler, and what it is given for that.
func (s *served) call(c *ssa.CallCommon) {
	fn := s.static(c)
	if fn != nil {
		s.function(fn)
	}
	obj := ssaform.Object(c)
	known := fn != nil || s.foreign(obj)
	if _, builtin := c.Value.(*ssa.Builtin); fn == nil && obj == nil && !builtin {
		s.value(c.Value)
	}
	for _, a := range c.Args {
		s.value(a)
		if !known && handler(a.Type()) && c.Signature().Recv() == nil {
			s.others = true
		}
		if !s.mine[fn] && obj != nil && obj.Pkg() != nil && (!std(obj.Pkg().Path()) || within(obj.Pkg().Path(), s.own)) {
			s.askedOf(a.Type())
		}
	}
	if c.IsInvoke() {
		s.value(c.Value)
	}
}

// askedOf adds what values of an interface decide about requests, which a function of another
// package is given.
func (s *served) askedOf(t types.Type) {
	i, ok := t.Underlying().(*types.Interface)
	if !ok || handler(t) {
		return
	}
	for m := range i.Methods() {
		for v := range m.Signature().Params().Variables() {
			if ssaform.Named(v.Type()) == "net/http.Request" {
				s.methods(t, m.Name())
			}
		}
	}
}

// given adds what is mounted on a router, and the functions that do so.
func (s *served) given(v ssa.Value) {
	if !handler(v.Type()) {
		return
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case ssa.CallInstruction:
			s.call(r.Common())
		case *ssa.MakeInterface:
			s.given(r)
		case *ssa.Store:
			if r.Val == v {
				switch a := r.Addr.(type) {
				case *ssa.FieldAddr:
					s.loaded(s.loads[ssaform.Field(a.X.Type(), a.Field)])
				case *ssa.Alloc:
					s.loaded(ssaform.Loads(a))
				}
			}
		case *ssa.FieldAddr:
			for _, st := range s.stores[r] {
				s.value(st.Val)
			}
		}
	}
}

// loaded adds what is mounted on what a field or a variable holds.
func (s *served) loaded(loads []ssa.Value) {
	for _, v := range loads {
		if !s.values[v] {
			s.values[v] = true
			s.given(v)
		}
	}
}

// method adds the method with which values of a type handle requests.
func (s *served) method(t types.Type) {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "ServeHTTP")
	m, ok := obj.(*types.Func)
	if !ok {
		return
	}
	if m.Pkg() != s.pkg {
		s.foreign(m)
		return
	}
	for _, fn := range s.Program.fns {
		if recv := fn.Signature.Recv(); fn.Name() == "ServeHTTP" && recv != nil && types.Identical(recv.Type(), t) {
			s.function(fn)
		}
	}
}
