package summary

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/gate"
)

// A Code is one of the constants, numbers or texts, that a function may give as a result,
// and the ways in which it does: a verdict, a level, the kind of a hop.
type Code struct {
	Result int
	Value  string // the text, or the number in decimal
	Ways   []gate.Path
}

// maxCodes bounds the constants of a result that are told apart.
const maxCodes = 12

// codes returns the constants that the function gives, of each result that is nothing else,
// if what it gives says something.
func (f *function) codes() (out []Code) {
	res := f.fn.Signature.Results()
	for i := range res.Len() {
		values, ok := f.codesOf(i)
		if !ok || len(values) < 2 {
			continue
		}
		var mine []Code
		said := false
		for _, v := range values {
			var ways gate.Ways
			f.eachReturn(i, func(b *ssa.BasicBlock, r ssa.Value) {
				ways = ways.Or(f.and(f.out[b.Index], f.is(r, v, r).yes))
			})
			paths, ok := f.pathsBy(ways, f.saysWhere)
			if !ok {
				return nil
			}
			said = said || hasEvidence(paths)
			mine = append(mine, Code{i, written(v), paths})
		}
		if said {
			out = append(out, mine...)
		}
	}
	return out
}

// eachReturn calls do with each block that returns, and result i there.
func (f *function) eachReturn(i int, do func(*ssa.BasicBlock, ssa.Value)) {
	for _, b := range f.fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != f.fn.Recover && i < len(ret.Results) {
			do(b, ret.Results[i])
		}
	}
}

// codesOf returns the constants that result i may be, and whether it is nothing else.
func (f *function) codesOf(i int) (out []constant.Value, ok bool) {
	t, ok := f.fn.Signature.Results().At(i).Type().Underlying().(*types.Basic)
	if !ok || t.Info()&(types.IsString|types.IsInteger) == 0 {
		return nil, false
	}
	seen := map[ssa.Value]bool{}
	var add func(v ssa.Value) bool
	add = func(v ssa.Value) bool {
		if seen[v] {
			return true
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Const:
			if v.Value == nil {
				return false
			}
			if !slices.ContainsFunc(out, func(c constant.Value) bool { return c.ExactString() == v.Value.ExactString() }) {
				out = append(out, v.Value)
			}
			return len(out) <= maxCodes
		case *ssa.Phi:
			return !slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return !add(e) })
		}
		return false
	}
	f.eachReturn(i, func(_ *ssa.BasicBlock, v ssa.Value) { ok = ok && add(v) })
	return out, ok
}

// is returns whether v, a number or a text, is a constant.
func (f *function) is(v ssa.Value, c constant.Value, at ssa.Value) pair {
	if c.Kind() == constant.String {
		return f.text(v, constant.StringVal(c), at)
	}
	n, _ := constant.Int64Val(c)
	return f.numeric(token.EQL, v, n, at)
}

// coded is the truth of x op c, of x == c when op is !=, for one of several constants that a
// function in sight gives.
func (f *function) coded(op token.Token, x ssa.Value, c constant.Value, at ssa.Value) (out pair, ok bool) {
	call, result := callOf(x)
	if call == nil {
		return pair{}, false
	}
	ks, open, list := f.callees(call.Common())
	if open || list || len(ks) == 0 {
		return pair{}, false
	}
	if op == token.NEQ {
		op = token.EQL
	}
	var b *ssa.BasicBlock
	if in, ok := at.(ssa.Instruction); ok {
		b = in.Block()
	}
	name := fmt.Sprintf("code:%s:%d", call.Name(), result)
	for _, k := range ks {
		n := 0
		for _, code := range k.sum.Codes {
			if code.Result != result {
				continue
			}
			n++
			ways := f.expandAt(code.Ways, k, name, call.Pos(), b)
			if code.compare(op, c) {
				out.yes = out.yes.Or(ways)
			} else {
				out.no = out.no.Or(ways)
			}
		}
		if n == 0 || k.sum.Opaque {
			return pair{}, false
		}
	}
	return out, true
}

// saysWhere returns what an atom says, and where: that one constant is given in several ways is
// nothing that the function which gives it answers for.
func (f *function) saysWhere(i int) []gate.Evidence {
	ev := slices.Clone(f.says(i))
	for j := range ev {
		if sites := f.atoms[i].sites; !ev[j].From.IsValid() && len(sites) > 0 {
			ev[j].From = f.position(sites[0].pos)
		}
	}
	return ev
}

// written returns a constant as a Code has it.
func written(c constant.Value) string {
	if c.Kind() == constant.String {
		return constant.StringVal(c)
	}
	return c.ExactString()
}

// compare reports whether the constant that was given op c.
func (c Code) compare(op token.Token, with constant.Value) bool {
	if with.Kind() == constant.String {
		return constant.Compare(constant.MakeString(c.Value), op, with)
	}
	n, err := strconv.ParseInt(c.Value, 10, 64)
	return err == nil && constant.Compare(constant.MakeInt64(n), op, with)
}

// callOf returns the call whose result v is, and which of them.
func callOf(v ssa.Value) (*ssa.Call, int) {
	switch v := v.(type) {
	case *ssa.Call:
		return v, 0
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return call, v.Index
		}
	case *ssa.Convert:
		return callOf(v.X)
	case *ssa.ChangeType:
		return callOf(v.X)
	}
	return nil, 0
}
