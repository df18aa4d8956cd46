package summary

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
)

// chosenResult returns what decides which of several constants result i is, or, if there is
// no other, which of several structs or lists: a level, a role, a set of rights. Whoever asks
// the result asks that. Answers, booleans and errors, have ways of their own.
func (f *function) chosenResult(i int) (out flow.Set) {
	res := f.fn.Signature.Results()
	switch t := res.At(i).Type(); t.Underlying().(type) {
	case *types.Basic:
		if !isCode(t) {
			return nil
		}
	case *types.Struct, *types.Slice:
		if res.Len() > 1 {
			return nil
		}
	default:
		return nil
	}
	values := map[string]bool{}
	var all gate.Ways
	note := func(v ssa.Value, ways gate.Ways) {
		if made := madeHere(v); made != "" {
			values[made] = true
			all = append(all, ways...)
		}
	}
	f.eachReturn(i, func(b *ssa.BasicBlock, r ssa.Value) {
		phi, ok := r.(*ssa.Phi)
		if !ok {
			note(r, f.out[b.Index])
			return
		}
		for j, e := range phi.Edges {
			note(e, f.edge(phi.Block().Preds[j], phi.Block()))
		}
	})
	if len(values) < 2 {
		return nil
	}
	for _, w := range all {
		for _, atoms := range [][]int{w.Positive(), w.Negative()} {
			for _, a := range atoms {
				for _, e := range f.atoms[a].ev {
					if e.Op == gate.Decision && names(e.Label) {
						out = out.Add(e.Label.AsDerived())
					}
				}
			}
		}
	}
	return out
}

// madeHere names a constant, or a struct or list that the function makes; "" is anything else.
func madeHere(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() != constant.Unknown {
			return v.Value.ExactString()
		}
		return "zero"
	case *ssa.UnOp: // of a composite literal
		if a, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
			return a.Name()
		}
	case *ssa.Slice:
		if a, ok := v.X.(*ssa.Alloc); ok {
			return a.Name()
		}
	}
	return ""
}

// names reports whether l says who somebody is, or may: the issuer and the serial
// number are asked for whether a certificate is revoked.
func names(l flow.Label) bool {
	switch l.Aspect {
	case catalog.Issuer, catalog.IssuerText, catalog.Serial, catalog.Neutral:
		return false
	}
	return flow.Identity(l.Aspect) || l.Root == flow.Param && l.Aspect == catalog.None
}
