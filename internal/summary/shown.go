package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// shown reports whether a struct that is made here is nothing but what the answer tells the
// client: whoever is in it outlives nothing.
func (f *function) shown(v ssa.Value) bool {
	a, ok := v.(*ssa.Alloc)
	if !ok {
		return false
	}
	answered := false
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.FieldAddr:
		case *ssa.Store:
			if r.Addr != a {
				return false
			}
		case *ssa.UnOp:
			if !f.givenToAnswers(r) {
				return false
			}
			answered = true
		case *ssa.MakeInterface:
			if !f.onlyAnswers(r) {
				return false
			}
			answered = true
		default:
			return false
		}
	}
	return answered
}

// givenToAnswers reports whether a struct goes to calls that write the answer alone.
func (f *function) givenToAnswers(v ssa.Value) bool {
	refs := *v.Referrers()
	return len(refs) > 0 && !slices.ContainsFunc(refs, func(r ssa.Instruction) bool {
		m, ok := r.(*ssa.MakeInterface)
		return !ok || !f.onlyAnswers(m)
	})
}

func (f *function) onlyAnswers(m *ssa.MakeInterface) bool {
	refs := *m.Referrers()
	return len(refs) > 0 && !slices.ContainsFunc(refs, func(r ssa.Instruction) bool {
		call, ok := r.(*ssa.Call)
		return !ok || !f.writesAnswer(call)
	})
}

// writesAnswer reports whether a call writes to the client: it is given the response, or what
// encodes to it, or it is a framework's context by its name.
func (f *function) writesAnswer(call *ssa.Call) bool {
	c := call.Common()
	if f.isNext(call) || f.plays(c, catalog.Put) {
		return false
	}
	return slices.ContainsFunc(ssaform.Arguments(c), func(a ssa.Value) bool {
		switch f.cat.Type(ssaform.Named(f.writtenTo(a).Type())) {
		case catalog.ResponseType:
			return true
		case catalog.RequestType:
			return catalog.AnswerName(calledName(c))
		}
		return false
	})
}

// writtenTo returns what v, which may be an encoder, writes to.
func (f *function) writtenTo(v ssa.Value) ssa.Value {
	if c, ok := v.(*ssa.Call); ok && len(c.Call.Args) > 0 && mayWrite(f, c.Type()) {
		v = c.Call.Args[0] // json.NewEncoder(w)
	}
	return held(v)
}
