package config

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// The values of tls.ClientAuthType; that of NoClientCert is a Zero.
const (
	RequestClientCert          = "1"
	RequireAnyClientCert       = "2"
	VerifyClientCertIfGiven    = "3"
	RequireAndVerifyClientCert = "4"
)

// ModeName names a tls.ClientAuthType.
func ModeName(v Value) string {
	switch v.Const {
	case RequestClientCert:
		return "RequestClientCert"
	case RequireAnyClientCert:
		return "RequireAnyClientCert"
	case VerifyClientCertIfGiven:
		return "VerifyClientCertIfGiven"
	case RequireAndVerifyClientCert:
		return "RequireAndVerifyClientCert"
	}
	return "NoClientCert"
}

// Weak reports whether v asks for certificates that crypto/tls does not verify.
func Weak(v Value) bool {
	return v.Kind == Constant && (v.Const == RequestClientCert || v.Const == RequireAnyClientCert)
}

// Verifies reports whether v makes crypto/tls verify certificates.
func Verifies(v Value) bool {
	return v.Kind == Constant && (v.Const == VerifyClientCertIfGiven || v.Const == RequireAndVerifyClientCert)
}

// TLS reports whether c is a tls.Config.
func (c *Config) TLS() bool { return c.Type == "crypto/tls.Config" }

// ForServer reports whether c is a server's: it goes to one, or says what it
// asks of clients.
func (c *Config) ForServer() bool {
	if c.Side&Server != 0 {
		return true
	}
	set := func(v Value) bool { return v.Kind != Zero }
	for _, name := range []string{"GetClientCertificate", "ServerName"} {
		if c.Field(name).Any(set) {
			return false // a server has no use for it
		}
	}
	return c.Field("ClientAuth").Any(func(v Value) bool { return v.Kind == Constant }) && c.Side&Client == 0
}

// ForClient reports whether c is a client's: it goes to one, or says whom it
// takes for the server.
func (c *Config) ForClient() bool {
	if c.Side&Server != 0 {
		return false
	}
	if c.Side&Client != 0 {
		return true
	}
	set := func(v Value) bool { return v.Kind != Zero }
	return c.Field("RootCAs").Any(set) || c.Field("InsecureSkipVerify").Any(set) || c.Field("ServerName").Any(set)
}

// Replaced reports whether GetConfigForClient may put another configuration in
// the place of c. It is not asked again for what it returned.
func (c *Config) Replaced() bool {
	return c.Side&Chosen == 0 && !c.Field("GetConfigForClient").Unset()
}

// Copied reports whether c was made as a copy of another configuration.
func (p *Program) Copied(c *Config) bool { return p.original(c) != nil }

// original returns what c was made as a copy of by a call, or nil.
func (p *Program) original(c *Config) ssa.Value {
	call, ok := c.obj.val.(*ssa.Call)
	if !ok {
		return nil
	}
	for _, r := range p.cat[p.symbol(call.Common())] {
		if r.Role == catalog.CopiesConfig {
			return p.copiedBy(call, r)
		}
	}
	return nil
}

// copiedBy returns what a call copies.
func (p *Program) copiedBy(call *ssa.Call, r catalog.ConfigRow) ssa.Value {
	from := r.Arg
	if call.Call.Signature().Recv() != nil {
		from++ // rows count without the receiver
	}
	return ssaform.Arguments(call.Common())[from]
}

// Reset reports whether c takes the place of a configuration that it is a copy of but for
// the mode, which is set.
func (p *Program) Reset(c *Config) bool {
	return c.Side&Chosen != 0 && p.Copied(c) && slices.ContainsFunc(c.Field("ClientAuth").Explicit(), func(v Value) bool { return v.pos.IsValid() }) &&
		!slices.ContainsFunc(c.Field("ClientCAs").Explicit(), func(v Value) bool { return v.store != nil && v.store.Parent() == c.Fn })
}

// Unconsulted reports whether c has authorities for clients, and a mode that
// asks for no certificates.
func (c *Config) Unconsulted() bool {
	pool := c.Field("ClientCAs")
	return c.Field("ClientAuth").Unset() && !pool.Open && pool.Any(func(v Value) bool { return v.Kind != Zero }) && !c.Replaced()
}

// Operator reports whether the mode is the operator's choice among many.
func (c *Config) Operator() bool {
	seen := map[string]bool{}
	f := c.Field("ClientAuth")
	for _, v := range f.Values {
		if v.Kind == Constant || v.Kind == Zero {
			seen[v.Const] = true
		}
	}
	return len(seen) > 2
}

// Callbacks says what the callbacks of c, other than GetConfigForClient, do
// with the certificate; unknown says that there may be one that is not
// understood.
func (c *Config) Callbacks() (out Func, unknown bool) {
	for _, name := range callbackFields {
		f := c.Field(name)
		unknown = unknown || f.Open
		for _, v := range f.Values {
			switch {
			case v.Kind == Zero:
			case v.Func == nil || !v.Func.Known:
				unknown = true
			default:
				out.with(v.Func)
			}
		}
	}
	return out, unknown
}

// VerifiedBelow reports whether a package that this one imports, or one below
// it, verifies or pins certificates of peers in code.
func (p *Program) VerifiedBelow() bool { return p.below }

// Decisions says what the package, and what it uses of others, decides of the
// certificates of those that connect.
func (p *Program) Decisions() Func {
	if p.decisions == nil {
		out := p.decidedWithout(aside{})
		p.decisions = &out
	}
	return *p.decisions
}

// decisionsWith says what is decided of those that connect to servers with configuration
// c, whatever their handlers are: all but what only callbacks of other configurations do,
// which are not called for them.
func (p *Program) decisionsWith(c *Config) Func {
	if p.uncalled == nil {
		out := p.decidedWithout(p.callbacksAside())
		p.uncalled = &out
	}
	out := *p.uncalled
	own, _ := c.Callbacks()
	out.with(&own)
	return out
}

// decidedWithout says what the package's functions, and those of others that it uses,
// decide, but for those that are set aside.
func (p *Program) decidedWithout(a aside) Func {
	out := p.decided(func(fn *ssa.Function) bool { return !a.fns[fn] }, a)
	seen := map[*types.Func]bool{}
	for id, obj := range p.info.Uses {
		fn, ok := obj.(*types.Func)
		if !ok || seen[fn] || a.holds(id.Pos()) {
			continue
		}
		seen[fn] = true
		k := p.facts.function(fn)
		if own := k.decides(a); own != nil {
			out.with(own)
		}
		if k != nil && k.Methods != nil {
			out.with(k.Methods)
		}
	}
	return out
}

// methodsGiven returns what the methods of the interface values that fn returns decide, nil
// if they decide nothing: whoever calls them does not see which they are.
func (p *Program) methodsGiven(fn *ssa.Function) *Func {
	var out Func
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		for _, v := range ret.Results {
			if i, ok := v.Type().Underlying().(*types.Interface); ok && i.NumMethods() > 0 && !isError(v.Type()) {
				p.trace(v, func(v ssa.Value) (bool, bool) {
					m, ok := v.(*ssa.MakeInterface)
					if ok {
						p.decidedByMethods(&out, m.X.Type(), i)
					}
					return ok, true
				})
			}
		}
	}
	if !out.decides() {
		return nil
	}
	return &out
}

// decidedByMethods adds what the methods of t that an interface has decide.
func (p *Program) decidedByMethods(f *Func, t types.Type, i *types.Interface) {
	for m := range i.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.pkg, m.Name())
		if method, ok := obj.(*types.Func); ok && method.Pkg() == p.pkg {
			if fn := p.SSA.Prog.FuncValue(method); p.mine[fn] {
				f.with(p.classify(fn))
			}
		}
	}
}

// giver is a function of another package that gives out interface values, and what their
// methods decide.
type giver struct {
	gives   types.Type
	methods *Func
}

// interfaceGivers returns such functions that the package uses.
func (p *Program) interfaceGivers() []giver {
	if p.givers != nil {
		return p.givers
	}
	p.givers = []giver{}
	seen := map[*types.Func]bool{}
	for _, obj := range p.info.Uses {
		fn, ok := obj.(*types.Func)
		if !ok || seen[fn] {
			continue
		}
		seen[fn] = true
		if k := p.facts.function(fn); k != nil && k.Methods != nil {
			for r := range fn.Signature().Results().Variables() {
				if types.IsInterface(r.Type()) {
					p.givers = append(p.givers, giver{r.Type(), k.Methods})
				}
			}
		}
	}
	return p.givers
}

// aside is a set of functions that a question is not about.
type aside struct {
	fns       map[*ssa.Function]bool
	syntax    []ast.Node // of the outermost of them, sorted
	callbacks bool       // they are callbacks, and so are those of other packages
}

// decides returns what a function of another package decides, but for what is set aside; nil
// if that is nothing.
func (f *Fact) decides(a aside) *Func {
	switch {
	case f == nil:
		return nil
	case a.callbacks && f.Apart != nil:
		return f.Apart
	}
	return f.Own
}

// withoutCallbacks returns what a function decides that its package's callbacks do not, if that is less
// than own, which is all of it; nil otherwise.
func (p *Program) withoutCallbacks(fn *ssa.Function, own *Func) *Func {
	a := p.callbacksAside()
	if !own.decides() || a.fns[fn] {
		return nil
	}
	out := new(Func)
	p.evidence(out, fn, a, map[*ssa.Function]bool{})
	if out.Verifies == own.Verifies && out.Pins == own.Pins && out.Names == own.Names && out.Opaque == own.Opaque {
		return nil
	}
	return out
}

// holds reports whether a position lies in one of the functions.
func (a aside) holds(pos token.Pos) bool {
	i, _ := slices.BinarySearchFunc(a.syntax, pos, func(n ast.Node, pos token.Pos) int { return int(n.End() - pos) })
	return i < len(a.syntax) && a.syntax[i].Pos() <= pos
}

// maxCallers bounds how far functions are followed to what only these call.
const maxCallers = 6

// callbacksAside returns the functions that are nothing but callbacks of
// configurations, and those that only these call.
func (p *Program) callbacksAside() aside {
	if p.asides != nil {
		return *p.asides
	}
	out := aside{fns: map[*ssa.Function]bool{}, callbacks: true}
	for _, c := range p.configs {
		for _, name := range callbackFields {
			for _, v := range c.Field(name).Values {
				if v.Func != nil && v.Func.fn != nil && p.onlyCallback(v.Func.fn) {
					out.fns[v.Func.fn] = true
				}
			}
		}
	}
	for _, fn := range p.fns {
		// An option stores it in a configuration that it is given.
		if p.storedAsCallback(fn) && p.onlyCallback(fn) {
			out.fns[fn] = true
		}
	}
	for range maxCallers {
		more := false
		for _, fn := range p.fns {
			if !out.fns[fn] && (out.fns[fn.Parent()] || p.closed(fn) && !slices.ContainsFunc(p.callers[fn], func(c ssa.CallInstruction) bool { return !out.fns[c.Parent()] })) {
				out.fns[fn], more = true, true
			}
		}
		if !more {
			break
		}
	}
	for fn := range out.fns {
		if n := fn.Syntax(); n != nil && !out.fns[fn.Parent()] {
			out.syntax = append(out.syntax, n)
		}
	}
	slices.SortFunc(out.syntax, func(a, b ast.Node) int { return int(a.Pos() - b.Pos()) })
	p.asides = &out
	return out
}

// onlyCallback reports whether all that is done with fn is to store it as a callback of
// configurations, each of which is in sight.
func (p *Program) onlyCallback(fn *ssa.Function) bool {
	stored := func(v ssa.Value) bool {
		return v.Referrers() != nil && !slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			if _, debug := r.(*ssa.DebugRef); debug {
				return false
			}
			s, ok := r.(*ssa.Store)
			return !ok || s.Val != v || !p.callbackField(s.Addr)
		})
	}
	if len(p.callers[fn]) > 0 || fn.Parent() == nil && p.exported(fn) {
		return false
	}
	for _, m := range p.closures[fn] {
		if !stored(m) {
			return false
		}
	}
	return !slices.ContainsFunc(p.uses[fn], func(in ssa.Instruction) bool {
		switch in := in.(type) {
		case *ssa.Store:
			return !p.callbackField(in.Addr)
		case *ssa.MakeClosure: // a method value
			return !stored(in)
		}
		return true
	})
}

// storedAsCallback reports whether fn, or a literal's closure, is stored in a field of a
// configuration for callbacks that look at certificates.
func (p *Program) storedAsCallback(fn *ssa.Function) bool {
	in := func(r ssa.Instruction) bool {
		s, ok := r.(*ssa.Store)
		if !ok || !p.callbackField(s.Addr) {
			return false
		}
		a := s.Addr.(*ssa.FieldAddr)
		return slices.Contains(callbackFields, ssaform.Field(a.X.Type(), a.Field).Name())
	}
	return slices.ContainsFunc(p.uses[fn], in) || slices.ContainsFunc(p.closures[fn], func(m *ssa.MakeClosure) bool {
		return slices.ContainsFunc(*m.Referrers(), in)
	})
}

// callbackField reports whether an address is that of a field of a configuration that
// holds a function.
func (p *Program) callbackField(addr ssa.Value) bool {
	a, ok := addr.(*ssa.FieldAddr)
	return ok && p.configType(a.X.Type()) == "crypto/tls.Config"
}

// DecisionsFor says what is decided of the certificates of those that connect to the
// servers with configuration c: by their handlers, if these are all in sight, and by
// the whole package otherwise, but for callbacks of other configurations. All says that nobody else decides.
func (p *Program) DecisionsFor(c *Config) (done Func, all bool) {
	fns := map[*ssa.Function]bool{}
	servers := p.servers()[c.whole()]
	anywhere := func() (Func, bool) { return p.decisionsWith(c), false }
	if len(servers) == 0 {
		if handled, ok := p.handledBy(c); ok && handled.Names {
			return handled, false
		}
		return anywhere()
	}
	for _, server := range servers {
		h := server.Field("Handler")
		if h.Open || len(h.Values) == 0 {
			return anywhere()
		}
		for _, v := range h.Values {
			if v.val == nil || v.Kind == Zero {
				return anywhere()
			}
			s := p.servedWith(v.val, server.made)
			if s.open || s.others || len(s.values) > maxServed || len(s.fns) == 0 && s.made {
				return anywhere()
			}
			maps.Copy(fns, s.fns)
			done.with(&s.decided)
		}
	}
	own := p.decided(func(fn *ssa.Function) bool { return fns[fn] }, aside{})
	done.with(&own)
	return done, true
}

// handledBy says what is decided of those that connect, if all that is done with c is to give
// it to functions that listen, each together with the one that is to handle the connections;
// false says that it is something else, or that this is not known.
func (p *Program) handledBy(c *Config) (done Func, known bool) {
	if c.obj == nil || c.obj.val == nil || c.obj.val.Referrers() == nil || c.Side != Server {
		return Func{}, false
	}
	done, _ = c.Callbacks()
	for _, r := range *c.obj.val.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.FieldAddr:
		case ssa.CallInstruction:
			handler := connectionHandler(r.Common())
			if handler == nil {
				return Func{}, false
			}
			f := p.function(handler)
			if !f.Known {
				return Func{}, false
			}
			done.with(f)
			if fn := p.static(r.Common()); fn != nil {
				done.with(p.classify(fn))
			} else if k := p.facts.function(ssaform.Object(r.Common())); k != nil && k.Own != nil {
				done.with(k.Own)
			}
			known = true
		default:
			return Func{}, false
		}
	}
	return done, known
}

// connectionHandler returns the one function among the arguments of a call, if that handles
// connections; nil otherwise.
func connectionHandler(c *ssa.CallCommon) (handler ssa.Value) {
	for _, a := range ssaform.Arguments(c) {
		sig, ok := a.Type().Underlying().(*types.Signature)
		if !ok {
			continue
		}
		if handler != nil || sig.Params().Len() == 0 || ssaform.Named(sig.Params().At(0).Type()) != "crypto/tls.Conn" && ssaform.Named(sig.Params().At(0).Type()) != "net.Conn" {
			return nil
		}
		handler = a
	}
	return handler
}

// decided says what the package's functions decide that are of interest, by themselves
// and by what they call, but for what is set aside.
func (p *Program) decided(of func(*ssa.Function) bool, a aside) (out Func) {
	for _, fn := range p.fns {
		if !of(fn) {
			continue
		}
		if !a.callbacks {
			out.with(p.classify(fn))
			continue
		}
		f := new(Func)
		p.evidence(f, fn, a, map[*ssa.Function]bool{})
		out.with(f)
	}
	return out
}

// FunctionName names the function that fn is, or is a literal in.
func FunctionName(fn *ssa.Function) string {
	if fn == nil {
		return ""
	}
	if obj, ok := ssaform.Outermost(fn).Object().(*types.Func); ok {
		return obj.FullName()
	}
	return ""
}

// GetConfigs returns the functions that c may have as GetConfigForClient.
func (c *Config) GetConfigs() []*ssa.Function {
	var out []*ssa.Function
	for _, v := range c.GetConfigValues() {
		out = append(out, v.Func.fn)
	}
	return out
}

// GetConfigValues returns the same as values.
func (c *Config) GetConfigValues() []Value {
	return slices.DeleteFunc(slices.Clone(c.Field("GetConfigForClient").Values), func(v Value) bool { return v.Func == nil || v.Func.fn == nil })
}

// Chosen returns the configurations that functions of other packages return which c has
// as GetConfigForClient, but for those on purpose. They stand where c gets the function.
func (c *Config) Chosen() []*Config {
	onto := func(v Value) bool { return v.Onto }
	completed := !c.Field("ClientAuth").Any(onto) // from what the other package was given
	var out []*Config
	for _, v := range c.Field("GetConfigForClient").Values {
		if v.Func == nil || v.Func.fn != nil {
			continue
		}
		if c.Elsewhere("ClientAuth") && c.Elsewhere("GetConfigForClient") && !(v.Onto && completed) {
			continue // they meet in the package that makes c
		}
		pos := v.pos
		if !pos.IsValid() {
			pos = c.Pos
		}
		for _, s := range v.Func.Chooses {
			out = append(out, &Config{State: s, Pos: pos, Fn: c.Fn, Side: Server | Chosen})
		}
	}
	return out
}

// ReturnedBy returns the configurations that fn returns, by the return
// statements; unknown says that there may be others.
func (p *Program) ReturnedBy(fn *ssa.Function) (out []Return, unknown bool) {
	for _, b := range fn.Blocks {
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(r.Results) == 0 || failing(r) {
			continue
		}
		if k, ok := r.Results[0].(*ssa.Const); ok && k.IsNil() {
			continue
		}
		for _, o := range p.held(r.Results[0]) {
			if o.place != nil {
				if s, ok := p.place(o.place); ok {
					out = append(out, Return{Config: &Config{State: s, Pos: r.Pos(), Fn: fn, obj: o}, Block: b})
					continue
				}
			}
			found := false
			for _, c := range p.configs {
				if c.obj == o {
					out = append(out, Return{Config: c, Block: b})
					found = true
				}
			}
			if !found {
				unknown = true
			}
		}
	}
	return out, unknown
}

// Drops reports whether c takes the place, by GetConfigForClient, of a configuration that
// has authorities for clients.
func (r *Result) Drops(c *Config) bool {
	return c.Side&Chosen != 0 && slices.ContainsFunc(r.Configs, func(outer *Config) bool {
		return outer.TLS() && outer.Field("ClientCAs").Set() && slices.ContainsFunc(outer.GetConfigs(), func(fn *ssa.Function) bool {
			rets, _ := r.ReturnedBy(fn)
			return slices.ContainsFunc(rets, func(ret Return) bool { return ret.obj == c.obj })
		})
	})
}

// ByName reports whether c, which a library's constructor makes, takes the place of another
// configuration, and is given a function to decide with that is found by what the client's
// hello names.
func (c *Config) ByName() bool {
	if c.Lib == "" || c.Side&Chosen == 0 {
		return false
	}
	call, ok := c.obj.val.(*ssa.Call)
	return ok && slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool {
		if t, ok := a.(*ssa.ChangeType); ok {
			a = t.X
		}
		m, ok := a.(*ssa.MakeClosure)
		return isFunction(a.Type()) && (found(a, 0) || ok && slices.ContainsFunc(m.Bindings, func(b ssa.Value) bool { return found(b, 0) }))
	})
}

// Together reports whether a mode and a GetConfigForClient of one configuration, each of
// which some path does not set, may both be set; known says that a function of the package
// sets both.
func (p *Program) Together(mode, choose Value) (may, known bool) {
	if mode.store == nil || choose.store == nil {
		return false, false
	}
	modes, some := p.settersOf(mode.store)
	chooses, others := p.settersOf(choose.store)
	for _, x := range modes {
		for _, y := range chooses {
			if x.of != y.of || x.in.Parent() != y.in.Parent() {
				continue
			}
			if (leads(x.in, y.in) || leads(y.in, x.in)) && !excluding(x.in.Block(), y.in.Block()) {
				return true, true
			}
			known = true
		}
	}
	return !known && some && others && mode.store.Parent() != choose.store.Parent(), known
}

// A setter is an instruction that sets a field of what a value holds, by itself or by the
// functions that it calls.
type setter struct {
	in ssa.Instruction
	of ssa.Value
}

// maxSetters bounds how far what sets a field is followed to callers.
const maxSetters = 40

// settersOf returns a store and the calls that lead to it, with what they are given that it
// stores in; others says that functions out of sight may call.
func (p *Program) settersOf(s *ssa.Store) (out []setter, others bool) {
	out = []setter{{s, p.holder(s.Addr)}}
	seen := map[ssa.Instruction]bool{s: true}
	add := func(in ssa.Instruction, of ssa.Value) {
		if !seen[in] && len(out) < maxSetters {
			seen[in] = true
			out = append(out, setter{in, p.holder(of)})
		}
	}
	for i := 0; i < len(out); i++ {
		switch of := out[i].of.(type) {
		case *ssa.Parameter:
			others = others || !p.closed(of.Parent())
			for _, c := range p.callers[of.Parent()] {
				if args := ssaform.Arguments(c.Common()); paramIndex(of) < len(args) {
					add(c, args[paramIndex(of)])
				}
			}
		case *ssa.FreeVar:
			for _, m := range p.closures[of.Parent()] {
				if i := slices.Index(of.Parent().FreeVars, of); i < len(m.Bindings) {
					add(m, m.Bindings[i])
				}
			}
		}
	}
	return out, others
}

// holder returns what the value at an address is part of, or what a call returns again that
// it was given.
func (p *Program) holder(v ssa.Value) ssa.Value {
	for range maxSettings {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Alloc:
			if len(p.stores[x]) != 1 {
				return v
			}
			v = p.stores[x][0].Val
		case *ssa.Call:
			b, ok := p.builder(x.Common(), func(b Builder) bool { return b.Same })
			if !ok {
				return v
			}
			v = ssaform.Arguments(x.Common())[b.Arg]
		default:
			return v
		}
	}
	return v
}

// excluding reports whether one block is reached when a condition holds, and the other when
// it does not.
func excluding(a, b *ssa.BasicBlock) bool {
	under := conditions(a)
	for cond, yes := range conditions(b) {
		if other, ok := under[cond]; ok && other != yes {
			return true
		}
	}
	return false
}

// conditions returns the parameters and fields that a block depends on, and what they have
// to be.
func conditions(b *ssa.BasicBlock) map[any]bool {
	out := map[any]bool{}
	for d := b; d != nil; d = d.Idom() {
		i := d.Idom()
		if i == nil || len(d.Preds) != 1 {
			continue
		}
		iff, ok := i.Instrs[len(i.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond, yes := iff.Cond, i.Succs[0] == d
		if u, not := cond.(*ssa.UnOp); not && u.Op == token.NOT {
			cond, yes = u.X, !yes
		}
		var key any = cond
		if f := loadedField(cond); f != nil {
			key = f
		}
		out[key] = yes
	}
	return out
}

// loadedField returns the field that v is loaded from, or nil.
func loadedField(v ssa.Value) *types.Var {
	switch v := v.(type) {
	case *ssa.Field:
		return ssaform.Field(v.X.Type(), v.Field)
	case *ssa.UnOp:
		if a, ok := v.X.(*ssa.FieldAddr); ok {
			return ssaform.Field(a.X.Type(), a.Field)
		}
	}
	return nil
}

// Return is a configuration that a function returns.
type Return struct {
	*Config
	Block *ssa.BasicBlock // of the return statement
}

// OnPurpose reports whether a configuration is returned for a name or a
// protocol that somebody chose: a public site, or the challenge of an authority.
// What everybody else gets is not chosen.
func (p *Program) OnPurpose(r Return) bool {
	for d := r.Block; d != nil; d = d.Idom() {
		if len(d.Preds) > 0 && !slices.ContainsFunc(d.Preds, func(b *ssa.BasicBlock) bool {
			iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			return !ok || !chosen(iff.Cond, b.Succs[0] == d) || refuses(b.Succs[0]) || refuses(b.Succs[1])
		}) {
			return true
		}
	}
	return false
}

// refuses reports whether a block ends the handshake: who else asks gets nothing, so
// that what is left is for everybody.
func refuses(b *ssa.BasicBlock) bool {
	r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	return ok && failing(r)
}

// chosen reports whether a condition that looks at the client's hello finds there
// what it looks for when it is yes.
func chosen(cond ssa.Value, yes bool) bool {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return chosen(c.X, !yes)
		}
		if a, ok := c.X.(*ssa.FieldAddr); ok && found(a.X, 0) {
			return true // a flag of what is found by name, either way
		}
	case *ssa.Field:
		return found(c.X, 0)
	case *ssa.BinOp:
		if empty(c.X) || empty(c.Y) || length(c.X) || length(c.Y) {
			return false // that there is a name is no choice
		}
		switch c.Op {
		case token.NEQ:
			yes = !yes
		case token.EQL:
		default:
			yes = true // an index
		}
	}
	return yes && hello(cond, map[ssa.Value]bool{})
}

// maxFound bounds how far a field is followed to the record that it is in.
const maxFound = 8

// found reports whether v is a record, or part of one, that is found by what the client's
// hello names.
func found(v ssa.Value, depth int) bool {
	if depth > maxFound {
		return false
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return found(v.X, depth+1)
	case *ssa.FieldAddr:
		return found(v.X, depth+1)
	case *ssa.Field:
		return found(v.X, depth+1)
	case *ssa.Extract:
		return found(v.Tuple, depth+1)
	case *ssa.Alloc:
		return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			s, ok := r.(*ssa.Store)
			return ok && s.Addr == v && found(s.Val, depth+1)
		})
	case *ssa.Lookup, *ssa.Call:
		return hello(v, map[ssa.Value]bool{})
	}
	return false
}

// empty reports whether v is nil or "".
func empty(v ssa.Value) bool {
	s, ok := text(v)
	return isNil(v) || ok && s == ""
}

// length reports whether v is the length of something.
func length(v ssa.Value) bool {
	c, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := c.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "len"
}

// everyday reports whether v names a protocol that every client offers.
func everyday(v ssa.Value) bool {
	s, ok := text(v)
	return ok && catalog.EverydayProtocol(s)
}

// hello reports whether a condition looks at what the client's hello names: the
// server, or a protocol.
func hello(v ssa.Value, seen map[ssa.Value]bool) bool {
	if v == nil || seen[v] || len(seen) > 20 || types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
		return false // that the name is not known is no choice
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.BinOp:
		return !everyday(v.X) && !everyday(v.Y) && (hello(v.X, seen) || hello(v.Y, seen))
	case *ssa.UnOp:
		return hello(v.X, seen)
	case *ssa.Extract:
		return !findsCertificate(v.Tuple) && hello(v.Tuple, seen)
	case *ssa.Lookup:
		return hello(v.Index, seen)
	case *ssa.FieldAddr:
		switch fieldSymbol(v.X.Type(), v.Field) {
		case "crypto/tls.ClientHelloInfo.ServerName", "crypto/tls.ClientHelloInfo.SupportedProtos":
			return true
		}
	case *ssa.IndexAddr:
		return hello(v.X, seen)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return hello(e, seen) })
	case *ssa.Call:
		return !slices.ContainsFunc(v.Call.Args, everyday) && slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool { return hello(a, seen) })
	}
	return false
}

// findsCertificate reports whether a call or a lookup returns a certificate of the
// server's, or a record with one: that there is one for a name is no choice.
func findsCertificate(v ssa.Value) bool {
	t, ok := v.Type().(*types.Tuple)
	if !ok || t.Len() == 0 {
		return false
	}
	is := func(t types.Type) bool { return ssaform.Named(t) == "crypto/tls.Certificate" }
	if record := ssaform.Struct(t.At(0).Type()); record != nil && !is(t.At(0).Type()) {
		for f := range record.Fields() {
			if is(f.Type()) {
				return true
			}
		}
	}
	return is(t.At(0).Type())
}

// here reports whether the function that c is made in sets a field of it, and
// not one that returns it among others.
func (c *Config) here(name string) bool {
	call, made := c.obj.val.(*ssa.Call)
	if made && call.Call.Signature().Results().Len() > 1 {
		return false
	}
	f := c.Field(name)
	return f.Set() && f.All(func(v Value) bool { return v.pos.IsValid() })
}

// Elsewhere reports whether another package made c, and stored by itself what a field of
// it holds.
func (c *Config) Elsewhere(name string) bool {
	_, made := c.obj.val.(*ssa.Call)
	made = made || c.obj.place != nil
	stored := c.Field(name).Explicit()
	return made && len(stored) > 0 && !slices.ContainsFunc(stored, func(v Value) bool { return v.pos.IsValid() || v.Passed })
}

// Idle is a configuration that has authorities for clients, and that nothing uses.
type Idle struct {
	*Config
	Served *Config // what a server has instead
}

// Unserved returns the configurations that have authorities for clients, and
// nothing uses, in functions whose servers ask for no certificates, as copies of what
// servers have, or after servers got copies of them.
func (r *Result) Unserved() []Idle {
	var out []Idle
	for _, c := range r.configs {
		if !c.unused || !c.TLS() || !c.here("ClientCAs") || c.Side != 0 {
			continue
		}
		if c.clones {
			if s := r.copiedBefore(c); s != nil {
				out = append(out, Idle{c, s})
			}
			continue
		}
		if i := slices.IndexFunc(r.Configs, func(s *Config) bool { return s.Fn == c.Fn && s.served() && s.AsksNothing() }); i >= 0 {
			out = append(out, Idle{c, r.Configs[i]})
		} else if s := r.served(c); s != nil {
			out = append(out, Idle{c, s})
		}
	}
	return out
}

// served reports whether a server has c, whatever the client.
func (c *Config) served() bool { return c.TLS() && c.Side&Server != 0 && !c.Replaced() }

// AsksNothing reports whether c certainly has neither a mode nor authorities for clients.
func (c *Config) AsksNothing() bool {
	return c.Field("ClientAuth").Unset() && c.Field("ClientCAs").Unset()
}

// served returns the one configuration that a server has and c is a copy of, if all that is
// done with the copy is to set fields, its authorities for clients among them; nil otherwise.
func (r *Result) served(c *Config) *Config {
	from := r.original(c)
	if from == nil || !setUp(c.obj.val, "ClientCAs", nil) {
		return nil
	}
	objs := r.held(from)
	if len(objs) != 1 {
		return nil
	}
	i := slices.IndexFunc(r.Configs, func(s *Config) bool { return s.obj == objs[0] && s.served() })
	if i < 0 {
		return nil
	}
	return r.Configs[i]
}

// copiedBefore returns a configuration that a server has and that is a copy of c, if that
// asks for nothing, and all that is done with c is to copy it and, after that, to set its
// authorities for clients; nil otherwise.
func (r *Result) copiedBefore(c *Config) *Config {
	var served *Config
	early := func(copies *ssa.Call, pool *ssa.Store) bool {
		i := slices.IndexFunc(r.Configs, func(s *Config) bool { return s.obj.val == copies })
		if i < 0 || r.original(r.Configs[i]) != c.obj.val || !r.Configs[i].served() || !r.Configs[i].AsksNothing() {
			return false
		}
		served = r.Configs[i]
		return leads(copies, pool) && !leads(pool, copies)
	}
	if !setUp(c.obj.val, "ClientCAs", early) {
		return nil
	}
	return served
}

// setUp reports whether all that is done with a configuration is to store into its fields,
// and into the one with that name; and, if that is allowed for each of these stores, to
// call something with it.
func setUp(v ssa.Value, name string, allowed func(*ssa.Call, *ssa.Store) bool) bool {
	var calls []*ssa.Call
	var named []*ssa.Store
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.Call:
			calls = append(calls, r)
		case *ssa.FieldAddr:
			f := ssaform.Field(r.X.Type(), r.Field)
			for _, in := range *r.Referrers() {
				s, ok := in.(*ssa.Store)
				if !ok || s.Addr != r {
					return false
				}
				if f != nil && f.Name() == name {
					named = append(named, s)
				}
			}
		default:
			return false
		}
	}
	for _, c := range calls {
		if allowed == nil || slices.ContainsFunc(named, func(s *ssa.Store) bool { return !allowed(c, s) }) {
			return false
		}
	}
	return len(named) > 0
}

// Literal returns the literal that the options of v are, if they are one.
func (p *Program) Literal(v *Verification) *ast.CompositeLit {
	objs := p.objectsOf(v.call.Common().Args[1])
	if len(objs) != 1 || objs[0].val == nil {
		return nil
	}
	return p.literals[objs[0].val.Pos()]
}

// Line returns the line of a position.
func (p *Program) Line(pos token.Pos) int { return p.position(pos).Line }
