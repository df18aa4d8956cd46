package summary

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

func (p *program) position(pos token.Pos) token.Position {
	if !pos.IsValid() {
		return token.Position{}
	}
	return p.fset.Position(pos)
}

// posOf returns a position for v, or for the closest thing that has one.
func (p *program) posOf(v ssa.Value) token.Position {
	if g, ok := v.(*ssa.Global); ok && g.Pkg != p.ssa {
		return token.Position{} // another package's, where lines move unnoticed
	}
	if v.Pos().IsValid() {
		return p.position(v.Pos())
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return p.posOf(v.X)
	case *ssa.Extract:
		return p.posOf(v.Tuple)
	case *ssa.MakeInterface:
		return p.posOf(v.X)
	case *ssa.Convert:
		return p.posOf(v.X)
	case *ssa.ChangeType:
		return p.posOf(v.X)
	case *ssa.IndexAddr:
		return p.posOf(v.X)
	case *ssa.Field:
		return p.posOf(v.X)
	case *ssa.FieldAddr:
		return p.posOf(v.X)
	}
	return token.Position{}
}

// set adds labels to what is known of v.
func (p *program) set(v ssa.Value, s flow.Set) {
	if len(s) == 0 {
		return
	}
	old := p.vals[v]
	if u := old.Union(s); len(u) != len(old) {
		p.vals[v] = u
		p.changed = true
	}
}

func (p *program) setResult(v ssa.Value, i int, s flow.Set) {
	if len(s) == 0 {
		return
	}
	t := p.tuples[v]
	for len(t) <= i {
		t = append(t, nil)
	}
	if u := t[i].Union(s); len(u) != len(t[i]) {
		t[i] = u
		p.changed = true
	}
	p.tuples[v] = t
}

func (p *program) store(at place, s flow.Set) {
	if len(s) == 0 {
		return
	}
	if at.v == nil || isGlobal(at.v) {
		// What outlives the function is followed as long as it is the thing
		// itself; what was found by means of it, where a name says so.
		principal := at.f != nil && catalog.IdentityWord(at.f.Name())
		s = p.expand(s, 0).Map(func(l flow.Label) (flow.Label, bool) {
			if l.Shared {
				return l, false // who fills that one has filled it with something else, too
			}
			return l, principal || !l.Derived && l.Aspect != catalog.Request && l.Aspect != catalog.None
		})
	}
	old := p.cells[at]
	if u := old.Union(s); len(u) != len(old) {
		p.cells[at] = u
		p.changed = true
	}
}

func isGlobal(v ssa.Value) bool {
	_, ok := v.(*ssa.Global)
	return ok
}

// expand replaces labels of parameters by those of the arguments at the calls
// in this package: for cells that outlive the function.
func (p *program) expand(s flow.Set, depth int) flow.Set {
	var out flow.Set
	for _, l := range s {
		if l.Root != flow.Param {
			out = out.Add(l)
			continue
		}
		if depth > 3 || l.Owner == 0 || l.Owner > len(p.fns) {
			continue
		}
		for _, c := range p.callers[p.fns[l.Owner-1]] {
			if args := ssaform.Arguments(c.Common()); l.Param < len(args) {
				out = out.Union(p.expand(substitute(flow.Set{l}, p.vals[args[l.Param]]), depth+1))
			}
		}
	}
	return out
}

// substitute rewrites the labels of a parameter, as a callee left them, with
// the labels of the argument.
func substitute(s, arg flow.Set) flow.Set {
	var out flow.Set
	for _, l := range s {
		for _, a := range arg {
			if m, ok := compose(a, l); ok {
				out = out.Add(m)
			}
		}
	}
	return out
}

// compose returns what a projection l of a parameter is when the argument
// carries a: its common name, when l is the common name of the parameter.
func compose(a, l flow.Label) (flow.Label, bool) {
	m := a
	m.Derived, m.Shared, m.Within = a.Derived || l.Derived, a.Shared || l.Shared, a.Within || l.Within
	m.Place, m.Origin = composedPlace(a, l)
	la := l.Aspect
	switch {
	case la == catalog.None && l.Place != flow.First:
		// An element of a list of anything.
		switch {
		case a.Aspect == catalog.Chain:
			m.Aspect = catalog.Cert
		case a.Aspect == catalog.RawChain:
			m.Aspect = catalog.Strong
		case a.Place != flow.All && a.Root != flow.Param:
			m.Place, m.Origin = a.Place, a.Origin
		}
		return m, true
	case la == catalog.None:
		return m, true
	case la == catalog.Weak && !flow.Certificate(a.Aspect):
		if a.Aspect == catalog.Strong || a.Root == flow.Param && a.Aspect == catalog.None {
			m.Aspect = la
		}
		return m, true
	case la == catalog.Leaf || la == catalog.Cert || la == catalog.Chain || la == catalog.Verified || la == catalog.Path || la == catalog.RawChain:
		// What the parameter is by its type: the argument knows better.
		if isField(a) {
			m.Root, m.Aspect = flow.Forwarded, la
			return m, true
		}
		if flow.Certificate(a.Aspect) {
			if la == catalog.Leaf && (a.Aspect == catalog.Chain || a.Aspect == catalog.RawChain || a.Aspect == catalog.Path || a.Aspect == catalog.Verified || a.Aspect == catalog.State) || la == catalog.Cert {
				m.Aspect = la
			}
			return m, true
		}
		return m, a.Root == flow.Param
	case la == catalog.SAN && (isField(a) || a.Aspect == catalog.Request && a.Derived):
		return m, true // whatever is written there
	case flow.Certificate(a.Aspect) || flow.Identity(a.Aspect) || a.Aspect == catalog.None:
		m.Aspect = la
		if flow.Identity(a.Aspect) && !(a.Aspect == catalog.Subject || a.Aspect == catalog.Issuer || la == catalog.SAN && severalFacts(a)) {
			m.Aspect = a.Aspect
		}
		if a.Aspect == catalog.Issuer && (la == catalog.CN || la == catalog.DN || la == catalog.Attr) {
			m.Aspect = catalog.IssuerText
		}
		if l.At.IsValid() && a.Root != flow.Forwarded {
			m.At = l.At
		}
		return m, true
	}
	return m, false
}

// parameter returns the labels that a parameter has by its type.
func (p *program) parameter(v *ssa.Parameter) flow.Set {
	fn := v.Parent()
	l := flow.Label{Root: flow.Param, Param: paramIndex(v), Owner: p.number[fn], At: p.position(v.Pos())}
	t := v.Type()
	if a, ok := certificateType(t); ok {
		l.Aspect = a
		if a == catalog.State {
			return flow.Set{{Root: flow.Peer, Aspect: a, At: l.At}}
		}
		if callback(fn) || p.callbacks[fn] {
			return flow.Set{{Root: flow.Peer, Aspect: a, At: l.At}}
		}
		return flow.Set{l}
	}
	if ssaform.Named(t) == "crypto/x509.CertificateRequest" {
		return nil // what somebody asks for
	}
	switch p.cat.Type(ssaform.Named(t)) {
	case catalog.RequestType:
		if outgoing(fn) {
			return nil
		}
		return flow.Set{{Root: flow.Peer, Aspect: catalog.Request, At: l.At}}
	case catalog.ContextType:
		return flow.Set{{Root: flow.Peer, Aspect: catalog.Request, Derived: true, At: l.At}}
	case catalog.ResponseType, catalog.HandlerType:
		return nil
	}
	if ssaform.Named(t) == "net/http.Header" {
		// Whose header fields they are shows at the calls.
		l.Aspect = catalog.None
		return flow.Set{l}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString == 0 {
			return nil
		}
	case *types.Signature, *types.Chan:
		return nil
	case *types.Struct, *types.Pointer:
		if !p.holdsIdentity(t) && !isAddress(t) {
			return nil
		}
		if !p.keepsIdentity(t) && besideCertificate(v) {
			return nil // the record, whatever its name, that a certificate is compared with
		}
	case *types.Interface:
		if types.Identical(t, types.Universe.Lookup("error").Type()) {
			return nil
		}
	}
	return flow.Set{l}
}

// holdsIdentity reports whether a struct, or what a pointer leads to, is or
// holds somebody's identity: by its name, or by what is stored in its fields.
// The gate's own state is known by its fields alone.
func (p *program) holdsIdentity(t types.Type) bool {
	t = types.Unalias(t)
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if n, ok := t.(*types.Named); ok && (catalog.IdentityWord(n.Obj().Name()) || catalog.CertificatePart(ssaform.Named(t))) {
		return true
	}
	return p.keepsIdentity(t)
}

// besideCertificate reports whether a parameter is one of a function that is also given a
// certificate.
func besideCertificate(q *ssa.Parameter) bool {
	return slices.ContainsFunc(q.Parent().Params, func(p *ssa.Parameter) bool {
		_, ok := certificateType(p.Type())
		return ok && p != q
	})
}

// keepsIdentity reports whether somebody's identity is stored in the fields of a struct, or
// of what a pointer leads to.
func (p *program) keepsIdentity(t types.Type) bool {
	s := ssaform.Struct(t)
	if s == nil {
		return false
	}
	for i := range s.NumFields() {
		f := s.Field(i).Origin()
		if _, ok := certificateType(f.Type()); ok {
			return true
		}
		if meaningful(p.cells[place{nil, f}]) {
			return true
		}
	}
	return false
}

// meaningful reports whether s holds a label worth following: part of a
// certificate, a forwarded header or another credential.
func meaningful(s flow.Set) bool {
	return s.Any(func(l flow.Label) bool {
		return l.Root == flow.Forwarded || l.Aspect == catalog.Headers || flow.Certificate(l.Aspect) || flow.Identity(l.Aspect) || flow.OtherCredential(l.Aspect)
	})
}

// certificateType returns the aspect of values of types that hold certificates.
func certificateType(t types.Type) (catalog.Aspect, bool) {
	t = types.Unalias(t)
	switch ssaform.Named(t) {
	case "crypto/x509.Certificate":
		return catalog.Leaf, true
	case "crypto/tls.ConnectionState":
		return catalog.State, true
	case "crypto/x509/pkix.Name":
		return catalog.Subject, true
	}
	if s, ok := t.Underlying().(*types.Slice); ok {
		switch e := types.Unalias(s.Elem()).(type) {
		case *types.Pointer:
			if ssaform.Named(e) == "crypto/x509.Certificate" {
				return catalog.Chain, true
			}
		case *types.Slice:
			if ptr, ok := types.Unalias(e.Elem()).(*types.Pointer); ok && ssaform.Named(ptr) == "crypto/x509.Certificate" {
				return catalog.Verified, true
			}
			if b, ok := types.Unalias(e.Elem()).(*types.Basic); ok && b.Kind() == types.Byte {
				return catalog.RawChain, true
			}
		}
	}
	return catalog.None, false
}

// callback reports whether fn has the shape of tls.Config.VerifyPeerCertificate.
func callback(fn *ssa.Function) bool {
	s := fn.Signature
	if s.Params().Len() != 2 || s.Results().Len() != 1 {
		return false
	}
	a, _ := certificateType(s.Params().At(0).Type())
	b, _ := certificateType(s.Params().At(1).Type())
	return a == catalog.RawChain && b == catalog.Verified
}

// outgoing reports whether fn is an http.RoundTripper: its request is one that
// this program makes.
func outgoing(fn *ssa.Function) bool {
	s := fn.Signature
	return s.Params().Len() == 1 && s.Results().Len() == 2 && ssaform.Named(s.Params().At(0).Type()) == "net/http.Request" &&
		ssaform.Named(s.Results().At(0).Type()) == "net/http.Response"
}

// isError reports whether a value of type t says what went wrong, and nil that nothing did.
func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type()) || isRefusal(t)
}

// isRefusal reports whether t is a pointer to an error of the program's own, or to what has
// the name of one.
func isRefusal(t types.Type) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(ptr.Elem()).(*types.Named)
	if !ok || ssaform.Struct(n) == nil {
		return false
	}
	if catalog.RefusalType(n.Obj().Name()) {
		return true
	}
	for m := range n.Methods() {
		if s := m.Signature(); m.Name() == "Error" && s.Params().Len() == 0 && s.Results().Len() == 1 && texts(s.Results().At(0).Type()) {
			return true
		}
	}
	return false
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// labels computes the labels of every value of fn, to a fixed point.
func (p *program) labels(fn *ssa.Function) {
	// Afresh: what was thought of a callee before it was looked at does not stay.
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if v, ok := in.(ssa.Value); ok {
				delete(p.vals, v)
				delete(p.tuples, v)
			}
		}
	}
	for _, v := range fn.FreeVars {
		delete(p.vals, v)
	}
	for i, v := range fn.Params {
		if yields(fn) {
			p.set(v, p.yielded(fn, i))
		} else {
			p.set(v, p.parameter(v))
		}
	}
	for range 8 {
		p.changed = false
		for _, v := range fn.FreeVars {
			for _, b := range p.bindings(v) {
				p.set(v, p.vals[b])
			}
		}
		for _, b := range fn.DomPreorder() {
			for _, in := range b.Instrs {
				p.steps++
				p.transfer(in)
			}
		}
		if !p.changed {
			return
		}
	}
}

// yielded returns the labels of parameter i of the body of a range over a
// function: those of what the function yields.
func (p *program) yielded(fn *ssa.Function, i int) flow.Set {
	var out flow.Set
	for _, m := range p.closures[fn] {
		for _, r := range *m.Referrers() {
			c, ok := r.(*ssa.Call)
			if !ok || c.Call.Value == m {
				continue
			}
			out = out.Union(p.elementOf(p.container(c.Call.Value), flow.Any, p.posOf(c.Call.Value)))
			out = out.Union(p.yields(c.Call.Value, i))
		}
	}
	if b, ok := fn.Params[i].Type().Underlying().(*types.Basic); ok && b.Info()&types.IsString == 0 {
		return nil // an index
	}
	return out
}

// isSet reports whether t is a map that says of its keys that they are there.
func isSet(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	if !ok {
		return false
	}
	switch e := m.Elem().Underlying().(type) {
	case *types.Basic:
		return e.Kind() == types.Bool
	case *types.Struct:
		return e.NumFields() == 0
	}
	return false
}

func (p *program) transfer(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		v := in.(ssa.Value)
		p.set(v, p.cells[place{v, nil}])
	case *ssa.Phi:
		for i := range in.Edges {
			p.set(in, p.edgeLabels(in, i))
		}
	case *ssa.UnOp:
		switch in.Op {
		case token.ARROW:
			if in.CommaOk {
				p.setResult(in, 0, p.container(in.X))
			} else {
				p.set(in, p.container(in.X))
			}
		case token.MUL:
			p.set(in, p.vals[in.X])
			if g, ok := in.X.(*ssa.Global); ok {
				p.set(in, p.cells[place{g, nil}])
			}
			if _, ok := in.X.(*ssa.FreeVar); ok {
				for _, at := range p.places(in.X, 0) {
					p.set(in, p.cells[at])
				}
			}
		}
	case *ssa.FieldAddr:
		p.set(in, p.field(in.X, in.Field, in))
	case *ssa.Field:
		p.set(in, p.field(in.X, in.Field, in))
	case *ssa.IndexAddr:
		p.set(in, p.element(in.X, in.Index, in))
	case *ssa.Index:
		p.set(in, p.element(in.X, in.Index, in))
	case *ssa.Lookup:
		s := p.lookup(in)
		if in.CommaOk {
			p.setResult(in, 0, s)
		} else {
			p.set(in, s)
		}
	case *ssa.Extract:
		if t := p.tuples[in.Tuple]; in.Index < len(t) {
			p.set(in, t[in.Index])
		}
	case *ssa.Next:
		if r, ok := in.Iter.(*ssa.Range); ok {
			p.setResult(in, 2, p.elementOf(p.container(r.X), flow.Any, p.position(r.Pos())))
			p.setResult(in, 1, p.container(r.X).Map(func(l flow.Label) (flow.Label, bool) { return l.AsDerived(), l.Aspect == catalog.Headers }))
			for _, at := range p.places(r.X, 0) {
				p.setResult(in, 1, p.keys[at])
			}
		}
	case *ssa.Slice:
		p.set(in, p.part(in))
	case *ssa.Convert:
		p.set(in, p.vals[in.X])
	case *ssa.ChangeType:
		p.set(in, p.vals[in.X])
	case *ssa.ChangeInterface:
		p.set(in, p.vals[in.X])
	case *ssa.SliceToArrayPointer:
		p.set(in, p.vals[in.X])
	case *ssa.MakeInterface:
		p.set(in, p.vals[in.X])
	case *ssa.TypeAssert:
		s := p.vals[in.X]
		if a, ok := p.assertedState(in.AssertedType); ok && len(s) > 0 {
			s = s.Map(func(l flow.Label) (flow.Label, bool) {
				l.Kept = false // a certificate is no answer yet
				return l.With(a, token.Position{}), true
			})
		}
		if held := p.heldCredential(in); len(held) > 0 {
			s = held
		}
		if in.CommaOk {
			p.setResult(in, 0, s)
		} else {
			p.set(in, s)
		}
	case *ssa.BinOp:
		switch in.Op {
		case token.ADD:
			p.set(in, p.vals[in.X].Union(p.vals[in.Y]))
		case token.AND, token.AND_NOT, token.OR, token.XOR, token.SHL, token.SHR: // of what was found: rights as bits
			p.set(in, p.vals[in.X].Union(p.vals[in.Y]).Map(func(l flow.Label) (flow.Label, bool) { return l, l.Derived }))
		}
	case *ssa.Store:
		s := p.settled(p.vals[in.Val], in.Block())
		if len(s) == 0 {
			return
		}
		if at, ok := in.Addr.(*ssa.IndexAddr); ok && !isConst(at.Index) {
			s = listed(s)
		}
		for _, at := range p.places(in.Addr, 0) {
			p.store(at, s)
			if at.v != nil && at.f == nil {
				p.set(at.v, s)
			}
			if at.v != nil && at.f != nil && !isGlobal(at.v) && !catalog.ForDisplay(at.f.Name()) {
				// A composite holds what its field holds.
				p.set(at.v, s.Map(func(l flow.Label) (flow.Label, bool) {
					return l.AsWithin(), flow.Identity(l.Aspect) || flow.OtherCredential(l.Aspect) || l.Root == flow.Forwarded || l.Place != flow.First
				}))
			}
		}
	case *ssa.MapUpdate:
		for _, at := range p.places(in.Map, 0) {
			p.store(at, p.vals[in.Value])
			p.keys[at] = p.keys[at].Union(p.vals[in.Key])
			if at.v != nil && at.f == nil {
				p.set(at.v, p.vals[in.Value])
				if isSet(in.Map.Type()) {
					p.set(at.v, listed(p.vals[in.Key].Map(func(l flow.Label) (flow.Label, bool) { return l, flow.Identity(l.Aspect) })))
				}
			}
		}
	case *ssa.Send:
		p.send(in.Chan, in.X)
	case *ssa.Select:
		received := 2
		for _, s := range in.States {
			if s.Dir == types.SendOnly {
				p.send(s.Chan, s.Send)
				continue
			}
			p.setResult(in, received, p.container(s.Chan))
			received++
		}
	case *ssa.Call:
		p.call(in)
	}
}

// send gives a channel, and the variables that hold it, what is sent on it.
func (p *program) send(ch, v ssa.Value) {
	for _, at := range p.places(ch, 0) {
		p.store(at, p.vals[v])
		if at.v != nil && at.f == nil {
			p.set(at.v, p.vals[v])
		}
	}
}

// heldCredential returns the credential that was checked when what comes out of a context
// is of the type that in asserts.
func (p *program) heldCredential(in *ssa.TypeAssert) flow.Set {
	if len(p.vals[in.X]) == 0 {
		return nil
	}
	for _, r := range p.cat.Rows(ssaform.Named(in.AssertedType)) {
		if r.Role == catalog.Held {
			return flow.Set{{Root: flow.Credential, Aspect: r.Aspect, Derived: true, At: p.position(in.Pos())}}
		}
	}
	return nil
}

// assertedState returns the aspect that a type assertion gives.
func (p *program) assertedState(t types.Type) (catalog.Aspect, bool) {
	switch p.cat.Type(ssaform.Named(t)) {
	case catalog.AuthInfoType, catalog.StateType:
		return catalog.State, true
	}
	return certificateType(t)
}

// field returns the labels of field i of x: of something that a gate has kept,
// what it kept. What is there for people to read, no gate was asked about.
func (p *program) field(x ssa.Value, i int, at ssa.Value) flow.Set {
	out := p.fieldOf(x, i, at)
	if f := ssaform.Field(x.Type(), i); f == nil || catalog.ForDisplay(f.Name()) || !p.vals[x].Any(func(l flow.Label) bool { return l.Kept }) {
		return out
	}
	return out.Map(func(l flow.Label) (flow.Label, bool) {
		l.Kept = l.Kept || flow.Identity(l.Aspect) || l.Root == flow.Forwarded
		return l, true
	})
}

// givenOut returns the identities that a struct holds which a function of another package
// gives out: a field of it holds none of those that other functions store there.
func (p *program) givenOut(x ssa.Value) flow.Set {
	if stored := p.stores[place{x, nil}]; isAlloc(x) && len(stored) == 1 {
		x = stored[0] // a variable
	}
	call := ssaform.Called(x)
	if call == nil {
		return nil
	}
	if obj := ssaform.Object(call.Common()); obj == nil || p.importedFunc(obj) == nil {
		return nil
	}
	return p.vals[x].Map(func(l flow.Label) (flow.Label, bool) { return l, flow.Identity(l.Aspect) })
}

func (p *program) fieldOf(x ssa.Value, i int, at ssa.Value) flow.Set {
	f := ssaform.Field(x.Type(), i)
	if f == nil {
		return nil
	}
	var out flow.Set
	base := p.vals[x]
	pos := p.posOf(at)
	sym := fieldSymbol(x.Type(), i)
	known := false
	for _, r := range p.cat.Rows(sym) {
		switch r.Role {
		case catalog.Source:
			known = true
			out = out.Union(p.project(base, r.Aspect, pos))
			if r.FromStore() {
				out = out.Add(flow.Label{Root: flow.Credential, Aspect: r.Aspect, Derived: true, At: pos})
				continue
			}
			if len(base) == 0 || base.Any(func(l flow.Label) bool { return l.Aspect == catalog.Request || l.Root == flow.Param }) {
				out = out.Union(rooted(r.Aspect, pos, x))
				if pkg := catalog.PackageOf(sym); len(out) == 0 && !strings.HasPrefix(pkg, "crypto/") && (flow.Certificate(r.Aspect) || flow.Identity(r.Aspect)) {
					out = flow.Set{{Root: flow.Peer, Aspect: r.Aspect, At: pos}}
				}
			}
		case catalog.Attribute:
			known = true
			out = out.Union(p.attribute(x, at, pos))
		case catalog.Transform:
			known = true
			out = out.Union(base)
			if r.Aspect != catalog.None {
				out = out.Add(flow.Label{Root: flow.Peer, Aspect: r.Aspect, At: pos})
			}
		}
	}
	if known {
		return out
	}
	// A field of a struct of the program: what was stored in it.
	if s := p.putBefore(x, i, at); len(s) > 0 {
		return s
	}
	local := false
	for _, c := range p.places(x, 0) {
		if c.v != nil && c.f == nil {
			if s, ok := p.localField(c.v, f, 0); ok {
				out = out.Union(s)
				local = true
			}
		}
	}
	returned := false // by a function that may have chosen the whole struct
	if s, ok := p.resultField(x, f, 0); ok && !local {
		out = out.Union(s)
		local, returned = true, len(s) == 0
	}
	_, filled := p.stores[place{nil, f}]
	if !local {
		if stored := p.stored(f); p.forms[f] {
			out = out.Union(ofClient(stored))
		} else {
			out = out.Union(stored)
		}
		if pf := p.packageFact(f.Pkg()); pf != nil {
			of := p.givenOut(x)
			held := pf.field(sym).Map(func(l flow.Label) (flow.Label, bool) {
				return l.Entered(pos), len(of) == 0 || !flow.Identity(l.Aspect) || of.Any(func(o flow.Label) bool { return o.Aspect == l.Aspect })
			})
			out = out.Union(held)
			filled = filled || len(held) > 0
		}
	}
	// A promoted field, or a field of something found by means of an identity.
	out = out.Union(base.Map(func(l flow.Label) (flow.Label, bool) {
		switch {
		case f.Embedded():
			return l, true
		case flow.Identity(l.Aspect) && l.Aspect != catalog.Subject && l.Aspect != catalog.Issuer && std(catalog.PackageOf(sym)):
			return l, true // a part of a URI
		case flow.OtherCredential(l.Aspect) && std(catalog.PackageOf(sym)):
			return l, true // a cookie's value
		case (l.Root == flow.Field || l.Root == flow.Forwarded) && std(catalog.PackageOf(sym)):
			return l, true // a decoded header
		case local && !(returned && l.Derived && !l.Within) || filled && len(out) > 0:
			return l, false
		case l.Within && filled && len(p.cells[place{nil, f}]) == 0:
			return l, false // another field holds it
		case l.Root == flow.Param && l.Aspect == catalog.None:
			return l.AsDerived(), true
		case p.forms[f] && flow.OtherCredential(l.Aspect):
			return l, false // each field has its own
		case l.Derived && (flow.Identity(l.Aspect) || flow.OtherCredential(l.Aspect)):
			return l, true
		case l.Derived && l.Aspect == catalog.Leaf:
			return l, true
		case l.Derived && l.Aspect == catalog.Request && l.Root == flow.Peer:
			// Of what an unknown function made of the request.
			return l, p.cat.Type(ssaform.Named(x.Type())) == 0
		}
		return l, false
	}))
	if a, ok := certificateType(f.Type()); ok && len(out) == 0 && a == catalog.State {
		out = out.Add(flow.Label{Root: flow.Peer, Aspect: a, At: pos})
	}
	if a, ok := p.ofHandshake(f); ok {
		return flow.Set{{Root: flow.Peer, Aspect: a, At: pos}}
	}
	if !filled && len(out) == 0 && catalog.AddressAccessor(f.Name()) && (isAddress(f.Type()) || texts(f.Type())) {
		return rooted(catalog.Addr, pos, nil)
	}
	return out
}

// ofHandshake returns the aspect of a field of this package in which others keep what the
// peer has sent in the handshake, as its name and type say: nothing in sight fills it.
func (p *program) ofHandshake(f *types.Var) (catalog.Aspect, bool) {
	if f == nil || !f.Exported() || f.Pkg() != p.pkg || !catalog.HandshakeField(f.Name()) || len(p.stores[place{nil, f}]) > 0 {
		return catalog.None, false
	}
	a, ok := certificateType(f.Type())
	return a, ok && (a == catalog.Chain || a == catalog.Verified)
}

// A fieldThrough is a field of what a value points to, by its index.
type fieldThrough struct {
	x ssa.Value
	i int
}

// putBefore returns the labels of what the function itself stores in field i of what x points
// to, where that was done before at: what others store there is not what it reads.
func (p *program) putBefore(x ssa.Value, i int, at ssa.Value) (out flow.Set) {
	reader, ok := at.(ssa.Instruction)
	if !ok || isAlloc(x) {
		return nil
	}
	puts := p.puts[fieldThrough{x, i}]
	if len(puts) > maxFillers {
		return nil
	}
	before := false
	for _, s := range puts {
		out = out.Union(p.vals[s.Val])
		if b := s.Block(); b != reader.Block() {
			before = before || b.Dominates(reader.Block())
		} else {
			before = before || s.Pos().IsValid() && s.Pos() < reader.Pos()
		}
	}
	if !before {
		return nil
	}
	return out
}

// maxFillers bounds the stores to a field that are looked at one by one: what more
// fill is shared.
const maxFillers = 32

// stored returns the labels of what the package stores in a field of any value of
// its struct.
func (p *program) stored(f *types.Var) flow.Set {
	at := place{nil, f}
	s := p.cells[at]
	if len(s) == 0 {
		return nil
	}
	stores := p.stores[at]
	if len(stores) <= maxFillers && !slices.ContainsFunc(stores, func(v ssa.Value) bool { return p.unrelated(v, f) }) {
		return s
	}
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		l.Shared = true
		return l, true
	})
}

// unrelated reports whether a value stored in field f has nothing to do with the
// subject for sure. A constant says nothing about who the others are, nor does what
// the same field of another value held.
func (p *program) unrelated(v ssa.Value, f *types.Var) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return false
	case *ssa.UnOp:
		if a, ok := v.X.(*ssa.FieldAddr); ok && ssaform.Field(a.X.Type(), a.Field) == f {
			return false
		}
	case *ssa.Field:
		if ssaform.Field(v.X.Type(), v.Field) == f {
			return false
		}
	}
	return !p.expand(p.vals[v], 0).Any(func(l flow.Label) bool { return !l.Shared })
}

// localField returns the labels of a field of a variable, when what is stored in
// it, or in the variable that it is a copy of, is in sight.
func (p *program) localField(v ssa.Value, f *types.Var, depth int) (flow.Set, bool) {
	if s, ok := p.cells[place{v, f}]; ok {
		return s, true
	}
	if !isAlloc(v) || depth > 3 {
		return nil, false
	}
	if len(p.stores[place{v, f}]) > 0 {
		return nil, true // nothing of interest
	}
	copies := p.stores[place{v, nil}]
	if call := filling(v); len(copies) == 0 && call != nil {
		out := ofClient(p.cells[place{nil, f}])
		if ofAnswer(call) {
			out = out.Union(p.cells[place{v, nil}])
		}
		return out, true
	}
	var out flow.Set
	for _, c := range copies {
		if s, ok := p.resultField(c, f, depth+1); ok {
			out = out.Union(s)
			continue
		}
		u, ok := c.(*ssa.UnOp)
		if !ok || u.Op != token.MUL || !isAlloc(u.X) {
			return nil, false
		}
		s, ok := p.localField(u.X, f, depth+1)
		if !ok {
			return nil, false
		}
		out = out.Union(s)
	}
	return out, len(copies) > 0
}

// resultField returns the labels of a field of a struct that a call of a function of this
// package returns by value, as that function made it of the call's arguments.
func (p *program) resultField(v ssa.Value, f *types.Var, depth int) (flow.Set, bool) {
	if _, ok := v.Type().Underlying().(*types.Struct); !ok || depth > 3 {
		return nil, false
	}
	i := 0
	if x, ok := v.(*ssa.Extract); ok {
		v, i = x.Tuple, x.Index
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return nil, false
	}
	fn := p.static(call.Common())
	if fn == nil {
		return nil, false
	}
	k := callee{owner: p.number[fn], args: ssaform.Arguments(call.Common()), fn: fn}
	var out flow.Set
	made := false
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || isConst(ret.Results[i]) {
			continue
		}
		u, ok := ret.Results[i].(*ssa.UnOp)
		if !ok || !isAlloc(u.X) {
			return nil, false
		}
		s, ok := p.localField(u.X, f, depth+1)
		if !ok || s.Any(func(l flow.Label) bool { return l.Root == flow.Param && l.Owner != k.owner }) {
			return nil, false
		}
		made = true
		out = out.Union(p.apply(s, k))
	}
	return out, made
}

func (p *program) packageFact(pkg *types.Package) *PackageFact {
	if pkg == nil || pkg == p.pkg || p.facts == nil {
		return nil
	}
	return p.facts.Package(pkg)
}

// project returns labels for aspect a of something that carries base.
func (p *program) project(base flow.Set, a catalog.Aspect, pos token.Position) flow.Set {
	return base.Map(func(l flow.Label) (flow.Label, bool) {
		switch {
		case a == catalog.Headers:
			return l.With(a, pos), l.Aspect == catalog.Request && !l.Derived
		case a == catalog.Neutral && flow.Identity(l.Aspect):
			return l.With(a, pos), true // which attribute it is, not what it says
		case l.Aspect == catalog.Request || l.Aspect == catalog.Headers || l.Root == flow.Param && l.Aspect == catalog.None:
			return l, false
		case isField(l):
			// Parsed from a header: whatever its name, it forwards a certificate.
			l.Root = flow.Forwarded
			return l.With(a, pos), true
		case flow.OtherCredential(l.Aspect) || l.Aspect == catalog.Addr || l.Aspect == catalog.ForwardedAddr || l.Aspect == catalog.GenericID:
			return l, false
		case flow.Identity(l.Aspect) && l.Aspect != catalog.Subject && l.Aspect != catalog.Issuer:
			return l, true
		case l.Aspect == catalog.Issuer && flow.Identity(a):
			return l.With(catalog.IssuerText, pos), true
		}
		return l.With(a, pos), true
	})
}

// rooted returns the label of an aspect that says by itself whose it is.
func rooted(a catalog.Aspect, pos token.Position, x ssa.Value) flow.Set {
	l := flow.Label{Root: flow.Peer, Aspect: a, At: pos}
	switch {
	case a == catalog.State || a == catalog.Chain || a == catalog.Verified:
		if x != nil && ssaform.Named(x.Type()) == "net/http.Response" {
			l.Root = flow.Server
		}
	case flow.OtherCredential(a):
		l.Root = flow.Credential
	case a == catalog.Addr || a == catalog.ForwardedAddr:
		l.Root = flow.Hop
	case a == catalog.Headers || a == catalog.Request:
		if x != nil && made(x, 0) {
			return nil
		}
	case a == catalog.SAN && x == nil:
	default:
		return nil
	}
	return flow.Set{l}
}

// dialled reports whether x is a connection that this program made, or a
// variable or field in which all are.
func (p *program) dialled(x ssa.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	switch v := x.(type) {
	case *ssa.Extract:
		return v.Index == 0 && p.dialled(v.Tuple, depth+1)
	case *ssa.TypeAssert:
		return p.dialled(v.X, depth+1)
	case *ssa.MakeInterface:
		return p.dialled(v.X, depth+1)
	case *ssa.ChangeInterface:
		return p.dialled(v.X, depth+1)
	case *ssa.UnOp:
		all := false
		for _, at := range p.places(v.X, 0) {
			for _, s := range p.stores[at] {
				if k, ok := s.(*ssa.Const); ok && k.IsNil() {
					continue
				}
				if all = p.dialled(s, depth+1); !all {
					return false
				}
			}
		}
		return all
	case *ssa.Call:
		return p.plays(v.Common(), catalog.Dial)
	}
	return false
}

// made reports whether x is a request that this program makes.
func made(x ssa.Value, depth int) bool {
	if depth > 4 {
		return false
	}
	switch v := x.(type) {
	case *ssa.Extract:
		return made(v.Tuple, depth+1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if made(e, depth+1) {
				return true
			}
		}
	case *ssa.Alloc:
		return true
	case *ssa.Call:
		n := symbol(v.Common())
		return strings.HasPrefix(n, "net/http.NewRequest") || n == "(*net/http.Request).Clone" && made(v.Call.Args[0], depth+1)
	case *ssa.UnOp:
		// Out of httputil.ProxyRequest and http.Response.Request.
		if f, ok := v.X.(*ssa.FieldAddr); ok {
			s := fieldSymbol(f.X.Type(), f.Field)
			return s == "net/http/httputil.ProxyRequest.Out" || s == "net/http.Response.Request"
		}
	case *ssa.Parameter:
		return outgoing(v.Parent())
	}
	return false
}

// container returns the labels of what x holds.
func (p *program) container(x ssa.Value) flow.Set {
	s := p.vals[x]
	if sl, ok := x.(*ssa.Slice); ok && len(s) > 0 && !whole(sl) {
		return s // what it is a part of has more
	}
	for _, at := range p.places(x, 0) {
		if at.v == nil {
			s = s.Union(p.stored(at.f))
			continue
		}
		s = s.Union(p.cells[at])
		if at.v != x {
			s = s.Union(p.vals[at.v])
		}
	}
	return s
}

// lookup returns the labels of a map element: those of what the map holds, and,
// derived, of its key; of a header field for a map of header fields.
func (p *program) lookup(in *ssa.Lookup) flow.Set {
	m := p.container(in.X)
	var out flow.Set
	if m.Any(func(l flow.Label) bool { return l.Aspect == catalog.Headers }) || ssaform.Named(in.X.Type()) == "net/http.Header" && !made(in.X, 0) && len(m) == 0 {
		return p.header(in.Index, p.posOf(in))
	}
	if p.ofMessage(in) && !m.Any(func(l flow.Label) bool { return l.Root != flow.Param }) {
		return p.header(in.Index, p.posOf(in))
	}
	if c, ok := in.X.(*ssa.Call); ok && slices.ContainsFunc(p.cat.Rows(p.name(c.Common())), func(r catalog.Row) bool { return r.Role == catalog.ParamRead && r.Arg < 0 }) {
		return p.requestValue(in.Index, p.posOf(in))
	}
	out = lookedUp(in, p.elementOf(m, flow.Any, p.posOf(in)))
	return out.Union(p.vals[in.Index].Map(func(l flow.Label) (flow.Label, bool) {
		return l.AsDerived(), l.Root == flow.Param || l.Root == flow.Forwarded || flow.Identity(l.Aspect) || flow.OtherCredential(l.Aspect)
	}))
}

// ofMessage reports whether a header field is looked up in the header fields that a function is
// given, or one with facts of a certificate in those of a struct that stands for a request,
// whatever handed it over.
func (p *program) ofMessage(in *ssa.Lookup) bool {
	m, ok := in.X.Type().Underlying().(*types.Map)
	if !ok || !texts(m.Elem()) {
		return false
	}
	names, _ := p.strings(in.Index, 0)
	if len(names) == 0 {
		return false
	}
	switch x := in.X.(type) {
	case *ssa.Parameter:
		return catalog.HeadersName(x.Name())
	case *ssa.UnOp:
		fa, ok := x.X.(*ssa.FieldAddr)
		return ok && !isAlloc(fa.X) && catalog.HeadersOf(typeOf(fa.X.Type()), ssaform.Field(fa.X.Type(), fa.Field).Name()) &&
			!slices.ContainsFunc(names, func(n string) bool { return !catalog.CertificateHeader(n) })
	}
	return false
}

// header returns the label of the inbound header field with the given name.
func (p *program) header(nameValue ssa.Value, pos token.Position) flow.Set {
	names, hint := p.strings(nameValue, 0)
	var out flow.Set
	for _, n := range names {
		if a, ok := p.cat.HeaderAspect(n); ok {
			l := headerLabel(a, pos)
			l.Header = http.CanonicalHeaderKey(n)
			out = out.Add(l)
		}
	}
	if len(out) == 0 && hint != "" {
		if catalog.CertHeaderName(hint) {
			out = out.Add(headerLabel(catalog.Leaf, pos))
		}
		if n, ok := catalog.RequestHeaderList(hint); ok {
			l := headerLabel(catalog.GenericID, pos)
			l.Header = n
			out = out.Add(l)
		}
	}
	if len(out) == 0 {
		l := flow.Label{Root: flow.Field, At: pos}
		if len(names) == 1 {
			l.Header = http.CanonicalHeaderKey(names[0])
		}
		out = out.Add(l)
	}
	return out
}

func headerLabel(a catalog.Aspect, pos token.Position) flow.Label {
	l := flow.Label{Root: flow.Forwarded, Aspect: a, At: pos}
	switch {
	case flow.OtherCredential(a):
		l.Root = flow.Credential
	case a == catalog.ForwardedAddr:
		l.Root = flow.Hop
	}
	return l
}

// maxLooks bounds the values looked at for one constant.
const maxLooks = 200

// strings returns the constant strings that v may be, and the name of the
// variable, field or parameter that holds it when that is all there is to know.
func (p *program) strings(v ssa.Value, depth int) (out []string, hint string) {
	if depth > maxDepth || v == nil {
		return nil, ""
	}
	if depth == 0 {
		p.looked, p.entered = 0, nil
	}
	if p.looked++; p.looked > maxLooks {
		return nil, ""
	}
	from := func(v ssa.Value) {
		o, h := p.strings(v, depth+1)
		out = append(out, o...)
		hint = cmp.Or(hint, h)
	}
	stored := func(at []place) {
		for _, a := range at {
			for _, s := range p.stores[a] {
				from(s)
			}
		}
	}
	field := func(x ssa.Value, i int) {
		f := ssaform.Field(x.Type(), i)
		stored([]place{{nil, f}})
		if f != nil {
			hint = f.Name()
			if pf := p.packageFact(f.Pkg()); pf != nil {
				out = append(out, pf.strings(fieldSymbol(x.Type(), i))...)
			}
		}
	}
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() == constant.String {
			return []string{constant.StringVal(v.Value)}, ""
		}
	case *ssa.UnOp:
		switch x := v.X.(type) {
		case *ssa.Global:
			stored([]place{{x, nil}})
			if len(out) == 0 && x.Pkg != p.ssa {
				out = p.importedString(x)
			}
			hint = x.Name()
		case *ssa.FieldAddr:
			field(x.X, x.Field)
		case *ssa.Alloc, *ssa.FreeVar:
			stored(p.places(x, 0))
			hint = x.Name()
			if a, ok := x.(*ssa.Alloc); ok {
				hint = a.Comment
			}
		case *ssa.IndexAddr:
			stored(p.places(x, 0))
			if len(out) == 0 {
				from(x.X) // a list that a caller or the configuration gives
			}
		case *ssa.UnOp:
			_, hint = p.strings(x, depth+1)
		}
	case *ssa.Field:
		field(v.X, v.Field)
	case *ssa.Phi:
		for _, e := range v.Edges {
			from(e)
		}
		hint = cmp.Or(hint, v.Comment)
	case *ssa.Parameter:
		fn := v.Parent()
		i := paramIndex(v)
		calls, entered := p.callers[fn], p.entered
		if n := len(entered) - 1; n >= 0 && p.static(entered[n].Common()) == fn {
			calls = []ssa.CallInstruction{entered[n]} // that the text is the result of
			p.entered = entered[:n:n]
		}
		for _, c := range calls {
			if args := ssaform.Arguments(c.Common()); i < len(args) {
				from(args[i])
			}
		}
		p.entered = entered
		hint = cmp.Or(hint, v.Name())
	case *ssa.FreeVar:
		for _, b := range p.bindings(v) {
			from(b)
		}
		hint = cmp.Or(hint, v.Name())
	case *ssa.Alloc:
		stored([]place{{v, nil}})
		hint = v.Comment
	case *ssa.Slice:
		stored(p.places(v.X, 0))
	case *ssa.Convert:
		return p.strings(v.X, depth+1)
	case *ssa.ChangeType:
		return p.strings(v.X, depth+1)
	case *ssa.MakeInterface:
		return p.strings(v.X, depth+1)
	case *ssa.Extract:
		if n, ok := v.Tuple.(*ssa.Next); ok {
			if r, ok := n.Iter.(*ssa.Range); ok {
				stored(p.places(r.X, 0))
			}
		}
	case *ssa.Call:
		c := v.Common()
		switch n := p.name(c); {
		case n == "builtin.append":
			for _, a := range c.Args {
				from(a)
			}
		case transformsText[catalog.PackageOf(n)] && len(c.Args) > 0:
			return p.strings(c.Args[0], depth+1)
		default:
			if fn := p.static(c); fn != nil && fn.Signature.Results().Len() == 1 {
				p.entered = append(p.entered, v)
				for _, b := range fn.Blocks {
					if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(r.Results) == 1 {
						from(r.Results[0])
					}
				}
				p.entered = p.entered[:len(p.entered)-1]
			}
			if obj := ssaform.Object(c); obj != nil {
				if pf := p.packageFact(obj.Pkg()); pf != nil {
					out = append(out, pf.strings(obj.Origin().FullName())...)
				}
				hint = cmp.Or(hint, obj.Name())
			}
		}
	}
	return out, hint
}

// transformsText are packages whose functions return the text that they are
// given, in another form, or one of several.
var transformsText = map[string]bool{"cmp": true, "strings": true, "net/http": true, "net/textproto": true}

// importedString returns the value of another package's variable, when its
// facts say that it is assigned once.
func (p *program) importedString(g *ssa.Global) []string {
	if g.Object() == nil {
		return nil
	}
	if pf := p.packageFact(g.Object().Pkg()); pf != nil {
		return pf.strings(g.Object().Pkg().Path() + "." + g.Name())
	}
	return nil
}
