package config

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"sort"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// summary is what a function does to configurations.
type summary struct {
	params  map[int]State     // of those that it is given pointers to
	foreign map[*object]State // of others that exist before it
	results []State           // of those that it returns, by result; Type is empty for other results
	values  [][]Value         // and of other results of interest
	objects [][]*object
}

// env is what is known of each configuration at one point of a function.
type env map[*object]State

func (p *Program) object(val ssa.Value, index int, place *types.Var, typ string) *object {
	k := objectKey{val, index, place}
	if o := p.objects[k]; o != nil {
		return o
	}
	o := &object{typ: typ, val: val, index: index, place: place}
	switch v := val.(type) {
	case *ssa.Parameter:
		o.fn = v.Parent()
	case ssa.Instruction:
		o.fn = v.Parent()
	}
	p.objects[k] = o
	return o
}

// objectsOf returns the configurations that v is, or points to.
func (p *Program) objectsOf(v ssa.Value) []*object {
	var out []*object
	seen := map[ssa.Value]bool{}
	add := func(o *object) {
		if !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	var visit func(v ssa.Value, depth int)
	visit = func(v ssa.Value, depth int) {
		if v == nil || seen[v] || depth > 10 || len(out) > 8 {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.MakeInterface:
			visit(v.X, depth+1)
			return
		case *ssa.ChangeInterface:
			visit(v.X, depth+1)
			return
		case *ssa.TypeAssert:
			visit(v.X, depth+1)
			return
		}
		typ := p.configType(v.Type())
		if typ == "" {
			return
		}
		if m := container(v); m != nil && pointsToConfig(v.Type()) {
			if in, known := p.mappedIn(m); known {
				before := len(out)
				for _, x := range in.puts {
					visit(x, depth+1)
				}
				for _, o := range out[before:] {
					p.inMaps[o] = true
				}
				return
			}
		}
		switch v := v.(type) {
		case *ssa.Alloc:
			add(p.object(v, 0, nil, typ))
		case *ssa.Parameter:
			add(p.object(v, 0, nil, typ))
		case *ssa.Call:
			add(p.object(v, 0, nil, typ))
		case *ssa.Extract:
			if c, ok := v.Tuple.(*ssa.Call); ok {
				add(p.object(c, v.Index, nil, typ))
			} else {
				add(p.object(v, 0, nil, typ))
			}
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e, depth+1)
			}
		case *ssa.ChangeType:
			visit(v.X, depth+1)
		case *ssa.FreeVar:
			for _, b := range p.bindings(v) {
				visit(b, depth+1)
			}
		case *ssa.Global:
			if o, ok := v.Object().(*types.Var); ok {
				add(p.object(nil, 0, o, typ))
			}
		case *ssa.FieldAddr:
			if f := ssaform.Field(v.X.Type(), v.Field); f != nil {
				add(p.object(nil, 0, f, typ))
			}
		case *ssa.Field:
			if f := ssaform.Field(v.X.Type(), v.Field); f != nil {
				add(p.object(nil, 0, f, typ))
			}
		case *ssa.UnOp:
			if v.Op != token.MUL {
				return
			}
			if p.configType(v.X.Type()) != "" && !pointsToPointer(v.X.Type()) {
				visit(v.X, depth+1) // a struct, at its address
				return
			}
			switch a := v.X.(type) {
			case *ssa.FieldAddr:
				f := ssaform.Field(a.X.Type(), a.Field)
				if f == nil {
					return
				}
				// Stored a moment ago, in this function?
				n := 0
				for _, s := range p.fields[f] {
					if s.Parent() == v.Parent() && p.sameBase(s.Addr.(*ssa.FieldAddr).X, a.X) {
						visit(s.Val, depth+1)
						n++
					}
				}
				if n == 0 {
					add(p.object(nil, 0, f, typ))
				}
			case *ssa.Global:
				if o, ok := a.Object().(*types.Var); ok {
					add(p.object(nil, 0, o, typ))
				}
			default:
				vs := p.variables(a)
				for _, x := range vs {
					for _, s := range p.stored(x) {
						visit(s, depth+1)
					}
				}
				if len(vs) == 0 {
					add(p.object(v, 0, nil, typ))
				}
			}
		case *ssa.Const:
		default:
			add(p.object(v, 0, nil, typ))
		}
	}
	visit(v, 0)
	return out
}

func pointsToPointer(t types.Type) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = ptr.Elem().Underlying().(*types.Pointer)
	return ok
}

// sameBase reports whether two addresses are those of one struct.
func (p *Program) sameBase(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	if oa, ob := p.objectsOf(a), p.objectsOf(b); len(oa) == 1 && len(ob) == 1 && oa[0] == ob[0] {
		return true
	}
	u, ok := a.(*ssa.UnOp)
	w, ok2 := b.(*ssa.UnOp)
	return ok && ok2 && u.X == w.X
}

// get is the state of o at a point of fn.
func (e env) get(o *object, fn *ssa.Function) State {
	if s, ok := e[o]; ok {
		return s
	}
	if o.foreign(fn) {
		return o.initial(fn)
	}
	return anything(o.typ)
}

func (e env) clone() env {
	out := make(env, len(e))
	for o, s := range e {
		out[o] = s
	}
	return out
}

func joinEnv(a, b env, fn *ssa.Function) env {
	if a == nil {
		return b.clone()
	}
	out := a.clone()
	for o, s := range b {
		t, ok := a[o]
		switch {
		case ok:
			out[o] = join(t, s)
		case o.foreign(fn):
			out[o] = join(o.initial(fn), s)
		default:
			out[o] = s // it does not exist on the other way
		}
	}
	for o, s := range a {
		if _, ok := b[o]; !ok && o.foreign(fn) {
			out[o] = join(o.initial(fn), s)
		}
	}
	return out
}

func equalEnv(a, b env) bool {
	if len(a) != len(b) {
		return false
	}
	for o, s := range a {
		if t, ok := b[o]; !ok || !equal(s, t) {
			return false
		}
	}
	return true
}

// concerns reports whether fn has to do with configurations at all.
func (p *Program) concerns(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if v, ok := in.(ssa.Value); ok && p.configType(v.Type()) != "" {
				return true
			}
			if a, ok := in.(*ssa.FieldAddr); ok && p.configType(a.X.Type()) != "" {
				return true // of a variable of the package
			}
		}
	}
	for _, v := range fn.Params {
		if p.configType(v.Type()) != "" {
			return true
		}
	}
	for _, v := range fn.FreeVars {
		if p.configType(v.Type()) != "" {
			return true
		}
	}
	return false
}

// summarize goes through fn once, and through what it calls before it.
func (p *Program) summarize(fn *ssa.Function) *summary {
	if s, ok := p.summaries[fn]; ok {
		return s
	}
	p.summaries[fn] = &summary{} // while it is at work: of a recursion, nothing is known
	s := newSummary(fn)
	changes := false
	if p.concerns(fn) {
		if w := p.walk(fn); w.run() {
			w.finish(s)
			changes = true
		} else {
			w.giveUp(s)
		}
	}
	p.returned(fn, s)
	p.summaries[fn] = s
	if changes {
		p.eachCallOf(fn)
	}
	return s
}

func newSummary(fn *ssa.Function) *summary {
	n := fn.Signature.Results().Len()
	return &summary{
		params: map[int]State{}, foreign: map[*object]State{},
		results: make([]State, n), values: make([][]Value, n), objects: make([][]*object, n),
	}
}

func (p *Program) walk(fn *ssa.Function) *walk {
	return &walk{Program: p, fn: fn, in: make([]env, len(fn.Blocks)), ends: map[*object]*end{}}
}

// returned notes the values that fn returns, other than configurations.
func (p *Program) returned(fn *ssa.Function, s *summary) {
	res := fn.Signature.Results()
	for i := range res.Len() {
		t := res.At(i).Type()
		if p.configType(t) != "" || !interesting(t) {
			continue
		}
		for _, b := range fn.Blocks {
			r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if !ok || i >= len(r.Results) || res.Len() > 1 && failing(r) {
				continue
			}
			vs, ok := union(s.values[i], p.values(r.Results[i]))
			s.values[i] = vs
			if !ok {
				s.values[i] = []Value{{Kind: Unknown}}
			}
		}
	}
}

// interesting reports whether values of type t are followed through calls.
func interesting(t types.Type) bool {
	switch ssaform.Named(t) {
	case "crypto/x509.CertPool", "crypto/tls.ClientAuthType":
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Signature:
		return true
	case *types.Slice:
		return ssaform.Named(u.Elem()) == "crypto/x509.ExtKeyUsage"
	}
	return false
}

// failing reports whether a function returns an error for sure.
func failing(r *ssa.Return) bool {
	if len(r.Results) == 0 {
		return false
	}
	v := r.Results[len(r.Results)-1]
	if !types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
		return false
	}
	return errorful(v, r.Block(), 0)
}

// maxErrors bounds how often an error is followed to the one that it wraps.
const maxErrors = 8

// errorful reports whether v, an error, is certainly not nil at the end of b.
func errorful(v ssa.Value, b *ssa.BasicBlock, depth int) bool {
	if depth > maxErrors {
		return false // wrapped again and again, as in err = wrap(err)
	}
	switch v := v.(type) {
	case *ssa.Const:
		return false
	case *ssa.MakeInterface:
		return true
	case *ssa.ChangeInterface:
		return errorful(v.X, b, depth+1)
	case *ssa.UnOp:
		switch a := v.X.(type) {
		case *ssa.Global:
			return true // a sentinel
		case *ssa.Alloc:
			// The result of a function that defers: what was stored last.
			for i := len(b.Instrs) - 1; i >= 0; i-- {
				if st, ok := b.Instrs[i].(*ssa.Store); ok && st.Addr == a {
					return errorful(st.Val, b, depth+1)
				}
			}
		}
	case *ssa.Call:
		if n := symbol(v.Common()); n == "fmt.Errorf" || n == "errors.New" {
			return true
		}
		for _, a := range v.Call.Args {
			if isError(a.Type()) && errorful(a, b, depth+1) {
				return true
			}
		}
	}
	for d := b; d != nil; d = d.Idom() {
		idom := d.Idom()
		if idom == nil {
			break
		}
		iff, ok := idom.Instrs[len(idom.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if x, nonNil := testsNil(iff.Cond, v); x {
			side := 0
			if !nonNil {
				side = 1
			}
			if s := idom.Succs[side]; s == d && len(s.Preds) == 1 || s.Dominates(b) && len(s.Preds) == 1 {
				return true
			}
		}
	}
	return false
}

// testsNil reports whether cond compares v with nil, and whether it is true
// when v is not nil.
func testsNil(cond, v ssa.Value) (tests, nonNil bool) {
	b, ok := cond.(*ssa.BinOp)
	if !ok || b.X != v && b.Y != v {
		return false, false
	}
	other := b.Y
	if b.Y == v {
		other = b.X
	}
	c, ok := other.(*ssa.Const)
	return ok && c.IsNil(), b.Op == token.NEQ
}

// end is where a configuration goes.
type end struct {
	state  State
	any    bool
	exits  bool // kept somewhere: what counts is how it is left
	clones bool
	used   bool
	ret    bool
}

// walk goes through one function.
type walk struct {
	*Program
	fn   *ssa.Function
	in   []env
	ends map[*object]*end
	last bool // the states are known; note where things go
	sum  *summary
	work int // states passed on between blocks

	given map[ssa.Value]*ssa.Function // the functions that parameters are, at the call that is looked at
}

const maxWalks = 12

// Budget of states passed on between blocks, in proportion to the size of the
// function.
const (
	leastStates    = 100_000
	statesPerBlock = 500
)

// run finds the states at the begin of each block. It reports whether it could
// within its budget.
func (w *walk) run() bool {
	if len(w.fn.Blocks) == 0 {
		return true
	}
	most := leastStates + statesPerBlock*len(w.fn.Blocks)
	order := w.fn.DomPreorder()
	w.in[w.fn.Blocks[0].Index] = env{}
	for range maxWalks {
		changed := false
		for _, b := range order {
			if w.in[b.Index] == nil {
				continue
			}
			out := w.block(b)
			if w.work += len(out); w.work > most {
				return false
			}
			for _, s := range b.Succs {
				if b.Index == 0 && s != b.Succs[len(b.Succs)-1] && w.fn == w.SSA.Func("init") {
					continue // initialised before
				}
				var next env
				if len(s.Preds) == 1 {
					next = out
				} else {
					next = joinEnv(w.in[s.Index], out, w.fn)
				}
				if w.in[s.Index] == nil || !equalEnv(w.in[s.Index], next) {
					w.in[s.Index] = next
					changed = true
				}
			}
		}
		if !changed {
			break
		}
	}
	return true
}

// giveUp says of everything that the function can get hold of that it may be
// anything afterwards.
func (w *walk) giveUp(s *summary) {
	for i, q := range w.fn.Params {
		if typ := w.configType(q.Type()); typ != "" {
			s.params[i] = anything(typ)
		}
	}
	for i := range s.results {
		if typ := w.configType(w.fn.Signature.Results().At(i).Type()); typ != "" {
			s.results[i] = anything(typ)
		}
	}
	for _, e := range w.in {
		for o := range e {
			if _, param := o.val.(*ssa.Parameter); o.foreign(w.fn) && !param {
				s.foreign[o] = anything(o.typ)
			}
		}
	}
}

func (w *walk) block(b *ssa.BasicBlock) env {
	e := w.in[b.Index].clone()
	for _, in := range b.Instrs {
		w.step(e, in)
	}
	return e
}

// finish goes through the function a last time and sums up.
func (w *walk) finish(s *summary) {
	w.last = true
	w.sum = s
	var exit env
	var returns []*ssa.Return
	for _, b := range w.fn.Blocks {
		if w.in[b.Index] == nil || b == w.fn.Recover {
			continue
		}
		out := w.block(b)
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		returns = append(returns, r)
		if failing(r) && len(w.fn.Blocks) > 1 {
			continue
		}
		exit = joinEnv(exit, out, w.fn)
		for i, v := range r.Results {
			if w.configType(v.Type()) == "" {
				if !isInterface(v.Type()) {
					continue
				}
			}
			for _, o := range w.objectsOf(v) {
				st := out.get(o, w.fn)
				if s.results[i].Type == "" {
					s.results[i] = st
				} else {
					s.results[i] = join(s.results[i], st)
				}
				if !slices.Contains(s.objects[i], o) {
					s.objects[i] = append(s.objects[i], o)
				}
				w.end(o, st).ret = true
			}
		}
	}
	if exit == nil { // it never returns
		w.last = false
		for _, b := range w.fn.Blocks {
			if w.in[b.Index] != nil {
				exit = joinEnv(exit, w.block(b), w.fn)
			}
		}
	}
	for o, st := range exit {
		if !o.foreign(w.fn) {
			continue
		}
		if (st.base() == given || st.base() == other) && st.of != o {
			st = anything(o.typ) // it became a copy of another one
		}
		if q, ok := o.val.(*ssa.Parameter); ok && o.fn == w.fn {
			if len(st.Fields) > 0 || st.base() == open || len(st.Pending) > 0 {
				s.params[paramIndex(q)] = st
			}
		} else if len(st.Fields) > 0 || st.base() == open {
			s.foreign[o] = st
		}
	}
	w.configurations(exit)
}

func isInterface(t types.Type) bool {
	_, ok := t.Underlying().(*types.Interface)
	return ok
}

// end notes that o goes somewhere in state s.
func (w *walk) end(o *object, s State) *end {
	e := w.ends[o]
	if e == nil {
		e = &end{}
		w.ends[o] = e
	}
	if e.any {
		e.state = join(e.state, s)
	} else {
		e.state, e.any = s, true
	}
	e.used = true
	return e
}

func (w *walk) kept(o *object) {
	e := w.ends[o]
	if e == nil {
		e = &end{}
		w.ends[o] = e
	}
	e.exits, e.used = true, true
}

// step does what one instruction does.
func (w *walk) step(e env, in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Alloc:
		if typ := w.configType(in.Type()); typ != "" && !pointsToPointer(in.Type()) {
			e[w.object(in, 0, nil, typ)] = State{Type: typ, At: w.position(in.Pos())}
		}
	case *ssa.Store:
		w.store(e, in)
	case *ssa.MapUpdate:
		if _, known := w.mappedIn(in.Map); w.last && known && pointsToConfig(in.Value.Type()) {
			for _, o := range w.objectsOf(in.Value) {
				w.kept(o)
			}
		}
	case *ssa.MakeClosure:
		fn, _ := in.Fn.(*ssa.Function)
		if fn = ssaform.Unwrap(fn); w.mine[fn] && fn.Parent() != nil {
			for o, eff := range w.summarize(fn).foreign {
				w.apply(e, []*object{o}, eff, false)
			}
		}
		if w.last {
			for _, b := range in.Bindings {
				for _, o := range w.captured(b) {
					w.kept(o)
				}
			}
		}
	case ssa.CallInstruction:
		w.call(e, in)
	}
}

// captured returns the configurations that a literal gets hold of.
func (w *walk) captured(b ssa.Value) []*object {
	if a, ok := b.(*ssa.Alloc); ok && pointsToPointer(a.Type()) && w.configType(a.Type().Underlying().(*types.Pointer).Elem()) != "" {
		var out []*object
		for _, s := range w.stored(a) {
			out = append(out, w.objectsOf(s)...)
		}
		return out
	}
	return w.objectsOf(b)
}

func (w *walk) store(e env, in *ssa.Store) {
	fa, ok := in.Addr.(*ssa.FieldAddr)
	if _, ptr := in.Val.Type().Underlying().(*types.Pointer); ok && (ptr || w.configType(in.Val.Type()) == "") {
		if w.last && w.configType(in.Val.Type()) != "" {
			for _, o := range w.objectsOf(in.Val) {
				w.kept(o)
			}
		}
		if w.configType(fa.X.Type()) == "" {
			return
		}
		f := ssaform.Field(fa.X.Type(), fa.Field)
		if f == nil {
			return
		}
		objs := w.objectsOf(fa.X)
		vals := w.storedValues(e, in)
		for _, o := range objs {
			s := e.get(o, w.fn)
			g := Field{Name: f.Name(), Values: vals}
			if len(objs) > 1 {
				old, _ := s.get(f.Name())
				var ok bool
				g.Values, ok = union(old.Values, vals)
				g.Kept, g.Open = old.Kept, old.Open || !ok
			}
			g.Open = g.Open || w.fromMap(fa.X) // of one in it, or of each
			e[o] = s.set(g)
		}
		return
	}
	if w.configType(in.Val.Type()) == "" {
		return
	}
	src := w.objectsOf(in.Val)
	if _, ptr := in.Val.Type().Underlying().(*types.Pointer); ptr {
		if a, ok := in.Addr.(*ssa.Alloc); w.last && !(ok && w.configType(a.Type().Underlying().(*types.Pointer).Elem()) != "") {
			for _, o := range src {
				w.kept(o) // a package-level variable, a list
			}
		}
		return
	}
	// A struct, as a whole.
	for _, dst := range w.objectsOf(in.Addr) {
		var s State
		switch c, zeroed := in.Val.(*ssa.Const); {
		case zeroed && c.Value == nil:
			s = State{Type: dst.typ, At: w.position(in.Pos())}
		case len(src) == 0:
			s = anything(dst.typ)
		default:
			s = e.get(src[0], w.fn)
			for _, o := range src[1:] {
				s = join(s, e.get(o, w.fn))
			}
		}
		e[dst] = s
		if w.last {
			for _, o := range src {
				w.clone(o)
			}
			if dst.place != nil {
				w.kept(dst)
			}
		}
	}
}

func (w *walk) clone(o *object) {
	e := w.ends[o]
	if e == nil {
		e = &end{}
		w.ends[o] = e
	}
	e.clones = true
}

// storedValues returns the values that a store stores, with its position.
func (w *walk) storedValues(e env, in *ssa.Store) []Value {
	x := w.sources[in.Pos()]
	vals := slices.Clone(w.values(in.Val))
	if longer := w.appended(e, in); len(longer) > 0 {
		vals, x = longer, nil
	}
	vals = w.copies(e, vals)
	dev := w.dev(in.Block())
	for i := range vals {
		v := &vals[i]
		v.Dev = v.Dev || dev
		v.pos, v.end, v.store = in.Pos(), token.NoPos, in
		if x != nil {
			v.pos, v.end, v.expr = x.Pos(), x.End(), x
		}
		v.At = w.position(v.pos)
		if v.val == nil {
			v.val = in.Val
		}
	}
	return vals
}

// copies replaces what is copied from other configurations by what they hold at this
// point, if they are made in this function.
func (w *walk) copies(e env, vals []Value) []Value {
	var out []Value
	for _, v := range vals {
		from := []Value{v}
		if v.Kind == Copied && !v.obj.foreign(w.fn) {
			from = []Value{{val: v.val}}
			if f := e.get(v.obj, w.fn).Field(v.Const); !f.Open && len(f.Values) > 0 {
				from = f.Values
			}
		}
		out, _ = union(out, from)
	}
	return out
}

// appended returns the lists that a store makes of the one that a field held, by
// append.
func (w *walk) appended(e env, in *ssa.Store) []Value {
	c, ok := in.Val.(*ssa.Call)
	if !ok {
		return nil
	}
	if b, ok := c.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" || len(c.Call.Args) != 2 {
		return nil
	}
	from, ok := c.Call.Args[0].(*ssa.UnOp)
	if !ok {
		return nil
	}
	fa, ok := from.X.(*ssa.FieldAddr)
	if !ok || w.configType(fa.X.Type()) == "" {
		return nil
	}
	more := w.values(c.Call.Args[1])
	objs := w.objectsOf(fa.X)
	if len(objs) != 1 || len(more) != 1 || more[0].Kind != List {
		return nil
	}
	old := e.get(objs[0], w.fn).Field(ssaform.Field(fa.X.Type(), fa.Field).Name())
	if old.Open || len(old.Values) == 0 {
		return nil
	}
	var out []Value
	for _, v := range old.Values {
		if v.Kind != Zero && v.Kind != List {
			return nil
		}
		if len(v.Params)+len(more[0].Params) > 0 {
			return nil
		}
		elems := slices.Concat(v.Elems, more[0].Elems)
		slices.Sort(elems)
		out, _ = union(out, []Value{{Kind: List, Elems: slices.Compact(elems), val: in.Val}})
	}
	return out
}

// dev reports whether b is only reached under a condition named after
// development or tests.
func (p *Program) dev(b *ssa.BasicBlock) bool {
	if d, ok := p.devs[b]; ok {
		return d
	}
	out := false
	if i := b.Idom(); i != nil {
		iff, ok := i.Instrs[len(i.Instrs)-1].(*ssa.If)
		out = p.dev(i) || ok && len(b.Preds) == 1 && p.devCond(iff.Cond, map[ssa.Value]bool{})
	}
	p.devs[b] = out
	return out
}

func (p *Program) devCond(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] || len(seen) > 20 {
		return false
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.UnOp:
		switch a := v.X.(type) {
		case *ssa.FieldAddr:
			if f := ssaform.Field(a.X.Type(), a.Field); f != nil {
				return catalog.DevName(f.Name())
			}
		case *ssa.Global:
			return catalog.DevName(a.Name())
		case *ssa.FreeVar:
			return catalog.DevName(a.Name())
		case *ssa.Alloc:
			return catalog.DevName(a.Comment)
		}
		return p.devCond(v.X, seen)
	case *ssa.Field:
		if f := ssaform.Field(v.X.Type(), v.Field); f != nil {
			return catalog.DevName(f.Name())
		}
	case *ssa.Parameter:
		return catalog.DevName(v.Name())
	case *ssa.BinOp:
		return p.devCond(v.X, seen) || p.devCond(v.Y, seen)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if p.devCond(e, seen) {
				return true
			}
		}
	case *ssa.Const:
		s, ok := text(v)
		return ok && catalog.DevName(s)
	case *ssa.Call:
		if obj := ssaform.Object(v.Common()); obj != nil && catalog.DevName(obj.Name()) {
			return true
		}
		for _, a := range v.Call.Args {
			if p.devCond(a, seen) {
				return true
			}
		}
	case *ssa.Extract:
		return p.devCond(v.Tuple, seen)
	}
	return false
}

// apply does to the objects what a callee does.
func (w *walk) apply(e env, objs []*object, eff State, certain bool) {
	for _, o := range objs {
		e[o] = e.get(o, w.fn).after(eff, certain && len(objs) == 1)
	}
}

// call does what a call does to the configurations that it is given, and to
// those that it returns.
func (w *walk) call(e env, in ssa.CallInstruction) {
	c := in.Common()
	args := ssaform.Arguments(c)
	if fn := w.static(c); fn != nil {
		w.callee(e, w.summaryAt(in, fn), fn, args, true)
		w.result(e, in, fn)
		w.passed(e, in)
		return
	}
	if c.IsInvoke() || ssaform.Object(c) != nil {
		w.imported(e, in)
		w.passed(e, in)
		return
	}
	if _, builtin := c.Value.(*ssa.Builtin); builtin {
		return
	}
	// A function value.
	fns, open := w.functions(c.Value)
	if fn := w.given[c.Value]; fn != nil {
		fns, open = []*ssa.Function{fn}, false
	}
	known := len(fns) > 0 && !open && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return len(fn.Params) != len(args) })
	switch {
	case known && len(fns) == 1:
		w.callee(e, w.summarize(fns[0]), fns[0], args, true)
		w.result(e, in, fns[0])
	case known && elementOf(c.Value) == nil && !w.returnsConfig(c):
		for _, fn := range fns {
			w.callee(e, w.summarize(fn), fn, args, false)
		}
	default:
		w.dynamic(e, c, args)
	}
	w.passed(e, in)
}

// returnsConfig reports whether a call returns a configuration first.
func (w *walk) returnsConfig(c *ssa.CallCommon) bool {
	res := c.Signature().Results()
	return res.Len() > 0 && w.configType(res.At(0).Type()) != ""
}

func (w *walk) callee(e env, s *summary, fn *ssa.Function, args []ssa.Value, certain bool) {
	for i, eff := range s.params {
		if i < len(args) {
			w.apply(e, w.objectsOf(args[i]), w.spread(args[i], w.substitute(eff, fn, args)), certain)
			w.pending(e, w.objectsOf(args[i]), eff, args)
		}
	}
	for _, o := range sortedObjects(s.foreign) {
		eff := w.substitute(s.foreign[o], fn, args)
		w.apply(e, []*object{o}, eff, certain)
		if o.place == nil {
			continue
		}
		for _, l := range w.heldBy(o.place) {
			w.apply(e, []*object{l}, eff, certain)
		}
	}
}

func sortedObjects(m map[*object]State) []*object {
	out := make([]*object, 0, len(m))
	for o := range m {
		out = append(out, o)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].order() < out[j].order() })
	return out
}

func (o *object) order() int {
	if o.place != nil {
		return int(o.place.Pos())
	}
	return int(o.val.Pos())<<2 + o.index
}

// heldBy returns the configurations that this function stores at a place.
func (w *walk) heldBy(place *types.Var) []*object {
	var out []*object
	for _, s := range w.fields[place] {
		if s.Parent() == w.fn {
			out = append(out, w.objectsOf(s.Val)...)
		}
	}
	if len(out) > 1 {
		return nil
	}
	return out
}

// pending applies the functions that are elements of an argument.
func (w *walk) pending(e env, objs []*object, eff State, args []ssa.Value) {
	for _, i := range eff.Pending {
		if i < len(args) {
			w.options(e, objs, args[i])
		}
	}
}

// options applies the functions in a list to objs, or notes that somebody else
// will.
func (w *walk) options(e env, objs []*object, list ssa.Value) {
	var funcs []ssa.Value
	all := w.elements(list, func(v ssa.Value) { funcs = append(funcs, v) })
	for _, o := range objs {
		s := e.get(o, w.fn)
		s.Pending = nil
		e[o] = s
	}
	if q, ok := list.(*ssa.Parameter); ok && q.Parent() == w.fn {
		for _, o := range objs {
			s := e.get(o, w.fn)
			if i := paramIndex(q); !slices.Contains(s.Pending, i) {
				s.Pending = append(slices.Clone(s.Pending), i)
			}
			e[o] = s
		}
		return
	}
	for _, f := range funcs {
		vals := w.values(f)
		if len(vals) != 1 || vals[0].Func == nil || !vals[0].Func.Known {
			all = false
			continue
		}
		for _, part := range vals[0].Func.Effects {
			w.apply(e, objs, part.State.passed(), true)
		}
	}
	if !all {
		for _, o := range objs {
			e[o] = anything(o.typ)
		}
	}
}

// dynamic does what the call of a function value does.
func (w *walk) dynamic(e env, c *ssa.CallCommon, args []ssa.Value) {
	var objs []*object
	var at []int
	for i, a := range args {
		if _, ptr := a.Type().Underlying().(*types.Pointer); ptr && w.configType(a.Type()) != "" {
			objs = append(objs, w.objectsOf(a)...)
			at = append(at, i)
		}
	}
	if len(objs) == 0 {
		return
	}
	if list := elementOf(c.Value); list != nil && len(at) == 1 {
		w.options(e, objs, list)
		return
	}
	vals := w.values(c.Value)
	if q, ok := c.Value.(*ssa.Parameter); ok {
		_ = q
		vals = nil
	}
	known := len(vals) > 0
	for _, v := range vals {
		known = known && v.Func != nil && v.Func.Known
	}
	if !known {
		for _, o := range objs {
			e[o] = anything(o.typ)
		}
		return
	}
	for _, v := range vals {
		for _, part := range v.Func.Effects {
			if slices.Contains(at, part.Index) {
				w.apply(e, w.objectsOf(args[part.Index]), part.State, len(vals) == 1)
			}
		}
	}
}

// elementOf returns the list that v is an element of.
func elementOf(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.UnOp:
		if ia, ok := v.X.(*ssa.IndexAddr); ok {
			return ia.X
		}
	case *ssa.ChangeType:
		return elementOf(v.X)
	}
	return nil
}

// result notes what a call of a function of this package returns.
func (w *walk) result(e env, in ssa.CallInstruction, fn *ssa.Function) {
	call, ok := in.(*ssa.Call)
	if !ok {
		return
	}
	s := w.summaryAt(in, fn)
	args := ssaform.Arguments(in.Common())
	for i, st := range s.results {
		if st.Type == "" {
			continue
		}
		o := w.object(call, i, nil, st.Type)
		w.set(e, o, st, fn, args)
	}
	if len(s.results) == 0 && s.params == nil { // recursion
		res := fn.Signature.Results()
		for i := range res.Len() {
			if typ := w.configType(res.At(i).Type()); typ != "" {
				e[w.object(call, i, nil, typ)] = anything(typ)
			}
		}
	}
}

// set makes a result's state that of o.
func (w *walk) set(e env, o *object, st State, fn *ssa.Function, args []ssa.Value) {
	out := w.filled(e, st, fn, args)
	pend := st.Pending
	out.Pending = nil
	e[o] = out
	for _, i := range pend {
		if i < len(args) {
			w.options(e, []*object{o}, args[i])
		}
	}
}

// filled is what a callee says of a configuration, with what the call gives it.
func (w *walk) filled(e env, st State, fn *ssa.Function, args []ssa.Value) State {
	out := w.substitute(st, fn, args)
	var from []*object
	switch {
	case st.base() != given && st.base() != field:
		return w.filledChoices(e, out, fn, args)
	case st.Arg >= len(args):
	case st.base() == given:
		from = w.objectsOf(args[st.Arg])
	default:
		from = w.heldIn(args[st.Arg], st.Path)
	}
	switch {
	case len(from) != 1 && st.base() == given:
		return anything(st.Type)
	case len(from) != 1:
		return w.filledChoices(e, out.alone(), fn, args)
	}
	if w.last {
		w.clone(from[0])
	}
	if fn == nil {
		out = out.onto()
	}
	return e.get(from[0], w.fn).after(w.filledChoices(e, out, fn, args), true)
}

// filledChoices is a state with what the call gives those that a GetConfigForClient of
// another package returns.
func (w *walk) filledChoices(e env, s State, fn *ssa.Function, args []ssa.Value) State {
	if fn != nil {
		return s
	}
	return s.choosing(func(c State) State { return w.filled(e, c, nil, args) })
}

// imported does what a call of another package's function does.
func (w *walk) imported(e env, in ssa.CallInstruction) {
	c := in.Common()
	args := ssaform.Arguments(c)
	sym := w.symbol(c)
	call, _ := in.(*ssa.Call)
	rows := w.cat[sym]
	for _, r := range rows {
		if r.Role != catalog.CopiesConfig || call == nil {
			continue
		}
		typ := w.configType(call.Type())
		if typ == "" {
			continue
		}
		o := w.object(call, 0, nil, typ)
		e[o] = anything(typ)
		if objs := w.objectsOf(w.copiedBy(call, r)); len(objs) > 0 {
			s := e.get(objs[0], w.fn)
			for _, x := range objs[1:] {
				s = join(s, e.get(x, w.fn))
			}
			e[o] = s
			if w.last {
				for _, x := range objs {
					w.clone(x)
				}
			}
		}
		return
	}
	if call != nil {
		for _, r := range rows {
			if r.Role == catalog.MakesConfig || r.Role == catalog.MakesServer {
				e[w.object(call, 0, nil, "crypto/tls.Config")] = w.library(call, r)
				return
			}
		}
	}
	obj := ssaform.Object(c)
	f := w.facts.function(obj)
	if f == nil {
		if w.external(obj) {
			for _, a := range args {
				if _, ptr := a.Type().Underlying().(*types.Pointer); ptr && w.configType(a.Type()) != "" && len(rows) == 0 {
					for _, o := range w.objectsOf(a) {
						e[o] = anything(o.typ)
					}
				}
			}
		}
		if call != nil {
			w.unknownResults(e, call)
		}
		return
	}
	if call != nil && w.last {
		// A copy of what it is given is one of that as it was before the call changes it.
		for i, m := range f.Makes {
			o := w.object(call, -1-i, nil, m.State.Type)
			w.configs = append(w.configs, &Config{State: w.filled(e, m.State, nil, args), Pos: call.Pos(), Side: m.Side, Fn: w.fn, obj: o})
		}
	}
	for _, part := range f.Params {
		if part.Index < len(args) {
			objs := w.objectsOf(args[part.Index])
			w.apply(e, objs, w.spread(args[part.Index], w.substitute(part.State, nil, args)), true)
			w.pending(e, objs, part.State, args)
		}
	}
	if call == nil {
		return
	}
	w.unknownResults(e, call)
	for _, part := range f.Results {
		if part.State.Type != "" {
			o := w.object(call, part.Index, nil, part.State.Type)
			st := part.State
			if !st.At.IsValid() {
				st.At = w.position(call.Pos())
			}
			w.set(e, o, st, nil, args)
		}
	}
}

func (w *walk) unknownResults(e env, call *ssa.Call) {
	res := call.Call.Signature().Results()
	for i := range res.Len() {
		if typ := w.configType(res.At(i).Type()); typ != "" {
			e[w.object(call, i, nil, typ)] = anything(typ)
		}
	}
}

// library is the configuration that a library's constructor returns: it asks
// for any certificate and decides in VerifyPeerCertificate, as go-spiffe does.
func (w *walk) library(call *ssa.Call, r catalog.ConfigRow) State {
	at := w.position(call.Pos())
	s := State{Type: "crypto/tls.Config", At: at}
	add := func(name string, v Value) {
		v.At, v.pos = at, call.Pos()
		s = s.set(Field{Name: name, Values: []Value{v}})
	}
	if r.Role == catalog.MakesConfig {
		add("ClientAuth", Value{Kind: Constant, Const: RequireAnyClientCert})
		add("VerifyPeerCertificate", Value{Kind: Function, Const: r.Symbol, Func: &Func{Known: true, Denies: true, Verifies: true, Names: true}, val: call})
	}
	s = s.set(Field{Name: "GetCertificate", Values: []Value{{Kind: Unknown, At: at}}})
	return s
}

// substitute replaces, in what a function says of a configuration, the
// function's parameters by arguments. A nil fn stands for a function of another
// package.
func (w *walk) substitute(s State, fn *ssa.Function, args []ssa.Value) State {
	return w.Program.substitute(s, fn, args)
}

func (p *Program) substitute(s State, fn *ssa.Function, args []ssa.Value) State {
	out := s
	out.Fields = nil
	for _, f := range s.Fields {
		g := f
		g.Values = p.substituteValues(f.Values, fn, args)
		out = out.set(g)
	}
	return out
}

func (p *Program) substituteValues(vs []Value, fn *ssa.Function, args []ssa.Value) []Value {
	var out []Value
	for _, v := range vs {
		if excluded(v, fn, args) {
			continue
		}
		if v.Part > 0 && v.partOf == fn && v.Part <= len(args) {
			for _, x := range p.fieldOf(v, args) {
				x.Dev = x.Dev || v.Dev
				x.At, x.pos, x.end, x.expr, x.val, x.store = v.At, v.pos, v.end, v.expr, v.val, v.store
				out, _ = union(out, []Value{x})
			}
			continue
		}
		if len(v.Params) > 0 && v.owner == fn {
			v = listWith(v, args)
		}
		if v.Kind != Arg || v.owner != fn || v.Arg >= len(args) {
			if v.Func != nil && len(v.Func.Effects) > 0 {
				f := *v.Func
				f.Effects = nil
				for _, part := range v.Func.Effects {
					f.Effects = append(f.Effects, Part{part.Index, p.substitute(part.State, fn, args)})
				}
				v.Func = &f
			}
			if v.Held != nil {
				held := p.substitute(*v.Held, fn, args)
				v.Held = &held
			}
			out = append(out, v)
			continue
		}
		for _, x := range p.values(args[v.Arg]) {
			x.Dev, x.Passed = x.Dev || v.Dev, true
			x.At, x.pos, x.end, x.expr, x.store = v.At, v.pos, v.end, v.expr, v.store
			x.val = args[v.Arg]
			out, _ = union(out, []Value{x})
		}
	}
	return out
}

// maxLooks bounds the values looked at for what one may be.
const maxLooks = 64

// A look is one question for what a value may be. Values that it comes by
// twice add nothing the second time.
type look struct {
	seen map[ssa.Value]bool
}

// values returns what v may be.
func (p *Program) values(v ssa.Value) []Value {
	if vs, ok := p.known[v]; ok {
		return vs
	}
	vs := p.look(v, &look{map[ssa.Value]bool{}})
	p.known[v] = vs
	return vs
}

func (p *Program) look(v ssa.Value, l *look) []Value {
	one := func(x Value) []Value {
		x.pos, x.At, x.val = v.Pos(), p.position(v.Pos()), v
		return []Value{x}
	}
	if len(l.seen) > maxLooks {
		return one(Value{})
	}
	if _, konst := v.(*ssa.Const); !konst {
		if l.seen[v] {
			return nil
		}
		l.seen[v] = true
	}
	switch v := v.(type) {
	case *ssa.Const:
		switch {
		case v.Value == nil:
			return one(Value{Kind: Zero})
		case v.Value.Kind() == constant.Int && constant.Sign(v.Value) == 0,
			v.Value.Kind() == constant.Bool && !constant.BoolVal(v.Value),
			v.Value.Kind() == constant.String && constant.StringVal(v.Value) == "":
			return one(Value{Kind: Zero})
		case v.Value.Kind() == constant.String:
			return one(Value{Kind: Constant, Const: constant.StringVal(v.Value)})
		}
		return one(Value{Kind: Constant, Const: v.Value.ExactString()})
	case *ssa.Phi:
		var out []Value
		for i, e := range v.Edges {
			if e == v {
				continue
			}
			vs := p.look(e, l)
			if i < len(v.Block().Preds) {
				dev := p.dev(v.Block().Preds[i])
				given, want := underParameter(v.Block().Preds[i])
				if dev || given > 0 {
					vs = slices.Clone(vs)
				}
				for j := range vs {
					if dev {
						vs[j].Dev = true
					}
					if given > 0 && vs[j].Given == 0 {
						vs[j].Given, vs[j].Want, vs[j].of = given, want, v.Parent()
					}
				}
			}
			var ok bool
			if out, ok = union(out, vs); !ok {
				return one(Value{})
			}
		}
		return out
	case *ssa.ChangeType:
		return p.look(v.X, l)
	case *ssa.Convert:
		return p.look(v.X, l)
	case *ssa.MakeInterface:
		return p.look(v.X, l)
	case *ssa.Parameter:
		if p.isPool(v) && p.filledByPeer(v) {
			return one(Value{Kind: Peer})
		}
		return one(Value{Kind: Arg, Arg: paramIndex(v), owner: v.Parent()})
	case *ssa.Function, *ssa.MakeClosure:
		return one(Value{Kind: Function, Func: p.function(v)})
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return one(Value{})
		}
		if vs := p.variables(v.X); len(vs) > 0 {
			var out []Value
			for _, a := range vs {
				ss := p.stored(a)
				if len(ss) == 0 {
					return one(Value{})
				}
				for _, s := range ss {
					out, _ = union(out, p.look(s, l))
				}
			}
			return out
		}
		if typ := p.configType(v.Type()); typ == "" {
			if a, ok := v.X.(*ssa.FieldAddr); ok && p.configType(a.X.Type()) != "" {
				if objs := p.objectsOf(a.X); len(objs) == 1 {
					return one(Value{Kind: Copied, Const: ssaform.Field(a.X.Type(), a.Field).Name(), obj: objs[0]})
				}
			}
			if a, ok := v.X.(*ssa.FieldAddr); ok {
				return p.part(a.X, ssaform.Field(a.X.Type(), a.Field), p.loaded(v, l))
			}
			return p.loaded(v, l)
		}
	case *ssa.Field:
		if p.configType(v.Type()) == "" {
			return p.part(v.X, ssaform.Field(v.X.Type(), v.Field), one(Value{}))
		}
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok {
			return p.called(c, v.Index, v, l)
		}
	case *ssa.Call:
		return p.called(v, 0, v, l)
	case *ssa.Slice:
		if list, ok := p.list(v); ok {
			return one(list)
		}
	}
	if p.configType(v.Type()) != "" {
		if objs := p.objectsOf(v); len(objs) == 1 {
			return one(Value{Kind: Pointer, obj: objs[0]})
		}
	}
	return one(Value{})
}

// underParameter returns 1 + the index of a bool parameter on which it depends
// whether b is reached, and its value then.
func underParameter(b *ssa.BasicBlock) (given int, want bool) {
	for d := b; d != nil; d = d.Idom() {
		i := d.Idom()
		if i == nil {
			return 0, false
		}
		iff, ok := i.Instrs[len(i.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		cond, yes := iff.Cond, i.Succs[0] == d
		if u, not := cond.(*ssa.UnOp); not && u.Op == token.NOT {
			cond, yes = u.X, !yes
		}
		if q, ok := cond.(*ssa.Parameter); ok {
			return paramIndex(q) + 1, yes
		}
	}
	return 0, false
}

// excluded reports whether a value is not possible with the arguments of a
// call.
func excluded(v Value, fn *ssa.Function, args []ssa.Value) bool {
	if v.Given == 0 || v.of != fn || v.Given > len(args) {
		return false
	}
	c, ok := args[v.Given-1].(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value) != v.Want
}

// loaded returns what a field or package-level variable holds, where all that
// is stored there is in sight.
func (p *Program) loaded(v *ssa.UnOp, l *look) []Value {
	unknown := []Value{{pos: v.Pos(), At: p.position(v.Pos()), val: v}}
	var f *types.Var
	switch a := v.X.(type) {
	case *ssa.FieldAddr:
		f = ssaform.Field(a.X.Type(), a.Field)
	case *ssa.Global:
		f, _ = a.Object().(*types.Var)
	}
	if f == nil || f.Exported() || f.Pkg() != p.pkg || p.busy[f] || len(p.fields[f]) == 0 {
		return unknown
	}
	p.busy[f] = true
	defer delete(p.busy, f)
	var out []Value
	for _, s := range p.fields[f] {
		for _, x := range p.look(s.Val, l) {
			if x.Kind == Arg {
				x = Value{pos: x.pos, At: x.At, val: x.val}
			}
			out, _ = union(out, []Value{x})
		}
	}
	if f.IsField() {
		switch f.Type().Underlying().(type) {
		case *types.Basic:
			out = append(out, Value{Kind: Zero})
		}
	}
	return out
}

// list returns a list of constants, and of parameters that stand for some.
func (p *Program) list(v *ssa.Slice) (out Value, known bool) {
	out, known = Value{Kind: List}, true
	n := 0
	complete := p.elements(v, func(e ssa.Value) {
		n++
		switch e := e.(type) {
		case *ssa.Parameter:
			out.Params, out.owner = append(out.Params, paramIndex(e)), e.Parent()
			known = known && e.Parent() == v.Parent()
		case *ssa.Const:
			known = known && e.Value != nil
			if e.Value != nil {
				out.Elems = append(out.Elems, e.Value.ExactString())
			}
		default:
			known = false
		}
	})
	if ptr, ok := v.X.Type().Underlying().(*types.Pointer); ok {
		if arr, ok := ptr.Elem().Underlying().(*types.Array); ok {
			for n < int(arr.Len()) {
				out.Elems = append(out.Elems, "0") // not stored: the zero value
				n++
			}
		}
	}
	slices.Sort(out.Elems)
	return out, known && complete
}

// listWith returns a list with the arguments of a call for the parameters in it.
func listWith(v Value, args []ssa.Value) Value {
	out := v
	out.Elems, out.Params, out.owner, out.Passed = slices.Clone(v.Elems), nil, nil, true
	for _, i := range v.Params {
		if i >= len(args) {
			return Value{}
		}
		switch a := args[i].(type) {
		case *ssa.Const:
			if a.Value == nil {
				return Value{}
			}
			out.Elems = append(out.Elems, a.Value.ExactString())
		case *ssa.Parameter:
			out.Params, out.owner = append(out.Params, paramIndex(a)), a.Parent()
		default:
			return Value{}
		}
	}
	slices.Sort(out.Elems)
	return out
}

// called returns what a call returns.
func (p *Program) called(c *ssa.Call, i int, v ssa.Value, l *look) []Value {
	one := func(x Value) []Value {
		x.pos, x.At, x.val = c.Pos(), p.position(c.Pos()), v
		return []Value{x}
	}
	if p.isPool(v) && p.filledByPeer(v) {
		return one(Value{Kind: Peer})
	}
	if fn := p.static(c.Common()); fn != nil {
		if p.busy[fn] {
			return one(Value{})
		}
		p.busy[fn] = true
		s := p.summarize(fn)
		delete(p.busy, fn)
		if i < len(s.values) && len(s.values[i]) > 0 {
			vs := slices.Clone(p.substituteValues(s.values[i], fn, ssaform.Arguments(c.Common())))
			for j := range vs {
				vs[j].pos, vs[j].At, vs[j].val = c.Pos(), p.position(c.Pos()), v
				if vs[j].Kind == Pool && p.dropsError(c) {
					vs[j].Kind = Dropped
				}
			}
			return vs
		}
		if p.configType(v.Type()) != "" {
			return one(Value{Kind: Pointer, obj: p.object(c, i, nil, p.configType(v.Type()))})
		}
		return one(Value{})
	}
	for _, r := range p.cat[p.symbol(c.Common())] {
		switch {
		case r.Role == catalog.WrapsFunction:
			return p.look(ssaform.Arguments(c.Common())[r.Arg], l)
		case r.Role == catalog.MakesPool:
			return one(Value{Kind: Pool})
		case r.Role == catalog.SystemPool && i == 0:
			return one(Value{Kind: System})
		case r.Role == catalog.CopiesPool:
			return p.look(ssaform.Arguments(c.Common())[0], l)
		}
	}
	if f := p.facts.function(ssaform.Object(c.Common())); f != nil {
		for _, part := range f.Values {
			if part.Index == i {
				vs := slices.Clone(p.substituteValues(part.Values, nil, ssaform.Arguments(c.Common())))
				for j := range vs {
					vs[j].pos, vs[j].At, vs[j].val = c.Pos(), p.position(c.Pos()), v
					if vs[j].Kind == Pool && p.dropsError(c) {
						vs[j].Kind = Dropped
					}
				}
				return vs
			}
		}
	}
	if p.isPool(v) && p.dropsError(c) {
		return one(Value{Kind: Dropped})
	}
	if obj := ssaform.Object(c.Common()); obj != nil && obj.Pkg() != nil && isFunction(v.Type()) && catalog.NeverDecides(obj.Pkg().Path(), obj.Origin().FullName()) {
		return one(Value{Kind: Function, Func: &Func{Known: true}})
	}
	return one(Value{})
}

func isFunction(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

func (p *Program) isPool(v ssa.Value) bool { return ssaform.Named(v.Type()) == "crypto/x509.CertPool" }

// dropsError reports whether nobody looks at the error that a call returns last.
func (p *Program) dropsError(c *ssa.Call) bool {
	res := c.Call.Signature().Results()
	if res.Len() < 2 || !types.Identical(res.At(res.Len()-1).Type(), types.Universe.Lookup("error").Type()) || c.Referrers() == nil {
		return false
	}
	for _, r := range *c.Referrers() {
		if x, ok := r.(*ssa.Extract); ok && x.Index == res.Len()-1 && x.Referrers() != nil && len(*x.Referrers()) > 0 {
			return false
		}
	}
	return true
}

// filledByPeer reports whether certificates that the peer sent are added to a
// pool.
func (p *Program) filledByPeer(pool ssa.Value) bool {
	refs := []ssa.Value{pool}
	if pool.Referrers() == nil {
		return false
	}
	for _, r := range *pool.Referrers() {
		s, ok := r.(*ssa.Store)
		if !ok || s.Val != pool {
			continue
		}
		if a, ok := s.Addr.(*ssa.Alloc); ok && a.Referrers() != nil {
			for _, rr := range *a.Referrers() {
				if u, ok := rr.(*ssa.UnOp); ok {
					refs = append(refs, u)
				}
			}
		}
	}
	for _, v := range refs {
		for _, r := range *v.Referrers() {
			c, ok := r.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, row := range p.cat[p.symbol(c.Common())] {
				args := ssaform.Arguments(c.Common())
				if row.Role == catalog.FillsPool && args[0] == v && len(args) > 1 && p.FromPeer(args[1]) {
					return true
				}
			}
		}
	}
	return false
}
