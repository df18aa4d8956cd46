package summary

import (
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

// A condition on the operator's configuration, or on what a request asks for, is no
// evidence: it splits a gate into parts, each with its own ways in. Without a literal
// for it the part that asks for less would hide the other.

// maxChoices bounds how many such conditions are told apart in a function.
const maxChoices = 6

// routeKey begins the names of conditions on the request's route.
const routeKey = "route "

// choice returns the literal for such a condition.
func (f *function) choice(v ssa.Value) (pair, bool) {
	key, turned := f.configured(v, 0)
	if key == "" {
		return pair{}, false
	}
	form := gate.Exact
	if strings.HasPrefix(key, routeKey) {
		form = gate.Route
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
// gate's own state, a variable of the package, a parameter that is a switch; or of the
// request's route. Turned says that the condition is the opposite of what the name stands for.
func (f *function) configured(v ssa.Value, depth int) (key string, turned bool) {
	if depth > 4 || meaningful(f.vals[v]) {
		return "", false
	}
	if route := f.route(v, 0); route != "" {
		return routeKey + route, false
	}
	switch x := v.(type) {
	case *ssa.Parameter:
		if isBool(x.Type()) || enumeration(x.Type()) {
			return "param " + x.Name(), false
		}
	case *ssa.UnOp:
		if x.Op != token.MUL {
			return "", false
		}
		switch a := x.X.(type) {
		case *ssa.FieldAddr:
			return f.setting(a), false
		case *ssa.Global:
			return a.String(), false
		case *ssa.FreeVar:
			return "free " + a.Name(), false
		case *ssa.Alloc:
			if q := f.captured(a); q != nil {
				return f.configured(q, depth+1)
			}
		}
	case *ssa.Call:
		if b, ok := x.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			if key, _ := f.configured(x.Call.Args[0], depth+1); key != "" {
				return "len " + key, false
			}
		}
		if part, of := f.partial(x); part != "" {
			return routeKey + of + " has " + part, false
		}
	case *ssa.BinOp:
		k, ok := x.Y.(*ssa.Const)
		if !ok {
			return "", false
		}
		key, _ := f.configured(x.X, depth+1)
		if key == "" {
			return "", false
		}
		zero := k.IsNil() || k.Value != nil && (k.Value.ExactString() == "0" || k.Value.Kind() == constant.String && constant.StringVal(k.Value) == "")
		switch {
		case zero && x.Op == token.EQL:
			return key + " set", true
		case zero && (x.Op == token.NEQ || x.Op == token.GTR):
			return key + " set", false
		case x.Op == token.EQL:
			return key + "=" + k.String(), false
		case x.Op == token.NEQ:
			return key + "=" + k.String(), true
		}
	}
	return "", false
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
	if !slices.ContainsFunc(f.cat.Rows(f.name(call.Common())), func(r catalog.Row) bool { return r.Role == catalog.Partial }) {
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

// enumeration reports whether t is a type of the program whose values are numbers or
// texts: modes, kinds.
func enumeration(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	n := ssaform.Named(t)
	return ok && b.Info()&(types.IsInteger|types.IsString) != 0 && n != "" && !std(catalog.PackageOf(n))
}

// setting names a field of something that is not the request.
func (f *function) setting(a *ssa.FieldAddr) string {
	if f.cat.Type(ssaform.Named(a.X.Type())) != 0 {
		return ""
	}
	sym := fieldSymbol(a.X.Type(), a.Field)
	if sym == "" || std(catalog.PackageOf(sym)) {
		return ""
	}
	switch b := a.X.(type) {
	case *ssa.Parameter:
		if f.fn.Signature.Recv() == nil || paramIndex(b) != 0 {
			return ""
		}
	case *ssa.FreeVar, *ssa.Global:
	case *ssa.UnOp:
		switch x := b.X.(type) {
		case *ssa.FieldAddr:
			if f.setting(x) == "" {
				return ""
			}
		case *ssa.FreeVar, *ssa.Global:
		case *ssa.Alloc:
			if q := f.captured(x); q == nil || f.fn.Signature.Recv() == nil || paramIndex(q) != 0 {
				return ""
			}
		default:
			return ""
		}
	case *ssa.FieldAddr:
		if f.setting(b) == "" {
			return ""
		}
	default:
		return ""
	}
	return sym
}

// captured returns the parameter that a variable is, which closures share and nobody
// changes, or nil.
func (f *function) captured(a *ssa.Alloc) *ssa.Parameter {
	if s := f.stores[place{a, nil}]; len(s) == 1 {
		q, _ := s[0].(*ssa.Parameter)
		return q
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
