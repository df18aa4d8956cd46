package summary

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A combinator asks authenticators in turn until one says yes. It may be in one
// package, the authenticators in others, and the list of them in a third: there
// both ends meet.

// Try says that what a function is given is asked in turn with others, and that one
// yes is enough: now, or later by what it returns.
type Try struct {
	Param  int    // the parameter, receiver first, that is one of them or a list of them
	Field  string // the field of that parameter that is, or ""
	Method string // the method by which they are asked, or "" if they are called
}

// Method is what is known of a method of the value that a function returns as an
// interface.
type Method struct {
	Name    string
	Summary *Summary
}

// A turn is what the package's combinators ask.
type turn struct {
	tries  map[*ssa.Function][]Try // by function that is given it
	filled map[*types.Var]bool     // fields that exported functions, or other packages, fill
}

// inTurn finds the functions of the package whose parameters are asked in turn.
func (p *program) inTurn() *turn {
	if p.turn == nil {
		p.turn = p.findTurn()
	}
	return p.turn
}

// filledElsewhere reports whether the list of whose elements a call asks one is filled by
// other packages, as far as it can be seen.
func (p *program) filledElsewhere(c *ssa.CallCommon) bool {
	list, _ := askedOf(c)
	if list == nil {
		return false
	}
	if vals, _ := p.origins(c.Value); len(vals) > 0 {
		return false
	}
	return slices.ContainsFunc(p.comesFrom(list), func(v ssa.Value) bool {
		if a, ok := v.(*ssa.FieldAddr); ok {
			return p.inTurn().filled[ssaform.Field(a.X.Type(), a.Field)]
		}
		return ast.IsExported(v.Parent().Name())
	})
}

func (p *program) findTurn() *turn {
	out := map[*ssa.Function][]Try{}
	filled := map[*types.Var]bool{}
	add := func(fn *ssa.Function, t Try) bool {
		if slices.Contains(out[fn], t) {
			return false
		}
		out[fn] = append(out[fn], t)
		return true
	}
	fields := map[*types.Var][]string{} // lists that are asked in turn, and by which methods
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(*ssa.Call)
				if !ok {
					continue
				}
				list, method := askedOf(call.Common())
				if list == nil || !p.firstYes(call) {
					continue
				}
				for _, from := range p.comesFrom(list) {
					switch from := from.(type) {
					case *ssa.Parameter:
						add(from.Parent(), Try{Param: paramIndex(from), Method: method})
					case *ssa.FieldAddr:
						fv := ssaform.Field(from.X.Type(), from.Field)
						if !slices.Contains(fields[fv], method) {
							fields[fv] = append(fields[fv], method)
						}
						filled[fv] = filled[fv] || fv.Exported()
						if of := p.methodForOthers(ssaform.Outermost(fn)); of != nil && fv.Exported() {
							add(of, Try{Field: fv.Name(), Method: method})
						}
					}
				}
			}
		}
	}
	if len(fields)+len(out) == 0 {
		return &turn{}
	}
	for range 3 { // functions that only call such ones
		grown := false
		for _, fn := range p.fns {
			given := func(v ssa.Value, method string) (exported bool) {
				for _, from := range p.comesFrom(v) {
					if q, ok := from.(*ssa.Parameter); ok {
						grown = add(q.Parent(), Try{Param: paramIndex(q), Method: method}) || grown
						exported = exported || ast.IsExported(q.Parent().Name())
					}
				}
				return exported
			}
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					switch in := in.(type) {
					case *ssa.Store:
						if a, ok := in.Addr.(*ssa.FieldAddr); ok {
							fv := ssaform.Field(a.X.Type(), a.Field)
							for _, method := range fields[fv] {
								if given(in.Val, method) {
									filled[fv] = true
								}
							}
						}
					case *ssa.ChangeType:
						for _, t := range p.triesOf(in.Type(), out) {
							given(in.X, t.Method)
						}
					case *ssa.Call:
						args := ssaform.Arguments(in.Common())
						for _, t := range out[p.static(in.Common())] {
							if t.Field == "" && t.Param < len(args) {
								given(args[t.Param], t.Method)
							}
						}
					}
				}
			}
		}
		if !grown {
			break
		}
	}
	return &turn{out, filled}
}

// methodForOthers returns a method that other packages can name, m or another one of its type:
// what is known of the fields is told of it.
func (p *program) methodForOthers(m *ssa.Function) *ssa.Function {
	if m.Signature.Recv() == nil {
		return nil
	}
	if ast.IsExported(m.Name()) {
		return m
	}
	n := ssaform.NamedType(m.Signature.Recv().Type())
	if n == nil {
		return nil
	}
	for other := range n.Origin().Methods() {
		if fn := p.ssa.Prog.FuncValue(other); other.Exported() && p.number[fn] != 0 {
			return fn
		}
	}
	return nil
}

// triesOf returns what is known of the methods of t, a list, that ask its elements.
func (p *program) triesOf(t types.Type, local map[*ssa.Function][]Try) (out []Try) {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	if _, list := n.Underlying().(*types.Slice); !list {
		return nil
	}
	for m := range n.Origin().Methods() {
		tries := local[p.ssa.Prog.FuncValue(m)]
		switch s := p.importedFunc(m); {
		case s != nil:
			tries = s.Tries
		case p.notLookedAt(m) && findsByOne(n, m):
			tries = []Try{{Method: m.Name()}}
		}
		for _, t := range tries {
			if t.Param == 0 && t.Field == "" {
				out = append(out, t)
			}
		}
	}
	return out
}

// notLookedAt reports whether a function is of another package in which nothing is about
// the subject.
func (p *program) notLookedAt(fn *types.Func) bool {
	return p.facts != nil && fn.Pkg() != nil && fn.Pkg() != p.pkg && p.facts.Package(fn.Pkg()) == nil
}

// findsByOne reports whether m, a method of a list of authenticators, is the very method
// that each of them has, and finds somebody: it is one of them that does.
func findsByOne(list *types.Named, m *types.Func) bool {
	if onlyMethod(list) != m.Name() {
		return false
	}
	one := list.Underlying().(*types.Slice).Elem().Underlying().(*types.Interface).Method(0)
	return types.Identical(one.Signature(), m.Signature()) && findsUser(m.Signature())
}

// askedOf returns the list of which a call asks an element that is not always the
// same, and the method by which it does, "" if it calls the element itself.
func askedOf(c *ssa.CallCommon) (list ssa.Value, method string) {
	if c.IsInvoke() {
		method = c.Method.Name()
	} else if c.StaticCallee() != nil {
		return nil, ""
	}
	if load, ok := c.Value.(*ssa.UnOp); ok {
		if at, ok := load.X.(*ssa.IndexAddr); ok {
			if _, constant := at.Index.(*ssa.Const); !constant {
				return at.X, method
			}
		}
	}
	return nil, ""
}

// comesFrom returns the parameters of declared functions, and the fields, that v, one
// authenticator or a list of them, comes from.
func (p *program) comesFrom(v ssa.Value) (out []ssa.Value) {
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value)
	stored := func(a *ssa.Alloc) {
		for _, v := range p.stores[place{a, nil}] {
			visit(v)
		}
	}
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Parameter:
			if v.Parent().Parent() == nil {
				out = append(out, v)
			}
		case *ssa.ChangeType:
			visit(v.X)
		case *ssa.ChangeInterface:
			visit(v.X)
		case *ssa.MakeInterface:
			visit(v.X)
		case *ssa.Slice:
			if a, ok := v.X.(*ssa.Alloc); ok {
				stored(a)
			} else {
				visit(v.X)
			}
		case *ssa.UnOp:
			switch a := v.X.(type) {
			case *ssa.FieldAddr:
				out = append(out, a)
			case *ssa.Alloc:
				stored(a)
			case *ssa.FreeVar:
				for _, at := range p.places(a, 0) {
					if a, ok := at.v.(*ssa.Alloc); ok && at.f == nil {
						stored(a)
					}
				}
			}
		case *ssa.Call:
			if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" || p.name(v.Common()) == "slices.Clone" {
				for _, a := range v.Call.Args {
					visit(a)
				}
			} else if fn := p.static(v.Common()); fn != nil && len(fn.Blocks) > 0 && fn.Signature.Results().Len() == 1 {
				for _, b := range fn.Blocks {
					if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(ret.Results) == 1 {
						visit(ret.Results[0])
					}
				}
			}
		}
	}
	visit(v)
	return out
}

// firstYes reports whether an element's yes, in a loop that asks each, ends it with a
// yes, and whether after a no the next one is asked.
func (p *program) firstYes(call *ssa.Call) bool {
	f := p.newFunction(call.Parent())
	yes := true
	passed, again := false, false
	follow := func(positive bool, at func(*ssa.BasicBlock) bool) {
		seen := map[*ssa.BasicBlock]bool{}
		var visit func(b *ssa.BasicBlock)
		visit = func(b *ssa.BasicBlock) {
			if seen[b] || !at(b) {
				return
			}
			seen[b] = true
			for _, s := range answered(b, call, positive) {
				if positive && emptyHanded(b, s, call) {
					again = true
					continue
				}
				visit(s)
			}
		}
		for _, s := range answered(call.Block(), call, positive) {
			visit(s)
		}
	}
	follow(true, func(b *ssa.BasicBlock) bool {
		if b == call.Block() {
			yes = false // the others are asked, too
			return false
		}
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				passed = passed || f.isNext(in)
			case *ssa.Store:
				passed = passed || keepsFound(in, call)
			}
		}
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			n := len(ret.Results)
			switch {
			case n == 0:
			case affirms(ret.Results[n-1], call):
				passed = true
			case f.ofNext(ret.Results[n-1]): // the answer is the handler's
			default:
				yes = false
			}
		}
		return true
	})
	if somebody := nilTest(call); somebody != nil { // nobody without an error is a no, too
		for _, s := range answered(somebody, call, false) {
			again = again || reaches(s, call.Block())
		}
	}
	follow(false, func(b *ssa.BasicBlock) bool {
		again = again || b == call.Block()
		return b != call.Block()
	})
	return yes && passed && again
}

// emptyHanded reports whether a branch, from b to s, is one on which a yes was none: what was
// found lacks something, and the next one is asked.
func emptyHanded(b, s *ssa.BasicBlock, call *ssa.Call) bool {
	cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || !asksOf(cond.Cond, call) {
		return false
	}
	other := b.Succs[0]
	if other == s {
		other = b.Succs[1]
	}
	return reaches(s, call.Block()) && !reaches(other, call.Block())
}

// asksOf reports whether a condition is about something of what a call has found.
func asksOf(cond ssa.Value, call *ssa.Call) bool {
	for range maxDepth {
		if resultOfCall(cond, call) {
			return true
		}
		switch v := cond.(type) {
		case *ssa.BinOp:
			cond = v.X
		case *ssa.UnOp:
			cond = v.X
		case *ssa.FieldAddr:
			cond = v.X
		case *ssa.Field:
			cond = v.X
		case *ssa.Call: // its length, or a method
			args := ssaform.Arguments(v.Common())
			if len(args) != 1 {
				return false
			}
			cond = args[0]
		default:
			return false
		}
	}
	return false
}

// keepsFound reports whether a store keeps whom a call has found in what the function is
// given, such as the state of an exchange: that is its yes, if it has no other.
func keepsFound(st *ssa.Store, call *ssa.Call) bool {
	at, ok := st.Addr.(*ssa.FieldAddr)
	if !ok || !resultOfCall(st.Val, call) || ssaform.Struct(st.Val.Type()) == nil {
		return false
	}
	_, given := at.X.(*ssa.Parameter)
	return given && call.Parent().Signature.Results().Len() == 0
}

// ofNext reports whether v is what the next handler returned.
func (f *function) ofNext(v ssa.Value) bool {
	call := ssaform.Called(v)
	return call != nil && f.isNext(call)
}

// answered returns the blocks that follow b when the answer of a call was yes, or no.
func answered(b *ssa.BasicBlock, call *ssa.Call, positive bool) []*ssa.BasicBlock {
	if cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
		if said, ok := saysYes(cond.Cond, call); ok {
			if said == positive {
				return b.Succs[:1]
			}
			return b.Succs[1:]
		}
	}
	return b.Succs
}

// nilTest returns the block that ends with a test of whether a call, which also returns an
// error, has found somebody; nil if there is none.
func nilTest(call *ssa.Call) *ssa.BasicBlock {
	if call.Referrers() == nil {
		return nil
	}
	for _, r := range *call.Referrers() {
		found, ok := r.(*ssa.Extract)
		if !ok || isError(found.Type()) || found.Referrers() == nil {
			continue
		}
		for _, r := range *found.Referrers() {
			b := r.Block()
			cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if test, isTest := r.(*ssa.BinOp); !ok || r != cond && (!isTest || cond.Cond != test) {
				continue
			}
			if _, ok := saysYes(cond.Cond, call); ok {
				return b
			}
		}
	}
	return nil
}

// saysYes reports whether a condition on the answer of a call holds for a yes; ok is
// false if it is about something else.
func saysYes(cond ssa.Value, call *ssa.Call) (yes, ok bool) {
	switch c := cond.(type) {
	case *ssa.UnOp:
		yes, ok = saysYes(c.X, call)
		return !yes, ok && c.Op == token.NOT
	case *ssa.BinOp:
		k, isConst := c.Y.(*ssa.Const)
		if !isConst || !k.IsNil() || !resultOfCall(c.X, call) || c.Op != token.EQL && c.Op != token.NEQ {
			return false, false
		}
		return isError(c.X.Type()) == (c.Op == token.EQL), true
	}
	return true, isBool(cond.Type()) && resultOfCall(cond, call)
}

func resultOfCall(v ssa.Value, call *ssa.Call) bool {
	return call != nil && ssaform.Called(v) == call
}

// affirms reports whether a function says yes with v as its last result, after a call, if it is
// not nil, has said so.
func affirms(v ssa.Value, call *ssa.Call) bool {
	if k, ok := v.(*ssa.Const); ok {
		if isError(v.Type()) {
			return k.IsNil()
		}
		return k.Value != nil && k.Value.ExactString() == "true"
	}
	return resultOfCall(v, call)
}

// combined finds the lists of authenticators that are given to combinators of other
// packages, or to those that the package offers, each as the gate that asks them in turn.
func (p *program) combined() (out []*Gate) {
	type list struct {
		combinator any
		root       any
		method     string
	}
	lists := map[list]*elements{}
	var order []*elements
	add := func(key list, fn *ssa.Function, pos token.Pos, what string, v ssa.Value, method string) {
		l := lists[key]
		if l == nil {
			l = &elements{fn: fn, pos: pos, what: what}
			lists[key] = l
			order = append(order, l)
		}
		l.collect(p, v, method)
	}
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Call:
					c := in.Common()
					args := ssaform.Arguments(c)
					for _, t := range p.triesBy(c) {
						if t.Field != "" || t.Param >= len(args) {
							continue
						}
						key := list{in, nil, t.Method}
						if _, several := args[t.Param].Type().Underlying().(*types.Slice); !several {
							key = list{ssaform.Object(c).Origin(), p.addedTo(in), t.Method}
						}
						add(key, fn, in.Pos(), callText(c), args[t.Param], t.Method)
					}
				case *ssa.Slice:
					if !p.ofPackage(in.Type()) {
						for _, t := range p.triesOf(in.Type(), nil) {
							add(list{in, nil, t.Method}, fn, in.Pos(), "the list", in, t.Method)
						}
					}
				case *ssa.Store:
					a, ok := in.Addr.(*ssa.FieldAddr)
					if !ok || p.ofPackage(a.X.Type()) {
						continue
					}
					if fv := ssaform.Field(a.X.Type(), a.Field); fv != nil {
						if method, ok := p.fieldTried(a.X.Type(), fv.Name()); ok {
							add(list{in, nil, method}, fn, in.Pos(), fv.Name(), in.Val, method)
						}
					}
				}
			}
		}
	}
	for _, l := range order {
		if len(l.asked) > 1 {
			out = append(out, l.gate())
		}
	}
	return out
}

// ofPackage reports whether a named type, or what it points to, is of this package, or
// has no name.
func (p *program) ofPackage(t types.Type) bool {
	n := ssaform.NamedType(t)
	return n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg() == p.pkg
}

// fieldTried returns the method by which the elements of an imported struct's field are
// asked in turn.
func (p *program) fieldTried(t types.Type, field string) (method string, ok bool) {
	n := ssaform.NamedType(t)
	if n == nil {
		return "", false
	}
	for m := range n.Origin().Methods() {
		if s := p.importedFunc(m); s != nil {
			for _, t := range s.Tries {
				if t.Field == field {
					return t.Method, true
				}
			}
		}
	}
	return "", false
}

// triesBy returns what is known of a function that is called as a combinator: of another
// package, or one that this one offers to others, whose lists are put together by callers.
func (p *program) triesBy(c *ssa.CallCommon) []Try {
	if fn := p.static(c); fn != nil && ast.IsExported(fn.Name()) && fn.Signature.Recv() == nil {
		return p.inTurn().tries[fn]
	}
	return p.importedTries(c)
}

// importedTries returns what is known of a function of another package as a combinator.
func (p *program) importedTries(c *ssa.CallCommon) []Try {
	obj := ssaform.Object(c)
	if obj == nil || c.IsInvoke() {
		return nil
	}
	if s := p.importedFunc(obj); s != nil {
		return s.Tries
	}
	if sig := c.Signature(); combines(sig) && catalog.FirstOfName(madeBy(obj)) && !p.cat.NeverDecides(catalog.PackageOf(p.name(c)), p.name(c)) {
		// Its package mentions nothing of the subject, and was not looked at.
		return []Try{{Param: sig.Params().Len() - 1, Method: onlyMethod(sig.Params().At(sig.Params().Len() - 1).Type())}}
	}
	return nil
}

// madeBy returns the name of a function, or, if it is New, that of its package: union.New.
func madeBy(obj *types.Func) string {
	if obj.Name() == "New" && obj.Pkg() != nil {
		return obj.Pkg().Name()
	}
	return obj.Name()
}

// combines reports whether a function makes one of several of the same kind: one that is
// called, or that has a method.
func combines(sig *types.Signature) bool {
	if !sig.Variadic() || sig.Recv() != nil || sig.Results().Len() != 1 {
		return false
	}
	list, ok := sig.Params().At(sig.Params().Len() - 1).Type().Underlying().(*types.Slice)
	if !ok || !types.Identical(list.Elem(), sig.Results().At(0).Type()) {
		return false
	}
	_, called := list.Elem().Underlying().(*types.Signature)
	return called || onlyMethod(list) != ""
}

// onlyMethod returns the method of an interface, or of the elements of a list, that has
// one alone.
func onlyMethod(t types.Type) string {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	if i, ok := t.Underlying().(*types.Interface); ok && i.NumMethods() == 1 {
		return i.Method(0).Name()
	}
	return ""
}

// addedTo returns what tells apart the combinators to which calls add authenticators one
// by one: the variable, the field or the value whose method is called, or the list of
// options that the call makes one of.
func (p *program) addedTo(call *ssa.Call) any {
	if call.Call.Signature().Recv() == nil {
		for _, r := range *call.Referrers() {
			if s, ok := r.(*ssa.Store); ok {
				if at, ok := s.Addr.(*ssa.IndexAddr); ok {
					return at.X
				}
			}
		}
		return call
	}
	v := ssaform.Arguments(&call.Call)[0]
	for range maxDepth {
		switch x := v.(type) {
		case *ssa.Call:
			if args := ssaform.Arguments(x.Common()); len(p.importedTries(x.Common())) > 0 && len(args) > 0 && types.Identical(args[0].Type(), x.Type()) {
				v = args[0]
				continue
			}
		case *ssa.UnOp:
			if a, ok := x.X.(*ssa.FieldAddr); ok {
				return ssaform.Field(a.X.Type(), a.Field)
			}
			v = x.X
			continue
		}
		return v
	}
	return v
}

// elements are the authenticators of a list.
type elements struct {
	fn    *ssa.Function
	pos   token.Pos
	what  string
	asked []authenticator
}

// An authenticator says yes in some ways; what it finds is of a type, if it says who
// the caller is.
type authenticator struct {
	pos   token.Pos
	at    token.Position
	yes   []gate.Path
	finds types.Type
	kinds []string // of what it finds, see Summary.Kinds
}

// collect adds the authenticators that v is, or holds.
func (l *elements) collect(p *program, v ssa.Value, method string) {
	p.trace(v, func(v ssa.Value) (end, known bool) {
		var s *Summary
		sig, pos := (*types.Signature)(nil), v.Pos()
		switch x := v.(type) {
		case *ssa.MakeInterface:
			obj, _, _ := types.LookupFieldOrMethod(x.X.Type(), true, p.pkg, method)
			if m, ok := obj.(*types.Func); ok {
				s, sig = p.summaryOf(m), m.Signature()
			}
			if c, ok := x.X.(*ssa.Call); ok && s == nil {
				s = p.credentialOf(c)
			}
			if !pos.IsValid() {
				pos = cmp.Or(elementPos(x), x.X.Pos())
			}
		case *ssa.Function:
			if method == "" {
				s, sig = p.about(x), x.Signature
			}
		case *ssa.MakeClosure:
			if fn, ok := x.Fn.(*ssa.Function); ok && method == "" {
				s, sig = p.about(fn), fn.Signature
			}
		case *ssa.Call:
			if s = p.credentialOf(x); s != nil {
				break
			}
			if p.static(x.Common()) != nil {
				return false, true
			}
			s, sig = p.returnedMethod(x, 0, method)
		case *ssa.Extract:
			if c, ok := x.Tuple.(*ssa.Call); ok && p.static(c.Common()) == nil {
				s, sig = p.returnedMethod(c, x.Index, method)
				pos = c.Pos()
			}
		}
		if s == nil {
			return false, true
		}
		yes := s.Yes
		if s.Finds {
			yes = s.Found // nobody, and no error, is a no
		}
		if s.Opaque || !hasEvidence(yes) {
			return true, true
		}
		a := authenticator{pos: pos, at: p.position(pos), yes: yes}
		if sig != nil && sig.Results().Len() > 1 && !isBool(sig.Results().At(0).Type()) {
			a.finds, a.kinds = sig.Results().At(0).Type(), s.Kinds
		}
		l.asked = append(l.asked, a)
		return true, true
	})
}

// elementPos returns where v stands in the list that is stored in, or in the arguments of the
// variadic call that it is one of: a value without fields has no position of its own.
func elementPos(v ssa.Value) token.Pos {
	for _, r := range *v.Referrers() {
		s, ok := r.(*ssa.Store)
		if !ok {
			continue
		}
		if s.Pos().IsValid() {
			return s.Pos()
		}
		if at, ok := s.Addr.(*ssa.IndexAddr); ok {
			return argumentPos(at)
		}
	}
	return token.NoPos
}

// argumentPos returns the position of the argument that is stored at an element of the list
// of a variadic call.
func argumentPos(at *ssa.IndexAddr) (pos token.Pos) {
	i, ok := at.Index.(*ssa.Const)
	if !ok {
		return token.NoPos
	}
	call := listOf(at.X)
	if call == nil {
		return token.NoPos
	}
	return nthArgument(call, call.Call.Signature().Params().Len()-1+int(i.Int64()))
}

// argumentAt returns the position of an argument of a call, the nth from the last.
func argumentAt(call ssa.CallInstruction, nth int) token.Pos {
	return nthArgument(call, call.Common().Signature().Params().Len()-nth)
}

// nthArgument returns the position of argument n of a call as it is written, of which the
// receiver is none.
func nthArgument(call ssa.CallInstruction, n int) (pos token.Pos) {
	if call.Parent().Syntax() == nil {
		return token.NoPos
	}
	ast.Inspect(call.Parent().Syntax(), func(x ast.Node) bool {
		if c, ok := x.(*ast.CallExpr); ok && c.Lparen == call.Pos() && n >= 0 && n < len(c.Args) {
			pos = c.Args[n].Pos()
		}
		return !pos.IsValid()
	})
	return pos
}

// listOf returns the variadic call whose arguments an array holds.
func listOf(array ssa.Value) *ssa.Call {
	if array.Referrers() == nil {
		return nil
	}
	for _, r := range *array.Referrers() {
		s, ok := r.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, r := range *s.Referrers() {
			if c, ok := r.(*ssa.Call); ok {
				return c
			}
		}
	}
	return nil
}

// about returns what is known of a function, a literal, or a method that is a value.
func (p *program) about(fn *ssa.Function) *Summary {
	fn = ssaform.Unwrap(fn)
	if s := p.sums[fn]; s != nil {
		return s
	}
	if m, ok := fn.Object().(*types.Func); ok {
		return p.importedFunc(m)
	}
	return nil
}

// summaryOf returns what is known of a method, of this package or of another one.
func (p *program) summaryOf(m *types.Func) *Summary {
	if fn := p.ssa.Prog.FuncValue(m.Origin()); fn != nil {
		return p.about(fn)
	}
	return p.importedFunc(m)
}

// returnedMethod returns what is known of a method of result i of a call of another
// package's function, or of the function that the result is.
func (p *program) returnedMethod(call *ssa.Call, i int, method string) (*Summary, *types.Signature) {
	res := call.Call.Signature().Results()
	if i >= res.Len() {
		return nil, nil
	}
	t := res.At(i).Type()
	if method == "" {
		sig, _ := t.Underlying().(*types.Signature)
		return p.givenBy(call), sig
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.pkg, method)
	m, ok := obj.(*types.Func)
	made := ssaform.Object(call.Common())
	if !ok || made == nil || i > 0 {
		return nil, nil
	}
	if s := p.importedFunc(made); s != nil {
		for _, k := range s.Methods {
			if k.Name == method {
				return k.Summary, m.Signature()
			}
		}
	}
	return nil, nil
}

// credentialOf returns the summary of the authenticator that a library's function makes.
func (p *program) credentialOf(call *ssa.Call) *Summary {
	for _, r := range p.cat.Rows(p.name(call.Common())) {
		if r.Role == catalog.Guard {
			l := labelOf(r.Aspect)
			l.At = p.position(call.Pos())
			return &Summary{Outcome: true, Yes: []gate.Path{{{Evidence: []gate.Evidence{{Op: gate.Decision, Label: l, At: l.At}}}}}}
		}
	}
	return nil
}

// gate makes a gate of the list: each authenticator is a way in.
func (l *elements) gate() *Gate {
	a := Allow{Pos: l.pos, What: l.what}
	named := true
	for _, e := range l.asked {
		named = named && e.finds != nil && types.Identical(e.finds, l.asked[0].finds)
		a.Ways = append(a.Ways, waysOf(e.yes, l.pos, e.at)...)
	}
	if named {
		a.Shape = []Shape{{Type: types.TypeString(l.asked[0].finds, nil), Any: true}}
	}
	g := &Gate{Fn: l.fn, Kind: Decider, Name: functionName(l.fn), Pos: l.pos, Allows: []Allow{a}}
	if apart(l.asked, func(a authenticator) []string { return a.kinds }) {
		g.Distinct = []token.Pos{l.pos}
	}
	return g
}

// distinct returns the calls that ask authenticators in turn, each of which finds somebody of
// a type of its own who leaves the function.
func (f *function) distinct() (out []token.Pos) {
	if !f.alternatives() {
		return nil
	}
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok || !f.leavesWith(call) {
				continue
			}
			ks, _, list := f.callees(call.Common())
			if list && apart(ks, func(k callee) []string { return k.sum.Kinds }) {
				out = append(out, call.Pos())
			}
		}
	}
	return out
}

// leavesWith reports whether the first of a call's results is returned, or passed on.
func (f *function) leavesWith(call *ssa.Call) bool {
	for _, r := range *call.Referrers() {
		first, ok := r.(*ssa.Extract)
		if !ok || first.Index != 0 {
			continue
		}
		if slices.ContainsFunc(*first.Referrers(), func(use ssa.Instruction) bool {
			ret, returned := use.(*ssa.Return)
			next, called := use.(*ssa.Call)
			return returned && ret.Results[0] == first || called && f.isNext(next)
		}) {
			return true
		}
	}
	return false
}

// apart reports whether what each of a list finds tells by its type which one it was.
func apart[T any](list []T, kinds func(T) []string) bool {
	seen := map[string]bool{}
	for _, e := range list {
		if len(kinds(e)) == 0 {
			return false
		}
		for _, k := range kinds(e) {
			if seen[k] {
				return false
			}
			seen[k] = true
		}
	}
	return len(list) > 1
}

// waysOf returns the ways in which a function that is not called here, but asked by others,
// answers; pos is where it is handed to them, and from where it stands in a list.
func waysOf(paths []gate.Path, pos token.Pos, from token.Position) (out []Way) {
	for _, path := range paths {
		var w Way
		for _, lit := range path {
			it := Item{Pos: pos}
			for _, ev := range lit.Evidence {
				if ev.Label.Root != flow.Param {
					ev.From = from
					it.Evidence = append(it.Evidence, ev)
				}
			}
			switch {
			case len(it.Evidence) == 0:
			case lit.Neg:
				w.Not = append(w.Not, it)
			default:
				w.Holds = append(w.Holds, it)
			}
		}
		out = append(out, w)
	}
	return out
}

// methodsOf returns what importers need to know of the value that an exported function
// returns as an interface: of its methods that answer.
func (p *program) methodsOf(fn *ssa.Function) (out []Method) {
	res := fn.Signature.Results()
	if res.Len() == 0 || !ast.IsExported(fn.Name()) || !types.IsInterface(res.At(0).Type()) || isError(res.At(0).Type()) {
		return nil
	}
	var made types.Type
	var value ssa.Value // the one that is returned, if it is one
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) == 0 {
			continue
		}
		switch v := ret.Results[0].(type) {
		case *ssa.MakeInterface:
			if made != nil && !types.Identical(made, v.X.Type()) {
				return nil
			}
			if value = v.X; made != nil {
				value = nil
			}
			made = v.X.Type()
		case *ssa.Const: // nil, beside an error
		default:
			return nil
		}
	}
	if made == nil {
		return nil
	}
	iface := res.At(0).Type().Underlying().(*types.Interface)
	for m := range iface.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(made, true, p.pkg, m.Name())
		impl, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		k := p.ssa.Prog.FuncValue(impl.Origin())
		if lit := p.adapted(k, value); lit != nil {
			k = lit
		}
		if s := p.sums[k]; k != nil && s != nil && s.Outcome && (hasEvidence(s.Yes) || hasEvidence(s.No)) {
			out = append(out, Method{m.Name(), s.portable(p.number[k])})
		}
	}
	return out
}

// adapted returns the function literal that a method calls for everything, if v, on which it
// is called, is that literal, or a struct that holds it in a field: a function made an
// interface. It is given nothing but requests and contexts.
func (p *program) adapted(method *ssa.Function, v ssa.Value) *ssa.Function {
	if method == nil || v == nil || len(method.Blocks) != 1 {
		return nil
	}
	called := calls(method)
	if called != method.Params[0] {
		v = p.heldIn(v, fieldRead(loaded(called)))
	}
	if called == nil || v == nil {
		return nil
	}
	fns, open := p.targets(v, 0)
	if open || len(fns) != 1 || slices.ContainsFunc(fns[0].Params, func(q *ssa.Parameter) bool {
		r := p.cat.Type(ssaform.Named(q.Type()))
		return r != catalog.RequestType && r != catalog.ContextType && r != catalog.ResponseType
	}) {
		return nil
	}
	return fns[0]
}

// heldIn returns the one value that a field of a struct of this function holds.
func (p *program) heldIn(v ssa.Value, field *types.Var) ssa.Value {
	v = loaded(v)
	if field == nil || !isAlloc(v) {
		return nil
	}
	if held := p.stores[place{v, field}]; len(held) == 1 {
		return held[0]
	}
	return nil
}

// calls returns what a method calls with its own parameters, and whose results are its own.
func calls(method *ssa.Function) ssa.Value {
	b := method.Blocks[0]
	ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	if !ok || len(ret.Results) == 0 {
		return nil
	}
	call := ssaform.Called(ret.Results[0])
	if call == nil || !slices.EqualFunc(call.Call.Args, method.Params[1:], func(a ssa.Value, q *ssa.Parameter) bool { return a == q }) {
		return nil
	}
	return call.Call.Value
}
