package summary

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// outcome is the truth of a call's last result: true, a nil error, or a value
// that is not nil. At is where the result is tested.
func (f *function) outcome(call *ssa.Call, at ssa.Value) pair {
	key := asking{v: call, q: question{ask: isOutcome}}
	if _, ok := besideError(call.Call.Signature().Results()); ok {
		key.v = at
	}
	if c, ok := f.answers[key]; ok {
		return c
	}
	c := f.outcomeOf(call, at)
	if f.answers != nil {
		f.remember(key, c)
	}
	return c
}

// besideError returns the index of the bool with which results answer that end in an
// error, too: (…, bool, error), or (bool, …, error) with no other.
func besideError(res *types.Tuple) (int, bool) {
	n := res.Len()
	if n < 2 || !isError(res.At(n-1).Type()) {
		return 0, false
	}
	if isBool(res.At(n - 2).Type()) {
		return n - 2, true
	}
	return 0, boolFirst(res)
}

// boolFirst reports whether the first of several results is a bool, and no other one is.
func boolFirst(res *types.Tuple) bool {
	bools := 0
	for r := range res.Variables() {
		if isBool(r.Type()) {
			bools++
		}
	}
	return bools == 1 && res.Len() > 1 && isBool(res.At(0).Type())
}

func (f *function) outcomeOf(call *ssa.Call, of ssa.Value) pair {
	c := call.Common()
	n := f.name(c)
	args := ssaform.Arguments(c)
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return unknown()
	}
	if f.isNext(call) || f.cat.Silent(n) || catalog.FillsItself(n) || f.asksRevoked(c, args) {
		return unknown()
	}
	if c, ok := f.byLiteral(call); ok {
		return c
	}
	if catalog.Cuts(n) && wordy(args[1]) {
		return f.decision(f.content(args[0]), gate.Part|gate.Inline, call)
	}
	known := false
	var labels flow.Set
	var form gate.Form
	for _, r := range f.cat.Rows(n) {
		arg := argument(args, r.Arg, c)
		switch r.Role {
		case catalog.Decide, catalog.Partial, catalog.SecretDecide:
			known = true
			if slices.ContainsFunc(args, revocation) {
				return unknown()
			}
			if arg == nil {
				continue
			}
			s := f.content(arg).Map(func(l flow.Label) (flow.Label, bool) {
				return l, l.Aspect != catalog.Headers && !(l.Aspect == catalog.Request && !l.Derived)
			})
			if certificates(arg.Type()) {
				s = f.elementOf(s, flow.Any, f.posOf(arg))
			}
			switch {
			case r.Aspect == catalog.Addr:
				s = flow.Set{{Root: flow.Hop, Aspect: r.Aspect, At: f.position(call.Pos())}}
			case flow.Identity(r.Aspect):
				s = f.project(s, r.Aspect, token.Position{}).Map(func(l flow.Label) (flow.Label, bool) {
					return l.With(r.Aspect, token.Position{}), true
				})
			}
			labels = labels.Union(s)
			switch r.Role {
			case catalog.Partial:
				form |= gate.Part
			case catalog.SecretDecide:
				form |= gate.Secret
			}
			form |= gate.Inline
		case catalog.Verify:
			if arg == nil {
				continue
			}
			s := f.content(arg).Map(func(l flow.Label) (flow.Label, bool) { return l, flow.Certificate(l.Aspect) || flow.Identity(l.Aspect) })
			if len(s) == 0 {
				return unknown()
			}
			if f.wrongVerify(call) && !s.Any(func(l flow.Label) bool { return l.Place != flow.First }) {
				return f.evidence(gate.Verify, s, gate.Wrong, call)
			}
			return f.evidence(gate.Verify, s, 0, call)
		case catalog.Consults:
			if s := f.sent(arg, 0); len(s) > 0 {
				return pair{f.hand(s, call.Pos(), fmt.Sprintf("sent:%d", call.Pos())), gate.Always()}
			}
			return unknown()
		case catalog.Check:
			l := flow.Label{Root: flow.Credential, Aspect: r.Aspect, At: f.position(call.Pos())}
			return f.evidence(gate.Decision, flow.Set{l}, 0, call)
		case catalog.Source, catalog.Extract, catalog.HeaderRead, catalog.Fetch:
			known = true
			if isBool(c.Signature().Results().At(0).Type()) && r.Role == catalog.Source && c.Signature().Results().Len() == 1 {
				l := flow.Label{Root: flow.Hop, Aspect: r.Aspect, At: f.position(call.Pos())}
				if r.Aspect == catalog.State {
					l.Root = flow.Peer
					return f.evidence(gate.Presence, flow.Set{l}, 0, call)
				}
				return f.decision(flow.Set{l}, 0, call)
			}
			if res := c.Signature().Results(); res.Len() > 1 && r.Role != catalog.HeaderRead {
				// Its ok says that the thing is there.
				s := f.result(call, r.Result)
				return f.evidence(gate.Presence, s.Map(func(l flow.Label) (flow.Label, bool) { return l, l.Aspect != catalog.State }), 0, call)
			}
		case catalog.Transform, catalog.Put, catalog.Deny, catalog.Abort, catalog.NewRequest:
			known = true
		}
	}
	if known {
		if len(labels) == 0 && slices.ContainsFunc(c.Args, isStar) {
			return f.star(call)
		}
		if slices.ContainsFunc(c.Args, isScheme) && !slices.ContainsFunc(labels, func(l flow.Label) bool { return !flow.OtherCredential(l.Aspect) }) {
			return f.evidence(gate.Presence, labels, 0, call)
		}
		if labels.Any(verdict) && f.fails(c, form) {
			return f.decision(labels, gate.Negative, call).not()
		}
		if form&gate.Secret != 0 && !labels.Any(func(l flow.Label) bool { return !f.ofConnection(l) }) {
			// Whoever knows the secret proves it, however it was sent.
			a, _, ok := f.secretAmong(c.Args...)
			if !ok {
				a = catalog.APIKey
			}
			labels = flow.Set{{Root: flow.Credential, Aspect: a, At: f.position(call.Pos())}}
		} else if a, _, ok := f.secretAmong(c.Args...); ok && form&gate.Secret != 0 && !labels.Any(func(l flow.Label) bool { return !f.ofConnection(l) && !(l.Derived && l.Root == flow.Param) }) {
			// Of whom the secret is says a parameter, or it is a field of one; what was sent is not in sight.
			labels = labels.Add(flow.Label{Root: flow.Credential, Aspect: a, At: f.position(call.Pos())})
		} else if a, ok := catalog.SecretName(f.fn.Name()); ok && form&gate.Secret != 0 && f.fn.Parent() == nil && onlyGiven(labels) {
			labels = labels.Add(flow.Label{Root: flow.Credential, Aspect: a, At: f.position(call.Pos())})
		}
		if form&gate.Secret != 0 {
			labels = signed(labels, f.position(call.Pos()))
		}
		if asksScheme(c.Args, form&gate.Part != 0) || f.asksDomain(n, c.Args) {
			form |= gate.Scheme
		}
		if p, ok := f.pattern(c, n); ok {
			if catalog.WholePattern(p) {
				form &^= gate.Part
			}
			if catalog.KindPattern(p) {
				form |= gate.Scheme
			}
		}
		return f.decision(labels, form, call)
	}
	ks, open, list := f.callees(c)
	if at, ok := besideError(c.Signature().Results()); ok && of != nil {
		// The bool is the answer.
		if x, ok := of.(*ssa.Extract); ok && x.Index != at {
			return unknown()
		}
	}
	if len(ks) > 0 && (!open || list || len(ks) == 1) {
		out, told := pair{}, false
		for _, k := range ks {
			if !k.sum.Outcome {
				continue
			}
			if k.fn != nil {
				f.noteAsked(k.fn, call)
			}
			told = true
			y, no := f.expandPaths(k.sum.Yes, k, call), f.expandPaths(k.sum.No, k, call)
			if k.sum.Opaque {
				return f.unclassified(c, call, args, ks)
			}
			if s := mayTell(f.apply(k.sum.Hands, k)); len(s) > 0 && tellsHanding(call, k.sum) {
				no = no.And(f.hand(s, call.Pos(), fmt.Sprintf("handed:%d", call.Pos()))) // whoever is let in all the same
			}
			// Where it says nothing of what it was given, what it was called with may still be
			// somebody's identity, or what was chosen for one.
			about := args
			if carriesEvidence(k.sum) {
				about = nil
				if len(y) > 0 && len(no) > 0 && f.saysNothing(y) && f.saysNothing(no) {
					about = f.chosenFor(args)
				}
			} else if catalog.ReplyName(calledName(c)) {
				about = nil // it says something to the client
			}
			if len(about) > 0 {
				if s := f.identified(about); len(s) > 0 {
					d := f.decision(s, 0, call)
					y, no = y.And(d.yes), no.And(d.no)
				} else if len(y) > 0 && len(no) > 0 && slices.ContainsFunc(about, f.credential) {
					d := f.literal("given:"+call.Name(), call.Pos(), elsewhere(f.position(call.Pos()))) // checked in ways that are not followed, or only read
					y, no = y.And(d.yes), no.And(d.no)
				}
			}
			out.yes, out.no = out.yes.Or(y), out.no.Or(no)
		}
		if told {
			if f.turnsAway(ks) {
				out.no = nil
			}
			return f.answered(call, of, out)
		}
		if !open {
			return f.methodOf(c, call, args)
		}
	}
	return f.unclassified(c, call, args, ks)
}

// wordy reports whether a constant text holds a word, and is not punctuation alone: a name that
// has it is one of some.
func wordy(v ssa.Value) bool {
	text, ok := constantText(v)
	return ok && strings.ContainsFunc(text, unicode.IsLetter) && !strings.Contains(text, "=")
}

// noteAsked records that the answer of a call of fn is tested.
func (f *function) noteAsked(fn *ssa.Function, call *ssa.Call) {
	if f.asked[fn] == nil {
		f.asked[fn] = map[*ssa.Call]bool{}
	}
	f.asked[fn][call] = true
}

// asksScheme reports whether a name is compared with a constant, or begins with it, that
// says of which kind it is, or of a part of it.
func asksScheme(args []ssa.Value, prefix bool) bool {
	if len(args) != 2 {
		return false
	}
	k, ok := args[1].(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.String {
		return false
	}
	n, text := loadedField(args[0]), constant.StringVal(k.Value)
	_, key := catalog.WrittenKey(text)
	return catalog.SchemeField(n) || prefix && (key || catalog.SchemePrefix(n, text))
}

// loadedField returns the symbol of the field that v is loaded from.
func loadedField(v ssa.Value) string {
	if u, ok := v.(*ssa.UnOp); ok {
		v = u.X
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return fieldSymbol(v.X.Type(), v.Field)
	case *ssa.Field:
		return fieldSymbol(v.X.Type(), v.Field)
	}
	return ""
}

// revocation reports whether v is the serial number of an answer about
// revocation.
func revocation(v ssa.Value) bool { return catalog.RevocationField(loadedField(v)) }

// asksRevoked reports whether a call asks what knows revoked certificates about a serial
// number.
func (f *function) asksRevoked(c *ssa.CallCommon, args []ssa.Value) bool {
	obj := ssaform.Object(c)
	if obj == nil || obj.Pkg() == nil || !catalog.RevocationName(obj.Name()) && !catalog.RevocationName(obj.Pkg().Name()) &&
		(c.Signature().Recv() == nil || !catalog.RevocationName(typeOf(c.Signature().Recv().Type()))) {
		return false
	}
	serial := false
	for _, a := range args {
		if f.cat.Type(ssaform.Named(a.Type())) == catalog.ContextType {
			continue
		}
		for _, l := range f.content(a) {
			switch {
			case l.Aspect == catalog.Serial:
				serial = true
			case l.Aspect != catalog.Issuer && l.Aspect != catalog.IssuerText && (flow.Identity(l.Aspect) || flow.Certificate(l.Aspect)):
				return false
			}
		}
	}
	return serial
}

// found is the truth of a call's first result being somebody, when nil is an
// answer too.
func (f *function) found(call *ssa.Call) (pair, bool) {
	ks, open, list := f.callees(call.Common())
	if len(ks) == 0 || open && !list {
		return pair{}, false
	}
	out := pair{no: gate.Always()}
	finds := false
	for _, k := range ks {
		if k.sum.Opaque || !k.sum.Outcome && !k.sum.Finds {
			return pair{}, false
		}
		finds = finds || k.sum.Finds
		ways := k.sum.Found
		if !k.sum.Finds {
			ways = k.sum.Yes
		}
		out.yes = out.yes.Or(f.expandPaths(ways, k, call))
	}
	return out, finds
}

// turnsAway reports whether the functions called have answered the request
// whenever their answer is no, and this one answers to nobody else: for it, that
// is the end.
func (f *function) turnsAway(ks []callee) bool {
	if f.answerKind() != 0 || len(ks) == 0 {
		return false
	}
	for _, k := range ks {
		if !k.sum.Turns {
			return false
		}
	}
	f.turned = true
	return true
}

// byLiteral is the truth of a call of the standard library, or of one for lists,
// that asks a function literal, as slices.ContainsFunc does: the literal's own.
func (f *function) byLiteral(call *ssa.Call) (pair, bool) {
	c := call.Common()
	n := f.name(c)
	if !std(catalog.PackageOf(n)) && !slices.ContainsFunc(f.cat.Rows(n), func(r catalog.Row) bool { return r.Role == catalog.Decide && r.Arg == 0 }) {
		return pair{}, false
	}
	for _, a := range c.Args {
		if _, ok := a.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		if s := f.comparedBy(a); len(s) > 0 {
			return f.decision(s, gate.Inline, call), true
		}
		fns, open := f.targets(a, 0)
		if open || len(fns) != 1 || f.sums[fns[0]] == nil || !f.sums[fns[0]].Outcome {
			continue
		}
		// The elements of the list that it walks are its arguments.
		var args []ssa.Value
		if m, ok := a.(*ssa.MakeClosure); ok && len(m.Bindings) == 1 && len(fns[0].FreeVars) == 0 {
			args = append(args, m.Bindings[0])
		}
		for range fns[0].Params {
			args = append(args, c.Args[0])
		}
		k := callee{sum: f.sums[fns[0]], owner: f.number[fns[0]], args: args, fn: fns[0], each: true}
		return pair{f.expandPaths(k.sum.Yes, k, call), f.expandPaths(k.sum.No, k, call)}, true
	}
	return pair{}, false
}

// comparedBy returns the labels of the receiver of a method value that compares it
// with what it is given, as in slices.ContainsFunc(pins, leaf.Equal).
func (f *function) comparedBy(v ssa.Value) flow.Set {
	recv := ssaform.Bound(v)
	if recv == nil {
		return nil
	}
	fn, _ := v.(*ssa.MakeClosure).Fn.(*ssa.Function)
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return nil
	}
	for _, r := range f.cat.Rows(obj.FullName()) {
		if r.Role == catalog.Decide && r.Arg == -1 {
			return f.project(f.content(recv), r.Aspect, f.position(v.Pos()))
		}
	}
	return nil
}

// answered adds to the ways of a call's answers which of the two it was: what is
// known of one may be less than that the other was not given.
func (f *function) answered(call *ssa.Call, of ssa.Value, c pair) pair {
	evidence := func(ws gate.Ways) bool { return len(ws) > 1 || len(ws) == 1 && ws[0] != gate.Way{} }
	if !evidence(c.yes) && !evidence(c.no) {
		return c
	}
	a, ok := f.apartFrom(fmt.Sprintf("answer:%d:%s", call.Pos(), call.Name()), call.Pos())
	if !ok {
		return c
	}
	return pair{c.yes.And(a.yes), c.no.And(a.no)}
}

// methodOf is the truth of a call of a known function without an outcome of its
// own: a decision when its receiver was found by means of an identity.
func (f *function) methodOf(c *ssa.CallCommon, call *ssa.Call, args []ssa.Value) pair {
	return f.decision(f.identified(args), 0, call)
}

// chosenFor returns the structs among arguments that one function of the package gives, as it
// may do for somebody.
func (f *function) chosenFor(args []ssa.Value) (out []ssa.Value) {
	for _, a := range args {
		if call, ok := a.(*ssa.Call); ok && f.static(call.Common()) != nil {
			if _, ok := a.Type().Underlying().(*types.Struct); ok {
				out = append(out, a)
			}
		}
	}
	return out
}

// saysNothing reports whether ways rest on no evidence, but on what the request or the
// configuration chooses.
func (f *function) saysNothing(ways gate.Ways) bool {
	return !slices.ContainsFunc(ways, func(w gate.Way) bool {
		return slices.ContainsFunc(slices.Concat(w.Positive(), w.Negative()), func(i int) bool {
			return slices.ContainsFunc(f.atoms[i].ev, func(e gate.Evidence) bool { return e.Op != gate.Choice })
		})
	})
}

// identified returns the labels of arguments found by means of an identity or
// another credential.
func (f *function) identified(args []ssa.Value) flow.Set {
	var s flow.Set
	for _, a := range args {
		if isLogger(a) || catalog.AuditOrView(typeName(a)) {
			continue
		}
		s = s.Union(f.content(a).Map(func(l flow.Label) (flow.Label, bool) {
			return l, l.Derived && (flow.Identity(l.Aspect) || flow.OtherCredential(l.Aspect)) && l.Root != flow.Param
		}))
	}
	return s
}

// credential reports whether an argument is a credential that the caller has sent.
func (f *function) credential(v ssa.Value) bool {
	return f.content(v).Any(func(l flow.Label) bool { return flow.OtherCredential(l.Aspect) && l.Root == flow.Credential })
}

// sent returns what an outgoing request says of whose certificate it is about: another
// service may decide on that.
func (f *function) sent(v ssa.Value, depth int) (out flow.Set) {
	if v == nil || depth > maxDepth {
		return nil
	}
	out = f.content(v).Map(func(l flow.Label) (flow.Label, bool) {
		return l, flow.Identity(l.Aspect) || flow.Certificate(l.Aspect) && l.Aspect != catalog.State
	})
	if len(out) > 0 {
		return out
	}
	switch v := v.(type) {
	case *ssa.Extract:
		return f.sent(v.Tuple, depth+1)
	case *ssa.MakeInterface:
		return f.sent(v.X, depth+1)
	case *ssa.Call:
		for _, a := range v.Call.Args {
			out = out.Union(f.sent(a, depth+1))
		}
	}
	return out
}

// ofConnection reports whether l is what was read from a connection that the function is
// given, which says nothing of what it was.
func (f *function) ofConnection(l flow.Label) bool {
	return l.Root == flow.Param && l.Aspect == catalog.None && l.Owner == f.number[f.fn] && l.Param < len(f.fn.Params) && connection(f.fn.Params[l.Param].Type())
}

func carriesEvidence(s *Summary) bool { return len(s.Yes) > 0 && len(s.Yes[0]) > 0 || len(s.No) == 0 }

// result returns the labels of result i of a call.
func (f *function) result(call *ssa.Call, i int) flow.Set {
	if t := f.tuples[call]; i < len(t) {
		return t[i]
	}
	if i == 0 {
		return f.vals[call]
	}
	return nil
}

// unclassified is the truth of a call about which nothing is known, or not all that it may
// reach, of which ks are known: a decision on what it is given.
func (f *function) unclassified(c *ssa.CallCommon, call *ssa.Call, args []ssa.Value, ks []callee) pair {
	n := f.name(c)
	if std(catalog.PackageOf(n)) || f.cat.NeverDecides(catalog.PackageOf(n), n) {
		return unknown()
	}
	if records(c) || slices.ContainsFunc(c.Args, writesRow) || f.breaks(call) || f.fetchesRequest(c) {
		return unknown()
	}
	var s flow.Set
	if !c.IsInvoke() && c.StaticCallee() == nil {
		s = f.vals[c.Value].Map(func(l flow.Label) (flow.Label, bool) { return l, flow.Identity(l.Aspect) }) // found for somebody
		s = s.Union(f.boundTo(c.Value))
	}
	for i, a := range args {
		if catalog.AuditOrView(typeName(a)) || requestContext(a) && f.worksOn(call) {
			continue
		}
		if i == 0 && c.Signature().Recv() != nil {
			s = s.Union(f.workGiven(a))
		}
		for _, l := range credentials(a, f.identifying(c, args, i)) {
			switch {
			case l.Aspect == catalog.Neutral, l.Aspect == catalog.MAC, l.Aspect == catalog.Headers:
			case l.Root == flow.Param && l.Aspect == catalog.None && l.Derived && !f.textParameter(l):
			case l.Root == flow.Param && l.Aspect == catalog.None && i == 0 && c.IsInvoke():
			case l.Derived && (l.Aspect == catalog.Subject || l.Aspect == catalog.Issuer):
				s = s.Union(nameless(flow.Set{l})) // by which part of the name is for what it is given to
			case catalog.KeepsName(calledName(c)) && f.beyondKey(c, args, i):
				s = s.Union(nameless(flow.Set{l})) // of what is kept, and not under which key
			case l.Root == flow.Forwarded && catalog.SignedHeader(l.Header) && catalog.VerifierName(calledName(c)):
				s = s.Add(flow.Label{Root: flow.Credential, Aspect: catalog.Signature, At: f.position(call.Pos())})
			case flow.OtherCredential(l.Aspect) || isField(l):
				if a, ok := catalog.CredentialWord(calledName(c)); ok && l.Aspect == catalog.None {
					l.Root, l.Aspect = flow.Credential, a
				}
				s = s.Add(l)
			default:
				s = s.Add(l)
			}
		}
	}
	if len(s) == 0 || !slices.ContainsFunc(s, func(l flow.Label) bool {
		return flow.OtherCredential(l.Aspect) || flow.Identity(l.Aspect) || flow.Certificate(l.Aspect)
	}) {
		a, ok := catalog.CredentialCheck(calledName(c))
		if !ok && c.IsInvoke() {
			a, ok = catalog.CredentialCheck(calledName(c) + typeName(c.Value)) // Verify of Tokens
		}
		if !ok && saysYesOrNo(c.Signature()) {
			a, ok = catalog.CredentialWord(calledName(c)) // Password(user, password)
		}
		if ok {
			s = s.Add(flow.Label{Root: flow.Credential, Aspect: a, At: f.position(call.Pos())})
		}
	}
	if slices.ContainsFunc(ks, f.decidesByName) || catalog.StoresName(calledName(c)) {
		s = nameless(s)
	}
	form := gate.Exact
	if f.hopBehind(c) {
		form = gate.Hop
	}
	return f.decision(s, form, call)
}

// saysYesOrNo reports whether a function says of two texts, and nothing else, whether they go
// together.
func saysYesOrNo(sig *types.Signature) bool {
	return sig.Results().Len() == 1 && isBool(sig.Results().At(0).Type()) && sig.Params().Len() == 2 && texts(sig.Params().At(0).Type()) && texts(sig.Params().At(1).Type())
}

// beyondKey reports whether argument i of a call comes after the first one that is no context
// and not the receiver.
func (f *function) beyondKey(c *ssa.CallCommon, args []ssa.Value, i int) bool {
	first := len(args) - c.Signature().Params().Len()
	for first < len(args) && f.cat.Type(ssaform.Named(args[first].Type())) == catalog.ContextType {
		first++
	}
	return i > first
}

// nameless returns labels of names as those of who asks: what a name decides is said elsewhere.
func nameless(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if flow.Name(l.Aspect) {
			l.Aspect, l.Derived = catalog.Request, true
		}
		return l, true
	})
}

// decidesByName reports whether a callee is a gate of this package that decides by a peer's
// common name or another name.
func (p *program) decidesByName(k callee) bool {
	g := p.gates[k.fn]
	return g != nil && g.Kind == Decider && hold(k.sum.Yes, func(e gate.Evidence) bool {
		return e.Op == gate.Decision && e.Label.Root == flow.Peer && flow.Name(e.Label.Aspect)
	})
}

// fetchesRequest reports whether a call takes the request out of a context: it finds what all
// callers have, and decides on nobody.
func (f *function) fetchesRequest(c *ssa.CallCommon) bool {
	res, args := c.Signature().Results(), ssaform.Arguments(c)
	return res.Len() > 0 && ssaform.Named(res.At(0).Type()) == "net/http.Request" && len(args) == 1 &&
		f.cat.Type(ssaform.Named(args[0].Type())) == catalog.ContextType
}

// workGiven returns the labels of what function literals share that a variable of the
// function was given, such as a group of goroutines: what it answers in the end may be
// what they found out.
func (f *function) workGiven(v ssa.Value) flow.Set {
	var out flow.Set
	if a, ok := v.(*ssa.Alloc); ok {
		for _, r := range *a.Referrers() {
			call, ok := r.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, arg := range call.Common().Args {
				if m, ok := arg.(*ssa.MakeClosure); ok {
					for _, b := range m.Bindings {
						out = out.Union(f.content(b))
					}
				}
			}
		}
	}
	return out.Map(func(l flow.Label) (flow.Label, bool) {
		return l.AsDerived(), flow.Identity(l.Aspect) || flow.Certificate(l.Aspect) && l.Aspect != catalog.State
	})
}

// parameterOf returns the parameter that l is the label of, if its function is in sight.
func (p *program) parameterOf(l flow.Label) *ssa.Parameter {
	if l.Owner < 1 || l.Owner > len(p.fns) || l.Param >= len(p.fns[l.Owner-1].Params) {
		return nil
	}
	return p.fns[l.Owner-1].Params[l.Param]
}

// textParameter reports whether l is a parameter that is a text, a name or a key, or
// may be one, as what a query is given, or a list of such.
func (f *function) textParameter(l flow.Label) bool {
	q := f.parameterOf(l)
	if q == nil {
		return false
	}
	t := q.Type().Underlying()
	if list, ok := t.(*types.Slice); ok {
		t = list.Elem().Underlying()
	}
	switch t := t.(type) {
	case *types.Basic:
		return t.Info()&types.IsString != 0
	case *types.Interface:
		return t.Empty()
	}
	return false
}

// records reports whether a call only writes down what it is given.
func records(c *ssa.CallCommon) bool {
	if slices.ContainsFunc(c.Args, writesDown) {
		return true
	}
	n, res := calledName(c), c.Signature().Results()
	if catalog.LogName(n) || catalog.AuditOrView(n) {
		// IsAuditor and MayReadLogs ask, and Report may find the role of that name.
		asks := res.Len() == 1 && isBool(res.At(0).Type()) || findsUser(c.Signature()) && isError(lastResult(c.Signature()))
		return !asks || catalog.LogVerb(n) && res.Len() == 1
	}
	if res.Len() > 0 && (isBool(res.At(0).Type()) || verdictFlag(res.At(0).Type()) != nil) {
		return false // a snapshot, or the like, that answers
	}
	if c.IsInvoke() {
		return catalog.AuditOrView(typeName(c.Value))
	}
	return c.Signature().Recv() != nil && len(c.Args) > 0 && catalog.AuditOrView(typeName(c.Args[0]))
}

// writesDown reports whether v is a statement of SQL that inserts a record of what
// happened.
func writesDown(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && k.Value.Kind() == constant.String && catalog.RecordsByQuery(constant.StringVal(k.Value))
}

// breaks reports whether the error of a call, which returns nothing else, is answered as one of
// the service's own (RFC 9110, 15.6): it is not about whoever the call was about.
func (f *function) breaks(call *ssa.Call) bool {
	if !isError(call.Type()) || slices.ContainsFunc(*call.Referrers(), f.asksWhich) {
		return false
	}
	for _, r := range *call.Referrers() {
		c, ok := r.(*ssa.BinOp)
		if !ok || c.Op != token.NEQ {
			continue
		}
		for _, r := range *c.Referrers() {
			i, ok := r.(*ssa.If)
			if !ok {
				continue
			}
			failed := i.Block().Succs[0]
			deny, ok := f.denies[failed.Index].(ssa.CallInstruction)
			if ok && slices.ContainsFunc(deny.Common().Args, ofService) || slices.ContainsFunc(failed.Instrs, f.makesFailure) {
				return true
			}
		}
	}
	return false
}

// makesFailure reports whether an instruction makes an error with a status that says that the
// service has failed.
func (f *function) makesFailure(in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	return ok && f.makesError(call.Common(), call.Call.Signature().Results().Len()-1) && slices.ContainsFunc(call.Call.Args, ofService)
}

// asksWhich reports whether an instruction asks which error it is.
func (f *function) asksWhich(r ssa.Instruction) bool {
	call, ok := r.(*ssa.Call)
	if !ok {
		_, ok = r.(*ssa.TypeAssert)
		return ok
	}
	n := f.name(call.Common())
	return n == "errors.Is" || n == "errors.As"
}

// ofService reports whether v is a status that says that the service has failed.
func ofService(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && isStatus(k) && k.Int64() >= http.StatusInternalServerError
}

// writesRow reports whether v is a statement of SQL that inserts a row: that it cannot says
// nothing of whoever the row is about.
func writesRow(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && k.Value.Kind() == constant.String && catalog.InsertsByQuery(constant.StringVal(k.Value))
}

// typeName returns the name of v's type without its package.
func typeName(v ssa.Value) string {
	if m, ok := v.(*ssa.MakeInterface); ok {
		v = m.X
	}
	return typeOf(v.Type())
}

// isScheme reports whether v is the constant name of an authentication scheme.
func isScheme(v ssa.Value) bool {
	if c, ok := v.(*ssa.Convert); ok {
		v = c.X
	}
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && k.Value.Kind() == constant.String && catalog.AuthScheme(constant.StringVal(k.Value))
}

// typeOf returns the name of t, or of what it points to, without its package.
func typeOf(t types.Type) string {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

func calledName(c *ssa.CallCommon) string {
	if obj := ssaform.Object(c); obj != nil {
		return obj.Name()
	}
	return ""
}

func isStar(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && k.Value.Kind() == constant.String && constant.StringVal(k.Value) == "*"
}

func verdict(l flow.Label) bool { return l.Aspect == catalog.Verdict }

// fails reports whether a call compares a verdict with constants of which none is
// its success value, or a part of it with something else.
func (f *function) fails(c *ssa.CallCommon, form gate.Form) bool {
	var against []string
	for _, a := range c.Args {
		if len(f.content(a)) == 0 {
			ss, _ := f.strings(a, 0)
			against = append(against, ss...)
		}
	}
	return failures(against) || form&gate.Part != 0 && len(against) == 0
}

// failing reports whether a map of which all keys are known has a verdict among
// them, and its success value is none.
func (f *function) failing(in *ssa.Lookup) bool {
	if !f.vals[in.Index].Any(verdict) {
		return false
	}
	at := f.places(in.X, 0)
	open := f.trace(in.X, func(v ssa.Value) (end, known bool) {
		_, made := v.(*ssa.MakeMap)
		if made {
			at = append(at, place{v, nil})
		}
		return made, true
	})
	var keys []string
	for _, at := range at {
		for _, k := range f.keyed[at] {
			ss, _ := f.strings(k, 0)
			open = open || len(ss) == 0
			keys = append(keys, ss...)
		}
	}
	return !open && failures(keys)
}

// failures reports whether there are values of a verdict, and none says success.
func failures(values []string) bool {
	return len(values) > 0 && !slices.ContainsFunc(values, func(s string) bool { return catalog.VerdictSucceeds("", s) })
}

// pattern returns the constant pattern that a call of package regexp, n, matches against.
func (f *function) pattern(c *ssa.CallCommon, n string) (string, bool) {
	if !strings.Contains(n, "regexp") || len(c.Args) == 0 {
		return "", false
	}
	text := func(v ssa.Value) (string, bool) {
		if ss, _ := f.strings(v, 0); len(ss) == 1 {
			return ss[0], true
		}
		return "", false
	}
	if strings.HasPrefix(n, "regexp.") {
		return text(c.Args[0])
	}
	var compiled func(v ssa.Value, depth int) (string, bool)
	compiled = func(v ssa.Value, depth int) (string, bool) {
		if depth > maxDepth {
			return "", false
		}
		switch v := v.(type) {
		case *ssa.Call:
			if len(v.Call.Args) > 0 {
				return text(v.Call.Args[0])
			}
		case *ssa.UnOp:
			for _, at := range f.places(v.X, 0) {
				for _, s := range f.stores[at] {
					if p, ok := compiled(s, depth+1); ok {
						return p, true
					}
				}
			}
		case *ssa.Extract:
			return compiled(v.Tuple, depth+1)
		}
		return "", false
	}
	return compiled(c.Args[0], 0)
}

// expandPaths turns the ways of a callee into ways over this function's atoms.
func (f *function) expandPaths(paths []gate.Path, k callee, call ssa.CallInstruction) gate.Ways {
	pos := call.Pos()
	if !pos.IsValid() && k.fn != nil {
		pos = k.fn.Pos() // the body of a range
	}
	name := ""
	if c, ok := call.(*ssa.Call); ok {
		name = c.Name()
	}
	if k.among.IsValid() {
		name += position(k.from) // it may be an element of another list, too
	}
	return f.expandAt(paths, k, fmt.Sprintf("call:%d:%s", call.Pos(), name), pos, call.Block())
}

// expandAt does the same for what is found at pos, in block b, under a name of its own.
func (f *function) expandAt(paths []gate.Path, k callee, name string, pos token.Pos, b *ssa.BasicBlock) gate.Ways {
	var out gate.Ways
	f.block = b
	for _, path := range paths {
		ways := gate.Always()
		for i, lit := range path {
			ev := f.expandEvidence(lit.Evidence, k, pos)
			if len(ev) == 0 {
				continue
			}
			c := f.literal(literalKey(name, lit, i), pos, ev...)
			if lit.Neg {
				c = c.not()
			}
			ways = ways.And(c.yes)
		}
		out = out.Or(ways)
	}
	return out
}

// literalKey names the atom of a callee's literal at a call, or the like. The same literal
// stands in several ways, so its place in the callee tells it apart.
func literalKey(name string, lit gate.Literal, i int) string {
	e := lit.Evidence[0]
	return fmt.Sprintf("%s:%d:%d:%s:%s:%d", name, e.Op, e.Label.Aspect, e.Label, position(e.At), lit.Evidence[0].Form)
}

// expandEvidence rewrites evidence about a callee's parameters as evidence
// about the arguments, and brings in at pos what another package read.
func (f *function) expandEvidence(ev []gate.Evidence, k callee, pos token.Pos) []gate.Evidence {
	var out []gate.Evidence
	by := signs(ev)
	for _, e := range ev {
		if k.from.IsValid() {
			e.From, e.Among = k.from, k.among
			if k.given {
				e.Form |= gate.Given
			}
		} else if k.among.IsValid() {
			e.Among = k.among
		}
		if e.Op == gate.Choice {
			e = f.byRecord(e, k.args)
		}
		if e.Label.Root != flow.Param || e.Label.Owner != k.owner {
			if f.namedInstead(e.Label, k) != "" {
				continue
			}
			if k.fn == nil {
				e.Label = e.Label.Entered(f.position(pos))
			}
			if k.fn == nil && k.sum.Gate {
				e.Form |= gate.Told
			}
			if k.fn == nil && k.sum.Verifier {
				e.Form |= gate.Verifier
			}
			out = append(out, e)
			continue
		}
		if e.Label.Param >= len(k.args) {
			continue
		}
		if c, ok := f.routed(e, k.args[e.Label.Param]); ok {
			out = append(out, c)
			continue
		}
		for _, l := range f.given(k, e.Label.Param) {
			m, ok := compose(l, e.Label)
			if !ok || by && m.Root == flow.Forwarded || e.Op == gate.HandOn && flow.OtherCredential(m.Aspect) || m.Aspect == catalog.Neutral || m.Aspect == catalog.MAC || m.Aspect == catalog.Headers || m.Aspect == catalog.Request && !m.Derived {
				continue
			}
			x := e
			x.Label = m
			if k.fn == nil && k.sum.Judges && e.Op == gate.Decision && flow.Identity(e.Label.Aspect) {
				x.Form |= gate.Told
			}
			if x.Op == gate.Decision && m.Aspect == catalog.Verdict && x.Form&gate.Constant != 0 {
				// Which constant it was is not known here.
				x.Form |= gate.Constant
			}
			out = append(out, x)
		}
	}
	if e, ok := f.secretOf(ev, k); ok && !slices.ContainsFunc(out, func(e gate.Evidence) bool { return e.Label.Root != flow.Param }) {
		// The names of what it was given say which secret it is.
		return []gate.Evidence{e}
	}
	return out
}

// secretOf returns evidence that a callee has compared a secret that it was given in
// constant time, where that, or the callee, has the name of one.
func (f *function) secretOf(ev []gate.Evidence, k callee) (gate.Evidence, bool) {
	var given []ssa.Value
	var by gate.Evidence
	for _, e := range ev {
		if comparesSecret(e) && e.Label.Owner == k.owner && e.Label.Param < len(k.args) {
			given, by = append(given, k.args[e.Label.Param]), e
		}
	}
	a, _, ok := f.secretAmong(given...)
	if name := k.name; !ok && len(given) > 0 {
		if k.fn != nil {
			name = k.fn.Name()
		}
		if a, ok = catalog.CredentialCheck(name); !ok {
			a, ok = catalog.CredentialWord(name)
		}
	}
	by.Label = flow.Label{Root: flow.Credential, Aspect: a, At: by.At}
	return by, ok
}

// signed returns the labels of a comparison with what a hash with a key makes: who has
// that key has written what is compared, and what a header says is no longer anybody's
// word.
func signed(s flow.Set, at token.Position) flow.Set {
	if !s.Any(func(l flow.Label) bool { return l.Aspect == catalog.MAC }) {
		return s
	}
	if !s.Any(func(l flow.Label) bool { return flow.OtherCredential(l.Aspect) }) {
		s = s.Add(flow.Label{Root: flow.Credential, Aspect: catalog.Signature, At: at})
	}
	return s.Map(func(l flow.Label) (flow.Label, bool) { return l, l.Root != flow.Forwarded && l.Aspect != catalog.MAC })
}

// signs reports whether evidence is of such a comparison.
func signs(ev []gate.Evidence) bool {
	return slices.ContainsFunc(ev, func(e gate.Evidence) bool {
		return e.Form&gate.Secret != 0 && e.Label.Root == flow.Credential && e.Label.Aspect == catalog.Signature
	})
}

// onlyGiven reports whether labels are of parameters as they were given.
func onlyGiven(s flow.Set) bool {
	return len(s) > 0 && !s.Any(func(l flow.Label) bool { return l.Root != flow.Param || l.Aspect != catalog.None || l.Derived })
}

// comparesSecret reports whether e is a comparison in constant time of a parameter.
func comparesSecret(e gate.Evidence) bool {
	return e.Op == gate.Decision && e.Form&gate.Secret != 0 && e.Label.Root == flow.Param && e.Label.Aspect == catalog.None
}

// handsOn returns, as ways, that b hands a certificate, an identity or the
// request to something unknown that may decide.
func (f *function) handsOn(b *ssa.BasicBlock) gate.Ways {
	ways := gate.Always()
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.Call:
			ways = ways.And(f.handOff(in))
		case *ssa.Go:
			ways = ways.And(f.handOff(in))
		case *ssa.MapUpdate:
			if f.kept(in) == "" {
				continue
			}
			s := f.content(in.Value).Map(func(l flow.Label) (flow.Label, bool) {
				return l, flow.Identity(l.Aspect) || flow.Certificate(l.Aspect)
			})
			if len(s) > 0 {
				ways = ways.And(f.hand(s, in.Pos(), fmt.Sprintf("hand:%d", b.Index)))
			}
		case *ssa.Store:
			// Kept in something that outlives the function.
			fa, ok := in.Addr.(*ssa.FieldAddr)
			if !ok || f.stays(fa.X) {
				continue
			}
			field := ssaform.Field(fa.X.Type(), fa.Field)
			somebody := field != nil && texts(field.Type()) && holdsSomebody(fa.X.Type(), field) // as a method that sets it is told
			s := f.added(in.Val).Map(func(l flow.Label) (flow.Label, bool) {
				return l, l.Root == flow.Peer || l.Root == flow.Forwarded || l.Root == flow.Param
			}).Map(func(l flow.Label) (flow.Label, bool) {
				return l, flow.Identity(l.Aspect) || somebody && l.Root == flow.Param && l.Aspect == catalog.None || l.Aspect == catalog.Leaf || l.Aspect == catalog.Chain || l.Aspect == catalog.Path || l.Aspect == catalog.Cert
			})
			if len(s) > 0 {
				ways = ways.And(f.hand(s, in.Pos(), fmt.Sprintf("hand:%d", b.Index)))
			}
		}
	}
	return ways
}

// stays reports whether what a pointer leads to is known to whoever gets an
// identity out of it: a variable of this function's that is read, copied,
// returned, or given to functions in sight.
func (f *function) stays(v ssa.Value) bool {
	a, ok := v.(*ssa.Alloc)
	if fa, isField := v.(*ssa.FieldAddr); isField {
		return f.stays(fa.X)
	}
	if !ok || a.Referrers() == nil {
		return false
	}
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.FieldAddr, *ssa.UnOp, *ssa.DebugRef, *ssa.Return, *ssa.Phi:
		case *ssa.MakeInterface:
			return false
		case *ssa.Store:
			if r.Addr != a && !keepsResult(r.Addr) {
				return false
			}
		case *ssa.Call:
			if ks, open, _ := f.callees(r.Common()); open || len(ks) == 0 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// added returns the labels of a stored value; of what is appended to a list,
// those of the new elements.
func (f *function) added(v ssa.Value) flow.Set {
	if call, ok := v.(*ssa.Call); ok {
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" && len(call.Call.Args) > 1 {
			return f.content(call.Call.Args[1])
		}
	}
	return f.vals[v]
}

func (f *function) hand(s flow.Set, pos token.Pos, key string) gate.Ways {
	var ev []gate.Evidence
	at := f.position(pos)
	for _, l := range s {
		ev = append(ev, gate.Evidence{Op: gate.HandOn, Label: l, At: at})
	}
	if i, ok := f.byKey[key]; ok {
		a := &f.atoms[i]
		for _, e := range ev {
			if !slices.ContainsFunc(a.ev, func(o gate.Evidence) bool { return o.Label.Same(e.Label) }) {
				a.ev = append(slices.Clip(a.ev), e)
			}
		}
	}
	return f.literal(key, pos, ev...).yes
}

// handOff returns, as ways, what a call takes away that may decide elsewhere.
func (f *function) handOff(call ssa.CallInstruction) gate.Ways {
	c := call.Common()
	n := f.name(c)
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return gate.Always()
	}
	if f.isNext(call) {
		return gate.Always()
	}
	args := ssaform.Arguments(c)
	key := fmt.Sprintf("hand:%d", call.Block().Index)
	for _, r := range f.cat.Rows(n) {
		// An identity for the code behind the gate: in the context, or in a header of the request.
		arg := r.Arg
		switch {
		case r.Role == catalog.HeaderWrite && f.inbound(c, args):
			arg++
		case r.Role != catalog.Put:
			continue
		}
		if v := argument(args, arg, c); v != nil && !isLogger(v) {
			s := f.content(v).Map(func(l flow.Label) (flow.Label, bool) {
				return l, flow.Identity(l.Aspect) || flow.Certificate(l.Aspect)
			})
			if len(s) > 0 {
				return f.hand(s, call.Pos(), key)
			}
		}
	}
	if len(f.cat.Rows(n)) > 0 || std(catalog.PackageOf(n)) || f.cat.NeverDecides(catalog.PackageOf(n), n) || records(c) {
		return gate.Always()
	}
	ks, open, _ := f.callees(c)
	if len(ks) > 0 && !open {
		var s flow.Set
		for _, k := range ks {
			if !tellsHanding(call, k.sum) {
				s = s.Union(f.apply(k.sum.Hands, k))
			}
			for _, snk := range k.sum.Sinks {
				if snk.Kind == Context {
					s = s.Union(f.apply(snk.Labels, k))
				}
			}
		}
		if s = mayTell(s); len(s) == 0 {
			return gate.Always()
		}
		return f.hand(s, call.Pos(), key)
	}
	used := false
	if v, ok := call.(*ssa.Call); ok && v.Referrers() != nil {
		used = len(*v.Referrers()) > 0
	}
	var s flow.Set
	for _, a := range args {
		if catalog.AuditOrView(typeName(a)) || requestContext(a) && f.worksOn(call) {
			continue
		}
		for _, l := range f.content(a) {
			switch {
			case l.Root == flow.Server:
			case flow.Certificate(l.Aspect), flow.Identity(l.Aspect):
				s = s.Add(l)
			case l.Aspect == catalog.Request && !l.Derived && used:
				s = s.Add(l)
			}
		}
	}
	if len(s) == 0 {
		return gate.Always()
	}
	return f.hand(s, call.Pos(), key)
}

// mayTell returns the labels of what is handed on that may say who somebody is.
func mayTell(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		return l, !flow.OtherCredential(l.Aspect) && (l.Root != flow.Param || l.Aspect != catalog.None)
	})
}

// tellsHanding reports whether the ways in which a function says yes, which its caller asks for,
// tell by themselves on which of them everything that it hands on is.
func tellsHanding(call ssa.CallInstruction, s *Summary) bool {
	v, ok := call.(*ssa.Call)
	if !ok || !s.Outcome || s.Opaque || !asksAnswer(v) {
		return false
	}
	return !slices.ContainsFunc(s.Hands, func(l flow.Label) bool {
		return !hold(s.Yes, func(e gate.Evidence) bool { return e.Op == gate.HandOn && e.Label.Same(l) })
	})
}

// asksAnswer reports whether something depends on the last result of a call.
func asksAnswer(call *ssa.Call) bool {
	n := call.Call.Signature().Results().Len()
	if n < 2 {
		return heard(call, 0)
	}
	return slices.ContainsFunc(*call.Referrers(), func(r ssa.Instruction) bool {
		x, ok := r.(*ssa.Extract)
		return ok && x.Index == n-1 && heard(x, 0)
	})
}

// isDeny reports whether a call answers with an error or ends the program.
func (f *function) isDeny(call ssa.CallInstruction) bool {
	if _, ok := call.(*ssa.Defer); ok {
		return false
	}
	c := call.Common()
	n := f.name(c)
	args := ssaform.Arguments(c)
	rows := f.cat.Rows(n)
	for _, r := range rows {
		switch r.Role {
		case catalog.Deny, catalog.Abort:
			if r.Arg < 0 {
				return !f.greets(call)
			}
			if f.denying(argument(args, r.Arg, c)) {
				return true
			}
		}
	}
	for _, k := range first(f.callees(c)) {
		switch {
		case k.sum.Denies:
			return true
		case k.sum.StatusArg > 0 && k.sum.StatusArg-1 < len(args) && f.denying(args[k.sum.StatusArg-1]):
			return true
		}
	}
	if len(rows) > 0 || n == "" {
		return false
	}
	// Anything that is given the response, or the request that holds it, and an
	// error status.
	status, writer := false, false
	for _, a := range args {
		if k, ok := a.(*ssa.Const); ok && isStatus(k) {
			status = true
		}
		switch f.role(a.Type()) {
		case catalog.ResponseType, catalog.RequestType:
			writer = true
		}
		if m, ok := a.(*ssa.MakeInterface); ok && f.role(m.X.Type()) == catalog.RequestType {
			writer = true
		}
	}
	return status && writer || writer && catalog.DenyName(calledName(c)) && !std(catalog.PackageOf(n)) && c.Signature().Results().Len() == 0
}

// greets reports whether a call that sends the caller elsewhere comes after it was
// given a cookie, or became somebody in its session: that is how a login ends.
func (f *function) greets(call ssa.CallInstruction) bool {
	return strings.HasPrefix(calledName(call.Common()), "Redirect") && slices.ContainsFunc(f.fn.Blocks, func(b *ssa.BasicBlock) bool {
		return b.Dominates(call.Block()) && slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
			if b == call.Block() && in.Pos() >= call.Pos() {
				return false
			}
			c, ok := in.(*ssa.Call)
			return f.logsIn(in) || ok && f.logsInBy(f.static(c.Common()))
		})
	})
}

// logsInBy reports whether a function gives the caller a cookie or a session by itself.
func (f *function) logsInBy(fn *ssa.Function) bool {
	return fn != nil && slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Instrs, f.logsIn) })
}

func (f *function) logsIn(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Call:
		return calledName(in.Common()) == "SetCookie"
	case *ssa.MapUpdate:
		key := in.Key
		if m, ok := key.(*ssa.MakeInterface); ok {
			key = m.X
		}
		names, _ := f.strings(key, 0)
		return f.kept(in) != "" && slices.ContainsFunc(names, catalog.IdentityWord)
	}
	return false
}

func first(ks []callee, _ bool, _ bool) []callee { return ks }

// isStatus reports whether k is an HTTP status that refuses.
func isStatus(k *ssa.Const) bool {
	if k.Value == nil || k.Value.Kind() != constant.Int {
		return false
	}
	n, ok := constant.Int64Val(k.Value)
	return ok && n >= 400 && n < 600
}

// denying reports whether a status argument refuses: an error status, or one
// that is always chosen among such, or that a field always holds.
func (f *function) denying(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil || v.Value.Kind() != constant.Int {
			return false
		}
		n, ok := constant.Int64Val(v.Value)
		return ok && n >= 300 && n < 600
	case *ssa.Phi:
		for _, e := range v.Edges {
			if !f.denying(e) {
				return false
			}
		}
		return len(v.Edges) > 0
	case *ssa.Convert:
		return f.denying(v.X)
	case *ssa.UnOp:
		a, ok := v.X.(*ssa.FieldAddr)
		if !ok {
			return false
		}
		if isRefusal(a.X.Type()) {
			return true // what an error says of itself
		}
		if field := ssaform.Field(a.X.Type(), a.Field); field == nil || field.Exported() {
			return false
		}
		var held []ssa.Value
		for _, at := range f.places(a, 0) {
			held = append(held, f.stores[at]...)
		}
		return len(held) > 0 && !slices.ContainsFunc(held, func(s ssa.Value) bool {
			_, fixed := s.(*ssa.Const)
			return !fixed || !f.denying(s)
		})
	}
	return false
}

// isNext reports whether a call passes the request on.
func (f *function) isNext(call ssa.CallInstruction) bool { return f.passesOn(call) || f.adapts(call) }

// adapts reports whether the function makes a handler of one that returns an error, and that
// it is given: the call of it, where no other handler is called.
func (f *function) adapts(call ssa.CallInstruction) bool {
	c := call.Common()
	sig := c.Signature()
	if c.IsInvoke() || !handedIn(c.Value) || f.fn.Signature.Results().Len() > 0 || sig.Results().Len() != 1 || !isError(sig.Results().At(0).Type()) {
		return false
	}
	request, response := false, false
	for q := range sig.Params().Variables() {
		role := f.role(q.Type())
		request, response = request || role == catalog.RequestType, response || role == catalog.ResponseType
	}
	return request && response && !f.callsHandler()
}

// callsHandler reports whether the function calls the next handler somewhere.
func (f *function) callsHandler() bool {
	if f.calls == nil {
		calls := slices.ContainsFunc(f.fn.Blocks, func(b *ssa.BasicBlock) bool {
			return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
				call, ok := in.(ssa.CallInstruction)
				return ok && f.passesOn(call)
			})
		})
		f.calls = &calls
	}
	return *f.calls
}

// passesOn reports whether a call is of the next handler.
func (f *function) passesOn(call ssa.CallInstruction) bool {
	if _, ok := call.(*ssa.Defer); ok {
		return false
	}
	c := call.Common()
	n := f.name(c)
	for _, r := range f.cat.Rows(n) {
		if r.Role == catalog.Allow {
			return true
		}
	}
	takes := false
	for _, a := range c.Args {
		switch f.role(a.Type()) {
		case catalog.RequestType, catalog.ContextType:
			takes = true
		}
	}
	if !takes {
		return false
	}
	if c.IsInvoke() {
		return f.cat.Type(ssaform.Named(c.Value.Type())) == catalog.HandlerType || c.Method.Name() == "ServeHTTP"
	}
	if obj := ssaform.Object(c); obj != nil {
		return obj.Name() == "ServeHTTP"
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return false
	}
	if f.static(c) != nil {
		return false
	}
	if f.cat.Type(ssaform.Named(c.Value.Type())) == catalog.HandlerType {
		return true
	}
	if f.asksPeer(c.Value) {
		return false
	}
	// A function value that takes the request and whose results are the gate's
	// own answer.
	res := c.Signature().Results()
	if res.Len() > 0 && !handedIn(c.Value) {
		if ks, open, _ := f.callees(c); len(ks) > 0 && !open {
			return false // one that is known: its answer says what it asked
		}
	}
	if res.Len() == 0 {
		for i := range c.Signature().Params().Len() {
			if f.role(c.Signature().Params().At(i).Type()) == catalog.RequestType {
				return true
			}
		}
		return false
	}
	mine := f.fn.Signature.Results()
	if res.Len() != mine.Len() {
		return false
	}
	for i := range res.Len() {
		if !types.Identical(res.At(i).Type(), mine.At(i).Type()) {
			return false
		}
	}
	v, ok := call.(*ssa.Call)
	return ok && returned(v)
}

// asksPeer reports whether a function value is no handler, but one that decides: its type
// says so, or it was made of the peer's certificate.
func (f *function) asksPeer(v ssa.Value) bool {
	n, ok := types.Unalias(v.Type()).(*types.Named)
	return ok && catalog.TakesDecision(n.Obj().Name()) || len(f.boundTo(v)) > 0
}

// boundTo returns the labels of a peer's certificate and connection that a call was given which
// has made the function v: what it answers may be what they say.
func (f *function) boundTo(v ssa.Value) (out flow.Set) {
	call, _ := callOf(v)
	if call == nil {
		return nil
	}
	for _, a := range call.Call.Args {
		out = out.Union(f.content(a).Map(func(l flow.Label) (flow.Label, bool) {
			return l.AsDerived(), l.Root == flow.Peer && (flow.Certificate(l.Aspect) || flow.Identity(l.Aspect))
		}))
	}
	return out
}

// handedIn reports whether v is a parameter, of the function or of one around it.
func handedIn(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.FreeVar:
		return true
	case *ssa.UnOp:
		return handedIn(v.X)
	}
	return false
}

// returned reports whether the results of a call are only returned.
func returned(v ssa.Value) bool {
	refs := v.Referrers()
	if refs == nil || len(*refs) == 0 {
		return false
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.Return, *ssa.DebugRef:
		case *ssa.Extract:
			if r.Referrers() == nil {
				continue
			}
			for _, rr := range *r.Referrers() {
				switch rr.(type) {
				case *ssa.Return, *ssa.DebugRef:
				default:
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}
