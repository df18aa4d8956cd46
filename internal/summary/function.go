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

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// atom is one condition and the evidence that its truth gives.
type atom struct {
	key   string
	ev    []gate.Evidence
	sites []site
}

// site is a place at which an atom's condition is tested.
type site struct {
	pos   token.Pos
	block *ssa.BasicBlock
}

// pair holds the ways in which a condition is true and those in which it is not.
type pair struct{ yes, no gate.Ways }

func (c pair) not() pair { return pair{c.no, c.yes} }

// unknown is a condition about which nothing is known: it splits, and proves
// nothing.
func unknown() pair { return pair{gate.Always(), gate.Always()} }

// function is one function under analysis: its atoms and the ways to each block.
type function struct {
	*program
	fn        *ssa.Function
	atoms     []atom
	byKey     map[string]int
	in        []gate.Ways
	out       []gate.Ways
	denies    []ssa.Instruction // by block: the call that denies there
	limits    []bool            // by block: it turns away who asks too often
	asking    map[asking]*asked // questions being answered
	answers   map[asking]pair
	trail     []asking // what answers and ends hold, in order
	shifts    int      // sums that a question about a number went through
	ends      map[asking]*ends
	changes   map[cell][][]event
	handsOver map[handed]bool          // to others, as far as that was asked
	within    map[*ssa.Function]bool   // literals being analysed for this function
	nth       map[ssa.Instruction]int  // where in its block an instruction stands
	loops     bool                     // of blocks
	asksList  map[*ssa.BasicBlock]bool // loops, by their first blocks, that ask each check of a list
	calls     *bool                    // see callsHandler; nil before it was looked for
	sweeps    []*ssa.Call              // see deletes; nil before they were looked for
	ranDefers []ssa.Instruction        // where deferred functions run
	order     []*ssa.BasicBlock
	rank      []int // by block: 1 + its place in order, 0 if nothing leads there
	work      int
	pairs     int
	block     *ssa.BasicBlock // whose condition is evaluated
	gaveUp    bool
	choices   bool // conditions on configuration are literals
	chosen    int
	routes    map[token.Position]bool // decisions of callees on the request's route, of those
	turned    bool                    // a helper turns callers away for this function
	// repeated counts the conditions that are told apart without being evidence.
	repeated int
	vouched  map[int]bool // atoms about headers: whether the hop is known wherever the answer is yes
	obscured int          // conditions that are made of an identity by means that are not followed
	yesAt    []gate.Ways  // by block: the ways in which the return there answers yes
	after    *side        // the side of a branch that is followed, if one is
}

func (p *program) newFunction(fn *ssa.Function) *function {
	return &function{program: p, fn: fn, byKey: map[string]int{}, asking: map[asking]*asked{}, asksList: map[*ssa.BasicBlock]bool{}, changes: map[cell][][]event{}, handsOver: map[handed]bool{}, within: map[*ssa.Function]bool{}, nth: map[ssa.Instruction]int{}, atoms: make([]atom, gate.FirstAtom, gate.FirstAtom+8)}
}

func isUnknown(c pair) bool { return c.yes.Equal(gate.Always()) && c.no.Equal(gate.Always()) }

// literal returns the condition that holds when the evidence does.
func (f *function) literal(key string, pos token.Pos, ev ...gate.Evidence) pair {
	kept := ev[:0:0]
	for _, e := range ev {
		if e.Kind() != gate.Nothing || e.Label.Root == flow.Param || e.Op == gate.Choice {
			kept = append(kept, e)
		}
	}
	if len(kept) == 0 {
		return unknown()
	}
	e := kept[0]
	if e.Op == gate.Presence && len(kept) > 0 {
		return f.presence(kept, pos)
	}
	i, ok := f.atom(key, pos, kept)
	if !ok {
		return unknown()
	}
	return holds(i)
}

// holds is the condition that atom i holds.
func holds(i int) pair { return pair{gate.Ways{gate.Lit(i, true)}, gate.Ways{gate.Lit(i, false)}} }

// apartFrom returns a condition that is no evidence, and that is told apart from
// others by its key.
func (f *function) apartFrom(key string, pos token.Pos) (pair, bool) {
	i, ok := f.atom(key, pos, nil)
	return holds(i), ok
}

// shared is the number of atoms from which on conditions with the same kind of
// evidence share one, known to hold only.
const shared = gate.MaxAtoms - 32

func (f *function) atom(key string, pos token.Pos, ev []gate.Evidence) (int, bool) {
	if i, ok := f.byKey[key]; ok {
		f.site(i, pos)
		return i, true
	}
	if len(f.atoms) >= shared && ev == nil {
		return 0, false
	}
	if len(f.atoms) >= shared {
		key = "shared:" + ev[0].String()
		if i, ok := f.byKey[key]; ok {
			return i, true
		}
	}
	if len(f.atoms) >= gate.MaxAtoms {
		f.gaveUp = true
		return 0, false
	}
	f.byKey[key] = len(f.atoms)
	f.atoms = append(f.atoms, atom{key: key, ev: ev})
	f.site(len(f.atoms)-1, pos)
	return len(f.atoms) - 1, true
}

// site records that atom i is tested at pos.
func (f *function) site(i int, pos token.Pos) {
	a := &f.atoms[i]
	for _, s := range a.sites {
		if s.pos == pos && s.block == f.block {
			return
		}
	}
	a.sites = append(a.sites, site{pos, f.block})
}

// presence returns the literal for a certificate, or TLS, being there. What the
// connection has is known by three atoms that imply each other.
func (f *function) presence(ev []gate.Evidence, pos token.Pos) pair {
	e := ev[0]
	l := e.Label
	i := -1
	if l.Root == flow.Peer {
		switch {
		case l.Aspect == catalog.State:
			i = gate.AtomTLS
		case l.Aspect == catalog.Verified:
			i = gate.AtomVerified
		case e.Form&gate.Asserted != 0:
		case flow.Certificate(l.Aspect) || flow.Identity(l.Aspect):
			i = gate.AtomPresent
		}
	}
	if i < 0 {
		var ok bool
		key := fmt.Sprintf("present:%d:%d:%d:%d:%d", l.Root, l.Param, l.Owner, l.Aspect, e.Form)
		if l.Root == flow.Forwarded {
			key += position(l.At)
		}
		if i, ok = f.atom(key, pos, ev); !ok {
			return unknown()
		}
	} else {
		if f.atoms[i].ev == nil {
			f.atoms[i].ev = ev[:1]
		}
		f.site(i, pos)
	}
	if l.Root == flow.Peer && flow.Identity(l.Aspect) {
		// No such part is not no certificate.
		return pair{gate.Ways{gate.Lit(i, true)}, gate.Always()}
	}
	return holds(i)
}

func position(p token.Position) string { return fmt.Sprintf("%s:%d:%d", p.Filename, p.Line, p.Column) }

// run computes the ways to every block, to a fixed point.
func (f *function) run() {
	n := len(f.fn.Blocks)
	f.in = make([]gate.Ways, n)
	f.out = make([]gate.Ways, n)
	f.denies = make([]ssa.Instruction, n)
	f.limits = make([]bool, n)
	if n > maxBlocks {
		f.gaveUp = true
		return
	}
	hand := make([]gate.Ways, n)
	for _, b := range f.fn.Blocks {
		hand[b.Index] = gate.Always()
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok && f.denies[b.Index] == nil && f.isDeny(c) {
				f.denies[b.Index] = in
			}
		}
		f.limits[b.Index] = f.limitsRate(b)
	}
	order := reversePostorder(f.fn)
	f.order, f.rank = order, make([]int, n)
	for i, b := range order {
		f.rank[b.Index] = i + 1
	}
	f.in[0] = gate.Always()
	f.loops = loops(order)
	f.settle(order)
}

// settle computes the ways to blocks, in order, to a fixed point.
func (f *function) settle(order []*ssa.BasicBlock) {
	for range f.turns(12) {
		f.forget()
		changed := false
		for _, b := range order {
			ways := f.in[b.Index]
			if b.Index != 0 {
				ways = nil
				seen := map[*ssa.BasicBlock]bool{}
				for _, pred := range b.Preds {
					if !seen[pred] {
						seen[pred] = true
						ways = ways.Or(f.edge(pred, b))
					}
				}
			}
			out := ways
			if f.denies[b.Index] != nil {
				out = nil
			} else if len(ways) > 0 {
				out = ways.And(f.handsOn(b)).And(f.survives(b, nil)).And(f.cleans(b, nil))
			}
			if !ways.Equal(f.in[b.Index]) || !out.Equal(f.out[b.Index]) {
				changed = true
				f.in[b.Index], f.out[b.Index] = ways, out
			}
		}
		if !changed {
			break
		}
	}
	f.forget()
}

// forget drops answers that rest on the ways as they were.
func (f *function) forget() {
	f.ends, f.answers, f.trail = map[asking]*ends{}, map[asking]pair{}, nil
}

// survives returns the ways in which the functions that b calls return, those
// that panic otherwise; those before end only, if that is not nil.
func (f *function) survives(b *ssa.BasicBlock, end ssa.Instruction) gate.Ways {
	ways := gate.Always()
	for _, in := range b.Instrs {
		if in == end {
			break
		}
		call, ok := in.(*ssa.Call)
		if !ok {
			continue
		}
		ks, open, _ := f.callees(call.Common())
		if len(ks) != 1 || open {
			continue
		}
		k := ks[0]
		if len(k.sum.Returns) > 0 {
			ways = ways.And(f.expandPaths(k.sum.Returns, k, call))
		}
		if i := k.sum.Must - 1; i >= 0 && i < len(k.args) {
			ways = ways.And(f.noError(k.args[i]).yes)
		}
	}
	return ways
}

const maxBlocks = 3000

func reversePostorder(fn *ssa.Function) []*ssa.BasicBlock {
	seen := make([]bool, len(fn.Blocks))
	var out []*ssa.BasicBlock
	type frame struct {
		b *ssa.BasicBlock
		i int
	}
	stack := []frame{{fn.Blocks[0], 0}}
	seen[0] = true
	for len(stack) > 0 {
		t := &stack[len(stack)-1]
		if t.i < len(t.b.Succs) {
			s := t.b.Succs[t.i]
			t.i++
			if !seen[s.Index] {
				seen[s.Index] = true
				stack = append(stack, frame{s, 0})
			}
			continue
		}
		out = append(out, t.b)
		stack = stack[:len(stack)-1]
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// turns returns how often the blocks have to be gone through: once, each after
// all that lead to it, or, where there are loops, until nothing changes.
func (f *function) turns(most int) int {
	if f.loops {
		return most
	}
	return 1
}

// loops reports whether an edge leads backwards in an order of blocks.
func loops(order []*ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	for _, b := range order {
		seen[b] = true
		for _, s := range b.Succs {
			if seen[s] {
				return true
			}
		}
	}
	return false
}

// edge returns the ways from pred into b.
func (f *function) edge(pred, b *ssa.BasicBlock) gate.Ways {
	ways := f.out[pred.Index]
	if f.asksEach(pred, b) {
		if all, ok := f.rounds(pred); ok {
			ways = all
		}
	}
	if f.after != nil {
		ways = f.after.leaving(pred, b, ways)
	}
	if len(ways) == 0 {
		return nil
	}
	if f.exhausted() {
		return gate.Always()
	}
	i, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If)
	if !ok || pred.Succs[0] == pred.Succs[1] {
		return ways
	}
	if f.limits[pred.Succs[0].Index] || f.limits[pred.Succs[1].Index] {
		return ways // how often is not who
	}
	f.block = pred
	c := f.cond(i.Cond)
	switch {
	case pred.Succs[0] == b:
		return f.and(ways, c.yes)
	case askedAgain(i) && !slices.ContainsFunc(c.no, func(w gate.Way) bool { return len(w.Positive()) > 0 }):
		return ways // that there is no more says nothing against what there was
	}
	return f.and(ways, c.no)
}

// limitsRate reports whether a block turns callers away because they ask too often.
func (f *function) limitsRate(b *ssa.BasicBlock) bool {
	says := func(v ssa.Value) bool {
		k, ok := v.(*ssa.Const)
		return ok && k.Value != nil && k.Value.Kind() == constant.Int && catalog.LimitsRate(ssaform.Named(k.Type()), k.Int64())
	}
	if len(b.Preds) != 1 {
		return false
	}
	if deny, ok := f.denies[b.Index].(ssa.CallInstruction); ok && slices.ContainsFunc(deny.Common().Args, says) {
		return true
	}
	return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
		call, ok := in.(*ssa.Call)
		return ok && slices.ContainsFunc(call.Call.Args, says) && f.makesError(call.Common(), call.Call.Signature().Results().Len()-1)
	})
}

// askedAgain reports whether a condition is that of a loop, and asked anew in each turn, such
// as whether there is another row.
func askedAgain(i *ssa.If) bool {
	call, ok := i.Cond.(*ssa.Call)
	return ok && i.Block().Comment == "for.loop" && call.Block() == i.Block()
}

// asksEach reports whether b is where a loop ends, whose first block is header, that
// asks each check of a list. Such a list is the project's, and not empty.
func (f *function) asksEach(header, b *ssa.BasicBlock) bool {
	if !f.loops || len(header.Succs) != 2 || leads(b, header, nil) {
		return false
	}
	asks, ok := f.asksList[header]
	if !ok {
		asks = slices.ContainsFunc(f.fn.Blocks, func(x *ssa.BasicBlock) bool {
			return header.Dominates(x) && slices.ContainsFunc(x.Instrs, f.asksElement) && loop(x) == header
		})
		f.asksList[header] = asks
	}
	return asks
}

// asksElement reports whether an instruction asks an element of a list that a loop
// walks, a function or something with methods, about what it is given.
func (f *function) asksElement(in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok {
		return false
	}
	c := call.Common()
	if _, ok := answerIn(c.Signature().Results()); !ok || !inLoop(c.Value) {
		return false
	}
	return !meaningful(f.content(c.Value)) && slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return len(f.content(a)) > 0 })
}

// answerIn returns the index of the answer in the results of a check: of the error or the
// bool at their end, or of the bool before everything else.
func answerIn(res *types.Tuple) (int, bool) {
	switch k := answerKind(res); {
	case k == answersBool && boolFirst(res), k == answersValue && somebodyFirst(res):
		return 0, true
	case k == answersBool, k == answersError:
		return res.Len() - 1, true
	}
	return 0, false
}

// rounds returns the ways in which a loop that asks each check of a list comes to
// its end: a round was gone through, and the answer of each check was one with which
// it goes on. Ok is false when that does not show.
func (f *function) rounds(header *ssa.BasicBlock) (gate.Ways, bool) {
	answers, all := gate.Always(), true
	for _, b := range f.fn.Blocks {
		if !header.Dominates(b) || loop(b) != header {
			continue
		}
		for _, in := range b.Instrs {
			if !f.asksElement(in) {
				continue
			}
			call := in.(*ssa.Call)
			yes, ok := goesOnWith(call, header)
			if !ok {
				return nil, false
			}
			ks, open, _ := f.callees(call.Common())
			if len(ks) == 0 {
				// Who knows what they do: what is given to them may be decided on.
				var s flow.Set
				for _, a := range call.Call.Args {
					s = s.Union(f.content(a))
				}
				answers, all = answers.And(f.hand(s, call.Pos(), fmt.Sprintf("each:%d", call.Pos()))), false
			}
			if slices.ContainsFunc(ks, func(k callee) bool { return !k.sum.Outcome || k.sum.Opaque }) {
				return nil, false
			}
			passes := func(k callee) []gate.Path {
				if yes {
					return k.sum.Yes
				}
				return k.sum.No
			}
			var one gate.Ways
			for _, list := range byList(ks, open, passes) {
				every := gate.Always()
				for _, k := range list {
					if paths := passes(k); len(paths) > 0 { // or it is this function, or asks it
						every = every.And(f.expandPaths(paths, k, call))
					}
				}
				one = one.Or(every)
			}
			if len(one) > 0 {
				answers = answers.And(one)
			}
		}
	}
	if !all {
		return f.out[header.Index].And(answers), true
	}
	var ways gate.Ways
	for _, q := range header.Preds {
		if header.Dominates(q) {
			ways = ways.Or(f.edge(q, header))
		}
	}
	return ways.And(answers), true
}

// byList divides what is asked in a loop by the lists that it stands in, where each of these is
// written at one place: a loop walks one of them. What lists without a check let in is the
// operator's choice.
func byList(ks []callee, open bool, passes func(callee) []gate.Path) (out [][]callee) {
	var lists []token.Position
	for _, k := range ks {
		if open || !k.among.IsValid() {
			return [][]callee{ks}
		}
		i := slices.Index(lists, k.among)
		if i < 0 {
			i = len(lists)
			lists, out = append(lists, k.among), append(out, nil)
		}
		out[i] = append(out[i], k)
	}
	checked := slices.DeleteFunc(slices.Clone(out), func(list []callee) bool {
		return !slices.ContainsFunc(list, func(k callee) bool { return holdsAlways(passes(k)) })
	})
	if len(checked) > 0 && len(checked) <= maxLists {
		return checked
	}
	return [][]callee{ks}
}

// maxLists bounds the lists of checks that are told apart.
const maxLists = 8

// holdsAlways reports whether something holds on each of some ways.
func holdsAlways(paths []gate.Path) bool {
	return len(paths) > 0 && !slices.ContainsFunc(paths, func(p gate.Path) bool {
		return !slices.ContainsFunc(p, func(l gate.Literal) bool { return !l.Neg && len(l.Evidence) > 0 })
	})
}

// goesOnWith returns the answer of a call, true or no error, with which a loop goes
// on, when it ends the loop otherwise.
func goesOnWith(call *ssa.Call, header *ssa.BasicBlock) (yes, ok bool) {
	v, yes := ssa.Value(call), true
	answer, _ := answerIn(call.Call.Signature().Results())
	for range maxDepth {
		refs := slices.DeleteFunc(slices.Clone(*v.Referrers()), func(r ssa.Instruction) bool { _, debug := r.(*ssa.DebugRef); return debug })
		i := slices.IndexFunc(refs, func(r ssa.Instruction) bool {
			switch r := r.(type) {
			case *ssa.If:
				return true
			case *ssa.UnOp:
				return r.Op == token.NOT
			case *ssa.Extract:
				return r.Index == answer
			case *ssa.BinOp:
				k, constant := r.Y.(*ssa.Const)
				return constant && k.IsNil() && (r.Op == token.EQL || r.Op == token.NEQ)
			}
			return false
		})
		if i < 0 {
			return false, false
		}
		switch r := refs[i].(type) {
		case *ssa.If:
			first, second := leads(r.Block().Succs[0], header, nil), leads(r.Block().Succs[1], header, nil)
			return yes == first, first != second
		case *ssa.Extract:
			v = r
		case *ssa.UnOp:
			v, yes = r, !yes
		case *ssa.BinOp:
			v, yes = r, yes == (r.Op == token.EQL)
		}
	}
	return false, false
}

// cond returns the ways in which v, a boolean, is true and is false.
func (f *function) cond(v ssa.Value) pair {
	key := asking{v: v, q: question{ask: isCondition}}
	if c, ok := f.answers[key]; ok {
		return c
	}
	if f.exhausted() {
		return unknown()
	}
	return f.inTurns(key, func() pair {
		c := f.truth(v)
		if isUnknown(c) {
			if d, ok := f.choice(v); f.choices && ok {
				c = d
			} else if d, ok := f.obscure(v); ok {
				c = d
			} else if d, ok := f.again(v); ok {
				c = d
			}
		}
		return c
	})
}

// maxAgain bounds the conditions that are told apart without being evidence.
const maxAgain = 12

// again returns the literal for a condition that is no evidence, and that is
// asked more than once: it is the same each time.
func (f *function) again(v ssa.Value) (pair, bool) {
	refs := v.Referrers()
	if refs == nil {
		return pair{}, false
	}
	n := 0
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.If, *ssa.Phi, *ssa.Return:
			n++
		case *ssa.UnOp:
			if r.Op == token.NOT {
				n++
			}
		}
	}
	key := "again:" + v.Name()
	if _, known := f.byKey[key]; n < 2 || !known && f.repeated >= maxAgain {
		return pair{}, false
	}
	if _, known := f.byKey[key]; !known {
		f.repeated++
	}
	return f.apartFrom(key, v.Pos())
}

func (f *function) truth(v ssa.Value) pair {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() == constant.Bool {
			return always(constant.BoolVal(v.Value))
		}
	case *ssa.UnOp:
		switch v.Op {
		case token.NOT:
			return f.cond(v.X).not()
		case token.ARROW:
			return f.received(v)
		case token.MUL:
			a, field := v.X.(*ssa.FieldAddr)
			if field {
				if c := f.flagBehind(a, v); !isUnknown(c) {
					return c
				}
			}
			if call, ok := f.flagFrom(v); ok {
				return f.flagged(call, v)
			}
			if c, ok := f.variable(v, question{ask: isTrue}, v); ok && !(field && isUnknown(c)) {
				return c
			}
			if field {
				if c := f.carried(a.X, a.Field, v); !isUnknown(c) {
					return c
				}
				if s, ok := f.earnedField(v); ok {
					return f.decision(s, 0, v)
				}
			}
			return f.derived(v)
		}
	case *ssa.Phi:
		return f.once(v, question{ask: isTrue}, func() pair { return f.phi(v, f.cond) })
	case *ssa.BinOp:
		return f.comparison(v)
	case *ssa.Call:
		if n := f.name(v.Common()); n == "errors.Is" || n == "errors.As" {
			return f.errorIs(v.Call.Args[0], target(v.Call.Args[1]))
		}
		return f.outcome(v, v)
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Select:
			return f.received(v)
		case *ssa.Call:
			if i, ok := besideError(t.Call.Signature().Results()); ok && v.Index == i && std(catalog.PackageOf(f.name(t.Common()))) && f.vals[v].Any(verdict) {
				return f.decision(f.vals[v], gate.Inline, v) // parsed
			}
			return f.outcome(t, v)
		case *ssa.Lookup:
			if f.failing(t) {
				return f.decision(f.vals[t.Index], gate.Negative, v).not()
			}
			return f.decision(f.lookedUp(t), 0, v)
		case *ssa.TypeAssert:
			if v.Index == 0 && isBool(v.Type()) {
				if c := f.keptFlag(t, alone, v); !isUnknown(c) {
					return c
				}
			}
			return f.assertion(t, v)
		}
		return f.derived(v)
	case *ssa.TypeAssert:
		return f.keptFlag(v, alone, v)
	case *ssa.Field:
		if c := f.flagIn(v.X, v.Field, v, 0); !isUnknown(c) {
			return c
		}
		if call, ok := f.flagFrom(v); ok {
			return f.flagged(call, v)
		}
		return f.derived(v)
	case *ssa.Lookup:
		if f.failing(v) {
			return f.decision(f.vals[v.Index], gate.Negative, v).not()
		}
		collected := isSet(v.X.Type()) && f.vals[v.X].Any(func(l flow.Label) bool { return flow.Identity(l.Aspect) })
		if s := f.lookedUp(v); len(s) > 0 && (collected || len(f.vals[v.Index]) == 0) {
			return f.decision(s, 0, v)
		}
		return f.derived(v)
	}
	return unknown()
}

// lookedUp returns the labels of what a look-up decides on: the key, what the map was found
// by, or the keys of a set that were collected from a peer.
func (f *function) lookedUp(v *ssa.Lookup) flow.Set {
	s := f.vals[v.Index].Union(found(f.vals[v.X]))
	if a, _, ok := f.secretAmong(v.Index); ok && !meaningful(s) {
		s = flow.Set{{Root: flow.Credential, Aspect: a, At: f.position(tested(v))}} // as in a comparison
	}
	if isSet(v.X.Type()) {
		s = s.Union(f.vals[v.X].Map(func(l flow.Label) (flow.Label, bool) { return l, flow.Identity(l.Aspect) || len(s) == 0 }))
	}
	return s
}

// received is the truth of a bool, or of there being no error, that comes from elsewhere,
// through a channel: decided there, in ways that are not followed.
func (f *function) received(v ssa.Value) pair {
	return f.literal("received:"+v.Name(), tested(v), elsewhere(f.position(tested(v))))
}

// phi returns the union over the edges of the edge's ways and what f says of
// the edge's value.
func (f *function) phi(v *ssa.Phi, of func(ssa.Value) pair) pair {
	var out pair
	for i, e := range v.Edges {
		if i >= len(v.Block().Preds) {
			break
		}
		ways := f.edge(v.Block().Preds[i], v.Block())
		c, ok := f.established(e, v.Block().Preds[i], v.Block())
		if !ok {
			c = of(e)
		}
		out.yes = out.yes.Or(f.and(ways, c.yes))
		out.no = out.no.Or(f.and(ways, c.no))
	}
	return out
}

// Budget of abstract steps, in proportion to the size of the function: questions
// that are asked, and pairs of ways that are put together for the answers.
const (
	stepsPerBlock = 400
	leastSteps    = 20000
	pairsPerBlock = 20000
	leastPairs    = 4_000_000
)

// exhausted reports whether the function has used up its budget: from then on
// conditions split, and prove nothing, and its summary is unknown.
func (f *function) exhausted() bool {
	f.work++
	if f.work > leastSteps+stepsPerBlock*len(f.fn.Blocks) {
		f.gaveUp = true
	}
	return f.gaveUp
}

// and returns the ways in which both hold, and counts what that costs.
func (f *function) and(a, b gate.Ways) gate.Ways {
	f.pairs += len(a) * len(b)
	if f.pairs > leastPairs+pairsPerBlock*len(f.fn.Blocks) {
		f.gaveUp = true
	}
	return a.And(b)
}

// derived is the truth of a boolean found by means of an identity.
func (f *function) derived(v ssa.Value) pair {
	s := f.vals[v].Map(func(l flow.Label) (flow.Label, bool) { return l, l.Derived || l.Root == flow.Param })
	return f.decision(s, 0, v)
}

// decision is a condition that decides on everything that s says.
func (f *function) decision(s flow.Set, form gate.Form, at ssa.Value) pair {
	return f.evidence(gate.Decision, s, form, at)
}

func (f *function) evidence(op gate.Op, s flow.Set, form gate.Form, at ssa.Value) pair {
	if len(s) == 0 {
		return unknown()
	}
	if c, ok := f.chosenEvidence(op, s, form, at); ok {
		return c
	}
	return f.evidenceOf(op, s, form, at)
}

func (f *function) evidenceOf(op gate.Op, s flow.Set, form gate.Form, at ssa.Value) pair {
	if in, ok := at.(ssa.Instruction); ok {
		s = f.settled(s, in.Block())
	}
	s = f.entered(s)
	pos := f.posOf(at)
	if in, ok := at.(ssa.Instruction); ok && !pos.IsValid() {
		pos = f.near(in)
	}
	var ev []gate.Evidence
	for _, l := range unique(s) {
		if l.Aspect == catalog.Neutral || l.Aspect == catalog.MAC {
			continue
		}
		ev = append(ev, gate.Evidence{Op: op, Form: form, Label: l, At: pos})
	}
	if in, ok := at.(ssa.Instruction); ok {
		f.block = in.Block()
	}
	return f.literal(fmt.Sprintf("%d:%d:%s:%s:%x", op, form, position(pos), at.Name(), s.Sum()), tested(at), ev...)
}

// unique replaces a serial number beside its issuer by what the two are
// together: the one certificate (RFC 5280, 4.1.2.2).
func unique(s flow.Set) flow.Set {
	issuer := s.Any(func(l flow.Label) bool { return l.Aspect == catalog.IssuerText || l.Aspect == catalog.Issuer })
	serial := s.Any(func(l flow.Label) bool { return l.Aspect == catalog.Serial })
	if !issuer || !serial {
		return s
	}
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Aspect == catalog.Serial {
			l.Aspect = catalog.Strong
		}
		return l, l.Aspect != catalog.IssuerText && l.Aspect != catalog.Issuer
	})
}

// evidenceOnly returns ways without the atoms that only tell answers apart.
func (f *function) evidenceOnly(ws gate.Ways) gate.Ways {
	var mask gate.Way
	found := false
	for i, a := range f.atoms {
		if i >= gate.FirstAtom && a.ev == nil {
			mask = mask.With(i)
			found = true
		}
	}
	if !found {
		return ws
	}
	return ws.Without(mask)
}

// tested returns the source position of a tested value.
func tested(v ssa.Value) token.Pos {
	for range maxDepth {
		if v.Pos().IsValid() {
			return v.Pos()
		}
		switch x := v.(type) {
		case *ssa.Extract:
			v = x.Tuple
		case *ssa.UnOp:
			v = x.X
		case *ssa.Lookup:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		default:
			return token.NoPos
		}
	}
	return token.NoPos
}

// near returns the position of the closest instruction before in that has one.
func (f *function) near(in ssa.Instruction) token.Position {
	b := in.Block()
	var last token.Pos
	for _, x := range b.Instrs {
		if x.Pos().IsValid() {
			last = x.Pos()
		}
		if x == in && last.IsValid() {
			break
		}
	}
	return f.position(last)
}

// assertion is the ok of a type assertion: to credentials.TLSInfo and its like
// it says that the peer has a certificate, or at least TLS.
func (f *function) assertion(t *ssa.TypeAssert, at ssa.Value) pair {
	if f.cat.Type(ssaform.Named(t.AssertedType)) == catalog.AuthInfoType {
		s := f.vals[t.X].Map(func(l flow.Label) (flow.Label, bool) {
			return l.With(catalog.Chain, token.Position{}), l.Aspect == catalog.State
		})
		return f.evidence(gate.Presence, s, gate.Asserted, at)
	}
	if s := f.heldCredential(t); len(s) > 0 {
		return f.decision(s, 0, at)
	}
	own := !std(catalog.PackageOf(ssaform.Named(t.AssertedType)))
	s := f.vals[t.X].Map(func(l flow.Label) (flow.Label, bool) {
		return l, l.Derived && (flow.Identity(l.Aspect) || flow.OtherCredential(l.Aspect) || l.Aspect == catalog.Request && own)
	})
	if cert := f.vals[t.X].Map(func(l flow.Label) (flow.Label, bool) { return l, flow.Certificate(l.Aspect) }); len(cert) > 0 && len(s) == 0 {
		return f.certificateThere(t, cert, at)
	}
	return f.decision(s, 0, at)
}

// certificateThere is the truth that v, a certificate of which labels tell, is there.
func (f *function) certificateThere(v ssa.Value, labels flow.Set, at ssa.Value) pair {
	if f.keptDecided(v) {
		return f.decision(labels.Map(func(l flow.Label) (flow.Label, bool) { return l.AsDerived(), true }), 0, at)
	}
	return f.evidence(gate.Presence, labels, 0, at)
}

// comparison is the truth of x op y.
func (f *function) comparison(v *ssa.BinOp) pair {
	x, y := v.X, v.Y
	if m, ok := x.(*ssa.MakeInterface); ok && isConst(m.X) {
		x = m.X
	}
	if m, ok := y.(*ssa.MakeInterface); ok && isConst(m.X) {
		y = m.X
	}
	op := v.Op
	if isConst(x) && !isConst(y) {
		x, y, op = y, x, mirror(op)
	}
	if isNobody(x) || isNobody(y) {
		return unknown()
	}
	c := f.compare(op, x, y, v)
	if op == token.NEQ {
		return c.not()
	}
	return c
}

// isNobody reports whether v stands for whoever has not shown who they are: a
// variable of that name, or a field of it. To be that one, or not, says nothing.
func isNobody(v ssa.Value) bool {
	g, ok := ssaform.Whole(v).(*ssa.Global)
	return ok && catalog.NobodyName(g.Name())
}

func mirror(op token.Token) token.Token {
	switch op {
	case token.LSS:
		return token.GTR
	case token.GTR:
		return token.LSS
	case token.LEQ:
		return token.GEQ
	case token.GEQ:
		return token.LEQ
	}
	return op
}

func isConst(v ssa.Value) bool {
	_, ok := v.(*ssa.Const)
	return ok
}

// compare is the truth of x op y, of x == y when op is !=; y is the constant if
// there is one.
func (f *function) compare(op token.Token, x, y ssa.Value, at *ssa.BinOp) pair {
	equality := op == token.EQL || op == token.NEQ
	if k, ok := y.(*ssa.Const); ok {
		switch {
		case k.IsNil() && equality:
			return f.nonNil(x, at).not()
		case k.Value == nil:
		case k.Value.Kind() == constant.Bool && equality && types.IsInterface(x.Type()):
			c := f.decision(f.vals[x], gate.Inline, at)
			if !constant.BoolVal(k.Value) {
				c = c.not()
			}
			return c
		case k.Value.Kind() == constant.Bool && equality:
			if constant.BoolVal(k.Value) {
				return f.cond(x)
			}
			return f.cond(x).not()
		case k.Value.Kind() == constant.String && equality:
			return f.text(x, constant.StringVal(k.Value), at)
		case k.Value.Kind() == constant.Int:
			if n, ok := constant.Int64Val(k.Value); ok {
				return f.numeric(op, x, n, at)
			}
		case k.Value.Kind() == constant.Float:
			return f.lookedUpAs(op, x, k.Value, at)
		}
	}
	if c, ok := f.tallied(op, x, y, at); ok {
		return c
	}
	if c, ok := f.tallied(mirror(op), y, x, at); ok {
		return c
	}
	if !equality {
		return f.ordered(op, x, y, at)
	}
	if isError(x.Type()) {
		return f.errorIs(x, target(y))
	}
	if isBool(x.Type()) {
		return unknown()
	}
	if ofOneCertificate(f.vals[x], f.vals[y]) {
		return unknown()
	}
	s := f.comparable(x).Union(f.comparable(y))
	if a, _, ok := f.secretAmong(x, y); ok && !meaningful(s) {
		// Where what the client sent was read is not in sight: the other side says what it is.
		s = flow.Set{{Root: flow.Credential, Aspect: a, At: f.position(at.Pos())}}
	}
	return f.decision(s, gate.Inline, at)
}

// ofOneCertificate reports whether two values are both names in the peer's certificate: that they
// go together says nothing of whose it is.
func ofOneCertificate(x, y flow.Set) bool {
	named := func(s flow.Set) bool {
		return len(s) > 0 && !s.Any(func(l flow.Label) bool {
			return l.Root != flow.Peer || l.Derived || l.Kept || l.Shared || !flow.Name(l.Aspect) && l.Aspect != catalog.SAN
		})
	}
	return named(x) && named(y)
}

// secretAmong says which credential one of several texts is, or a digest among them, by
// the name of the field that it is loaded from, or of the function that found it.
func (p *program) secretAmong(vs ...ssa.Value) (a catalog.Aspect, found, ok bool) {
	for _, v := range vs {
		v = p.digested(v)
		field := loadedField(v)
		name := field[strings.LastIndexByte(field, '.')+1:]
		by := v
		if e, ok := v.(*ssa.Extract); ok {
			by = e.Tuple
		}
		call, found := by.(*ssa.Call)
		if found {
			if p.plays(call.Common(), catalog.Source) {
				continue // its labels say it, and which of its results it is
			}
			name = calledName(call.Common())
		}
		if a, ok := catalog.SecretName(name); ok && (texts(v.Type()) || octets(v.Type())) {
			return a, found, true
		}
	}
	return catalog.None, false, false
}

// digested returns what v was converted, cut or digested from: its names say what it is.
func (p *program) digested(v ssa.Value) ssa.Value {
	for range maxDepth {
		switch x := v.(type) {
		case *ssa.Convert:
			v = x.X
		case *ssa.Slice:
			held := p.stores[place{x.X, nil}]
			if len(held) != 1 {
				return v
			}
			v = held[0]
		case *ssa.Call:
			if n := p.name(x.Common()); len(x.Call.Args) != 1 || !std(catalog.PackageOf(n)) || !p.cat.NeverDecides(catalog.PackageOf(n), n) {
				return v
			}
			v = x.Call.Args[0]
		default:
			return v
		}
	}
	return v
}

// octets reports whether t is a list of bytes.
func octets(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		t = u.Elem()
	case *types.Array:
		t = u.Elem()
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}

// comparable drops from the labels of a compared value what a comparison says
// nothing about.
func (f *function) comparable(x ssa.Value) flow.Set {
	return f.vals[x].Map(func(l flow.Label) (flow.Label, bool) {
		return l, !(l.Aspect == catalog.Request && !l.Derived) && l.Aspect != catalog.Headers
	})
}

func (f *function) derived2(x, y ssa.Value, at ssa.Value) pair {
	return f.decision(found(f.vals[x]).Union(found(f.vals[y])), 0, at)
}

// found returns the labels of what was found by means of an identity or a credential.
func found(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		return l, l.Derived && (flow.Identity(l.Aspect) || flow.OtherCredential(l.Aspect) || l.Root == flow.Param || l.Root == flow.Forwarded && flow.Certificate(l.Aspect))
	})
}

// ordered is the truth of x op y for two numbers of which none is a constant. What is found
// for nobody is the least.
func (f *function) ordered(op token.Token, x, y ssa.Value, at ssa.Value) pair {
	c := f.derived2(x, y, at)
	if len(found(f.vals[x])) == 0 {
		op = mirror(op)
	}
	if op == token.LSS || op == token.LEQ {
		return c.not()
	}
	return c
}

// text is the truth of x == s.
func (f *function) text(x ssa.Value, s string, at ssa.Value) pair {
	if k, ok := x.(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.String {
		return always(constant.StringVal(k.Value) == s)
	}
	if c, ok := f.chosenBy(question{ask: isText, text: s}, x, at); ok {
		return c
	}
	if c, ok := f.coded(token.EQL, x, constant.MakeString(s), at); ok {
		return c
	}
	if call, ok := x.(*ssa.Call); ok && s == "" && f.answersText(call) {
		return f.outcome(call, call).not()
	}
	labels := f.comparable(x)
	if s == "" {
		if by, ok := f.earnedField(x); ok {
			return f.decision(by, 0, at).not()
		}
		// Something not empty: found, when it is the result of a look-up; else there.
		var found, there flow.Set
		for _, l := range labels {
			if l.Derived {
				found = found.Add(l)
			} else {
				there = there.Add(l)
			}
		}
		if len(found) > 0 {
			return f.decision(found, 0, at).not()
		}
		return f.evidence(gate.Presence, there, 0, at).not()
	}
	if s == "*" && !meaningful(labels) {
		// A star in an allow-list is the operator's choice.
		return f.star(at)
	}
	if labels.Any(verdict) && !catalog.VerdictSucceeds("", s) {
		// Not a failure is not a success.
		return f.decision(labels, gate.Negative, at).not()
	}
	if catalog.AuthScheme(s) && !slices.ContainsFunc(labels, func(l flow.Label) bool { return !flow.OtherCredential(l.Aspect) }) {
		return f.evidence(gate.Presence, labels, 0, at) // how it is written, not what it says
	}
	form := gate.Constant | gate.Inline
	if catalog.SchemeField(loadedField(x)) {
		form |= gate.Scheme
	}
	return f.decision(labels, form, at)
}

// star is a condition that asks for a star in the operator's list.
func (f *function) star(at ssa.Value) pair {
	e := gate.Evidence{Op: gate.HandOn, Label: flow.Label{Root: flow.Peer, Aspect: catalog.Request, Derived: true}, At: f.posOf(at)}
	return f.literal("star:"+position(e.At), at.Pos(), e)
}

// counted is the truth of x op n, of x == n when op is !=, for a number that is
// a constant, or chosen by branches, or one of those and a constant more.
func (f *function) counted(op token.Token, x ssa.Value, n int64, at ssa.Value) (pair, bool) {
	switch v := x.(type) {
	case *ssa.Const:
		if v.Value == nil || v.Value.Kind() != constant.Int {
			return pair{}, false
		}
		o := op
		if o == token.NEQ {
			o = token.EQL
		}
		return always(constant.Compare(v.Value, o, constant.MakeInt64(n))), true
	case *ssa.BinOp:
		k, ok := v.Y.(*ssa.Const)
		if !ok || k.Value == nil || k.Value.Kind() != constant.Int || !f.flag(v, 0) || n < -4 || n > 4096 {
			return pair{}, false
		}
		if f.shifts > 1 {
			return pair{}, false // counted in a loop
		}
		f.shifts++
		defer func() { f.shifts-- }()
		switch d := k.Int64(); v.Op {
		case token.ADD:
			return f.numeric(op, v.X, n-d, at), true
		case token.SUB:
			return f.numeric(op, v.X, n+d, at), true
		}
		return pair{}, false
	}
	return f.chosenBy(question{ask: isNumber, op: op, n: n}, x, at)
}

// always is the truth of a condition that is known.
func always(holds bool) pair {
	if holds {
		return pair{gate.Always(), nil}
	}
	return pair{nil, gate.Always()}
}

// numeric is the truth of x op n, of x == n when op is !=.
func (f *function) numeric(op token.Token, x ssa.Value, n int64, at ssa.Value) pair {
	if c, ok := f.tallyOf(op, x, n, at); ok {
		return c
	}
	if c, ok := f.counted(op, x, n, at); ok {
		return c
	}
	if b, ok := x.(*ssa.BinOp); ok && b.Op == token.AND && n == 1 && (op == token.EQL || op == token.NEQ) {
		return both(f.numeric(op, b.X, n, b), f.numeric(op, b.Y, n, b)) // as crypto/subtle counts
	}
	if b, ok := x.(*ssa.BinOp); ok && b.Op == token.OR && n == 0 && (op == token.EQL || op == token.NEQ) {
		return both(f.numeric(op, b.X, n, b), f.numeric(op, b.Y, n, b))
	}
	if c, ok := f.coded(op, x, constant.MakeInt64(n), at); ok {
		return c
	}
	call, ok := x.(*ssa.Call)
	if ok {
		if b, isBuiltin := call.Call.Value.(*ssa.Builtin); isBuiltin && b.Name() == "len" {
			return f.length(op, call.Call.Args[0], n, at)
		}
		for _, r := range f.cat.Rows(f.name(call.Common())) {
			if r.Role != catalog.Decide && r.Role != catalog.Partial && r.Role != catalog.SecretDecide {
				continue
			}
			c := f.outcome(call, call)
			// Index and Compare count from -1 and 0, constant-time comparison to 1.
			index := strings.Contains(r.Symbol, "Index") || strings.Contains(r.Symbol, "BinarySearch")
			switch {
			case index && (op == token.GEQ && n == 0 || op == token.GTR && n == -1):
				return c
			case index && (op == token.LSS && n == 0 || op == token.EQL && n == -1 || op == token.NEQ && n == -1):
				return c.not()
			case (op == token.EQL || op == token.NEQ) && n == 0 && r.Role == catalog.SecretDecide:
				return c.not()
			case op == token.EQL || op == token.NEQ:
				return c
			}
			return unknown()
		}
	}
	if ok && op != token.EQL && op != token.NEQ || ok && n < 0 {
		if c, found := f.byLiteral(call); found {
			if op == token.LSS || op == token.EQL || op == token.NEQ {
				return c.not()
			}
			return c
		}
	}
	if (op == token.EQL || op == token.NEQ) && f.vals[x].Any(verdict) {
		return f.text(x, strconv.FormatInt(n, 10), at) // parsed
	}
	return f.lookedUpAs(op, x, constant.MakeInt64(n), at)
}

// lookedUpAs is the truth of x op n, of x == n when op is !=, for a number that was found by
// means of an identity. A look-up finds zero when there is nothing.
func (f *function) lookedUpAs(op token.Token, x ssa.Value, n constant.Value, at ssa.Value) pair {
	status, yes := agreement(x)
	c := f.derived2(status, status, at)
	if op == token.NEQ {
		op = token.EQL
	}
	if constant.Compare(constant.MakeInt64(yes), op, n) == (yes == 0) {
		return c.not()
	}
	return c
}

// length is the truth of len(x) op n.
func (f *function) length(op token.Token, x ssa.Value, n int64, at ssa.Value) pair {
	nonEmpty := func() pair {
		if by, ok := f.earnedField(x); ok {
			return f.decision(by, 0, at)
		}
		var found, there flow.Set
		for _, l := range f.comparable(x) {
			switch {
			case flow.Certificate(l.Aspect) || !l.Derived:
				there = there.Add(l)
			default:
				found = found.Add(l)
			}
		}
		if filled, ok := f.filled(x); ok {
			if len(there) == 0 {
				return filled
			}
			return both(filled, f.evidence(gate.Presence, there, 0, at))
		}
		if len(found) > 0 && len(there) == 0 {
			return f.decision(found, 0, at)
		}
		return f.evidence(gate.Presence, there, 0, at)
	}
	switch {
	case op == token.GTR && n == 0 || op == token.GEQ && n == 1:
		return nonEmpty()
	case op == token.LSS && n == 1, op == token.LEQ && n == 0:
		return nonEmpty().not()
	case op == token.GTR && n > 0 || op == token.GEQ && n > 1:
		return pair{nonEmpty().yes, gate.Always()}
	case op == token.LSS && n > 1, op == token.LEQ && n > 0:
		return pair{gate.Always(), nonEmpty().yes}
	case op == token.EQL || op == token.NEQ:
		if n == 0 {
			return nonEmpty().not()
		}
		// One certificate, no more and no less: there is one.
		return pair{nonEmpty().yes, gate.Always()}
	}
	return unknown()
}

// nonNil is the truth of x != nil.
func (f *function) nonNil(x ssa.Value, at ssa.Value) pair {
	if isError(x.Type()) {
		return f.noError(x).not()
	}
	switch v := x.(type) {
	case *ssa.Const:
		if v.IsNil() {
			return pair{nil, gate.Always()}
		}
	case *ssa.Phi:
		return f.once(v, question{ask: isThere}, func() pair {
			return f.phi(v, func(e ssa.Value) pair { return f.nonNil(e, at) })
		})
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
			if c, ok := f.apartFrom(recoveredKey, v.Pos()); ok {
				return c
			}
		}
		return f.outcome(v, v)
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok && v.Index == 0 {
			if found, ok := f.found(c); ok {
				return found
			}
			if len(f.vals[v]) == 0 {
				return f.outcome(c, v)
			}
		}
	case *ssa.Alloc, *ssa.MakeInterface, *ssa.MakeClosure, *ssa.MakeMap, *ssa.MakeSlice:
		return pair{gate.Always(), nil}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			if c, ok := f.variable(v, question{ask: isThere}, at); ok {
				return c
			}
		}
	}
	var found, there flow.Set
	for _, l := range f.vals[x] {
		switch {
		case flow.Certificate(l.Aspect) && !(l.Derived && inMap(x)):
			there = there.Add(l)
		case l.Derived && (flow.Certificate(l.Aspect) || flow.Identity(l.Aspect) || flow.OtherCredential(l.Aspect) || l.Root == flow.Param || l.Aspect == catalog.Request):
			if l.Aspect != catalog.Request || f.cat.Type(ssaform.Named(x.Type())) == 0 {
				found = found.Add(l)
			}
		}
	}
	if len(there) > 0 {
		return f.certificateThere(x, there, at)
	}
	return f.decision(found, 0, at)
}

// inMap reports whether v was looked up in a map.
func inMap(v ssa.Value) bool {
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	_, ok := v.(*ssa.Lookup) // texts are indexed otherwise
	return ok
}

// noError is the truth of x == nil for an error x.
func (f *function) noError(x ssa.Value) pair {
	never := pair{nil, gate.Always()}
	switch v := x.(type) {
	case *ssa.Const:
		return pair{gate.Always(), nil}
	case *ssa.MakeInterface, *ssa.Alloc:
		return never
	case *ssa.Phi:
		return f.once(v, question{ask: isNoError}, func() pair { return f.phi(v, f.noError) })
	case *ssa.ChangeInterface:
		return f.noError(v.X)
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			return f.received(v)
		}
		if v.Op == token.MUL {
			if _, ok := v.X.(*ssa.Global); ok {
				return never // a sentinel
			}
			if c, ok := f.variable(v, question{ask: isNoError}, v); ok {
				return c
			}
			if c := f.reports(v.X); c != nil {
				return f.outcome(c, c)
			}
		}
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Call:
			if f.makesError(t.Common(), v.Index) {
				return never
			}
			return f.outcome(t, v)
		case *ssa.Select:
			return f.received(v)
		case *ssa.UnOp: // with ok
			return f.received(v)
		}
	case *ssa.Call:
		c := v.Common()
		if f.makesError(c, 0) {
			return never
		}
		if arg := f.wraps(c); arg != nil {
			return f.noErrorIn(arg, v.Block())
		}
		if f.name(c) == "errors.Join" {
			return f.joined(c)
		}
		return f.outcome(v, v)
	}
	return unknown()
}

// noErrorIn is the truth of x being no error in a block, to which a branch on x may lead.
func (f *function) noErrorIn(x ssa.Value, b *ssa.BasicBlock) pair {
	if c, ok := f.established(x, nil, b); ok {
		return c
	}
	return f.noError(x)
}

// reports returns the call that tells by the field at an address whether it failed: what
// it returns is of another package, and holds the error.
func (f *function) reports(at ssa.Value) *ssa.Call {
	fa, ok := at.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	c, ok := fa.X.(*ssa.Call)
	if !ok || ssaform.Object(c.Common()) == nil || f.static(c.Common()) != nil {
		return nil
	}
	if v := ssaform.Field(fa.X.Type(), fa.Field); v == nil || v.Pkg() == f.pkg {
		return nil
	}
	return c
}

// wraps returns the error that a call wraps, or nil: the result is nil when it is.
func (f *function) wraps(c *ssa.CallCommon) ssa.Value {
	if catalog.WrapsError(f.name(c)) || f.static(c) == nil && saysError(c) {
		return errorArgument(c)
	}
	return nil
}

// joined is the truth of errors.Join(…) == nil: all of them are nil.
func (f *function) joined(c *ssa.CallCommon) pair {
	if len(c.Args) == 0 {
		return unknown()
	}
	return f.noErrors(c.Args[0])
}

// noErrors is the truth of a list of errors holding none that is not nil.
func (f *function) noErrors(v ssa.Value) pair {
	switch v := v.(type) {
	case *ssa.Const, *ssa.MakeSlice:
		if isEmpty(v) {
			return pair{gate.Always(), nil}
		}
	case *ssa.Phi:
		// A list to which each turn of a loop adds its error is not the one from before
		// the loop: who loops over authenticators has some.
		turns := slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return appended(e) == v })
		return f.once(v, question{ask: areNoErrors}, func() pair {
			return f.phi(v, func(e ssa.Value) pair {
				if turns && isEmpty(e) {
					return pair{}
				}
				return f.noErrors(e)
			})
		})
	case *ssa.Call:
		if appended(v) != nil {
			return both(f.noErrors(v.Call.Args[0]), f.noErrors(v.Call.Args[1]))
		}
	case *ssa.Slice:
		out := pair{gate.Always(), nil}
		for _, at := range f.places(v.X, 0) {
			for _, e := range f.stores[at] {
				out = both(out, f.noErrorIn(e, v.Block()))
			}
		}
		return out
	}
	return unknown()
}

// isEmpty reports whether v is a list that was made with nothing in it.
func isEmpty(v ssa.Value) bool {
	m, ok := v.(*ssa.MakeSlice)
	if !ok {
		return isConst(v)
	}
	k, ok := m.Len.(*ssa.Const)
	return ok && k.Int64() == 0
}

// appended returns the list to which v, a call of append, adds.
func appended(v ssa.Value) ssa.Value {
	c, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	if b, ok := c.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
		return c.Call.Args[0]
	}
	return nil
}

func both(a, b pair) pair { return pair{a.yes.And(b.yes), a.no.Or(b.no)} }

// established returns the truth of v on the way from pred into b (in b, if pred
// is nil), when a branch on v itself leads there.
func (f *function) established(v ssa.Value, pred, b *ssa.BasicBlock) (pair, bool) {
	at := b
	if pred != nil {
		if c, ok := branch(v, pred, b); ok {
			return c, true
		}
		at = pred
	}
	for ; at.Idom() != nil; at = at.Idom() {
		if len(at.Preds) == 1 {
			if c, ok := branch(v, at.Preds[0], at); ok {
				return c, true
			}
		}
	}
	return pair{}, false
}

// along returns the condition by which control gets from p to b, without negations, and
// whether it holds then.
func along(p, b *ssa.BasicBlock) (cond ssa.Value, holds, ok bool) {
	i, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
	if !ok || p.Succs[0] == p.Succs[1] {
		return nil, false, false
	}
	cond, holds = i.Cond, p.Succs[0] == b
	for {
		u, not := cond.(*ssa.UnOp)
		if !not || u.Op != token.NOT {
			return cond, holds, true
		}
		cond, holds = u.X, !holds
	}
}

// branch returns the truth of v, a bool or something that may be nil, on the
// edge from p to b.
func branch(v ssa.Value, p, b *ssa.BasicBlock) (pair, bool) {
	c, holds, ok := along(p, b)
	if !ok {
		return pair{}, false
	}
	if c != v {
		bin, ok := c.(*ssa.BinOp)
		if !ok || bin.Op != token.EQL && bin.Op != token.NEQ || bin.X != v {
			return pair{}, false
		}
		if k, ok := bin.Y.(*ssa.Const); !ok || !k.IsNil() {
			return pair{}, false
		}
		isNil := (bin.Op == token.EQL) == holds
		holds = isError(v.Type()) == isNil // no error, or a value
	}
	return always(holds), true
}
