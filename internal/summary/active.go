package summary

import (
	"go/constant"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A package that concerns the subject is mostly about something else, so the
// analysis starts at the functions that mention it and spreads from there: to
// what they call, which may be given an identity; to what calls those that say
// something about their caller; and to what reads a field, or a context value,
// that holds a label.

// maxBelow bounds how far below a function that mentions the subject its
// callees are followed.
const maxBelow = 5

// activate marks fn, the functions around it and the literals in them.
func (p *program) activate(fn *ssa.Function, below int) {
	fn = ssaform.Outermost(fn)
	var mark func(fn *ssa.Function)
	mark = func(fn *ssa.Function) {
		if old, ok := p.active[fn]; !ok || below < old {
			p.active[fn] = below
			p.spread = true
		}
		for _, lit := range fn.AnonFuncs {
			mark(lit)
		}
	}
	if old, ok := p.active[fn]; !ok || below < old {
		mark(fn)
	}
}

// seed marks the functions that mention the subject.
func (p *program) seed(w interest) {
	for _, fn := range p.fns {
		if _, ok := p.active[fn]; !ok && p.mentions(fn, w) {
			p.activate(fn, 0)
		}
	}
	for fn := range p.directives {
		p.activate(fn, 0)
	}
}

func (p *program) mentions(fn *ssa.Function, w interest) bool {
	if w.all {
		return true
	}
	for _, q := range fn.Params {
		if _, ok := certificateType(q.Type()); ok {
			return true
		}
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case ssa.CallInstruction:
				c := in.Common()
				if obj := ssaform.Object(c); obj != nil {
					if w.function(obj) || p.importedSpeaks(obj) || mayAccess(obj) {
						return true
					}
				}
				for _, r := range p.cat.Rows(p.name(c)) {
					if v := argument(ssaform.Arguments(c), r.Arg, c); r.Role == catalog.Put && v != nil {
						if m, ok := v.(*ssa.MakeInterface); ok && ssaform.Named(m.X.Type()) == "net/http.Header" {
							return true
						}
					}
					header := r.Role == catalog.HeaderRead || r.Role == catalog.HeaderWrite && calledName(c) == "Del"
					if header && !isConst(argument(ssaform.Arguments(c), r.Arg, c)) {
						return true
					}
				}
				for _, a := range c.Args {
					if k, ok := a.(*ssa.Const); ok && (headerConstant(p.cat, k) || provisionsByQuery(k)) {
						return true
					}
				}
			case *ssa.FieldAddr:
				if w.field(in.X.Type(), in.Field) || p.importedField(in.X.Type(), in.Field) {
					return true
				}
			case *ssa.Field:
				if w.field(in.X.Type(), in.Field) || p.importedField(in.X.Type(), in.Field) {
					return true
				}
			case *ssa.Lookup:
				if k, ok := in.Index.(*ssa.Const); ok && headerConstant(p.cat, k) {
					return true
				}
			case *ssa.TypeAssert:
				if p.cat.Type(ssaform.Named(in.AssertedType)) == catalog.AuthInfoType {
					return true
				}
			case *ssa.Store:
				if k, ok := in.Val.(*ssa.Const); ok && headerConstant(p.cat, k) {
					return true
				}
			}
		}
	}
	return false
}

func (p *program) importedSpeaks(obj *types.Func) bool {
	s := p.importedFunc(obj)
	return s != nil && s.speaks()
}

func headerConstant(cat *catalog.Index, k *ssa.Const) bool {
	if k.Value == nil || k.Value.Kind() != constant.String {
		return false
	}
	return interestingHeader(cat, constant.StringVal(k.Value))
}

// provisionsByQuery reports whether k is a statement of SQL that makes an account or the like.
func provisionsByQuery(k *ssa.Const) bool {
	text, ok := constantText(k)
	return ok && catalog.ProvisionsByQuery(text)
}

// interestingHeader reports whether s names a header field with facts of a
// certificate or with another credential.
func interestingHeader(cat *catalog.Index, s string) bool {
	if len(s) < 3 || len(s) > 64 {
		return false
	}
	a, ok := cat.HeaderAspect(s)
	return ok && a != catalog.ForwardedAddr && a != catalog.Session
}

func (p *program) importedField(t types.Type, i int) bool {
	f := ssaform.Field(t, i)
	if f == nil {
		return false
	}
	pf := p.packageFact(f.Pkg())
	return pf != nil && (len(pf.Fields) > 0 && len(pf.field(fieldSymbol(t, i))) > 0 || len(p.carriedWays(t, i)) > 0)
}

// grow marks what the functions marked so far lead to.
func (p *program) grow() {
	for _, fn := range p.fns {
		below, ok := p.active[fn]
		if !ok {
			continue
		}
		if below < maxBelow {
			p.below(fn, below+1)
		}
		if s := p.sums[fn]; s != nil && s.speaks() {
			for _, c := range p.callers[fn] {
				p.activate(c.Parent(), 0)
			}
			if p.escaping[fn] {
				for _, at := range p.uses[fn] {
					if in, ok := at.(ssa.Instruction); ok {
						p.activate(in.Parent(), below)
					}
				}
			}
		}
	}
	for _, fn := range p.fns {
		if _, ok := p.active[fn]; !ok && p.reads(fn) {
			p.activate(fn, 0)
		}
	}
}

// below marks the functions that fn gives something worth following to: a
// label, the request, or what answers it.
func (p *program) below(fn *ssa.Function, depth int) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			c := call.Common()
			if !p.handsDown(c, depth) {
				continue
			}
			if g := p.static(c); g != nil {
				p.activate(g, depth)
			} else if c.IsInvoke() {
				for _, g := range p.implementations(c) {
					p.activate(g, depth)
				}
				if phi, ok := c.Value.(*ssa.Phi); ok {
					fns, _ := p.targets(phi, 0)
					for _, g := range fns {
						p.activate(g, depth)
					}
				}
			} else if _, builtin := c.Value.(*ssa.Builtin); !builtin {
				fns, _ := p.targets(c.Value, 0)
				for _, g := range fns {
					p.activate(g, depth)
				}
				for _, a := range c.Args {
					if _, ok := a.Type().Underlying().(*types.Signature); ok {
						fns, _ := p.targets(a, 0)
						for _, g := range fns {
							p.activate(g, depth)
						}
					}
				}
			}
		}
	}
}

func (p *program) handsDown(c *ssa.CallCommon, depth int) bool {
	for i, a := range ssaform.Arguments(c) {
		switch p.cat.Type(ssaform.Named(a.Type())) {
		case catalog.ResponseType, catalog.RequestType, catalog.HandlerType, catalog.StateType:
			return true
		}
		s := p.content(a).Union(p.parts(a))
		if meaningful(s) || s.Any(func(l flow.Label) bool { return l.Root == flow.Hop || l.Aspect == catalog.Addr }) {
			return true
		}
		if s.Any(isField) && makesCertificate(c.Signature()) {
			return true // of a header, whatever its name
		}
		if i > 0 || c.Signature().Recv() == nil && !c.IsInvoke() {
			if depth > 1 && s.Any(func(l flow.Label) bool { return l.Root == flow.Param }) {
				return true
			}
			if _, ok := a.Type().Underlying().(*types.Signature); ok {
				return true
			}
			if p.cat.Type(ssaform.Named(a.Type())) == catalog.ContextType && isError(lastResult(c.Signature())) {
				return true
			}
			if isError(a.Type()) && panics(p.static(c)) {
				return true
			}
		}
	}
	return false
}

// makesCertificate reports whether a function returns a certificate.
func makesCertificate(s *types.Signature) bool {
	for v := range s.Results().Variables() {
		if a, ok := certificateType(v.Type()); ok && (a == catalog.Leaf || a == catalog.Chain) {
			return true
		}
	}
	return false
}

// panics reports whether fn panics in some case.
func panics(fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	for _, b := range fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic); ok {
			return true
		}
	}
	return false
}

func lastResult(s *types.Signature) types.Type {
	if n := s.Results().Len(); n > 0 {
		return s.Results().At(n - 1).Type()
	}
	return types.Typ[types.Invalid]
}

// reads reports whether fn reads a field or a context value of which something is known.
func (p *program) reads(fn *ssa.Function) bool {
	known := func(f *types.Var) bool {
		_, earned := p.earned[f]
		_, sent := p.ofHandshake(f)
		return earned || sent || meaningful(p.cells[place{nil, f}])
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.FieldAddr, *ssa.Field:
				if known(fieldRead(in)) {
					return true
				}
			case *ssa.Call:
				c := in.Common()
				for _, r := range p.cat.Rows(p.name(c)) {
					if r.Role == catalog.Fetch && p.keeps(p.rowKey(r, ssaform.Arguments(c), c)) {
						return true
					}
				}
				if c.IsInvoke() || ssaform.Object(c) == nil {
					for _, k := range first(p.callees(c)) {
						if k.sum.speaks() {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

// keeps reports whether something that holds a label, or a flag that says something,
// is put into contexts: the value itself, or a field of it.
func (p *program) keeps(key string) bool {
	if meaningful(p.inContext(key)) {
		return true
	}
	for _, v := range p.contains[key] {
		if m, ok := v.(*ssa.MakeInterface); ok {
			v = m.X
		}
		t := v.Type()
		flags := flagsOf(t)
		if isBool(t) {
			flags = []int{alone}
		}
		if call, ok := v.(*ssa.Call); ok && isCode(t) && len(p.codesGiven(call, 0, t)) > 1 {
			return true
		}
		if list, ok := p.constantsOf(v, nil, map[ssa.Value]bool{}); ok && len(list) > 1 {
			return true
		}
		for _, i := range flags {
			if g, ok := p.putFlag(v, i); ok && hasEvidence(g.Yes) {
				return true
			}
		}
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		if s, ok := t.Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				if meaningful(p.cells[place{nil, f.Origin()}]) {
					return true
				}
			}
		}
	}
	return false
}

// speaks reports whether the summary says something about whoever calls,
// whatever the function is given.
func (s *Summary) speaks() bool {
	if s.Offers || len(s.Reaches) > 0 || len(s.Wraps) > 0 || len(s.Tries) > 0 || len(s.Methods) > 0 || s.Gives != nil && s.Gives.speaks() {
		return true
	}
	concrete := func(l flow.Label) bool { return l.Root != flow.Param && l.Aspect != catalog.Request }
	for _, r := range s.Results {
		if r.Any(concrete) {
			return true
		}
	}
	if slices.ContainsFunc(s.Fills, func(fl Fill) bool { return fl.Labels.Any(concrete) }) {
		return true
	}
	said := [][]gate.Path{s.Yes, s.No, s.Next, s.Returns, s.Found}
	for _, g := range s.Flags {
		said = append(said, g.Yes)
	}
	for _, c := range s.Codes {
		said = append(said, c.Ways)
	}
	for _, ps := range said {
		for _, p := range ps {
			for _, l := range p {
				for _, e := range l.Evidence {
					if e.Op != gate.Choice && concrete(e.Label) {
						return true
					}
				}
			}
		}
	}
	return s.Passes && hasEvidence(s.Next) || s.Answers || s.comparesSecrets()
}

// comparesSecrets reports whether a function compares what it is given in constant time:
// who calls it with a secret asks for a credential.
func (s *Summary) comparesSecrets() bool { return hold(s.Yes, comparesSecret) }
