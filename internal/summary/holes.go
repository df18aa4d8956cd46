package summary

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// HoleKind says what a gate with a hole does not look at.
type HoleKind uint8

// The kinds of holes.
const (
	Absent HoleKind = iota + 1 // who brings no certificate
	Failed                     // whose certificate makes a call fail
	Exempt                     // who asks for a path that looks like one for everybody
)

// Hole is a branch one side of which lets in with nothing, while the other asks
// whose certificate it is.
type Hole struct {
	Kind    HoleKind
	Pos     token.Pos      // of the condition, or of the call of the helper that has it
	Within  token.Pos      // of the condition in the helper, if it is one's
	Call    string         // what failed
	Allow   token.Pos      // where it lets in
	What    string         // "next.ServeHTTP", "return", …
	Decides gate.Kind      // what the other side asks at most
	Known   bool           // that is a decision in sight
	Tells   bool           // the other side leaves an identity to code behind the gate
	Asked   token.Position // where the certificate was asked for, if the gate decides elsewhere
}

// maxBranches bounds the branches of a function that are looked at for holes.
const maxBranches = 24

// holes finds the holes of the gates.
func (p *program) holes() {
	for _, fn := range p.fns {
		g, f := p.gates[fn], p.funcs[fn]
		if g == nil || f == nil || f.gaveUp || len(g.Allows) == 0 || !f.asksWhose() {
			continue
		}
		g.Holes = f.holes(g)
		if !slices.ContainsFunc(g.Holes, func(h Hole) bool { return h.Kind == Absent }) {
			if h, ok := g.absent(); ok {
				h.Tells = slices.ContainsFunc(g.Sinks, func(s Sink) bool { return s.Kind == Context })
				g.Holes = append(g.Holes, h)
			}
		}
	}
	for _, fn := range p.fns {
		if g := p.gates[fn]; g != nil && g.Kind == Helper && len(g.Holes) > 0 {
			p.passOn(fn, g)
		}
	}
}

// passOn gives the holes of a helper to the gates that ask it, at the call.
func (p *program) passOn(helper *ssa.Function, g *Gate) {
	for _, c := range p.callers[helper] {
		if _, ok := p.active[c.Parent()]; !ok {
			// What the helper says of whom it lets in is nothing, so nobody asked for
			// the gate.
			p.activate(c.Parent(), 0)
			p.labels(c.Parent())
			if p.one(c.Parent()) != nil {
				continue
			}
		}
		f, asks := p.funcs[c.Parent()], p.gates[c.Parent()]
		if f == nil || asks == nil || asks.Kind == Helper || asks.Name == g.Name {
			continue
		}
		for _, h := range g.Holes {
			h.Pos, h.Within = c.Pos(), h.Pos
			for _, a := range asks.Allows {
				if !a.nobody && f.nothing(a.ways, h.Kind) && !slices.ContainsFunc(asks.Holes, func(o Hole) bool { return o.Pos == h.Pos }) {
					h.Allow, h.What = a.Pos, a.What
					asks.Holes = append(asks.Holes, h)
				}
			}
		}
	}
}

// absent returns the hole of a gate that decides elsewhere: a way in on which all
// that is known is that there is no certificate, beside others that all decide.
func (g *Gate) absent() (Hole, bool) {
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			h := Hole{Kind: Absent, Allow: a.Pos, What: a.What}
			h.Pos, h.Asked = w.absence()
			if h.Pos.IsValid() && !a.nobody && g.othersDecide(a, &h) {
				return h, true
			}
		}
	}
	return Hole{}, false
}

// absence returns where a way tests whether there is a certificate, and where that was
// asked for, if that there is none is all that it asks for.
func (w Way) absence() (pos token.Pos, asked token.Position) {
	for _, it := range w.Holds {
		if slices.ContainsFunc(it.Evidence, func(e gate.Evidence) bool { return e.Kind() != gate.TLS || e.Op != gate.Presence }) {
			return token.NoPos, asked
		}
	}
	for _, it := range w.Not {
		if len(it.Evidence) == 0 {
			return token.NoPos, asked // it is not the caller's
		}
		for _, e := range it.Evidence {
			if e.Op != gate.Presence || e.Label.Root != flow.Peer && e.Label.Root != flow.Forwarded || e.Form&gate.Told != 0 {
				return token.NoPos, asked
			}
		}
		pos, asked = it.Pos, it.Evidence[0].At
	}
	return pos, asked
}

// othersDecide reports whether whoever has a certificate gets to what a allows
// only when that is decided on.
func (g *Gate) othersDecide(a Allow, h *Hole) bool {
	found := false
	for _, b := range g.Allows {
		if b.What != a.What || g.Kind == Handler && b.Pos != a.Pos {
			continue
		}
		for _, w := range b.Ways {
			if pos, _ := w.absence(); pos.IsValid() {
				continue
			}
			if !w.Has(decides) {
				return false
			}
			found = true
			for _, it := range w.Holds {
				for _, e := range it.Evidence {
					if decides(e) {
						h.Decides, h.Known = max(h.Decides, e.Kind()), h.Known || e.Kind() != gate.Opaque
					}
				}
			}
		}
	}
	return found
}

// asksWhose reports whether a condition of the function decides on a certificate.
func (f *function) asksWhose() bool {
	return slices.ContainsFunc(f.atoms, func(a atom) bool { return slices.ContainsFunc(a.ev, decides) })
}

// decides reports whether e says whose certificate it is, or that it verified.
func decides(e gate.Evidence) bool {
	switch e.Label.Root {
	case flow.Peer, flow.Forwarded:
		k := e.Kind()
		return e.Op == gate.Verify || e.Op == gate.Decision && (k == gate.CertWeak || k == gate.CertStrong || k == gate.Opaque && flow.Certificate(e.Label.Aspect))
	case flow.Param:
		return (e.Op == gate.Verify || e.Op == gate.Decision) && (flow.Certificate(e.Label.Aspect) || flow.Identity(e.Label.Aspect))
	}
	return false
}

func (f *function) holes(g *Gate) []Hole {
	var out []Hole
	n := 0
	for _, b := range f.fn.Blocks {
		test, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || b.Succs[0] == b.Succs[1] || len(f.in[b.Index]) == 0 {
			continue
		}
		for _, q := range f.suspects(b, test) {
			if n++; n > maxBranches {
				return out
			}
			if h, ok := f.hole(g, q); ok {
				out = append(out, h)
			}
		}
	}
	return out
}

// suspect is a branch that may be a hole: hole is the side that may let in.
type suspect struct {
	kind        HoleKind
	branch      *ssa.BasicBlock
	hole, other *ssa.BasicBlock
	start       gate.Ways // with which control gets to the branch
	pos         token.Pos
	call        *ssa.Call       // that failed
	answers     bool            // whose error is the answer of somebody who decides
	told        *ssa.BasicBlock // what follows its other errors, if it is one alone that the branch asks for
	from        *ssa.BasicBlock // the branch that other is a side of, if it is another one
}

// suspects says what the branch at the end of b may be.
func (f *function) suspects(b *ssa.BasicBlock, test *ssa.If) []suspect {
	yes, no := b.Succs[0], b.Succs[1]
	s := suspect{branch: b, start: f.out[b.Index], pos: f.testedAt(b, test.Cond)}
	if call, failing := failure(test); call != nil && f.concerns(call) {
		s.kind, s.call, s.hole, s.other = Failed, call, yes, no
		if !failing {
			s.hole, s.other = no, yes
		}
		s.start, s.answers = f.before(call, b), f.isAnswer(call)
		return []suspect{s}
	}
	if call, is := f.told(test); call != nil && f.concerns(call) {
		s.kind, s.call, s.hole, s.told = Failed, call, yes, no
		if !is {
			s.hole, s.told = no, yes
		}
		s.start, s.other = f.before(call, b), s.told
		if from, works := onSuccess(call, b); from != nil {
			s.from, s.other = from, works
		}
		return []suspect{s}
	}
	if f.pathPrefix(test.Cond) {
		s.kind, s.hole, s.other = Exempt, yes, no
		return []suspect{s}
	}
	s.kind = Absent
	f.block = b
	c := f.cond(test.Cond)
	switch {
	case f.present(c.yes) || f.rangesOverChain(test.Cond):
		s.hole, s.other = no, yes
	case f.present(c.no):
		s.hole, s.other = yes, no
	default:
		return nil
	}
	return []suspect{s}
}

// testedAt returns where a condition is written.
func (f *function) testedAt(b *ssa.BasicBlock, v ssa.Value) token.Pos {
	if pos := tested(v); pos.IsValid() {
		return pos
	}
	for _, in := range b.Instrs {
		if in.Pos().IsValid() {
			return in.Pos()
		}
	}
	for _, s := range b.Succs {
		for _, in := range s.Instrs {
			if in.Pos().IsValid() {
				return in.Pos()
			}
		}
	}
	return token.NoPos
}

// present reports whether ways say that the peer, or whom a parameter stands
// for, has TLS or a certificate, and no more.
func (f *function) present(ws gate.Ways) bool {
	for _, w := range ws {
		if len(w.Positive()) == 0 || len(w.Negative()) > 0 {
			return false
		}
		for _, i := range w.Positive() {
			for _, e := range f.atoms[i].ev {
				if e.Op != gate.Presence || e.Label.Root != flow.Peer && e.Label.Root != flow.Forwarded && !(e.Label.Root == flow.Param && flow.Certificate(e.Label.Aspect)) {
					return false
				}
			}
		}
	}
	return len(ws) > 0
}

// rangesOverChain reports whether a condition asks for one more of the
// certificates that the peer sent.
func (f *function) rangesOverChain(v ssa.Value) bool {
	c, ok := v.(*ssa.BinOp)
	if !ok || c.Op != token.LSS {
		return false
	}
	call, ok := c.Y.(*ssa.Call)
	if !ok || f.name(call.Common()) != "builtin.len" {
		return false
	}
	if _, ok := c.X.(*ssa.Const); ok {
		return false
	}
	return f.content(call.Call.Args[0]).Any(func(l flow.Label) bool {
		return l.Root == flow.Peer && (l.Aspect == catalog.Chain || l.Aspect == catalog.RawChain || l.Aspect == catalog.Verified)
	})
}

// failure returns the call whose error a branch tests, and whether there is one
// when the condition is true.
func failure(test *ssa.If) (call *ssa.Call, failing bool) {
	c, ok := test.Cond.(*ssa.BinOp)
	if !ok || c.Op != token.NEQ && c.Op != token.EQL || !isError(c.X.Type()) {
		return nil, false
	}
	if k, ok := c.Y.(*ssa.Const); !ok || !k.IsNil() {
		return nil, false
	}
	return ssaform.Called(c.X), c.Op == token.NEQ
}

// told returns the call one of whose errors a branch asks for, and whether it is that
// one when the condition is true.
func (f *function) told(test *ssa.If) (call *ssa.Call, is bool) {
	var err ssa.Value
	switch c := test.Cond.(type) {
	case *ssa.Call:
		if n := f.name(c.Common()); n == "errors.Is" || n == "errors.As" {
			err, is = c.Call.Args[0], true
		}
	case *ssa.BinOp:
		if u, ok := c.Y.(*ssa.UnOp); ok && (c.Op == token.EQL || c.Op == token.NEQ) && isError(c.X.Type()) {
			if _, sentinel := u.X.(*ssa.Global); sentinel {
				err, is = c.X, c.Op == token.EQL
			}
		}
	}
	return ssaform.Called(err), is
}

// onSuccess returns the branch before b, which only control with an error of a call gets
// to, that asks whether there is one, and where it leads without; nil if there is none.
func onSuccess(call *ssa.Call, b *ssa.BasicBlock) (from, works *ssa.BasicBlock) {
	for ; b.Idom() != nil; b = b.Idom() {
		q := b.Idom()
		test, ok := q.Instrs[len(q.Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		if c, failing := failure(test); c == call && (q.Succs[0] == b) == failing {
			if failing {
				return q, q.Succs[1]
			}
			return q, q.Succs[0]
		}
	}
	return nil, nil
}

// concerns reports whether a call is given the peer's certificate, or something
// that says whose it is, or brings the authorities that it has to be of.
func (f *function) concerns(call *ssa.Call) bool {
	c := call.Common()
	if res := c.Signature().Results(); res.Len() > 1 && ssaform.Named(res.At(0).Type()) == "crypto/x509.CertPool" {
		return true
	}
	n := f.name(c)
	if !f.parses(call) && (f.cat.NeverDecides(catalog.PackageOf(n), n) || records(c)) {
		return false
	}
	return slices.ContainsFunc(ssaform.Arguments(c), func(a ssa.Value) bool {
		return f.content(a).Any(func(l flow.Label) bool {
			if l.Root != flow.Peer && l.Root != flow.Param {
				return false
			}
			return flow.Identity(l.Aspect) && l.Aspect != catalog.Neutral || l.Aspect == catalog.RawChain || l.Aspect == catalog.Leaf || l.Aspect == catalog.Cert
		})
	})
}

// parses reports whether a call brings what it is given into another form.
func (f *function) parses(call *ssa.Call) bool {
	return f.plays(call.Common(), catalog.Transform)
}

// isAnswer reports whether the error of a call is an answer by itself: that of
// x509's own functions, or of a function in sight that decides on what it is given.
func (f *function) isAnswer(call *ssa.Call) bool {
	for _, r := range f.cat.Rows(f.name(call.Common())) {
		if r.Role == catalog.Verify || r.Role == catalog.Transform {
			return true
		}
	}
	ks, open, _ := f.callees(call.Common())
	return !open && len(ks) > 0 && !slices.ContainsFunc(ks, func(k callee) bool {
		return !slices.ContainsFunc(k.sum.Yes, func(p gate.Path) bool {
			return slices.ContainsFunc(p, func(l gate.Literal) bool { return !l.Neg && slices.ContainsFunc(l.Evidence, decides) })
		})
	})
}

// before returns the ways to b less what a call there, or the handing on to it,
// proves, and less the presence of a certificate: what cannot be parsed counts as
// absent elsewhere.
func (f *function) before(call *ssa.Call, b *ssa.BasicBlock) gate.Ways {
	var mask gate.Way
	for i, a := range f.atoms {
		same := slices.ContainsFunc(a.sites, func(s site) bool { return s.pos == call.Pos() || s.block == call.Block() && f.handed(a) })
		if same || len(a.ev) > 0 && a.ev[0].Op == gate.Presence {
			mask = mask.With(i)
		}
	}
	return f.out[b.Index].Without(mask)
}

func (f *function) handed(a atom) bool { return len(a.ev) > 0 && a.ev[0].Op == gate.HandOn }

// pathPrefix reports whether a condition matches a part of the request's path.
func (f *function) pathPrefix(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	_, of := f.partial(call)
	return catalog.RequestPath(of)
}

// hole asks of a suspect: does one side let in with nothing, and the other not?
func (f *function) hole(g *Gate, s suspect) (Hole, bool) {
	in := f.follow(s.branch, s.hole, s.start)
	lets, refuses := f.lets(g), f.refuses()
	f.restore(in)
	lets = slices.DeleteFunc(lets, func(a Allow) bool { return a.nobody || !f.nothing(a.ways, s.kind) })
	if len(lets) == 0 {
		return Hole{}, false
	}
	from := cmp.Or(s.from, s.branch)
	in = f.follow(from, s.other, f.out[from.Index])
	others, refused := f.lets(g), f.refuses()
	tells := f.leavesIdentity(lets)
	f.restore(in)
	if s.told != nil {
		in = f.follow(s.branch, s.told, f.out[s.branch.Index])
		refused = f.refuses()
		f.restore(in)
	}
	if s.kind == Failed && len(s.hole.Preds) == 1 { // in a loop, the next round may come to the hole
		others = slices.DeleteFunc(others, func(a Allow) bool { return a.block != nil && s.hole.Dominates(a.block) })
	}

	// A side that turns some away by itself looks at something else.
	if slices.ContainsFunc(slices.Collect(maps.Keys(refuses)), func(b *ssa.BasicBlock) bool { return !refused[b] }) {
		return Hole{}, false
	}
	alone := slices.ContainsFunc(slices.Collect(maps.Keys(refused)), func(b *ssa.BasicBlock) bool { return !refuses[b] })
	if s.kind == Failed && !s.answers && !alone && !f.refusesFor(s.call, s.branch) {
		return Hole{}, false // nothing depends on what it would have returned
	}
	var all gate.Ways
	for _, a := range others {
		all = all.Or(a.ways)
	}
	h := Hole{Kind: s.kind, Pos: s.pos, Tells: tells}
	if !f.asks(all, &h) {
		return Hole{}, false
	}
	for _, a := range lets {
		// The same work, and not other work for those that nobody knows.
		if slices.ContainsFunc(others, func(o Allow) bool { return o.What == a.What && (g.Kind != Handler || o.Pos == a.Pos) }) {
			h.Allow, h.What = a.Pos, a.What
			if s.call != nil {
				h.Call = callName(s.call)
			}
			return h, true
		}
	}
	return Hole{}, false
}

// callName names what a call calls.
func callName(call *ssa.Call) string {
	if n := calledName(call.Common()); n != "" {
		return n
	}
	return callText(call.Common())
}

// nothing reports whether one of the ways rests on nothing that concerns the
// caller, other than TLS, and on no choice of the operator.
func (f *function) nothing(ws gate.Ways, kind HoleKind) bool {
	return slices.ContainsFunc(f.evidenceOnly(ws).Prime(), func(w gate.Way) bool {
		empty := slices.ContainsFunc(w.Negative(), func(i int) bool {
			return slices.ContainsFunc(f.atoms[i].ev, func(e gate.Evidence) bool { return e.Op == gate.Presence && e.Kind() == gate.CertPresent })
		})
		for _, i := range append(w.Positive(), w.Negative()...) {
			for _, e := range f.atoms[i].ev {
				switch {
				case e.Op == gate.Choice && e.Form&gate.Route != 0: // who asks may choose
				case e.Op == gate.Choice:
					return false
				case !w.Has(i, true):
				case e.Op == gate.Presence && e.Form&gate.Asserted != 0 && empty: // only that it is TLS
				case e.Op == gate.Presence && (kind == Failed || e.Kind() == gate.TLS):
				default:
					return false
				}
			}
		}
		return true
	})
}

// asks reports whether every way decides, and one of them on the certificate.
func (f *function) asks(ws gate.Ways, h *Hole) bool {
	ws = f.evidenceOnly(ws).Prime()
	cert := false
	for _, w := range ws {
		ok := false
		for _, i := range w.Positive() {
			for _, e := range f.atoms[i].ev {
				switch {
				case decides(e):
					ok, cert = true, true
					h.Known = h.Known || e.Kind() != gate.Opaque
					h.Decides = max(h.Decides, e.Kind())
				case e.Label.Root == flow.Param && e.Op == gate.Decision, e.Kind() >= gate.ProxyVerified && e.Kind() != gate.Opaque:
					ok = true
				}
			}
		}
		if !ok {
			return false
		}
	}
	return cert && len(ws) > 0
}

// A side is what follows one side of a branch.
type side struct {
	branch, to *ssa.BasicBlock
	ways       gate.Ways
	reach      map[*ssa.BasicBlock]bool
}

// leaving returns the ways with which control leaves pred for b, given those that
// are known of pred: none but from the side that is followed.
func (s *side) leaving(pred, b *ssa.BasicBlock, ways gate.Ways) gate.Ways {
	if !s.reach[b] {
		return ways // before the branch
	}
	if !s.reach[pred] {
		ways = nil
	}
	if pred == s.branch && b == s.to {
		return s.ways.Or(ways)
	}
	return ways
}

// followed is what was known before a side was followed.
type followed struct{ in, out []gate.Ways }

// follow computes the ways of everything that follows one side of a branch, as if
// nothing else led there.
func (f *function) follow(branch, to *ssa.BasicBlock, ways gate.Ways) followed {
	before := followed{f.in, f.out}
	a := &side{branch, to, ways, map[*ssa.BasicBlock]bool{}}
	var visit func(b *ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		if !a.reach[b] {
			a.reach[b] = true
			for _, s := range b.Succs {
				visit(s)
			}
		}
	}
	visit(to)
	f.in, f.out = slices.Clone(f.in), slices.Clone(f.out)
	var order []*ssa.BasicBlock
	for _, b := range f.order {
		if a.reach[b] {
			f.in[b.Index], f.out[b.Index] = nil, nil
			order = append(order, b)
		}
	}
	f.after = a
	f.settle(order)
	for _, b := range f.fn.Blocks {
		if !a.reach[b] {
			f.in[b.Index], f.out[b.Index] = nil, nil
		}
	}
	return before
}

func (f *function) restore(to followed) {
	f.in, f.out, f.after = to.in, to.out, nil
	f.forget()
}

// lets returns where the gate lets in, on the ways that are followed.
func (f *function) lets(g *Gate) []Allow {
	var out []Allow
	if g.Kind == Middleware {
		for _, n := range f.nexts() {
			out = append(out, Allow{Pos: n.call.Pos(), What: callText(n.call.Common()), ways: n.ways, block: n.call.Block()})
		}
		return out
	}
	kind := f.answerKind()
	for _, b := range f.fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == f.fn.Recover {
			continue
		}
		ways := f.out[b.Index]
		if kind != 0 && len(ret.Results) > 0 {
			c, _ := f.answer(ret, kind)
			ways = ways.And(c.yes)
		}
		if len(ways) > 0 {
			out = append(out, Allow{Pos: ret.Pos(), What: "return", ways: ways, block: b, nobody: nobody(ret)})
		}
	}
	return out
}

// nobody reports whether what is returned beside the answer says that the caller
// is nobody, or somebody of its own: nil, a zero value, a constant.
func nobody(ret *ssa.Return) bool {
	for _, r := range ret.Results {
		if isError(r.Type()) {
			continue
		}
		if u, ok := r.(*ssa.UnOp); ok {
			r = stored(u, ret.Block())
		}
		switch r := r.(type) {
		case *ssa.Const:
			if r.Value == nil || r.Value.Kind() != constant.Bool {
				return true
			}
		case *ssa.Alloc, *ssa.MakeInterface:
			return len(ret.Results) > 1
		case *ssa.UnOp:
			switch r.X.(type) {
			case *ssa.Alloc, *ssa.Global:
				return len(ret.Results) > 1
			}
		}
	}
	return false
}

// stored returns what was stored last, in b, in the variable that u reads: the
// results of a function that defers are.
func stored(u *ssa.UnOp, b *ssa.BasicBlock) ssa.Value {
	for _, in := range slices.Backward(b.Instrs) {
		if st, ok := in.(*ssa.Store); ok && st.Addr == u.X {
			return st.Val
		}
	}
	return u
}

// refuses returns the blocks in which the function turns the caller away, on the
// ways that are followed.
func (f *function) refuses() map[*ssa.BasicBlock]bool {
	out := map[*ssa.BasicBlock]bool{}
	kind := f.answerKind()
	for _, b := range f.fn.Blocks {
		if f.denies[b.Index] != nil {
			if len(f.in[b.Index]) > 0 {
				out[b] = true
			}
			continue
		}
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == f.fn.Recover || kind == 0 || len(ret.Results) == 0 || f.returnsNext(ret) {
			continue
		}
		if c, _ := f.answer(ret, kind); len(f.out[b.Index].And(c.no)) > 0 {
			out[b] = true
		}
	}
	return out
}

// refusesFor reports whether one error of a call, told from others before b, makes the
// function refuse.
func (f *function) refusesFor(call *ssa.Call, b *ssa.BasicBlock) bool {
	var told []*ssa.BasicBlock // what follows such an error
	for _, q := range f.fn.Blocks {
		test, ok := q.Instrs[len(q.Instrs)-1].(*ssa.If)
		if !ok || !q.Dominates(b) {
			continue
		}
		is, ok := test.Cond.(*ssa.Call)
		if !ok {
			continue
		}
		if n := f.name(is.Common()); (n == "errors.Is" || n == "errors.As") && resultOfCall(is.Call.Args[0], call) {
			told = append(told, q.Succs[0])
		}
	}
	for at := range f.refuses() {
		if slices.ContainsFunc(told, func(q *ssa.BasicBlock) bool { return q.Dominates(at) }) {
			return true
		}
	}
	return false
}

// returnsNext reports whether what is returned is the answer of what comes next.
func (f *function) returnsNext(ret *ssa.Return) bool {
	if len(ret.Results) == 0 {
		return false
	}
	v := ret.Results[len(ret.Results)-1]
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	call, ok := v.(*ssa.Call)
	return ok && f.isNext(call)
}

// leavesIdentity reports whether something is put into a context or a session on
// the ways that are followed, and not where lets lets in.
func (f *function) leavesIdentity(lets []Allow) bool {
	for _, b := range f.fn.Blocks {
		if len(f.in[b.Index]) == 0 || slices.ContainsFunc(lets, func(a Allow) bool { return b.Dominates(a.block) }) {
			continue
		}
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			if f.plays(call.Common(), catalog.Put) {
				return true
			}
			if f.givesContext(f.fn.Signature) && f.givesContext(call.Call.Signature()) && !std(catalog.PackageOf(f.name(call.Common()))) {
				return true // in the context that the function returns
			}
			for _, k := range first(f.callees(call.Common())) {
				if slices.ContainsFunc(k.sum.Sinks, func(s Sink) bool { return s.Kind == Context }) {
					return true
				}
			}
		}
	}
	return false
}

// givesContext reports whether what a function returns holds a context.
func (f *function) givesContext(s *types.Signature) bool {
	for r := range s.Results().Variables() {
		if f.cat.Type(ssaform.Named(r.Type())) == catalog.ContextType {
			return true
		}
	}
	return false
}
