package config

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A builder is a struct with settings, of which a function makes a configuration. What it
// holds is known where the function is called, if all that is done to the struct until then
// is in sight: who makes it, and which functions that set its fields are given it.

// Builder says what a function does to a struct that it is given, or makes and returns.
type Builder struct {
	Arg    int     // the parameter, or returned
	Same   bool    // it returns the parameter, too
	Fields []Field // that it sets; Kept says that it may leave them
}

// returned stands for the first result.
const returned = -1

// maxSettings bounds what is done to one builder that is still followed.
const maxSettings = 64

// notInSight stands for the parameter of a field of something that nobody knows.
const notInSight = -1

// part notes, in values that a field was found to hold, of which parameter it is a field.
func (p *Program) part(base ssa.Value, f *types.Var, vs []Value) []Value {
	q := p.parameterAt(base)
	if q == nil || f == nil || slices.ContainsFunc(p.fields[f], func(s *ssa.Store) bool { return s.Parent() == q.Parent() }) {
		return vs
	}
	if p.parts == nil {
		p.parts = map[*types.Var]bool{}
	}
	p.parts[f] = true
	vs = slices.Clone(vs)
	for i := range vs {
		vs[i].Part, vs[i].Field, vs[i].partOf = 1+paramIndex(q), f.Name(), q.Parent()
	}
	return vs
}

// parameterAt returns the parameter that v is, or is the address of, or nil.
func (p *Program) parameterAt(v ssa.Value) *ssa.Parameter {
	if a, ok := v.(*ssa.Alloc); ok && len(p.stores[a]) == 1 {
		v = p.stores[a][0].Val
	}
	q, _ := v.(*ssa.Parameter)
	return q
}

// fieldOf returns what the field holds that v was found in, with the arguments of a call
// of the function that v speaks of.
func (p *Program) fieldOf(v Value, args []ssa.Value) []Value {
	unknown := v
	unknown.Part, unknown.Field, unknown.partOf = notInSight, "", nil
	x := args[v.Part-1]
	at := p.callWith(x, args, v.partOf)
	if u, ok := x.(*ssa.UnOp); ok && ssaform.Struct(u.Type()) != nil {
		x, at = u.X, u // a struct, at its address
	}
	if at == nil {
		return []Value{unknown}
	}
	for range maxSettings {
		c, ok := x.(*ssa.Call)
		if !ok {
			break
		}
		b, ok := p.builder(c.Common(), func(b Builder) bool { return b.Same })
		if !ok {
			break
		}
		x = ssaform.Arguments(c.Common())[b.Arg]
	}
	fields, ok := p.settings(x, at)
	if !ok {
		return []Value{unknown}
	}
	f, ok := State{Fields: fields}.get(v.Field)
	out := f.Values
	switch {
	case f.Open:
		return []Value{unknown}
	case ok && !f.Kept:
		return out
	}
	first := []Value{{Kind: Zero}}
	if q := p.parameterAt(x); q != nil {
		x = q // a copy, in a variable
	}
	switch x := x.(type) {
	case *ssa.Parameter:
		first = []Value{v}
		first[0].Part, first[0].partOf = 1+paramIndex(x), x.Parent()
	case *ssa.Call, *ssa.Extract:
		c := makes(x)
		b, ok := p.builder(c, func(b Builder) bool { return b.Arg == returned })
		if !ok {
			return []Value{unknown}
		}
		if f, ok := (State{Fields: b.Fields}).get(v.Field); ok {
			if f.Open {
				return []Value{unknown}
			}
			first = p.substituteValues(f.Values, p.static(c), ssaform.Arguments(c))
			if f.Kept {
				first, _ = union(first, []Value{{Kind: Zero}})
			}
		}
	case *ssa.Alloc:
	default:
		return []Value{unknown}
	}
	out, _ = union(out, first)
	return out
}

// makes returns the call whose first result v is, or nil.
func makes(v ssa.Value) *ssa.CallCommon {
	if x, ok := v.(*ssa.Extract); ok && x.Index != 0 {
		return nil
	}
	if c := ssaform.Called(v); c != nil {
		return c.Common()
	}
	return nil
}

// callWith returns the one call of fn that is given args, x among them; nil if there are
// several. A nil fn stands for a function of another package.
func (p *Program) callWith(x ssa.Value, args []ssa.Value, fn *ssa.Function) (call ssa.Instruction) {
	if x.Referrers() == nil || len(*x.Referrers()) > maxSettings {
		return nil
	}
	for _, r := range *x.Referrers() {
		c, ok := r.(ssa.CallInstruction)
		if !ok || r == call || p.static(c.Common()) != fn || !slices.Equal(ssaform.Arguments(c.Common()), args) {
			continue
		}
		if f := p.facts.function(ssaform.Object(c.Common())); fn == nil && (f == nil || len(f.Params)+len(f.Results)+len(f.Values) == 0) {
			continue // it makes no configuration of them
		}
		if call != nil {
			return nil
		}
		call = r
	}
	return call
}

// builder returns what a call does to one of the structs that it is given, or returns.
func (p *Program) builder(c *ssa.CallCommon, is func(Builder) bool) (Builder, bool) {
	if c == nil {
		return Builder{}, false
	}
	var all []Builder
	if fn := p.static(c); fn != nil {
		all = p.builders(fn)
	} else if f := p.facts.function(ssaform.Object(c)); f != nil && !c.IsInvoke() {
		all = f.Builders
	}
	i := slices.IndexFunc(all, is)
	if i < 0 || all[i].Arg >= len(ssaform.Arguments(c)) {
		return Builder{}, false
	}
	return all[i], true
}

// builders returns what fn does to the structs that it is given, or makes and returns, as
// far as all of it is understood.
func (p *Program) builders(fn *ssa.Function) []Builder {
	if out, ok := p.making[fn]; ok {
		return out
	}
	if p.making == nil {
		p.making = map[*ssa.Function][]Builder{}
	}
	p.making[fn] = nil // of a recursion, nothing is known
	var out []Builder
	for i, q := range fn.Params {
		if !p.ownStruct(q.Type()) {
			continue
		}
		if fields, ok := p.settings(q, nil); ok {
			same, mixed := p.returns(fn, q)
			if !mixed {
				out = append(out, Builder{Arg: i, Same: same, Fields: fields})
			}
		}
	}
	if res := fn.Signature.Results(); res.Len() > 0 && p.ownStruct(res.At(0).Type()) {
		if a := p.newStruct(fn); a != nil {
			if fields, ok := p.settings(a, nil); ok {
				out = append(out, Builder{Arg: returned, Fields: fields})
			}
		}
	}
	p.making[fn] = out
	return out
}

// ownStruct reports whether t is, or points to, a struct that the package declares.
func (p *Program) ownStruct(t types.Type) bool {
	n := ssaform.NamedType(t)
	return n != nil && n.Obj().Pkg() == p.pkg && ssaform.Struct(t) != nil && p.configType(t) == ""
}

// returns reports whether fn returns q, its parameter, on every way; mixed says that it does
// on some.
func (p *Program) returns(fn *ssa.Function, q *ssa.Parameter) (same, mixed bool) {
	aliases, others := p.aliasesOf(q), 0
	for _, b := range fn.Blocks {
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		for i, v := range r.Results {
			switch {
			case !slices.Contains(aliases, v):
				others++
			case i == 0:
				same = true
			default:
				return false, true
			}
		}
	}
	return same, same && others > 0
}

// newStruct returns the one struct that fn makes and returns first, or nil.
func (p *Program) newStruct(fn *ssa.Function) *ssa.Alloc {
	var out *ssa.Alloc
	for _, b := range fn.Blocks {
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(r.Results) == 0 || failing(r) {
			continue
		}
		v := r.Results[0]
		if u, ok := v.(*ssa.UnOp); ok && ssaform.Struct(u.Type()) != nil {
			v = u.X
		}
		a, ok := v.(*ssa.Alloc)
		if !ok || out != nil && out != a || pointsToPointer(a.Type()) {
			return nil
		}
		out = a
	}
	return out
}

// aliasesOf returns x, and the results of functions that return it.
func (p *Program) aliasesOf(x ssa.Value) []ssa.Value {
	out := []ssa.Value{x}
	for i := 0; i < len(out) && i < maxSettings; i++ {
		if out[i].Referrers() == nil || len(*out[i].Referrers()) > maxSettings {
			continue
		}
		for _, r := range *out[i].Referrers() {
			c, ok := r.(*ssa.Call)
			if !ok || slices.Contains(out, ssa.Value(c)) {
				continue
			}
			if b, ok := p.builder(c.Common(), func(b Builder) bool { return b.Same }); ok && ssaform.Arguments(c.Common())[b.Arg] == out[i] {
				out = append(out, c)
			}
		}
	}
	return out
}

// settings returns what is stored in the fields of a struct until at, or until its function
// ends if that is nil. It is false if the struct gets to where nobody knows what becomes
// of it.
func (p *Program) settings(x ssa.Value, at ssa.Instruction) (fields []Field, ok bool) {
	var s State
	fn := x.Parent()
	set := func(in ssa.Instruction, f Field) {
		before, certain := precedes(in, at, fn)
		if !before {
			return
		}
		old, _ := s.get(f.Name)
		var fits bool
		f.Values, fits = union(old.Values, f.Values)
		f.Open = f.Open || old.Open || !fits
		f.Kept = old.Kept && (f.Kept || !certain)
		s = s.set(f)
	}
	aliases := p.aliasesOf(x)
	if len(aliases) >= maxSettings {
		return nil, false
	}
	for _, v := range aliases {
		if v.Referrers() == nil || len(*v.Referrers()) > maxSettings {
			return nil, false
		}
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef, *ssa.Return:
			case *ssa.BinOp: // is it nil?
			case *ssa.UnOp:
				if ssaform.Struct(r.Type()) == nil {
					return nil, false
				}
			case *ssa.FieldAddr:
				p.fieldUses(r, set)
			case *ssa.Store:
				if _, param := r.Val.(*ssa.Parameter); r.Addr != v || !param {
					return nil, false
				}
			case ssa.CallInstruction:
				args := ssaform.Arguments(r.Common())
				i := slices.Index(args, v)
				if r == at {
					continue
				}
				b, known := p.builder(r.Common(), func(b Builder) bool { return b.Arg == i })
				if !known || i < 0 || slices.Contains(args[i+1:], v) {
					return nil, false
				}
				for _, f := range b.Fields {
					f.Values = p.substituteValues(f.Values, p.static(r.Common()), args)
					set(r, f)
				}
			default:
				return nil, false
			}
		}
	}
	return s.Fields, true
}

// fieldUses notes what is stored in a field at its address, and that it may be anything if
// something else is done with that.
func (p *Program) fieldUses(a *ssa.FieldAddr, set func(ssa.Instruction, Field)) {
	f := ssaform.Field(a.X.Type(), a.Field)
	if f == nil || a.Referrers() == nil {
		return
	}
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
		case *ssa.Store:
			if r.Addr == a {
				set(r, Field{Name: f.Name(), Values: p.values(r.Val)})
				continue
			}
			set(r, Field{Name: f.Name(), Open: true})
		default:
			set(r, Field{Name: f.Name(), Open: true})
		}
	}
}

// precedes reports whether an instruction may come before another, or before the end of
// their function if that is nil, and whether it certainly does.
func precedes(in, at ssa.Instruction, fn *ssa.Function) (may, certain bool) {
	if at != nil {
		switch {
		case in.Block() == at.Block() && leads(in, at):
			return true, slices.Index(in.Block().Instrs, in) < slices.Index(at.Block().Instrs, at)
		case !leads(in, at):
			return false, false
		}
		return true, in.Block().Dominates(at.Block())
	}
	for _, b := range fn.Blocks {
		if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && !failing(r) && !in.Block().Dominates(b) {
			return true, false
		}
	}
	return true, true
}

// portableBuilders is builders for importers, if structs are concerned that configurations
// are made of.
func (p *Program) portableBuilders(fn *ssa.Function) (out []Builder) {
	makesConfigs := func(t types.Type) bool {
		s := ssaform.Struct(t)
		for i := range s.NumFields() {
			if p.parts[s.Field(i).Origin()] {
				return true
			}
		}
		return false
	}
	for _, b := range p.builders(fn) {
		var t types.Type
		if b.Arg == returned {
			t = fn.Signature.Results().At(0).Type()
		} else {
			t = fn.Params[b.Arg].Type()
		}
		if !makesConfigs(t) {
			continue
		}
		fields := b.Fields
		b.Fields = nil
		for _, f := range fields {
			f.Values = p.portableValues(f.Values, fn)
			b.Fields = append(b.Fields, f)
		}
		out = append(out, b)
	}
	return out
}
