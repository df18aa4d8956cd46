package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// makesMissing reports whether a call makes a record, of what has the labels s, that
// becomes whom the request is from, whatever the record is called: it is what a look-up of
// the same did not find, or its name says that it finds or makes one. A record that it is
// given may say instead that it is in force, and a function that it takes in who comes.
func (f *function) makesMissing(call *ssa.Call, s flow.Set, given []ssa.Value) bool {
	if len(s) == 0 || records(call.Common()) || !catalog.Upserts(calledName(call.Common())) && f.missed(call) == nil {
		return false
	}
	// What is returned is the caller where the connection itself is asked; of helpers that
	// are given a name, their callers would have to say.
	asked := s.Any(func(l flow.Label) bool { return l.Root != flow.Param })
	rec := firstResult(call)
	if rec != nil && f.isRecord(call, rec.Type()) && (f.becomesCaller(rec, asked) || asked && f.enrolls(call) && !f.asksStateOf(rec)) {
		return true
	}
	return slices.ContainsFunc(ssaform.Arguments(call.Common()), func(v ssa.Value) bool {
		a, _ := madeStruct(v)
		return a != nil && f.isRecord(call, a.Type()) && (f.becomesCaller(a, false) || f.saysInForce(a.Type(), given))
	})
}

// enrolls reports whether the function says that it takes in who comes, and has asked for
// nothing but the certificate before a call.
func (f *function) enrolls(call *ssa.Call) bool {
	if !catalog.Enrolls(f.fn.Name()) {
		return false
	}
	for b := call.Block(); b.Idom() != nil; b = b.Idom() {
		if slices.ContainsFunc(askedBefore(b), f.asksText) {
			return false
		}
	}
	return true
}

// asksText reports whether a call is given a text that is not taken out of a certificate,
// such as a code.
func (f *function) asksText(call *ssa.Call) bool {
	return slices.ContainsFunc(ssaform.Arguments(call.Common()), func(v ssa.Value) bool {
		return texts(v.Type()) && !isConst(v) && len(f.ofValue(v, f.content(v))) == 0
	})
}

// saysInForce reports whether one of the records of type t among values, which are made
// here, says that whoever it is about may do something.
func (f *function) saysInForce(t types.Type, values []ssa.Value) bool {
	return slices.ContainsFunc(values, func(v ssa.Value) bool {
		a, _ := madeStruct(v)
		return a != nil && types.Identical(a.Type(), t) && f.entitles(a) && !f.notInForce(a, 0)
	})
}

// isRecord reports whether what a call makes, of type t, may be an account: a struct of
// the project's own that is not named after what goes along with a connection, or after
// what somebody has.
func (f *function) isRecord(call *ssa.Call, t types.Type) bool {
	named := ssaform.NamedType(t)
	if named == nil || named.Obj().Pkg() == nil || std(named.Obj().Pkg().Path()) {
		return false
	}
	c := call.Common()
	names := []string{named.Obj().Name(), calledName(c)}
	if c.Signature().Recv() != nil || c.IsInvoke() {
		names = append(names, typeName(ssaform.Arguments(c)[0]))
	}
	return !slices.ContainsFunc(names, catalog.Passing) && (f.mayFail(c) || !catalog.ConnectionName(names[0]))
}

// missed returns the look-up in whose stead a call is made, or nil: it was asked the same
// of the same store for the same kind of record, and failed.
func (f *function) missed(call *ssa.Call) *ssa.Call {
	c := call.Common()
	if !catalog.MakesMissing(calledName(c)) {
		return nil
	}
	recs := f.recordTypes(call)
	for b := call.Block(); len(recs) > 0 && b.Idom() != nil; b = b.Idom() {
		if len(b.Preds) != 1 {
			continue
		}
		for _, l := range failedAlong(b.Preds[0], b) {
			found := firstResult(l).Type()
			if l != call && slices.ContainsFunc(recs, func(t types.Type) bool { return types.Identical(found, t) }) && f.asksSame(l, call) {
				return l
			}
		}
	}
	return nil
}

// recordTypes returns the types of the records that a call may make: that of what it
// returns, and those of the structs made here that it is given, and of pointers to them.
func (f *function) recordTypes(call *ssa.Call) (out []types.Type) {
	if rec := firstResult(call); rec != nil {
		out = append(out, rec.Type())
	}
	for _, v := range ssaform.Arguments(call.Common()) {
		if a, _ := madeStruct(v); a != nil {
			out = append(out, a.Type(), a.Type().Underlying().(*types.Pointer).Elem())
		}
	}
	return out
}

// failedAlong returns the calls that have failed when control gets from p to b: their
// error is there, their record or their flag is not.
func failedAlong(p, b *ssa.BasicBlock) (out []*ssa.Call) {
	cond, holds, ok := along(p, b)
	if !ok {
		return nil
	}
	if v, ok := cond.(*ssa.BinOp); ok { // which error it is
		holds = v.Op == token.EQL && holds || v.Op == token.NEQ && !holds
	}
	for _, v := range answers(cond) {
		l := ssaform.Called(v)
		if l == nil || firstResult(l) == nil {
			continue
		}
		failed := isError(v.Type()) && holds
		if c, ok := branch(v, p, b); ok {
			failed = len(c.yes) == 0
		}
		if failed {
			out = append(out, l)
		}
	}
	return out
}

// answers returns what a condition asks: itself, both sides of a comparison, or what a
// function that tells errors apart is given.
func answers(cond ssa.Value) []ssa.Value {
	switch v := cond.(type) {
	case *ssa.BinOp:
		return []ssa.Value{v.X, v.Y}
	case *ssa.Call:
		return v.Call.Args
	}
	return []ssa.Value{cond}
}

// askedBefore returns the calls of whose answers one alone leads to b.
func askedBefore(b *ssa.BasicBlock) (out []*ssa.Call) {
	if len(b.Preds) != 1 {
		return nil
	}
	cond, _, ok := along(b.Preds[0], b)
	if !ok {
		return nil
	}
	for _, v := range append(slices.Clip(answers(cond)), cond) {
		if c := ssaform.Called(v); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// asksSame reports whether two calls are given the same identity, and belong together:
// methods of the same value, or functions of one package.
func (f *function) asksSame(a, b *ssa.Call) bool {
	ca, cb := a.Common(), b.Common()
	x, y := ssaform.Object(ca), ssaform.Object(cb)
	if x == nil || y == nil || x.Pkg() != y.Pkg() || x == y {
		return false
	}
	xs, ys := ssaform.Arguments(ca), ssaform.Arguments(cb)
	method := x.Signature().Recv() != nil
	if method != (y.Signature().Recv() != nil) || method && !sameValue(xs[0], ys[0]) {
		return false
	}
	given := slices.Clip(ys)
	for _, y := range ys {
		given = append(given, f.fieldValues(y)...)
	}
	return slices.ContainsFunc(xs, func(v ssa.Value) bool {
		s := f.content(v)
		return len(f.ofValue(v, s).Union(leaves(s))) > 0 && slices.ContainsFunc(given, func(w ssa.Value) bool { return sameValue(v, w) })
	})
}

// fieldValues returns what the fields of a struct hold that is made here.
func (f *function) fieldValues(v ssa.Value) (out []ssa.Value) {
	a, st := madeStruct(v)
	if a == nil {
		return nil
	}
	for fv := range st.Fields() {
		out = append(out, f.stores[place{a, fv.Origin()}]...)
	}
	return out
}

// sameValue reports whether two values are one, or loaded from one place.
func sameValue(x, y ssa.Value) bool {
	for range maxDepth {
		x, y = held(x), held(y)
		if x == y {
			return true
		}
		switch v := x.(type) {
		case *ssa.UnOp:
			w, ok := y.(*ssa.UnOp)
			if !ok || v.Op != w.Op {
				return false
			}
			x, y = v.X, w.X
		case *ssa.FieldAddr:
			w, ok := y.(*ssa.FieldAddr)
			if !ok || v.Field != w.Field {
				return false
			}
			x, y = v.X, w.X
		case *ssa.IndexAddr:
			w, ok := y.(*ssa.IndexAddr)
			if !ok || !sameIndex(v.Index, w.Index) {
				return false
			}
			x, y = v.X, w.X
		default:
			return false
		}
	}
	return false
}

// sameIndex reports whether two indexes are one value, or the same number.
func sameIndex(x, y ssa.Value) bool {
	v, ok := x.(*ssa.Const)
	w, both := y.(*ssa.Const)
	return x == y || ok && both && v.Int64() == w.Int64()
}

// firstResult returns what a call returns, or the first of it; nil if nothing takes it.
func firstResult(call *ssa.Call) ssa.Value {
	if call.Common().Signature().Results().Len() == 1 {
		return call
	}
	if call.Referrers() == nil {
		return nil
	}
	for _, r := range *call.Referrers() {
		if x, ok := r.(*ssa.Extract); ok && x.Index == 0 {
			return x
		}
	}
	return nil
}

// returnedAs reports whether a return statement returns such a value, or a struct made of
// parts of one, beside the error or the flag with which the function answers.
func (f *function) returnedAs(ret *ssa.Return, is func(ssa.Value) bool) bool {
	if k := f.answerKind(); k != answersError && k != answersBool || len(ret.Results) < 2 {
		return false
	}
	r := ret.Results[0]
	return is(r) || f.madeOfParts(r, is)
}

// madeOfParts reports whether v is a struct made here of parts of such a value.
func (f *function) madeOfParts(v ssa.Value, is func(ssa.Value) bool) bool {
	return slices.ContainsFunc(f.fieldValues(v), func(s ssa.Value) bool { return partOf(s, is) })
}

// partOf reports whether v is such a value, or loaded from a field of one.
func partOf(v ssa.Value, is func(ssa.Value) bool) bool {
	for range maxDepth {
		if is(v) {
			return true
		}
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		default:
			return false
		}
	}
	return false
}

// onlyFetched reports whether a call does nothing but take an identity out of the
// certificate that it is given: that it fails says that there is none.
func (f *function) onlyFetched(call *ssa.Call) bool {
	ks, open, _ := f.callees(call.Common())
	return !open && len(ks) > 0 && !slices.ContainsFunc(ks, func(k callee) bool {
		return !k.sum.Outcome || k.sum.Opaque || carriesEvidence(k.sum) || len(k.sum.Results) == 0 ||
			!k.sum.Results[0].Any(func(l flow.Label) bool { return l.Root == flow.Param && flow.Identity(l.Aspect) })
	})
}
