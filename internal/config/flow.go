package config

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Side says where a configuration goes.
type Side uint8

// The sides. A configuration may be on several.
const (
	Server   Side = 1 << iota // a listener's
	Client                    // a dialler's
	Returned                  // whoever calls an exported function gets it
	Kept                      // in a field, a list or a variable that others may read
	Escapes                   // to something that is not in sight
	Chosen                    // GetConfigForClient returns it
	Sealed                    // in credentials, which hold a copy of it, whoever gets them
)

// side follows v, a configuration or something made of it, to where it goes.
func (p *Program) side(v ssa.Value) Side {
	if s, ok := p.sides[v]; ok {
		return s
	}
	p.sides[v] = 0
	var out Side
	if v.Referrers() == nil {
		return 0
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.TypeAssert, *ssa.Extract:
			out |= p.side(r.(ssa.Value))
		case *ssa.UnOp:
			// The load of a struct, or of the variable that holds a pointer.
			out |= p.side(r)
		case *ssa.Store:
			if r.Val == v {
				out |= p.storedAt(r)
			}
		case *ssa.MakeClosure:
			fn, ok := r.Fn.(*ssa.Function)
			if !ok {
				continue
			}
			for i, b := range r.Bindings {
				if b == v && i < len(fn.FreeVars) {
					out |= p.side(fn.FreeVars[i])
				}
			}
		case *ssa.MapUpdate:
			if r.Value == v {
				out |= Kept | p.mapSide(r.Map)
			}
		case *ssa.Send:
			out |= Escapes
		case *ssa.Return:
			for i, x := range r.Results {
				if x == v {
					out |= p.returnedBy(r.Parent(), i)
				}
			}
		case ssa.CallInstruction:
			out |= p.passedTo(r, v)
		}
	}
	p.sides[v] = out
	return out
}

// storedAt follows what a store stores.
func (p *Program) storedAt(s *ssa.Store) Side {
	switch a := s.Addr.(type) {
	case *ssa.FieldAddr:
		sym := fieldSymbol(a.X.Type(), a.Field)
		for _, row := range p.cat[sym] {
			switch row.Role {
			case catalog.ServesConfig:
				return Server
			case catalog.DialsConfig:
				return Client
			}
		}
		f := ssaform.Field(a.X.Type(), a.Field)
		if f == nil {
			return Escapes
		}
		return p.placeSide(f, sym) | Kept
	case *ssa.Global:
		if v, ok := a.Object().(*types.Var); ok {
			return p.placeSide(v, p.pkg.Path()+"."+v.Name()) | Kept
		}
	case *ssa.Alloc:
		return p.side(a)
	case *ssa.FreeVar:
		var out Side
		for _, x := range p.variables(a) {
			out |= p.side(x)
		}
		return out | p.side(a)
	case *ssa.IndexAddr:
		if list, ok := a.X.(*ssa.Alloc); ok {
			return p.listSide(list)
		}
	}
	return Kept
}

// listSide follows a list that a configuration, or an option made of one, is
// put into.
func (p *Program) listSide(list *ssa.Alloc) Side {
	var out Side
	for _, r := range *list.Referrers() {
		if s, ok := r.(*ssa.Slice); ok {
			out |= p.side(s)
		}
	}
	return out
}

// placeSide follows what a field or package-level variable holds.
func (p *Program) placeSide(v *types.Var, sym string) Side {
	if s, ok := p.places[v]; ok {
		return s
	}
	p.places[v] = 0
	out := p.facts.field(v, sym)
	for _, l := range p.loads[v] {
		out |= p.side(l)
	}
	p.places[v] = out
	return out
}

// returnedBy follows result i of fn.
func (p *Program) returnedBy(fn *ssa.Function, i int) Side {
	if p.isGetConfig(fn) {
		return Server | Chosen
	}
	var out Side
	if !p.closed(fn) {
		out |= Returned
	}
	for _, c := range p.callers[fn] {
		call, ok := c.(*ssa.Call)
		if !ok {
			continue
		}
		if fn.Signature.Results().Len() == 1 {
			out |= p.side(call)
			continue
		}
		for _, r := range *call.Referrers() {
			if x, ok := r.(*ssa.Extract); ok && x.Index == i {
				out |= p.side(x)
			}
		}
	}
	return out
}

// isGetConfig reports whether fn is used as a GetConfigForClient.
func (p *Program) isGetConfig(fn *ssa.Function) bool {
	s := fn.Signature
	return s.Params().Len() == 1 && s.Results().Len() == 2 && ssaform.Named(s.Params().At(0).Type()) == "crypto/tls.ClientHelloInfo" &&
		ssaform.Named(s.Results().At(0).Type()) == "crypto/tls.Config"
}

// passedTo follows v into a call.
func (p *Program) passedTo(in ssa.CallInstruction, v ssa.Value) Side {
	c := in.Common()
	args := ssaform.Arguments(c)
	call, _ := in.(*ssa.Call)
	var out Side
	for i, a := range args {
		if a != v {
			continue
		}
		if fn := p.static(c); fn != nil {
			if i < len(fn.Params) {
				out |= p.side(fn.Params[i])
			}
			continue
		}
		if b, ok := c.Value.(*ssa.Builtin); ok && !c.IsInvoke() {
			if b.Name() == "append" && call != nil {
				out |= p.side(call)
			}
			continue
		}
		out |= p.passedOn(c, call, i)
	}
	return out
}

func (p *Program) passedOn(c *ssa.CallCommon, call *ssa.Call, i int) Side {
	obj := ssaform.Object(c)
	if obj == nil {
		return Escapes
	}
	arg := i
	if c.Signature().Recv() != nil {
		arg-- // rows count without the receiver
	}
	for _, row := range p.cat[obj.Origin().FullName()] {
		switch {
		case row.Role == catalog.ServesConfig && row.Arg == arg:
			return Server
		case row.Role == catalog.DialsConfig && row.Arg == arg:
			return Client
		case row.Role == catalog.CarriesConfig && row.Arg == arg:
			if call == nil {
				return 0
			}
			s := p.side(call)
			if onward := s & (Returned | Kept | Escapes); onward != 0 {
				s = s&^onward | Sealed
			}
			return s
		case row.Role == catalog.CopiesConfig && row.Arg == arg:
			return 0 // the copy is another configuration
		}
	}
	if f := p.facts.function(obj); f != nil {
		for _, s := range f.Sides {
			if s.Index == i {
				return s.Side
			}
		}
	}
	if strings.HasPrefix(p.configTypeOf(c, i), "net/http.Server") || !p.external(obj) {
		return 0
	}
	return Escapes
}

func (p *Program) configTypeOf(c *ssa.CallCommon, i int) string {
	if args := ssaform.Arguments(c); i < len(args) {
		return p.configType(args[i].Type())
	}
	return ""
}

// passed notes, for the configurations that a call is given, whether they end
// there.
func (w *walk) passed(e env, in ssa.CallInstruction) {
	if !w.last {
		return
	}
	c := in.Common()
	w.verification(e, in)
	for i, a := range ssaform.Arguments(c) {
		if w.configType(a.Type()) == "" {
			if m, ok := a.(*ssa.MakeInterface); !ok || w.configType(m.X.Type()) == "" {
				continue
			}
		}
		objs := w.objectsOf(a)
		if len(objs) == 0 {
			continue
		}
		if fn := w.static(c); fn != nil {
			if _, ptr := a.Type().Underlying().(*types.Pointer); ptr && i < len(fn.Params) && w.side(fn.Params[i]) == 0 {
				continue
			}
		} else if s := w.passedOn(c, nil, i); s == 0 && !w.carried(c, i) {
			continue
		}
		for _, o := range objs {
			w.end(o, e.get(o, w.fn))
		}
	}
}

// perRequest reports whether fn is given a request or a call's context.
func (p *Program) perRequest(fn *ssa.Function) bool {
	for _, q := range fn.Params {
		if r := p.types.Type(ssaform.Named(q.Type())); r == catalog.RequestType || r == catalog.ContextType {
			return true
		}
	}
	return false
}

// carried reports whether the result of a call stands for argument i.
func (p *Program) carried(c *ssa.CallCommon, i int) bool {
	if c.Signature().Recv() != nil {
		i--
	}
	for _, row := range p.cat[p.symbol(c)] {
		if row.Role == catalog.CarriesConfig && row.Arg == i {
			return true
		}
	}
	return false
}

// Config is a configuration, as it is when it is put to use.
type Config struct {
	State
	Pos  token.Pos // where it is made
	Side Side
	Lib  string // the library's constructor that made it, if one did
	Fn   *ssa.Function

	obj    *object
	made   element // that a loop makes it of, if it does
	raw    State   // before parameters are replaced by what callers pass
	clones bool
	unused bool

	each  []*Config // what it is for each call of the function that makes it, where these differ
	joint *Config   // that it is one of

	at ssa.CallInstruction // the call that it is for
}

// configurations records what became of the configurations that the function
// makes.
func (w *walk) configurations(exit env) {
	var objs []*object
	for o := range exit {
		objs = append(objs, o)
	}
	for _, b := range w.fn.Blocks {
		for o := range w.in[b.Index] {
			if !slices.Contains(objs, o) {
				objs = append(objs, o)
			}
		}
	}
	for o := range w.ends {
		if o.place != nil && !slices.Contains(objs, o) {
			objs = append(objs, o)
		}
	}
	slices.SortFunc(objs, func(a, b *object) int { return a.order() - b.order() })
	for _, o := range objs {
		w.elsewhere(o)
		if o.foreign(w.fn) || o.val == nil {
			continue
		}
		end := w.ends[o]
		c := &Config{Pos: o.val.Pos(), Fn: w.fn, obj: o}
		switch {
		case end != nil && end.ret && !end.exits && w.closed(w.fn):
			continue // it goes on at the calls
		case end == nil || !end.used:
			st, ok := exit[o]
			if !ok {
				continue
			}
			c.State, c.unused = st, true
			c.clones = end != nil && end.clones
		default:
			st, ok := exit[o]
			switch {
			case end.exits && end.any && ok:
				c.State = join(end.state, st)
			case end.any:
				c.State = end.state
			case ok:
				c.State = st
			default:
				continue
			}
			c.clones = end.clones
		}
		if call, ok := o.val.(*ssa.Call); ok {
			for _, r := range w.cat[w.symbol(call.Common())] {
				if r.Role == catalog.MakesConfig {
					c.Lib = w.symbol(call.Common())
				}
			}
		}
		w.configs = append(w.configs, c)
	}
}

// elsewhere records what becomes of a configuration that a field holds of a value of
// another package.
func (w *walk) elsewhere(o *object) {
	end := w.ends[o]
	if o.place == nil || end == nil || !end.any {
		return
	}
	if _, ok := w.heldElsewhere(o.place); !ok {
		return
	}
	for _, l := range w.loads[o.place] {
		if l.(ssa.Instruction).Parent() == w.fn {
			w.configs = append(w.configs, &Config{State: end.state, Pos: l.Pos(), Fn: w.fn, obj: o})
			return
		}
	}
}

// values of o, from which its ways begin.
func (p *Program) sideOf(o *object) Side {
	var out Side
	if call, ok := o.val.(*ssa.Call); ok && call.Call.Signature().Results().Len() > 1 {
		for _, r := range *call.Referrers() {
			if x, ok := r.(*ssa.Extract); ok && x.Index == o.index {
				out |= p.side(x)
			}
		}
		return out
	}
	if o.val != nil {
		out |= p.side(o.val)
	} else if o.place != nil {
		for _, l := range p.loads[o.place] {
			out |= p.side(l)
		}
	}
	return out
}

// link completes the configurations with what other functions do to the places
// that hold them.
func (p *Program) link() {
	effects, mapped := map[*types.Var][]State{}, map[*object][]State{}
	for _, fn := range p.fns {
		s := p.summaries[fn]
		if s == nil {
			continue
		}
		for _, o := range sortedObjects(s.foreign) {
			if o.place != nil {
				effects[o.place] = append(effects[o.place], s.foreign[o])
			} else if p.inMaps[o] && fn != o.fn {
				mapped[o] = append(mapped[o], s.foreign[o])
			}
		}
	}
	for _, c := range p.every() {
		c.Side |= p.sideOf(c.obj)
		for _, eff := range effects[c.obj.place] {
			c.State = c.State.after(p.resolveState(eff), false)
		}
		for _, eff := range mapped[c.obj] {
			c.State = c.State.after(p.resolveState(eff), false)
		}
		if c.Side&Kept == 0 {
			continue
		}
		for v, effs := range effects {
			held := false
			for _, s := range p.fields[v] {
				held = held || slices.Contains(p.objectsOf(s.Val), c.obj)
			}
			if !held {
				continue
			}
			for _, eff := range effs {
				c.State = c.State.after(p.resolveState(eff), false)
			}
		}
	}
	p.byValue()
	for _, c := range p.every() {
		c.raw = p.rebaseAll(c.State)
		c.State = p.resolveState(c.raw)
	}
	for _, fn := range p.fns {
		if p.isGetConfig(fn) {
			p.choices(fn)
		}
	}
}

// choices notes the configurations that fn, a GetConfigForClient, returns.
func (p *Program) choices(fn *ssa.Function) {
	f := p.classify(fn)
	rets, unknown := p.ReturnedBy(fn)
	f.Strange = unknown
	for _, ret := range rets {
		if p.OnPurpose(ret) {
			f.Strange = f.Strange || !ret.requires()
		} else {
			f.Chooses = append(f.Chooses, ret.State.set(Field{Name: "GetConfigForClient", Values: []Value{{Kind: Zero}}})) // which is not asked again
		}
	}
}

// rebase replaces, in the state of a copy, what is said of the original by what
// that holds.
func (p *Program) rebase(s State, depth int) State {
	if s.base() != other || s.of == nil || depth > 4 {
		return s
	}
	var from []*object
	if v := s.of.place; v != nil {
		if t, ok := p.heldElsewhere(v); ok {
			return t.after(s, true)
		}
		if !pointsToConfig(v.Type()) {
			if t, ok := p.place(v); ok {
				return t.after(s, true)
			}
			return s
		}
		if len(p.fields[v]) == 0 {
			return s
		}
		for _, st := range p.fields[v] {
			objs := p.objectsOf(st.Val)
			if len(objs) == 0 {
				if k, ok := st.Val.(*ssa.Const); !ok || !k.IsNil() {
					return s
				}
			}
			from = append(from, objs...)
		}
	} else {
		from = []*object{s.of}
	}
	var origin State
	for i, o := range from {
		c := p.configAt(o)
		if c == nil {
			return s
		}
		t := p.rebase(c.State, depth+1)
		if i > 0 {
			t = join(origin, t)
		}
		origin = t
	}
	if origin.Type == "" || s.of.place == nil && len(from) == 0 {
		return s
	}
	if v := s.of.place; v != nil && v.Exported() {
		origin = join(origin, anything(origin.Type)) // others may store something there
	}
	return origin.after(s, true)
}

// resolveState replaces the parameters of functions whose calls are all in
// sight by the arguments there.
func (p *Program) resolveState(s State) State {
	out := s
	out.Fields = nil
	for _, f := range s.Fields {
		g := f
		g.Values = p.resolve(f.Values, 0)
		out = out.set(g)
	}
	if len(s.Pending) > 0 {
		out.Pending = s.Pending
	}
	return out
}

func (p *Program) resolve(vs []Value, depth int) []Value {
	var out []Value
	for _, v := range vs {
		if v.Kind == Copied {
			for _, x := range p.resolve(p.copiedFrom(v), depth+1) {
				x.Dev = x.Dev || v.Dev
				x.At, x.pos, x.end, x.expr, x.store = v.At, v.pos, v.end, v.expr, v.store
				out, _ = union(out, []Value{x})
			}
			continue
		}
		if v.Kind != Arg || v.owner == nil {
			out, _ = union(out, []Value{v})
			continue
		}
		cs := p.callers[v.owner]
		if !p.closed(v.owner) || depth > 3 || len(cs) > 6 {
			out, _ = union(out, []Value{v})
			continue
		}
		for _, c := range cs {
			args := ssaform.Arguments(c.Common())
			if v.Arg >= len(args) {
				continue
			}
			for _, x := range p.resolve(p.values(args[v.Arg]), depth+1) {
				x.Dev = x.Dev || v.Dev
				x.At, x.pos, x.end, x.expr, x.store = v.At, v.pos, v.end, v.expr, v.store
				out, _ = union(out, []Value{x})
			}
		}
	}
	return out
}

// copiedFrom returns what the field holds that a value is copied from.
func (p *Program) copiedFrom(v Value) []Value {
	unknown := []Value{{val: v.val}}
	if p.busy[v.obj] {
		return unknown
	}
	p.busy[v.obj] = true
	defer delete(p.busy, v.obj)
	c := p.configAt(v.obj)
	if c == nil {
		return unknown
	}
	f := p.rebase(c.State, 0).Field(v.Const)
	if f.Open || len(f.Values) == 0 {
		return unknown
	}
	return p.resolve(f.Values, 1)
}

// function says what is known of a function value.
func (p *Program) function(v ssa.Value) *Func {
	fn := functionIn(v)
	bound := ssaform.Bound(v) != nil
	if fn == nil {
		return &Func{}
	}
	if !p.mine[fn] {
		obj, _ := fn.Object().(*types.Func)
		if f := p.facts.function(obj); f != nil && f.Own != nil {
			return p.choosingFrom(v, f.Own)
		}
		return &Func{}
	}
	f := p.classify(fn)
	if bound && len(f.Effects) > 0 {
		g := *f
		g.Effects = nil
		for _, part := range f.Effects {
			g.Effects = append(g.Effects, Part{part.Index - 1, part.State})
		}
		return &g
	}
	return f
}

// classify says what fn does as a callback, and to configurations.
func (p *Program) classify(fn *ssa.Function) *Func {
	if f, ok := p.funcs[fn]; ok {
		return f
	}
	f := &Func{Known: true, Asks: p.gates.Requires(fn), fn: fn}
	p.funcs[fn] = f
	res := fn.Signature.Results()
	if res.Len() > 0 && types.Identical(res.At(res.Len()-1).Type(), types.Universe.Lookup("error").Type()) {
		for _, b := range fn.Blocks {
			if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(r.Results) > 0 {
				f.Denies = f.Denies || p.mayDeny(r.Results[len(r.Results)-1], map[ssa.Value]bool{})
			}
		}
	}
	p.evidence(f, fn, aside{}, map[*ssa.Function]bool{})
	f.Passes = p.passesStreams(fn)
	if p.concerns(fn) {
		s := p.summarize(fn)
		for i := range fn.Params {
			if st, ok := s.params[i]; ok {
				f.Effects = append(f.Effects, Part{i, st})
			}
		}
	}
	return f
}

// mayDeny reports whether v, an error, may be other than nil.
func (p *Program) mayDeny(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return false
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.Const:
		return false
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return p.mayDeny(e, seen) })
	case *ssa.Call:
		if fn := p.static(v.Common()); fn != nil {
			return p.classify(fn).Denies
		}
	case *ssa.UnOp:
		if vs := p.variables(v.X); len(vs) > 0 {
			for _, a := range vs {
				if slices.ContainsFunc(p.stored(a), func(s ssa.Value) bool { return p.mayDeny(s, seen) }) {
					return true
				}
			}
			return false
		}
	}
	return true
}

// handsRequest reports whether a function gives a request to something that is not in
// sight.
func (p *Program) handsRequest(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
			c, ok := in.(ssa.CallInstruction)
			return ok && slices.ContainsFunc(c.Common().Args, func(a ssa.Value) bool {
				obj := ssaform.Object(c.Common())
				return p.types.Type(ssaform.Named(a.Type())) == catalog.RequestType && (obj == nil || obj.Pkg() != nil && !std(obj.Pkg().Path()))
			})
		})
	})
}

// answersHTTP reports whether a function, or the one that it is a literal in, is given
// a request of net/http.
func answersHTTP(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if slices.ContainsFunc(fn.Params, func(q *ssa.Parameter) bool { return isRequest(q.Type()) }) {
			return true
		}
	}
	return false
}

// evidence adds to f what fn, and what it calls in this package, decides on, but for
// what is set aside.
func (p *Program) evidence(f *Func, fn *ssa.Function, a aside, seen map[*ssa.Function]bool) {
	if seen[fn] || a.fns[fn] || len(seen) > 60 {
		return
	}
	seen[fn] = true
	before := *f
	defer func() {
		if p.perRequest(fn) && f.asked && !before.asked {
			f.Requests = true
		}
	}()
	for _, e := range p.gates.Evidence(fn) {
		if e.IsForwarded() || e.Label.Root == flow.Server {
			continue
		}
		switch e.Op {
		case gate.Verify:
			f.Verifies = f.Verifies || e.Form&gate.Wrong == 0
			f.Present = f.Present || e.Form&gate.Wrong != 0 && e.Label.Root == flow.Peer
		case gate.HandOn:
			switch {
			case flow.Identity(e.Label.Aspect) && e.Label.Aspect != catalog.Strong:
				f.Names = true // who is given a name cannot verify a chain
				f.asked = f.asked || !p.ofCaller(fn, e)
			case e.Label.Aspect == catalog.Request && answersHTTP(fn) && !p.handsRequest(fn):
				// The context of a request of net/http holds no certificate.
			default:
				f.Opaque = true
			}
		case gate.Presence:
			f.Present = f.Present || e.Label.Root == flow.Peer && e.Kind() != gate.TLS
		case gate.Decision:
			switch {
			case e.Label.Aspect == catalog.Strong:
				f.Pins = true
				f.asked = f.asked || !p.ofCaller(fn, e)
			case flow.Identity(e.Label.Aspect):
				f.Names = true
				f.asked = f.asked || !p.ofCaller(fn, e)
			case flow.Certificate(e.Label.Aspect):
				f.Opaque = true
			}
		}
	}
	var ops [8]*ssa.Value
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			for _, op := range in.Operands(ops[:0]) {
				if g, ok := (*op).(*ssa.Function); ok && p.mine[ssaform.Unwrap(g)] {
					p.evidence(f, ssaform.Unwrap(g), a, seen)
				}
			}
			c, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if g := p.static(c.Common()); g != nil {
				p.evidence(f, g, a, seen)
				continue
			}
			if _, builtin := c.Common().Value.(*ssa.Builtin); builtin {
				continue
			}
			if p.symbol(c.Common()) == "(*crypto/x509.Certificate).Verify" {
				f.Verifies = true
			}
			obj := ssaform.Object(c.Common())
			if own := p.facts.function(obj).decides(a); own != nil {
				f.with(own)
				continue
			}
			if p.takesCertificate(c.Common()) && p.decides(c) && (obj == nil || !std(obj.Pkg().Path())) {
				f.Opaque = true
			}
		}
	}
}

// ofCaller reports whether evidence is about what a literal is given by whoever calls it: that
// need not be of the request that the function around it is given.
func (p *Program) ofCaller(fn *ssa.Function, e gate.Evidence) bool {
	return fn.Parent() != nil && e.Label.Root == flow.Param && !p.perRequest(fn)
}

// takesCertificate reports whether a call is given certificates.
func (p *Program) takesCertificate(c *ssa.CallCommon) bool {
	return slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return certificates(a.Type()) })
}

// decides reports whether the result of a call is looked at.
func (p *Program) decides(c ssa.CallInstruction) bool {
	v, ok := c.(*ssa.Call)
	return ok && v.Referrers() != nil && len(*v.Referrers()) > 0
}

// certificates reports whether t holds certificates of a handshake.
func certificates(t types.Type) bool {
	switch ssaform.Named(t) {
	case "crypto/x509.Certificate", "crypto/tls.ConnectionState":
		return true
	}
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	if certificates(s.Elem()) {
		return true
	}
	inner, ok := s.Elem().Underlying().(*types.Slice)
	if !ok {
		return false
	}
	b, ok := inner.Elem().Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}

// FromPeer reports whether v is a certificate that the other end sent.
func (p *Program) FromPeer(v ssa.Value) bool {
	return p.gates.Labels(v).Any(func(l flow.Label) bool {
		return l.Root == flow.Peer && flow.Certificate(l.Aspect) && l.Aspect != catalog.Verified
	})
}
