package config

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Servers are often listed, with what they need in the fields of a struct, and a loop makes
// and starts each.

// maxRanged bounds the values that are looked at for the list or the map that one is of.
const maxRanged = 64

// ranged reports whether v is, or is in, the element of a list or a map that a loop goes
// through.
func (p *Program) ranged(v ssa.Value, seen map[ssa.Value]bool) bool {
	if v == nil || seen[v] || len(seen) > maxRanged {
		return false
	}
	seen[v] = true
	from := func(vs []ssa.Value) bool {
		return slices.ContainsFunc(vs, func(x ssa.Value) bool { return p.ranged(x, seen) })
	}
	switch v := v.(type) {
	case *ssa.IndexAddr:
		_, fixed := v.Index.(*ssa.Const)
		return !fixed
	case *ssa.Extract:
		_, next := v.Tuple.(*ssa.Next)
		return next
	case *ssa.UnOp:
		return p.ranged(v.X, seen)
	case *ssa.FieldAddr:
		return p.ranged(v.X, seen)
	case *ssa.Field:
		return p.ranged(v.X, seen)
	case *ssa.FreeVar:
		return from(p.bindings(v))
	case *ssa.Alloc:
		return from(p.stored(v))
	case *ssa.Parameter:
		return slices.ContainsFunc(p.callers[v.Parent()], func(c ssa.CallInstruction) bool {
			args := ssaform.Arguments(c.Common())
			return paramIndex(v) < len(args) && p.ranged(args[paramIndex(v)], seen)
		})
	}
	return false
}

// perElement returns a server that a loop makes of the elements of a list as it is for
// each; nothing if it is made of something else, or if the elements are not in sight.
func (p *Program) perElement(c *Config) (out []*Config) {
	var list ssa.Value
	taken := map[string]*types.Var{}
	for _, f := range c.Fields {
		if len(f.Values) == 0 || f.Open || f.Kept || f.Values[0].store == nil {
			continue
		}
		s := f.Values[0].store
		if slices.ContainsFunc(f.Values, func(v Value) bool { return v.store != nil && v.store != s }) {
			continue
		}
		of, field := p.elementField(s.Val)
		if of == nil || list != nil && list != of {
			continue
		}
		list, taken[f.Name] = of, field
	}
	if taken["Handler"] == nil && taken["TLSConfig"] == nil {
		return nil
	}
	bases, ok := p.elementBases(list)
	if !ok || len(bases) > maxServers {
		return nil
	}
	for _, b := range bases {
		m := *c
		m.obj, m.Pos, m.made = p.object(b, 0, nil, c.Type), b.Pos(), element{list, b}
		for name, field := range taken {
			v, at, ok := fieldAt(b, field)
			if !ok {
				return nil
			}
			f := Field{Name: name, Values: []Value{{Kind: Zero}}}
			if v != nil {
				f.Values = slices.Clone(p.values(v))
				for i := range f.Values {
					f.Values[i].val = v
				}
				if !m.Pos.IsValid() || name == "TLSConfig" {
					m.Pos = at.Pos()
				}
			}
			m.State = m.State.set(f)
		}
		m.raw = m.State
		out = append(out, &m)
	}
	return out
}

// element is one element of a list, a struct at an address.
type element struct{ list, at ssa.Value }

// ofElement returns what v is for one element, if a loop loads it from a field of the elements
// of that list; nil says that the field is left empty.
func (p *Program) ofElement(v ssa.Value, e element) (ssa.Value, bool) {
	if e.list == nil {
		return nil, false
	}
	of, field := p.elementField(v)
	if of != e.list {
		return nil, false
	}
	x, _, ok := fieldAt(e.at, field)
	return x, ok
}

// elementField returns the list, and the field of its elements, that v is loaded from in a
// loop; nil if it is not.
func (p *Program) elementField(v ssa.Value) (ssa.Value, *types.Var) {
	u, ok := v.(*ssa.UnOp)
	if !ok {
		return nil, nil
	}
	a, ok := u.X.(*ssa.FieldAddr)
	if !ok {
		return nil, nil
	}
	at := p.slot(a.X)
	if at == nil || !p.ranged(at, map[ssa.Value]bool{}) {
		return nil, nil
	}
	return at.X, ssaform.Field(a.X.Type(), a.Field)
}

// slot returns the place in a list that the variable of a loop is loaded from, or nil.
func (p *Program) slot(v ssa.Value) *ssa.IndexAddr {
	for range maxRanged {
		switch x := v.(type) {
		case *ssa.IndexAddr:
			return x
		case *ssa.UnOp:
			v = x.X
		case *ssa.Alloc, *ssa.FreeVar:
			vars := p.variables(x)
			if len(vars) != 1 || len(p.stored(vars[0])) != 1 {
				return nil
			}
			v = p.stored(vars[0])[0]
		default:
			return nil
		}
	}
	return nil
}

// elementBases returns the addresses of the structs that a literal lists, or points to;
// false says that there may be others.
func (p *Program) elementBases(list ssa.Value) (out []ssa.Value, known bool) {
	if q, ok := list.(*ssa.Parameter); ok && p.closed(q.Parent()) && len(p.callers[q.Parent()]) == 1 {
		if args := ssaform.Arguments(p.callers[q.Parent()][0].Common()); paramIndex(q) < len(args) && !changed(q) {
			list = args[paramIndex(q)]
		}
	}
	s, ok := list.(*ssa.Slice)
	if !ok || changed(s) {
		return nil, false
	}
	a, ok := s.X.(*ssa.Alloc)
	if !ok {
		return nil, false
	}
	for _, r := range *a.Referrers() {
		at, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		base := ssa.Value(at)
		for _, rr := range *at.Referrers() {
			st, ok := rr.(*ssa.Store)
			if !ok || st.Addr != at {
				continue
			}
			v := st.Val
			if u, ok := v.(*ssa.UnOp); ok {
				v = u.X // a struct, at its address
			}
			made, ok := v.(*ssa.Alloc)
			if !ok || base != at {
				return nil, false
			}
			base = made
		}
		out = append(out, base)
	}
	return out, len(out) > 0
}

// changed reports whether something is stored in the elements of a list.
func changed(list ssa.Value) bool {
	stores := func(addr ssa.Value) bool {
		return slices.ContainsFunc(*addr.Referrers(), func(r ssa.Instruction) bool { s, ok := r.(*ssa.Store); return ok && s.Addr == addr })
	}
	return slices.ContainsFunc(*list.Referrers(), func(r ssa.Instruction) bool {
		at, ok := r.(*ssa.IndexAddr)
		return ok && (stores(at) || slices.ContainsFunc(*at.Referrers(), func(r ssa.Instruction) bool {
			a, ok := r.(*ssa.FieldAddr)
			return ok && stores(a)
		}))
	})
}

// fieldAt returns what is stored in a field of the struct at an address, once; nil says that
// nothing is, and false that it is not in sight.
func fieldAt(base ssa.Value, field *types.Var) (v ssa.Value, at *ssa.Store, ok bool) {
	for _, r := range *base.Referrers() {
		a, is := r.(*ssa.FieldAddr)
		if !is || ssaform.Field(a.X.Type(), a.Field) != field {
			continue
		}
		for _, rr := range *a.Referrers() {
			st, is := rr.(*ssa.Store)
			if !is || st.Addr != a {
				continue
			}
			if v != nil {
				return nil, nil, false
			}
			v, at = st.Val, st
		}
	}
	return v, at, true
}
