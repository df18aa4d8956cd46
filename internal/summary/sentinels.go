package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/gate"
)

const (
	anyError  = "?" // stands for errors that are not in sight
	someError = "made on the spot"
)

// Bounds on the errors that are told apart: of a function, and in a condition.
const (
	maxErrors = 8
	maxTold   = 5
)

// errorsOf returns what an error can be: the names of sentinels, the types of
// errors made on the spot, anyError. Wrapping makes no difference.
func (f *function) errorsOf(v ssa.Value) []string {
	seen := map[ssa.Value]bool{}
	var out []string
	add := func(names ...string) {
		for _, n := range names {
			if len(out) >= maxErrors {
				n = anyError
			}
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Const:
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e)
			}
		case *ssa.MakeInterface:
			add(types.TypeString(v.X.Type(), nil))
		case *ssa.ChangeInterface:
			visit(v.X)
		case *ssa.UnOp:
			if g, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
				add(g.String())
				return
			}
			for _, events := range f.events(cell{v: v.X}) {
				for _, e := range events {
					if e.val == nil {
						add(anyError)
						continue
					}
					visit(e.val)
				}
			}
			if len(f.events(cell{v: v.X})) == 0 {
				add(anyError)
			}
		case *ssa.Extract:
			if c, ok := v.Tuple.(*ssa.Call); ok {
				add(f.errorsOfCall(c)...)
				return
			}
			add(anyError)
		case *ssa.Call:
			n := f.name(v.Common())
			if arg := f.wraps(v.Common()); arg != nil {
				visit(arg)
				return
			}
			if catalog.MakesError(n) || n == "errors.Join" {
				wrapped := f.errorArguments(v.Common())
				for _, a := range wrapped {
					visit(a)
				}
				if len(wrapped) == 0 {
					add(someError)
				}
				return
			}
			add(f.errorsOfCall(v)...)
		default:
			add(anyError)
		}
	}
	visit(v)
	slices.Sort(out)
	return out
}

func (f *function) errorsOfCall(call *ssa.Call) []string {
	ks, open, _ := f.callees(call.Common())
	if open || len(ks) == 0 {
		return []string{anyError}
	}
	var out []string
	for _, k := range ks {
		if len(k.sum.Errors) == 0 {
			return []string{anyError} // it was not looked at
		}
		out = append(out, k.sum.Errors...)
	}
	return out
}

// errorArguments returns the errors among the variadic arguments of a call.
func (f *function) errorArguments(c *ssa.CallCommon) []ssa.Value {
	var out []ssa.Value
	for _, a := range c.Args {
		if _, ok := a.(*ssa.Slice); !ok {
			continue
		}
		for _, v := range f.elements(a) {
			if i, ok := v.(*ssa.ChangeInterface); ok {
				v = i.X
			}
			if isError(v.Type()) {
				out = append(out, v)
			}
		}
	}
	return out
}

// refusals returns the ways in which the function returns each of its errors, if
// there are several and all are known.
func (f *function) refusals(errs []string, ways map[string]gate.Ways) []Refusal {
	if len(errs) < 2 || len(errs) > maxTold || slices.Contains(errs, anyError) {
		return nil
	}
	var out []Refusal
	for _, name := range errs {
		paths, ok := f.paths(ways[name])
		if !ok {
			return nil
		}
		out = append(out, Refusal{name, paths})
	}
	return out
}

// refused is the truth of a call's error being the target, when the function called
// tells in which ways it returns which.
func (f *function) refused(x ssa.Value, target string) (pair, bool) {
	if e, ok := x.(*ssa.Extract); ok {
		x = e.Tuple
	}
	call, ok := x.(*ssa.Call)
	if !ok || target == anyError {
		return pair{}, false
	}
	ks, open, _ := f.callees(call.Common())
	if open || len(ks) != 1 || len(ks[0].sum.Refusals) == 0 {
		return pair{}, false
	}
	out := pair{no: f.outcome(call, call).yes} // which notes that it is asked
	for _, r := range ks[0].sum.Refusals {
		ways := f.expandPaths(r.Ways, ks[0], call)
		f.untell(ways)
		if r.Error == target {
			out.yes = out.yes.Or(ways)
		} else {
			out.no = out.no.Or(ways)
		}
	}
	return out, true
}

// untell makes presence, where another package's gate asks for it, what this function
// asks for: who tells its errors apart answers for whom it lets in.
func (f *function) untell(ways gate.Ways) {
	for _, w := range ways {
		for _, i := range slices.Concat(w.Positive(), w.Negative()) {
			for j, e := range f.atoms[i].ev {
				if e.Op == gate.Presence {
					f.atoms[i].ev[j].Form &^= gate.Told
				}
			}
		}
	}
}

// errorIs is the truth of errors.Is and errors.As, and of a comparison with a
// sentinel: there is an error, and it is that one. Otherwise there is none, or
// it is one of the others that there can be, if these are all in sight.
func (f *function) errorIs(x ssa.Value, target string) pair {
	if c, ok := f.refused(x, target); ok {
		return c
	}
	c := f.noError(x).not()
	all := f.errorsOf(x)
	if target == anyError || slices.Contains(all, anyError) || len(all) > maxTold {
		return pair{c.yes, gate.Always()}
	}
	is := func(name string) pair {
		if c, ok := f.apartFrom("error:"+x.Name()+":"+name, token.NoPos); ok {
			return c
		}
		return unknown()
	}
	var other gate.Ways
	for _, name := range all {
		if name != target {
			other = other.Or(is(name).yes)
		}
	}
	if other == nil {
		return c // the only one that there can be
	}
	t := is(target)
	return pair{c.yes.And(t.yes), c.no.Or(c.yes.And(other).And(t.no))}
}

// target names the error that errors.Is or errors.As asks for, or that an error
// is compared with.
func target(v ssa.Value) string {
	if m, ok := v.(*ssa.MakeInterface); ok { // the target of errors.As, a pointer
		if ptr, ok := m.X.Type().Underlying().(*types.Pointer); ok {
			return types.TypeString(ptr.Elem(), nil)
		}
	}
	if u, ok := v.(*ssa.UnOp); ok {
		if g, ok := u.X.(*ssa.Global); ok {
			return g.String()
		}
	}
	return anyError
}
