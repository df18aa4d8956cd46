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
	if i := parameterWith(of.place, fn); i >= 0 && len(p.fields[of.place]) == 0 {
		s.Base, s.Arg, s.Path = uint8(field), i, of.place.Name()
		return s
	}
	return s.alone()
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
