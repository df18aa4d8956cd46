package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// KnowsHop reports whether something on a way into the gate, or in front of the
// gate wherever it is mounted, says who sent the header that l is.
func (g *Gate) KnowsHop(w Way, l flow.Label) bool {
	rewritten := slices.ContainsFunc(g.Mounted, func(m Mounted) bool { return m.Rewritten })
	return (l.Vouched || g.reads[l.At]) && !rewritten || w.saysSender(l, rewritten) || w.lacksHeader(l) || g.Known && !slices.ContainsFunc(g.Mounted, func(m Mounted) bool { return !m.KnowsHop(l) })
}

// lacksHeader reports whether the header that l is is not there on the way.
func (w Way) lacksHeader(l flow.Label) bool {
	return w.Lacks(func(e gate.Evidence) bool {
		return e.Op == gate.Presence && e.Label.Header == l.Header && e.IsForwarded()
	})
}

// saysSender reports whether something on the way says who sent the header that l is:
// before it, not beside it.
func (w Way) saysSender(l flow.Label, rewritten bool) bool {
	return slices.ContainsFunc(w.Holds, func(it Item) bool { return sayBefore(it.Evidence, l, rewritten) })
}

// sayBefore reports whether evidence says who sent the header that l is, and rests on no
// header itself.
func sayBefore(ev []gate.Evidence, l flow.Label, rewritten bool) bool {
	return !slices.ContainsFunc(ev, gate.Evidence.IsForwarded) &&
		slices.ContainsFunc(ev, func(e gate.Evidence) bool { return saysSender(e, l, rewritten) })
}

// saysSender reports whether e says who sent the header that l is. An address that
// was overwritten from headers says nothing.
func saysSender(e gate.Evidence, l flow.Label, rewritten bool) bool {
	address := e.Kind() == gate.ProxyVerified && e.Label.Header == ""
	return e.SaysSender(l) && !(address && rewritten)
}

// KnowsHop reports whether something in front of the gate lets nobody through
// without saying who sent the header, or only the proxy beside it comes there.
func (m Mounted) KnowsHop(l flow.Label) bool {
	if m.Local {
		return true
	}
	for _, f := range m.Fronts {
		ok := len(f.Allows) > 0
		for _, a := range f.Allows {
			for _, w := range a.Ways {
				ok = ok && (w.saysSender(l, m.Rewritten) || w.lacksHeader(l))
			}
		}
		if ok {
			return true
		}
	}
	return false
}

// cleaned returns the header fields that do not get to the gate as a client sent them.
func (m Mounted) cleaned() (out []string) {
	for _, f := range m.Fronts {
		for _, a := range f.Allows {
			for _, w := range a.Ways {
				for _, it := range w.Holds {
					for _, e := range it.Evidence {
						if h := e.Label.Header; e.Label.Root == flow.Hop && h != "" && !slices.Contains(out, h) && m.KnowsHop(flow.Label{Root: flow.Forwarded, Header: h}) {
							out = append(out, h)
						}
					}
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// vouch notes of the headers that say something on the ways in which the function answers
// yes whether it knows on each of them who sent them. Together with others, which need no
// header, the ways may no longer show it: (not a proxy) or (a proxy, and its header) is
// (not a proxy) or (the header).
func (f *function) vouch(ways gate.Ways) {
	for _, w := range ways {
		for _, i := range w.Positive() {
			at := slices.IndexFunc(f.atoms[i].ev, gate.Evidence.IsForwarded)
			if at < 0 {
				continue
			}
			if f.vouched == nil {
				f.vouched = map[int]bool{}
			}
			known, seen := f.vouched[i]
			f.vouched[i] = f.knowsSender(w, f.atoms[i].ev[at].Label) && (known || !seen)
		}
	}
}

// knowsSender reports whether something else on a way says who sent the header that l is.
func (f *function) knowsSender(w gate.Way, l flow.Label) bool {
	return slices.ContainsFunc(w.Positive(), func(i int) bool { return sayBefore(f.atoms[i].ev, l, false) })
}

// hopBehind reports whether a call asks an interface, and every method in sight that may be
// behind it says who sent the headers of the request. There may be others; what these
// ask is not known. Where none is in sight, the interface's name, or the method's, has to
// say that it is about the proxy.
func (p *program) hopBehind(c *ssa.CallCommon) bool {
	if !c.IsInvoke() || !answersAlone(c.Method) {
		return false
	}
	if s := p.importedFunc(c.Method); s != nil && s.Hop {
		return true
	}
	fns := p.implementations(c)
	if len(fns) > 0 {
		return p.allKnowHop(fns)
	}
	n := ssaform.NamedType(c.Value.Type())
	return catalog.ProxyName(c.Method.Name()) || n != nil && catalog.ProxyName(n.Obj().Name())
}

// answersAlone reports whether a method returns nothing but an answer.
func answersAlone(m *types.Func) bool {
	res := m.Signature().Results()
	return res.Len() == 1 && (isBool(res.At(0).Type()) || isError(res.At(0).Type()))
}

// allKnowHop reports whether each of some functions knows, when it answers yes, who sent the
// headers, and there is one.
func (p *program) allKnowHop(fns []*ssa.Function) bool {
	return len(fns) > 0 && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool {
		s := p.sums[fn]
		return s == nil || s.Opaque || len(s.Yes) == 0 || slices.ContainsFunc(s.Yes, func(p gate.Path) bool {
			return !slices.ContainsFunc(p, func(l gate.Literal) bool {
				return !l.Neg && sayBefore(l.Evidence, flow.Label{Root: flow.Forwarded}, false)
			})
		})
	})
}

// exportHops leaves facts about the methods of exported interfaces, behind which
// everything in sight knows the hop.
func (p *program) exportHops(pass *analysis.Pass) (any bool) {
	knows := map[string]bool{} // by the methods' names, as most packages have none
	for _, fn := range p.fns {
		if fn.Signature.Recv() != nil && p.allKnowHop([]*ssa.Function{fn}) {
			knows[fn.Name()] = true
		}
	}
	if len(knows) == 0 {
		return false
	}
	scope := p.pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || !tn.Exported() {
			continue
		}
		iface, ok := tn.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.ExplicitMethods() {
			if m.Exported() && knows[m.Name()] && answersAlone(m) && p.allKnowHop(p.behind(tn.Type(), iface, m.Name())) {
				pass.ExportObjectFact(m, &Summary{Hop: true})
				any = true
			}
		}
	}
	return any
}

// entered returns labels as they are where they are used: a header that is read only where it
// is known who sent it is known to be theirs wherever its value goes.
func (f *function) entered(s flow.Set) flow.Set {
	if !s.Any(func(l flow.Label) bool { return l.Root == flow.Forwarded && !l.Vouched }) {
		return s
	}
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Root == flow.Forwarded && !l.Vouched {
			at := f.entries(l)
			l.Vouched = len(at) > 0 && !slices.ContainsFunc(at, func(b *ssa.BasicBlock) bool {
				ways := f.in[b.Index]
				return len(ways) == 0 || slices.ContainsFunc(ways, func(w gate.Way) bool { return !f.knowsSender(w, l) })
			})
		}
		return l, true
	})
}

// entries returns the blocks of the function in which a header is read, or comes in by a call;
// none, if it comes in by a parameter, too.
func (f *function) entries(l flow.Label) (out []*ssa.BasicBlock) {
	has := func(v ssa.Value) bool {
		return f.vals[v].Any(func(m flow.Label) bool { return m.Root == l.Root && m.At == l.At && m.Origin == l.Origin })
	}
	if slices.ContainsFunc(f.fn.FreeVars, func(v *ssa.FreeVar) bool { return has(v) }) || slices.ContainsFunc(f.fn.Params, func(v *ssa.Parameter) bool { return has(v) }) {
		return nil
	}
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			v, ok := in.(ssa.Value)
			if _, variable := in.(*ssa.Alloc); !ok || variable || !has(v) || slices.Contains(out, b) {
				continue // what a variable holds was read by something else
			}
			if x, ok := in.(*ssa.Extract); ok {
				in = x.Tuple.(ssa.Instruction)
			}
			if !slices.ContainsFunc(in.Operands(nil), func(op *ssa.Value) bool { return *op != nil && has(*op) }) {
				out = append(out, b)
			}
		}
	}
	return out
}

// knownReads says of the headers that functions of the package read whether it is known, where
// that happens, which hop sent them.
func (p *program) knownReads() map[token.Position]bool {
	out := map[token.Position]bool{}
	for _, fn := range p.fns {
		f := p.funcs[fn]
		if f == nil {
			continue
		}
		for _, b := range fn.Blocks {
			ways := f.in[b.Index]
			for _, in := range b.Instrs {
				v, ok := in.(ssa.Value)
				if !ok {
					continue
				}
				for _, l := range f.vals[v] {
					if l.Root != flow.Forwarded || l.At != f.position(in.Pos()) {
						continue
					}
					known, seen := out[l.At]
					out[l.At] = (known || !seen) && len(ways) > 0 && !slices.ContainsFunc(ways, func(w gate.Way) bool { return !f.knowsSender(w, l) })
				}
			}
		}
	}
	return out
}

// letOut returns the labels of what the function returns in the ways given.
func (f *function) letOut(s flow.Set, ways gate.Ways) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Root == flow.Forwarded && len(ways) > 0 && !slices.ContainsFunc(ways, func(w gate.Way) bool { return !f.knowsSender(w, l) }) {
			l.Vouched = true
		}
		return l, true
	})
}

// A storedRead is a field, and where a header was read that is stored in it.
type storedRead struct {
	f  *types.Var
	at token.Position
}

// vouchedStores says of the headers that are stored in fields whether it is known, wherever
// that happens, which hop sent them.
func (p *program) vouchedStores() map[storedRead]bool {
	out := map[storedRead]bool{}
	for _, fn := range p.fns {
		f := p.funcs[fn]
		if f == nil {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				store, ok := in.(*ssa.Store)
				if !ok {
					continue
				}
				fa, ok := store.Addr.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				for _, l := range f.letOut(p.expand(p.vals[store.Val], 0), f.in[b.Index]) {
					if l.Root == flow.Forwarded {
						key := storedRead{ssaform.Field(fa.X.Type(), fa.Field), l.At}
						known, seen := out[key]
						out[key] = l.Vouched && (known || !seen)
					}
				}
			}
		}
	}
	return out
}

// vouchedFor returns evidence whose headers are known to come from a known hop.
func vouchedFor(ev []gate.Evidence) []gate.Evidence {
	out := slices.Clone(ev)
	for i := range out {
		out[i].Label.Vouched = out[i].IsForwarded()
	}
	return out
}
