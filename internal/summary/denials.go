package summary

import (
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

// A Denial is a place at which a function turns a caller away for what its
// certificate lacks, and which does not end there.
type Denial struct {
	Pos  token.Pos
	How  Undone
	Then token.Pos // where it goes on
	Next string    // and what is called there
	Ends bool      // a return behind it would end it
}

// Undone says why a denial is none.
type Undone uint8

// The ways in which a denial is undone.
const (
	Continued Undone = iota + 1 // the function goes on to what it does for others
	Chained                     // the framework goes on to the next handler
	Dropped                     // the error that would deny is not returned
	Forgotten                   // a check's error is dropped, or only logged
	Obeyed                      // the function goes on to do what the request asks for
)

// denials finds the denials that do not end the function, and reports whether
// it answers callers and returns with nothing to tell its own caller.
func (f *function) denials(allows []Allow) (out []Denial, answers bool) {
	checks := slices.ContainsFunc(f.atoms, func(a atom) bool { return slices.ContainsFunc(a.ev, aboutCertificate) })
	responds := f.responds()
	if !checks && !responds {
		return nil, false
	}
	more := false
	for _, b := range f.fn.Blocks {
		if len(f.in[b.Index]) == 0 {
			continue
		}
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			switch {
			case checks && (unused(call) || f.dropsStatus(call)) && f.makesDenial(call) && f.checked(b):
				if i := slices.IndexFunc(allows, func(a Allow) bool { return a.block != nil && reaches(b, a.block) }); i >= 0 {
					out = append(out, Denial{Pos: call.Pos(), How: Dropped, Then: allows[i].Pos, Next: allows[i].What, Ends: true})
				}
			case !responds:
			case f.isDeny(call):
				if checks && f.toCaller(call.Common()) && f.checked(b) {
					answers = answers || f.fn.Parent() == nil || !prepares(b) // a function around this one may read it
					if d, ok := f.undone(call); ok {
						out = append(out, d)
					}
				}
			case f.hasAnswered(call):
				answers = true
				if how, then := f.goesOn(b, call, false); then != nil {
					out = append(out, Denial{Pos: call.Pos(), How: how, Then: then.Pos(), Next: callText(then.Common())})
				}
			case f.works(call):
				more = true
			}
		}
	}
	return out, answers && !more && f.fn.Signature.Results().Len() == 0
}

// forgotten finds the calls that check a certificate, and whose error makes no
// difference to whether the request is passed on.
func (f *function) forgotten(allows []Allow) (out []Denial) {
	for _, b := range f.fn.Blocks {
		if len(f.in[b.Index]) == 0 {
			continue
		}
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok || !isError(call.Type()) || f.handsConnection(call) || !f.onlyLogged(call) || !f.checksCertificate(call) {
				continue
			}
			if i := slices.IndexFunc(allows, func(a Allow) bool {
				return a.block != nil && a.Pos > call.Pos() && (a.block == b || reaches(b, a.block))
			}); i >= 0 {
				out = append(out, Denial{Pos: call.Pos(), How: Forgotten, Then: allows[i].Pos, Next: allows[i].What})
			} else if then := f.worksAfter(call); then != nil && len(allows) == 0 {
				out = append(out, Denial{Pos: call.Pos(), How: Forgotten, Then: then.Pos(), Next: callText(then.Common())})
			}
		}
	}
	return out
}

// worksAfter returns what a handler does after a call for those whom it lets in, if it does
// that in any case; nil if it does nothing.
func (f *function) worksAfter(call *ssa.Call) *ssa.Call {
	if !f.responds() || f.fn.Signature.Results().Len() > 0 {
		return nil
	}
	passed := false
	for _, b := range f.fn.Blocks {
		if !call.Block().Dominates(b) {
			continue
		}
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok && passed && f.works(c) {
				return c
			}
			passed = passed || in == ssa.Instruction(call)
		}
	}
	return nil
}

// onlyLogged reports whether an error is dropped, or looked at for a log line and no
// more: with it and without it, the function goes on alike.
func (f *function) onlyLogged(err ssa.Value) bool {
	for _, r := range *err.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.ChangeInterface:
			if !f.onlyListed(r) {
				return false
			}
		case *ssa.BinOp:
			if len(*r.Referrers()) != 1 {
				return false
			}
			i, ok := (*r.Referrers())[0].(*ssa.If)
			if !ok || !isConst(r.Y) {
				return false
			}
			with, without := i.Block().Succs[0], i.Block().Succs[1]
			if r.Op == token.EQL {
				with, without = without, with
			}
			if len(with.Succs) != 1 || with.Succs[0] != without || !f.onlyLogs(with) {
				return false
			}
		case ssa.CallInstruction:
			if !records(r.Common()) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// onlyListed reports whether a value is given to nothing but log lines, in their lists of
// arguments.
func (f *function) onlyListed(v ssa.Value) bool {
	return !slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		s, ok := r.(*ssa.Store)
		if !ok {
			return true
		}
		at, ok := s.Addr.(*ssa.IndexAddr)
		return !ok || slices.ContainsFunc(*at.X.Referrers(), func(r ssa.Instruction) bool {
			list, ok := r.(*ssa.Slice)
			return ok && slices.ContainsFunc(*list.Referrers(), func(r ssa.Instruction) bool {
				c, ok := r.(ssa.CallInstruction)
				return !ok || !records(c.Common()) && !f.cat.NeverDecides(catalog.PackageOf(f.name(c.Common())), f.name(c.Common()))
			})
		})
	})
}

// onlyLogs reports whether all that a block does is to log.
func (f *function) onlyLogs(b *ssa.BasicBlock) bool {
	return !slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
		switch in := in.(type) {
		case ssa.CallInstruction:
			n := f.name(in.Common())
			call, ok := in.(*ssa.Call)
			return !records(in.Common()) && !f.cat.NeverDecides(catalog.PackageOf(n), n) || ok && f.makesDenial(call)
		case *ssa.Store:
			_, element := in.Addr.(*ssa.IndexAddr)
			return !element // of what is logged
		case *ssa.MapUpdate, *ssa.Send, *ssa.Panic, *ssa.Return:
			return true
		}
		return false
	})
}

// checksCertificate reports whether a call is of a function that answers with an error
// whenever something on the certificate does not hold.
func (f *function) checksCertificate(call *ssa.Call) bool {
	ks, open, _ := f.callees(call.Common())
	if open || len(ks) != 1 || !ks[0].sum.Outcome || len(ks[0].sum.Yes) == 0 {
		return false
	}
	return !slices.ContainsFunc(ks[0].sum.Yes, func(way gate.Path) bool {
		return !slices.ContainsFunc(way, func(l gate.Literal) bool { return !l.Neg && slices.ContainsFunc(l.Evidence, aboutCertificate) })
	})
}

// responds reports whether the function can answer a request.
func (f *function) responds() bool {
	for fn := f.fn; fn != nil; fn = fn.Parent() {
		for _, q := range fn.Params {
			switch f.role(q.Type()) {
			case catalog.RequestType, catalog.ResponseType:
				return true
			}
		}
	}
	return false
}

// aboutCertificate reports whether e says something of the caller's certificate.
func aboutCertificate(e gate.Evidence) bool {
	l := e.Label
	if l.Shared || l.Root != flow.Peer && l.Root != flow.Forwarded && l.Root != flow.Param {
		return false
	}
	return flow.Certificate(l.Aspect) && l.Aspect != catalog.State || flow.Identity(l.Aspect) || l.Aspect == catalog.Verdict
}

// checked reports whether b is reached by a condition on the certificate, or because no
// round of a loop found by one what ends the search.
func (f *function) checked(b *ssa.BasicBlock) bool {
	for b.Idom() != nil && len(b.Preds) == 1 && len(b.Preds[0].Succs) == 1 {
		b = b.Preds[0]
	}
	return slices.ContainsFunc(b.Preds, func(q *ssa.BasicBlock) bool { return f.asksCertificate(q) || f.searches(q) })
}

// asksCertificate reports whether the branch at the end of b is on the certificate.
func (f *function) asksCertificate(b *ssa.BasicBlock) bool {
	i, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	f.block = b
	c := f.cond(i.Cond)
	for _, w := range slices.Concat(c.yes, c.no) {
		for _, i := range slices.Concat(w.Positive(), w.Negative()) {
			if slices.ContainsFunc(f.atoms[i].ev, aboutCertificate) {
				return true
			}
		}
	}
	return false
}

// searches reports whether head begins a loop that a condition on the certificate leaves
// from within.
func (f *function) searches(head *ssa.BasicBlock) bool {
	within := map[*ssa.BasicBlock]bool{head: true}
	var rounds []*ssa.BasicBlock
	add := func(preds []*ssa.BasicBlock) {
		for _, q := range preds {
			if !within[q] && head.Dominates(q) {
				within[q] = true
				rounds = append(rounds, q)
			}
		}
	}
	add(head.Preds)
	for i := 0; i < len(rounds); i++ {
		add(rounds[i].Preds)
	}
	return slices.ContainsFunc(rounds, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return !within[s] }) && f.asksCertificate(b)
	})
}

// unused reports whether nothing is done with the results of a call.
func unused(call *ssa.Call) bool {
	for _, r := range *call.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.Extract:
			if len(*r.Referrers()) > 0 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// dropsStatus reports whether a call makes an error with which a framework answers, and
// that is kept in a variable for nothing but log lines.
func (f *function) dropsStatus(call *ssa.Call) bool {
	return f.plays(call.Common(), catalog.DenyError) &&
		slices.ContainsFunc(*call.Referrers(), func(r ssa.Instruction) bool { _, phi := r.(*ssa.Phi); return phi }) && f.onlyNoted(call, 0)
}

// onlyNoted reports whether all that is done with an error is to log it, whichever of
// several errors it is.
func (f *function) onlyNoted(v ssa.Value, depth int) bool {
	return depth <= maxDepth && !slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.Phi:
			return !f.onlyNoted(r, depth+1)
		case *ssa.ChangeInterface:
			return !f.onlyListed(r)
		case ssa.CallInstruction:
			n := f.name(r.Common())
			return !records(r.Common()) && !f.cat.NeverDecides(catalog.PackageOf(n), n)
		}
		return true
	})
}

// makesDenial reports whether a call makes an error and does nothing else.
func (f *function) makesDenial(call *ssa.Call) bool {
	c := call.Common()
	if fn := f.static(c); fn != nil {
		return fn.Signature.Results().Len() == 1 && f.alwaysFails(fn, 0) && !f.does(fn, 0)
	}
	return f.errorMaker(c)
}

// toCaller reports whether a call is given the response, or the request that
// holds it.
func (f *function) toCaller(c *ssa.CallCommon) bool {
	return slices.ContainsFunc(ssaform.Arguments(c), func(v ssa.Value) bool {
		switch f.cat.Type(ssaform.Named(held(v).Type())) {
		case catalog.ResponseType, catalog.RequestType:
			return true
		}
		return false
	})
}

// aroundCaller reports whether a function literal has the response, or the request that
// holds it, from the function around it.
func (f *function) aroundCaller(fn *ssa.Function) bool {
	return fn != nil && slices.ContainsFunc(fn.FreeVars, func(v *ssa.FreeVar) bool {
		t := v.Type()
		if ptr, ok := t.Underlying().(*types.Pointer); ok { // to the variable
			t = ptr.Elem()
		}
		switch f.cat.Type(ssaform.Named(t)) {
		case catalog.ResponseType, catalog.RequestType:
			return true
		}
		return false
	})
}

// held returns the value that an interface value was made of.
func held(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		default:
			return v
		}
	}
}

// undone returns what a denial does not end.
func (f *function) undone(call *ssa.Call) (Denial, bool) {
	b := call.Block()
	d := Denial{Pos: call.Pos()}
	aborted := f.aborts(b)
	if how, then := f.goesOn(b, call, aborted); then != nil {
		d.How, d.Then, d.Next, d.Ends = how, then.Pos(), callText(then.Common()), aborted || !f.chains(call.Common())
		return d, true
	}
	if !aborted && f.chains(call.Common()) && f.between() {
		d.How = Chained
		return d, true
	}
	return Denial{}, false
}

// goesOn returns the call with which the function goes on, for those who were
// turned away in b as for the others, or nil, and what it does by that. Aborted says
// that the framework calls no other handler.
func (f *function) goesOn(b *ssa.BasicBlock, call *ssa.Call, aborted bool) (how Undone, then *ssa.Call) {
	unconditional := !f.isDeny(call) // a helper that has asked, and answered
	if !unconditional && prepares(b) {
		return 0, nil
	}
	plain, answer := unconditional || plainBranch(b), refusal(b)
	ways := make([]gate.Ways, len(f.fn.Blocks))
	ways[b.Index] = f.in[b.Index]
	started := false
	for _, x := range f.order {
		if x == b {
			started = true
		} else if started {
			for _, q := range x.Preds {
				if len(ways[q.Index]) > 0 {
					ways[x.Index] = ways[x.Index].Or(ways[q.Index].And(f.taken(q, x)))
				}
			}
		}
		if len(ways[x.Index]) == 0 || !unconditional && b.Dominates(x) {
			continue
		}
		passed := x != b
		for _, in := range x.Instrs {
			c, ok := in.(*ssa.Call)
			switch {
			case !ok || !passed || f.tells(c, answer):
			case f.works(c) && !(aborted && f.isNext(c)):
				return Continued, c
			case plain && then == nil && f.obeys(c):
				how, then = Obeyed, c
			}
			passed = passed || in == call
		}
	}
	return how, then
}

// refusal returns the answer that sends those to b who get there, as it says of itself that
// it is an error; nil if it is something else.
func refusal(b *ssa.BasicBlock) ssa.Value {
	if len(b.Preds) != 1 {
		return nil
	}
	cond, holds, _ := along(b.Preds[0], b)
	switch v := cond.(type) {
	case *ssa.Call:
		if args := ssaform.Arguments(v.Common()); holds && len(args) == 1 && catalog.SaysError(calledName(v.Common())) {
			return held(args[0])
		}
	case *ssa.BinOp:
		u, ok := v.X.(*ssa.UnOp)
		if !ok || !isConst(v.Y) || (v.Op == token.NEQ) != holds {
			return nil
		}
		if a, ok := u.X.(*ssa.FieldAddr); ok {
			if f := ssaform.Field(a.X.Type(), a.Field); f != nil && catalog.SaysError(f.Name()) {
				return held(a.X)
			}
		}
	}
	return nil
}

// tells reports whether a call writes such an answer to the caller, or makes what does: the
// body of the denial.
func (f *function) tells(call *ssa.Call, answer ssa.Value) bool {
	args := ssaform.Arguments(call.Common())
	if answer == nil || len(args) == 0 {
		return false
	}
	given := func(c *ssa.CallCommon) bool {
		return slices.ContainsFunc(ssaform.Arguments(c), func(v ssa.Value) bool { return held(v) == answer })
	}
	if from := ssaform.Called(args[0]); from != nil && f.toCaller(from.Common()) {
		return given(call.Common()) // an encoder
	}
	return f.toCaller(call.Common()) && (given(call.Common()) || slices.ContainsFunc(*call.Referrers(), func(r ssa.Instruction) bool {
		c, ok := r.(*ssa.Call)
		return ok && given(c.Common())
	}))
}

// plainBranch reports whether those who are not sent to b go on right where those who are
// go on after it: what follows is not the one side's alone.
func plainBranch(b *ssa.BasicBlock) bool {
	var after *ssa.BasicBlock
	for _, x := range b.Parent().Blocks {
		if !b.Dominates(x) {
			continue
		}
		for _, s := range x.Succs {
			if !b.Dominates(s) {
				if after != nil && after != s {
					return false
				}
				after = s
			}
		}
	}
	return after != nil && slices.ContainsFunc(b.Preds, func(q *ssa.BasicBlock) bool { return slices.Contains(q.Succs, after) })
}

// obeys reports whether a call of the program's is given something that the request
// says, or takes something away, and may so be what the request asks for: it tells no more
// than whether it failed.
func (f *function) obeys(call *ssa.Call) bool {
	c := call.Common()
	n := f.name(c)
	if _, builtin := c.Value.(*ssa.Builtin); builtin || f.isDeny(call) || len(f.cat.Rows(n)) > 0 {
		return false
	}
	if res := c.Signature().Results(); res.Len() > 1 || res.Len() == 1 && !isError(res.At(0).Type()) {
		return false
	}
	pkg, called := catalog.PackageOf(n), calledName(c)
	if f.cat.Silent(n) || std(pkg) || f.cat.NeverDecides(pkg, n) || records(c) || catalog.Fills(called) || catalog.DecisionName(called) || catalog.VerifierName(called) {
		return false
	}
	asked := catalog.ChangesName(called)
	for _, v := range ssaform.Arguments(c) {
		if f.cat.Type(ssaform.Named(v.Type())) == catalog.ContextType {
			continue
		}
		switch f.cat.Type(ssaform.Named(held(v).Type())) {
		case catalog.ResponseType, catalog.RequestType:
			return false
		}
		asked = asked || f.requested(v)
	}
	return asked
}

// requested reports whether v is something that the request says, and not who it is from.
func (f *function) requested(v ssa.Value) bool {
	v = held(v)
	if f.content(v).Any(func(l flow.Label) bool { return flow.Certificate(l.Aspect) || flow.Identity(l.Aspect) }) {
		return false
	}
	if f.ofRequest(v) {
		return true
	}
	for {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.Alloc:
			c := filling(x)
			return c != nil && slices.ContainsFunc(c.Call.Args, func(a ssa.Value) bool { return f.ofRequest(a) })
		default:
			return false
		}
	}
}

// taken returns the ways in which control goes from q to x.
func (f *function) taken(q, x *ssa.BasicBlock) gate.Ways {
	i, ok := q.Instrs[len(q.Instrs)-1].(*ssa.If)
	if !ok || q.Succs[0] == q.Succs[1] {
		return gate.Always()
	}
	f.block = q
	c := f.cond(i.Cond)
	if q.Succs[0] == x {
		return c.yes
	}
	return c.no
}

// prepares reports whether what b leads to, and nothing else does, leaves
// something behind for what follows: a variable that says what happened, or
// what to answer.
func prepares(b *ssa.BasicBlock) bool {
	for _, x := range b.Parent().Blocks {
		if !b.Dominates(x) {
			continue
		}
		for _, in := range x.Instrs {
			if st, ok := in.(*ssa.Store); ok && !within(st.Addr, b) {
				return true
			}
		}
		for _, s := range x.Succs {
			if _, phi := s.Instrs[0].(*ssa.Phi); phi && !b.Dominates(s) {
				return true
			}
		}
	}
	return false
}

// within reports whether an address is not that of a variable from before b.
func within(addr ssa.Value, b *ssa.BasicBlock) bool {
	for {
		switch v := addr.(type) {
		case *ssa.FieldAddr:
			addr = v.X
		case *ssa.IndexAddr:
			addr = v.X
		case *ssa.Alloc:
			return b.Dominates(v.Block())
		case *ssa.FreeVar:
			return false
		default:
			return true
		}
	}
}

// works reports whether a call is what a function does for those whom it lets
// in: it passes the request on, or answers it.
func (f *function) works(call *ssa.Call) bool {
	if f.isNext(call) {
		return true
	}
	c := call.Common()
	n := f.name(c)
	if b, builtin := c.Value.(*ssa.Builtin); builtin {
		return (b.Name() == "delete" || b.Name() == "clear") && lasts(c.Args[0])
	}
	if f.isDeny(call) {
		return false
	}
	args := ssaform.Arguments(c)
	if rows := f.cat.Rows(n); len(rows) > 0 {
		return slices.ContainsFunc(rows, func(r catalog.Row) bool {
			return (r.Role == catalog.Deny || r.Role == catalog.Abort) && answersWith(argument(args, r.Arg, c))
		})
	}
	pkg := catalog.PackageOf(n)
	if n == "(net/http.ResponseWriter).Header" || f.cat.Silent(n) || !std(pkg) && f.cat.NeverDecides(pkg, n) || records(c) || answerKind(c.Signature().Results()) == answersBool {
		return false
	}
	return slices.ContainsFunc(args, func(v ssa.Value) bool {
		return f.cat.Type(ssaform.Named(held(v).Type())) == catalog.ResponseType
	})
}

// lasts reports whether a map is in a field or in a variable of a package.
func lasts(v ssa.Value) bool {
	u, ok := v.(*ssa.UnOp)
	if !ok {
		return false
	}
	switch at := u.X.(type) {
	case *ssa.Global:
		return true
	case *ssa.FieldAddr:
		return ssaform.Named(v.Type()) != "net/http.Header" && !isAlloc(at.X)
	}
	return false
}

// answersWith reports whether a status is one of success.
func answersWith(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
		return false
	}
	n, ok := constant.Int64Val(k.Value)
	return ok && n >= 200 && n < 300
}

// aborts reports whether the chain of handlers is ended in b, or in what b leads
// to and nothing else does.
func (f *function) aborts(b *ssa.BasicBlock) bool {
	for _, x := range f.fn.Blocks {
		if !b.Dominates(x) {
			continue
		}
		for _, in := range x.Instrs {
			call, ok := in.(*ssa.Call)
			if ok && f.plays(call.Common(), catalog.Abort) {
				return true
			}
		}
	}
	return false
}

// chains reports whether a call is one of a framework that goes on to the next
// handler unless it is told to abort.
func (f *function) chains(c *ssa.CallCommon) bool {
	if c.IsInvoke() || c.Signature().Recv() == nil {
		return false
	}
	t := ssaform.Named(c.Signature().Recv().Type())
	return slices.ContainsFunc(f.cat.Rows("(*"+t+").Abort"), func(r catalog.Row) bool { return r.Role == catalog.Abort })
}

// between reports whether the function is middleware of such a framework: it goes
// on or aborts in some case, or is mounted in front of others.
func (f *function) between() bool {
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if ok && slices.ContainsFunc(f.cat.Rows(f.name(call.Common())), func(r catalog.Row) bool {
				return r.Role == catalog.Allow || r.Role == catalog.Abort
			}) {
				return true
			}
		}
	}
	return slices.ContainsFunc(f.uses[f.fn], func(v ssa.Value) bool { return inFront(v, 0) })
}

// inFront reports whether a handler is given to a call as one of several, and
// not the last, or to one that mounts middleware.
func inFront(v ssa.Value, depth int) bool {
	if depth > maxDepth || v.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.Store:
			at, ok := r.Addr.(*ssa.IndexAddr)
			if !ok || at.X.Referrers() == nil {
				return false
			}
			for _, s := range *at.X.Referrers() {
				if list, ok := s.(*ssa.Slice); ok && (beforeLast(at) && givenToCall(list) || inFront(list, depth+1)) {
					return true
				}
			}
		case *ssa.Call:
			return calledName(r.Common()) == "Use"
		case ssa.Value:
			return inFront(r, depth+1)
		}
		return false
	})
}

// beforeLast reports whether an element of an array is not its last one.
func beforeLast(at *ssa.IndexAddr) bool {
	ptr, ok := at.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	array, ok := ptr.Elem().Underlying().(*types.Array)
	i, isConst := at.Index.(*ssa.Const)
	return ok && isConst && i.Int64() < array.Len()-1
}

// givenToCall reports whether a list is what a method is given, such as the handlers of a route.
func givenToCall(list *ssa.Slice) bool {
	return slices.ContainsFunc(*list.Referrers(), func(r ssa.Instruction) bool {
		c, ok := r.(*ssa.Call)
		return ok && c.Call.Signature().Recv() != nil && slices.Contains(c.Call.Args, ssa.Value(list))
	})
}

// hasAnswered reports whether a call is of a function that may have answered the
// caller, and of which nothing is heard.
func (f *function) hasAnswered(call *ssa.Call) bool {
	c := call.Common()
	if !unused(call) {
		return false
	}
	ks, open, _ := f.callees(c)
	if len(ks) != 1 || open || !f.toCaller(c) && !f.aroundCaller(ks[0].fn) {
		return false
	}
	s := ks[0].sum
	return s.Answers || s.Turns && slices.ContainsFunc(slices.Concat(s.Yes, s.No), func(p gate.Path) bool {
		return slices.ContainsFunc(p, func(l gate.Literal) bool { return slices.ContainsFunc(l.Evidence, aboutCertificate) })
	})
}

// reaches reports whether control can go from a to b.
func reaches(a, b *ssa.BasicBlock) bool { return Item{Block: a}.Reaches(Item{Block: b}) }
