package config

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A configuration is derived if it is made as a copy of one that a function is given, or
// finds in a field of what it is given. What the copy holds is known where the function
// is called.

// basedOn says of a state, in terms of the parameters of fn, what it is based on, and
// that it may be anything if that cannot be said.
func (p *Program) basedOn(s State, fn *ssa.Function) State {
	of := s.of
	s.of = nil
	switch {
	case s.base() == given:
		return s
	case s.base() != other || fn == nil || of == nil:
		return s.alone()
	}
	if q, ok := of.val.(*ssa.Parameter); ok && q.Parent() == fn {
		if _, changed := p.summaries[fn].params[paramIndex(q)]; changed {
			return s.alone()
		}
		s.Base, s.Arg = uint8(given), paramIndex(q) // in a literal
		return s
	}
	if p.keptBy(of.place) && ownField(of.place, fn) {
		s.Base, s.Arg, s.Path = uint8(field), 0, of.place.Name()
		return s
	}
	if i := parameterWith(of.place, fn); i >= 0 && len(p.fields[of.place]) == 0 {
		s.Base, s.Arg, s.Path = uint8(field), i, of.place.Name()
		return s
	}
	return s.alone()
}

// Keep says that what a function returns as result Result keeps, in a field that only its package
// reads, the configuration that is parameter Arg.
type Keep struct {
	Result, Arg int
	Field       string
}

// keeps lists the configurations that fn is given and that what it returns keeps as they are.
func (p *Program) keeps(fn *ssa.Function) (out []Keep) {
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		for i, r := range ret.Results {
			made, ok := unconverted(r).(*ssa.Alloc)
			if !ok {
				continue
			}
			for _, use := range *made.Referrers() {
				a, ok := use.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				f := ssaform.Field(a.X.Type(), a.Field)
				if f == nil || !p.keptBy(f) || p.fields[f][0].Addr != ssa.Value(a) {
					continue
				}
				if k := (Keep{i, paramIndex(p.fields[f][0].Val.(*ssa.Parameter)), f.Name()}); !slices.Contains(out, k) {
					out = append(out, k)
				}
			}
		}
	}
	return out
}

// keptBy reports whether v is a field of the package's own that holds what one function is given, and
// nothing is done to that.
func (p *Program) keptBy(v *types.Var) bool {
	if v == nil || !v.IsField() || v.Exported() || v.Pkg() != p.pkg || p.configType(v.Type()) != "crypto/tls.Config" || !pointsToConfig(v.Type()) || len(p.fields[v]) != 1 {
		return false
	}
	if _, given := p.fields[v][0].Val.(*ssa.Parameter); !given {
		return false
	}
	o := p.object(nil, 0, v, "crypto/tls.Config")
	return !slices.ContainsFunc(p.fns, func(fn *ssa.Function) bool {
		if p.summaries[fn] == nil {
			return false
		}
		_, changed := p.summaries[fn].foreign[o]
		return changed
	})
}

// ownField reports whether v is a field of fn's receiver.
func ownField(v *types.Var, fn *ssa.Function) bool {
	return fn.Signature.Recv() != nil && hasField(types.Unalias(deref(fn.Signature.Recv().Type())).Underlying(), v)
}

func deref(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}

// choosingFrom is what is known of a method of another package that chooses configurations, as
// v, the method of a value, does: copies of one that the value keeps are of what it was made with.
func (p *Program) choosingFrom(v ssa.Value, own *Func) *Func {
	if !slices.ContainsFunc(own.Chooses, func(s State) bool { return s.base() == field }) {
		return own
	}
	f := *own
	f.Chooses = nil
	for _, s := range own.Chooses {
		if s.base() == field {
			if o := p.keptIn(ssaform.Bound(v), s.Path); o != nil && s.Arg == 0 {
				s.Base, s.of, s.Path = uint8(other), o, ""
			} else {
				s = s.alone()
			}
		}
		f.Chooses = append(f.Chooses, s)
	}
	return &f
}

// keptIn returns the configuration that a value, which a function of another package makes,
// keeps in a field; nil if that does not show.
func (p *Program) keptIn(v ssa.Value, field string) *object {
	if v == nil {
		return nil
	}
	var found []*object
	unknown := p.trace(v, func(v ssa.Value) (end, known bool) {
		i := 0
		x, many := v.(*ssa.Extract)
		if many {
			v, i = x.Tuple, x.Index
		}
		c, ok := v.(*ssa.Call)
		if !ok || p.static(c.Common()) != nil {
			return false, true
		}
		f := p.facts.function(ssaform.Object(c.Common()))
		if f == nil {
			return true, false
		}
		at := slices.IndexFunc(f.Keeps, func(k Keep) bool { return k.Result == i && k.Field == field })
		args := ssaform.Arguments(c.Common())
		if at < 0 || f.Keeps[at].Arg >= len(args) {
			return true, false
		}
		objs := p.objectsOf(args[f.Keeps[at].Arg])
		found = append(found, objs...)
		return true, !slices.ContainsFunc(objs, func(o *object) bool { return p.changedAfter(o, c) })
	})
	if unknown || len(found) != 1 {
		return nil
	}
	return found[0]
}

// changedAfter reports whether something may be done to a configuration later than at a call.
func (p *Program) changedAfter(o *object, at *ssa.Call) bool {
	if o.val == nil || o.val.Referrers() == nil {
		return true
	}
	before := func(in ssa.Instruction) bool {
		if in.Block() == at.Block() {
			return slices.Index(in.Block().Instrs, in) < slices.Index(in.Block().Instrs, ssa.Instruction(at))
		}
		return in.Block().Dominates(at.Block())
	}
	return slices.ContainsFunc(*o.val.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			return slices.ContainsFunc(*r.Referrers(), func(in ssa.Instruction) bool {
				_, store := in.(*ssa.Store)
				return store && (in.Parent() != at.Parent() || !before(in))
			})
		case *ssa.Store:
			return r.Val == o.val // others may get it there
		case *ssa.Phi, *ssa.MakeClosure, *ssa.Extract:
			return true
		case ssa.CallInstruction:
			fn := p.static(r.Common())
			return fn != nil && !(r.Parent() == at.Parent() && before(r)) && slices.ContainsFunc(ssaform.Arguments(r.Common()), func(a ssa.Value) bool {
				i := slices.Index(ssaform.Arguments(r.Common()), a)
				_, changed := p.summarize(fn).params[i]
				return a == o.val && changed
			})
		}
		return false
	})
}

// parameterWith returns the index of the one parameter of fn that has v as a field, or -1. Others
// can only fill it in if it is exported.
func parameterWith(v *types.Var, fn *ssa.Function) int {
	if v == nil || !v.IsField() || !v.Exported() || !pointsToConfig(v.Type()) {
		return -1
	}
	at := -1
	for i, q := range fn.Params {
		s := ssaform.Struct(q.Type())
		if s == nil {
			continue
		}
		for j := range s.NumFields() {
			if s.Field(j).Origin() != v {
				continue
			}
			if at >= 0 {
				return -1
			}
			at = i
		}
	}
	return at
}

// heldIn returns the configurations that a field holds of what v is or points to, where
// that is made in this package and nothing else in it stores something there.
func (p *Program) heldIn(v ssa.Value, name string) (out []*object) {
	var made []ssa.Value
	unknown := p.trace(v, func(x ssa.Value) (bool, bool) {
		if u, ok := x.(*ssa.UnOp); ok && ssaform.Struct(x.Type()) != nil && !pointsToConfig(x.Type()) {
			x = u.X // a struct, at its address
		}
		a, ok := x.(*ssa.Alloc)
		if !ok || pointsToPointer(a.Type()) {
			return false, true
		}
		made = append(made, a)
		return true, !p.copied(a)
	})
	if unknown || len(made) == 0 {
		return nil
	}
	f, _, _ := types.LookupFieldOrMethod(made[0].Type(), true, p.pkg, name)
	held, ok := f.(*types.Var)
	if !ok {
		return nil
	}
	filled := map[ssa.Value]bool{}
	for _, s := range p.fields[held.Origin()] {
		x := s.Addr.(*ssa.FieldAddr).X
		if !slices.Contains(made, x) {
			if !p.otherValue(x) {
				return nil
			}
			continue
		}
		filled[x] = true
		out = append(out, p.objectsOf(s.Val)...)
	}
	if len(filled) < len(made) {
		return nil
	}
	return out
}

// otherValue reports whether the address of a struct is that of one that is made there.
func (p *Program) otherValue(x ssa.Value) bool {
	a, ok := x.(*ssa.Alloc)
	return ok && !p.copied(a)
}

// Made is a configuration that a function makes of one that it is given, and keeps to
// itself.
type Made struct {
	State State
	Side  Side
}

// derived lists the configurations that fn makes of those that it is given, and that it
// puts to use or seals in credentials.
func (p *Program) derived(fn *ssa.Function) (out []Made) {
	for _, c := range p.configs {
		if c.Fn != fn || !c.TLS() || c.unused || c.Side&(Server|Client|Sealed) == 0 || c.Side&(Chosen|Returned) != 0 {
			continue
		}
		if s := p.portable(p.hold(c.raw), fn); s.base() == given || s.base() == field {
			out = append(out, Made{s, c.Side & (Server | Client)})
		}
	}
	return out
}

// rebaseAll is rebase for a state, and for those that its GetConfigForClient returns if
// that is another package's.
func (p *Program) rebaseAll(s State) State {
	return p.rebase(s, 0).choosing(func(c State) State { return p.resolveState(p.rebase(c, 0)) })
}

// choosing returns s with the states that a GetConfigForClient of another package chooses
// from replaced.
func (s State) choosing(by func(State) State) State {
	f, ok := s.get("GetConfigForClient")
	if !ok {
		return s
	}
	f.Values = slices.Clone(f.Values)
	for i, v := range f.Values {
		if v.Func == nil || v.Func.fn != nil || len(v.Func.Chooses) == 0 {
			continue
		}
		g := *v.Func
		g.Chooses = nil
		for _, c := range v.Func.Chooses {
			g.Chooses = append(g.Chooses, by(c))
		}
		f.Values[i].Func = &g
	}
	return s.set(f)
}

// onto notes that what s stores is stored in a copy of what a function was given.
func (s State) onto() State {
	return s.marked(func(v *Value) { v.Onto = true })
}

// passed notes that what s stores is stored by a function that another one was given: where
// that makes the configuration, nobody sees what another package's stores.
func (s State) passed() State {
	return s.marked(func(v *Value) { v.Passed = v.Passed || !v.pos.IsValid() })
}

func (s State) marked(mark func(*Value)) State {
	out := s
	for _, f := range s.Fields {
		f.Values = slices.Clone(f.Values)
		for i := range f.Values {
			mark(&f.Values[i])
		}
		out = out.set(f)
	}
	return out
}
