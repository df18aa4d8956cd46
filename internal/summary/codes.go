package summary

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
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
			ways, _ := f.giving(i, v)
			paths, ok := f.pathsBy(ways, f.saysWhere(ways))
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

// giving returns the ways in which result i is a constant, and the last block that returns it.
func (f *function) giving(i int, c constant.Value) (ways gate.Ways, at *ssa.BasicBlock) {
	f.eachReturn(i, func(b *ssa.BasicBlock, r ssa.Value) {
		if w := f.and(f.out[b.Index], f.is(r, c, r).yes); len(w) > 0 {
			ways, at = ways.Or(w), b
		}
	})
	return ways, at
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
	ok = isCode(f.fn.Signature.Results().At(i).Type())
	f.eachReturn(i, func(_ *ssa.BasicBlock, v ssa.Value) {
		if ok {
			out, ok = f.constantsOf(v, out, map[ssa.Value]bool{})
		}
	})
	return out, ok
}

// madeWith prints a struct by the constants in its fields; it is empty if there are none.
func (f *function) madeWith(a *ssa.Alloc) string { return f.copyWith(a, 0) }

// copyWith does the same for a struct that may be a copy, of another one or of what a field
// holds, such as one of a cache: by what is stored there, if all of that is the same in this.
func (f *function) copyWith(a *ssa.Alloc, depth int) (out string) {
	t := a.Type().Underlying().(*types.Pointer).Elem()
	st, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 3 {
		return ""
	}
	if s := f.shapeOf(t, st, f.storedIn(a), nil); len(s.Consts) > 0 {
		return s.Type + "{" + strings.Join(s.Consts, ",") + "}"
	}
	held := f.stores[place{a, nil}]
	if len(held) != 1 {
		return ""
	}
	if from, ok := loaded(held[0]).(*ssa.Alloc); ok {
		return f.copyWith(from, depth+1)
	}
	field := fieldRead(loaded(held[0]))
	if field == nil {
		return ""
	}
	for at, stores := range f.program.puts {
		if ssaform.Field(at.x.Type(), at.i) != field {
			continue
		}
		for _, s := range stores {
			from, ok := loaded(s.Val).(*ssa.Alloc)
			if !ok {
				return ""
			}
			with := f.copyWith(from, depth+1)
			if with == "" || out != "" && with != out {
				return ""
			}
			out = with
		}
	}
	return out
}

// isCode reports whether constants of a type may tell cases apart.
func isCode(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsString|types.IsInteger) != 0
}

// constantsOf adds the constants that v may be to list, and says whether it is nothing else.
func (p *program) constantsOf(v ssa.Value, list []constant.Value, seen map[ssa.Value]bool) ([]constant.Value, bool) {
	if seen[v] {
		return list, true
	}
	seen[v] = true
	add := func(c constant.Value) bool {
		if !slices.ContainsFunc(list, func(o constant.Value) bool { return o.ExactString() == c.ExactString() }) {
			list = append(list, c)
		}
		return len(list) <= maxCodes
	}
	each := func(vs []ssa.Value) bool {
		return !slices.ContainsFunc(vs, func(e ssa.Value) (bad bool) {
			var ok bool
			list, ok = p.constantsOf(e, list, seen)
			return !ok
		})
	}
	switch x := v.(type) {
	case *ssa.Const:
		return list, x.Value != nil && add(x.Value)
	case *ssa.Phi:
		return list, each(x.Edges)
	}
	of := func(call *ssa.Call, result int) bool {
		given := p.codesGiven(call, result, v.Type())
		return len(given) > 0 && !slices.ContainsFunc(given, func(c constant.Value) bool { return !add(c) })
	}
	_, converted := v.(*ssa.Convert)
	if call, result := callOf(v); call != nil && !converted && isCode(v.Type()) && !p.codesOfGiven(call) {
		return list, of(call, result)
	}
	if _, puts, ok := p.keptCodes(v); ok {
		ok := add(zero(v.Type()).Value)
		for _, m := range puts {
			if call, isCall := m.X.(*ssa.Call); isCall {
				ok = ok && of(call, 0)
			} else {
				ok = ok && each([]ssa.Value{m.X})
			}
		}
		return list, ok
	}
	return list, false
}

// codesOfGiven reports whether which constant a function gives depends on what it is given:
// that is a decision of whoever asks it.
func (p *program) codesOfGiven(call *ssa.Call) bool {
	s := p.sums[p.static(call.Common())]
	return s != nil && slices.ContainsFunc(s.Codes, func(c Code) bool {
		return slices.ContainsFunc(c.Ways, func(path gate.Path) bool {
			return slices.ContainsFunc(path, func(l gate.Literal) bool {
				return slices.ContainsFunc(l.Evidence, func(e gate.Evidence) bool { return e.Label.Root == flow.Param })
			})
		})
	})
}

// codesGiven returns the constants that a function of the package gives as one of its results,
// which is of type t.
func (p *program) codesGiven(call *ssa.Call, result int, t types.Type) (out []constant.Value) {
	fn := p.static(call.Common())
	if fn == nil || p.sums[fn] == nil {
		return nil
	}
	for _, c := range p.sums[fn].Codes {
		if c.Result == result {
			out = append(out, c.constant(t))
		}
	}
	return out
}

// keptCodes returns the key under which v, a number or a text, is taken out of a context, and
// the values that are put there; ok is false when v is nothing of that kind.
func (p *program) keptCodes(v ssa.Value) (key string, puts []*ssa.MakeInterface, ok bool) {
	if x, isExtract := v.(*ssa.Extract); isExtract && x.Index == 0 {
		v = x.Tuple
	}
	t, isAssert := v.(*ssa.TypeAssert)
	if !isAssert || !isCode(t.AssertedType) {
		return "", nil, false
	}
	key = p.fetched(t.X)
	if key == "" || meaningful(p.inContext(key)) {
		return "", nil, false
	}
	for _, v := range p.contains[key] {
		m, ok := v.(*ssa.MakeInterface)
		if !ok || !types.Identical(m.X.Type(), t.AssertedType) {
			return "", nil, false
		}
		puts = append(puts, m)
	}
	return key, puts, len(puts) > 0
}

// keptIs is the truth of v == c for what was taken out of a context.
func (f *function) keptIs(v ssa.Value, c constant.Value, at ssa.Value) (out pair, ok bool) {
	key, puts, ok := f.keptCodes(v)
	if !ok || constant.Compare(zero(v.Type()).Value, token.EQL, c) {
		return pair{}, false // that nobody has put it there says nothing
	}
	for n, m := range puts {
		put, ok := f.putAs(m, func(g *function) pair { return g.is(m.X, c, m) })
		if !ok {
			return pair{}, false
		}
		out = f.expandFlag(out, put, callee{sum: &Summary{}, fn: m.Parent()}, fmt.Sprintf("kept:%s:%s:%d", key, c.ExactString(), n), at)
	}
	out.no = gate.Always() // or nobody has put it there
	return out, true
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
		if op != token.EQL && op != token.NEQ {
			return pair{}, false
		}
		return f.keptIs(x, c, at)
	}
	ks, open, list := f.callees(call.Common())
	if open && !list || len(ks) == 0 {
		return pair{}, false
	}
	if op == token.NEQ {
		op = token.EQL
	}
	var b *ssa.BasicBlock
	if in, ok := at.(ssa.Instruction); ok {
		b = in.Block()
	}
	for _, k := range ks {
		name := fmt.Sprintf("code:%s:%d", call.Name(), result)
		if len(ks) > 1 && k.fn != nil && !k.from.IsValid() { // which of them is asked is nobody's choice
			k.among = f.position(k.fn.Pos())
			name += ":" + k.fn.Name()
		}
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

// saysWhere returns what an atom of some ways says, and where: that one constant is given in
// several ways is nothing that the function which gives it answers for. What is asked at one
// place in one way alone is told apart there, and else where that place has it from.
func (f *function) saysWhere(ways gate.Ways) func(atom int) []gate.Evidence {
	first, several := map[token.Pos]string{}, map[token.Pos]bool{}
	for _, w := range ways {
		asked := map[token.Pos][]int{}
		for _, i := range w.Positive() {
			if sites := f.atoms[i].sites; len(sites) > 0 && slices.ContainsFunc(f.says(i), func(e gate.Evidence) bool { return e.From.IsValid() }) {
				asked[sites[0].pos] = append(asked[sites[0].pos], i)
			}
		}
		for pos, atoms := range asked {
			all := fmt.Sprint(atoms)
			several[pos] = several[pos] || first[pos] != "" && first[pos] != all
			first[pos] = all
		}
	}
	return func(i int) []gate.Evidence {
		ev := slices.Clone(f.says(i))
		for j := range ev {
			if sites := f.atoms[i].sites; len(sites) > 0 && (!ev[j].From.IsValid() || !several[sites[0].pos]) {
				ev[j].From = f.position(sites[0].pos)
			}
		}
		return ev
	}
}

// written returns a constant as a Code has it.
func written(c constant.Value) string {
	if c.Kind() == constant.String {
		return constant.StringVal(c)
	}
	return c.ExactString()
}

// constant returns the constant, of a type that isCode.
func (c Code) constant(t types.Type) constant.Value {
	if t.Underlying().(*types.Basic).Info()&types.IsString != 0 {
		return constant.MakeString(c.Value)
	}
	n, _ := strconv.ParseInt(c.Value, 10, 64)
	return constant.MakeInt64(n)
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
		if texts(v.Type()) == texts(v.X.Type()) { // a text made of a number is another constant
			return callOf(v.X)
		}
	case *ssa.ChangeType:
		return callOf(v.X)
	}
	return nil, 0
}

// kinds returns the types that the first result may have, which is an interface, if all that
// it may be is in sight: what it is may tell how somebody was found. Of a context, it is what
// is kept there, and of a struct, the constants in its fields.
func (f *function) kinds() (out []string) {
	ok := true
	f.eachReturn(0, func(_ *ssa.BasicBlock, v ssa.Value) {
		switch v := v.(type) {
		case *ssa.Const: // nobody
		case *ssa.MakeInterface:
			if t := types.TypeString(v.X.Type(), nil); !slices.Contains(out, t) {
				out = append(out, t)
			}
		case *ssa.Call:
			kept := f.keeps(v, 0)
			if ok = ok && kept != ""; !slices.Contains(out, kept) {
				out = append(out, kept)
			}
		case *ssa.Alloc:
			made := f.madeWith(v)
			if ok = ok && made != ""; !slices.Contains(out, made) {
				out = append(out, made)
			}
		default:
			ok = false
		}
	})
	if !ok || len(out) > maxCodes {
		return nil
	}
	slices.Sort(out)
	return out
}
