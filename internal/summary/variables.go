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

// A question is what a branch asks of a value. Values that are chosen by
// branches (phis, variables that closures and deferred functions share) are
// asked through the choices: the answer holds the ways that lead to each.
type question struct {
	ask  asks
	op   token.Token // of a number
	text string
	n    int64
}

type asks uint8

const (
	isCondition asks = iota + 1 // what a branch asks, see cond
	isOutcome                   // of a call, see outcome
	isTrue
	isNoError
	areNoErrors
	isThere  // is not nil
	isFilled // has elements
	isText   // equals text
	isNumber // op n
)

// ask returns the ways in which the answer is yes, and those in which it is no.
// At is where the question is asked.
func (f *function) ask(q question, v ssa.Value, at ssa.Value) pair {
	switch q.ask {
	case isTrue:
		return f.cond(v)
	case isNoError:
		return f.noError(v)
	case isThere:
		return f.nonNil(v, at)
	case isFilled:
		return f.hasElements(v)
	case isText:
		return f.text(v, q.text, at)
	}
	return f.numeric(q.op, v, q.n, at)
}

// chosenBy answers a question about a value that is chosen by branches; ok is
// false when it is none. Of texts and numbers that is one that is a constant on
// some branch: which it is says which branch was taken.
func (f *function) chosenBy(q question, v ssa.Value, at ssa.Value) (c pair, ok bool) {
	if q.ask >= isText && !f.flag(v, 0) {
		return pair{}, false
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return f.once(v, q, func() pair {
			return f.phi(v, func(e ssa.Value) pair { return f.ask(q, e, at) })
		}), true
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return f.variable(v, q, at)
		}
	}
	return pair{}, false
}

type asking struct {
	v     ssa.Value
	q     question
	field int // as of a cell
}

// cell is a variable, or a flag of a struct in one.
type cell struct {
	v     ssa.Value
	field int // 1 + that of the flag, 0 for the variable
}

// cellOf returns the cell at an address of which q is asked.
func cellOf(addr ssa.Value, q question) cell {
	if fa, ok := addr.(*ssa.FieldAddr); ok && q.ask == isTrue && (isAlloc(fa.X) || isFree(fa.X)) {
		return cell{fa.X, fa.Field + 1}
	}
	return cell{v: addr}
}

// refersTo reports whether an address that is taken of the variable is that of the cell.
func (c cell) refersTo(fa *ssa.FieldAddr) bool { return c.field == fa.Field+1 }

// once answers a question about a value that may depend on itself, and keeps the
// answer.
func (f *function) once(v ssa.Value, q question, answer func() pair) pair {
	key := asking{v: v, q: q}
	if c, ok := f.answers[key]; ok {
		return c
	}
	if f.asking[key] == nil && f.exhausted() {
		return unknown()
	}
	return f.inTurns(key, answer)
}

// asked is a question that is being answered.
type asked struct {
	so    pair // the answer so far
	again bool // it led back to itself
}

// maxTurns bounds how often a question is asked anew because it led back to
// itself.
const maxTurns = 6

// inTurns answers a question, and keeps the answer. It may lead back to itself,
// through a loop: what it rests on then is the answer of the turn before, of
// which the first has none.
func (f *function) inTurns(key asking, answer func() pair) (c pair) {
	if a := f.asking[key]; a != nil {
		a.again = true
		return a.so
	}
	a := new(asked)
	f.asking[key] = a
	defer delete(f.asking, key)
	from := len(f.trail)
	for range maxTurns {
		a.again = false
		c = answer()
		if !a.again || c.yes.Equal(a.so.yes) && c.no.Equal(a.so.no) {
			break
		}
		a.so = c
		f.drop(from)
	}
	f.remember(key, c)
	return c
}

// remember keeps an answer.
func (f *function) remember(key asking, c pair) {
	f.answers[key] = c
	f.trail = append(f.trail, key)
}

// drop forgets the answers that were found since the trail had a length.
func (f *function) drop(from int) {
	for _, key := range f.trail[from:] {
		delete(f.answers, key)
		delete(f.ends, key)
	}
	f.trail = f.trail[:from]
}

// flag reports whether v, a text or a number, is a constant on some branch.
func (f *function) flag(v ssa.Value, depth int) bool {
	if depth > 4 {
		return false
	}
	some := func(v ssa.Value) bool {
		_, is := v.(*ssa.Const)
		return is || f.flag(v, depth+1)
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, some)
	case *ssa.BinOp:
		if v.Op == token.ADD || v.Op == token.SUB {
			return some(v.X)
		}
	case *ssa.UnOp:
		if v.Op != token.MUL || !isAlloc(v.X) && !isFree(v.X) || v.X.Referrers() == nil {
			return false
		}
		for _, r := range *v.X.Referrers() {
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == v.X && some(r.Val) {
					return true
				}
			case *ssa.MakeClosure:
				return true
			}
		}
	}
	return false
}

// event is something that changes a variable.
type event struct {
	at      ssa.Instruction
	val     ssa.Value // stored; nil when a closure changes it
	whole   bool      // val is the struct that holds the flag
	closure *ssa.MakeClosure
	call    ssa.CallInstruction // that runs the closure
	free    int                 // the variable's place among those of the closure
	maybe   bool                // not, or more than once
}

// variable answers a question about a variable that closures or deferred
// functions share, as load finds it: by the last that changed it on each way.
func (f *function) variable(load *ssa.UnOp, q question, at ssa.Value) (pair, bool) {
	return f.cellAt(cellOf(load.X, q), load, q, at)
}

// cellAt answers a question about a cell as load finds it.
func (f *function) cellAt(c cell, load *ssa.UnOp, q question, at ssa.Value) (pair, bool) {
	events := f.events(c)
	if len(events) == 0 {
		if isAlloc(c.v) && f.unchanged(c) {
			return f.initial(c, q, at), true
		}
		return pair{}, false
	}
	return f.inTurns(asking{load, q, c.field}, func() pair { return f.lastChanged(c, load, events, q, at) }), true
}

// lastChanged answers a question about a cell by the last of the events that
// changed it on each way to load.
func (f *function) lastChanged(of cell, load ssa.Instruction, events [][]event, q question, at ssa.Value) pair {
	b := load.Block()
	before := events[b.Index]
	for i, e := range before {
		if f.place(e.at) > f.place(load) {
			before = before[:i]
			break
		}
	}
	for i := len(before) - 1; i >= 0; i-- {
		if e := before[i]; e.val != nil && !e.maybe {
			return f.changed(of, f.becomes(of, e, q, at), before[i+1:], q, at)
		}
	}
	var c pair
	if len(b.Preds) == 0 {
		c = f.initial(of, q, at)
	} else {
		ends := f.assigned(of, q, at, b)
		for _, pred := range b.Preds {
			c = f.joinEdge(c, pred, b, ends[pred.Index])
		}
	}
	return f.changed(of, c, before, q, at)
}

// becomes answers a question about a cell in which e has stored something.
func (f *function) becomes(of cell, e event, q question, at ssa.Value) pair {
	if e.whole {
		return f.flagIn(e.val, of.field-1, at, 0)
	}
	return f.ask(q, e.val, at)
}

// initial answers a question about a cell before anything changes it: that of a new
// variable is zero, of one of the function around as it was found.
func (f *function) initial(of cell, q question, at ssa.Value) pair {
	a, ok := of.v.(*ssa.Alloc)
	switch {
	case !ok:
		if c, ok := f.apartFrom(of.before(q), token.NoPos); ok {
			return c
		}
		return unknown()
	case of.field > 0:
		return always(false)
	}
	return f.ask(q, zero(a.Type().Underlying().(*types.Pointer).Elem()), at)
}

// before is the key of the atom that the answer was yes when the function began.
func (c cell) before(q question) string {
	return fmt.Sprintf("before:%s:%d:%v", c.v.Name(), c.field, q)
}

// zero returns the zero value of type t as a constant.
func zero(t types.Type) *ssa.Const {
	if b, ok := t.Underlying().(*types.Basic); ok {
		switch info := b.Info(); {
		case info&types.IsBoolean != 0:
			return ssa.NewConst(constant.MakeBool(false), t)
		case info&types.IsString != 0:
			return ssa.NewConst(constant.MakeString(""), t)
		case info&types.IsNumeric != 0:
			return ssa.NewConst(constant.MakeInt64(0), t)
		}
	}
	return ssa.NewConst(nil, t)
}

// joinEdge adds what is known on the way from pred into b.
func (f *function) joinEdge(out pair, pred, b *ssa.BasicBlock, c pair) pair {
	ways := f.edge(pred, b)
	if len(ways) == 0 || c.yes == nil && c.no == nil {
		return out
	}
	return pair{out.yes.Or(f.and(ways, c.yes)), out.no.Or(f.and(ways, c.no))}
}

// ends holds the answers about a variable at the ends of blocks, by index.
type ends struct {
	answers []pair
	behind  []bool
	known   int // blocks, in order
}

// assigned answers a question about a cell at the end of every block that can
// lead to until, of all blocks if that is nil: a forward data-flow problem over
// what changes it. Of blocks that come later nothing may be known yet.
func (f *function) assigned(of cell, q question, at ssa.Value, until *ssa.BasicBlock) []pair {
	key := asking{of.v, q, of.field}
	found, ok := f.ends[key]
	last := len(f.order)
	if until != nil && f.rank[until.Index] > 0 {
		last = f.rank[until.Index] - 1
	}
	if ok && (f.loops || found.known >= last) {
		return found.answers // perhaps not all: what depends on the variable itself is answered in turns
	}
	events := f.events(of)
	if !ok {
		found = &ends{answers: make([]pair, len(f.fn.Blocks)), behind: f.behind(events)}
		f.ends[key] = found
		f.trail = append(f.trail, key)
	}
	end := func(b *ssa.BasicBlock) (c pair) {
		if !found.behind[b.Index] {
			c = f.initial(of, q, at)
			c = pair{f.and(f.in[b.Index], c.yes), f.and(f.in[b.Index], c.no)}
		} else {
			for _, pred := range b.Preds {
				c = f.joinEdge(c, pred, b, found.answers[pred.Index])
			}
		}
		if events == nil { // a variable that nothing changes in sight
			return c
		}
		return f.changed(of, c, events[b.Index], q, at)
	}
	if !f.loops {
		for found.known < last {
			b := f.order[found.known]
			found.known++
			found.answers[b.Index] = end(b)
		}
		return found.answers
	}
	from := len(f.trail)
	for range f.turns(4) {
		f.drop(from)
		changed := false
		for _, b := range f.order {
			c := end(b)
			if was := found.answers[b.Index]; !c.yes.Equal(was.yes) || !c.no.Equal(was.no) {
				found.answers[b.Index] = c
				changed = true
			}
		}
		if !changed || f.exhausted() {
			break
		}
	}
	return found.answers
}

// behind marks the blocks that an event can come before.
func (f *function) behind(events [][]event) []bool {
	out := make([]bool, len(f.fn.Blocks))
	for i, es := range events {
		if len(es) > 0 {
			markBehind(f.fn.Blocks[i], out)
		}
	}
	return out
}

// markBehind marks the blocks to which control can get from b, by index.
func markBehind(b *ssa.BasicBlock, out []bool) {
	for _, s := range b.Succs {
		if !out[s.Index] {
			out[s.Index] = true
			markBehind(s, out)
		}
	}
}

// changed returns what becomes of c, the answer before, by events in turn.
func (f *function) changed(of cell, c pair, events []event, q question, at ssa.Value) pair {
	for _, e := range events {
		var d pair
		if e.val != nil {
			d = f.becomes(of, e, q, at)
		} else {
			d = f.effect(of, e, q, c, false)
		}
		if e.maybe {
			d = pair{c.yes.Or(d.yes), c.no.Or(d.no)}
		}
		c = d
	}
	return c
}

// effect returns the answer after a closure has run, given that before. The
// ways of the closure are turned into ways of this function. Recovered asks for
// what it does after a panic alone.
func (f *function) effect(of cell, e event, q question, before pair, recovered bool) pair {
	g, _ := e.closure.Fn.(*ssa.Function)
	if g == nil {
		return unknown()
	}
	inner := f.analysed(g)
	if inner == nil || inner.gaveUp {
		return unknown()
	}
	free := cell{g.FreeVars[e.free], of.field}
	var after pair
	ends := inner.assigned(free, q, e.closure, nil)
	for _, b := range g.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); !ok || b == g.Recover {
			continue
		}
		after.yes = after.yes.Or(f.and(inner.out[b.Index], ends[b.Index].yes))
		after.no = after.no.Or(f.and(inner.out[b.Index], ends[b.Index].no))
	}
	k := callee{sum: &Summary{}, owner: f.number[g], fn: g}
	if c := e.call.Common(); c.Value == e.closure {
		k.args = c.Args
	}
	prior, hasPrior := inner.byKey[free.before(q)]
	panicked, hasPanicked := inner.byKey[recoveredKey]
	convert := func(ws gate.Ways) (out gate.Ways) {
		for _, w := range ws {
			if hasPanicked && w.Has(panicked, true) != recovered || !hasPanicked && recovered {
				continue
			}
			if recovered && hasPrior && (w.Has(prior, true) || w.Has(prior, false)) {
				continue // what was there when it panicked is not known
			}
			ways := gate.Always()
			if hasPrior && w.Has(prior, true) {
				ways = before.yes
			} else if hasPrior && w.Has(prior, false) {
				ways = before.no
			}
			ps, ok := inner.paths(gate.Ways{w})
			if !ok {
				return gate.Always()
			}
			out = out.Or(f.and(ways, f.expandPaths(ps, k, e.call)))
		}
		return out
	}
	return pair{convert(after.yes), convert(after.no)}
}

// recoveredKey is the key of the atom that a panic is being recovered from.
const recoveredKey = "recovered"

// recovers returns the ways in which deferred functions make the answer of a
// result yes after a panic.
func (f *function) recovers(of cell, q question) gate.Ways {
	var ways gate.Ways
	if f.fn.Recover == nil {
		return nil
	}
	for _, events := range f.events(of) {
		for _, e := range events {
			if _, ok := e.at.(*ssa.RunDefers); ok {
				ways = ways.Or(f.effect(of, e, q, unknown(), true).yes)
			}
		}
	}
	return ways
}

// analysed returns what is known of a literal in this function, which may not
// have been analysed yet.
func (f *function) analysed(g *ssa.Function) *function {
	if f.funcs[g] == nil && f.number[g] != 0 && !f.within[g] {
		f.within[g] = true
		f.labels(g)
		if err := f.one(g); err != nil {
			f.sums[g] = &Summary{Opaque: true}
		}
		delete(f.within, g)
	}
	return f.funcs[g]
}

// Bounds on the events of one variable. Each deferred function is one at each
// return, so they can be as many as the square of the function's size.
const (
	leastEvents    = 256
	eventsPerBlock = 8
)

// events returns, by block and in order, what changes a cell: nil when
// nothing does but reading it.
func (f *function) events(of cell) [][]event {
	if out, ok := f.changes[of]; ok {
		return out
	}
	f.changes[of] = nil // of a closure that refers to itself
	var all []event
	most := leastEvents + eventsPerBlock*len(f.fn.Blocks)
	if f.inSight(of, 0) {
		for _, r := range *of.v.Referrers() {
			if len(all) > most {
				f.gaveUp = true
				return nil
			}
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == of.v { // or it is kept to be returned
					all = append(all, event{at: r, val: r.Val, whole: of.field > 0})
				}
			case *ssa.FieldAddr:
				for _, r := range of.storesTo(r) {
					all = append(all, event{at: r, val: r.Val})
				}
			case *ssa.MakeClosure:
				i := slices.Index(r.Bindings, of.v)
				if !f.writes(r, i, of.field) {
					break
				}
				events, ok := f.runs(r, i)
				if !ok {
					return nil // at times that are not followed
				}
				all = append(all, events...)
			}
		}
	}
	var out [][]event
	if len(all) > 0 {
		out = make([][]event, len(f.fn.Blocks))
		for _, e := range all {
			i := e.at.Block().Index
			out[i] = append(out[i], e)
		}
		for _, es := range out {
			slices.SortStableFunc(es, func(a, b event) int { return f.place(a.at) - f.place(b.at) })
		}
	}
	f.changes[of] = out
	return out
}

func isAlloc(v ssa.Value) bool { _, ok := v.(*ssa.Alloc); return ok }
func isFree(v ssa.Value) bool  { _, ok := v.(*ssa.FreeVar); return ok }

// storesTo returns the stores to an address, if it is the cell's.
func (c cell) storesTo(fa *ssa.FieldAddr) (out []*ssa.Store) {
	if !c.refersTo(fa) {
		return nil
	}
	for _, r := range *fa.Referrers() {
		if s, ok := r.(*ssa.Store); ok {
			out = append(out, s)
		}
	}
	return out
}

// inSight reports whether a cell is of a variable, and only this function, and the
// closures in it, can change it: nothing else is given its address.
func (f *function) inSight(of cell, depth int) bool {
	_, flag := of.v.(*ssa.FieldAddr)
	if !isAlloc(of.v) && !isFree(of.v) && !flag || of.v.Referrers() == nil || depth > maxDepth {
		return false
	}
	for _, r := range *of.v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
		case *ssa.Return:
			if of.field == 0 || len(r.Results) == 0 || r.Results[0] != of.v {
				return false
			}
		case *ssa.Store:
			if r.Addr != of.v && (of.field == 0 || !keepsResult(r.Addr)) {
				return false
			}
		case *ssa.FieldAddr:
			if of.field == 0 || of.refersTo(r) && !f.inSight(cell{v: r}, depth+1) {
				return false
			}
		case *ssa.MakeClosure:
			fn, ok := r.Fn.(*ssa.Function)
			if i := slices.Index(r.Bindings, of.v); !ok || i < 0 || !f.inSight(cell{fn.FreeVars[i], of.field}, depth+1) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// keepsResult reports whether an address is of a variable that keeps a result while deferred
// functions run, and that these do not have.
func keepsResult(addr ssa.Value) bool {
	a, ok := addr.(*ssa.Alloc)
	return ok && !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.Store:
			return r.Addr != a
		case *ssa.UnOp:
			return slices.ContainsFunc(*r.Referrers(), func(u ssa.Instruction) bool { _, ok := u.(*ssa.Return); return !ok })
		}
		return true
	})
}

// writes reports whether a closure, or one in it, stores to its free variable i, or
// to the flag in it.
func (f *function) writes(m *ssa.MakeClosure, i, field int) bool {
	fn, ok := m.Fn.(*ssa.Function)
	if !ok || i >= len(fn.FreeVars) {
		return false
	}
	var visit func(fv *ssa.FreeVar, depth int) bool
	visit = func(fv *ssa.FreeVar, depth int) bool {
		if depth > maxDepth || fv.Referrers() == nil {
			return false
		}
		for _, r := range *fv.Referrers() {
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == fv {
					return true
				}
			case *ssa.FieldAddr:
				if len(cell{fv, field}.storesTo(r)) > 0 {
					return true
				}
			case *ssa.MakeClosure:
				g, ok := r.Fn.(*ssa.Function)
				if j := slices.Index(r.Bindings, ssa.Value(fv)); ok && j >= 0 && visit(g.FreeVars[j], depth+1) {
					return true
				}
			}
		}
		return false
	}
	return visit(fn.FreeVars[i], 0)
}

// unchanged reports whether nothing but reading is done to a cell.
func (f *function) unchanged(of cell) bool {
	return f.inSight(of, 0) && !slices.ContainsFunc(*of.v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.MakeClosure:
			return f.writes(r, slices.Index(r.Bindings, of.v), of.field)
		case *ssa.FieldAddr:
			return len(of.storesTo(r)) > 0
		}
		s, stored := r.(*ssa.Store)
		return stored && s.Addr == of.v
	})
}

// runs returns the places at which a closure runs, as far as this function
// shows: where it is called, where deferred functions run, and, perhaps, where
// it is handed to a call. Ok is false when it is kept where it may be called from
// without that being seen.
func (f *function) runs(m *ssa.MakeClosure, i int) (out []event, ok bool) {
	ok = true
	var visit func(v ssa.Value, depth int)
	visit = func(v ssa.Value, depth int) {
		if depth > maxDepth || v.Referrers() == nil {
			return
		}
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.ChangeType:
				visit(r, depth+1)
			case *ssa.MakeInterface:
				visit(r, depth+1)
			case *ssa.Defer:
				for _, in := range f.deferred() {
					out = append(out, event{at: in, closure: m, call: r, free: i, maybe: !r.Block().Dominates(in.Block())})
				}
			case *ssa.Go:
				out = append(out, event{at: r, closure: m, call: r, free: i, maybe: true})
			case *ssa.Call:
				out = append(out, event{at: r, closure: m, call: r, free: i, maybe: r.Call.Value != v})
			case *ssa.Phi:
				ok = false
			case *ssa.Store:
				if a, local := r.Addr.(*ssa.Alloc); !local {
					ok = false
				} else if r.Val == v && a.Referrers() != nil {
					for _, l := range *a.Referrers() {
						if u, ok := l.(*ssa.UnOp); ok {
							visit(u, depth+1)
						}
					}
				}
			}
		}
	}
	visit(m, 0)
	return out, ok
}

// deferred returns where deferred functions run.
func (f *function) deferred() []ssa.Instruction {
	if f.ranDefers == nil {
		f.ranDefers = []ssa.Instruction{}
		for _, b := range f.fn.Blocks {
			for _, in := range b.Instrs {
				if _, ok := in.(*ssa.RunDefers); ok {
					f.ranDefers = append(f.ranDefers, in)
				}
			}
		}
	}
	return f.ranDefers
}

// place returns where in its block an instruction stands.
func (f *function) place(in ssa.Instruction) int {
	b := in.Block()
	if _, ok := f.nth[in]; !ok {
		for i, x := range b.Instrs {
			f.nth[x] = i
		}
	}
	return f.nth[in]
}
