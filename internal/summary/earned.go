package summary

import (
	"go/constant"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A session remembers that a client has proved something: a command that checks a password
// stores the user's name, or sets a flag, and others ask for that. A field that nothing else
// sets stands for the credential that was checked: it is earned.

// earn looks again at what the package's fields are earned by, and reports whether that has
// changed.
func (p *program) earn() (changed bool) {
	if p.earnable == nil {
		p.earnable = p.storesByField(remembers)
	}
	for field, stores := range p.earnable {
		l, ok := p.earnedBy(field, stores)
		if old, had := p.earned[field]; had == ok && old == l {
			continue
		}
		changed = true
		if ok {
			p.earned[field] = l
		} else {
			delete(p.earned, field)
		}
	}
	return changed
}

// storesByField returns the stores of other than zero to fields of the package's structs that are of
// such types, are not exported, and of which nothing but that and reading is in sight.
func (p *program) storesByField(of func(types.Type) bool) map[*types.Var][]*ssa.Store {
	out := map[*types.Var][]*ssa.Store{}
	open := map[*types.Var]bool{}
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				fa, ok := in.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				field := ssaform.Field(fa.X.Type(), fa.Field)
				if field == nil || field.Pkg() != p.pkg || field.Exported() || open[field] || !of(field.Type()) {
					continue
				}
				stores, ok := storesAt(fa)
				if out[field] = append(out[field], stores...); !ok || len(out[field]) > maxFillers {
					open[field] = true
					delete(out, field)
				}
			}
		}
	}
	for field, stores := range out {
		if len(stores) == 0 {
			delete(out, field)
		}
	}
	return out
}

// remembers reports whether t is that of a text or a flag.
func remembers(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsString|types.IsBoolean) != 0
}

// storesAt returns the stores at a field's address of other than zero, if all that is done with
// it is to store and to read.
func storesAt(fa *ssa.FieldAddr) (out []*ssa.Store, ok bool) {
	for _, r := range *fa.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
		case *ssa.Store:
			if r.Addr != fa {
				return nil, false
			}
			if k, ok := r.Val.(*ssa.Const); !ok || !isZero(k) {
				out = append(out, r)
			}
		default:
			return nil, false
		}
	}
	return out, true
}

// isZero reports whether k is an empty text, or false.
func isZero(k *ssa.Const) bool {
	if k.Value == nil {
		return true
	}
	switch k.Value.Kind() {
	case constant.Bool:
		return !constant.BoolVal(k.Value)
	case constant.String:
		return constant.StringVal(k.Value) == ""
	}
	return false
}

// earnedBy returns the credential that was checked on every way to each of the stores, and
// without a certificate.
func (p *program) earnedBy(field *types.Var, stores []*ssa.Store) (by flow.Label, ok bool) {
	for _, s := range stores {
		f := p.funcs[s.Parent()]
		if f == nil || f.gaveUp {
			return flow.Label{}, false
		}
		ways := f.in[s.Block().Index]
		if isBool(s.Val.Type()) && !isConst(s.Val) {
			ways = f.and(ways, f.cond(s.Val).yes)
		}
		for _, w := range ways {
			a, proved := f.credentialOn(w, field)
			if !proved {
				return flow.Label{}, false
			}
			if !ok {
				by, ok = flow.Label{Root: flow.Credential, Aspect: a, Derived: true, At: p.position(s.Pos())}, true
			}
		}
	}
	return by, ok
}

// credentialOn returns the credential that is checked on a way on which nothing is asked of a
// certificate. A secret that is compared with what the function is given may be one if all
// its callers are in sight; where somebody's name is kept, it is a password.
func (f *function) credentialOn(w gate.Way, field *types.Var) (a catalog.Aspect, ok bool) {
	own := func(int) bool { return false }
	for _, i := range w.Positive() {
		for _, e := range f.atoms[i].ev {
			if e.Op == gate.HandOn {
				continue
			}
			stated := f.stated([]gate.Evidence{e}, own)
			if slices.ContainsFunc(stated, func(e gate.Evidence) bool {
				return (e.Label.Root == flow.Peer || e.Label.Root == flow.Forwarded) && e.Kind() != gate.TLS
			}) {
				return catalog.None, false
			}
			switch {
			case ok:
			case e.Op == gate.Decision && flow.OtherCredential(e.Label.Aspect):
				a, ok = e.Label.Aspect, true
			case comparesSecret(e) && len(f.callers[f.fn]) > 0 && !f.escaping[f.fn]:
				a, ok = catalog.APIKey, true
				if catalog.IdentityWord(field.Name()) {
					a = catalog.Basic
				}
			}
		}
	}
	return a, ok
}

// keptDecided reports whether v is a certificate that is taken out of a context, into which it
// is put only where somebody decided whose it is: that it is there says so.
func (p *program) keptDecided(v ssa.Value) bool {
	if x, ok := v.(*ssa.Extract); ok && x.Index == 0 {
		v = x.Tuple
	}
	t, ok := v.(*ssa.TypeAssert)
	if !ok {
		return false
	}
	puts := p.keptAt(t)
	return len(puts) > 0 && !slices.ContainsFunc(puts, func(in ssa.Instruction) bool { return !p.decidedAt(in) })
}

// keptAt returns where what t asserts is put into a context: where the functions are called
// that put there what they are given.
func (p *program) keptAt(t *ssa.TypeAssert) (out []ssa.Instruction) {
	if _, ok := certificateType(t.AssertedType); !ok {
		return nil
	}
	key := p.fetched(t.X)
	if key == "" {
		return nil
	}
	for _, v := range p.contains[key] {
		m, ok := v.(*ssa.MakeInterface)
		if !ok {
			return nil
		}
		q, given := m.X.(*ssa.Parameter)
		if !given {
			out = append(out, m)
			continue
		}
		callers := p.callers[q.Parent()]
		if len(callers) == 0 {
			return nil
		}
		for _, c := range callers {
			out = append(out, c)
		}
	}
	return out
}

// decidedAt reports whether it was decided whose the peer's certificate is, on every way that
// leads to in.
func (p *program) decidedAt(in ssa.Instruction) bool {
	f := p.funcs[in.Parent()]
	if f == nil || f.gaveUp {
		return false
	}
	ways := f.in[in.Block().Index]
	return len(ways) > 0 && !slices.ContainsFunc(ways, func(w gate.Way) bool {
		return !slices.ContainsFunc(w.Positive(), func(i int) bool {
			return slices.ContainsFunc(f.atoms[i].ev, func(e gate.Evidence) bool {
				return e.Op == gate.Decision && e.Label.Root == flow.Peer && flow.Identity(e.Label.Aspect)
			})
		})
	})
}

// earnedField returns what the field is earned by that v is read from.
func (p *program) earnedField(v ssa.Value) (flow.Set, bool) {
	if len(p.earned) == 0 {
		return nil, false
	}
	l, ok := p.earned[fieldRead(loaded(v))]
	return flow.Set{l}, ok
}

// loaded returns the address that v is loaded from, or v.
func loaded(v ssa.Value) ssa.Value {
	if u, ok := v.(*ssa.UnOp); ok {
		return u.X
	}
	return v
}

// fieldRead returns the field that an instruction reads, or finds the address of.
func fieldRead(v any) *types.Var {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return ssaform.Field(v.X.Type(), v.Field)
	case *ssa.Field:
		return ssaform.Field(v.X.Type(), v.Field)
	}
	return nil
}
