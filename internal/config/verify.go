package config

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/mounts"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Verification is a call of x509.Certificate.Verify.
type Verification struct {
	Pos     token.Pos
	Fn      *ssa.Function
	Options State
	Peer    bool // of a certificate that the other end sent
	Server  bool // the other end is a client, as far as that is known
	Arg     int  // 1 + the parameter that the certificate is or comes from, if it is one
	Conn    bool // that is the connection
	Any     bool // the settings may choose AnyUsage, a list of key usages with any, among others

	AnyUsage Value
	Kept     []KeptOptions // what the options, kept in a field, are for each function that makes them

	call ssa.CallInstruction
}

// verification notes a call of Verify with the options as they are there.
func (w *walk) verification(e env, in ssa.CallInstruction) {
	c := in.Common()
	if w.symbol(c) != "(*crypto/x509.Certificate).Verify" || len(c.Args) < 2 {
		return
	}
	v := &Verification{Pos: in.Pos(), Fn: w.fn, Options: anything("crypto/x509.VerifyOptions"), call: in}
	for i, o := range w.objectsOf(c.Args[1]) {
		s := e.get(o, w.fn)
		if i > 0 {
			s = join(v.Options, s)
		}
		v.Options = s
	}
	w.verifies = append(w.verifies, v)
}

// Verifications returns the calls of Verify in the package.
func (p *Program) Verifications() []*Verification {
	if p.counted["verifies"] {
		return p.verifies
	}
	p.counted["verifies"] = true
	fields, others := map[*Verification]*types.Var{}, map[*types.Var]bool{}
	for _, v := range p.verifies {
		var kept *types.Var
		if v.Options.of != nil {
			kept = v.Options.of.place
		}
		v.Kept = p.keptOptions(v.Options)
		v.Options = p.resolveState(p.rebase(v.Options, 0))
		v.AnyUsage, v.Any = p.sometimesAny(v)
		cert := v.call.Common().Args[0]
		v.Peer = p.FromPeer(cert)
		v.Server = v.Peer && p.atServer(v.Fn)
		v.Arg = p.parameterOf(cert, 0)
		if !v.Peer && v.Arg > 0 {
			v.Peer, v.Server = p.givenPeer(v.Fn, v.Arg-1)
		}
		if at := p.connectionOf(cert, 0); v.Peer && v.Arg == 0 && at > 0 {
			v.Arg, v.Conn = at, true
		}
		if v.Peer && v.Arg == 0 && callbackShape(v.Fn) {
			// A helper took it out of what the callback is given.
			v.Arg = 1 + slices.IndexFunc(v.Fn.Params, func(q *ssa.Parameter) bool { return certificates(q.Type()) })
		}
		if !v.Server || v.Arg > 0 && !callbackShape(v.Fn) {
			others[kept] = true
		}
		fields[v] = kept
	}
	for v, kept := range fields {
		if others[kept] {
			v.Kept = nil // which of them are for clients does not show
		}
	}
	return p.verifies
}

// givenPeer reports whether a call through an interface or a function value
// gives fn a peer's certificate as parameter i, and whether the peer is a client
// wherever one does.
func (p *Program) givenPeer(fn *ssa.Function, i int) (peer, client bool) {
	client = true
	for _, c := range p.indirect() {
		args := ssaform.Arguments(c.Common())
		at := i
		if !c.Common().IsInvoke() && fn.Signature.Recv() != nil {
			at-- // a method value is bound to its receiver
		}
		if at < 0 || at >= len(args) || !p.FromPeer(args[at]) || !p.calls(c.Common(), fn) {
			continue
		}
		peer = true
		client = client && p.atServer(c.Parent())
	}
	if !peer && p.givenAbroad(fn, i) {
		return true, true
	}
	return peer, peer && client
}

// Given says that a function calls its parameter Param, a function, with a client's
// certificate as argument Arg.
type Given struct{ Param, Arg int }

// gives lists the functions that fn is given and calls with certificates of clients.
func (p *Program) gives(fn *ssa.Function) []Given {
	var out []Given
	for _, c := range p.indirect() {
		if c.Common().IsInvoke() || ssaform.Outermost(c.Parent()) != fn || !p.atServer(c.Parent()) {
			continue
		}
		p.trace(c.Common().Value, func(v ssa.Value) (bool, bool) {
			q, ok := v.(*ssa.Parameter)
			if ok && q.Parent() == fn {
				for i, a := range c.Common().Args {
					if g := (Given{paramIndex(q), i}); p.FromPeer(a) && !slices.Contains(out, g) {
						out = append(out, g)
					}
				}
			}
			return ok, true
		})
	}
	return out
}

// givenAbroad reports whether fn is handed to a function of another package, which calls it
// with a client's certificate as parameter i.
func (p *Program) givenAbroad(fn *ssa.Function, i int) bool {
	gives := func(c ssa.CallInstruction, at int) bool {
		f := p.facts.function(ssaform.Object(c.Common()))
		return f != nil && slices.Contains(f.Gives, Given{at, i})
	}
	found := false
	follow := func(v ssa.Value) {
		p.forward(v, func(c ssa.CallInstruction, at int) bool {
			found = found || gives(c, at)
			return true
		})
	}
	for _, m := range p.closures[fn] {
		follow(m)
	}
	if fn.Signature.Recv() != nil {
		return found
	}
	for _, in := range p.uses[fn] {
		switch in := in.(type) {
		case *ssa.ChangeType:
			follow(in)
		case ssa.CallInstruction:
			for at, a := range ssaform.Arguments(in.Common()) {
				found = found || a == ssa.Value(fn) && gives(in, at)
			}
		}
	}
	return found
}

// indirect returns the calls through interfaces and function values that are
// given a peer's certificate.
func (p *Program) indirect() []ssa.CallInstruction {
	if p.counted["indirect"] {
		return p.indirects
	}
	p.counted["indirect"] = true
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(ssa.CallInstruction)
				if !ok || c.Common().StaticCallee() != nil {
					continue
				}
				if _, builtin := c.Common().Value.(*ssa.Builtin); !builtin && slices.ContainsFunc(ssaform.Arguments(c.Common()), p.FromPeer) {
					p.indirects = append(p.indirects, c)
				}
			}
		}
	}
	return p.indirects
}

// calls reports whether an indirect call calls fn for sure: what it is called on
// is in sight, fn is made a value of its type, which the package declares, or fn's type
// is the only one of the package that it can be.
func (p *Program) calls(c *ssa.CallCommon, fn *ssa.Function) bool {
	if !c.IsInvoke() {
		fns, open := p.functions(c.Value)
		return slices.Contains(fns, fn) || open && p.madeOf(c.Value.Type(), fn)
	}
	recv := fn.Signature.Recv()
	if recv == nil || fn.Name() != c.Method.Name() {
		return false
	}
	i, ok := c.Value.Type().Underlying().(*types.Interface)
	if !ok || !types.Implements(recv.Type(), i) {
		return false
	}
	var made []types.Type
	unknown := p.trace(c.Value, func(v ssa.Value) (end, known bool) {
		m, ok := v.(*ssa.MakeInterface)
		if ok {
			made = append(made, m.X.Type())
		}
		return ok, true
	})
	is := func(t types.Type) bool { return types.Identical(t, recv.Type()) }
	if !unknown {
		return slices.ContainsFunc(made, is)
	}
	return !slices.ContainsFunc(p.fns, func(g *ssa.Function) bool {
		other := g.Signature.Recv()
		return g.Name() == fn.Name() && other != nil && !is(other.Type()) && types.Implements(other.Type(), i)
	})
}

// madeOf reports whether fn is made a value of t, a type of functions that the package
// declares.
func (p *Program) madeOf(t types.Type, fn *ssa.Function) bool {
	n, ok := t.(*types.Named)
	if !ok || n.Obj().Pkg() != p.pkg {
		return false
	}
	made := func(v ssa.Value) bool {
		return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			c, ok := r.(*ssa.ChangeType)
			return ok && types.Identical(c.Type(), t)
		})
	}
	return slices.ContainsFunc(p.closures[fn], func(m *ssa.MakeClosure) bool { return made(m) }) || slices.ContainsFunc(p.uses[fn], func(in ssa.Instruction) bool {
		switch in := in.(type) {
		case *ssa.ChangeType:
			return types.Identical(in.Type(), t)
		case *ssa.MakeClosure: // a method value
			return made(in)
		}
		return false
	})
}

// parameterOf returns 1 + the index of the parameter that v is taken from.
func (p *Program) parameterOf(v ssa.Value, depth int) int {
	if depth > 8 {
		return 0
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		if certificates(v.Type()) {
			return paramIndex(v) + 1
		}
	case *ssa.UnOp:
		return p.parameterOf(v.X, depth+1)
	case *ssa.FieldAddr:
		if certificates(v.Type()) || depth > 0 {
			return p.parameterOf(v.X, depth+1)
		}
	case *ssa.Field:
		return p.parameterOf(v.X, depth+1)
	case *ssa.Alloc:
		// A parameter whose address is taken.
		if v.Referrers() != nil {
			for _, r := range *v.Referrers() {
				if s, ok := r.(*ssa.Store); ok && s.Addr == v {
					return p.parameterOf(s.Val, depth+1)
				}
			}
		}
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok {
			return p.parameterBehind(c, v.Index, depth+1)
		}
	case *ssa.Call:
		return p.parameterBehind(v, 0, depth+1)
	case *ssa.IndexAddr:
		return p.parameterOf(v.X, depth+1)
	case *ssa.Slice:
		return p.parameterOf(v.X, depth+1)
	}
	return 0
}

// parameterBehind is parameterOf for what a function of the package returns, which takes it
// by itself from what it is given.
func (p *Program) parameterBehind(c *ssa.Call, i, depth int) int {
	const inside = 5 // at that depth, no further call is looked into
	at, several := 0, false
	if depth >= inside {
		return 0
	}
	p.results(c, i, func(r ssa.Value) {
		if k, ok := r.(*ssa.Const); ok && k.IsNil() {
			return
		}
		q := p.parameterOf(r, inside)
		several = several || at > 0 && q != at
		at = q
	})
	if args := ssaform.Arguments(c.Common()); at > 0 && at <= len(args) && !several {
		return p.parameterOf(args[at-1], depth)
	}
	return 0
}

// connectionOf returns 1 + the index of the parameter, a connection, whose state v is taken
// from.
func (p *Program) connectionOf(v ssa.Value, depth int) int {
	if depth > 8 {
		return 0
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return p.connectionOf(v.X, depth+1)
	case *ssa.Field:
		return p.connectionOf(v.X, depth+1)
	case *ssa.FieldAddr:
		return p.connectionOf(v.X, depth+1)
	case *ssa.IndexAddr:
		return p.connectionOf(v.X, depth+1)
	case *ssa.Alloc:
		if len(p.stores[v]) == 1 {
			return p.connectionOf(p.stores[v][0].Val, depth+1)
		}
	case *ssa.Call:
		if p.symbol(v.Common()) == "(*crypto/tls.Conn).ConnectionState" {
			if q, ok := v.Call.Args[0].(*ssa.Parameter); ok {
				return paramIndex(q) + 1
			}
		}
	}
	return 0
}

// atServer reports whether fn runs where connections are accepted: it, or
// something that calls it, is given a request, or is a callback of a server's
// configuration. It is false where a client's configuration has it.
func (p *Program) atServer(fn *ssa.Function) bool {
	server, client := p.ends(fn)
	if server || client {
		return server && !client
	}
	return p.onlyServes() || p.answersFor(fn)
}

// accepts reports whether fn takes connections: it is where others have called.
func (p *Program) accepts(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok {
				switch p.symbol(c.Common()) {
				case "crypto/tls.Server", "(net.Listener).Accept":
					return true
				}
			}
		}
	}
	return false
}

// answersFor reports whether fn is an authenticator for others, by its name and by what it
// is given: who calls, and not whom this program has called.
func (p *Program) answersFor(fn *ssa.Function) bool {
	if !ast.IsExported(fn.Name()) || !catalog.AuthenticatorName(fn.Name()) || len(p.callers[fn]) > 0 || fn.Signature.Results().Len() < 2 {
		return false
	}
	params := fn.Signature.Params()
	return params.Len() > 0 && certificates(params.At(params.Len()-1).Type()) && !slices.ContainsFunc(p.configs, func(c *Config) bool { return c.Side&Client != 0 })
}

// Ends reports at which end of connections fn runs, as far as that is known: the
// configurations that have it, or something that calls it, as a callback, are
// those of servers, of clients, or of both.
func (r *Result) Ends(fn *ssa.Function) (server, client bool) {
	if r.Program == nil {
		return false, false
	}
	return r.ends(fn)
}

// ends reports at which end of connections fn runs, as far as that is known.
func (p *Program) ends(fn *ssa.Function) (server, client bool) {
	seen := map[*ssa.Function]bool{}
	var up func(f *ssa.Function, depth int)
	up = func(f *ssa.Function, depth int) {
		if f == nil || seen[f] || depth > 6 {
			return
		}
		seen[f] = true
		if p.perRequest(f) && !callbackShape(f) || p.accepts(f) {
			server = true
		}
		s := p.callbackSide(f)
		server = server || s&Server != 0
		client = client || s&Client != 0
		up(f.Parent(), depth+1)
		for _, c := range p.callers[f] {
			up(c.Parent(), depth+1)
		}
		for _, m := range p.closures[f] {
			for _, r := range *m.Referrers() { // whoever is given it calls it
				if c, ok := r.(ssa.CallInstruction); ok && slices.Contains(c.Common().Args, ssa.Value(m)) {
					up(p.static(c.Common()), depth+1)
				}
			}
		}
		if f.Parent() == nil {
			return
		}
	}
	up(fn, 0)
	return server, client
}

// onlyServes reports whether the package configures servers and no clients.
func (p *Program) onlyServes() bool {
	serves := false
	for _, c := range p.configs {
		if c.Type != "crypto/tls.Config" {
			continue
		}
		if c.Side&Client != 0 {
			return false
		}
		serves = serves || c.ForServer()
	}
	return serves
}

// callbackShape reports whether fn has the shape of a callback of crypto/tls.
func callbackShape(fn *ssa.Function) bool {
	s := fn.Signature
	switch s.Params().Len() {
	case 1:
		return ssaform.Named(s.Params().At(0).Type()) == "crypto/tls.ConnectionState"
	case 2:
		_, slice := s.Params().At(0).Type().Underlying().(*types.Slice)
		return slice && certificates(s.Params().At(0).Type()) && certificates(s.Params().At(1).Type())
	}
	return false
}

// callbackSide returns where the configurations go that have fn as a callback.
func (p *Program) callbackSide(fn *ssa.Function) Side {
	var out Side
	for _, c := range slices.Concat(p.configs, p.completed()) {
		if c.Type != "crypto/tls.Config" {
			continue
		}
		for _, name := range callbackFields {
			for _, v := range c.Field(name).Values {
				if !p.mayBe(v, fn) {
					continue
				}
				switch {
				case c.ForServer():
					out |= Server
				case c.ForClient():
					out |= Client
				}
			}
		}
	}
	return out
}

// mayBe reports whether a callback may be fn: it is, or fn is in the table that it is taken from.
func (p *Program) mayBe(v Value, fn *ssa.Function) bool {
	if v.Func != nil && v.Func.fn != nil {
		return v.Func.fn == fn
	}
	if obj, ok := fn.Object().(*types.Func); ok && slices.Contains(p.methodsBound(v.val), obj) {
		return true
	}
	if v.Func != nil || v.val == nil || !isFunction(v.val.Type()) {
		return false
	}
	fns, _ := p.functions(v.val)
	return slices.Contains(fns, fn)
}

// completed returns the configurations that functions are given, as they leave them.
func (p *Program) completed() []*Config {
	if p.counted["completed"] {
		return p.completions
	}
	p.counted["completed"] = true
	for _, fn := range p.fns {
		sum := p.summaries[fn]
		if sum == nil {
			continue
		}
		for i, q := range fn.Params {
			if s, ok := sum.params[i]; ok {
				p.completions = append(p.completions, &Config{State: s, Fn: fn, Side: p.side(q)})
			}
		}
	}
	return p.completions
}

// Wrong is a certificate that a function is given and verifies with options
// that are wrong for a client's.
type Wrong struct {
	Arg   int
	Conn  bool // it is a connection, whose certificate that is
	Usage bool // the key usages
	Roots bool // the roots
	At    token.Position
	Set   token.Position // where the key usages are, if that is known
}

// WrongUsage reports whether the options certainly ask for the wrong key usage:
// that of servers, which is what an empty list means, or any. The value, if
// there is one, is the list.
func (v *Verification) WrongUsage() (any, wrong bool, at Value) { return v.Options.wrongUsage() }

// Lacks reports whether these options certainly have roots and no key usages.
func (m KeptOptions) Lacks() bool {
	any, wrong, at := m.Options.wrongUsage()
	return wrong && !any && at.Kind != List && m.Options.Field("Roots").Set() && !m.Options.Field("DNSName").Set()
}

func (s State) wrongUsage() (any, wrong bool, at Value) {
	if s.Type == "" {
		return false, false, Value{}
	}
	f := s.Field("KeyUsages")
	if f.Open || len(f.Values) == 0 {
		return false, false, Value{}
	}
	for _, x := range f.Values {
		switch {
		case x.Kind == Zero:
			wrong = true
		case len(x.Params) > 0:
			return false, false, Value{}
		case x.Kind == List && slices.Contains(x.Elems, "0"):
			wrong, any = true, true
		case x.Kind == List && !slices.Contains(x.Elems, "2"):
			wrong = true
		default:
			return false, false, Value{}
		}
		if x.pos.IsValid() || x.Kind == List {
			at = x
		}
	}
	return any, wrong, at
}

// sometimesAny returns the list of key usages with any, beside others, that what is
// configured chooses, and no argument.
func (p *Program) sometimesAny(v *Verification) (at Value, some bool) {
	f := v.Options.Field("KeyUsages")
	if f.Open {
		return Value{}, false
	}
	for _, x := range f.Values {
		switch {
		case x.Kind != List && x.Kind != Zero || len(x.Params) > 0:
			return Value{}, false
		case slices.Contains(x.Elems, "0") && !x.Dev && x.Given == 0 && x.store != nil && p.configured(x.store.Block()):
			at, some = x, true
		}
	}
	return at, some
}

// configured reports whether a field of the receiver, or of a variable of the package or of the
// function around, says whether b is reached.
func (p *Program) configured(b *ssa.BasicBlock) bool {
	for d := b; d.Idom() != nil; d = d.Idom() {
		branch, ok := d.Idom().Instrs[len(d.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		cond := branch.Cond
		if c, ok := cond.(*ssa.BinOp); ok {
			if _, constant := c.Y.(*ssa.Const); !constant {
				return false
			}
			cond = c.X
		}
		if u, ok := cond.(*ssa.UnOp); ok && u.Op == token.NOT {
			cond = u.X
		}
		return p.settled(cond)
	}
	return false
}

// settled reports whether v is a field of the receiver, or of such a variable.
func (p *Program) settled(v ssa.Value) bool {
	fields := 0
	for range 12 {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v, fields = x.X, fields+1
		case *ssa.Field:
			v, fields = x.X, fields+1
		case *ssa.Alloc:
			if len(p.stores[x]) != 1 {
				return false
			}
			v = p.stores[x][0].Val
		case *ssa.Parameter:
			return fields > 0 && paramIndex(x) == 0 && x.Parent().Signature.Recv() != nil
		case *ssa.Global, *ssa.FreeVar:
			return fields > 0
		default:
			return false
		}
	}
	return false
}

// WrongRoots says what is wrong with the roots of the options, if that is
// certain.
func (v *Verification) WrongRoots() (Kind, bool, Value) {
	f := v.Options.Field("Roots")
	if f.Open || len(f.Values) == 0 {
		return 0, false, Value{}
	}
	var kind Kind
	var at Value
	for _, x := range f.Values {
		switch x.Kind {
		case Peer:
			return Peer, true, x
		case Zero, System, Dropped:
			kind, at = x.Kind, x
		default:
			return 0, false, Value{}
		}
	}
	return kind, true, at
}

// wrong lists the parameters of fn that it verifies with wrong options, where fn does
// not show that they are clients' certificates: then the fault is reported there.
func (p *Program) wrong(fn *ssa.Function) []Wrong {
	var out []Wrong
	for _, v := range p.Verifications() {
		if v.Fn != fn || v.Arg == 0 || v.Server || v.Options.Field("DNSName").Set() {
			continue
		}
		_, usage, at := v.WrongUsage()
		_, roots, _ := v.WrongRoots()
		if !usage && v.Any {
			usage, at = true, v.AnyUsage
		}
		if usage || roots {
			out = append(out, Wrong{v.Arg - 1, v.Conn, usage, roots, p.fset.Position(v.Pos), at.At})
		}
	}
	return out
}

// WrongCall is a call of another package's function that verifies a client's
// certificate with wrong options, or makes it the callback of a server.
type WrongCall struct {
	Pos token.Pos
	Wrong
	Callee string
}

// WrongCalls lists them.
func (p *Program) WrongCalls() []WrongCall {
	var out []WrongCall
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				obj := ssaform.Object(c.Common())
				f := p.facts.function(obj)
				if f == nil {
					continue
				}
				args := ssaform.Arguments(c.Common())
				for _, w := range f.Wrong {
					if w.Arg < len(args) && p.ofClient(args[w.Arg], fn, w.Conn) {
						out = append(out, WrongCall{c.Pos(), w, obj.Name()})
					}
				}
			}
		}
	}
	return append(out, p.wrongCallbacks()...)
}

// ofClient reports whether v is a client's certificate, or a connection where clients
// connect.
func (p *Program) ofClient(v ssa.Value, fn *ssa.Function, connection bool) bool {
	if connection {
		server, client := p.ends(fn)
		return server && !client
	}
	if p.FromPeer(v) && p.atServer(fn) {
		return true
	}
	q, ok := v.(*ssa.Parameter)
	return ok && p.givenAbroad(fn, paramIndex(q))
}

// wrongCallbacks lists the callbacks of servers that are such functions.
func (p *Program) wrongCallbacks() []WrongCall {
	var out []WrongCall
	for _, c := range p.configs {
		if c.Type != "crypto/tls.Config" || !c.ForServer() {
			continue
		}
		for _, name := range callbackFields {
			for _, v := range c.Field(name).Values {
				for _, obj := range p.methodsBound(v.val) {
					f := p.facts.function(obj)
					if f == nil || !v.Pos().IsValid() {
						continue
					}
					for _, w := range f.Wrong {
						out = append(out, WrongCall{v.Pos(), w, obj.Name()})
					}
				}
			}
		}
	}
	return out
}

// methodsBound returns the function or method that v is; of a method of an interface that
// is bound to a value, those of the types that are in sight there.
func (p *Program) methodsBound(v ssa.Value) (out []*types.Func) {
	obj := functionObject(v)
	if obj == nil {
		return nil
	}
	m, ok := v.(*ssa.MakeClosure)
	if !ok || len(m.Bindings) != 1 || !isInterface(m.Bindings[0].Type()) {
		return []*types.Func{obj}
	}
	p.trace(m.Bindings[0], func(v ssa.Value) (end, known bool) {
		made, ok := v.(*ssa.MakeInterface)
		if !ok {
			return false, true
		}
		method, _, _ := types.LookupFieldOrMethod(made.X.Type(), true, obj.Pkg(), obj.Name())
		if fn, ok := method.(*types.Func); ok && !slices.Contains(out, fn) {
			out = append(out, fn)
		}
		return true, true
	})
	return out
}

// functionObject returns the function or method that v is, or nil.
func functionObject(v ssa.Value) *types.Func {
	if fn := functionIn(v); fn != nil {
		obj, _ := fn.Object().(*types.Func)
		return obj
	}
	return nil
}

// functionIn returns the function, literal or method that v is, or nil.
func functionIn(v ssa.Value) *ssa.Function {
	if m, ok := v.(*ssa.MakeClosure); ok {
		v = m.Fn
	}
	if fn, ok := v.(*ssa.Function); ok {
		return ssaform.Unwrap(fn)
	}
	return nil
}

// WrongVerify returns a function that reports whether a call of
// x509.Certificate.Verify in a package certainly has options that are wrong for
// a client's certificate: its nil error proves nothing then. Labels says what a
// value is. The package is not looked at before the first question.
func WrongVerify(sp *ssa.Package, fset *token.FileSet, labels func(ssa.Value) flow.Set) func(ssa.CallInstruction) bool {
	var p *Program
	return func(call ssa.CallInstruction) bool {
		if p == nil {
			p = newProgram(sp, fset, onlyLabels(labels), facts{}, nil)
			p.index(nil)
		}
		p.summarize(call.Parent())
		for _, v := range p.verifies {
			if v.call == call && !v.Options.Field("DNSName").Set() {
				_, usage, _ := v.WrongUsage()
				_, roots, _ := v.WrongRoots()
				return usage || roots
			}
		}
		return false
	}
}

// onlyLabels is what WrongVerify knows of the gates.
type onlyLabels func(ssa.Value) flow.Set

func (onlyLabels) Built() bool                            { return true }
func (onlyLabels) Build() (*ssa.Package, error)           { return nil, nil }
func (onlyLabels) Evidence(*ssa.Function) []gate.Evidence { return nil }
func (onlyLabels) Requires(*ssa.Function) bool            { return false }
func (onlyLabels) PassesAll(*ssa.Function) bool           { return false }
func (onlyLabels) Mounts() []mounts.Mounting              { return nil }
func (f onlyLabels) Labels(v ssa.Value) flow.Set          { return f(v) }
