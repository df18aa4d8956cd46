package summary

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A Carried flag is a bool in an exported struct, which one package fills from the connection
// and others are given: there, it is asked as what set it.
type Carried struct {
	Name string // pkg.Type.Field
	Yes  []gate.Path
}

// exportCarried records in which ways the package sets the bools of its structs, of those
// that it never sets without evidence.
func (p *program) exportCarried(pf *PackageFact) {
	set := map[*types.Var][]gate.Path{}
	unknown := map[*types.Var]bool{}
	names := map[*types.Var]string{}
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				fa, ok := in.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				f := ssaform.Field(fa.X.Type(), fa.Field)
				if f == nil || f.Pkg() != p.pkg || !f.Exported() || !isBool(f.Type()) || unknown[f] {
					continue
				}
				ways, ok := p.setsFlag(fa)
				names[f], set[f] = fieldSymbol(fa.X.Type(), fa.Field), append(set[f], ways...)
				unknown[f] = !ok || p.forms[f] || len(set[f]) > maxPaths
			}
		}
	}
	for f, ways := range set {
		if !unknown[f] && names[f] != "" && len(ways) > 0 && !slices.ContainsFunc(ways, func(p gate.Path) bool { return len(p) == 0 }) {
			pf.Flags = append(pf.Flags, Carried{names[f], ways})
		}
	}
	slices.SortFunc(pf.Flags, func(a, b Carried) int { return strings.Compare(a.Name, b.Name) })
}

// setsFlag returns the ways in which true is stored at the address of a bool, if nothing else
// than that and reading it is done there.
func (p *program) setsFlag(fa *ssa.FieldAddr) (out []gate.Path, ok bool) {
	for _, r := range *fa.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
		case *ssa.Store:
			if k, isConst := r.Val.(*ssa.Const); isConst && k.Value != nil && !constant.BoolVal(k.Value) {
				continue
			}
			out = append(out, p.setBy(r)...)
		default:
			return nil, false
		}
	}
	return out, true
}

// setBy returns the ways in which a store sets a bool. It may decide by what others gave it.
func (p *program) setBy(s *ssa.Store) []gate.Path {
	if p.funcs[s.Parent()] == nil {
		return []gate.Path{nil}
	}
	put, ok := p.putAs(s, func(f *function) pair { return f.cond(s.Val) })
	if !ok {
		return []gate.Path{{{Evidence: []gate.Evidence{elsewhere(p.position(s.Pos()))}}}}
	}
	return put.Yes
}

// elsewhere is evidence of a decision in ways that are not followed.
func elsewhere(at token.Position) gate.Evidence {
	return gate.Evidence{Op: gate.HandOn, Label: flow.Label{Root: flow.Peer, Aspect: catalog.Request, Derived: true}, At: at}
}

// carried is the truth of a bool in a struct of another package that the function was given,
// or that is in what it was given. Where it hands that on, whoever gets it may ask for more.
func (f *function) carried(x ssa.Value, i int, at ssa.Value) pair {
	ways := f.carriedWays(x.Type(), i)
	if len(ways) == 0 {
		return unknown()
	}
	q := givenIn(x)
	if q == nil {
		return unknown()
	}
	key := handed{q, ssaform.Named(x.Type())}
	gone, looked := f.handsOver[key]
	if !looked {
		gone = f.handsStruct(key)
		f.handsOver[key] = gone
	}
	if gone {
		return unknown()
	}
	out := f.expandFlag(pair{}, Flag{i, ways, nil}, callee{sum: &Summary{}}, "carried:"+fieldSymbol(x.Type(), i), at)
	out.no = gate.Always() // or nobody has set it
	return out
}

// carriedWays returns the ways in which field i of t, or of what it points to, is set by
// the package that it is of.
func (p *program) carriedWays(t types.Type, i int) []gate.Path {
	f := ssaform.Field(t, i)
	if f == nil || !isBool(f.Type()) {
		return nil
	}
	pf := p.packageFact(f.Pkg())
	if pf == nil || len(pf.Flags) == 0 {
		return nil
	}
	name := fieldSymbol(t, i)
	if n := slices.IndexFunc(pf.Flags, func(c Carried) bool { return c.Name == name }); n >= 0 {
		return pf.Flags[n].Yes
	}
	return nil
}

// givenIn returns the parameter that v is, or that leads to it by fields and pointers.
func givenIn(v ssa.Value) *ssa.Parameter {
	for range maxDepth {
		switch x := v.(type) {
		case *ssa.Parameter:
			return x
		case *ssa.Alloc:
			return variableOf(x)
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		default:
			return nil
		}
	}
	return nil
}

// variableOf returns the parameter whose variable a is.
func variableOf(a *ssa.Alloc) *ssa.Parameter {
	for _, r := range *a.Referrers() {
		if s, ok := r.(*ssa.Store); ok && s.Addr == a {
			q, _ := s.Val.(*ssa.Parameter)
			return q
		}
	}
	return nil
}

// handed is a parameter, and the type of a struct in it.
type handed struct {
	param  *ssa.Parameter
	within string
}

// handsStruct reports whether the function does more with a parameter, or with any struct of
// a type, than look at fields.
func (f *function) handsStruct(of handed) bool {
	own := ssaform.Named(of.param.Type())
	hands := func(v ssa.Value) bool {
		n := ssaform.Named(v.Type())
		return v == of.param || n != "" && (n == of.within || n == own)
	}
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.FieldAddr, *ssa.Field, *ssa.UnOp, *ssa.DebugRef:
				continue
			case *ssa.Store:
				if isAlloc(in.Addr) && in.Val == of.param {
					continue // the parameter's own variable
				}
			}
			var ops [8]*ssa.Value
			for _, op := range in.Operands(ops[:0]) {
				if *op != nil && hands(*op) {
					return true
				}
			}
		}
	}
	return false
}

// servesByFlag reports whether the function is exported, asks a flag that it was given, refuses
// with words about client certificates, and has work to do for the others: a server of a
// protocol of its own, which other packages call.
func (f *function) servesByFlag(mtls bool, allows []Allow) bool {
	if !mtls || f.fn.Parent() != nil || !ast.IsExported(f.fn.Name()) || len(f.callers[f.fn]) > 0 {
		return false
	}
	i := slices.IndexFunc(f.fn.Blocks, f.asksCarried)
	return i >= 0 && f.worksBehind(f.fn.Blocks[i], allows)
}

// asksCarried reports whether a block looks at a flag that the function was given.
func (f *function) asksCarried(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
		fa, ok := in.(*ssa.FieldAddr)
		return ok && givenIn(fa.X) != nil && len(f.carriedWays(fa.X.Type(), fa.Field)) > 0
	})
}

// worksBehind reports whether the function does something between a block and where it lets
// somebody in.
func (f *function) worksBehind(b *ssa.BasicBlock, allows []Allow) bool {
	var ends []*ssa.BasicBlock
	for _, a := range allows {
		if a.block != nil {
			ends = append(ends, a.block)
		}
	}
	before := leadingTo(ends...)
	for _, e := range ends {
		before[e] = true
	}
	return slices.ContainsFunc(f.fn.Blocks, func(w *ssa.BasicBlock) bool {
		return w != b && before[w] && b.Dominates(w) && slices.ContainsFunc(w.Instrs, func(in ssa.Instruction) bool {
			if _, sends := in.(*ssa.Send); sends {
				return true
			}
			call, ok := in.(*ssa.Call)
			return ok && f.programs(call)
		})
	})
}

// programs reports whether a call is of the program's own code, and not about logs, errors or
// replies.
func (f *function) programs(call *ssa.Call) bool {
	if reply(f.replied(call, 0)) != catalog.Neither {
		return false
	}
	c, n := call.Common(), f.name(call.Common())
	pkg := catalog.PackageOf(n)
	return n != "" && pkg != "builtin" && !std(pkg) && !f.cat.NeverDecides(pkg, n) && !records(c) && !f.makesError(c, c.Signature().Results().Len()-1)
}
