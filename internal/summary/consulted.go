package summary

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Another service may be the one that checks a credential: it is asked about a token, or
// asked something with the token. Its answer decides on what it was sent.

// consulted returns the credentials that an outgoing request carries, as those of the answer: in
// the headers for them, in its address, in its body. v is the request, or one of the latter.
func (p *program) consulted(v ssa.Value) (out flow.Set) {
	e, ok := v.(*ssa.Extract)
	if !ok {
		return p.credentialsIn(v)
	}
	made := ssaform.Called(e)
	if made == nil || !p.plays(made.Common(), catalog.NewRequest) {
		return nil
	}
	for _, a := range made.Call.Args {
		out = out.Union(p.credentialsIn(a))
	}
	for _, r := range *e.Referrers() {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			out = out.Union(p.inHeaders(r))
		case *ssa.Call:
			if symbol(r.Common()) == "(*net/http.Request).SetBasicAuth" {
				out = out.Union(p.sentAs(r.Call.Args[2]))
			}
		}
	}
	return out
}

// inHeaders returns what is set in the headers for credentials of a request, whose field for
// headers is at.
func (p *program) inHeaders(at *ssa.FieldAddr) (out flow.Set) {
	for _, r := range *at.Referrers() {
		load, ok := r.(*ssa.UnOp)
		if !ok {
			continue
		}
		for _, u := range *load.Referrers() {
			set, ok := u.(*ssa.Call)
			if !ok || len(set.Call.Args) != 3 || set.Call.Args[0] != load {
				continue
			}
			names, _ := p.strings(set.Call.Args[1], 0)
			for _, n := range names {
				if a, ok := catalog.HeaderAspect(n); ok && flow.OtherCredential(a) {
					out = out.Union(p.sentAs(set.Call.Args[2]))
				}
			}
		}
	}
	return out
}

// sentAs returns what v, which is sent as a credential, is made of: a credential, or
// parameters of which the callers know.
func (p *program) sentAs(v ssa.Value) flow.Set {
	return p.content(v).Map(func(l flow.Label) (flow.Label, bool) {
		return l.AsDerived(), l.Root == flow.Credential || l.Root == flow.Param && l.Aspect == catalog.None
	})
}

// credentialsIn returns the credentials that v is made of; of parameters, those whose name says
// that they are one.
func (p *program) credentialsIn(v ssa.Value) flow.Set {
	return p.sentAs(v).Map(func(l flow.Label) (flow.Label, bool) {
		if l.Root == flow.Credential {
			return l, true
		}
		q := p.parameterOf(l)
		if q == nil {
			return l, false
		}
		_, ok := catalog.CredentialWord(q.Name())
		return l, ok
	})
}

// agreement returns the status of another service's answer, of which x is made, and what x is
// when that service says yes: 200, or 2 of hundreds. Of other numbers, it returns x and 0.
func agreement(x ssa.Value) (status ssa.Value, yes int64) {
	if b, ok := x.(*ssa.BinOp); ok && b.Op == token.QUO {
		if k, ok := b.Y.(*ssa.Const); ok && k.Value != nil && constant.Compare(k.Value, token.EQL, constant.MakeInt64(100)) {
			if status, yes := agreement(b.X); yes == 200 {
				return status, 2
			}
		}
	}
	if loadedField(x) == "net/http.Response.StatusCode" {
		return x, 200
	}
	return x, 0
}
