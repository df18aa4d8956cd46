package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// callee is one function that a call may reach.
type callee struct {
	sum   *Summary
	owner int // of the labels of its parameters
	args  []ssa.Value
	fn    *ssa.Function  // when it is in this package
	name  string         // when it is called by name, in another one
	each  bool           // args are lists, of whose elements it is given one
	from  token.Position // where it was put into the list that is walked
	among token.Position // the first of that list, if all of it is written at one place
	given bool           // it is no list: from is an argument of the call at among
}

// callees returns what is known of the functions that c may reach. Open says
// that there may be others; list, that the callee is an element of a list that
// is walked, so that each of them is tried in turn.
func (p *program) callees(c *ssa.CallCommon) (out []callee, open, list bool) {
	args := ssaform.Arguments(c)
	if fn := p.static(c); fn != nil {
		return p.local([]*ssa.Function{fn}, args), false, false
	}
	if c.IsInvoke() {
		list = inLoop(c.Value)
		if out, ok := p.dynamic(c, args, list || p.byCaller(c.Value)); ok {
			return out, false, list
		}
		fns := p.implementations(c)
		if obj := c.Method; len(fns) == 0 && obj != nil {
			if s := p.importedFunc(obj); s != nil && !s.Hop {
				return []callee{{sum: s, args: args}}, true, list
			}
		}
		out = p.local(fns, args)
		elsewhere := list && p.filledElsewhere(c)
		for i := range out {
			if list && !elsewhere { // else they are put together where both ends meet
				out[i].from = p.position(out[i].fn.Pos())
			}
		}
		return out, len(fns) != 1, list
	}
	if obj := ssaform.Object(c); obj != nil {
		if s := p.importedFunc(obj); s != nil {
			return []callee{{sum: s, args: args, name: obj.Name()}}, false, false
		}
		return nil, true, false
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return nil, true, false
	}
	vals, made, open := p.elementFunctions(c.Value)
	list = inLoop(c.Value)
	several := list || p.byCaller(c.Value)
	add := func(v ssa.Value, k callee) {
		k, ok := p.valueCalled(v, args, k)
		if several && k.fn != nil && !k.from.IsValid() {
			k.from = p.position(k.fn.Pos()) // a literal that a function returned
		}
		if ok {
			out = append(out, k)
		}
	}
	var gs []giving
	if !several {
		gs = p.givings(c.Value)
	}
	switch {
	case several:
		for _, v := range vals {
			at := v
			if call := made[v]; call != nil {
				at = call
			}
			add(v, callee{from: p.posOf(at), among: p.firstBeside(at)})
		}
	case len(gs) > 0:
		for _, s := range gs {
			given, _, _ := p.elementFunctions(s.arg)
			for _, v := range given {
				add(v, callee{from: p.position(s.pos), among: p.position(s.call.Pos()), given: true})
			}
		}
	default:
		for _, v := range vals {
			add(v, callee{})
		}
	}
	return out, open, list
}

// valueCalled completes what is known of a function value that is called with args.
func (p *program) valueCalled(v ssa.Value, args []ssa.Value, k callee) (callee, bool) {
	k.args = args
	if call, ok := v.(*ssa.Call); ok {
		k.sum = p.givenBy(call)
		return k, true
	}
	fn := v
	if m, ok := v.(*ssa.MakeClosure); ok {
		fn = m.Fn
		if recv := ssaform.Bound(v); recv != nil {
			k.args = append([]ssa.Value{recv}, args...)
		}
	}
	f := ssaform.Unwrap(fn.(*ssa.Function))
	if s := p.sums[f]; s != nil {
		k.sum, k.owner, k.fn = s, p.number[f], f
		return k, true
	}
	if obj, ok := f.Object().(*types.Func); ok && p.number[f] == 0 {
		k.sum = p.importedFunc(obj)
	}
	return k, k.sum != nil
}

// maxGivings bounds the calls of a function for which what it is given is told apart.
const maxGivings = 8

// A giving is a call of a function, and the argument for one of its parameters.
type giving struct {
	call ssa.CallInstruction
	arg  ssa.Value
	pos  token.Pos // of the argument
}

// givings returns the calls, unless there are many, that give a function v, if it is a
// parameter of that function, or a variable of a literal in it that holds the parameter.
func (p *program) givings(v ssa.Value) (out []giving) {
	if at := p.places(loaded(v), 0); len(at) == 1 && at[0].f == nil && v != loaded(v) {
		if held := p.stores[at[0]]; len(held) == 1 {
			v = held[0]
		}
	}
	q, ok := v.(*ssa.Parameter)
	if !ok {
		return nil
	}
	callers := p.callers[q.Parent()]
	if len(callers) > maxGivings {
		return nil
	}
	for _, c := range callers {
		args := ssaform.Arguments(c.Common())
		if i := paramIndex(q); i < len(args) {
			out = append(out, giving{c, args[i], argumentAt(c, len(args)-i)})
		}
	}
	return out
}

// dynamic returns the methods of the types that an interface value holds, when
// all that is stored where it comes from is in sight. Several says that they are alternatives
// of each other, from the places where they were put together.
func (p *program) dynamic(c *ssa.CallCommon, args []ssa.Value, several bool) ([]callee, bool) {
	var vals []*ssa.MakeInterface
	var out []callee
	open := p.trace(c.Value, func(v ssa.Value) (end, known bool) {
		if m, ok := v.(*ssa.MakeInterface); ok {
			vals = append(vals, m)
			return true, true
		}
		call, result := callOf(v)
		if call == nil {
			return false, true
		}
		s, _ := p.returnedMethod(call, result, c.Method.Name())
		if s == nil { // another package's says what it has made
			return false, true
		}
		k := callee{sum: s, args: args}
		if several {
			t := *s
			t.Results = nil // for whom it finds, it answers
			k.sum = &t
			k.from, k.among = p.position(call.Pos()), p.firstBeside(v)
		}
		out = append(out, k)
		return true, true
	})
	if open || len(vals)+len(out) == 0 {
		return nil, false
	}
	for _, v := range vals {
		t := v.X.Type()
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.pkg, c.Method.Name())
		m, ok := obj.(*types.Func)
		if !ok {
			return nil, false
		}
		k := callee{args: args}
		if several {
			k.from = p.putAt(v)
			k.among = p.firstBeside(v)
		}
		if fn := p.ssa.Prog.FuncValue(m.Origin()); fn != nil && p.number[fn] != 0 {
			k.fn, k.owner, k.sum = fn, p.number[fn], p.sums[fn]
		} else {
			k.sum = p.importedFunc(m)
		}
		if k.sum == nil {
			return nil, false
		}
		out = append(out, k)
	}
	return out, true
}

// putAt returns where a value that became an interface was made, or where it was put into a
// list if that is later.
func (p *program) putAt(v *ssa.MakeInterface) token.Position {
	if v.Pos().IsValid() {
		return p.position(v.Pos())
	}
	made := p.posOf(v.X)
	for _, r := range *v.Referrers() {
		s, ok := r.(*ssa.Store)
		if !ok || !s.Pos().IsValid() {
			continue
		}
		if put := p.position(s.Pos()); put.Filename == made.Filename && put.Line > made.Line {
			return put
		}
	}
	return made
}

// firstBeside returns where the first element of the list stands of which v is one, if
// that is one list, and nothing is put to it later.
func (p *program) firstBeside(v ssa.Value) (first token.Position) {
	refs := v.Referrers()
	if refs == nil {
		return first
	}
	for _, r := range *refs {
		if t, ok := r.(*ssa.ChangeType); ok {
			return p.firstBeside(t)
		}
		s, ok := r.(*ssa.Store)
		if !ok {
			continue
		}
		at, ok := s.Addr.(*ssa.IndexAddr)
		if !ok || !isAlloc(at.X) || first.IsValid() || grows(at.X) {
			return token.Position{}
		}
		if all := p.stores[place{at.X, nil}]; len(all) > 0 {
			first = p.posOf(all[0])
		}
	}
	return first
}

// grows reports whether an array is given to append, as the list to which something is put
// or as what is put to one.
func grows(array ssa.Value) bool {
	return slices.ContainsFunc(*array.Referrers(), func(r ssa.Instruction) bool {
		sl, ok := r.(*ssa.Slice)
		return ok && slices.ContainsFunc(*sl.Referrers(), func(r ssa.Instruction) bool {
			c, ok := r.(*ssa.Call)
			if !ok {
				return false
			}
			b, ok := c.Call.Value.(*ssa.Builtin)
			return ok && b.Name() == "append"
		})
	})
}

func (p *program) local(fns []*ssa.Function, args []ssa.Value) []callee {
	var out []callee
	for _, fn := range fns {
		if s := p.sums[fn]; s != nil {
			out = append(out, callee{sum: s, owner: p.number[fn], args: args, fn: fn})
		}
	}
	return out
}

func (p *program) importedFunc(obj *types.Func) *Summary {
	if p.facts == nil || obj.Pkg() == nil || obj.Pkg() == p.pkg {
		return nil
	}
	obj = obj.Origin()
	if s, ok := p.imported[obj]; ok {
		return s
	}
	s := p.facts.Func(obj)
	p.imported[obj] = s
	return s
}

// byCaller reports whether v was looked up in a map by what the caller sent: a scheme, a
// method.
func (p *program) byCaller(v ssa.Value) bool {
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	x, ok := v.(*ssa.Lookup)
	return ok && p.sent(x.Index, 0)
}

// inLoop reports whether v is an element of a list that a loop walks.
func inLoop(v ssa.Value) bool {
	for range maxDepth {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.IndexAddr:
			_, constant := x.Index.(*ssa.Const)
			return !constant
		case *ssa.Index:
			_, constant := x.Index.(*ssa.Const)
			return !constant
		case *ssa.Extract:
			_, ok := x.Tuple.(*ssa.Next)
			return ok
		case *ssa.TypeAssert:
			v = x.X
		case *ssa.Alloc: // the loop's variable, a struct
			if v = storedOnce(x); v == nil {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// storedOnce returns the one value that is stored in a variable as a whole, or nil.
func storedOnce(a *ssa.Alloc) (v ssa.Value) {
	for _, r := range *a.Referrers() {
		if s, ok := r.(*ssa.Store); ok && s.Addr == a {
			if v != nil {
				return nil
			}
			v = s.Val
		}
	}
	return v
}

// apply rewrites labels of a callee's parameters with those of the arguments.
func (p *program) apply(s flow.Set, k callee) flow.Set {
	var out flow.Set
	for _, l := range s {
		if l.Root != flow.Param || l.Owner != k.owner {
			out = out.Union(p.ownField(l, k))
			continue
		}
		if l.Param < len(k.args) {
			out = out.Union(substitute(flow.Set{l}, p.given(k, l.Param)))
		}
	}
	return out
}

// given returns the labels of argument i of a callee.
func (p *program) given(k callee, i int) flow.Set {
	s := p.content(k.args[i])
	if k.each {
		return p.elementOf(s, flow.Any, p.posOf(k.args[i]))
	}
	return s
}

// content returns the labels of an argument, variadic slices included.
func (p *program) content(v ssa.Value) flow.Set {
	if _, ok := v.(*ssa.Slice); ok {
		return p.container(v)
	}
	if m, ok := v.(*ssa.MakeInterface); ok {
		v = m.X
	}
	if _, ok := v.(*ssa.Alloc); ok {
		return p.container(v)
	}
	return p.vals[v]
}

// parts returns the labels of the fields of a struct that this function makes, as
// of what was found by means of them.
func (p *program) parts(v ssa.Value) (out flow.Set) {
	if m, ok := v.(*ssa.MakeInterface); ok {
		v = m.X
	}
	a, ok := v.(*ssa.Alloc)
	if !ok {
		return nil
	}
	if s, ok := a.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct); ok {
		for f := range s.Fields() {
			out = out.Union(p.cells[place{a, f.Origin()}])
		}
	}
	return out.Map(func(l flow.Label) (flow.Label, bool) { return l.AsWithin(), true })
}

// call computes the labels of a call's results.
func (p *program) call(in *ssa.Call) {
	c := in.Common()
	tuple := c.Signature().Results()
	result := func(i int, s flow.Set) {
		if i < tuple.Len() && isError(tuple.At(i).Type()) {
			return
		}
		if tuple.Len() > 1 {
			p.setResult(in, i, s)
		} else if i == 0 {
			p.set(in, s)
		}
	}
	n := p.name(c)
	args := ssaform.Arguments(c)
	pos := p.position(in.Pos())
	if b, ok := c.Value.(*ssa.Builtin); ok {
		p.builtin(in, b.Name())
		return
	}
	known := false
	for _, r := range p.cat.Rows(n) {
		at := argument(args, r.Arg, c)
		switch r.Role {
		case catalog.Source:
			known = true
			var base flow.Set
			switch {
			case c.Signature().Recv() != nil || c.IsInvoke():
				base = p.vals[args[0]]
			case at != nil:
				base = p.vals[at]
			}
			s := p.project(base, r.Aspect, pos)
			if len(s) == 0 || r.Aspect == catalog.State {
				root := rooted(r.Aspect, pos, nil)
				if r.Aspect == catalog.State && len(args) > 0 && p.dialled(args[0], 0) {
					root[0].Root = flow.Server
				}
				s = s.Union(root)
			}
			if r.Aspect == catalog.Addr && r.Role == catalog.Source || r.Aspect == catalog.ForwardedAddr {
				s = rooted(r.Aspect, pos, nil)
			}
			if r.FromStore() {
				s = s.Map(func(l flow.Label) (flow.Label, bool) { return l.AsDerived(), true })
			}
			result(r.Result, s)
		case catalog.Extract:
			known = true
			s := p.project(p.vals[at], r.Aspect, pos)
			if len(s) == 0 {
				s = flow.Set{{Root: flow.Peer, Aspect: r.Aspect, At: pos}}
				if flow.OtherCredential(r.Aspect) {
					s[0].Root = flow.Credential
				}
			}
			result(r.Result, s)
		case catalog.HeaderRead:
			if at == nil {
				continue
			}
			if ptr, ok := at.Type().Underlying().(*types.Pointer); ok || types.IsInterface(at.Type()) {
				if !ok {
					if m, isMake := at.(*ssa.MakeInterface); isMake {
						ptr, ok = m.X.Type().Underlying().(*types.Pointer)
						at = m.X
					}
				}
				if ok {
					known = true
					p.bind(ptr.Elem(), pos)
					continue
				}
			}
			if !p.inbound(c, args) {
				continue
			}
			known = true
			result(r.Result, p.header(at, pos))
		case catalog.Transform:
			known = true
			if at == nil {
				continue
			}
			s := p.content(at)
			switch {
			case r.Aspect == catalog.Request:
				s = s.Add(flow.Label{Root: flow.Peer, Aspect: catalog.Request, At: pos})
			case r.Aspect == catalog.Weak:
				s = weakened(s)
			case r.Aspect == catalog.Leaf:
				s = p.parsed(s, pos)
			case r.Aspect != catalog.None:
				s = p.project(s, r.Aspect, pos)
			}
			for i := range tuple.Len() {
				if carries(tuple.At(i).Type()) && !catalog.Leftover(n, i) {
					result(i, s)
				}
			}
		case catalog.ParamRead:
			known = true
			if at != nil {
				result(r.Result, p.requestValue(at, pos))
			}
		case catalog.Put:
			known = true
			if v := argument(args, r.Arg, c); v != nil {
				p.keep(p.rowKey(r, args, c), p.content(v).Union(p.parts(v)), v)
			}
			if len(args) > 0 {
				result(0, p.vals[args[0]].Map(func(l flow.Label) (flow.Label, bool) { return l, l.Aspect == catalog.Request }))
			}
		case catalog.Fetch:
			known = true
			k := p.rowKey(r, args, c)
			s := p.fetch(k)
			if len(s) == 0 {
				s = flow.Set{{Root: flow.Peer, Aspect: catalog.Request, Derived: true, Kept: true, At: pos}}
			}
			result(r.Result, s)
		case catalog.Consults:
			result(0, p.consulted(at))
		case catalog.NewRequest:
			known = true
		}
	}
	if known {
		return
	}
	ks, open, _ := p.callees(c)
	named := p.headerAccessor(c, args, pos)
	for _, k := range ks {
		p.fillBy(k)
		for i, s := range k.sum.Results {
			s = p.apply(s, k)
			if k.fn == nil {
				s = entered(p.appliedIn(k, i, s), pos)
			}
			if k.fn == nil && k.sum.Names {
				s = s.Map(func(l flow.Label) (flow.Label, bool) {
					l.Kept = l.Kept || flow.Identity(l.Aspect)
					return l, true
				})
			}
			if i == 0 && len(named) > 0 && s.Any(isField) {
				s = s.Map(func(l flow.Label) (flow.Label, bool) { return l, !isField(l) }).Union(named)
			}
			result(i, s)
		}
	}
	if len(ks) > 0 && !open {
		return
	}
	result(0, accessor(c, pos))
	if s := named.Union(addressAccessor(c, args, pos)); len(s) > 0 {
		result(0, s)
		return
	}
	if takesLast(c) {
		result(0, p.elementOf(p.content(args[0]), flow.Other, pos))
		return
	}
	var all flow.Set
	for i := range args {
		all = all.Union(p.identifying(c, args, i))
	}
	if len(all) == 0 {
		return
	}
	if slices.ContainsFunc(ks, p.decidesByName) {
		all = nameless(all)
	}
	isStd := std(catalog.PackageOf(n))
	if isStd || p.cat.NeverDecides(catalog.PackageOf(n), n) {
		p.fill(n, args, all)
	}
	if c.Signature().Recv() != nil && catalog.FillsItself(n) {
		p.fillReceiver(args)
	}
	for i := range tuple.Len() {
		t := tuple.At(i).Type()
		if catalog.Leftover(n, i) {
			continue
		}
		if carries(t) || strings.HasPrefix(n, "strconv.") && !isError(t) {
			result(i, p.keyedBy(n, in, i, p.through(n, all, t, isStd, pos)))
		}
	}
}

// identifying returns the labels of an argument of a call about which nothing is known. A name
// beside a text that identifies, or for people to read, is not who is asked about.
func (p *program) identifying(c *ssa.CallCommon, args []ssa.Value, i int) flow.Set {
	s := p.content(args[i])
	if !s.Any(func(l flow.Label) bool { return flow.Name(l.Aspect) }) || !texts(args[i].Type()) {
		return s
	}
	shown := false
	if at := i - (len(args) - c.Signature().Params().Len()); at >= 0 && at < c.Signature().Params().Len() {
		shown = catalog.ForDisplay(c.Signature().Params().At(at).Name())
	}
	if !shown && !slices.ContainsFunc(args, func(a ssa.Value) bool { return !textList(a.Type()) && identifies(p.content(a)) }) {
		return s
	}
	return s.Map(func(l flow.Label) (flow.Label, bool) { return l, !flow.Name(l.Aspect) })
}

func textList(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && texts(s)
}

// identifies reports whether labels are of identities that are strong, and of no others.
func identifies(s flow.Set) bool {
	strong := func(l flow.Label) bool { return l.Aspect == catalog.SAN || l.Aspect == catalog.Strong }
	return s.Any(strong) && !s.Any(func(l flow.Label) bool { return flow.Identity(l.Aspect) && !strong(l) })
}

// requestValue returns the labels of a value of the request's query, form or path, by its name.
func (p *program) requestValue(name ssa.Value, pos token.Position) flow.Set {
	names, _ := p.strings(name, 0)
	if len(names) != 1 {
		return nil
	}
	l := flow.Label{Root: flow.Field, At: pos}
	if a, ok := catalog.CredentialWord(names[0]); ok {
		l.Root, l.Aspect = flow.Credential, a
	}
	return flow.Set{l}
}

// takesLast reports whether a call is of a function for lists of anything that, as far as its
// name and its type tell, returns the last element of the list that it is given first.
func takesLast(c *ssa.CallCommon) bool {
	obj := ssaform.Object(c)
	if obj == nil || c.IsInvoke() || !catalog.TakesLast(obj.Name()) {
		return false
	}
	sig := obj.Origin().Signature()
	return sig.Recv() == nil && sig.Params().Len() > 0 && sig.Results().Len() > 0 && generic(sig.Params().At(0).Type()) &&
		types.Identical(sig.Params().At(0).Type().Underlying().(*types.Slice).Elem(), sig.Results().At(0).Type())
}

// isField reports whether l is a header field of which no more is known.
func isField(l flow.Label) bool { return l.Root == flow.Field && l.Aspect == catalog.None }

// weakened returns labels of what a weak digest is made of as those of the
// digest. Of a helper's parameter, the calls know what it is.
func weakened(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Aspect == catalog.Strong || flow.Certificate(l.Aspect) || l.Root == flow.Param && l.Aspect == catalog.None {
			l.Aspect = catalog.Weak
		}
		return l, true
	})
}

// entered returns labels that another package's function brings in at pos.
func entered(s flow.Set, pos token.Position) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) { return l.Entered(pos), true })
}

// carries reports whether a value of type t can hold something worth a label.
func carries(t types.Type) bool {
	if isError(t) {
		return false
	}
	if b, ok := t.Underlying().(*types.Basic); ok {
		return b.Info()&types.IsString != 0 || isCode(t) && ssaform.Named(t) != ""
	}
	return true
}

// through returns what passes a call of a function about which nothing is known
// but its type: the standard library's hand on what they are given, others
// return something found by means of it.
func (p *program) through(n string, all flow.Set, t types.Type, isStd bool, pos token.Position) flow.Set {
	chooses, peers := catalog.Chooses(n), catalog.PeerWords(n[strings.LastIndexByte(n, '.')+1:])
	role := p.cat.Type(ssaform.Named(t))
	ca, isCert := certificateType(t)
	return all.Map(func(l flow.Label) (flow.Label, bool) {
		switch {
		case l.Aspect == catalog.Request:
			switch {
			case role == catalog.RequestType || role == catalog.ContextType:
				return l, true
			case ca == catalog.RawChain:
				return l.AsDerived(), true // any bytes
			case ca == catalog.Chain && !peers:
				return flow.Label{Root: flow.Peer, Aspect: catalog.Path, At: pos}, true // in whatever order
			case isCert:
				return flow.Label{Root: flow.Peer, Aspect: ca, At: pos}, true
			case isStd:
				return l, false
			}
			return l.AsDerived(), true
		case l.Aspect == catalog.Headers:
			return l, ssaform.Named(t) == "net/http.Header"
		case isCert && (flow.Certificate(l.Aspect)):
			if ca == catalog.Chain && l.Aspect != catalog.State && !isStd {
				ca = catalog.Path // in whatever order
			}
			l.Aspect = ca
			if chooses && l.Place == flow.First {
				l.Place = flow.Any
				l = l.TakenAt(pos)
			}
			return l, true
		case isCert:
			return l, false
		case isField(l) && !isStd:
			return l.AsDerived(), true
		case isStd && l.Aspect == catalog.Subject:
			l.Aspect = catalog.DN // formatted
			return l, true
		case isStd && l.Aspect == catalog.Issuer:
			l.Aspect = catalog.IssuerText
			return l, true
		case isStd:
			// The text of a header is no certificate yet.
			return l, l.Root == flow.Forwarded || !flow.Certificate(l.Aspect) && l.Aspect != catalog.Subject && l.Aspect != catalog.Issuer
		}
		return l.AsDerived(), true
	})
}

// parsed returns the labels of a certificate parsed from s.
func (p *program) parsed(s flow.Set, pos token.Position) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Root == flow.Field || l.Root == flow.Forwarded {
			l.Root = flow.Forwarded
			l.Aspect = catalog.Leaf // At stays where the header is read
			return l, true
		}
		if flow.OtherCredential(l.Aspect) || l.Aspect == catalog.Request {
			return l, false
		}
		l.Aspect = catalog.Leaf
		return l, true
	})
}

// fill models standard functions that write into what they are given: builders
// and buffers, decoders and scanners.
func (p *program) fill(n string, args []ssa.Value, all flow.Set) {
	decodes := strings.Contains(n, "Parse") || strings.Contains(n, "Unmarshal") || strings.Contains(n, "Decode") || strings.Contains(n, "Scan") || strings.Contains(n, "scan") || strings.Contains(n, "Copy")
	if decodes && len(args) > 1 {
		args = slices.Concat(args[:len(args)-1], p.elements(args[len(args)-1])) // of Sscan, Fscan
	}
	into := decodesInto(n, args)
	for i, a := range args {
		if m, ok := a.(*ssa.MakeInterface); ok {
			a = m.X
		}
		t := ssaform.Named(a.Type())
		switch {
		case t == "strings.Builder" || t == "bytes.Buffer" || i == 0 && hashes(n, a, t):
			var s flow.Set
			for j, b := range args {
				if j != i {
					s = s.Union(p.content(b))
				}
			}
			if c, ok := a.(*ssa.Call); ok && catalog.WeakHash(p.name(c.Common())) {
				s = weakened(s)
			}
			if isMAC(a) {
				s = s.Map(func(l flow.Label) (flow.Label, bool) { return l, flow.OtherCredential(l.Aspect) })
				s = s.Add(flow.Label{Root: flow.Credential, Aspect: catalog.MAC})
			}
			p.setThrough(a, s)
		case i == into:
			p.setThrough(a, all.Map(func(l flow.Label) (flow.Label, bool) { return l.AsDerived(), !flow.Certificate(l.Aspect) }))
		case i == 0 && dialled(a):
			p.set(held(a), replied(all)) // what comes back is an answer to what was written
		case i == 1 && catalog.Reads(n) && dialled(args[0]):
			p.setThrough(a, p.content(args[0]))
		case decodes && i > 0:
			if _, ok := a.Type().Underlying().(*types.Pointer); ok {
				p.setThrough(a, all.Map(func(l flow.Label) (flow.Label, bool) {
					return l.AsDerived(), (l.Root == flow.Forwarded || !flow.Certificate(l.Aspect)) && l.Aspect != catalog.Request
				}))
			}
		}
	}
}

// decodesInto returns the argument of a decoder of texts, such as hex.Decode, into which it
// decodes another one; -1 for others.
func decodesInto(n string, args []ssa.Value) int {
	if !strings.HasPrefix(catalog.PackageOf(n), "encoding/") || !strings.HasSuffix(n, ".Decode") {
		return -1
	}
	bytes := func(a ssa.Value) bool { return isList(a.Type()) }
	if i := slices.IndexFunc(args, bytes); i >= 0 && i+1 < len(args) && bytes(args[i+1]) {
		return i
	}
	return -1
}

// fillReceiver models a method that decodes what it is given into its receiver.
func (p *program) fillReceiver(args []ssa.Value) {
	if len(args) < 2 {
		return
	}
	if _, ok := args[0].Type().Underlying().(*types.Pointer); !ok {
		return
	}
	for _, a := range args[1:] {
		p.setThrough(args[0], fromTold(p.content(a)))
	}
}

// fillBy stores what a function that is called stores where its parameters point.
func (p *program) fillBy(k callee) {
	for _, fl := range k.sum.Fills {
		if fl.Param < len(k.args) {
			p.setThrough(k.args[fl.Param], p.apply(fl.Labels, k))
		}
	}
}

// fills returns what the function stores where its parameters point.
func (f *function) fills() (out []Fill) {
	for i, param := range f.fn.Params {
		ptr, ok := param.Type().Underlying().(*types.Pointer)
		if !ok || ssaform.Struct(ptr.Elem()) != nil {
			continue
		}
		s := f.local(f.cells[place{param, nil}]).Map(func(l flow.Label) (flow.Label, bool) {
			return l, !(l.Root == flow.Param && l.Param == i && l.Owner == f.number[f.fn])
		})
		if len(s) > 0 {
			out = append(out, Fill{i, s})
		}
	}
	return out
}

// dialled reports whether v is a connection to somebody whom this program has called.
func dialled(v ssa.Value) bool {
	c := ssaform.Called(held(v))
	return c != nil && catalog.Dials(symbol(c.Common()))
}

// replied returns labels of what is written to somebody as those of the answer, which may
// be about something else.
func replied(s flow.Set) flow.Set {
	return fromTold(s).Map(func(l flow.Label) (flow.Label, bool) {
		l.Shared = true
		return l, true
	})
}

// fromTold returns labels of what somebody, or something, is told as those of what that makes
// of it: identities, and parameters that may be some.
func fromTold(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		return l.AsDerived(), flow.Identity(l.Aspect) || l.Root == flow.Param && l.Aspect == catalog.None
	})
}

// isMAC reports whether a is a hash with a key: what it makes says who has written
// something, and not what, but for a credential that is kept in that form.
func isMAC(a ssa.Value) bool {
	c, ok := a.(*ssa.Call)
	return ok && symbol(c.Common()) == "crypto/hmac.New"
}

// hashes reports whether a call of n writes to a, a hash: what it makes of what is
// written says the same.
func hashes(n string, a ssa.Value, t string) bool {
	return strings.HasPrefix(n, "(hash.Hash") || n == "(io.Writer).Write" && strings.HasPrefix(t, "hash.")
}

func (p *program) setThrough(v ssa.Value, s flow.Set) {
	p.set(v, s)
	for _, at := range p.places(v, 0) {
		p.store(at, s)
		if at.v != nil && at.f == nil {
			p.set(at.v, s)
		}
	}
}

func (p *program) builtin(in *ssa.Call, n string) {
	args := in.Call.Args
	switch n {
	case "append":
		p.set(in, p.container(args[0]))
		if len(args) < 2 {
			return
		}
		s := p.appended(in, args[1])
		p.set(in, s)
		for _, at := range p.places(args[0], 0) {
			if at.v != nil {
				p.store(at, s)
			}
		}
	case "copy":
		p.setThrough(args[0], p.container(args[1]))
	case "min", "max":
		for _, a := range args {
			p.set(in, p.vals[a])
		}
	}
}

// argument returns operand i of a call as catalogue rows count them: -1 is the
// receiver, 0 the first argument after it.
func argument(args []ssa.Value, i int, c *ssa.CallCommon) ssa.Value {
	if c.IsInvoke() || c.Signature().Recv() != nil || ssaform.Bound(c.Value) != nil {
		i++
	} else if fn := c.StaticCallee(); fn != nil && fn.Signature.Recv() != nil {
		i++
	}
	if i < 0 || i >= len(args) {
		return nil
	}
	return args[i]
}

// inbound reports whether a header read is one of the inbound request: its
// receiver is not header fields of a request or response of this program's own.
func (p *program) inbound(c *ssa.CallCommon, args []ssa.Value) bool {
	if len(args) == 0 {
		return true
	}
	recv := args[0]
	t := ssaform.Named(recv.Type())
	if t != "net/http.Header" && t != "net/textproto.MIMEHeader" {
		return true
	}
	s := p.vals[recv]
	if s.Any(func(l flow.Label) bool { return l.Aspect == catalog.Headers || l.Root == flow.Param }) {
		return true
	}
	switch v := recv.(type) {
	case *ssa.UnOp:
		if f, ok := v.X.(*ssa.FieldAddr); ok {
			return inboundFields(f) || p.keepsInbound(ssaform.Field(f.X.Type(), f.Field))
		}
	case *ssa.Field:
		return p.keepsInbound(ssaform.Field(v.X.Type(), v.Field))
	case *ssa.ChangeType:
		return p.vals[v.X].Any(func(l flow.Label) bool { return l.Aspect == catalog.Headers })
	}
	return false
}

// inboundFields reports whether f are the header fields of a request that somebody sent.
func inboundFields(f *ssa.FieldAddr) bool {
	return fieldSymbol(f.X.Type(), f.Field) == "net/http.Request.Header" && !made(f.X, 0)
}

// keepsInbound reports whether the package stores the header fields of such a request in a
// field of a struct of its own.
func (p *program) keepsInbound(f *types.Var) bool {
	stores := p.stores[place{nil, f}]
	return f != nil && len(stores) <= maxFillers && slices.ContainsFunc(stores, func(v ssa.Value) bool {
		u, ok := v.(*ssa.UnOp)
		if !ok {
			return false
		}
		a, ok := u.X.(*ssa.FieldAddr)
		return ok && inboundFields(a)
	})
}

// bind labels the fields of a struct that a binder fills from header fields,
// named in the fields' tags.
func (p *program) bind(t types.Type, pos token.Position) {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i := range s.NumFields() {
		tag := reflect.StructTag(s.Tag(i))
		for _, k := range []string{"header", "reqHeader"} {
			if h, ok := tag.Lookup(k); ok {
				h, _, _ = strings.Cut(h, ",")
				at := place{nil, s.Field(i).Origin()}
				bound := p.cells[at].Any(func(l flow.Label) bool { return l.Root == flow.Forwarded }) // where it is bound first
				if a, ok := p.cat.HeaderAspect(h); ok && !bound {
					p.store(at, flow.Set{headerLabel(a, pos)})
				}
			}
		}
	}
}

// rowKey names the place in which a call keeps, or finds, something.
func (p *program) rowKey(r catalog.Row, args []ssa.Value, c *ssa.CallCommon) string {
	if r.Key < 0 {
		return catalog.PackageOf(r.Symbol)
	}
	return p.key(argument(args, r.Key, c))
}

// key names a context key: by its type and constant value, or by the variable
// that holds it.
func (p *program) key(v ssa.Value) string {
	for range maxDepth {
		switch x := v.(type) {
		case nil:
			return ""
		case *ssa.MakeInterface:
			if c, ok := x.X.(*ssa.Const); ok {
				return keyOf(c)
			}
			if s, ok := x.X.Type().Underlying().(*types.Struct); ok && s.NumFields() == 0 {
				return types.TypeString(x.X.Type(), nil)
			}
			v = x.X
		case *ssa.Const:
			return keyOf(x)
		case *ssa.UnOp:
			v = x.X
		case *ssa.Convert:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Global:
			return x.Pkg.Pkg.Path() + "." + x.Name()
		case *ssa.FieldAddr:
			return fieldSymbol(x.X.Type(), x.Field)
		case *ssa.Alloc:
			t := x.Type().Underlying().(*types.Pointer).Elem()
			if s, ok := t.Underlying().(*types.Struct); ok && s.NumFields() == 0 {
				return types.TypeString(t, nil)
			}
			return ""
		default:
			return ""
		}
	}
	return ""
}

func keyOf(c *ssa.Const) string {
	if c.Value == nil {
		return types.TypeString(c.Type(), nil)
	}
	return types.TypeString(c.Type(), nil) + "=" + c.Value.ExactString()
}

func (p *program) keep(key string, s flow.Set, v ssa.Value) {
	if key == "" {
		return
	}
	s = p.expand(s, 0).Union(p.givenToKeep(s))
	old := p.context[key]
	if u := old.Union(s); len(u) != len(old) {
		p.context[key] = u
		p.changed = true
		p.keepsCallers = p.keepsCallers || u.Any(func(l flow.Label) bool {
			return flow.Identity(l.Aspect) || flow.Certificate(l.Aspect) || flow.OtherCredential(l.Aspect)
		})
	}
	for _, w := range p.contains[key] {
		if w == v {
			return
		}
	}
	p.contains[key] = append(p.contains[key], v)
}

// givenToKeep returns labels of the certificate of a caller for that which other packages give
// an exported function, and which is kept beside the request from there on.
func (p *program) givenToKeep(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Root != flow.Param || l.Aspect != catalog.Leaf || l.Derived || l.Owner == 0 || l.Owner > len(p.fns) {
			return l, false
		}
		fn := p.fns[l.Owner-1]
		return flow.Label{Root: flow.Peer, Aspect: l.Aspect, At: l.At}, ast.IsExported(fn.Name()) && len(p.callers[fn]) == 0
	})
}

// fetch returns the labels of what is found in a context.
func (p *program) fetch(key string) flow.Set {
	// What was found by means of an identity was decided on where it was put, and
	// so was a header: to put what it says there is to believe it.
	return p.inContext(key).Map(func(l flow.Label) (flow.Label, bool) {
		l.Kept = l.Derived || flow.Identity(l.Aspect)
		return l, l.Root != flow.Forwarded && (!l.Derived || !flow.Identity(l.Aspect))
	})
}

// inContext returns the labels of what is put into contexts.
func (p *program) inContext(key string) flow.Set {
	if key == "" {
		return nil
	}
	s := p.context[key]
	if p.facts != nil {
		for _, pf := range p.facts.Packages() {
			s = s.Union(pf.context(key))
		}
	}
	return s
}
