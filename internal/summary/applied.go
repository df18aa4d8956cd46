package summary

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// An Applied result is that of a function which is given as a parameter: other packages know
// which one they give, and so what it makes of what it is told.
type Applied struct {
	Result, Param int
	Args          []flow.Set // what it is told
}

// applied finds the results of the function that are those of its parameters.
func (f *function) applied() (out []Applied) {
	for i := range f.fn.Signature.Results().Len() {
		f.eachReturn(i, func(_ *ssa.BasicBlock, v ssa.Value) {
			call, result := callOf(v)
			if call == nil || result != 0 || len(out) == maxApplied {
				return
			}
			q, ok := call.Call.Value.(*ssa.Parameter)
			if !ok || call.Call.IsInvoke() || q.Parent() != f.fn {
				return
			}
			a := Applied{Result: i, Param: paramIndex(q)}
			told := false
			for _, arg := range call.Call.Args {
				s := f.local(f.content(arg))
				a.Args, told = append(a.Args, s), told || meaningful(s)
			}
			if told {
				out = append(out, a)
			}
		})
	}
	return out
}

// maxApplied bounds the results of one function that are those of parameters.
const maxApplied = 4

// appliedIn puts what the functions that a call of another package's function is given make of
// what it tells them in place of what was thought of its result i while nobody knew them.
func (p *program) appliedIn(k callee, i int, s flow.Set) flow.Set {
	for _, a := range k.sum.Applies {
		if a.Result != i || a.Param >= len(k.args) {
			continue
		}
		given, open := p.functions(k.args[a.Param])
		if open || len(given) == 0 {
			continue
		}
		var args []flow.Set
		for _, arg := range a.Args {
			args = append(args, p.apply(arg, k))
		}
		s = s.Map(func(l flow.Label) (flow.Label, bool) { return l, !foundBy(l, args) })
		for _, g := range given {
			s = s.Union(p.madeBy(g, args))
		}
	}
	return s
}

// foundBy reports whether l is of what was found by means of some arguments.
func foundBy(l flow.Label, args []flow.Set) bool {
	for _, arg := range args {
		if arg.Any(func(m flow.Label) bool { return m.AsDerived().Same(l) }) {
			return true
		}
	}
	return false
}

// madeBy returns the labels of the first result of a function that is told what carries args.
func (p *program) madeBy(v ssa.Value, args []flow.Set) (out flow.Set) {
	if m, ok := v.(*ssa.MakeClosure); ok {
		if ssaform.Bound(v) != nil {
			return nil // its receiver comes first
		}
		v = m.Fn
	}
	f, ok := v.(*ssa.Function)
	if !ok {
		return nil
	}
	fn := ssaform.Unwrap(f)
	s := p.about(fn)
	if s == nil || len(s.Results) == 0 {
		return nil
	}
	for _, l := range s.Results[0] {
		switch {
		case l.Root != flow.Param:
			out = out.Add(l)
		case l.Param < len(args) && (l.Owner == 0 || l.Owner == p.number[fn]):
			out = out.Union(substitute(flow.Set{l}, args[l.Param]))
		}
	}
	return out
}
