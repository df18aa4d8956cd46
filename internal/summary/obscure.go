package summary

import (
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A condition that labels do not reach may all the same be made of somebody's identity: by
// what was put into a map, counted, or sent through a channel on the way. Whichever side of
// it lets in, whoever gets there was looked at.

// Bounds on such conditions of a function, and on the values that each is made of.
const (
	maxObscure = 6
	maxMadeOf  = 48
)

// obscure returns the literals for such a condition; ok is false when it is none.
func (f *function) obscure(v ssa.Value) (pair, bool) {
	if b, ok := v.(*ssa.BinOp); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
		if k, ok := b.Y.(*ssa.Const); ok && (k.IsNil() || k.Value != nil && k.Value.ExactString() == `""`) {
			return pair{}, false // there is something: it was read, or parsed
		}
	}
	if f.obscured >= maxObscure {
		return pair{}, false
	}
	of, ok := f.madeOfIdentity(v)
	at := f.position(tested(v))
	if !ok || !at.IsValid() {
		return pair{}, false
	}
	side := func(name string) gate.Ways {
		e := gate.Evidence{Op: gate.HandOn, Label: of.AsDerived(), At: at}
		return f.literal(fmt.Sprintf("obscure:%s:%s", v.Name(), name), tested(v), e).yes
	}
	f.obscured++
	return pair{side("yes"), side("no")}, true
}

// madeOfIdentity returns the identity that a value is made of, by whatever means. That
// there are more elements, or how many, says nothing of them, nor does an error, of which
// the call has told what there is to know.
func (f *function) madeOfIdentity(v ssa.Value) (of flow.Label, ok bool) {
	res := f.fn.Signature.Results()
	predicate := res.Len() == 1 && isBool(res.At(0).Type()) // and does not take a text apart
	ok = f.madeOf(v, func(v ssa.Value) bool {
		for _, l := range f.vals[v] {
			if l.Root == flow.Peer && flow.Identity(l.Aspect) && l.Aspect != catalog.Neutral || predicate && l.Root == flow.Param && f.textParameter(l) {
				of = l
				return true
			}
		}
		return false
	}, func(c *ssa.CallCommon) bool {
		ks, open, _ := f.callees(c)
		return len(ks) > 0 && !open // its results are known
	})
	return of, ok
}

// toldElsewhere reports whether a value is made of what a function out of sight says, which
// may have decided on whatever it knows.
func (f *function) toldElsewhere(v ssa.Value) bool {
	return f.madeOf(v, func(v ssa.Value) bool {
		call, ok := v.(*ssa.Call)
		if !ok {
			return false
		}
		if _, builtin := call.Call.Value.(*ssa.Builtin); builtin {
			return false
		}
		n, c := f.name(call.Common()), call.Common()
		ks, open, _ := f.callees(c)
		return (open || len(ks) == 0) && len(f.cat.Rows(n)) == 0 && !std(catalog.PackageOf(n)) && !f.cat.NeverDecides(catalog.PackageOf(n), n)
	}, func(*ssa.CallCommon) bool { return false })
}

// madeOf reports whether a value is one that is asked for, or made of one by whatever
// means; what known calls return is not followed.
func (f *function) madeOf(v ssa.Value, is func(ssa.Value) bool, known func(*ssa.CallCommon) bool) bool {
	seen := map[ssa.Value]bool{}
	var made func(v ssa.Value) bool
	made = func(v ssa.Value) bool {
		if v == nil || seen[v] || len(seen) > maxMadeOf || isError(v.Type()) {
			return false
		}
		seen[v] = true
		if is(v) {
			return true
		}
		switch v := v.(type) {
		case *ssa.BinOp, *ssa.UnOp, *ssa.Convert, *ssa.ChangeType, *ssa.MakeInterface, *ssa.TypeAssert, *ssa.Field, *ssa.Lookup, *ssa.Phi:
			return slices.ContainsFunc(v.(ssa.Instruction).Operands(nil), func(op *ssa.Value) bool { return made(*op) })
		case *ssa.Index:
			return made(v.X) // wherever in it
		case *ssa.IndexAddr:
			return made(v.X)
		case *ssa.Extract:
			switch t := v.Tuple.(type) {
			case *ssa.Next:
				r, ok := t.Iter.(*ssa.Range)
				return ok && v.Index > 0 && made(r.X)
			case *ssa.TypeAssert, *ssa.UnOp:
				return v.Index == 0 && made(v.Tuple) // and not whether it is of that type, or the last
			}
			return made(v.Tuple)
		case *ssa.Call:
			if _, builtin := v.Call.Value.(*ssa.Builtin); builtin || records(v.Common()) {
				return false
			}
			return !known(v.Common()) && slices.ContainsFunc(ssaform.Arguments(v.Common()), made)
		case *ssa.Alloc:
			return slices.ContainsFunc(f.stores[place{v, nil}], made)
		case *ssa.MakeMap:
			return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
				u, ok := r.(*ssa.MapUpdate)
				return ok && (made(u.Key) || made(u.Value))
			})
		}
		return false
	}
	return made(v)
}
