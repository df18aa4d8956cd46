package config

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Kind says what a value is.
type Kind uint8

// The kinds of values.
const (
	Unknown  Kind = iota // something that is not understood
	Zero                 // nil, 0, false, ""
	Constant             // the constant Const
	Arg                  // parameter Arg of the function that a fact is about
	Pool                 // a certificate pool that the program makes
	System               // the roots of the operating system
	Peer                 // a pool filled with what the peer sent
	Dropped              // a pool whose error nobody looks at: nil when loading failed
	List                 // a list of the constants Elems
	Function             // a function, about which Func says what is known
	Pointer              // a pointer to a configuration
	Copied               // what the field Const of another configuration of the package holds
)

// Value is one value that a field, a parameter or a result may have.
type Value struct {
	Kind   Kind
	Const  string
	Arg    int
	Elems  []string
	Params []int // parameters of the function that a fact is about that a List holds, too
	Func   *Func
	Held   *State         // of the configuration that another package's function makes
	At     token.Position // where it was stored, or written
	Passed bool           // it was an argument: where it is stored, it is a parameter
	Onto   bool           // another package's function stored it in a copy of what it was given
	Dev    bool           // only when a condition named after development or tests holds
	Given  int            // 1 + the bool parameter on which it depends, and what that has to be
	Want   bool
	Part   int // 1 + the parameter in whose field Field it was found; negative if that is of something that is not in sight
	Field  string

	pos    token.Pos     // At, when it lies in this package
	end    token.Pos     // where its expression ends
	expr   ast.Expr      // that is stored
	of     *ssa.Function // whose parameter Given is, within the package
	owner  *ssa.Function // whose parameter it is, within the package
	partOf *ssa.Function // whose parameter Part is, within the package
	obj    *object       // what it points to, or is copied from, within the package
	val    ssa.Value     // the value itself, within the package
	store  *ssa.Store    // that stores it, within the package
}

// Pos returns where the value is, if that is in the package under analysis.
func (v Value) Pos() token.Pos { return v.pos }

// End returns where the expression of the value ends, if that is known.
func (v Value) End() token.Pos { return v.end }

// Expr returns the expression that is stored, if it is in the package under
// analysis.
func (v Value) Expr() ast.Expr { return v.expr }

// SSA returns the value itself, if it is in the package under analysis.
func (v Value) SSA() ssa.Value { return v.val }

// Func is what is known of a function that serves as a callback or an option.
type Func struct {
	Known    bool    // its body was seen
	Denies   bool    // it may return an error
	Verifies bool    // it verifies a chain
	Pins     bool    // it decides on the certificate itself, its key or its digest
	Names    bool    // it decides on a name
	Present  bool    // it asks whether there is one
	Asks     bool    // it is a gate that lets nobody in without one
	Opaque   bool    // it hands the certificate to something that may decide
	Requests bool    // it decides so for a request, not a connection
	Passes   bool    // it is an interceptor of gRPC's streams that hands on each, as it came
	Effects  []Part  // what it does to the configurations that it is given
	Chooses  []State // the configurations that it returns as a GetConfigForClient, but for those on purpose
	Strange  bool    // and others that may not require a certificate: on purpose, or not understood

	asked bool // it decides on a name or the certificate itself, and not in a literal that somebody else calls
	fn    *ssa.Function
}

// with adds to f what g decides.
func (f *Func) with(g *Func) {
	f.Verifies = f.Verifies || g.Verifies
	f.Pins = f.Pins || g.Pins
	f.Names = f.Names || g.Names
	f.asked = f.asked || g.Names || g.Pins
	f.Opaque = f.Opaque || g.Opaque
	f.Requests = f.Requests || g.Requests
	f.Present = f.Present || g.Present
}

// decides reports whether the function looks at certificates, or hands them to something
// that may.
func (f *Func) decides() bool {
	return f.Requests || f.Present || f.Verifies || f.Names || f.Pins || f.Opaque
}

// SSA returns the function, if it is one of the package under analysis.
func (f *Func) SSA() *ssa.Function { return f.fn }

// Part is the state of one parameter or result.
type Part struct {
	Index int
	State State
}

// base says what the fields hold that a State does not list.
type base uint8

const (
	zero  base = iota // their zero values
	given             // what parameter Arg's fields held
	other             // what the fields of another configuration of the package hold
	field             // what the configuration held that is in field Path of parameter Arg
	open              // anything
)

// State is what the fields of a configuration hold at one point of the program.
type State struct {
	Type    string
	Base    uint8
	Arg     int
	Path    string
	Fields  []Field // sorted by name
	Pending []int   // parameters whose elements, functions, are applied to it
	At      token.Position

	of *object // whose fields, for other
}

// Field is what one field may hold.
type Field struct {
	Name   string
	Values []Value
	Kept   bool // or still what the base says
	Open   bool // or anything
}

func (s State) base() base { return base(s.Base) }

func (s State) get(name string) (Field, bool) {
	i, ok := slices.BinarySearchFunc(s.Fields, name, func(f Field, n string) int { return cmp.Compare(f.Name, n) })
	if !ok {
		return Field{Name: name, Kept: true}, false
	}
	return s.Fields[i], true
}

// set returns s with field f.
func (s State) set(f Field) State {
	i, ok := slices.BinarySearchFunc(s.Fields, f.Name, func(f Field, n string) int { return cmp.Compare(f.Name, n) })
	fields := slices.Clone(s.Fields)
	if ok {
		fields[i] = f
	} else {
		fields = slices.Insert(fields, i, f)
	}
	s.Fields = fields
	return s
}

// Field returns what a field holds, with what the base says.
func (s State) Field(name string) Field {
	f, _ := s.get(name)
	if len(s.Pending) > 0 {
		f.Open = true
	}
	if f.Kept {
		switch s.base() {
		case zero:
			f.Values = append(slices.Clone(f.Values), Value{Kind: Zero})
		default:
			f.Open = true
		}
		f.Kept = false
	}
	return f
}

// Unset reports whether the field certainly holds its zero value.
func (f Field) Unset() bool { return f.All(func(v Value) bool { return v.Kind == Zero }) }

// Set reports whether the field certainly holds something else.
func (f Field) Set() bool { return f.All(func(v Value) bool { return v.Kind != Zero }) }

// All reports whether the field certainly holds a value for which ok says true.
func (f Field) All(ok func(Value) bool) bool {
	return !f.Open && len(f.Values) > 0 && !slices.ContainsFunc(f.Values, func(v Value) bool { return !ok(v) })
}

// Any reports whether the field may hold a value, other than an unknown one,
// for which ok says true.
func (f Field) Any(ok func(Value) bool) bool { return slices.ContainsFunc(f.Values, ok) }

// Explicit returns the values that something stored.
func (f Field) Explicit() []Value {
	var out []Value
	for _, v := range f.Values {
		if v.At.IsValid() {
			out = append(out, v)
		}
	}
	return out
}

const maxValues = 12

func union(a, b []Value) ([]Value, bool) {
	out := slices.Clone(a)
	for _, v := range b {
		if !slices.ContainsFunc(out, func(w Value) bool { return same(v, w) }) {
			out = append(out, v)
		}
	}
	if len(out) > maxValues {
		return out[:maxValues], false
	}
	return out, true
}

func same(v, w Value) bool {
	return v.Kind == w.Kind && v.Const == w.Const && v.Arg == w.Arg && v.At == w.At && v.owner == w.owner && v.obj == w.obj && v.val == w.val &&
		v.Dev == w.Dev && slices.Equal(v.Elems, w.Elems) && slices.Equal(v.Params, w.Params) && (v.Func == w.Func || v.Func != nil && w.Func != nil && v.Func.fn == w.Func.fn)
}

// anything is a state of which nothing is known.
func anything(typ string) State { return State{Type: typ, Base: uint8(open)} }

// alone returns s without what it says of parameters' fields.
func (s State) alone() State {
	if s.base() != zero {
		s.Base, s.Arg, s.Path, s.of = uint8(open), 0, "", nil
	}
	return s
}

// join returns what holds when either does.
func join(a, b State) State {
	out := a
	out.Fields = nil
	sameBase := a.Base == b.Base && a.Arg == b.Arg && a.Path == b.Path && a.of == b.of
	if !sameBase {
		out.Base, out.of, out.Arg, out.Path = uint8(open), nil, 0, ""
	}
	for _, s := range []State{a, b} {
		for _, f := range s.Fields {
			if _, ok := out.get(f.Name); ok {
				continue
			}
			out = out.set(joinField(a, b, f.Name, sameBase))
		}
	}
	for _, p := range b.Pending {
		if !slices.Contains(out.Pending, p) {
			out.Pending = append(slices.Clone(out.Pending), p)
		}
	}
	return out
}

func joinField(a, b State, name string, sameBase bool) Field {
	out := Field{Name: name}
	for _, s := range []State{a, b} {
		f, _ := s.get(name)
		var ok bool
		if out.Values, ok = union(out.Values, f.Values); !ok {
			out.Open = true
		}
		out.Open = out.Open || f.Open
		switch {
		case !f.Kept:
		case sameBase:
			out.Kept = true
		case s.base() == zero:
			out.Values, _ = union(out.Values, []Value{{Kind: Zero}})
		default:
			out.Open = true
		}
	}
	return out
}

// after returns what s is when eff has been done to it, for certain or not.
func (s State) after(eff State, certain bool) State {
	if eff.base() == open {
		return anything(s.Type)
	}
	if eff.base() == zero { // replaced as a whole
		if !certain {
			return join(s, eff)
		}
		return eff
	}
	out := s
	for _, f := range eff.Fields {
		g := Field{Name: f.Name, Values: f.Values, Open: f.Open}
		if f.Kept || !certain {
			old, _ := s.get(f.Name)
			var ok bool
			g.Values, ok = union(old.Values, f.Values)
			g.Open = g.Open || old.Open || !ok
			g.Kept = old.Kept
		}
		out = out.set(g)
	}
	for _, p := range eff.Pending {
		if !slices.Contains(out.Pending, p) {
			out.Pending = append(slices.Clone(out.Pending), p)
		}
	}
	return out
}

func equal(a, b State) bool {
	if a.Base != b.Base || a.Arg != b.Arg || a.Path != b.Path || a.of != b.of || len(a.Fields) != len(b.Fields) || !slices.Equal(a.Pending, b.Pending) {
		return false
	}
	for i, f := range a.Fields {
		g := b.Fields[i]
		if f.Name != g.Name || f.Kept != g.Kept || f.Open != g.Open || len(f.Values) != len(g.Values) {
			return false
		}
		for j := range f.Values {
			if !same(f.Values[j], g.Values[j]) {
				return false
			}
		}
	}
	return true
}

// object is a configuration: where it comes from.
type object struct {
	typ   string
	val   ssa.Value     // the allocation, call or parameter
	index int           // of the call's result
	fn    *ssa.Function // that it comes to life in
	place *types.Var    // or the field or variable that holds it
}

// foreign reports whether the object exists before fn is called.
func (o *object) foreign(fn *ssa.Function) bool {
	if o.place != nil || o.fn != fn {
		return true
	}
	_, param := o.val.(*ssa.Parameter)
	return param
}

// initial is the state of a foreign object when fn is entered.
func (o *object) initial(fn *ssa.Function) State {
	if p, ok := o.val.(*ssa.Parameter); ok && o.fn == fn {
		for i, q := range fn.Params {
			if q == p {
				return State{Type: o.typ, Base: uint8(given), Arg: i, of: o}
			}
		}
	}
	return State{Type: o.typ, Base: uint8(other), of: o}
}
