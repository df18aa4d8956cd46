package summary

import (
	"go/constant"
	"net/http"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A function that reads the header field that it is told to has one summary, about the
// fields that all of its callers name. Each call is about its own.

// namedInstead returns the header field that a call names where l comes from one that only
// other callers do; it is empty if l may be what the call is about.
func (p *program) namedInstead(l flow.Label, k callee) string {
	if l.Header == "" || k.fn == nil {
		return ""
	}
	instead := ""
	for i, a := range k.args {
		name, ok := fieldName(a)
		switch {
		case !ok:
		case name == l.Header:
			return ""
		case p.namesGiven(k.fn)[givenName{i, l.Header}]:
			instead = name
		}
	}
	return instead
}

// ownField returns l, a label that a callee leaves, as far as the call is about it: a header
// field that it names, and that says nothing of a credential, is any field.
func (p *program) ownField(l flow.Label, k callee) flow.Set {
	name := p.namedInstead(l, k)
	if name == "" {
		return flow.Set{l}
	}
	if _, known := p.cat.HeaderAspect(name); known {
		return nil
	}
	return flow.Set{{Root: flow.Field, Header: name, At: l.At}}
}

// givenName is a constant that callers of a function give it as an argument, in the
// canonical form of a header field.
type givenName struct {
	arg  int
	name string
}

// namesGiven returns the constants that callers in this package give a function.
func (p *program) namesGiven(fn *ssa.Function) map[givenName]bool {
	if out, ok := p.namesOf[fn]; ok {
		return out
	}
	out := map[givenName]bool{}
	for _, c := range p.callers[fn] {
		for i, a := range ssaform.Arguments(c.Common()) {
			if name, ok := fieldName(a); ok {
				out[givenName{i, name}] = true
			}
		}
	}
	p.namesOf[fn] = out
	return out
}

// fieldName returns a constant as the canonical name of a header field.
func fieldName(v ssa.Value) (string, bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return "", false
	}
	return http.CanonicalHeaderKey(constant.StringVal(c.Value)), true
}
