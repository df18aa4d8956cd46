package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// rights makes identities of what is stored in a field by which methods of the same
// type say what may be done: a session is asked whether it may publish, and it is
// its user's. What else is stored there hides whose it is where the method decides,
// but not where it is stored.
func (p *program) rights() {
	by := map[string]flow.Set{} // what decides, by type
	for _, fn := range p.fns {
		g := p.gates[fn]
		if recv := fn.Signature.Recv(); recv != nil && g != nil && g.Kind == Decider && catalog.AuthorizationName(fn.Name()) {
			t := ssaform.Named(recv.Type())
			by[t] = by[t].Union(sharedBy(g))
		}
	}
	if len(by) == 0 {
		return
	}
	for _, fn := range p.fns {
		f := p.funcs[fn]
		if f == nil || p.gates[fn] == nil {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if fa, v := storedIn(in); fa != nil && len(f.in[b.Index]) > 0 {
					p.becomes(f, in, ssaform.Field(fa.X.Type(), fa.Field), f.content(v), by[ssaform.Named(fa.X.Type())])
				}
			}
		}
	}
}

// becomes adds an identity to the gate of f for one of the labels stored by in that
// decides.
func (p *program) becomes(f *function, in ssa.Instruction, field *types.Var, stored, decide flow.Set) {
	g, at := p.gates[f.fn], f.position(in.Pos())
	if field == nil || slices.ContainsFunc(g.Sinks, func(k Sink) bool { return k.At == at }) {
		return
	}
	for _, l := range decide {
		for _, m := range stored {
			if m.Aspect != l.Aspect || m.At != l.At || m.Shared {
				continue
			}
			if ways := p.leads(f, in.Block(), m.Root == flow.Param); len(ways) > 0 {
				g.Sinks = append(slices.Clip(g.Sinks), Sink{Principal, field.Name(), flow.Set{l}, at, ways, 0})
				return
			}
		}
	}
}

// sharedBy returns the labels of a peer's identity by which a gate decides, and that came
// out of fields in which other things are stored, too; as what they are where they were
// stored.
func sharedBy(g *Gate) (out flow.Set) {
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			for _, it := range w.Holds {
				for _, e := range it.Evidence {
					if l := e.Label; e.Op == gate.Decision && l.Shared && !l.Kept && l.Root == flow.Peer && flow.Identity(l.Aspect) {
						l.Shared, l.Derived = false, false
						out = out.Add(l)
					}
				}
			}
		}
	}
	return out
}

// storedIn returns the field that an instruction stores something in, itself or in the
// map that it holds, and what it stores.
func storedIn(in ssa.Instruction) (*ssa.FieldAddr, ssa.Value) {
	switch in := in.(type) {
	case *ssa.Store:
		fa, _ := in.Addr.(*ssa.FieldAddr)
		return fa, in.Val
	case *ssa.MapUpdate:
		if u, ok := in.Map.(*ssa.UnOp); ok {
			fa, _ := u.X.(*ssa.FieldAddr)
			return fa, in.Value
		}
	}
	return nil, nil
}

// leads returns the ways to block b of f, or, where f was given the identity, to the
// calls of f.
func (p *program) leads(f *function, b *ssa.BasicBlock, given bool) (out []gate.Path) {
	if !given {
		out, _ = f.paths(f.in[b.Index])
		return out
	}
	for _, c := range p.callers[f.fn] {
		if by := p.funcs[c.Parent()]; by != nil {
			ps, _ := by.paths(by.in[c.Block().Index])
			out = append(out, ps...)
		}
	}
	return out
}
