package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Of a peer's list of certificates, the first is the one whose key the peer
// proved. This file keeps apart what comes of it and what comes of another.

// element returns the labels of x[i].
func (p *program) element(x, i ssa.Value, at ssa.Instruction) flow.Set {
	v := at.(ssa.Value)
	s := p.container(x)
	if len(s) == 0 {
		return nil
	}
	where := flow.Any
	switch i := i.(type) {
	case *ssa.Const:
		where = flow.Other
		if n, exact := constant.Int64Val(constant.ToInt(i.Value)); exact && n == 0 {
			where = flow.First
		}
	case *ssa.BinOp:
		switch {
		case i.Op == token.SUB && isConst(i.Y):
			where = flow.Other // counted from the end
		case i.Op == token.ADD && isConst(i.X) && isConst(i.Y):
			where = flow.First // of a loop that never goes round
		}
	}
	if where != flow.First && p.isFirst(at.Block(), true) {
		where = flow.First
	}
	s = p.elementOf(s, where, p.posOf(v))
	if where == flow.First || !generic(x.Type()) {
		return s
	}
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Root == flow.Param && l.Aspect == catalog.None {
			l.Place = where
			l = l.TakenAt(p.posOf(v))
		}
		return l, true
	})
}

// generic reports whether t is a list of elements of a type parameter: what it is
// a list of, the calls know.
func generic(t types.Type) bool {
	l, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	_, ok = types.Unalias(l.Elem()).(*types.TypeParam)
	return ok
}

// elementOf returns the labels of the element at a place of what has the labels
// s, taken out at pos.
func (p *program) elementOf(s flow.Set, at flow.Place, pos token.Position) flow.Set {
	placed := func(l flow.Label) flow.Label {
		if l.Place == flow.First || l.Place == flow.All {
			l.Place = at
		} else if at == flow.Any {
			l.Place = at
		}
		if l.Place != flow.First {
			l = l.TakenAt(pos)
		}
		return l
	}
	list := s.Any(func(l flow.Label) bool { return l.Aspect == catalog.Chain || l.Aspect == catalog.Path })
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		switch l.Aspect {
		case catalog.Chain, catalog.Path:
			a := catalog.Cert
			if at == flow.First {
				a = catalog.Leaf
			}
			if l.Aspect == catalog.Chain {
				l = placed(l)
			}
			return l.With(a, pos), true
		case catalog.Verified:
			return l.With(catalog.Path, pos), true
		case catalog.RawChain:
			return placed(l).With(catalog.Strong, pos), true
		case catalog.Request, catalog.Headers, catalog.State:
			return l, l.Aspect == catalog.State && !list
		}
		if l.Place == flow.All {
			l = placed(l)
		}
		return l, true
	})
}

// part returns the labels of a part of a list: without its first element, or
// with that one alone.
func (p *program) part(in *ssa.Slice) flow.Set {
	s := p.vals[in.X]
	if len(s) == 0 || whole(in) {
		return s
	}
	s = behindKey(in, s)
	zero := fromFirst(in)
	one := zero && atMostOne(in.High)
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		list := l.Aspect == catalog.Chain || l.Aspect == catalog.RawChain || l.Place == flow.All
		switch {
		case one && (list || l.Aspect == catalog.Path):
			return p.elementOf(flow.Set{l}, flow.First, token.Position{})[0], true
		case !zero && list:
			l.Place = flow.Other
			l = l.TakenAt(p.position(in.Pos()))
		}
		return l, true
	})
}

// whole reports whether a part of a list has the first element, and others.
func whole(in *ssa.Slice) bool { return fromFirst(in) && !atMostOne(in.High) }

// fromFirst reports whether a part of a list begins with the first element.
func fromFirst(in *ssa.Slice) bool {
	if in.Low == nil {
		return true
	}
	k, ok := in.Low.(*ssa.Const)
	return ok && k.Value != nil && constant.Sign(k.Value) == 0
}

// atMostOne reports whether v is 1, or the smaller of 1 and something.
func atMostOne(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && constant.Compare(v.Value, token.EQL, constant.MakeInt64(1))
	case *ssa.Call:
		b, ok := v.Call.Value.(*ssa.Builtin)
		return ok && b.Name() == "min" && slices.ContainsFunc(v.Call.Args, atMostOne)
	}
	return false
}

// composedPlace returns the place, and where it was taken, of what a callee
// makes of its parameter, l, when the argument carries a.
func composedPlace(a, l flow.Label) (flow.Place, token.Position) {
	whole := l.Aspect == catalog.None || l.Aspect == catalog.Chain || l.Aspect == catalog.RawChain
	switch {
	case a.Place == flow.All && !whole, a.Place == flow.First && l.Place != flow.First && a.Aspect != catalog.Path && a.Aspect != catalog.Leaf:
		return l.Place, a.TakenAt(l.Origin).Origin
	}
	return a.Place, a.Origin
}

// listed returns labels of elements as those of a list that holds one for each,
// in order.
func listed(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Place == flow.Any {
			l.Place = flow.All
		}
		return l, true
	})
}

// appended returns the labels that append adds to a list: when it is done for
// each certificate of the peer's list alike, what comes of the first is first.
func (p *program) appended(in *ssa.Call, v ssa.Value) flow.Set {
	s := p.container(v)
	if !s.Any(func(l flow.Label) bool { return l.Place == flow.Any }) {
		return s
	}
	sl, ok := v.(*ssa.Slice)
	if !ok {
		return s
	}
	if _, ok := sl.X.(*ssa.Alloc); ok && p.forEach(in.Block()) {
		return listed(s)
	}
	return s
}

// forEach reports whether b is part of each round of a loop, but for rounds that
// end it: no condition on the certificate at hand goes around it.
func (p *program) forEach(b *ssa.BasicBlock) bool {
	header := loop(b)
	if header == nil {
		return false
	}
	for x := b.Idom(); x != nil && x != header; x = x.Idom() {
		i, ok := x.Instrs[len(x.Instrs)-1].(*ssa.If)
		if ok && p.selects(i.Cond, 0) && (leads(x.Succs[0], header, b) || leads(x.Succs[1], header, b)) {
			return false
		}
	}
	return true
}

// loop returns the header of the innermost loop around b, or nil.
func loop(b *ssa.BasicBlock) *ssa.BasicBlock {
	for h := b; h != nil; h = h.Idom() {
		for _, q := range h.Preds {
			if h.Dominates(q) && (b == h || leads(b, h, nil)) {
				return h
			}
		}
	}
	return nil
}

// leads reports whether control can go from a round's block a to the next
// round, whose first block is header, without another block.
func leads(a, header, without *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(x *ssa.BasicBlock) bool
	visit = func(x *ssa.BasicBlock) bool {
		if x == header {
			return true
		}
		if x == without || seen[x] || !header.Dominates(x) {
			return false
		}
		seen[x] = true
		return slices.ContainsFunc(x.Succs, visit)
	}
	return visit(a)
}

// selects reports whether a condition looks at one certificate of the peer's
// list. That one could not be parsed it does not count: the handshake would have
// failed.
func (p *program) selects(v ssa.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	placed := func(s flow.Set) bool {
		return s.Any(func(l flow.Label) bool { return l.Place == flow.Any })
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		if k, ok := v.Y.(*ssa.Const); ok && k.IsNil() && !isError(v.X.Type()) {
			return false
		}
		return p.selects(v.X, depth+1) || p.selects(v.Y, depth+1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if p.selects(e, depth+1) {
				return true
			}
		}
		return false
	case *ssa.Extract:
		return p.selects(v.Tuple, depth+1)
	case *ssa.Call:
		for _, r := range p.cat.Rows(p.name(v.Common())) {
			if r.Role == catalog.Transform {
				return false
			}
		}
		for _, a := range ssaform.Arguments(v.Common()) {
			if placed(p.content(a)) {
				return true
			}
		}
		return false
	case *ssa.UnOp:
		if v.Op == token.NOT {
			return p.selects(v.X, depth+1)
		}
	}
	return placed(p.vals[v])
}

// isFirst reports whether what is taken out of a list in b is its first element:
// a branch before says that the index is 0 or, if sole, that there is one alone.
func (p *program) isFirst(b *ssa.BasicBlock, sole bool) bool {
	for ; b != nil && b.Idom() != nil; b = b.Idom() {
		if len(b.Preds) == 1 && p.firstAlong(b.Preds[0], b, sole) {
			return true
		}
	}
	return false
}

// comparedAlong returns the comparison by which control gets from q to b, and
// whether it holds then; nil if it is none.
func comparedAlong(q, b *ssa.BasicBlock) (c *ssa.BinOp, holds bool) {
	cond, holds, _ := along(q, b)
	c, _ = cond.(*ssa.BinOp)
	return c, holds
}

// firstAlong reports whether the branch from q to b says so.
func (p *program) firstAlong(q, b *ssa.BasicBlock, sole bool) bool {
	c, holds := comparedAlong(q, b)
	if c == nil {
		return false
	}
	k, ok := c.Y.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
		return false
	}
	op := c.Op
	if !holds {
		op = negated(op)
	}
	n, _ := constant.Int64Val(k.Value)
	switch {
	case index(c.X):
		return op == token.EQL && n == 0 || op == token.LSS && n == 1 || op == token.LEQ && n == 0
	case sole && p.counts(c.X):
		return op == token.EQL && n == 1 || op == token.LSS && n == 2 || op == token.LEQ && n == 1
	}
	return false
}

func negated(op token.Token) token.Token {
	switch op {
	case token.EQL:
		return token.NEQ
	case token.NEQ:
		return token.EQL
	case token.LSS:
		return token.GEQ
	case token.GEQ:
		return token.LSS
	case token.GTR:
		return token.LEQ
	case token.LEQ:
		return token.GTR
	}
	return token.ILLEGAL
}

// index reports whether v counts the rounds of a loop.
func index(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Phi, *ssa.Parameter:
		return true
	case *ssa.BinOp:
		_, ok := v.X.(*ssa.Phi)
		return ok && v.Op == token.ADD
	}
	return false
}

// counts reports whether v is the length of the peer's list.
func (p *program) counts(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok || p.name(call.Common()) != "builtin.len" {
		return false
	}
	return p.content(call.Call.Args[0]).Any(func(l flow.Label) bool {
		return l.Aspect == catalog.Chain || l.Aspect == catalog.RawChain || l.Place == flow.All
	})
}

// settled returns labels as they are known in b: what comes of the first by then
// is.
func (p *program) settled(s flow.Set, b *ssa.BasicBlock) flow.Set {
	if b == nil || !s.Any(ofAny) || !p.isFirst(b, false) {
		return s
	}
	return s.Map(ofFirst)
}

// edgeLabels returns the labels of edge i of a phi, as they are known there.
func (p *program) edgeLabels(phi *ssa.Phi, i int) flow.Set {
	s := p.vals[phi.Edges[i]]
	if !s.Any(ofAny) || i >= len(phi.Block().Preds) {
		return s
	}
	q := phi.Block().Preds[i]
	if p.firstAlong(q, phi.Block(), false) || p.emptyAlong(q, phi.Block()) {
		return s.Map(ofFirst)
	}
	for b := q; b.Idom() != nil; b = b.Idom() {
		if len(b.Preds) == 1 && p.emptyAlong(b.Preds[0], b) {
			return s.Map(ofFirst)
		}
	}
	return p.settled(s, q)
}

// emptyAlong reports whether the branch from q to b, which each round of a loop
// comes by, says that a variable of the loop is still nil.
func (p *program) emptyAlong(q, b *ssa.BasicBlock) bool {
	c, holds := comparedAlong(q, b)
	if c == nil {
		return false
	}
	v, ok := c.X.(*ssa.Phi)
	k, isConst := c.Y.(*ssa.Const)
	if !ok || !isConst || !k.IsNil() || (c.Op == token.EQL) != holds {
		return false
	}
	return v.Block() == loop(q) && p.forEach(q)
}

func ofAny(l flow.Label) bool { return l.Place == flow.Any }

func ofFirst(l flow.Label) (flow.Label, bool) {
	if l.Place == flow.Any {
		l.Place = flow.First
	}
	return l, true
}

// yields returns the labels of what an iterator of this package yields as its
// value i.
func (p *program) yields(v ssa.Value, i int) flow.Set {
	var out flow.Set
	fns, _ := p.targets(v, 0)
	if call, ok := v.(*ssa.Call); ok {
		fns = p.literals(call)
	}
	for _, fn := range fns {
		if len(fn.Params) != 1 || fn.Params[0].Referrers() == nil {
			continue
		}
		for _, r := range *fn.Params[0].Referrers() {
			if c, ok := r.(*ssa.Call); ok && c.Call.Value == fn.Params[0] && i < len(c.Call.Args) {
				out = out.Union(p.expand(p.vals[c.Call.Args[i]], 0))
			}
		}
	}
	return out
}

// literals returns the literals that a function of this package returns.
func (p *program) literals(call *ssa.Call) []*ssa.Function {
	fn := p.static(call.Common())
	if fn == nil || fn.Signature.Results().Len() != 1 {
		return nil
	}
	return p.returnedBy(fn)
}

// returnedBy returns the functions that fn may return as its first result.
func (p *program) returnedBy(fn *ssa.Function) (out []*ssa.Function) {
	for _, b := range fn.Blocks {
		if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(r.Results) > 0 {
			fns, _ := p.targets(r.Results[0], 0)
			out = append(out, fns...)
		}
	}
	return out
}

// accessor returns the labels of a call of a method that, as far as its name and
// its type tell, returns the certificates of a peer.
func accessor(c *ssa.CallCommon, pos token.Position) flow.Set {
	fn := ssaform.Object(c)
	if !mayAccess(fn) {
		return nil
	}
	recv := fn.Signature().Recv().Type()
	if c.IsInvoke() {
		recv = c.Value.Type() // which may have the method from another interface
	}
	if !catalog.PeerAccessor(typeOf(recv), fn.Name()) {
		return nil
	}
	return flow.Set{{Root: flow.Peer, Aspect: catalog.Chain, At: pos}}
}

// headerAccessor returns the labels of a call of a method that, as far as its
// name and its type tell, returns the field of a header that its argument names,
// when that is one in which proxies forward certificates, or clients send
// credentials.
func (p *program) headerAccessor(c *ssa.CallCommon, args []ssa.Value, pos token.Position) flow.Set {
	fn := ssaform.Object(c)
	if fn == nil || fn.Signature().Recv() == nil || len(args) != 2 || std(catalog.PackageOf(fn.FullName())) {
		return nil
	}
	if s := fn.Signature(); s.Results().Len() == 0 || !texts(s.Results().At(0).Type()) || !catalog.HeaderAccessor(typeOf(args[0].Type()), fn.Name()) {
		return nil
	}
	names, _ := p.strings(args[1], 0)
	if len(names) == 0 || slices.ContainsFunc(names, func(n string) bool {
		a, _ := catalog.HeaderAspect(n)
		return !catalog.CertificateHeader(n) && !flow.OtherCredential(a)
	}) {
		return nil
	}
	return p.header(args[1], pos)
}

// addressAccessor returns the labels of a call of a method that, as far as its
// name and its type tell, returns the address of a peer.
func addressAccessor(c *ssa.CallCommon, args []ssa.Value, pos token.Position) flow.Set {
	fn := ssaform.Object(c)
	if fn == nil || fn.Signature().Recv() == nil || len(args) != 1 || !catalog.AddressAccessor(fn.Name()) {
		return nil
	}
	res := fn.Signature().Results()
	if res.Len() == 0 {
		return nil
	}
	if t := res.At(0).Type(); !isAddress(t) && !texts(t) {
		return nil
	}
	return rooted(catalog.Addr, pos, nil)
}

// isAddress reports whether t is an address of the network.
func isAddress(t types.Type) bool {
	switch ssaform.Named(t) {
	case "net.Addr", "net/netip.Addr", "net/netip.AddrPort", "net.IP":
		return true
	}
	return false
}

// texts reports whether t is a string or a list of strings.
func texts(t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.String
}

// mayAccess reports whether fn returns the certificates of a peer, as far as it
// can be told without the type that it is called on.
func mayAccess(fn *types.Func) bool {
	if fn == nil || !slices.Contains(catalog.PeerAccessors(), fn.Name()) {
		return false
	}
	s := fn.Signature()
	return s.Recv() != nil && s.Params().Len() == 0 && s.Results().Len() == 1 && certificates(s.Results().At(0).Type())
}

// certificates reports whether t is a list of certificates.
func certificates(t types.Type) bool {
	a, ok := certificateType(t)
	return ok && a == catalog.Chain
}
