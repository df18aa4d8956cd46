package summary

import (
	"fmt"
	"go/constant"
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

// Shape is what code behind a gate can tell about a principal: its type, the
// fields that are set, and those that hold constants.
type Shape struct {
	Result int // index of the result, or -1 for what is put somewhere
	Type   string
	Any    bool     // a text or number that may be each of its type
	Fields []string // set to something
	Consts []string // field=constant, or a constant alone
	Ways   []Way    // on which the principal has this shape; nil means all
}

// Tells reports whether code behind the gate can tell s from t.
func (s Shape) Tells(t Shape) bool {
	if s.Type != t.Type {
		return true
	}
	if s.Any || t.Any {
		return false
	}
	if !slices.Equal(s.Consts, t.Consts) {
		return true
	}
	return len(s.Fields) > 0 && len(t.Fields) > 0 && !slices.Equal(s.Fields, t.Fields)
}

// Put is a value put into a context or a session.
type Put struct {
	Shapes []Shape
	Ways   []Way
}

// puts finds what the function puts into contexts and sessions.
func (f *function) puts() []Put {
	var out []Put
	if !f.alternatives() {
		return nil
	}
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			for _, k := range f.putInto(call) {
				if isLogger(k.value) {
					continue
				}
				p := Put{Ways: f.ways(f.in[b.Index], b)}
				for _, s := range f.shapes(k.value) {
					s.Result, s.Type = -1, k.name+" "+s.Type
					p.Shapes = append(p.Shapes, s)
				}
				out = append(out, p)
			}
		}
	}
	return out
}

// shapes returns the shapes that v, a principal, can have.
func (f *function) shapes(v ssa.Value) []Shape {
	if !f.alternatives() {
		return nil
	}
	return f.shapesOf(v, nil, 0)
}

// alternatives reports whether the function knows a certificate and another
// credential: only then does it matter what principals look like.
func (f *function) alternatives() bool {
	cert, other := false, false
	for _, a := range f.atoms {
		for _, e := range a.ev {
			cert = cert || e.Label.Root == flow.Peer || e.IsForwarded()
			other = other || e.Label.Root == flow.Credential || e.Kind() == gate.APIKey
		}
	}
	return cert && other
}

func (f *function) shapesOf(v ssa.Value, ways []Way, depth int) []Shape {
	if depth > 3 {
		return nil
	}
	switch x := v.(type) {
	case *ssa.Phi:
		var out []Shape
		for i, e := range x.Edges {
			if len(out) > 16 || len(x.Edges) > 8 {
				break
			}
			if w := f.edge(x.Block().Preds[i], x.Block()); len(w) > 0 {
				out = append(out, f.shapesOf(e, f.ways(w, x.Block().Preds[i]), depth+1)...)
			}
		}
		return out
	case *ssa.MakeInterface:
		return f.shapesOf(x.X, ways, depth)
	case *ssa.ChangeInterface:
		return f.shapesOf(x.X, ways, depth)
	case *ssa.Const:
		if x.IsNil() || x.Value == nil {
			return nil
		}
		if x.Value.Kind() == constant.String && constant.StringVal(x.Value) == "" {
			return nil
		}
		return []Shape{{Type: types.TypeString(x.Type(), nil), Consts: []string{x.Value.ExactString()}, Ways: ways}}
	case *ssa.UnOp:
		if a, ok := x.X.(*ssa.Alloc); ok {
			return f.shapesOf(a, ways, depth+1)
		}
	case *ssa.Alloc:
		t := x.Type().Underlying().(*types.Pointer).Elem()
		s, ok := t.Underlying().(*types.Struct)
		if !ok {
			break
		}
		var out []Shape
		for _, at := range f.filledAt(x, s) {
			out = append(out, f.shapeOf(t, s, func(field *types.Var) (in []ssa.Value) {
				stores := f.fieldStores(x, field)
				if stores == nil {
					return f.stores[place{x, field}]
				}
				for _, st := range stores {
					if !alternatives(st.Block(), at) {
						in = append(in, st.Val)
					}
				}
				return in
			}, f.ways(f.in[at.Index], at)))
		}
		if len(out) == 0 {
			out = []Shape{f.shapeOf(t, s, f.storedIn(x), ways)}
		}
		return out
	}
	if out := f.shapesReturned(v, ways, depth); len(out) > 0 {
		return out
	}
	_, basic := v.Type().Underlying().(*types.Basic)
	return []Shape{{Type: strings.TrimPrefix(types.TypeString(v.Type(), nil), "*"), Any: basic, Ways: ways}}
}

// shapeOf returns the shape of a struct in whose fields is what in says.
func (f *function) shapeOf(t types.Type, s *types.Struct, in func(*types.Var) []ssa.Value, ways []Way) Shape {
	out := Shape{Type: types.TypeString(t, nil), Ways: ways}
	for i := range s.NumFields() {
		fv := s.Field(i).Origin()
		for _, w := range in(fv) {
			if k := f.constants(w, 0); k != "" {
				out.Consts = append(out.Consts, fv.Name()+"="+k)
				continue
			}
			out.Fields = append(out.Fields, fv.Name())
			if t := programType(w); t != "" {
				out.Consts = append(out.Consts, fv.Name()+"="+t)
			}
		}
	}
	slices.Sort(out.Consts)
	slices.Sort(out.Fields)
	return out
}

// storedIn returns what finds all that is stored in a field of the struct in x.
func (f *function) storedIn(x *ssa.Alloc) func(*types.Var) []ssa.Value {
	return func(field *types.Var) []ssa.Value { return f.stores[place{x, field}] }
}

// maxFilled bounds the ways in which a struct is filled that are told apart.
const maxFilled = 6

// filledAt returns the blocks each of which fills the struct in x in a way of its own: they store
// to the same field, and none comes before another. There are none if it is filled in one way.
func (f *function) filledAt(x *ssa.Alloc, s *types.Struct) (out []*ssa.BasicBlock) {
	for i := range s.NumFields() {
		stores := f.fieldStores(x, s.Field(i).Origin())
		if len(stores) < 2 || len(stores) > maxFilled || slices.ContainsFunc(stores, func(a *ssa.Store) bool {
			return slices.ContainsFunc(stores, func(b *ssa.Store) bool { return a != b && !alternatives(a.Block(), b.Block()) })
		}) {
			continue
		}
		for _, st := range stores {
			if b := st.Block(); !slices.Contains(out, b) && len(f.in[b.Index]) > 0 {
				out = append(out, b)
			}
		}
	}
	return out
}

// fieldStores returns the stores to a field of the struct in x, if all of them are in sight.
func (f *function) fieldStores(x *ssa.Alloc, field *types.Var) (out []*ssa.Store) {
	for _, r := range *x.Referrers() {
		if fa, ok := r.(*ssa.FieldAddr); ok && fieldRead(fa) == field {
			for _, r := range *fa.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == fa {
					out = append(out, st)
				}
			}
		}
	}
	if len(out) != len(f.stores[place{x, field}]) {
		return nil
	}
	return out
}

// alternatives reports whether control reaches one of two blocks, and not the other after it.
func alternatives(a, b *ssa.BasicBlock) bool { return a != b && !reaches(a, b) && !reaches(b, a) }

// shapesReturned returns the shapes of structs that a function of this package makes, if v
// is what it returns. An empty one is that of nobody.
func (f *function) shapesReturned(v ssa.Value, ways []Way, depth int) (out []Shape) {
	i := 0
	if x, ok := v.(*ssa.Extract); ok {
		i, v = x.Index, x.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	callee := f.funcs[f.static(call.Common())]
	if callee == nil {
		return nil
	}
	for _, b := range callee.fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) {
			continue
		}
		if _, made := madeStruct(ret.Results[i]); made == nil {
			continue
		}
		for _, s := range callee.shapesOf(ret.Results[i], nil, depth+1) {
			if len(s.Fields)+len(s.Consts) > 0 {
				s.Ways = ways
				out = append(out, s)
			}
		}
	}
	return out
}

// constants prints what v holds when it is a constant or a list of constants.
func (f *function) constants(v ssa.Value, depth int) string {
	if depth > 3 {
		return ""
	}
	switch x := v.(type) {
	case *ssa.Const:
		if x.Value != nil {
			return x.Value.ExactString()
		}
	case *ssa.MakeInterface:
		return f.constants(x.X, depth+1)
	case *ssa.Slice:
		var out []string
		for _, at := range f.places(x.X, 0) {
			for _, w := range f.stores[at] {
				k := f.constants(w, depth+1)
				if k == "" {
					return ""
				}
				out = append(out, k)
			}
		}
		return strings.Join(out, ",")
	}
	return ""
}

// programType returns the type of the program that v, a value of an interface with methods, has: it
// is as good as a constant.
func programType(v ssa.Value) string {
	m, ok := v.(*ssa.MakeInterface)
	if !ok || m.Type().Underlying().(*types.Interface).NumMethods() == 0 || ssaform.Named(m.X.Type()) == "" || std(catalog.PackageOf(ssaform.Named(m.X.Type()))) {
		return ""
	}
	return types.TypeString(m.X.Type(), nil)
}

// keeps prints what a call that returns a context puts there, as far as code behind it can
// tell; it is empty for other calls.
func (f *function) keeps(call *ssa.Call, depth int) string {
	c := call.Common()
	isContext := func(v ssa.Value) bool { return f.cat.Type(ssaform.Named(v.Type())) == catalog.ContextType }
	if depth > 3 || !isContext(call) {
		return ""
	}
	var out []string
	for _, r := range f.cat.Rows(f.name(c)) {
		if r.Role == catalog.Put && r.Key >= 0 {
			out = append(out, f.key(argument(ssaform.Arguments(c), r.Key, c)))
		}
	}
	given := false
	for _, a := range c.Args {
		if isContext(a) {
			given = true
			continue
		}
		for _, s := range f.shapesOf(a, nil, 0) {
			out = append(out, s.String())
		}
	}
	if callee := f.funcs[f.static(c)]; callee != nil {
		callee.eachReturn(0, func(_ *ssa.BasicBlock, v ssa.Value) {
			if in, ok := v.(*ssa.Call); ok {
				out = append(out, callee.keeps(in, depth+1))
			}
		})
	}
	if !given {
		return ""
	}
	return strings.Join(out, " ")
}

// Guard is middleware of a library that asks for another credential, except of
// requests for which a function of the program says that it need not.
type Guard struct {
	Call     *ssa.Call
	Function string
	Kind     gate.Kind
	Ways     []Way // in which the function says so
}

// guards finds such middleware.
func (p *program) guards() []Guard {
	var out []Guard
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(*ssa.Call)
				if !ok {
					continue
				}
				for _, r := range p.cat.Rows(p.name(call.Common())) {
					if r.Role == catalog.Guard {
						out = append(out, p.skips(call, r)...)
					}
				}
			}
		}
	}
	return out
}

// skips returns the guard that a call makes, if a function skips it.
func (p *program) skips(call *ssa.Call, r catalog.Row) []Guard {
	var out []Guard
	for _, a := range call.Call.Args {
		for _, at := range p.places(a, 0) {
			out = append(out, p.skipsIn(at.v, call, r)...)
		}
		if u, ok := a.(*ssa.UnOp); ok {
			out = append(out, p.skipsIn(u.X, call, r)...)
		}
	}
	return out
}

func (p *program) skipsIn(v ssa.Value, call *ssa.Call, r catalog.Row) []Guard {
	a, ok := v.(*ssa.Alloc)
	if !ok {
		if s, isSlice := v.(*ssa.Slice); isSlice {
			return p.skipsIn(s.X, call, r)
		}
		return nil
	}
	t := a.Type().Underlying().(*types.Pointer).Elem()
	if arr, ok := t.Underlying().(*types.Array); ok && arr.Len() < 8 {
		var out []Guard
		for _, w := range p.stores[place{a, nil}] {
			if u, ok := w.(*ssa.UnOp); ok {
				out = append(out, p.skipsIn(u.X, call, r)...)
			}
		}
		return out
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var out []Guard
	for i := range s.NumFields() {
		fv := s.Field(i).Origin()
		for _, row := range p.cat.Rows(fieldSymbol(t, i)) {
			if row.Role != catalog.Skip {
				continue
			}
			for _, w := range p.stores[place{a, fv}] {
				vals, _ := p.functions(w)
				for _, v := range vals {
					if ways := p.saysYesOn(v); len(ways) > 0 {
						out = append(out, Guard{call, functionName(call.Parent()), gate.Evidence{Op: gate.Decision, Label: labelOf(r.Aspect)}.Kind(), ways})
					}
				}
			}
		}
	}
	return out
}

// saysYesOn returns the ways in which a function of this package or of another one, or
// the one that a call returns, says yes.
func (p *program) saysYesOn(v ssa.Value) (out []Way) {
	var s *Summary
	switch v := v.(type) {
	case *ssa.Call:
		s = p.givenBy(v)
	case *ssa.MakeClosure:
		return p.saysYesOn(v.Fn)
	case *ssa.Function:
		if g := p.gates[ssaform.Unwrap(v)]; g != nil {
			for _, a := range g.Allows {
				out = append(out, a.Ways...)
			}
			return out
		}
		s = p.about(v)
	}
	if s == nil || s.Opaque {
		return nil
	}
	return waysOf(s.Yes, v.Pos(), token.Position{})
}

func labelOf(a catalog.Aspect) flow.Label { return flow.Label{Root: flow.Credential, Aspect: a} }

func (s Shape) String() string { return fmt.Sprintf("%s%v%v", s.Type, s.Fields, s.Consts) }
