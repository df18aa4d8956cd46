package config

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A place is a field, or a variable of the package, that holds a configuration
// by value: what it is depends on who makes what it is a field of, and on
// everybody who gets hold of that.

// pointsToConfig reports whether a place of type t holds a pointer to a
// configuration, and not the configuration itself.
func pointsToConfig(t types.Type) bool {
	_, ptr := t.Underlying().(*types.Pointer)
	return ptr
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
		s := State{Type: typ, At: p.position(m.pos)}
		if eff, ok := p.summaries[m.fn].foreign[o]; ok {
			s = s.after(p.resolveState(eff), true)
		}
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
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Val != a {
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
		if f := ssaform.Field(a.X.Type(), a.Field); f != nil {
			p.leaks[f] = true
		}
	}
}
