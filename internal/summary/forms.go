package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A form is a struct that a decoder or a binder fills from the inbound request, and
// that has a field for a credential: a password, a token, a key.

// noteForms labels what a call fills from the inbound request where that is a form,
// and the variables that hold it.
func (p *program) noteForms(call *ssa.Call) {
	for _, arg := range call.Call.Args {
		if fills(&call.Call, arg) && p.ofRequest(call) {
			p.noteForm(arg.(*ssa.MakeInterface).X, call)
		}
	}
}

// noteForm labels what v points to when it is a form that call fills.
func (p *program) noteForm(v ssa.Value, call *ssa.Call) {
	s := ssaform.Struct(v.Type())
	if _, ok := v.Type().Underlying().(*types.Pointer); !ok || s == nil {
		return
	}
	var variables []ssa.Value
	for _, at := range p.places(v, 0) {
		if isAlloc(at.v) && at.f == nil {
			variables = append(variables, at.v)
		}
	}
	var sent flow.Set
	for f := range s.Fields() {
		a, ok := catalog.CredentialWord(f.Name())
		if !ok || isBool(f.Type()) {
			continue
		}
		l := flow.Set{{Root: flow.Credential, Aspect: a, At: p.position(call.Pos())}}
		sent = sent.Union(l)
		p.store(place{nil, f.Origin()}, l)
		for _, in := range variables {
			p.store(place{in, f.Origin()}, l)
		}
	}
	if len(sent) == 0 {
		return
	}
	for f := range s.Fields() {
		p.forms[f.Origin()] = true
	}
	for _, in := range variables {
		p.store(place{in, nil}, sent)
		p.set(in, sent)
	}
}

// fills reports whether a call fills v, which it takes as anything: that of a
// decoder, of a binder.
func fills(c *ssa.CallCommon, v ssa.Value) bool {
	m, ok := v.(*ssa.MakeInterface)
	if !ok {
		return false
	}
	t, ok := m.Type().Underlying().(*types.Interface)
	return ok && t.Empty() && catalog.Fills(calledName(c))
}

// filled reports whether v is a variable that a call fills.
func filled(v ssa.Value) bool { return filling(v) != nil }

// filling returns the call that fills the variable v.
func filling(v ssa.Value) *ssa.Call {
	refs := v.Referrers()
	if refs == nil {
		return nil
	}
	for _, r := range *refs {
		m, ok := r.(*ssa.MakeInterface)
		if !ok {
			continue
		}
		for _, u := range *m.Referrers() {
			if c, ok := u.(*ssa.Call); ok && fills(c.Common(), m) {
				return c
			}
		}
	}
	return nil
}

// ofRequest reports whether v is made of the inbound request: its body, or what
// was read from that.
func (p *program) ofRequest(v ssa.Value) bool {
	return madeOf(v, func(t string) bool { return p.cat.Type(t) == catalog.RequestType }, 0)
}

// ofAnswer reports whether v is made of another service's answer, likewise.
func ofAnswer(v ssa.Value) bool {
	return madeOf(v, func(t string) bool { return t == "net/http.Response" }, 0)
}

// madeOf reports whether v is, or is made of, a value of a type that is asked for by name.
func madeOf(v ssa.Value, is func(string) bool, depth int) bool {
	if v == nil || depth > maxDepth {
		return false
	}
	if is(ssaform.Named(v.Type())) {
		return true
	}
	in, ok := v.(ssa.Instruction)
	if !ok {
		return false
	}
	switch in.(type) {
	case *ssa.Call, *ssa.Extract, *ssa.UnOp, *ssa.Field, *ssa.FieldAddr, *ssa.Slice, *ssa.Convert, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface:
		for _, o := range in.Operands(nil) {
			if madeOf(*o, is, depth+1) {
				return true
			}
		}
	}
	return false
}

// ofClient returns what the client sent of s, the labels of a field that a call
// fills: what other code stores in fields of its type is not it.
func ofClient(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		return l, l.Root == flow.Forwarded || l.Root == flow.Field || l.Root == flow.Credential && !l.Derived
	})
}

// credentials returns what decides of s, the labels of v: the password, token or
// key, where v is a struct that the client filled with one.
func credentials(v ssa.Value, s flow.Set) flow.Set {
	if ssaform.Struct(held(v).Type()) == nil {
		return s
	}
	sent := s.Map(func(l flow.Label) (flow.Label, bool) { return l, l.Root == flow.Credential && !l.Derived })
	if len(sent) == 0 {
		return s
	}
	return sent
}
