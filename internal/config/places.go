package config

import (
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A place is a field, or a variable of the package, that holds a configuration
// by value: what it is depends on who makes what it is a field of, and on
// everybody who gets hold of that.

// containerField returns the field, or the variable of the package, that holds a map, or
// is an atomic value; nil if it is held elsewhere.
func containerField(v ssa.Value) *types.Var {
	if u, ok := v.(*ssa.UnOp); ok {
		v = u.X
	}
	switch a := v.(type) {
	case *ssa.FieldAddr:
		return ssaform.Field(a.X.Type(), a.Field)
	case *ssa.Global:
		f, _ := a.Object().(*types.Var)
		return f
	}
	return nil
}

// putBy returns what a call puts into an atomic value, or a map of sync, and the field
// that holds it.
func putBy(c *ssa.CallCommon) (*types.Var, ssa.Value) {
	if name := synced(c); name == "Store" || name == "Swap" || name == "LoadOrStore" {
		return containerField(c.Args[0]), c.Args[len(c.Args)-1]
	}
	return nil, nil
}

// synced returns the name of the method of an atomic value or of a map of sync that a
// call calls, or "".
func synced(c *ssa.CallCommon) string {
	obj := ssaform.Object(c)
	if obj == nil || c.IsInvoke() || c.Signature().Recv() == nil || obj.Pkg() == nil || obj.Pkg().Path() != "sync" && obj.Pkg().Path() != "sync/atomic" {
		return ""
	}
	return obj.Name()
}

// taken returns what was put into the container that v is taken from; false says that v
// is taken from none, or from one that others can reach.
func (p *Program) taken(v ssa.Value) ([]ssa.Value, bool) {
	for {
		switch x := v.(type) {
		case *ssa.TypeAssert:
			v = x.X
			continue
		case *ssa.Extract:
			if n, ok := x.Tuple.(*ssa.Next); ok {
				r, ok := n.Iter.(*ssa.Range)
				if !ok || n.IsString || x.Index != 2 {
					return nil, false
				}
				return p.allIn(r.X)
			}
			if x.Index == 0 {
				v = x.Tuple
				continue
			}
		case *ssa.ChangeInterface:
			v = x.X
			continue
		}
		break
	}
	switch x := v.(type) {
	case *ssa.Lookup:
		return p.allIn(x.X)
	case *ssa.Call:
		if synced(x.Common()) == "Load" {
			return p.in(containerField(x.Call.Args[0]))
		}
	}
	return nil, false
}

// allIn returns what is put into a map; false says that others can reach it, or that nothing
// is.
func (p *Program) allIn(m ssa.Value) (out []ssa.Value, known bool) {
	if f := containerField(m); f != nil {
		return p.in(f)
	}
	for _, m := range p.mapsIn(m) {
		out = append(out, p.putInto(m)...)
	}
	return out, len(out) > 0
}

// in returns what is put into the container that a field holds.
func (p *Program) in(f *types.Var) ([]ssa.Value, bool) {
	if f == nil || f.Exported() || f.Pkg() != p.pkg {
		return nil, false
	}
	out := slices.Clone(p.puts[f])
	for _, s := range p.fields[f] {
		if m, ok := s.Val.(*ssa.MakeMap); ok {
			out = append(out, p.putInto(m)...)
		}
	}
	return out, len(out) > 0
}

// mapsIn returns the maps that a local variable holds.
func (p *Program) mapsIn(v ssa.Value) (out []*ssa.MakeMap) {
	if m, ok := v.(*ssa.MakeMap); ok {
		return []*ssa.MakeMap{m}
	}
	u, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	for _, a := range p.variables(u.X) {
		for _, s := range p.stored(a) {
			if m, ok := s.(*ssa.MakeMap); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

func (p *Program) putInto(m *ssa.MakeMap) (out []ssa.Value) {
	for _, v := range p.aliases(m) {
		if v.Referrers() == nil {
			continue
		}
		for _, r := range *v.Referrers() {
			if u, ok := r.(*ssa.MapUpdate); ok && u.Map == v {
				out = append(out, u.Value)
			}
		}
	}
	return out
}

// pointsToConfig reports whether a place of type t holds a pointer to a
// configuration, and not the configuration itself.
func pointsToConfig(t types.Type) bool {
	_, ptr := t.Underlying().(*types.Pointer)
	return ptr
}

// madeIn returns the state of the configurations that a field points to; false says that
// the package does not make all of them.
func (p *Program) madeIn(f *types.Var) (State, bool) {
	var out State
	for _, st := range p.fields[f] {
		objs := p.objectsOf(st.Val)
		if len(objs) == 0 {
			return State{}, false
		}
		for _, o := range objs {
			c := p.configAt(o)
			if c == nil {
				return State{}, false
			}
			s := c.State
			if out.Type != "" {
				s = join(out, s)
			}
			out = s
		}
	}
	return out, out.Type != "" && out.base() != open
}

// heldElsewhere returns what another package makes of the configurations that a field of
// its own points to.
func (p *Program) heldElsewhere(v *types.Var) (State, bool) {
	pf := p.facts.owner(v)
	if pf == nil || !v.IsField() || len(p.fields[v]) > 0 {
		return State{}, false
	}
	i := slices.IndexFunc(pf.Held, func(h FieldState) bool { return named(v, h.Name) })
	if i < 0 {
		return State{}, false
	}
	return pf.Held[i].State, true
}

// named reports whether sym, pkg.Type.Field, is the name of a field.
func named(v *types.Var, sym string) bool {
	typ, field, _ := strings.Cut(strings.TrimPrefix(sym, v.Pkg().Path()+"."), ".")
	tn, ok := v.Pkg().Scope().Lookup(typ).(*types.TypeName)
	if !ok || field != v.Name() {
		return false
	}
	f, _, _ := types.LookupFieldOrMethod(tn.Type(), true, v.Pkg(), field)
	of, ok := f.(*types.Var)
	return ok && of.Origin() == v.Origin()
}

// place returns the state of the configuration in v wherever it is used; false
// says that others may store something there.
func (p *Program) place(v *types.Var) (State, bool) {
	if s, ok := p.atPlace[v]; ok {
		return s, s.Type != ""
	}
	if p.atPlace == nil {
		p.atPlace = map[*types.Var]State{}
	}
	s := p.stateIn(v)
	p.atPlace[v] = s
	return s, s.Type != ""
}

func (p *Program) stateIn(v *types.Var) State {
	typ := p.configType(v.Type())
	if typ == "" || v.Exported() || v.Pkg() != p.pkg || p.leaks[v] {
		return State{}
	}
	o := p.object(nil, 0, v, typ)
	makers := p.makers(v)
	var out State
	for _, m := range makers {
		s := p.madeBy(m, o)
		if out.Type != "" {
			s = join(out, s)
		}
		out = s
	}
	if out.Type == "" {
		return State{}
	}
	for _, fn := range p.fns {
		sum := p.summaries[fn]
		if sum == nil || isMaker(makers, fn) {
			continue
		}
		if eff, ok := sum.foreign[o]; ok {
			out = out.after(p.resolveState(eff), false)
		}
		for _, to := range p.lends[v] {
			if _, ok := sum.foreign[p.object(nil, 0, to, typ)]; ok {
				return State{} // something is done to it there
			}
		}
	}
	return out
}

// madeBy returns the state of the configuration o in a place as one of those that make it
// leaves it.
func (p *Program) madeBy(m maker, o *object) State {
	s := State{Type: o.typ, At: p.position(m.pos)}
	if eff, ok := p.summaries[m.fn].foreign[o]; ok {
		s = s.after(p.resolveState(eff), true)
	}
	return s
}

// KeptOptions are options of Verify that are kept in a field, as one of several functions makes them.
type KeptOptions struct {
	Options State
	Pos     token.Pos
	Fn      *ssa.Function
}

// keptOptions returns, for options that are a copy of what a field holds by value, those of each of
// the functions that make that, if no other changes the key usages there.
func (p *Program) keptOptions(s State) (out []KeptOptions) {
	if s.base() != other || s.of == nil || s.of.place == nil || pointsToConfig(s.of.place.Type()) {
		return nil
	}
	if _, ok := p.place(s.of.place); !ok {
		return nil
	}
	o := p.object(nil, 0, s.of.place, s.Type)
	makers := p.makers(s.of.place)
	for _, fn := range p.fns {
		if sum := p.summaries[fn]; sum != nil && !isMaker(makers, fn) {
			if eff, ok := sum.foreign[o]; ok {
				if _, usages := eff.get("KeyUsages"); usages || eff.base() != other {
					return nil
				}
			}
		}
	}
	for _, m := range makers {
		out = append(out, KeptOptions{p.madeBy(m, o).after(s, true), m.pos, m.fn})
	}
	return out
}

// A maker is a function that begins with zero values in a place.
type maker struct {
	fn  *ssa.Function
	pos token.Pos
}

func isMaker(ms []maker, fn *ssa.Function) bool {
	return slices.ContainsFunc(ms, func(m maker) bool { return m.fn == fn })
}

// makers returns the functions that make what v is a field of, and not as a
// copy; or the package's initialisation, for a variable.
func (p *Program) makers(v *types.Var) []maker {
	if !v.IsField() {
		return []maker{{p.SSA.Func("init"), v.Pos()}}
	}
	var out []maker
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				a, ok := in.(*ssa.Alloc)
				if ok && hasField(a.Type().Underlying().(*types.Pointer).Elem(), v) && !p.copied(a) && !isMaker(out, fn) {
					out = append(out, maker{fn, a.Pos()})
				}
			}
		}
	}
	return out
}

// hasField reports whether v is a field of t, or of a struct in it.
func hasField(t types.Type, v *types.Var) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range s.NumFields() {
		f := s.Field(i)
		if f.Origin() == v || hasField(f.Type(), v) {
			return true
		}
	}
	return false
}

// copied reports whether a struct is stored in a as a whole.
func (p *Program) copied(a *ssa.Alloc) bool {
	return slices.ContainsFunc(p.stores[a], func(s *ssa.Store) bool {
		c, zero := s.Val.(*ssa.Const)
		return !zero || c.Value != nil
	})
}

// leak notes that the address of a place is kept somewhere.
func (p *Program) leak(a *ssa.FieldAddr) {
	if p.configType(a.Type()) == "" || pointsToPointer(a.Type()) || a.Referrers() == nil {
		return
	}
	f := ssaform.Field(a.X.Type(), a.Field)
	if f == nil {
		return
	}
	p.addresses[f] = append(p.addresses[f], a)
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Val != a {
				continue
			}
			if to, ok := r.Addr.(*ssa.FieldAddr); ok && p.configType(to.X.Type()) != "" {
				p.lends[f] = append(p.lends[f], ssaform.Field(to.X.Type(), to.Field))
				continue
			}
		case *ssa.Return:
			if p.isGetConfig(r.Parent()) {
				continue // crypto/tls only reads it
			}
		case *ssa.MakeInterface, *ssa.MakeClosure, *ssa.Phi:
		default:
			continue
		}
		p.leaks[f] = true
	}
}

// byValue adds the configurations of TLS that fields hold by value and that go somewhere.
func (p *Program) byValue() {
	fields := slices.SortedFunc(maps.Keys(p.addresses), func(f, g *types.Var) int { return int(f.Pos() - g.Pos()) })
	for _, f := range fields {
		if p.configType(f.Type()) != "crypto/tls.Config" {
			continue
		}
		s, ok := p.place(f)
		if !ok {
			continue
		}
		c := &Config{State: s, obj: p.object(nil, 0, f, s.Type), Pos: f.Pos()}
		for _, a := range p.addresses[f] {
			c.Side |= p.side(a)
		}
		for _, m := range p.makers(f) {
			c.Pos, c.Fn = m.pos, m.fn
		}
		if c.Side != 0 {
			p.configs = append(p.configs, c)
		}
	}
}
