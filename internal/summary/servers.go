package summary

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
)

// deciders makes deciders of those helpers that say by their names, by the name of the
// error that they return, or by the role that they give, whether they let somebody in, and
// whose answers are heard by nobody that is a gate by its form: servers of protocols of
// their own, which no framework calls. Of several that ask one another it is the first, but
// for those that give a role.
func (p *program) deciders() {
	var found []*Gate
	for _, fn := range p.fns {
		if p.letsIn(fn) && (p.gates[fn].Appoints() || !p.askedBy(fn, p.gated) && !p.askedBy(fn, p.letsIn)) {
			found = append(found, p.gates[fn])
		}
	}
	for _, g := range found {
		g.Kind = Decider
	}
}

// letsIn reports whether fn says that it lets somebody in, and somebody in the
// package branches on its answer.
func (p *program) letsIn(fn *ssa.Function) bool {
	g := p.gates[fn]
	if g == nil || g.Kind != Helper || len(g.Allows) == 0 || fn.Parent() != nil || ast.IsExported(fn.Name()) {
		return false
	}
	s := p.sums[fn]
	if s == nil || s.Opaque || !catalog.AuthorizationName(fn.Name()) && !slices.ContainsFunc(s.Errors, catalog.RefusalName) && !g.Appoints() {
		return false
	}
	for _, c := range p.callers[fn] {
		if v, ok := c.(*ssa.Call); ok && heard(v, 0) {
			return true
		}
	}
	return false
}

// gated reports whether fn is a gate by its form.
func (p *program) gated(fn *ssa.Function) bool {
	g := p.gates[fn]
	return g != nil && g.Kind != Helper
}

// askedBy reports whether such a function asks fn, itself or through others that answer.
func (p *program) askedBy(fn *ssa.Function, such func(*ssa.Function) bool) bool {
	seen := map[*ssa.Function]bool{}
	var visit func(fn *ssa.Function) bool
	visit = func(fn *ssa.Function) bool {
		if seen[fn] {
			return false
		}
		seen[fn] = true
		for _, c := range p.callers[fn] {
			for by := c.Parent(); by != nil; by = by.Parent() {
				if by != fn && such(by) || by.Signature.Results().Len() > 0 && visit(by) {
					return true
				}
			}
		}
		return false
	}
	return visit(fn)
}

// Appoints reports whether the gate keeps a fixed role for those whom it lets in.
func (g *Gate) Appoints() bool {
	return slices.ContainsFunc(g.Grants, func(p Grant) bool { return p.Field != "" })
}

// Asker is a gate that tests what another one answers, and the call by which it asks.
type Asker struct {
	*Gate
	Call Item
}

// mostAskers bounds the calls that are looked at for who tests an answer.
const mostAskers = 64

// Askers returns the gates that test what g answers, themselves or by means of others,
// unless there are too many.
func (res *Result) Askers(g *Gate) (out []Asker, ok bool) {
	p := res.program
	seen := map[*ssa.Function]bool{g.Fn: true}
	calls := 0
	for todo := []*ssa.Function{g.Fn}; len(todo) > 0; todo = todo[1:] {
		for call := range p.asked[todo[0]] {
			if calls++; calls > mostAskers {
				return nil, false
			}
			by := call.Parent()
			if g := p.gates[by]; g != nil {
				out = append(out, Asker{g, Item{Pos: call.Pos(), Block: call.Block()}})
			}
			if !seen[by] {
				seen[by] = true
				todo = append(todo, by)
			}
		}
	}
	return out, true
}

// AsksNothing reports whether a condition is the answer of a function of the package that asks
// nothing of what it is given: nothing there decides on who it is.
func (res *Result) AsksNothing(it Item) bool {
	p := res.program
	if it.Block == nil {
		return false
	}
	return slices.ContainsFunc(it.Block.Instrs, func(in ssa.Instruction) bool {
		call, ok := in.(*ssa.Call)
		if !ok || call.Pos() != it.Pos {
			return false
		}
		f := p.funcs[p.static(call.Common())]
		part := func(e gate.Evidence) bool { // a field, such as the role, of which it is not known to hold anybody
			return e.Label.Root == flow.Param && e.Label.Derived && e.Label.Aspect == catalog.None
		}
		return f != nil && !f.gaveUp && p.sums[f.fn] != nil && len(p.sums[f.fn].Hands) == 0 && !slices.ContainsFunc(f.atoms, func(a atom) bool {
			asked := slices.DeleteFunc(slices.Clone(a.ev), part)
			return slices.ContainsFunc(f.stated(asked, func(int) bool { return false }), func(e gate.Evidence) bool {
				return flow.Identity(e.Label.Aspect) || e.Kind() == gate.Opaque
			})
		})
	})
}

// Callers returns the gates that call g, whatever they make of its answer.
func (res *Result) Callers(g *Gate) (out []Asker) {
	for _, c := range res.program.callers[g.Fn] {
		if by := res.program.gates[c.Parent()]; by != nil {
			out = append(out, Asker{by, Item{Pos: c.Pos(), Block: c.Block()}})
		}
	}
	return out
}

// Fails reports whether the gate answers with an error.
func (g *Gate) Fails() bool {
	res := g.Fn.Signature.Results()
	return res.Len() > 0 && isError(res.At(res.Len()-1).Type())
}

// AskedAt returns the gate of the package whose answer g tests where a condition of it stands;
// nil if there is none.
func (res *Result) AskedAt(g *Gate, pos token.Pos) *Gate {
	p := res.program
	for _, b := range g.Fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok || call.Pos() != pos {
				continue
			}
			if fn := p.static(call.Common()); p.asked[fn][call] {
				return p.gates[fn]
			}
		}
	}
	return nil
}

// heard reports whether a branch, or the answer of the function around it, depends
// on v.
func heard(v ssa.Value, depth int) bool {
	if depth > maxDepth || v.Referrers() == nil {
		return false
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.If, *ssa.Return:
			return true
		case *ssa.Extract, *ssa.UnOp, *ssa.BinOp, *ssa.Phi:
			if heard(r.(ssa.Value), depth+1) {
				return true
			}
		}
	}
	return false
}
