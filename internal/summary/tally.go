package summary

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/gate"
)

// A loop that asks each check of a list may only keep a tally: a number, or a list of errors,
// that grows with each no. Where it is as long as the list of checks, none has said yes;
// where it is not, one has.

// tallied is the truth of x op y, of x == y when op is !=, for such a tally and the length of
// the list that was walked for it.
func (f *function) tallied(op token.Token, x, y ssa.Value, at ssa.Value) (pair, bool) {
	list := lengthOf(y)
	if list == nil {
		return pair{}, false
	}
	call, answer := f.tally(x)
	if call == nil || !sameValue(walked(loop(call.Block())), list) {
		return pair{}, false
	}
	switch c, ok := f.allAnswer(call, answer, at); op {
	case token.EQL, token.NEQ, token.GEQ:
		return c, ok
	case token.LSS:
		return c.not(), ok
	}
	return pair{}, false
}

// tallyOf is the truth of x op n, of x == n when op is !=, which asks whether a tally is still
// zero.
func (f *function) tallyOf(op token.Token, x ssa.Value, n int64, at ssa.Value) (pair, bool) {
	zero := n == 0 && (op == token.EQL || op == token.NEQ || op == token.LEQ) || n == 1 && op == token.LSS
	if more := n == 0 && op == token.GTR || n == 1 && op == token.GEQ; !zero && !more {
		return pair{}, false
	}
	call, answer := f.tally(x)
	if call == nil {
		return pair{}, false
	}
	c, ok := f.allAnswer(call, !answer, at)
	if !zero {
		c = c.not()
	}
	return c, ok
}

// allAnswer is the truth that all that a call in a loop asks say no, or yes.
func (f *function) allAnswer(call *ssa.Call, answer bool, at ssa.Value) (pair, bool) {
	in, ok := at.(ssa.Instruction)
	ks, open, _ := f.callees(call.Common())
	if !ok || len(ks) == 0 || open || slices.ContainsFunc(ks, func(k callee) bool { return !k.sum.Outcome || k.sum.Opaque }) {
		return pair{}, false
	}
	c := pair{yes: gate.Always()}
	pos := tested(at)
	for i, k := range ks {
		same, other := k.sum.No, k.sum.Yes
		if answer {
			same, other = other, same
		}
		name := fmt.Sprintf("tally:%d:%s:%d", pos, at.Name(), i)
		c.yes = f.and(c.yes, f.expandAt(same, k, name, pos, in.Block()))
		c.no = c.no.Or(f.expandAt(other, k, name, pos, in.Block()))
	}
	return c, true
}

// tally returns the call whose answers of one kind x counts, in a loop that asks each check of a
// list; nil if x is no such number.
func (f *function) tally(x ssa.Value) (call *ssa.Call, answer bool) {
	if kept := lengthOf(x); kept != nil {
		x = kept
	}
	phi, ok := x.(*ssa.Phi)
	if !ok || !f.loops || walked(phi.Block()) == nil {
		return nil, false
	}
	header := phi.Block()
	for _, b := range f.fn.Blocks {
		if !header.Dominates(b) || loop(b) != header {
			continue
		}
		for _, in := range b.Instrs {
			if f.asksElement(in) {
				if call != nil {
					return nil, false
				}
				call = in.(*ssa.Call)
			}
		}
	}
	if call == nil {
		return nil, false
	}
	for _, answer := range []bool{false, true} {
		if growsWith(phi, call, answer) {
			return call, answer
		}
	}
	return nil, false
}

// growsWith reports whether a tally starts from nothing, and grows by one with each answer of a
// call that is a no, or a yes, and with nothing else.
func growsWith(phi *ssa.Phi, call *ssa.Call, answer bool) bool {
	header := phi.Block()
	then := answered(call.Block(), call, answer)
	if len(then) != 1 || len(then[0].Preds) != 1 {
		return false
	}
	grown := 0
	for i, e := range phi.Edges {
		switch q := header.Preds[i]; {
		case !header.Dominates(q):
			if !isNothing(e) {
				return false
			}
		case then[0].Dominates(q):
			if !oneMore(e, phi) {
				return false
			}
			grown++
		case e != phi || !call.Block().Dominates(q):
			return false
		}
	}
	return grown > 0
}

// walked returns the list that a loop, whose first block is header, walks to its end; nil if
// it does not.
func walked(header *ssa.BasicBlock) ssa.Value {
	cond, ok := header.Instrs[len(header.Instrs)-1].(*ssa.If)
	if !ok {
		return nil
	}
	if b, ok := cond.Cond.(*ssa.BinOp); ok && b.Op == token.LSS {
		return lengthOf(b.Y)
	}
	return nil
}

// lengthOf returns the list whose length v is, or nil.
func lengthOf(v ssa.Value) ssa.Value {
	call, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" {
		return nil
	}
	if _, ok := call.Call.Args[0].Type().Underlying().(*types.Slice); !ok {
		return nil
	}
	return call.Call.Args[0]
}

// isNothing reports whether v is zero, or an empty list.
func isNothing(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.IsNil() || isInt(v, 0)
	case *ssa.MakeSlice:
		return isInt(v.Len, 0)
	case *ssa.Slice: // of an array that was made for it
		p, ok := v.X.Type().Underlying().(*types.Pointer)
		if !ok || !isAlloc(v.X) {
			return false
		}
		array, ok := p.Elem().Underlying().(*types.Array)
		return ok && (array.Len() == 0 || v.High != nil && isInt(v.High, 0))
	}
	return false
}

// oneMore reports whether v is a number and one, or a list and one element.
func oneMore(v, of ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.BinOp:
		return v.Op == token.ADD && v.X == of && isInt(v.Y, 1)
	case *ssa.Call:
		b, ok := v.Call.Value.(*ssa.Builtin)
		if !ok || b.Name() != "append" || len(v.Call.Args) != 2 || v.Call.Args[0] != of {
			return false
		}
		s, ok := v.Call.Args[1].(*ssa.Slice)
		if !ok {
			return false
		}
		p, ok := s.X.Type().Underlying().(*types.Pointer)
		if !ok {
			return false
		}
		array, ok := p.Elem().Underlying().(*types.Array)
		return ok && array.Len() == 1
	}
	return false
}

func isInt(v ssa.Value, n int64) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && k.Value.Kind() == constant.Int && k.Int64() == n
}
