package summary

import (
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

// A Grant is a fixed principal that is put into a context, or kept in a field: the same for
// everybody who gets there.
type Grant struct {
	Pos   token.Pos
	What  string // the constant, or the name of the variable
	Field string // that it is kept in, if it is
	Ways  []Way
	made  bool // of what the function makes, such as a session
}

// grants finds the fixed principals that the function puts into contexts, or keeps for those
// whom it lets in, if it asks for a certificate at all.
func (f *function) grants(allows []Allow) []Grant {
	if !f.asksForCertificate() {
		return nil
	}
	return append(f.putPrincipals(), f.appointments(allows)...)
}

// asksForCertificate reports whether the function asks whether a certificate is there.
func (f *function) asksForCertificate() bool {
	return slices.ContainsFunc(f.atoms, func(a atom) bool { return slices.ContainsFunc(a.ev, asksPresence) })
}

// putPrincipals finds the fixed principals that the function puts into contexts.
func (f *function) putPrincipals() (out []Grant) {
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok || len(f.in[b.Index]) == 0 {
				continue
			}
			for _, k := range f.putInto(call) {
				if what := fixedPrincipal(k.value, 0); what != "" && (catalog.IdentityWord(k.name) || catalog.IdentityWord(typeName(k.value))) {
					out = append(out, Grant{Pos: call.Pos(), What: what, Ways: f.ways(f.in[b.Index], b)})
				}
			}
		}
	}
	return out
}

// appointments finds the fixed roles and the like that the function keeps for those whom it
// lets in: in a session that it is given, or in what transport credentials tell handlers. What
// is asked between that and its answer counts, too. How somebody came in is no role.
func (f *function) appointments(allows []Allow) (out []Grant) {
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok || len(f.in[b.Index]) == 0 {
				continue
			}
			fa, ok := st.Addr.(*ssa.FieldAddr)
			if !ok {
				continue
			}
			field := ssaform.Field(fa.X.Type(), fa.Field)
			made := isAlloc(fa.X) && !tellsHandlers(fa.X.Type())
			if made && (field == nil || !catalog.RoleName(field.Name()) && !catalog.RoleName(typeOf(field.Type())) || !f.isSession(fa.X.Type()) && !keepsConnection(fa.X.Type()) || !f.returned(fa.X)) {
				continue
			}
			if field == nil || !isConst(st.Val) || !holdsSomebody(fa.X.Type(), field) {
				continue
			}
			what := constantName(st.Val)
			if what == "" || catalog.MethodName(what) || catalog.NobodyName(what) {
				continue
			}
			if len(out) == maxAppointments {
				return out
			}
			if ways := f.letInFrom(b, allows); len(ways) > 0 {
				out = append(out, Grant{Pos: st.Pos(), What: what, Field: field.Name(), Ways: f.ways(ways, b), made: made})
			}
		}
	}
	return out
}

// keepsConnection reports whether t is, or points to, a struct of the program with a field for a
// connection: what it says of the peer is said of that connection.
func keepsConnection(t types.Type) bool {
	s := ssaform.Struct(t)
	if n := ssaform.Named(t); s == nil || n == "" || std(catalog.PackageOf(n)) {
		return false
	}
	for v := range s.Fields() {
		if connection(v.Type()) {
			return true
		}
	}
	return false
}

// ranks finds the fixed roles that a function, which by its name or its result's says which role
// somebody has, gives.
func (f *function) ranks() (out []Grant) {
	res := f.fn.Signature.Results()
	if res.Len() != 1 || !isCode(res.At(0).Type()) || f.fn.Parent() != nil || !catalog.RoleName(f.fn.Name()) && !catalog.RoleName(typeOf(res.At(0).Type())) || !f.asksForCertificate() {
		return nil
	}
	values, ok := f.codesOf(0)
	if !ok {
		return nil
	}
	for _, v := range values {
		what := constantName(ssa.NewConst(v, res.At(0).Type()))
		if what == "" || catalog.MethodName(what) || catalog.NobodyName(what) {
			continue
		}
		if ways, at := f.giving(0, v); at != nil {
			out = append(out, Grant{Pos: at.Instrs[len(at.Instrs)-1].Pos(), What: what, Field: "role", Ways: f.ways(ways, at)})
		}
	}
	return out
}

// returned reports whether the function returns v.
func (f *function) returned(v ssa.Value) bool {
	found := false
	f.eachReturn(0, func(_ *ssa.BasicBlock, r ssa.Value) { found = found || r == v })
	return found
}

// maxAppointments bounds the roles that one function gives.
const maxAppointments = 16

// letInFrom returns the ways in that lead through a block: the ways there, where a function answers
// nobody.
func (f *function) letInFrom(b *ssa.BasicBlock, allows []Allow) (ways gate.Ways) {
	if len(allows) == 0 && f.fn.Signature.Results().Len() == 0 {
		return f.in[b.Index]
	}
	from := make([]bool, len(f.fn.Blocks))
	markBehind(b, from)
	for _, a := range allows {
		if a.block != nil && (a.block == b || from[a.block.Index]) {
			ways = ways.Or(f.and(f.in[b.Index], a.ways))
		}
	}
	return ways
}

// constantName returns the text of a constant, or the name of a number of the program's own
// type that is not zero; nothing for other values.
func constantName(v ssa.Value) string {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil {
		return ""
	}
	if k.Value.Kind() == constant.String {
		return constant.StringVal(k.Value)
	}
	n, ok := types.Unalias(k.Type()).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || k.Value.Kind() != constant.Int || constant.Sign(k.Value) == 0 {
		return ""
	}
	scope := n.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && types.Identical(c.Type(), n) && constant.Compare(c.Val(), token.EQL, k.Value) {
			return name
		}
	}
	return ""
}

// asksPresence reports whether e says that there is a certificate, or that its
// chain verified.
func asksPresence(e gate.Evidence) bool {
	return e.Kind() == gate.CertPresent || e.Kind() == gate.CertVerified
}

// keeping is a value that is put into a context under a name.
type keeping struct {
	name  string
	value ssa.Value
}

// putInto returns what a call puts into contexts.
func (f *function) putInto(call *ssa.Call) (out []keeping) {
	c := call.Common()
	args := ssaform.Arguments(c)
	rows := f.cat.Rows(f.name(c))
	for _, r := range rows {
		if r.Role != catalog.Put {
			continue
		}
		if v := argument(args, r.Arg, c); v != nil {
			out = append(out, keeping{f.keyName(argument(args, r.Key, c)), v})
		}
	}
	ks, _, _ := f.callees(c)
	for _, k := range ks {
		if k.fn != nil {
			for _, i := range f.keepsGiven(k.fn) {
				if i < len(args) {
					out = append(out, keeping{calledName(c), args[i]})
				}
			}
		}
		for _, s := range k.sum.Sinks {
			if s.Kind != Context {
				continue
			}
			for _, l := range s.Labels {
				if l.Root == flow.Param && l.Aspect == catalog.None && l.Param < len(args) {
					out = append(out, keeping{calledName(c), args[l.Param]})
				}
			}
		}
	}
	if len(rows) == 0 && len(ks) == 0 && len(args) == 2 && f.cat.Type(ssaform.Named(call.Type())) == catalog.ContextType &&
		f.cat.Type(ssaform.Named(args[0].Type())) == catalog.ContextType {
		out = append(out, keeping{calledName(c), args[1]}) // a setter about which nothing is known
	}
	return out
}

// keepsGiven returns which of a setter's parameters it puts into a context: those of a function
// that does nothing else.
func (f *function) keepsGiven(fn *ssa.Function) (out []int) {
	if len(fn.Blocks) != 1 {
		return nil
	}
	for _, in := range fn.Blocks[0].Instrs {
		call, ok := in.(*ssa.Call)
		if !ok {
			continue
		}
		for _, r := range f.cat.Rows(f.name(call.Common())) {
			if r.Role != catalog.Put {
				continue
			}
			v := argument(ssaform.Arguments(call.Common()), r.Arg, call.Common())
			if m, ok := v.(*ssa.MakeInterface); ok {
				v = m.X
			}
			if q, ok := v.(*ssa.Parameter); ok {
				out = append(out, paramIndex(q))
			}
		}
	}
	return out
}

// keyName returns the text of a key that is a string, and otherwise the name of
// its type or of the variable that holds it.
func (f *function) keyName(v ssa.Value) string {
	if text, ok := constantText(v); ok {
		return text
	}
	name := f.key(v)
	return name[strings.LastIndexAny(name, `./="`)+1:]
}

// constantText returns the text that v is, such as a key, if that is a constant.
func constantText(v ssa.Value) (string, bool) {
	if m, ok := v.(*ssa.MakeInterface); ok {
		v = m.X
	}
	if k, ok := v.(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.String {
		return constant.StringVal(k.Value), true
	}
	return "", false
}

// fixedPrincipal names v if it is the same at every call: a constant, a variable
// of a package, or made of such; otherwise it returns nothing.
func fixedPrincipal(v ssa.Value, depth int) string {
	if depth > maxDepth {
		return ""
	}
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() == constant.String {
			return constant.StringVal(v.Value)
		}
	case *ssa.Global:
		return v.Name()
	case *ssa.MakeInterface:
		return fixedPrincipal(v.X, depth+1)
	case *ssa.ChangeType:
		return fixedPrincipal(v.X, depth+1)
	case *ssa.Convert:
		return fixedPrincipal(v.X, depth+1)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return fixedPrincipal(v.X, depth+1)
		}
	case *ssa.FieldAddr:
		return fixedPrincipal(v.X, depth+1)
	case *ssa.Call:
		// A method of a variable, which is given nothing else.
		if c := v.Common(); !c.IsInvoke() && c.Signature().Recv() != nil && len(c.Args) == 1 {
			return fixedPrincipal(c.Args[0], depth+1)
		}
	case *ssa.Alloc:
		return fixedStruct(v, depth)
	}
	return ""
}

// fixedStruct names a struct whose fields are all constants.
func fixedStruct(a *ssa.Alloc, depth int) (name string) {
	if _, ok := a.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct); !ok || a.Referrers() == nil {
		return ""
	}
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == a {
				return fixedPrincipal(r.Val, depth+1)
			}
		case *ssa.FieldAddr:
			for _, u := range *r.Referrers() {
				st, ok := u.(*ssa.Store)
				if !ok || st.Addr != r {
					continue
				}
				k, ok := st.Val.(*ssa.Const)
				if !ok {
					return "" // it differs
				}
				if k.Value != nil && k.Value.Kind() == constant.String && name == "" {
					name = constant.StringVal(k.Value)
				}
			}
		}
	}
	return name
}
