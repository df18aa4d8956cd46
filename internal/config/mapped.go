package config

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Configurations are often put into a map, by an address or a name, and served by a loop
// that goes through it. What is done to one that is taken from the map is done to one of
// those that were put there.

// Bounds on what is known of a map: the values that it is held by, and the configurations
// in it.
const (
	maxHolders = 64
	maxMapped  = 8
)

// mapped is what is put into a map, and taken from it.
type mapped struct {
	puts, taken []ssa.Value
	known       bool // nobody else gets hold of it
}

// mappedIn returns what is put into the local map that v is, and taken from it; false says
// that it is not known, or too much.
func (p *Program) mappedIn(v ssa.Value) (out mapped, known bool) {
	var maps []*ssa.MakeMap
	unknown := p.trace(v, func(v ssa.Value) (bool, bool) {
		m, ok := v.(*ssa.MakeMap)
		if ok {
			maps = append(maps, m)
		}
		return ok, true
	})
	for _, m := range maps {
		one := p.mapped(m)
		out.puts, out.taken = append(out.puts, one.puts...), append(out.taken, one.taken...)
		unknown = unknown || !one.known
	}
	return out, !unknown && len(maps) > 0 && len(out.puts) <= maxMapped
}

// mapped follows a map to all that holds it.
func (p *Program) mapped(m *ssa.MakeMap) *mapped {
	if out := p.maps[m]; out != nil {
		return out
	}
	out := &mapped{known: true}
	p.maps[m] = out
	holders := []ssa.Value{m}
	for i := 0; i < len(holders) && out.known; i++ {
		out.known = i < maxHolders && holders[i].Referrers() != nil
		if !out.known {
			break
		}
		for _, r := range *holders[i].Referrers() {
			more, ok := p.holding(holders[i], r, out)
			out.known = out.known && ok
			for _, v := range more {
				if !slices.Contains(holders, v) {
					holders = append(holders, v)
				}
			}
		}
	}
	return out
}

// holding notes what an instruction does with a map, and returns what else holds it then;
// false says that this is not in sight.
func (p *Program) holding(m ssa.Value, r ssa.Instruction, to *mapped) (more []ssa.Value, ok bool) {
	switch r := r.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
		return nil, true
	case *ssa.Phi:
		return []ssa.Value{r}, true
	case *ssa.MapUpdate:
		if r.Value != m {
			to.puts = append(to.puts, r.Value)
		}
		return nil, r.Value != m
	case *ssa.Lookup:
		if !r.CommaOk {
			to.taken = append(to.taken, r)
			return nil, true
		}
		to.taken = append(to.taken, extracted(r, 0)...)
		return nil, true
	case *ssa.Range:
		for _, n := range *r.Referrers() {
			if n, ok := n.(*ssa.Next); ok {
				to.taken = append(to.taken, extracted(n, 2)...)
			}
		}
		return nil, true
	case *ssa.Store:
		a, local := r.Addr.(*ssa.Alloc)
		if !local || r.Val != m {
			return nil, false
		}
		return ssaform.Loads(a), true
	case *ssa.Return:
		fn := r.Parent()
		if fn.Signature.Results().Len() != 1 || !p.closed(fn) {
			return nil, false
		}
		for _, c := range p.callers[fn] {
			if v, ok := c.(*ssa.Call); ok {
				more = append(more, v)
			}
		}
		return more, true
	case ssa.CallInstruction:
		if _, builtin := r.Common().Value.(*ssa.Builtin); builtin {
			return nil, true
		}
		fn := p.static(r.Common())
		if fn == nil || !p.closed(fn) {
			return nil, false
		}
		for i, a := range ssaform.Arguments(r.Common()) {
			if a == m && i < len(fn.Params) {
				more = append(more, fn.Params[i])
			}
		}
		return more, true
	}
	return nil, false
}

// extracted returns one of the values of a tuple, where it is used.
func extracted(tuple ssa.Value, i int) (out []ssa.Value) {
	for _, r := range *tuple.Referrers() {
		if x, ok := r.(*ssa.Extract); ok && x.Index == i {
			out = append(out, x)
		}
	}
	return out
}

// container returns the map that v is taken from, or nil.
func container(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.Lookup:
		return v.X
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Lookup:
			return t.X
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 {
				return r.X
			}
		}
	}
	return nil
}

// fromMap reports whether v is taken from a map, by itself or in a variable.
func (p *Program) fromMap(v ssa.Value) bool {
	if u, ok := v.(*ssa.UnOp); ok {
		return slices.ContainsFunc(p.variables(u.X), func(a *ssa.Alloc) bool {
			return slices.ContainsFunc(p.stored(a), func(v ssa.Value) bool { return container(v) != nil })
		})
	}
	return container(v) != nil
}

// spread is what is done to a configuration, as all of those see it that v, which may be taken
// from a map, may be.
func (p *Program) spread(v ssa.Value, eff State) State {
	if !p.fromMap(v) {
		return eff
	}
	out := eff
	for _, f := range eff.Fields {
		f.Open = true
		out = out.set(f)
	}
	return out
}

// mapSide follows what is put into a map to where it is taken from it.
func (p *Program) mapSide(m ssa.Value) (out Side) {
	in, known := p.mappedIn(m)
	if !known {
		return 0
	}
	for _, v := range in.taken {
		out |= p.side(v)
	}
	return out
}
