package summary

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A Flag is a bool in the struct that a function returns, or a pointer to, and the ways in
// which it is set and in which it is not.
type Flag struct {
	Field   int
	Yes, No []gate.Path
}

// maxFlags bounds the bools of a struct that are followed: with more, it is a configuration.
const maxFlags = 16

// flagsOf returns the fields of a struct that are bools.
func flagsOf(t types.Type) (out []int) {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for i := range s.NumFields() {
		if isBool(s.Field(i).Type()) {
			out = append(out, i)
		}
	}
	if len(out) > maxFlags {
		return nil
	}
	return out
}

// flags returns what is known of the bools in the struct that the function returns, by
// itself or first.
func (f *function) flags() (out []Flag) {
	res := f.fn.Signature.Results()
	if res.Len() == 0 {
		return nil
	}
	t := res.At(0).Type()
	ptr, pointed := t.Underlying().(*types.Pointer)
	if pointed {
		if t = ptr.Elem(); ssaform.Named(t) == "" || std(catalog.PackageOf(ssaform.Named(t))) {
			return nil
		}
	}
	for _, i := range flagsOf(t) {
		var set pair
		for _, b := range f.fn.Blocks {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != f.fn.Recover && len(ret.Results) > 0 && len(f.out[b.Index]) > 0 {
				c := f.flagAt(ret, i)
				if pointed && isUnknown(c) {
					set = pair{}
					break
				}
				set.yes, set.no = set.yes.Or(f.out[b.Index].And(c.yes)), set.no.Or(f.out[b.Index].And(c.no))
			}
		}
		yes, ok := f.paths(set.yes)
		no, also := f.paths(set.no)
		if ok && also && (hasEvidence(yes) || hasEvidence(no)) {
			out = append(out, Flag{i, yes, no})
		}
	}
	return out
}

// flagAt is the truth of field i, a bool, of the struct that ret returns first; where it
// returns nil there is none.
func (f *function) flagAt(ret *ssa.Return, i int) pair {
	v := ret.Results[0]
	if _, ptr := v.Type().Underlying().(*types.Pointer); !ptr {
		return f.flagIn(v, i, v, 0)
	}
	switch v := v.(type) {
	case *ssa.Const:
		return pair{}
	case *ssa.Alloc:
		of := cell{v, i + 1}
		if events := f.events(of); len(events) > 0 {
			return f.lastChanged(of, ret, events, question{ask: isTrue}, v)
		}
		if f.unchanged(of) {
			return always(false)
		}
	case *ssa.Call:
		return f.returnedFlag(v, i, v)
	}
	return unknown()
}

// flagBehind is the truth of field i, a bool, of the struct that a call returns a pointer to,
// if nobody here changes it.
func (f *function) flagBehind(a *ssa.FieldAddr, at ssa.Value) pair {
	call, result := callOf(a.X)
	if call == nil || result != 0 || len(f.stores[place{nil, ssaform.Field(a.X.Type(), a.Field)}]) > maxFillers {
		return unknown()
	}
	for _, r := range *a.X.Referrers() {
		if fa, ok := r.(*ssa.FieldAddr); ok && fa.Field == a.Field && len((cell{a.X, a.Field + 1}).storesTo(fa)) > 0 {
			return unknown()
		}
	}
	return f.returnedFlag(call, a.Field, at)
}

// flagIn is the truth of field i, a bool, of a struct. At is where it is asked.
func (f *function) flagIn(v ssa.Value, i int, at ssa.Value, depth int) pair {
	if depth > maxDepth {
		return unknown()
	}
	switch v := v.(type) {
	case *ssa.Const:
		return always(false)
	case *ssa.Parameter:
		return f.carried(v, i, at)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			if c, ok := f.cellAt(cell{v.X, i + 1}, v, question{ask: isTrue}, at); ok {
				return c
			}
		}
	case *ssa.Phi:
		return f.phi(v, func(e ssa.Value) pair { return f.flagIn(e, i, at, depth+1) })
	case *ssa.Call:
		return f.returnedFlag(v, i, at)
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Call:
			if v.Index == 0 {
				return f.returnedFlag(t, i, at)
			}
		case *ssa.TypeAssert:
			if v.Index == 0 {
				return f.keptFlag(t, i, at)
			}
		}
	case *ssa.TypeAssert:
		return f.keptFlag(v, i, at)
	}
	return unknown()
}

// returnedFlag is the truth of a bool in the struct that a call returns.
func (f *function) returnedFlag(call *ssa.Call, i int, at ssa.Value) (out pair) {
	ks, open, _ := f.callees(call.Common())
	if len(ks) == 0 || open {
		return unknown()
	}
	for _, k := range ks {
		n := slices.IndexFunc(k.sum.Flags, func(g Flag) bool { return g.Field == i })
		if n < 0 || k.sum.Opaque {
			return unknown()
		}
		g := k.sum.Flags[n]
		out = f.expandFlag(out, g, k, fmt.Sprintf("flag:%s:%d", call.Name(), i), at)
	}
	return out
}

// expandFlag adds the ways of a flag, as another function says them, to out.
func (f *function) expandFlag(out pair, g Flag, k callee, name string, at ssa.Value) pair {
	var b *ssa.BasicBlock
	if in, ok := at.(ssa.Instruction); ok {
		b = in.Block()
	}
	pos := tested(at)
	return pair{out.yes.Or(f.expandAt(g.Yes, k, name, pos, b)), out.no.Or(f.expandAt(g.No, k, name, pos, b))}
}

// alone stands for the index of a bool that is no field.
const alone = -1

// keptFlag is the truth of a bool, in a struct or alone, that a type assertion takes out of a
// context: as it was put there, if nobody put something else there. Where the value
// says who somebody is, too, whoever comes behind may ask that.
func (f *function) keptFlag(in *ssa.TypeAssert, i int, at ssa.Value) (out pair) {
	key := f.fetched(in.X)
	if key == "" || meaningful(f.inContext(key)) || len(f.contains[key]) == 0 {
		return unknown()
	}
	for n, v := range f.contains[key] {
		m, ok := v.(*ssa.MakeInterface)
		if !ok || !types.Identical(m.X.Type(), in.AssertedType) {
			return unknown()
		}
		g, ok := f.putFlag(m.X, i)
		if !ok {
			return unknown()
		}
		out = f.expandFlag(out, g, callee{sum: &Summary{}, fn: m.Parent()}, fmt.Sprintf("kept:%s:%d:%d", key, n, i), at)
	}
	out.no = gate.Always() // or nobody has put it there
	return out
}

// putFlag returns the ways in which a bool that is set, or a struct whose bool i is, is put
// into a context.
func (p *program) putFlag(v ssa.Value, i int) (Flag, bool) {
	if k, isConst := v.(*ssa.Const); isConst && i == alone && k.Value != nil {
		return Flag{}, !constant.BoolVal(k.Value)
	}
	in, ok := v.(ssa.Instruction)
	if !ok {
		return Flag{}, false
	}
	put, ok := p.putAs(in, func(f *function) pair {
		if i == alone {
			return f.cond(v)
		}
		return f.flagIn(v, i, v, 0)
	})
	put.Field = i
	return put, ok
}

// putAs returns the ways in which in puts something into a context, of which something holds.
func (p *program) putAs(in ssa.Instruction, holds func(*function) pair) (Flag, bool) {
	if p.funcs[in.Parent()] == nil {
		return Flag{}, false
	}
	f := p.funcs[in.Parent()]
	yes, ok := f.paths(f.and(f.in[in.Block().Index], holds(f).yes))
	for _, path := range yes {
		for _, l := range path {
			ok = ok && !slices.ContainsFunc(l.Evidence, func(e gate.Evidence) bool { return e.Label.Root == flow.Param })
		}
	}
	return Flag{Yes: yes}, ok && !f.gaveUp
}

// fetched returns the key under which v is taken out of a context.
func (p *program) fetched(v ssa.Value) string {
	if x, ok := v.(*ssa.Extract); ok && x.Index == 0 {
		v = x.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return ""
	}
	for _, r := range p.cat.Rows(p.name(call.Common())) {
		if r.Role == catalog.Fetch && r.Result == 0 {
			return p.rowKey(r, ssaform.Arguments(call.Common()), call.Common())
		}
	}
	return ""
}
