package config

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Swallowed is an error of loading the authorities for clients after which the
// program goes on as if nothing had happened.
type Swallowed struct {
	Pos    token.Pos // where the error is tested, or, if nobody does, the pool is used
	End    token.Pos
	Fn     *ssa.Function
	System bool      // the handshake verifies all the same, against the system's roots
	Used   token.Pos // where the pool is used
	Sure   bool      // what the server asks for is in sight
}

// Swallowed returns the errors of loading authorities that are swallowed.
func (r *Result) Swallowed() []Swallowed {
	var out []Swallowed
	for _, fn := range r.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(*ssa.Call)
				if !ok {
					continue
				}
				judges := []func(*ssa.Call) (Swallowed, bool){r.swallowed, r.ofField}
				if !loads(call) {
					judges = []func(*ssa.Call) (Swallowed, bool){r.ofHelper, r.ofField}
				}
				for _, judge := range judges {
					if s, ok := judge(call); ok {
						out = append(out, s)
						break
					}
				}
			}
		}
	}
	return append(out, r.dropped()...)
}

// dropped returns the pools whose error nobody looks at.
func (r *Result) dropped() []Swallowed {
	var out []Swallowed
	for _, c := range r.Configs {
		auth := c.Field("ClientAuth")
		if !c.TLS() || c.Lib != "" || !auth.Any(Verifies) || auth.Open || c.Operator() || c.Replaced() {
			continue
		}
		for _, v := range c.Field("ClientCAs").Values {
			if v.Kind == Dropped && !v.Dev && !r.emptyOnError(v.val) {
				s := Swallowed{Pos: v.pos, End: v.end, Fn: c.Fn, System: true, Sure: true}
				if !s.Pos.IsValid() {
					if c.Elsewhere("ClientAuth") && !v.Passed {
						continue // reported where the configuration is made
					}
					s.Pos, s.End = c.Pos, token.NoPos // set in another package
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// emptyOnError reports whether the function that v comes from returns a pool
// beside an error, too: an empty one, which nobody's certificate is in.
func (p *Program) emptyOnError(v ssa.Value) bool {
	x, ok := v.(*ssa.Extract)
	if !ok {
		return false
	}
	call, ok := x.Tuple.(*ssa.Call)
	if !ok {
		return false
	}
	fn := p.static(call.Common())
	if fn == nil {
		return false
	}
	for _, b := range fn.Blocks {
		if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && failing(r) && x.Index < len(r.Results) {
			if k, ok := r.Results[x.Index].(*ssa.Const); !ok || !k.IsNil() {
				return true
			}
		}
	}
	return false
}

// loads reports whether a call returns a pool, or something to fill one with, and
// an error.
func loads(call *ssa.Call) bool {
	res := call.Call.Signature().Results()
	if res.Len() < 2 || !isError(res.At(res.Len()-1).Type()) {
		return false
	}
	switch t := res.At(0).Type(); {
	case ssaform.Named(t) == "crypto/x509.CertPool", certificates(t):
		return true
	default:
		s, ok := t.Underlying().(*types.Slice)
		return ok && types.Identical(s.Elem(), types.Typ[types.Byte])
	}
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// material is where what a call loaded goes.
type material struct {
	pool     bool         // it is a pool itself, and not what one is filled with
	stores   []*ssa.Store // in ClientCAs
	returned bool
	checked  bool // for being nil
}

// swallowed judges a call that loads something.
func (p *Program) swallowed(call *ssa.Call) (Swallowed, bool) {
	loaded, err := results(call)
	if loaded == nil || err == nil {
		return Swallowed{}, false
	}
	test, fails, works := tested(err)
	if test == nil || kinds(err) {
		return Swallowed{}, false
	}
	m := material{pool: ssaform.Named(loaded.Type()) == "crypto/x509.CertPool"}
	p.goes(loaded, &m, map[ssa.Value]bool{})
	if len(m.stores) == 0 && !m.returned || m.checked {
		return Swallowed{}, false
	}
	fn := call.Parent()
	s := Swallowed{Pos: test.Cond.Pos(), Fn: fn}
	after, ends, on := p.goesOn(fails, err)
	if !on {
		return Swallowed{}, false
	}
	if m.returned && len(m.stores) == 0 {
		return p.fromLoader(s, fn, ends)
	}
	if chooses(fn) {
		return Swallowed{}, false // another configuration stays in force
	}
	for _, st := range m.stores {
		s.Used = st.Pos()
		if after[st.Block()] && st.Block() != test.Block() {
			if !m.pool || makesUp(st.Val, loaded, after) {
				return Swallowed{}, false // empty, which nobody's certificate is in, or another
			}
			if mode, sure := p.verifying(fn, after, test.Block()); mode {
				s.System, s.Sure = true, sure
				return s, true
			}
			return Swallowed{}, false
		}
	}
	onlyWorking := func(b *ssa.BasicBlock) bool { return works.Dominates(b) && !after[b] }
	if slices.ContainsFunc(m.stores, func(st *ssa.Store) bool { return !onlyWorking(st.Block()) }) || p.setElsewhere(m.stores) {
		return Swallowed{}, false
	}
	if slices.ContainsFunc(ends, returnsNil) {
		return Swallowed{}, false // nothing is served
	}
	s.System, s.Sure = p.verifying(fn, after, test.Block())
	s.Sure = s.Sure || p.setsMode(fn, onlyWorking)
	return s, true
}

// ofHelper judges a call of a function of the package that sets authorities, and
// returns an error when it did not.
func (p *Program) ofHelper(call *ssa.Call) (Swallowed, bool) {
	fn := p.static(call.Common())
	if fn == nil || chooses(call.Parent()) {
		return Swallowed{}, false
	}
	res := fn.Signature.Results()
	if res.Len() != 1 || !isError(res.At(0).Type()) || call.Referrers() == nil {
		return Swallowed{}, false
	}
	stores := p.authorities(fn)
	if len(stores) == 0 || p.setElsewhere(stores) || len(p.callers[fn]) != 1 || kinds(call) {
		return Swallowed{}, false
	}
	test, fails, _ := tested(call)
	if test == nil {
		return Swallowed{}, false
	}
	after, ends, on := p.goesOn(fails, call)
	if !on || slices.ContainsFunc(ends, returnsNil) {
		return Swallowed{}, false
	}
	s := Swallowed{Pos: test.Cond.Pos(), Fn: call.Parent(), Used: stores[0].Pos()}
	s.System, s.Sure = p.verifying(call.Parent(), after, test.Block())
	s.Sure = s.Sure || p.setsMode(fn, func(*ssa.BasicBlock) bool { return true })
	return s, true
}

// ofField judges a call on which depends what a field is set to that authorities
// are taken from, when it fails and the function says that all is well.
func (p *Program) ofField(call *ssa.Call) (Swallowed, bool) {
	res := call.Call.Signature().Results()
	if res.Len() == 0 || !isError(res.At(res.Len()-1).Type()) || call.Referrers() == nil {
		return Swallowed{}, false
	}
	fields := p.authorityFields()
	if len(fields) == 0 {
		return Swallowed{}, false
	}
	err := ssa.Value(call)
	if res.Len() > 1 {
		_, err = results(call)
	}
	if err == nil || err.Referrers() == nil || kinds(err) {
		return Swallowed{}, false
	}
	test, fails, works := tested(err)
	if test == nil || len(works.Preds) != 1 {
		return Swallowed{}, false
	}
	ret, ok := fails.Instrs[len(fails.Instrs)-1].(*ssa.Return)
	if !ok || len(ret.Results) == 0 || !isError(ret.Results[len(ret.Results)-1].Type()) || failing(ret) {
		return Swallowed{}, false
	}
	for v, stores := range p.fields {
		if !fields[v] {
			continue
		}
		for _, st := range stores {
			if st.Parent() == call.Parent() && works.Dominates(st.Block()) && dependsOn(st.Val, call, 0) {
				return Swallowed{Pos: test.Cond.Pos(), Fn: call.Parent(), Used: st.Pos()}, true
			}
		}
	}
	return Swallowed{}, false
}

// dependsOn reports whether v is what a call returns or is given.
func dependsOn(v ssa.Value, call *ssa.Call, depth int) bool {
	if depth > 6 {
		return false
	}
	if v == call || slices.Contains(ssaform.Arguments(call.Common()), v) {
		_, constant := v.(*ssa.Const)
		return !constant
	}
	switch v := v.(type) {
	case *ssa.Extract:
		return dependsOn(v.Tuple, call, depth+1)
	case *ssa.MakeInterface:
		return dependsOn(v.X, call, depth+1)
	case *ssa.UnOp:
		_, local := v.X.(*ssa.Alloc)
		return local && dependsOn(v.X, call, depth+1)
	case *ssa.ChangeInterface:
		return dependsOn(v.X, call, depth+1)
	case *ssa.ChangeType:
		return dependsOn(v.X, call, depth+1)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool { return dependsOn(a, call, depth+1) })
		}
	}
	return false
}

// authorityFields returns the fields of the package's own types that authorities
// for clients are taken from.
func (p *Program) authorityFields() map[*types.Var]bool {
	if p.takenFrom != nil {
		return p.takenFrom
	}
	p.takenFrom = map[*types.Var]bool{}
	seen := map[ssa.Value]bool{}
	var back func(v ssa.Value, depth int)
	back = func(v ssa.Value, depth int) {
		if v == nil || seen[v] || depth > 8 {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.UnOp:
			switch a := v.X.(type) {
			case *ssa.FieldAddr:
				if f := ssaform.Field(a.X.Type(), a.Field); f != nil && f.Pkg() == p.pkg && !p.takenFrom[f] {
					p.takenFrom[f] = true
					for _, st := range p.fields[f] {
						back(st.Val, depth+1)
					}
				}
			case *ssa.IndexAddr:
				back(a.X, depth+1)
			case *ssa.Alloc:
				back(a, depth+1)
			}
		case *ssa.MakeInterface:
			back(v.X, depth+1)
		case *ssa.Alloc:
			for _, r := range *v.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == v {
					back(st.Val, depth+1)
				}
				fa, ok := r.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				for _, rr := range *fa.Referrers() {
					if st, ok := rr.(*ssa.Store); ok && st.Addr == fa {
						back(st.Val, depth+1)
					}
				}
			}
		case *ssa.Phi:
			for _, e := range v.Edges {
				back(e, depth+1)
			}
		case *ssa.Extract:
			back(v.Tuple, depth+1)
		case *ssa.Call:
			if p.isPool(v) {
				p.filledWith(v, func(x ssa.Value) { back(x, depth+1) })
			}
			if v.Call.IsInvoke() || v.Call.Signature().Recv() != nil {
				back(ssaform.Arguments(v.Common())[0], depth+1)
			}
		}
	}
	for v, stores := range p.fields {
		if v.Name() != "ClientCAs" || v.Pkg() == nil || v.Pkg().Path() != "crypto/tls" {
			continue
		}
		for _, st := range stores {
			back(st.Val, 0)
		}
	}
	return p.takenFrom
}

// filledWith calls visit with what a pool is filled with.
func (p *Program) filledWith(pool ssa.Value, visit func(ssa.Value)) {
	if pool.Referrers() == nil {
		return
	}
	for _, r := range *pool.Referrers() {
		c, ok := r.(ssa.CallInstruction)
		if !ok {
			continue
		}
		args := ssaform.Arguments(c.Common())
		if len(args) > 1 && args[0] == pool && slices.ContainsFunc(p.cat[p.symbol(c.Common())], func(row catalog.ConfigRow) bool { return row.Role == catalog.FillsPool }) {
			visit(args[1])
		}
	}
}

// authorities returns the stores of fn in ClientCAs of a configuration that it is
// given.
func (p *Program) authorities(fn *ssa.Function) []*ssa.Store {
	var out []*ssa.Store
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if st, ok := in.(*ssa.Store); ok {
				if fa, ok := st.Addr.(*ssa.FieldAddr); ok && fieldSymbol(fa.X.Type(), fa.Field) == "crypto/tls.Config.ClientCAs" {
					if _, own := fa.X.(*ssa.Alloc); !own {
						out = append(out, st)
					}
				}
			}
		}
	}
	return out
}

// fromLoader judges a function that returns no pool, and no error either.
func (p *Program) fromLoader(s Swallowed, fn *ssa.Function, ends []*ssa.Return) (Swallowed, bool) {
	if !slices.ContainsFunc(ends, func(r *ssa.Return) bool {
		return slices.ContainsFunc(r.Results, func(v ssa.Value) bool {
			k, ok := v.(*ssa.Const)
			return ok && k.IsNil() && ssaform.Named(v.Type()) == "crypto/x509.CertPool"
		})
	}) {
		return s, false
	}
	for _, c := range p.callers[fn] {
		call, ok := c.(*ssa.Call)
		if !ok {
			continue
		}
		pool := ssa.Value(call)
		if call.Call.Signature().Results().Len() > 1 {
			pool, _ = results(call)
		}
		if pool == nil {
			continue
		}
		m := material{pool: true}
		p.goes(pool, &m, map[ssa.Value]bool{})
		if len(m.stores) == 0 || m.checked {
			continue
		}
		if mode, sure := p.verifying(call.Parent(), nil, m.stores[0].Block()); mode {
			s.System, s.Sure, s.Used = true, sure, m.stores[0].Pos()
			return s, true
		}
	}
	return s, false
}

// results returns the first result of a call and its last, the error.
func results(call *ssa.Call) (first, err ssa.Value) {
	if call.Referrers() == nil {
		return nil, nil
	}
	for _, r := range *call.Referrers() {
		if x, ok := r.(*ssa.Extract); ok {
			switch x.Index {
			case 0:
				first = x
			case call.Call.Signature().Results().Len() - 1:
				err = x
			}
		}
	}
	return first, err
}

// tested returns the branch on an error being nil, and where it goes when it is
// not and when it is.
func tested(err ssa.Value) (test *ssa.If, fails, works *ssa.BasicBlock) {
	for _, r := range *err.Referrers() {
		c, ok := r.(*ssa.BinOp)
		if !ok || c.Op != token.NEQ && c.Op != token.EQL || c.Referrers() == nil {
			continue
		}
		if k, ok := c.Y.(*ssa.Const); !ok || !k.IsNil() {
			continue
		}
		for _, rr := range *c.Referrers() {
			if i, ok := rr.(*ssa.If); ok {
				s := i.Block().Succs
				if c.Op == token.NEQ {
					return i, s[0], s[1]
				}
				return i, s[1], s[0]
			}
		}
	}
	return nil, nil, nil
}

// kinds reports whether the program tells an error from others: that there is no
// file may be the operator's choice.
func kinds(err ssa.Value) bool {
	return slices.ContainsFunc(*err.Referrers(), func(r ssa.Instruction) bool {
		c, ok := r.(*ssa.Call)
		if !ok {
			return false
		}
		switch symbol(c.Common()) {
		case "errors.Is", "errors.As", "os.IsNotExist":
			return true
		}
		return false
	})
}

// goes follows what was loaded forward to where it is used.
func (p *Program) goes(v ssa.Value, m *material, seen map[ssa.Value]bool) {
	if v == nil || seen[v] || len(seen) > maxTrace || v.Referrers() == nil {
		return
	}
	seen[v] = true
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Phi, *ssa.ChangeType, *ssa.Slice, *ssa.Extract, *ssa.Convert:
			p.goes(r.(ssa.Value), m, seen)
		case *ssa.BinOp:
			if k, ok := r.Y.(*ssa.Const); ok && k.IsNil() {
				m.checked = true
			}
		case *ssa.UnOp:
			if r.Op == token.MUL {
				p.goes(r, m, seen)
			}
		case *ssa.Return:
			m.returned = m.returned || ssaform.Named(v.Type()) == "crypto/x509.CertPool"
		case *ssa.Store:
			if r.Val != v {
				continue
			}
			switch a := r.Addr.(type) {
			case *ssa.Alloc:
				p.goes(a, m, seen)
			case *ssa.FieldAddr:
				if fieldSymbol(a.X.Type(), a.Field) == "crypto/tls.Config.ClientCAs" {
					m.stores = append(m.stores, r)
				}
			}
		case *ssa.Call:
			args := ssaform.Arguments(r.Common())
			sym := p.symbol(r.Common())
			switch {
			case slices.ContainsFunc(p.cat[sym], func(row catalog.ConfigRow) bool { return row.Role == catalog.FillsPool }) && len(args) > 1 && args[1] == v:
				m.stores = append(m.stores, p.poolsAt(args[0])...)
				p.goes(args[0], m, seen)
			case sym == "encoding/pem.Decode" || strings.HasPrefix(sym, "crypto/x509.Parse"):
				p.goes(r, m, seen)
			}
		}
	}
}

// poolsAt returns the stores of the pool that is filled where it is: in ClientCAs, by the
// function that fills it.
func (p *Program) poolsAt(pool ssa.Value) []*ssa.Store {
	u, ok := pool.(*ssa.UnOp)
	if !ok {
		return nil
	}
	a, ok := u.X.(*ssa.FieldAddr)
	if !ok || fieldSymbol(a.X.Type(), a.Field) != "crypto/tls.Config.ClientCAs" {
		return nil
	}
	var out []*ssa.Store
	for _, s := range p.fields[ssaform.Field(a.X.Type(), a.Field)] {
		if s.Parent() == u.Parent() && p.sameBase(s.Addr.(*ssa.FieldAddr).X, a.X) {
			out = append(out, s)
		}
	}
	return out
}

// goesOn returns what follows a block, as long as the program goes on, and the
// returns without an error in it; on says that it goes on to one, or serves. Err is
// an error there.
func (p *Program) goesOn(from *ssa.BasicBlock, err ssa.Value) (after map[*ssa.BasicBlock]bool, ends []*ssa.Return, on bool) {
	after = map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		if after[b] {
			return
		}
		if i := slices.IndexFunc(b.Instrs, stops); i >= 0 {
			if slices.ContainsFunc(b.Instrs[:i], serves) {
				after[b], on = true, true
			}
			return
		}
		after[b] = true
		if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && !failing(r) && !returnsError(r, err) && !p.keepsError(r, err) {
			ends, on = append(ends, r), true
		}
		for _, s := range b.Succs {
			visit(s)
		}
	}
	visit(from)
	return after, ends, on
}

// returnsError reports whether a return statement hands on an error.
func returnsError(r *ssa.Return, err ssa.Value) bool {
	return slices.ContainsFunc(r.Results, func(v ssa.Value) bool {
		switch v := v.(type) {
		case *ssa.Phi:
			return slices.Contains(v.Edges, err)
		case *ssa.UnOp:
			a, ok := v.X.(*ssa.Alloc)
			return ok && slices.ContainsFunc(*a.Referrers(), func(in ssa.Instruction) bool {
				st, ok := in.(*ssa.Store)
				return ok && st.Val == err && st.Block().Dominates(r.Block())
			})
		}
		return v == err
	})
}

// keepsError reports whether an error, or one that is made of it, is in a field before a
// return statement which something asks, or returns, later.
func (p *Program) keepsError(r *ssa.Return, err ssa.Value) bool {
	seen := map[ssa.Value]bool{}
	var kept func(v ssa.Value) bool
	kept = func(v ssa.Value) bool {
		if seen[v] || v.Referrers() == nil {
			return false
		}
		seen[v] = true
		return slices.ContainsFunc(*v.Referrers(), func(in ssa.Instruction) bool {
			switch in := in.(type) {
			case *ssa.Call:
				return holdsErrors(in.Type()) && kept(in)
			case *ssa.ChangeInterface:
				return kept(in)
			case *ssa.Slice:
				return kept(in)
			case *ssa.Store:
				switch a := in.Addr.(type) {
				case *ssa.FieldAddr:
					f := ssaform.Field(a.X.Type(), a.Field)
					return in.Val == v && f != nil && holdsErrors(f.Type()) && in.Block().Dominates(r.Block()) && (f.Exported() || slices.ContainsFunc(p.loads[f], askedFor))
				case *ssa.IndexAddr:
					return in.Val == v && kept(a.X)
				}
			}
			return false
		})
	}
	return kept(err)
}

// holdsErrors reports whether t is the type of errors, or of lists of them.
func holdsErrors(t types.Type) bool {
	list, ok := t.Underlying().(*types.Slice)
	return isError(t) || ok && isError(list.Elem())
}

// askedFor reports whether a function returns an error, or makes another one of it, or
// asks whether there is one.
func askedFor(err ssa.Value) bool {
	return slices.ContainsFunc(*err.Referrers(), func(in ssa.Instruction) bool {
		switch in := in.(type) {
		case *ssa.Return, *ssa.BinOp:
			return true
		case *ssa.Call:
			return isError(in.Type())
		}
		return false
	})
}

// makesUp reports whether, after a failure, something else than what was loaded is
// used: v is what is used.
func makesUp(v, loaded ssa.Value, after map[*ssa.BasicBlock]bool) bool {
	switch v := v.(type) {
	case *ssa.Phi:
		for i, e := range v.Edges {
			if after[v.Block().Preds[i]] && (e == loaded || !makesUp(e, loaded, after)) {
				return false
			}
		}
		return true
	case *ssa.UnOp:
		a, ok := v.X.(*ssa.Alloc)
		return ok && slices.ContainsFunc(*a.Referrers(), func(in ssa.Instruction) bool {
			st, ok := in.(*ssa.Store)
			return ok && st.Addr == a && st.Val != loaded && after[st.Block()]
		})
	case *ssa.Const:
		return !v.IsNil()
	}
	return v != loaded
}

// serves reports whether an instruction listens or serves.
func serves(in ssa.Instruction) bool {
	c, ok := in.(*ssa.Call)
	if !ok {
		return false
	}
	n := symbol(c.Common())
	n = n[strings.LastIndexByte(n, '.')+1:]
	return strings.HasPrefix(n, "Listen") || strings.HasPrefix(n, "Serve")
}

// stops reports whether an instruction ends the program.
func stops(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Panic:
		return true
	case *ssa.Call:
		n := symbol(in.Common())
		last := n[strings.LastIndexByte(n, '.')+1:]
		return n == "os.Exit" || n == "runtime.Goexit" || strings.HasPrefix(last, "Fatal") || strings.HasPrefix(last, "Panic")
	}
	return false
}

// returnsNil reports whether a configuration that is returned is none.
func returnsNil(r *ssa.Return) bool {
	return slices.ContainsFunc(r.Results, func(v ssa.Value) bool {
		k, ok := v.(*ssa.Const)
		return ok && k.IsNil() && !isError(v.Type())
	})
}

// chooses reports whether fn is a GetConfigForClient.
func chooses(fn *ssa.Function) bool {
	s := fn.Signature
	return s.Params().Len() == 1 && ssaform.Named(s.Params().At(0).Type()) == "crypto/tls.ClientHelloInfo"
}

// modes calls visit with what a function stores in ClientAuth.
func (p *Program) modes(fn *ssa.Function, visit func(*ssa.Store, string)) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			fa, ok := st.Addr.(*ssa.FieldAddr)
			if !ok || fieldSymbol(fa.X.Type(), fa.Field) != "crypto/tls.Config.ClientAuth" {
				continue
			}
			mode := ""
			if k, ok := st.Val.(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.Int {
				mode = k.Value.ExactString()
			}
			visit(st, mode)
		}
	}
}

// verifying reports whether crypto/tls verifies certificates on what follows, by
// what is stored there or was before; sure says that the mode is in sight.
func (p *Program) verifying(fn *ssa.Function, after map[*ssa.BasicBlock]bool, test *ssa.BasicBlock) (verifies, sure bool) {
	p.modes(fn, func(st *ssa.Store, mode string) {
		if !after[st.Block()] && !st.Block().Dominates(test) && !(after == nil && reaches(st.Block(), test)) {
			return
		}
		if mode == VerifyClientCertIfGiven || mode == RequireAndVerifyClientCert {
			verifies, sure = true, true
		}
	})
	return verifies, sure
}

// setsMode reports whether fn stores a mode where ok says true.
func (p *Program) setsMode(fn *ssa.Function, ok func(*ssa.BasicBlock) bool) bool {
	found := false
	p.modes(fn, func(st *ssa.Store, mode string) { found = found || mode != "" && mode != "0" && ok(st.Block()) })
	return found
}

// setElsewhere reports whether another function stores authorities in a
// configuration that outlives the one of stores: then those before stay in force.
func (p *Program) setElsewhere(stores []*ssa.Store) bool {
	for _, st := range stores {
		fa := st.Addr.(*ssa.FieldAddr)
		if _, own := fa.X.(*ssa.Alloc); own {
			continue
		}
		if slices.ContainsFunc(p.fields[ssaform.Field(fa.X.Type(), fa.Field)], func(o *ssa.Store) bool { return o.Parent() != st.Parent() && sameBase(o.Addr, fa) }) {
			return true
		}
	}
	return false
}

// sameBase reports whether two addresses are of fields of what one field holds.
func sameBase(a ssa.Value, b *ssa.FieldAddr) bool {
	fa, ok := a.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	x, y := holder(fa.X), holder(b.X)
	return x != nil && x == y
}

func holder(v ssa.Value) *types.Var {
	if u, ok := v.(*ssa.UnOp); ok {
		if fa, ok := u.X.(*ssa.FieldAddr); ok {
			return ssaform.Field(fa.X.Type(), fa.Field)
		}
	}
	return nil
}
