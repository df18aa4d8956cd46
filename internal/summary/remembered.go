package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A session is authenticated once, and asked about that with every command. Where one function
// sets its flag, or its user, by the client certificate, and another does by a password, neither
// knows both: the alternative is between what sets the field, and the gate is what asks it.

// Remembered is a field of a session which the client certificate sets, and another credential
// alone does.
type Remembered struct {
	Field    string
	Function string // that sets it by the other credential
	Pos      token.Pos
	By       gate.Evidence // the other credential
	Cert     Way           // in which the certificate does
	CertBy   gate.Evidence
	CertPos  token.Pos
	Asked    token.Pos // where a command is refused without it
	Same     bool      // it is a flag: nothing tells one from the other
	Told     bool      // something else that is set with it does
}

// setBy is a store to such a field, and what it rests on.
type setBy struct {
	store *ssa.Store
	at    Item
	by    gate.Evidence
	way   Way
}

// remembered finds such fields.
func (p *program) remembered() (out []Remembered) {
	fields := p.storesByField(isState)
	seen := map[token.Pos]bool{} // a flag and a user that are set together are one
	for _, field := range p.inOrder(fields) {
		if len(fields[field]) < 2 {
			continue
		}
		certs, others, ok := p.setters(field, fields[field])
		if !ok {
			continue
		}
		asked := p.turnsAwayWithout(field)
		if asked == token.NoPos {
			continue
		}
		for _, o := range others {
			for _, c := range certs {
				if !seen[o.at.Pos] && p.eitherSets(c.store, o.store) {
					seen[o.at.Pos] = true
					told, alike := toldApart(c.store, o.store)
					out = append(out, Remembered{
						Field: field.Name(), Function: functionName(o.store.Parent()), Pos: o.at.Pos, By: o.by,
						Cert: c.way, CertBy: c.by, CertPos: c.store.Pos(), Asked: asked,
						Same: isBool(field.Type()) && !alike, Told: told,
					})
				}
			}
		}
	}
	return out
}

// isState reports whether t is that of what a session remembers: a flag, a text, or somebody.
func isState(t types.Type) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	return remembers(t) || ok && ssaform.Struct(ptr) != nil && ssaform.Named(ptr) != "" && !std(catalog.PackageOf(ssaform.Named(ptr)))
}

// inOrder returns fields as they stand in the source.
func (p *program) inOrder(fields map[*types.Var][]*ssa.Store) (out []*types.Var) {
	for f := range fields {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b *types.Var) int { return int(a.Pos() - b.Pos()) })
	return out
}

// setters tells the stores that the certificate leads to from those that another credential alone
// does. It is not ok if there is one of another kind, or none of either.
func (p *program) setters(field *types.Var, stores []*ssa.Store) (certs, others []setBy, ok bool) {
	for _, s := range stores {
		f := p.funcs[s.Parent()]
		if f == nil || f.gaveUp {
			return nil, nil, false
		}
		ways := f.in[s.Block().Index]
		if !isConst(s.Val) {
			switch {
			case isBool(s.Val.Type()):
				ways = f.and(ways, f.cond(s.Val).yes)
			case !isAlloc(s.Val) && !remembers(s.Val.Type()):
				ways = f.and(ways, f.nonNil(s.Val, s.Val).yes)
			}
		}
		switch by, cert := f.setWith(s, ways, f.certificateOn); {
		case cert:
			certs = append(certs, by)
		default:
			by, other := f.setWith(s, ways, func(w gate.Way) (int, gate.Evidence, bool) { return f.otherOn(w, field) })
			if !other {
				return nil, nil, false
			}
			if !p.behindCertificate(s.Parent(), map[*ssa.Function]bool{}) {
				others = append(others, by)
			}
		}
	}
	return certs, others, len(certs) > 0 && len(others) > 0
}

// setWith returns what a store rests on, if on each of the ways to it there is such evidence.
func (f *function) setWith(s *ssa.Store, ways gate.Ways, on func(gate.Way) (int, gate.Evidence, bool)) (by setBy, ok bool) {
	for _, w := range ways {
		i, e, found := on(w)
		if !found {
			return setBy{}, false
		}
		if !ok {
			by, ok = setBy{store: s, at: f.item(i, s.Block()), by: e, way: f.way(w, s.Block())}, true
		}
	}
	return by, ok
}

// certificateOn returns the evidence of a peer's certificate on a way, that of whose it is first.
func (f *function) certificateOn(w gate.Way) (at int, by gate.Evidence, ok bool) {
	for _, i := range w.Positive() {
		for _, e := range f.stated(f.atoms[i].ev, func(int) bool { return false }) {
			if ofCertificate(e) && (!ok || e.Kind() > by.Kind()) {
				at, by, ok = i, e, true
			}
		}
	}
	return at, by, ok
}

// ofCertificate reports whether e is of a certificate that the peer shows.
func ofCertificate(e gate.Evidence) bool {
	k := e.Kind()
	return e.Label.Root == flow.Peer && k >= gate.CertPresent && k <= gate.CertStrong
}

// otherOn returns the other credential that is checked on a way, which asks nothing of a
// certificate.
func (f *function) otherOn(w gate.Way, field *types.Var) (at int, by gate.Evidence, ok bool) {
	a, ok := f.credentialOn(w, field)
	if !ok {
		return 0, gate.Evidence{}, false
	}
	for _, i := range w.Positive() {
		for _, e := range f.atoms[i].ev {
			if e.Op == gate.Decision && e.Label.Aspect == a || comparesSecret(e) {
				return i, gate.Evidence{Op: gate.Decision, Label: flow.Label{Root: flow.Credential, Aspect: a, Derived: true, At: e.At}, At: e.At}, true
			}
		}
	}
	return 0, gate.Evidence{}, false
}

// behindCertificate reports whether a function, or one that leads to it, is called only of whoever
// has a certificate.
func (p *program) behindCertificate(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	seen[fn] = true
	return slices.ContainsFunc(p.callers[fn], func(c ssa.CallInstruction) bool {
		f := p.funcs[c.Parent()]
		if f != nil && !f.gaveUp && f.always(c.Block()) {
			return true
		}
		return !seen[c.Parent()] && p.behindCertificate(c.Parent(), seen)
	})
}

// always reports whether there is a certificate on every way to a block.
func (f *function) always(b *ssa.BasicBlock) bool {
	ways := f.in[b.Index]
	return len(ways) > 0 && !slices.ContainsFunc(ways, func(w gate.Way) bool {
		_, _, ok := f.certificateOn(w)
		return !ok
	})
}

// maxLeading bounds the functions that are looked at for what leads to a store.
const maxLeading = 32

// leadingUp returns, by function, the blocks in which something is done that leads to an instruction:
// its own, and those with the calls of the functions around it.
func (p *program) leadingUp(in ssa.Instruction) map[*ssa.Function][]*ssa.BasicBlock {
	out := map[*ssa.Function][]*ssa.BasicBlock{in.Parent(): {in.Block()}}
	for todo := []*ssa.Function{in.Parent()}; len(todo) > 0 && len(out) < maxLeading; todo = todo[1:] {
		for _, c := range p.callers[todo[0]] {
			by := c.Parent()
			if out[by] == nil {
				todo = append(todo, by)
			}
			if !slices.Contains(out[by], c.Block()) {
				out[by] = append(out[by], c.Block())
			}
		}
	}
	return out
}

// eitherSets reports whether two stores are tried one after the other for one session: there is a
// function that comes to one and then to the other, or to both with one command after another. It
// is not so where the operator chooses between them.
func (p *program) eitherSets(a, b *ssa.Store) bool {
	la, lb := p.leadingUp(a), p.leadingUp(b)
	found := false
	for fn, from := range la {
		for _, x := range from {
			for _, y := range lb[fn] {
				if p.operatorChooses(x, y) {
					return false
				}
				found = found || x != y && reaches(x, y) || x != y && reaches(y, x) || x == y && slices.ContainsFunc(x.Succs, func(s *ssa.BasicBlock) bool { return reaches(s, x) })
			}
		}
	}
	return found
}

// operatorChooses reports whether a condition on the configuration separates two blocks.
func (p *program) operatorChooses(a, b *ssa.BasicBlock) bool {
	f := p.funcs[a.Parent()]
	if a == b || f == nil || f.gaveUp {
		return a != b && f != nil
	}
	return slices.ContainsFunc(f.fn.Blocks, func(q *ssa.BasicBlock) bool {
		test, ok := q.Instrs[len(q.Instrs)-1].(*ssa.If)
		if !ok || !q.Dominates(a) || !q.Dominates(b) {
			return false
		}
		apart := slices.ContainsFunc(q.Succs, func(s *ssa.BasicBlock) bool {
			return len(s.Preds) == 1 && s.Dominates(a) != s.Dominates(b)
		})
		return apart && f.operatorsChoice(test.Cond, 0)
	})
}

// operatorsChoice reports whether a condition is about the configuration, or a text of it, in any
// spelling.
func (f *function) operatorsChoice(v ssa.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	if key, _, _ := f.configured(v, 0); key != "" {
		return true
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return f.operatorsChoice(v.X, depth+1) || f.operatorsChoice(v.Y, depth+1)
	case *ssa.UnOp:
		fa, read := v.X.(*ssa.FieldAddr)
		return v.Op == token.NOT && f.operatorsChoice(v.X, depth+1) || read && (behindPointer(fa) || f.setWhenMade(fieldRead(fa)))
	case *ssa.Extract:
		return f.operatorsChoice(v.Tuple, depth+1)
	case *ssa.Lookup:
		return f.operatorsChoice(v.Index, depth+1)
	case *ssa.Call:
		return std(catalog.PackageOf(f.name(v.Common()))) && slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool { return f.operatorsChoice(a, depth+1) })
	case *ssa.Parameter:
		// It is what its callers give it.
		callers := f.callers[v.Parent()]
		if len(callers) > maxGivings {
			return false
		}
		for _, c := range callers {
			args := ssaform.Arguments(c.Common())
			if by, i := f.funcs[c.Parent()], paramIndex(v); texts(v.Type()) && by != nil && i < len(args) && by.operatorsChoice(args[i], depth+1) {
				return true
			}
		}
	}
	return false
}

// behindPointer reports whether a field is of what another field points to, as a session points to
// its server.
func behindPointer(fa *ssa.FieldAddr) bool {
	for range maxDepth {
		switch x := fa.X.(type) {
		case *ssa.FieldAddr:
			fa = x
		case *ssa.UnOp:
			_, ok := x.X.(*ssa.FieldAddr)
			return ok
		default:
			return false
		}
	}
	return false
}

// turnsAwayWithout returns where a command is refused if a field is not set, and done without a
// certificate if it is; nowhere if there is none.
func (p *program) turnsAwayWithout(field *types.Var) token.Pos {
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			switch last := b.Instrs[len(b.Instrs)-1].(type) {
			case *ssa.If:
				set, ok := asksField(last.Cond, field, 0)
				if !ok {
					continue
				}
				without, with := b.Succs[0], b.Succs[1]
				if set {
					without, with = with, without
				}
				if p.endsAt(without) && p.goesOn(with, field) {
					return last.Cond.Pos()
				}
			case *ssa.Return:
				if len(last.Results) != 1 || len(p.callers[fn]) == 0 {
					continue
				}
				if set, ok := asksField(last.Results[0], field, 0); ok && set && p.goesOn(b, field) {
					return last.Pos()
				}
			}
		}
	}
	return token.NoPos
}

// asksField reports whether a condition asks whether a field is set, and whether it holds then.
func asksField(v ssa.Value, field *types.Var, depth int) (set, ok bool) {
	if depth > maxDepth {
		return false, false
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			set, ok = asksField(v.X, field, depth+1)
			return !set, ok
		}
		return true, isBool(v.Type()) && fieldRead(v.X) == field
	case *ssa.BinOp:
		k, isConst := v.Y.(*ssa.Const)
		if !isConst || fieldRead(loaded(v.X)) != field || !isZero(k) {
			return false, false
		}
		return v.Op == token.NEQ, v.Op == token.NEQ || v.Op == token.EQL
	}
	return false, false
}

// endsAt reports whether a branch refuses: all of it returns, and no answer there is a yes, or it
// writes a reply that says no.
func (p *program) endsAt(b *ssa.BasicBlock) bool {
	ends := len(b.Preds) == 1
	for _, d := range b.Parent().Blocks {
		if !ends || !b.Dominates(d) {
			continue
		}
		for _, in := range d.Instrs {
			if call, ok := in.(*ssa.Call); ok && reply(p.replied(call, 0)) == catalog.Refuses {
				return true
			}
		}
		ret, ok := d.Instrs[len(d.Instrs)-1].(*ssa.Return)
		ends = ok && !(len(ret.Results) > 0 && affirms(ret.Results[len(ret.Results)-1], nil)) || !ok && len(d.Succs) > 0 && !slices.ContainsFunc(d.Succs, func(s *ssa.BasicBlock) bool { return !b.Dominates(s) })
	}
	return ends
}

// goesOn reports whether a branch comes to its end on a way on which no certificate is asked for,
// besides that by which the field itself was set.
func (p *program) goesOn(b *ssa.BasicBlock, field *types.Var) bool {
	f := p.funcs[b.Parent()]
	if f == nil || f.gaveUp || len(f.yesAt) == 0 {
		return f == nil // nothing there is about certificates
	}
	apart := func(i int) bool {
		return slices.ContainsFunc(f.stated(f.atoms[i].ev, func(int) bool { return false }), ofCertificate) && !slices.ContainsFunc(f.atoms[i].sites, func(s site) bool {
			test, ok := s.block.Instrs[len(s.block.Instrs)-1].(*ssa.If)
			if !ok {
				return false
			}
			_, ok = asksField(test.Cond, field, 0)
			return ok
		})
	}
	return slices.ContainsFunc(f.fn.Blocks, func(d *ssa.BasicBlock) bool {
		if !b.Dominates(d) || len(d.Succs) > 0 && !slices.ContainsFunc(d.Succs, func(s *ssa.BasicBlock) bool { return !b.Dominates(s) }) {
			return false
		}
		ways := f.in[d.Index]
		if _, returns := d.Instrs[len(d.Instrs)-1].(*ssa.Return); returns && f.answerKind() != 0 {
			ways = f.yesAt[d.Index]
		}
		return slices.ContainsFunc(ways, func(w gate.Way) bool {
			return !slices.ContainsFunc(slices.Concat(w.Positive(), w.Negative()), apart)
		})
	})
}

// toldApart reports whether something that is set with one of two stores tells it from the other:
// another field, or another constant; or whether both set somebody, or a text, alike.
func toldApart(a, b *ssa.Store) (told, alike bool) {
	x, y := setBeside(a), setBeside(b)
	differ := func(x, y map[string]string) bool {
		for name, k := range x {
			if other, ok := y[name]; !ok || k != other {
				return true
			}
		}
		return false
	}
	for name, k := range x {
		other, ok := y[name]
		alike = alike || ok && k == "" && other == ""
	}
	return differ(x, y) || differ(y, x), alike
}

// setBeside returns the other fields of a struct that are set wherever a store is reached, or by what
// goes on from there, with the constants that they hold; of a new session that is made with a flag
// which may not be set, there are none.
func setBeside(s *ssa.Store) map[string]string {
	of, out := s.Addr.(*ssa.FieldAddr), map[string]string{}
	if isAlloc(of.X) && isBool(s.Val.Type()) && !isConst(s.Val) {
		return out
	}
	for _, b := range s.Parent().Blocks {
		if !b.Dominates(s.Block()) && !s.Block().Dominates(b) {
			continue
		}
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok || st == s {
				continue
			}
			fa, ok := st.Addr.(*ssa.FieldAddr)
			if !ok || !types.Identical(fa.X.Type(), of.X.Type()) || fa.Field == of.Field {
				continue
			}
			field := ssaform.Field(fa.X.Type(), fa.Field)
			k, fixed := st.Val.(*ssa.Const)
			switch {
			case field == nil || fixed && isZero(k):
			case fixed && k.Value != nil && (remembers(field.Type()) || enumeration(field.Type())):
				out[field.Name()] = k.Value.ExactString()
			case !fixed && isState(field.Type()):
				out[field.Name()] = ""
			}
		}
	}
	return out
}
