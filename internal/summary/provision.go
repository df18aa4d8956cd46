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

// Provision is an account, a tenant or a role that a function makes of an
// identity.
type Provision struct {
	What   string // the call that makes it
	Labels flow.Set
	At     token.Position
	When   []When // the conditions for it to be in force that callers decide about

	pos   token.Pos
	asked token.Pos // of the call of another function of the package that makes it
	block *ssa.BasicBlock
}

// When is a condition for a record to be in force: what the flag is that parameter number
// Param brings.
type When struct {
	Param int
	Value bool
}

// maxProvisions bounds what is told about a function.
const maxProvisions = 4

// provisions finds what the function makes, by itself or by those that it calls.
func (f *function) provisions() []Provision {
	var out []Provision
	for _, b := range f.fn.Blocks {
		if len(f.in[b.Index]) == 0 {
			continue
		}
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				out = append(out, f.madeBy(in)...)
			case *ssa.MapUpdate:
				if s := f.identities(f.content(in.Key)); len(s) > 0 && !f.pending([]ssa.Value{in.Value}) && f.keepsRecord(in) {
					out = append(out, Provision{What: "an entry in the map", Labels: s, At: f.position(in.Pos()), When: f.inForceWhen([]ssa.Value{in.Value}), pos: in.Pos(), block: b})
				}
			}
		}
	}
	return out[:min(len(out), maxProvisions)]
}

// madeBy returns what a call makes.
func (f *function) madeBy(call *ssa.Call) []Provision {
	c := call.Common()
	if _, builtin := c.Value.(*ssa.Builtin); builtin {
		return nil
	}
	b := call.Block()
	args := ssaform.Arguments(c)
	var out []Provision
	known := false
	for _, k := range first(f.callees(c)) {
		for _, p := range k.sum.Makes {
			s := f.apply(p.Labels.Map(func(l flow.Label) (flow.Label, bool) { return l, l.Root == flow.Param }), k)
			s = f.identities(s)
			if len(s) == 0 {
				continue
			}
			known = true
			when, ok := f.leftOf(p.When, k)
			if !ok || f.pending(args) {
				continue
			}
			p.Labels = s
			if k.fn == nil || len(p.When) > 0 {
				p.At, p.pos = f.position(call.Pos()), call.Pos() // both ends meet here
			}
			p.When, p.block, p.asked = when, b, call.Pos()
			out = append(out, p)
		}
	}
	if known {
		return out
	}
	var s, certs flow.Set
	given := slices.Concat(args, f.chained(args, 0))
	for _, a := range given {
		s = s.Union(f.ofValue(a, f.content(a))).Union(f.inFields(a, 0))
		certs = certs.Union(leaves(f.content(a)))
	}
	switch {
	case f.makesRecord(c, args):
		if f.returnsRecord(c, nil) {
			s = s.Union(certs) // it is made of the certificate
		}
	case f.makesMissing(call, s.Union(certs), given):
		s = s.Union(certs)
	default:
		return nil
	}
	if len(s) == 0 || f.pending(given) {
		return nil
	}
	return []Provision{{What: calledName(c), Labels: s, At: f.position(call.Pos()), When: f.inForceWhen(given), pos: call.Pos(), block: b}}
}

// chained returns what the calls are given that a call's receiver was made by, one after
// the other, as with builders of queries.
func (f *function) chained(args []ssa.Value, depth int) []ssa.Value {
	if len(args) == 0 || depth > maxDepth {
		return nil
	}
	c, ok := args[0].(*ssa.Call)
	if !ok || f.static(c.Common()) != nil || c.Common().Signature().Recv() == nil {
		return nil
	}
	before := ssaform.Arguments(c.Common())
	if len(before) == 0 || !types.Identical(before[0].Type(), c.Type()) {
		return nil
	}
	out := f.chained(before, depth+1)
	for _, a := range before[1:] {
		out = append(append(out, a), f.elements(a)...)
	}
	return out
}

// inFields returns the labels of what is stored in the fields of a struct that is
// made here.
func (f *function) inFields(v ssa.Value, depth int) flow.Set {
	if m, ok := v.(*ssa.MakeInterface); ok {
		v = m.X
	}
	if u, ok := v.(*ssa.UnOp); ok {
		v = u.X
	}
	a, ok := v.(*ssa.Alloc)
	if !ok || depth > maxCopies {
		return nil
	}
	st, ok := a.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var out flow.Set
	for _, s := range f.stores[place{a, nil}] {
		out = out.Union(f.inFields(s, depth+1)) // a copy
	}
	for i := range st.NumFields() {
		for _, s := range f.stores[place{a, st.Field(i).Origin()}] {
			out = out.Union(f.ofValue(s, f.vals[s]))
		}
	}
	return out
}

// ofValue returns the identities among the labels of a value. A record that was
// found by means of what a parameter stands for is somebody else's work, who may have
// decided.
func (f *function) ofValue(v ssa.Value, s flow.Set) flow.Set {
	b, ok := v.Type().Underlying().(*types.Basic)
	text := ok && b.Info()&types.IsString != 0
	return f.identities(s).Map(func(l flow.Label) (flow.Label, bool) { return l, text || !l.Derived || l.Root != flow.Param })
}

// identities returns the labels that say who somebody is, or may.
func (f *function) identities(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		switch l.Root {
		case flow.Peer, flow.Forwarded:
			return l, flow.Identity(l.Aspect) && l.Aspect != catalog.Neutral && !l.Kept && !l.Shared // what a gate kept, it has decided on
		case flow.Param:
			return l, l.Aspect == catalog.None && f.textParameter(l) || flow.Identity(l.Aspect) && l.Aspect != catalog.Neutral || l.Aspect == catalog.Leaf || l.Aspect == catalog.Cert
		}
		return l, false
	})
}

// leaves returns the labels of the caller's certificate.
func leaves(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		return l, l.Root == flow.Peer && (l.Aspect == catalog.Leaf || l.Aspect == catalog.Cert) && !l.Derived && !l.Shared
	})
}

// makesRecord reports whether a call makes an account or the like.
func (f *function) makesRecord(c *ssa.CallCommon, args []ssa.Value) bool {
	n := calledName(c)
	if n == "" || records(c) {
		return false
	}
	for _, a := range args {
		if k, ok := a.(*ssa.Const); ok && provisionsByQuery(k) {
			return true
		}
	}
	pkg := f.name(c)
	if std(catalog.PackageOf(pkg)) && !own(f.pkg, pkg) {
		return false
	}
	var names []string
	if c.Signature().Recv() != nil || c.IsInvoke() {
		names = append(names, typeName(args[0]))
		args = args[1:]
	}
	for _, a := range args {
		names = append(names, typeName(a))
	}
	if catalog.FindsOrMakes(n) {
		for r := range c.Signature().Results().Variables() {
			names = append(names, r.Name()) // what comes with the record: its tenant, its role
		}
	}
	return catalog.Provisions(n, names...) || f.returnsRecord(c, names) || f.savesRecord(c, args) ||
		catalog.ProvisionsDevice(n, names...) && slices.ContainsFunc(args, func(v ssa.Value) bool { return f.entitles(v) || f.isCaller(v) })
}

// maxCopies bounds how far a record is followed to those that it is a copy of.
const maxCopies = 3

// entitles reports whether v is a record, made here, that says that whoever it is about
// may do something.
func (f *function) entitles(v ssa.Value) bool { return f.entitlesAt(v, 0) }

func (f *function) entitlesAt(v ssa.Value, depth int) bool {
	a, st := madeStruct(v)
	if a == nil || depth > maxCopies {
		return false
	}
	if slices.ContainsFunc(f.stores[place{a, nil}], func(s ssa.Value) bool { return f.entitlesAt(s, depth+1) }) {
		return true
	}
	for fv := range st.Fields() {
		for _, s := range f.stores[place{a, fv.Origin()}] {
			if f.grantedBy(fv.Name(), s) {
				return true
			}
		}
	}
	return false
}

// grantedBy reports whether a field of that name says, with v as its value, that whoever
// its record is about may do something: with a constant, or with one in a list.
func (f *function) grantedBy(field string, v ssa.Value) bool {
	if sl, ok := v.(*ssa.Slice); ok {
		return catalog.GrantsEach(field) && slices.ContainsFunc(f.elements(sl), isConst)
	}
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil {
		return false
	}
	switch k.Value.Kind() {
	case constant.String:
		return catalog.Grants(field, constant.StringVal(k.Value))
	case constant.Bool:
		return constant.BoolVal(k.Value) && catalog.InForce(field)
	}
	return false
}

// isCaller reports whether v is a record, made here, that is put into a context as whom
// the request is from, and nothing in sight asks in which state it is.
func (f *function) isCaller(v ssa.Value) bool {
	a, _ := madeStruct(v)
	return a != nil && f.becomesCaller(a, false)
}

// becomesCaller reports whether a record, or something of it, is put into a context as whom
// the request is from, or returned as such if that counts, and nothing in sight asks in which state it is.
func (f *function) becomesCaller(rec ssa.Value, returned bool) bool {
	if f.asksStateOf(rec) {
		return false
	}
	is := func(v ssa.Value) bool { return f.mayBe(v, rec, 0) }
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				if slices.ContainsFunc(f.putInto(in), func(k keeping) bool { return partOf(k.value, is) || f.madeOfParts(k.value, is) }) {
					return true
				}
			case *ssa.Return:
				if returned && f.returnedAs(in, is) {
					return true
				}
			}
		}
	}
	return false
}

// asksStateOf reports whether something in sight asks in which state a record is.
func (f *function) asksStateOf(rec ssa.Value) bool {
	is := func(v ssa.Value) bool { return f.mayBe(v, rec, 0) }
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.FieldAddr:
				if asksState(ssaform.Field(in.X.Type(), in.Field), in) && is(in.X) {
					return true
				}
			case *ssa.Field:
				if asksState(ssaform.Field(in.X.Type(), in.Field), in) && is(in.X) {
					return true
				}
			case *ssa.Call:
				if c := in.Common(); catalog.TellsState(calledName(c)) && slices.ContainsFunc(ssaform.Arguments(c), is) {
					return true
				}
			}
		}
	}
	return false
}

// asksState reports whether a field, of which v is the value or the address, is asked in
// which state a record is: it is called so, or says what may be done and is compared.
func asksState(field *types.Var, v ssa.Value) bool {
	if field == nil {
		return false
	}
	return catalog.TellsState(field.Name()) || catalog.TellsPower(field.Name()) && slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		if u, ok := r.(*ssa.UnOp); ok {
			return slices.ContainsFunc(*u.Referrers(), isComparison)
		}
		return isComparison(r)
	})
}

func isComparison(in ssa.Instruction) bool { _, ok := in.(*ssa.BinOp); return ok }

// mayBe reports whether v is a record, or one of several of which that is one.
func (f *function) mayBe(v, rec ssa.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	one := func(v ssa.Value) bool { return f.mayBe(v, rec, depth+1) }
	v = held(v)
	if v == rec {
		return true
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return one(v.X)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, one)
	case *ssa.Slice: // of variadic arguments
		return slices.ContainsFunc(f.places(v.X, 0), func(at place) bool { return slices.ContainsFunc(f.stores[at], one) })
	}
	return false
}

// madeStruct returns the struct that v is, or points to, if this function makes it.
func madeStruct(v ssa.Value) (*ssa.Alloc, *types.Struct) {
	v = held(v)
	if u, ok := v.(*ssa.UnOp); ok {
		v = u.X
	}
	a, ok := v.(*ssa.Alloc)
	if !ok {
		return nil, nil
	}
	st, ok := a.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
	if !ok {
		return nil, nil
	}
	return a, st
}

// savesRecord reports whether a call keeps a record that this function has made: it
// can fail, and is given a context for that.
func (f *function) savesRecord(c *ssa.CallCommon, args []ssa.Value) bool {
	return catalog.Saves(calledName(c)) && f.mayFail(c) && slices.ContainsFunc(args, func(v ssa.Value) bool {
		a, ok := v.(*ssa.Alloc)
		return ok && a.Heap && catalog.Provisions("create", typeName(a))
	})
}

// returnsRecord reports whether a call makes what it returns, and keeps it: it can
// fail, and is given a context for that, or it finds what it has made before.
func (f *function) returnsRecord(c *ssa.CallCommon, names []string) bool {
	if !f.mayFail(c) && !catalog.FindsOrMakes(calledName(c)) {
		return false
	}
	for r := range c.Signature().Results().Variables() {
		if catalog.Provisions(calledName(c), append(slices.Clip(names), typeOf(r.Type()))...) {
			return true
		}
	}
	return false
}

// mayFail reports whether a call is given a context, and can fail.
func (f *function) mayFail(c *ssa.CallCommon) bool {
	sig := c.Signature()
	return answerKind(sig.Results()) == answersError && sig.Params().Len() > 0 && f.cat.Type(ssaform.Named(sig.Params().At(0).Type())) == catalog.ContextType
}

// own reports whether a symbol is of the package under analysis.
func own(pkg *types.Package, symbol string) bool { return catalog.PackageOf(symbol) == pkg.Path() }

// keepsRecord reports whether a map keeps accounts or the like: it is a field or
// a variable that outlives the function, and its elements are called so.
func (f *function) keepsRecord(in *ssa.MapUpdate) bool {
	u, ok := in.Map.(*ssa.UnOp)
	if !ok {
		return false
	}
	switch a := u.X.(type) {
	case *ssa.FieldAddr:
		fv := ssaform.Field(a.X.Type(), a.Field)
		return fv != nil && catalog.Provisions("create", fv.Name(), typeName(in.Value))
	case *ssa.Global:
		return catalog.Provisions("create", a.Name(), typeName(in.Value))
	}
	return false
}

// pending reports whether a record that is among values is not in force yet. Of several
// that go together, as with builders of queries, one may say that it is.
func (f *function) pending(values []ssa.Value) bool {
	return slices.ContainsFunc(values, func(v ssa.Value) bool {
		if !f.notInForce(v, 0) {
			return false
		}
		a, _ := madeStruct(v)
		return a == nil || !f.saysInForce(a.Type(), values)
	})
}

func (f *function) notInForce(v ssa.Value, depth int) bool {
	if depth > 4 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.String && catalog.Pending(constant.StringVal(v.Value))
	case *ssa.MakeInterface:
		return f.notInForce(v.X, depth+1)
	case *ssa.UnOp:
		if a, ok := v.X.(*ssa.Alloc); ok {
			return f.notInForce(a, depth+1)
		}
	case *ssa.Alloc:
		st, ok := v.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
		if !ok {
			return false
		}
		copies := f.stores[place{v, nil}]
		if slices.ContainsFunc(copies, func(s ssa.Value) bool { return f.notInForce(s, depth+1) }) {
			return true
		}
		for i := range st.NumFields() {
			fv := st.Field(i).Origin()
			b, basic := fv.Type().Underlying().(*types.Basic)
			if !basic {
				continue
			}
			stored := f.stores[place{v, fv}]
			switch {
			case b.Info()&types.IsString != 0:
				for _, s := range stored {
					if k, ok := s.(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.String && catalog.Pending(constant.StringVal(k.Value)) {
						return true
					}
				}
			case b.Info()&types.IsBoolean != 0 && catalog.InForce(fv.Name()):
				byDefault := len(stored) == 0 && catalog.TrueByDefault(st.Tag(i))
				if !byDefault && (len(copies) == 0 || len(stored) > 0) && !slices.ContainsFunc(stored, func(s ssa.Value) bool { return !isFalse(s) }) {
					return true
				}
			case b.Info()&types.IsBoolean != 0 && catalog.Pending(fv.Name()):
				if slices.ContainsFunc(stored, func(s ssa.Value) bool { return !isFalse(s) && f.parameter(s) < 0 }) {
					return true
				}
			}
		}
	}
	return false
}

// parameter returns which parameter of the function v is, or -1.
func (f *function) parameter(v ssa.Value) int {
	return slices.IndexFunc(f.fn.Params, func(p *ssa.Parameter) bool { return p == v })
}

// inForceWhen returns what the function's parameters say about whether records among values,
// which are made here, are in force.
func (f *function) inForceWhen(values []ssa.Value) (out []When) {
	for _, v := range values {
		a, st := madeStruct(v)
		if a == nil {
			continue
		}
		for fv := range st.Fields() {
			inForce := catalog.InForce(fv.Name())
			if !isBool(fv.Type()) || !inForce && !catalog.Pending(fv.Name()) {
				continue
			}
			for _, s := range f.stores[place{a, fv.Origin()}] {
				if i := f.parameter(s); i >= 0 {
					out = append(out, When{i, inForce})
				}
			}
		}
	}
	return out
}

// leftOf returns which of the conditions of a record that a callee makes are left to the
// function's own parameters, and false where an argument does not meet one, or may not: a
// variable that says that a record is active is believed, one that it is not pending is not.
func (f *function) leftOf(when []When, k callee) (left []When, ok bool) {
	for _, w := range when {
		if w.Param >= len(k.args) {
			return nil, false
		}
		v := k.args[w.Param]
		c, constant := v.(*ssa.Const)
		switch i := f.parameter(v); {
		case i >= 0:
			left = append(left, When{i, w.Value})
		case constant && isFalse(c) == w.Value, !constant && !w.Value:
			return nil, false
		}
	}
	return left, true
}

func isFalse(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && k.Value.Kind() == constant.Bool && !constant.BoolVal(k.Value)
}

// Provisioned is an account that a gate makes of whoever comes.
type Provisioned struct {
	Pos      token.Pos
	Function string
	What     string
	Label    flow.Label // the identity that it is made of
	Opaque   bool       // something on the way may decide
	Asked    token.Pos  // where a function is called that makes them, if that is elsewhere
}

// provisioned finds the accounts that are made of an identity about which nothing
// was decided before.
func (p *program) provisioned() []Provisioned {
	var out []Provisioned
	for _, fn := range p.fns {
		f := p.funcs[fn]
		if f == nil || p.sums[fn] == nil {
			continue
		}
		for _, v := range p.sums[fn].Makes {
			concrete := v.Labels.Map(func(l flow.Label) (flow.Label, bool) { return l, l.Root != flow.Param })
			if len(concrete) == 0 || catalog.Pending(v.What) || slices.ContainsFunc(v.When, func(w When) bool { return !w.Value }) {
				continue
			}
			open, opaque := f.undecided(v.block, v.pos, 0)
			if !open || !f.goesOnFrom(v.block) {
				continue
			}
			pos := v.pos
			if at := p.find(v.At); at.IsValid() {
				pos = at
			}
			out = append(out, Provisioned{pos, functionName(fn), v.What, concrete[0], opaque, v.asked})
		}
	}
	return out
}

// undecided reports whether a block is reached with nothing decided on the caller,
// in the function and in those that call it, other than by looking somebody up.
func (f *function) undecided(b *ssa.BasicBlock, before token.Pos, depth int) (open, opaque bool) {
	if f.invited(b) {
		return false, false
	}
	lookups := f.lookups()
	ways := f.evidenceOnly(f.in[b.Index]).Prime()
	for _, w := range ways {
		decided, unclear := false, false
		for _, i := range w.Positive() {
			a := f.atoms[i]
			if slices.ContainsFunc(a.sites, func(s site) bool { return lookups[s.pos] }) {
				continue
			}
			for _, e := range a.ev {
				switch k := e.Kind(); {
				case e.Op == gate.HandOn, e.Op == gate.Presence, e.Op == gate.Verify, e.Op == gate.Choice, e.Form&gate.Scheme != 0:
				case f.ofConnection(e.Label) && e.Form&gate.Constant != 0 && e.Form&gate.Secret == 0: // which request it is
				case k == gate.Opaque:
					unclear = true
				case k >= gate.CertWeak, e.Label.Root == flow.Param:
					decided = true
				}
			}
		}
		if decided {
			continue
		}
		open, opaque = true, opaque || unclear
	}
	if !open || depth > 3 || f.comesIn(f.fn) || f.fn.Parent() != nil {
		return open, opaque
	}
	asked := false
	for _, c := range f.callers[f.fn] {
		g := f.funcs[c.Parent()]
		if g == nil {
			continue
		}
		asked = true
		if o, q := g.undecided(c.Block(), c.Pos(), depth+1); o {
			return true, opaque || q
		}
	}
	return !asked, opaque
}

// invited reports whether a condition before b asks for an invitation or an approval. One
// that was looked up and not found is none.
func (f *function) invited(b *ssa.BasicBlock) bool {
	for ; b.Idom() != nil; b = b.Idom() {
		i, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if ok && len(b.Preds) == 1 && f.asksInvitation(i.Cond, 0) && len(failedAlong(b.Preds[0], b)) == 0 {
			return true
		}
	}
	return false
}

// asksInvitation reports whether v is found by means of something whose name speaks of
// invitations: a field, a variable, a function, a table.
func (f *function) asksInvitation(v ssa.Value, depth int) bool {
	if v == nil || depth > maxDepth+2 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.String && catalog.Invites(constant.StringVal(v.Value))
	case *ssa.BinOp:
		return f.asksInvitation(v.X, depth+1) || f.asksInvitation(v.Y, depth+1)
	case *ssa.UnOp:
		return f.asksInvitation(v.X, depth+1)
	case *ssa.MakeInterface:
		return f.asksInvitation(v.X, depth+1)
	case *ssa.Extract:
		return f.asksInvitation(v.Tuple, depth+1)
	case *ssa.Lookup:
		return f.asksInvitation(v.X, depth+1)
	case *ssa.Global:
		return catalog.Invites(v.Name())
	case *ssa.FieldAddr:
		fv := ssaform.Field(v.X.Type(), v.Field)
		return fv != nil && catalog.Invites(fv.Name()) || f.asksInvitation(v.X, depth+1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return f.asksInvitation(e, depth+1) })
	case *ssa.Call:
		if catalog.Invites(calledName(v.Common())) {
			return true
		}
		return slices.ContainsFunc(ssaform.Arguments(v.Common()), func(a ssa.Value) bool { return catalog.Invites(typeName(a)) || f.asksInvitation(a, depth+1) })
	}
	return false
}

// lookups returns where the function looks up records, or the identity itself.
func (f *function) lookups() map[token.Pos]bool {
	out := map[token.Pos]bool{}
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			c := call.Common()
			if _, matches := f.pattern(c, f.name(c)); !matches && catalog.LooksUp(calledName(c)) || f.onlyFetched(call) {
				out[call.Pos()] = true
			}
			if l := f.missed(call); l != nil {
				out[l.Pos()] = true
			}
		}
	}
	return out
}

// goesOnFrom reports whether the function does anything but turn the caller away
// after a block.
func (f *function) goesOnFrom(from *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	kind := f.answerKind()
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if seen[b] || f.denies[b.Index] != nil {
			return false
		}
		seen[b] = true
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			if kind == 0 || len(ret.Results) == 0 || f.returnsNext(ret) {
				return true
			}
			c, _ := f.answer(ret, kind)
			return len(c.yes) > 0
		}
		return slices.ContainsFunc(b.Succs, visit)
	}
	return visit(from)
}
