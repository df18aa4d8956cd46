package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/gate"
)

// A function may give a check for its caller to ask later, and another one to whoever has no
// certificate: then the two are alternatives, though neither is asked where they are chosen.

// maxChecks bounds the checks of a function that are told apart.
const maxChecks = 8

// chosenChecks finds the functions that choose among checks, each as the gate that the checks
// make.
func (p *program) chosenChecks() (out []*Gate) {
	for _, fn := range p.fns {
		f := p.funcs[fn]
		if f == nil || f.gaveUp || !givesCheck(fn.Signature) {
			continue
		}
		c := &checks{f: f, seen: map[ssa.Value]bool{}}
		f.eachReturn(0, func(b *ssa.BasicBlock, v ssa.Value) { c.collect(v, f.in[b.Index], b) })
		if c.n > 1 && c.n <= maxChecks {
			out = append(out, &Gate{Fn: fn, Kind: Decider, Name: functionName(fn), Pos: fn.Pos(), Allows: []Allow{{Pos: fn.Pos(), What: "the check", Ways: c.ways}}})
		}
	}
	return out
}

// givesCheck reports whether a function returns a function that answers, alone or beside an
// error.
func givesCheck(sig *types.Signature) bool {
	res := sig.Results()
	if res.Len() == 0 || res.Len() > 2 || res.Len() == 2 && !isError(res.At(1).Type()) {
		return false
	}
	check, ok := res.At(0).Type().Underlying().(*types.Signature)
	return ok && answerKind(check.Results()) != 0
}

// checks are those that a function gives, and the ways in which each is given and says yes.
type checks struct {
	f    *function
	seen map[ssa.Value]bool
	n    int
	ways []Way
}

// collect adds the checks that v is, which is given in some ways, at the end of block b.
func (c *checks) collect(v ssa.Value, given gate.Ways, b *ssa.BasicBlock) {
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	switch x := v.(type) {
	case *ssa.ChangeType:
		c.collect(x.X, given, b)
	case *ssa.Phi:
		c.edges(x, func(e ssa.Value, ways gate.Ways, from *ssa.BasicBlock) { c.collect(e, ways, from) })
	case *ssa.Function, *ssa.MakeClosure:
		fns, _ := c.f.targets(x, 0)
		for _, fn := range fns {
			if s := c.f.about(fn); s != nil && !s.Opaque {
				c.add(s.Yes, given, b, x)
			}
		}
	case *ssa.Call:
		if chosen, ok := x.Call.Value.(*ssa.Phi); ok {
			c.edges(chosen, func(e ssa.Value, ways gate.Ways, from *ssa.BasicBlock) {
				if fn, ok := e.(*ssa.Function); ok {
					c.add(c.f.checkOf(fn, 0), ways, from, e)
				}
			})
		} else if fn := x.Call.StaticCallee(); fn != nil {
			c.add(c.f.checkOf(fn, 0), given, b, x)
		}
	}
}

// edges calls do with each edge of a choice, once, the ways in which it is taken, and the block
// from which.
func (c *checks) edges(phi *ssa.Phi, do func(e ssa.Value, ways gate.Ways, from *ssa.BasicBlock)) {
	if c.seen[phi] {
		return
	}
	c.seen[phi] = true
	for i, e := range phi.Edges {
		if i < len(phi.Block().Preds) {
			from := phi.Block().Preds[i]
			do(e, c.f.edge(from, phi.Block()), from)
		}
	}
}

// add adds a check that says yes in the ways of paths, if these say something.
func (c *checks) add(paths []gate.Path, given gate.Ways, b *ssa.BasicBlock, v ssa.Value) {
	if !hasEvidence(paths) || c.n > maxChecks {
		return
	}
	c.n++
	pos := v.Pos()
	if _, call := v.(*ssa.Call); !call {
		pos = chosenAt(b)
	}
	for _, g := range c.f.ways(given, b) {
		for _, w := range waysOf(paths, pos, token.Position{}) {
			c.ways = append(c.ways, Way{Holds: slices.Concat(g.Holds, w.Holds), Not: slices.Concat(g.Not, w.Not)})
		}
	}
}

// chosenAt returns the last position before the end of a block; the condition itself of a
// branch there has that of what it says.
func chosenAt(b *ssa.BasicBlock) token.Pos {
	for ; b != nil; b = b.Idom() {
		var cond ssa.Value
		if i, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			cond = i.Cond
		}
		for _, in := range slices.Backward(b.Instrs) {
			if v, ok := in.(ssa.Value); (!ok || v != cond) && in.Pos().IsValid() {
				return in.Pos()
			}
		}
	}
	return token.NoPos
}

// checkOf returns the ways in which the check that a function gives says yes, none if
// that is not known.
func (p *program) checkOf(fn *ssa.Function, depth int) (out []gate.Path) {
	if p.number[fn] == 0 {
		if obj, ok := fn.Object().(*types.Func); ok {
			if s := p.importedFunc(obj); s != nil && s.Gives != nil {
				return s.Gives.Yes
			}
		}
		return nil
	}
	if depth > maxDepth || !givesCheck(fn.Signature) {
		return nil
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover || len(ret.Results) == 0 {
			continue
		}
		v := ret.Results[0]
		if x, ok := v.(*ssa.Extract); ok {
			v = x.Tuple
		}
		if t, ok := v.(*ssa.ChangeType); ok {
			v = t.X
		}
		var paths []gate.Path
		switch x := v.(type) {
		case *ssa.Const: // none, beside an error
			continue
		case *ssa.Call:
			if callee := x.Call.StaticCallee(); callee != nil {
				paths = p.checkOf(callee, depth+1)
			}
		default:
			if fns, open := p.targets(v, 0); !open && len(fns) == 1 {
				if s := p.about(fns[0]); s != nil && !s.Opaque {
					paths = s.Yes
				}
			}
		}
		if len(paths) == 0 || out != nil {
			return nil // not known, or several
		}
		out = paths
	}
	return out
}
