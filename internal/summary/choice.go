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

// A condition on the operator's configuration, or on what a request asks for, is no
// evidence: it splits a gate into parts, each with its own ways in. Without a literal
// for it the part that asks for less would hide the other.

// maxChoices bounds how many such conditions are told apart in a function.
const maxChoices = 8

// routeKey begins the names of conditions on the request's route.
const routeKey = "route "

// choice returns the literal for such a condition.
func (f *function) choice(v ssa.Value) (pair, bool) {
	key, form, turned := f.configured(v, 0)
	if key == "" {
		return pair{}, false
	}
	key = "choice:" + key
	if _, ok := f.byKey[key]; !ok {
		if f.chosen >= maxChoices {
			return pair{}, false
		}
		f.chosen++
	}
	at := f.position(tested(v))
	e := gate.Evidence{Op: gate.Choice, Form: form, Label: flow.Label{At: at}, At: at}
	c := f.literal(key, tested(v), e)
	if turned {
		c = c.not()
	}
	return c, true
}

// configured names what a condition asks of the configuration: a field of the
// gate's own state or of a record in it, a variable of the package, a parameter that is a
// switch; or of the request's route. Turned says that the condition is the opposite of what
// the name stands for.
func (f *function) configured(v ssa.Value, depth int) (key string, form gate.Form, turned bool) {
	if depth > 4 || meaningful(f.vals[v]) {
		return "", 0, false
	}
	if route := f.route(v, 0); route != "" {
		return routeKey + route, gate.Route, false
	}
	if list, route := f.listed(v); route != "" {
		return routeKey + route + " in " + list, gate.Route, false
	}
	switch x := v.(type) {
	case *ssa.Parameter:
		if isBool(x.Type()) || enumeration(x.Type()) {
			return "param " + x.Name(), 0, false
		}
	case *ssa.Field:
		of, field, form := f.setting(x.X, x.Field, depth)
		return of + field, form, false
	case *ssa.UnOp:
		if x.Op != token.MUL {
			return "", 0, false
		}
		switch a := x.X.(type) {
		case *ssa.FieldAddr:
			of, field, form := f.setting(a.X, a.Field, depth)
			return of + field, form, false
		case *ssa.Global:
			return a.String(), 0, false
		case *ssa.FreeVar:
			return "free " + a.Name(), 0, false
		case *ssa.Alloc:
			if q, ok := f.only(a).(*ssa.Parameter); ok {
				return f.configured(q, depth+1)
			}
		}
	case *ssa.Call:
		if b, ok := x.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			if key, form, _ := f.configured(x.Call.Args[0], depth+1); key != "" {
				return "len " + key, form, false
			}
		}
		if part, of := f.partial(x); part != "" {
			return routeKey + of + " has " + part, gate.Route, false
		}
	case *ssa.BinOp:
		k, ok := x.Y.(*ssa.Const)
		if !ok {
			return "", 0, false
		}
		key, form, _ := f.configured(x.X, depth+1)
		if key == "" {
			return "", 0, false
		}
		zero := k.IsNil() || k.Value != nil && (k.Value.ExactString() == "0" || k.Value.Kind() == constant.String && constant.StringVal(k.Value) == "")
		switch {
		case zero && x.Op == token.EQL:
			return key + " set", form, true
		case zero && (x.Op == token.NEQ || x.Op == token.GTR):
			return key + " set", form, false
		case x.Op == token.EQL:
			return key + "=" + k.String(), form, false
		case x.Op == token.NEQ:
			return key + "=" + k.String(), form, true
		}
	}
	return "", 0, false
}

// route names what of a request v is that says what it asks for; a parameter of a helper is
// what all its callers give it.
func (f *function) route(v ssa.Value, depth int) string {
	symbol := loadedField(v)
	switch v := v.(type) {
	case *ssa.Call:
		symbol = f.name(v.Common())
	case *ssa.Parameter:
		if depth > 2 || exportedFunction(v.Parent()) != nil || !texts(v.Type()) {
			return ""
		}
		for _, c := range f.callers[v.Parent()] {
			args := ssaform.Arguments(c.Common())
			if i := paramIndex(v); i >= len(args) || f.route(args[i], depth+1) == "" {
				return ""
			}
			symbol = v.Name()
		}
		return symbol
	}
	if !catalog.RequestRoute(symbol) {
		return ""
	}
	return symbol
}

// routed returns a choice in place of a callee's decision on what it is given, if that is the
// request's route.
func (f *function) routed(e gate.Evidence, arg ssa.Value) (gate.Evidence, bool) {
	if !f.choices || e.Op != gate.Decision || f.route(arg, 0) == "" || meaningful(f.vals[arg]) {
		return e, false
	}
	if !f.routes[e.At] {
		if f.chosen >= maxChoices {
			return e, false
		}
		f.chosen++
		if f.routes == nil {
			f.routes = map[token.Position]bool{}
		}
		f.routes[e.At] = true
	}
	return gate.Evidence{Op: gate.Choice, Form: gate.Route, Label: flow.Label{At: e.At}, At: e.At}, true
}

// partial returns the constant that a call looks for in the request's route, and what of the
// route that is.
func (f *function) partial(call *ssa.Call) (part, of string) {
	if !f.plays(call.Common(), catalog.Partial) {
		return "", ""
	}
	for _, a := range call.Call.Args {
		if k, ok := a.(*ssa.Const); ok {
			part = f.name(call.Common()) + " " + k.String()
		} else if of = f.route(a, 0); of == "" {
			return "", ""
		}
	}
	return part, of
}

// listed returns the route whose membership in a map or a list v is, and the name of that
// map or list.
func (f *function) listed(v ssa.Value) (list, route string) {
	if e, ok := v.(*ssa.Extract); ok && e.Index == 1 {
		v = e.Tuple
	}
	switch v := v.(type) {
	case *ssa.Lookup:
		return v.X.Name(), f.route(v.Index, 0)
	case *ssa.Call:
		if n := f.name(v.Common()); n == "slices.Contains" && len(v.Call.Args) == 2 {
			return v.Call.Args[0].Name(), f.route(v.Call.Args[1], 0)
		}
	}
	return "", ""
}

// enumeration reports whether t is a type of the program whose values are numbers or
// texts: modes, kinds.
func enumeration(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	n := ssaform.Named(t)
	return ok && b.Info()&(types.IsInteger|types.IsString) != 0 && n != "" && !std(catalog.PackageOf(n))
}

// setting returns the symbol of a field of what is the operator's, and of which such thing
// it is; both are empty if it is of something else.
func (f *function) setting(base ssa.Value, field, depth int) (of, symbol string, form gate.Form) {
	of, form, ok := f.operators(base, depth+1)
	symbol = fieldSymbol(base.Type(), field)
	if !ok || f.cat.Type(ssaform.Named(base.Type())) != 0 || symbol == "" || std(catalog.PackageOf(symbol)) {
		return "", "", 0
	}
	return of, symbol, form
}

// operators reports whether v is the operator's: the gate's own state, a variable of the
// package, or what such a thing holds. An element of a list or a map, and what was found by
// somebody's name, is a record: there are others, and of tells them apart.
func (f *function) operators(v ssa.Value, depth int) (of string, form gate.Form, ok bool) {
	if depth > 8 {
		return "", 0, false
	}
	element := func(of ssa.Value) (string, gate.Form, bool) {
		_, _, ok := f.operators(of, depth+1)
		return v.Name() + " ", gate.Record, ok
	}
	held := func(base ssa.Value, field int) (string, gate.Form, bool) {
		of, symbol, form := f.setting(base, field, depth+1)
		return of, form, symbol != ""
	}
	switch x := v.(type) {
	case *ssa.Parameter:
		if x.Parent().Signature.Recv() != nil && paramIndex(x) == 0 {
			return "", 0, true
		}
		return "param " + x.Name() + " ", 0, f.comparesWith(x)
	case *ssa.FreeVar, *ssa.Global:
		return "", 0, true
	case *ssa.FieldAddr:
		return held(x.X, x.Field)
	case *ssa.Field:
		return held(x.X, x.Field)
	case *ssa.IndexAddr:
		return element(x.X)
	case *ssa.Lookup:
		if len(f.vals[x.Index]) == 0 {
			return element(x.X)
		}
	case *ssa.Extract:
		switch t := x.Tuple.(type) {
		case *ssa.Lookup:
			if len(f.vals[t.Index]) == 0 {
				return element(t.X)
			}
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok {
				return element(r.X)
			}
		}
	case *ssa.UnOp:
		if x.Op != token.MUL {
			return "", 0, false
		}
		if a, ok := x.X.(*ssa.Alloc); ok {
			return f.operators(a, depth+1)
		}
		return f.operators(x.X, depth+1)
	case *ssa.Alloc:
		if s := f.only(x); s != nil {
			return f.operators(s, depth+1)
		}
	}
	return "", 0, false
}

// comparesWith reports whether a parameter is a struct that a helper is given beside a
// certificate, or a request: a rule that it compares with it.
func (f *function) comparesWith(q *ssa.Parameter) bool {
	return ssaform.Struct(q.Type()) != nil && len(f.vals[q]) == 0 && (besideCertificate(q) || slices.ContainsFunc(f.fn.Params, func(p *ssa.Parameter) bool {
		return p != q && f.cat.Type(ssaform.Named(p.Type())) == catalog.RequestType
	}))
}

// byRecord returns a callee's choice as one by a record, if it is given one.
func (f *function) byRecord(e gate.Evidence, args []ssa.Value) gate.Evidence {
	if e.Form&gate.Route == 0 && slices.ContainsFunc(args, func(a ssa.Value) bool {
		_, form, ok := f.operators(a, 0)
		return ok && form == gate.Record
	}) {
		e.Form |= gate.Record
	}
	return e
}

// only returns what is stored in a variable, which closures may share, if that is one
// value; nil otherwise.
func (f *function) only(a *ssa.Alloc) ssa.Value {
	if s := f.stores[place{a, nil}]; len(s) == 1 {
		return s[0]
	}
	return nil
}

// splits reports whether the function has evidence worth telling apart by
// configuration.
func (f *function) splits() bool {
	for _, a := range f.atoms {
		for _, e := range a.ev {
			switch e.Kind() {
			case gate.CertPresent, gate.CertVerified, gate.CertWeak, gate.CertStrong:
				return true
			}
			if e.Label.Root == flow.Param && (flow.Identity(e.Label.Aspect) || flow.Certificate(e.Label.Aspect) || e.Op == gate.Decision && f.textParameter(e.Label)) {
				return true
			}
		}
	}
	return false
}
