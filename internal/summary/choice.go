package summary

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A condition on the operator's configuration is no evidence: it splits a gate
// into parts, each with its own ways in. Without a literal for it the part that
// asks for less would hide the other.

// maxChoices bounds how many such conditions are told apart in a function.
const maxChoices = 6

// choice returns the literal for a condition on configuration.
func (f *function) choice(v ssa.Value) (pair, bool) {
	key, turned := f.configured(v, 0)
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
	e := gate.Evidence{Op: gate.Choice, Label: flow.Label{At: at}, At: at}
	c := f.literal(key, tested(v), e)
	if turned {
		c = c.not()
	}
	return c, true
}

// configured names what a condition asks of the configuration: a field of the
// gate's own state, a variable of the package, a parameter that is a switch.
// Turned says that the condition is the opposite of what the name stands for.
func (f *function) configured(v ssa.Value, depth int) (key string, turned bool) {
	if depth > 4 || meaningful(f.vals[v]) {
		return "", false
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
