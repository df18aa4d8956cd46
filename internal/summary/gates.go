package summary

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"net/http"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Kind is the kind of a gate.
type Kind uint8

// The kinds of gates.
const (
	Middleware Kind = iota + 1 // passes the request on
	Handler                    // does the work itself, or leaves it to the chain, unless it denies
	Callback                   // of crypto/tls
	Decider                    // answers with a bool, an error or an identity, and is plainly the decision
	Helper                     // answers, for others to decide
)

func (k Kind) String() string {
	return [...]string{"?", "middleware", "handler", "callback", "decider", "helper"}[k]
}

// Gate is a function that lets a request pass or turns it away.
type Gate struct {
	Fn         *ssa.Function
	Kind       Kind
	Name       string // as types.Func.FullName, or that of the function around a literal
	Short      string // its own name, or empty
	Pos        token.Pos
	Called     bool     // by functions of this package
	Value      bool     // it is used as a value there: something else calls it, too
	Request    bool     // it is given a request or a call's context
	Asked      bool     // it is given a peer's certificate: as others of its form, by a function type of its package
	Headers    []string // the header fields that it reads, canonical
	Front      bool     // verifies a front proxy before it reads the user that the proxy names
	K8s        bool     // implements Kubernetes' authenticator.Request
	Finds      bool     // it returns a user or the like for a certificate that it is given
	Answers    bool     // it is exported, and returns a value and whether it is one: for a request, or somebody
	MTLS       bool     // its name, or what it denies with, speaks of mutual TLS
	Hands      bool     // it returns the connection that it let in: transport credentials
	Identified bool     // it does something with a caller's identity, besides deciding
	Refuses    bool     // it answers with an error, and its name says that it decides, or takes a connection
	Lists      []int    // its parameters that are lists of certificates, of a peer as far as names tell
	Carries    bool     // the certificates that it verifies come out of a context, where code behind it finds them, too
	Step       bool     // it is one of a protocol's steps: it is given what holds the connection, and others may ask more
	Shows      bool     // it denies with "bad request" only, and prints the certificate
	Allows     []Allow
	Sinks      []Sink
	Puts       []Put
	Grants     []Grant
	Ranks      bool      // it does nothing but say which role the caller has
	Denials    []Denial  // that do not end it
	Mounted    []Mounted // what is in front of it, for each way in which it is mounted
	Known      bool      // these are all of them
	Staged     bool      // wherever it is mounted, another stage decides on who the caller is
	Holes      []Hole
	reads      map[token.Position]bool
	Distinct   []token.Pos // where authenticators are asked in turn, each of which finds somebody of a type of its own

	console bool // it answers commands, and never says yes

	left []*types.Func // by these, other packages get it as it is
}

// Within reports whether pos lies in the gate, and not in what it calls.
func (g *Gate) Within(pos token.Pos) bool {
	body := g.Fn.Syntax()
	return body != nil && body.Pos() <= pos && pos < body.End()
}

// Allow is one place at which a gate lets somebody in.
type Allow struct {
	Pos        token.Pos
	What       string // "next.ServeHTTP", "return nil", …
	Ways       []Way
	Labels     flow.Set // of the values returned
	ways       gate.Ways
	block      *ssa.BasicBlock
	Identified bool     // something is done with the caller's identity before or after it, besides deciding
	nobody     bool     // a caller of whom nothing is known is let in as such
	Told       bool     // by what a function out of sight says
	Fixed      []string // constants that the returned principal holds
	Shape      []Shape  // of the principal that is returned
}

// Way is one way in.
type Way struct {
	Holds []Item
	Not   []Item
}

// ByRecord reports whether the way depends on what one of the operator's records says, such
// as whether a rule names anybody.
func (w Way) ByRecord() bool {
	return slices.ContainsFunc(slices.Concat(w.Holds, w.Not), func(it Item) bool {
		return slices.ContainsFunc(it.Evidence, func(e gate.Evidence) bool { return e.Op == gate.Choice && e.Form&gate.Record != 0 })
	})
}

// Item is one condition of a way.
type Item struct {
	Evidence []gate.Evidence
	Pos      token.Pos // of the condition, in the gate
	Block    *ssa.BasicBlock
}

// Reaches reports whether control can go from where it is tested to where other
// is: then the two are tried one after the other.
func (it Item) Reaches(other Item) bool {
	if it.Block == nil || other.Block == nil {
		return false
	}
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if b == other.Block {
			return true
		}
		if seen[b] {
			return false
		}
		seen[b] = true
		return slices.ContainsFunc(b.Succs, visit)
	}
	return visit(it.Block)
}

// Has reports whether something that holds on the way satisfies ok.
func (w Way) Has(ok func(gate.Evidence) bool) bool {
	return slices.ContainsFunc(w.Holds, func(it Item) bool { return it.Has(ok) })
}

// Has reports whether evidence that satisfies ok is among that of the condition.
func (it Item) Has(ok func(gate.Evidence) bool) bool { return slices.ContainsFunc(it.Evidence, ok) }

// Lacks reports whether something that does not hold on the way satisfies ok.
func (w Way) Lacks(ok func(gate.Evidence) bool) bool { return Way{Holds: w.Not}.Has(ok) }

// Less returns the way without the evidence that satisfies drop.
func (w Way) Less(drop func(gate.Evidence) bool) Way {
	out := Way{Not: w.Not}
	for _, it := range w.Holds {
		it.Evidence = slices.DeleteFunc(slices.Clone(it.Evidence), drop)
		if len(it.Evidence) > 0 {
			out.Holds = append(out.Holds, it)
		}
	}
	return out
}

// Kinds lists the evidence of the way for people.
func (w Way) Kinds() []string {
	seen := map[string]bool{}
	out := []string{}
	for _, it := range w.Holds {
		for _, e := range it.Evidence {
			if k := e.String(); !seen[k] && e.Kind() != gate.Nothing {
				seen[k] = true
				out = append(out, k)
			}
		}
	}
	sort.Strings(out)
	return out
}

// way turns a set of literals into a way.
func (f *function) way(w gate.Way, at *ssa.BasicBlock) Way {
	var out Way
	for _, i := range w.Positive() {
		out.Holds = append(out.Holds, f.item(i, at))
	}
	for _, i := range w.Negative() {
		out.Not = append(out.Not, f.item(i, at))
	}
	return out
}

// item returns atom i with labels of an enclosing function's parameters, and of
// this one's where all its calls are known, replaced by what they stand for.
// Of the places at which it is tested, the last that dominates at counts.
func (f *function) item(i int, at *ssa.BasicBlock) Item {
	a := f.atoms[i]
	var last site
	for _, s := range a.sites {
		if at != nil && s.block != nil && s.block.Dominates(at) && s.pos > last.pos {
			last = s
		}
	}
	if last.pos == token.NoPos {
		for _, s := range a.sites {
			if last.pos == token.NoPos || s.pos < last.pos {
				last = s
			}
		}
	}
	own := func(owner int) bool { return owner == f.number[f.fn] }
	return Item{Evidence: f.stated(a.ev, own), Pos: last.pos, Block: last.block}
}

// stated returns evidence with labels of parameters, those of the functions that
// mine holds apart, replaced by what they stand for.
func (f *function) stated(ev []gate.Evidence, mine func(owner int) bool) []gate.Evidence {
	var out []gate.Evidence
	for _, e := range ev {
		if e.Label.Root != flow.Param || mine(e.Label.Owner) {
			out = append(out, e)
			continue
		}
		for _, l := range f.expand(flow.Set{e.Label}, 0) {
			x := e
			x.Label = l
			out = append(out, x)
		}
	}
	return out
}

// has reports whether the function is the one of that number, or stands in it
// and so has its parameters.
func (f *function) has(owner int) bool {
	for fn := f.fn; fn != nil; fn = fn.Parent() {
		if f.number[fn] == owner {
			return true
		}
	}
	return false
}

func (f *function) ways(ws gate.Ways, at *ssa.BasicBlock) []Way {
	out := make([]Way, 0, len(ws))
	for _, w := range f.evidenceOnly(ws).Prime() {
		out = append(out, f.way(w, at))
	}
	return out
}

// maxPaths bounds what a summary says about an outcome.
const maxPaths = 24

// paths turns ways into what callers, and the functions around it, are told: all
// that holds, and what does not as long as that stays small.
func (f *function) paths(ws gate.Ways) ([]gate.Path, bool) { return f.pathsBy(ws, f.says) }

// says returns what an atom says to others.
func (f *function) says(i int) []gate.Evidence {
	ev := f.stated(f.atoms[i].ev, f.has)
	if f.vouched[i] {
		ev = vouchedFor(ev)
	}
	return ev
}

// pathsBy does the same with what says tells of each atom.
func (f *function) pathsBy(ws gate.Ways, says func(int) []gate.Evidence) ([]gate.Path, bool) {
	ws = f.evidenceOnly(ws).Prime()
	if len(ws) > maxPaths {
		return nil, false
	}
	var out []gate.Path
	for _, w := range ws {
		var p gate.Path
		add := func(atoms []int, neg bool) {
			for _, i := range atoms {
				if ev := says(i); len(ev) > 0 {
					p = append(p, gate.Literal{Neg: neg, Evidence: ev})
				}
			}
		}
		add(w.Positive(), false)
		add(w.Negative(), true)
		out = append(out, p)
	}
	return out, true
}

// summarize computes the summary of a function and, if it is one, its gate.
func (f *function) summarize() (*Summary, *Gate) {
	s := &Summary{}
	fn := f.fn
	res := fn.Signature.Results()
	var yes, no, found, missing gate.Ways
	refused := map[string]gate.Ways{} // by error
	var allows []Allow
	var returned []*ssa.Return // of allows, where they answer
	s.Results = make([]flow.Set, res.Len())
	returns, denied := 0, 0
	panics := panics(fn)
	turned, declined := false, false
	f.yesAt = make([]gate.Ways, len(fn.Blocks))
	kind := f.answerKind()
	several := findsSeveral(res)
	finds := findsOne(res) || withVerdict(res) || several
	look := func(ret *ssa.Return, ways gate.Ways) {
		if finds && len(ways) > 0 && len(ret.Results) > 0 { // there are none where the code is not complete
			there := f.there(ret.Results[0])
			found, missing = found.Or(ways.And(there.yes)), missing.Or(ways.And(there.no))
		}
	}
	tells := func(r ssa.Value) bool { return !isError(r.Type()) && f.cat.Type(ssaform.Named(r.Type())) == 0 }
	reason := func(r ssa.Value) bool { return boolFirst(res) && texts(r.Type()) } // or somebody
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover {
			if f.denies[b.Index] != nil {
				denied++
			}
			continue
		}
		returns++
		if f.denies[b.Index] != nil {
			denied++
		}
		for i, r := range ret.Results {
			if !isError(r.Type()) {
				s.Results[i] = s.Results[i].Union(f.letOut(f.entered(f.content(r)), f.out[b.Index]))
			}
		}
		if kind == 0 || len(ret.Results) == 0 {
			if res.Len() == 0 || kind == 0 {
				if ways := f.out[b.Index]; len(ways) > 0 {
					allows = append(allows, Allow{Pos: ret.Pos(), What: "return", ways: ways, block: b})
				}
			}
			look(ret, f.out[b.Index])
			continue
		}
		last := ret.Results[len(ret.Results)-1]
		var c pair
		c, kind = f.answer(ret, kind)
		y, n := f.out[b.Index].And(c.yes), f.out[b.Index].And(c.no)
		if f.denies[b.Index] != nil {
			turned = true
			no = no.Or(f.in[b.Index].And(c.no))
		} else if len(n) > 0 {
			declined = true // without having answered
		}
		f.yesAt[b.Index] = y
		f.vouch(y)
		look(ret, y)
		if isError(last.Type()) {
			errs := f.errorsOf(last)
			s.Errors = append(s.Errors, errs...)
			for _, name := range errs {
				refused[name] = refused[name].Or(n)
			}
		}
		yes, no = yes.Or(y), no.Or(n)
		if len(y) > 0 {
			a := Allow{Pos: ret.Pos(), What: "return", ways: y, block: b, nobody: nobody(ret)}
			a.Told = isUnknown(c) && slices.ContainsFunc(ret.Results, func(r ssa.Value) bool { return isBool(r.Type()) && f.toldElsewhere(r) })
			for _, r := range ret.Results {
				if tells(r) {
					a.Labels = a.Labels.Union(f.content(r))
				}
				if tells(r) && !reason(r) {
					a.Fixed = append(a.Fixed, f.fixed(r)...)
				}
			}
			if there, nothing := f.findings(ret, y); len(nothing) > 0 && len(there) > 0 {
				none := a
				none.ways, none.nobody, none.Fixed = nothing, true, nil
				allows = append(allows, none)
				returned = append(returned, ret)
				a.ways = there
			}
			allows = append(allows, a)
			returned = append(returned, ret)
		}
	}
	for n, ret := range returned { // when all that is asked is known
		for i, r := range ret.Results {
			if tells(r) {
				for _, s := range f.shapes(r) {
					s.Result = i
					allows[n].Shape = append(allows[n].Shape, s)
				}
			}
		}
	}
	var ok bool
	if kind != 0 {
		s.Outcome = true
		s.Turns = turned && !declined
		if after := f.afterPanic(kind); len(after) > 0 {
			yes = yes.Or(after)
			allows = append(allows, Allow{Pos: fn.Pos(), What: "return", ways: after, block: fn.Recover})
		}
		if s.Yes, ok = f.paths(yes); !ok {
			s.Opaque = true
		}
		if s.No, ok = f.paths(no); !ok {
			s.No = nil
			if len(no) > 0 {
				s.No = []gate.Path{nil}
			}
		}
	}
	if finds && len(missing) > 0 {
		if ps, ok := f.paths(found); ok && (!several || hasEvidence(ps)) {
			s.Finds, s.Found = true, ps
		}
	}
	nexts := f.nexts()
	var next gate.Ways
	for _, n := range nexts {
		next = next.Or(n.ways)
	}
	if len(nexts) > 0 {
		s.Passes = true
		if s.Next, ok = f.paths(next); !ok {
			s.Opaque = true
		}
	}
	s.Opaque = s.Opaque || f.gaveUp
	if res.Len() == 0 && len(allows) == 0 && denied > 0 && returns+denied > 0 && len(nexts) == 0 {
		s.Denies = true
	}
	s.StatusArg = f.statusArg()
	slices.Sort(s.Errors)
	if s.Errors = slices.Compact(s.Errors); len(s.Errors) > maxErrors {
		s.Errors = []string{anyError}
	}
	s.Refusals = f.refusals(s.Errors, refused)
	s.Must = f.must(panics)
	if panics {
		var ways gate.Ways
		for _, b := range fn.Blocks {
			if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
				ways = ways.Or(f.out[b.Index])
			}
		}
		if ps, ok := f.paths(ways); ok && hasEvidence(ps) {
			s.Returns = ps
		}
	}
	for i := range s.Results {
		s.Results[i] = f.local(s.Results[i].Union(f.chosenResult(i)))
	}
	s.Fills = f.fills()
	s.Applies = f.applied()
	s.Sinks, s.Hands = f.leaves()
	s.Names = catalog.IdentifierName(fn.Name()) && fn.Parent() == nil && len(f.callers[fn]) == 0 && slices.ContainsFunc(s.Sinks, func(k Sink) bool {
		return k.Kind == Returned && k.Labels.Any(func(l flow.Label) bool { return l.Root == flow.Param && flow.Identity(l.Aspect) })
	})
	s.Flags = f.flags()
	s.Codes = f.codes()
	if s.Outcome && res.Len() > 1 && !isError(res.At(0).Type()) && (types.IsInterface(res.At(0).Type()) || isPrincipal(res.At(0).Type()) && (hasEvidence(s.Yes) || hasEvidence(s.Found))) {
		s.Kinds = f.kinds()
	}
	s.Reaches = f.reaches()
	s.Makes = f.provisions()
	g := f.gate(allows, nexts, denied > 0 || f.turned, kind)
	g.Sinks = s.Sinks
	g.Puts = f.puts()
	g.Distinct = f.distinct()
	g.Grants = f.grants(g.Allows)
	if g.Kind == Helper && res.Len() == 0 && g.Appoints() {
		g.Kind = Handler // a step that turns nobody away, and makes somebody of whoever has a certificate
	}
	if ranks := append(f.ranks(), slices.DeleteFunc(slices.Clone(g.Grants), func(p Grant) bool { return !p.made })...); g.Kind == Helper && len(ranks) > 0 {
		g.Kind, g.Allows, g.Grants, g.Ranks = Handler, nil, ranks, true
	}
	g.Denials, s.Answers = f.denials(g.Allows)
	if g.Kind == Middleware || res.Len() == 0 {
		g.Denials = append(g.Denials, f.forgotten(g.Allows)...)
	}
	s.Answers = s.Answers && !s.Passes
	s.Settles = res.Len() == 0 && f.decidesItself(g, allows, denied > 0)
	s.Gate = g.Kind != Helper && !(g.Kind == Decider && g.Called) // who calls it in its package answers, and so does whoever else does
	s.Judges, s.Verifier = s.Gate && g.Request && !g.Called, s.Gate && g.Verifies()
	if e, ok := f.directives[fn]; ok && s.Outcome {
		s.Yes, s.No, s.Opaque = []gate.Path{{{Evidence: []gate.Evidence{e}}}}, []gate.Path{nil}, false
	}
	var mine []Sink
	for _, k := range s.Sinks {
		if k.Labels.Any(func(l flow.Label) bool { return l.Root == flow.Param }) {
			k.Labels = f.own(k.Labels)
			mine = append(mine, k)
		}
	}
	s.Sinks = mine
	return s, g
}

// answer returns the truth of what a return statement answers, and how it does.
func (f *function) answer(ret *ssa.Return, kind answer) (c pair, as answer) {
	res := f.fn.Signature.Results()
	last := ret.Results[len(ret.Results)-1]
	if i, ok := besideError(res); ok {
		return both(f.cond(ret.Results[i]), f.noError(last)), answersBoth
	}
	if i, ok := answerIn(res); ok {
		last = ret.Results[i]
	}
	if known, ok := f.established(last, nil, ret.Block()); ok && kind != answersBoth && kind != answersVerdict {
		return known, kind
	}
	switch kind {
	case answersBool:
		c = f.cond(last)
	case answersError:
		c = f.noError(last)
	case answersValue:
		c = f.nonNil(last, last)
	case answersText:
		c = f.text(last, "", last).not()
	case answersVerdict:
		c = f.verdict(last)
	}
	return c, kind
}

// afterPanic returns the ways in which deferred functions turn a panic into a
// yes.
func (f *function) afterPanic(kind answer) gate.Ways {
	res := f.fn.Signature.Results()
	for _, b := range f.fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b != f.fn.Recover || len(ret.Results) != res.Len() {
			continue
		}
		at, _ := answerIn(res)
		load, ok := ret.Results[at].(*ssa.UnOp)
		switch {
		case !ok:
		case kind == answersBool:
			return f.recovers(cell{v: load.X}, question{ask: isTrue})
		case kind == answersError:
			return f.recovers(cell{v: load.X}, question{ask: isNoError})
		}
	}
	return nil
}

// must returns 1 + the parameter that is an error without which alone the
// function returns, 0 if there is none.
func (f *function) must(panics bool) int {
	if !panics {
		return 0
	}
	for i, q := range f.fn.Params {
		if !isError(q.Type()) {
			continue
		}
		all := true
		for _, b := range f.fn.Blocks {
			if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != f.fn.Recover {
				c, ok := f.established(q, nil, b)
				all = all && ok && len(c.no) == 0
			}
		}
		if all {
			return i + 1
		}
	}
	return 0
}

// local replaces labels of enclosing functions' parameters.
func (f *function) local(s flow.Set) flow.Set {
	own := f.number[f.fn]
	var out flow.Set
	for _, l := range s {
		if l.Root == flow.Param && l.Owner != own {
			out = out.Union(f.expand(flow.Set{l}, 0))
			continue
		}
		out = out.Add(l)
	}
	return out
}

func (f *function) own(s flow.Set) flow.Set {
	own := f.number[f.fn]
	return s.Map(func(l flow.Label) (flow.Label, bool) { return l, l.Root == flow.Param && l.Owner == own })
}

type answer uint8

const (
	answersBool answer = iota + 1
	answersError
	answersValue
	answersBoth    // (…, bool, error)
	answersText    // a text that is empty for no
	answersVerdict // a struct with a flag
)

// answerKind returns how results answer, by the last of them or by a bool before
// everything else; 0 if they do not.
func answerKind(res *types.Tuple) answer {
	if res.Len() == 0 {
		return 0
	}
	t := res.At(res.Len() - 1).Type()
	if isError(t) {
		return answersError
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsBoolean != 0 {
			return answersBool
		}
		if somebodyFirst(res) {
			return answersValue
		}
	case *types.Pointer:
		if res.Len() == 1 && ssaform.Named(t) != "" {
			return answersValue
		}
	}
	if boolFirst(res) {
		return answersBool
	}
	return 0
}

// somebodyFirst reports whether results are somebody, nil for nobody, and a text about it.
func somebodyFirst(res *types.Tuple) bool {
	if b, ok := res.At(res.Len() - 1).Type().Underlying().(*types.Basic); res.Len() != 2 || !ok || b.Info()&types.IsString == 0 {
		return false
	}
	ptr, ok := types.Unalias(res.At(0).Type()).(*types.Pointer)
	return ok && ssaform.Named(ptr) != ""
}

// answerKind returns how the function answers: by its results' types, or by one
// text or interface value that is a constant, or nil, in some cases.
func (f *function) answerKind() answer {
	res := f.fn.Signature.Results()
	kind := answerKind(res)
	if f.givesVerdicts() {
		return answersVerdict
	}
	if kind != 0 || res.Len() != 1 {
		return kind
	}
	constant := func() bool {
		for _, b := range f.fn.Blocks {
			if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(r.Results) == 1 && (isConst(r.Results[0]) || f.flag(r.Results[0], 0)) {
				return true
			}
		}
		return false
	}
	switch u := res.At(0).Type().Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 && constant() {
			return answersText
		}
	case *types.Interface:
		if f.cat.Type(ssaform.Named(res.At(0).Type())) == 0 && constant() {
			return answersValue
		}
	}
	return 0
}

// findsOne reports whether results have the form (somebody, error).
func findsOne(res *types.Tuple) bool {
	if res.Len() != 2 || !isError(res.At(1).Type()) {
		return false
	}
	switch res.At(0).Type().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// there is the truth of a result, mostly beside an error, being somebody, or a yes, or a
// list with anything in it.
func (f *function) there(v ssa.Value) pair {
	switch {
	case isVerdict(v.Type()):
		return f.verdict(v)
	case isList(v.Type()):
		return f.hasElements(v)
	}
	return f.nonNil(v, v)
}

// findings divides the ways to a return by whether it returns somebody beside the error
// that is nil, where that depends on what somebody else found.
func (f *function) findings(ret *ssa.Return, ways gate.Ways) (there, nothing gate.Ways) {
	if !findsOne(f.fn.Signature.Results()) || isConst(ret.Results[0]) {
		return nil, nil
	}
	c := f.there(ret.Results[0])
	if isUnknown(c) {
		return nil, nil
	}
	return ways.And(c.yes), ways.And(c.no)
}

// answersText reports whether a call is of a function that is known, or of each of a list of
// such in turn, and that answers with a text.
func (f *function) answersText(call *ssa.Call) bool {
	ks, open, list := f.callees(call.Common())
	return len(ks) > 0 && (list || !open) && !slices.ContainsFunc(ks, func(k callee) bool { return !k.sum.Outcome })
}

type nextCall struct {
	call ssa.CallInstruction
	ways gate.Ways
}

// nexts returns the calls that pass the request on, with the ways to them.
func (f *function) nexts() []nextCall {
	var out []nextCall
	closes := f.closesConnection() || f.closedByCallers()
	for _, b := range f.fn.Blocks {
		if len(f.in[b.Index]) == 0 {
			continue
		}
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if in == f.denies[b.Index] {
				break
			}
			if f.isNext(call) || closes && f.handsConnection(call) {
				if ways := f.in[b.Index].And(f.handsOn(b)).And(f.survives(b, call)).And(f.cleans(b, call)).And(f.handsWith(call)).And(f.serves(call)); len(ways) > 0 {
					out = append(out, nextCall{call, ways})
				}
				continue
			}
			ks, open, _ := f.callees(call.Common())
			if open || len(ks) != 1 || !ks[0].sum.Passes {
				continue
			}
			if ways := f.in[b.Index].And(f.expandPaths(ks[0].sum.Next, ks[0], call)); len(ways) > 0 {
				out = append(out, nextCall{call, ways})
			}
		}
	}
	return out
}

// serves returns the ways in which the handler that is called is not one that
// denies: which it is may depend on a branch.
func (f *function) serves(call ssa.CallInstruction) gate.Ways {
	phi, ok := call.Common().Value.(*ssa.Phi)
	if !ok {
		return gate.Always()
	}
	var ways gate.Ways
	for i, e := range phi.Edges {
		fns, open := f.targets(e, 0)
		if !open && len(fns) > 0 && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return f.sums[fn] == nil || !f.sums[fn].Denies }) {
			continue
		}
		ways = ways.Or(f.edge(phi.Block().Preds[i], phi.Block()))
	}
	return ways
}

// handsWith returns, as ways, that an identity goes along with the request.
func (f *function) handsWith(call ssa.CallInstruction) gate.Ways {
	var s flow.Set
	for _, a := range call.Common().Args {
		s = s.Union(f.content(a).Map(func(l flow.Label) (flow.Label, bool) {
			return l, flow.Identity(l.Aspect) || flow.Certificate(l.Aspect) && l.Aspect != catalog.State
		}))
	}
	if len(s) == 0 {
		return gate.Always()
	}
	return f.hand(s, call.Pos(), fmt.Sprintf("with:%d", call.Pos()))
}

// connection reports whether t is a network connection.
func connection(t types.Type) bool {
	n := ssaform.Named(t)
	if n == "net.Conn" || n == "crypto/tls.Conn" {
		return true
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "ConnectionState")
	_, ok := obj.(*types.Func)
	return ok
}

// closesConnection reports whether the function turns connections away: where it
// denies, or whenever it returns.
func (f *function) closesConnection() bool {
	for _, in := range f.denies {
		if call, ok := in.(ssa.CallInstruction); ok && onConnection(call.Common()) {
			return true
		}
	}
	return defersClose(f.fn)
}

// closedByCallers reports whether the function is given a connection that all its callers
// close in the end, and says with an error that they shall.
func (f *function) closedByCallers() bool {
	callers := f.callers[f.fn]
	return len(callers) > 0 && f.fn.Signature.Results().Len() == 1 && isError(lastResult(f.fn.Signature)) &&
		slices.ContainsFunc(f.fn.Params, func(q *ssa.Parameter) bool { return connection(q.Type()) }) &&
		!slices.ContainsFunc(callers, func(c ssa.CallInstruction) bool { return !defersClose(c.Parent()) })
}

// onConnection reports whether a call is one of a connection's methods.
func onConnection(c *ssa.CallCommon) bool {
	return c.Signature().Recv() != nil && connection(ssaform.Arguments(c)[0].Type())
}

// defersClose reports whether a function closes a connection whenever it returns.
func defersClose(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
			d, ok := in.(*ssa.Defer)
			return ok && closes(d.Common())
		})
	})
}

// handsConnection reports whether a call hands a connection on to the program's
// own code.
func (f *function) handsConnection(call ssa.CallInstruction) bool {
	c := call.Common()
	if f.static(c) == nil && ssaform.Object(c) != nil {
		return false // another package's
	}
	if res := c.Signature().Results(); res.Len() > 0 && !isError(res.At(0).Type()) {
		return false // it is asked something, or wraps it
	}
	for _, a := range c.Args {
		if connection(a.Type()) {
			return true
		}
		if m, ok := a.(*ssa.MakeInterface); ok && connection(m.X.Type()) {
			return true
		}
	}
	return false
}

// statusArg returns 1 + the parameter that holds the status with which the
// function answers, 0 if there is none.
func (f *function) statusArg() int {
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			c := call.Common()
			args := ssaform.Arguments(c)
			status := func(v ssa.Value) int {
				if v == nil {
					return 0
				}
				if q, ok := v.(*ssa.Parameter); ok && q.Parent() == f.fn {
					return paramIndex(q) + 1
				}
				return 0
			}
			for _, r := range f.cat.Rows(f.name(c)) {
				if (r.Role == catalog.Deny || r.Role == catalog.Abort) && r.Arg >= 0 {
					if i := status(argument(args, r.Arg, c)); i > 0 {
						return i
					}
				}
			}
			for _, k := range first(f.callees(c)) {
				if k.sum.StatusArg > 0 && k.sum.StatusArg-1 < len(args) {
					if i := status(args[k.sum.StatusArg-1]); i > 0 {
						return i
					}
				}
			}
		}
	}
	return 0
}

// gate returns the gate that the function is, nil if it is none.
func (f *function) gate(allows []Allow, nexts []nextCall, denies bool, kind answer) *Gate {
	fn := f.fn
	g := &Gate{Fn: fn, Name: functionName(fn), Short: fn.Name(), Pos: fn.Pos(), Called: len(f.callers[fn]) > 0, Value: f.escaping[fn]}
	g.MTLS = catalog.MTLSWords(fn.Name()) || f.speaksOfMTLS()
	g.Shows = f.shows()
	g.Carries = f.verifiesKept()
	g.Front = f.frontProxy()
	g.Headers = f.headersRead()
	g.Request = perCall(f, fn)
	g.Answers = kind != 0 && fn.Signature.Results().Len() > 1 && (g.Request || findsUser(fn.Signature)) && ast.IsExported(fn.Name()) && fn.Parent() == nil
	g.Finds = ast.IsExported(fn.Name()) && findsUser(fn.Signature) && takesCertificate(f, fn)
	for i, q := range fn.Params {
		if certificates(q.Type()) && catalog.PeerList(fn.Name(), q.Name()) {
			g.Lists = append(g.Lists, i)
		}
	}
	g.Refuses = fn.Parent() == nil && isError(lastResult(fn.Signature)) && (catalog.DecisionName(fn.Name()) || catalog.AcceptName(fn.Name()))
	if res := fn.Signature.Results(); res.Len() > 0 {
		g.Hands = connection(res.At(0).Type())
		g.K8s = ssaform.Named(res.At(0).Type()) == "k8s.io/apiserver/pkg/authentication/authenticator.Response" && g.Request
	}
	if fn.Parent() != nil {
		g.Short = ""
		for q := fn; q != nil; q = q.Parent() {
			g.MTLS = g.MTLS || catalog.MTLSWords(q.Name())
		}
	}
	handler := false
	for _, q := range fn.Params {
		switch f.role(q.Type()) {
		case catalog.RequestType, catalog.ResponseType:
			handler = true
		}
	}
	registered := f.escaping[fn] || fn.Parent() != nil || f.oneOfSeveral() || f.ofHandlerForm()
	var replies []Allow
	aloud := false
	answers := func() bool {
		replies, aloud = f.replies()
		return len(replies) > 0
	}
	switch {
	case len(nexts) > 0:
		g.Kind = Middleware
		for _, n := range nexts {
			g.Allows = append(g.Allows, Allow{Pos: n.call.Pos(), What: callText(n.call.Common()), ways: n.ways, block: n.call.Block()})
		}
	case callback(fn) || stateCallback(fn) || f.callbacks[fn]:
		g.Kind, g.Allows = Callback, allows
	case kind == 0 && denies && (handler || f.closesConnection()):
		g.Kind, g.Allows = Handler, allows
	case kind == 0 && registered && len(f.commanded(allows)) > 0:
		g.Kind, g.Allows, g.MTLS = Handler, f.commanded(allows), true
	case serviceMethod(f, fn) && !catalog.DecisionName(fn.Name()):
		g.Kind, g.Allows = Handler, allows
	case kind == answersError && frameworkHandler(f, fn) && registered && fn.Signature.Results().Len() == 1:
		g.Kind, g.Allows = Handler, allows
	case kind == answersError && registered && f.repliesByResult() && !slices.ContainsFunc(allows, func(a Allow) bool { return meaningful(a.Labels) }):
		g.Kind, g.Allows = Handler, allows
	case (kind == answersError || kind == answersBoth) && f.closesConnection():
		g.Kind, g.Allows = Decider, allows
	case kind == answersError && perRequest(f, fn) && !g.Called && !keepsCertificate(fn):
		g.Kind, g.Allows = Decider, allows
	case kind != 0 && (catalog.DecisionName(fn.Name()) && (ast.IsExported(fn.Name()) || registered) || registered && kind == answersError && takesCertificate(f, fn)):
		g.Kind, g.Allows = Decider, allows
		g.Step = f.escaping[fn] && !ast.IsExported(fn.Name()) && f.holdsConnection(fn.Params) // one of a list
	case kind != 0 && takesCertificate(f, fn) && f.takenToDecide():
		g.Kind, g.Allows = Decider, allows
	case answers():
		g.Kind, g.Allows, g.MTLS, g.Step = Handler, replies, aloud, !aloud || !f.worksBehind(fn.Blocks[0], replies)
	case kind == answersError && findsUser(fn.Signature) && len(f.callers[fn]) == 0 && (g.Answers && g.Request && slices.ContainsFunc(allows, func(a Allow) bool { return len(a.Fixed) > 0 }) || f.makesSomebody(allows)):
		g.Kind, g.Allows = Decider, allows // of whoever it answers it makes somebody of its own
	case kind == answersError && (registered && f.holdsConnection(fn.Params) || f.stepOfSession() || f.givenConnections()):
		g.Kind, g.Allows, g.Step = Decider, allows, true
	case kind == answersError && f.servesByFlag(g.MTLS, allows):
		g.Kind, g.Allows = Decider, allows
	case kind == answersError && len(allows) == 0 && len(f.console()) > 0:
		g.Kind, g.Allows, g.console = Handler, f.console(), true
	case kind != 0 && g.Finds && catalog.DecisionName(fn.Name()):
		g.Kind, g.Allows = Decider, allows
	case kind != 0:
		g.Kind, g.Allows = Helper, allows
	default:
		g.Kind, g.Allows = Helper, nil
	}
	if g.Kind == Decider && givesFunction(fn) {
		g.Kind = Helper // what it returns is the decision
	}
	if yields(fn) {
		g.Kind, g.Allows = Helper, nil // the body of a range, which answers nobody
	}
	most := 1
	if len(replies) > 0 && g.Kind == Handler && len(g.Allows) <= maxCommands {
		most += maxCommands
	}
	if blocks := f.identifiesIn(g.Kind == Handler, most); len(blocks) < most { // one command is none of the others
		for i, a := range g.Allows {
			g.Allows[i].Identified = slices.ContainsFunc(blocks, func(b *ssa.BasicBlock) bool { return b == a.block || reaches(b, a.block) || reaches(a.block, b) })
		}
	} else {
		g.Identified = true
	}
	f.apart(g.Allows)
	return g
}

// givesFunction reports whether fn returns a function first.
func givesFunction(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	if res.Len() == 0 {
		return false
	}
	_, ok := res.At(0).Type().Underlying().(*types.Signature)
	return ok
}

// Streams reports whether l is of what the gate reads from a stream that it is given, such as
// a file: nobody has shown it.
func (g *Gate) Streams(l flow.Label) bool {
	return l.Root == flow.Param && l.Param < len(g.Fn.Params) && ssaform.Named(g.Fn.Params[l.Param].Type()) == "io.Reader"
}

// ofHandlerForm reports whether the function is an exported handler that answers with an error,
// of a form that functions of its package are given: they make handlers of others of it.
func (f *function) ofHandlerForm() bool {
	sig := f.fn.Signature
	if f.fn.Parent() != nil || !ast.IsExported(f.fn.Name()) || len(f.callers[f.fn]) > 0 || !f.handlerForm(sig) {
		return false
	}
	form := types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	return slices.ContainsFunc(f.handlerForms(), func(t *types.Signature) bool { return types.Identical(t, form) })
}

// handlerForm reports whether a function answers a request with an error, or by itself.
func (p *program) handlerForm(sig *types.Signature) bool {
	if sig.Results().Len() != 1 || !isError(lastResult(sig)) {
		return false
	}
	for v := range sig.Params().Variables() {
		if p.cat.Type(ssaform.Named(v.Type())) == catalog.ResponseType {
			return true
		}
	}
	return false
}

// handlerForms returns the types of the handlers that functions of the package are given.
func (p *program) handlerForms() []*types.Signature {
	if p.handled != nil {
		return p.handled
	}
	p.handled = []*types.Signature{}
	for _, fn := range p.fns {
		for _, q := range fn.Params {
			t, ok := q.Type().Underlying().(*types.Signature)
			if ok && p.handlerForm(t) && !slices.ContainsFunc(p.handled, func(o *types.Signature) bool { return types.Identical(o, t) }) {
				p.handled = append(p.handled, t)
			}
		}
	}
	return p.handled
}

// oneOfSeveral reports whether the function is one that programs choose from: it finds a
// user or takes a step for a connection, as an interface of its own package asks of types, or
// is given a certificate or a connection's state, as a function type of its own package is,
// and answers with more than a text that it takes out, unless that type lets somebody in.
func (f *function) oneOfSeveral() bool {
	sig := f.fn.Signature
	if f.fn.Parent() != nil || !ast.IsExported(f.fn.Name()) {
		return false
	}
	finds := sig.Recv() != nil && (findsUser(sig) || isError(lastResult(sig)) && f.holdsConnection(f.fn.Params[1:]))
	given := isError(lastResult(sig)) && slices.ContainsFunc(f.fn.Params, func(q *ssa.Parameter) bool {
		_, ok := certificateType(q.Type())
		return ok
	})
	if !finds && !given {
		return false
	}
	scope := f.pkg.Scope()
	return slices.ContainsFunc(scope.Names(), func(n string) bool {
		tn, ok := scope.Lookup(n).(*types.TypeName)
		if !ok || !tn.Exported() {
			return false
		}
		switch t := tn.Type().Underlying().(type) {
		case *types.Interface:
			if !finds || !types.Implements(sig.Recv().Type(), t) {
				return false
			}
			obj, _, _ := types.LookupFieldOrMethod(t, false, f.pkg, f.fn.Name())
			return obj != nil
		case *types.Signature:
			return given && (!texts(sig.Results().At(0).Type()) || catalog.AuthorizationName(tn.Name())) && types.Identical(types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic()), t)
		}
		return false
	})
}

// makesSomebody reports whether the function, one of several that find users, asks for a
// certificate and makes of whoever has one somebody of its own.
func (f *function) makesSomebody(allows []Allow) bool {
	return f.oneOfSeveral() && f.asksForCertificate() && slices.ContainsFunc(allows, func(a Allow) bool {
		return len(a.Fixed) > 0 && !slices.ContainsFunc(a.Fixed, catalog.NobodyName)
	})
}

// holdsConnection reports whether one of the parameters points to a struct of the program that
// holds a TLS connection, its state or what was found of its certificate: a session.
func (p *program) holdsConnection(params []*ssa.Parameter) bool {
	return slices.ContainsFunc(params, func(q *ssa.Parameter) bool { return p.isSession(q.Type()) })
}

// isSession reports whether t is, or points to, a struct of the program that holds a
// connection, or its certificate.
func (p *program) isSession(t types.Type) bool {
	s := ssaform.Struct(t)
	if n := ssaform.Named(t); s == nil || n == "" || std(catalog.PackageOf(n)) {
		return false
	}
	for v := range s.Fields() {
		_, certificate := certificateType(v.Type())
		if n := ssaform.Named(v.Type()); certificate || n == "crypto/tls.Conn" || p.cat.Type(n) == catalog.AuthInfoType {
			return true
		}
	}
	return false
}

// stepOfSession reports whether the function is a step that a session takes, or a connection, all
// of whose callers close the connection in the end: it says with an error that they shall.
func (f *function) stepOfSession() bool {
	callers := f.callers[f.fn]
	return len(callers) > 0 && !f.escaping[f.fn] && slices.ContainsFunc(f.fn.Params, func(q *ssa.Parameter) bool { return f.session(q) || connection(q.Type()) }) &&
		!slices.ContainsFunc(callers, func(c ssa.CallInstruction) bool {
			call, ok := c.(*ssa.Call)
			return !ok || !f.closesSession(c.Parent()) || !leavesFailed(call)
		})
}

// givenConnections reports whether the function says with an error that a connection which it is
// given shall be closed, to what is given the function as a value, hands it connections and
// closes them.
func (f *function) givenConnections() bool {
	p := f.program
	if p.served == nil {
		p.served = p.connectionHandlers()
	}
	return p.served[f.fn]
}

// connectionHandlers returns the functions that are handed connections as values which return an
// error and no more.
func (p *program) connectionHandlers() map[*ssa.Function]bool {
	out := map[*ssa.Function]bool{}
	for _, fn := range p.fns {
		callsAny(fn, func(c *ssa.CallCommon) bool {
			_, builtin := c.Value.(*ssa.Builtin)
			if c.IsInvoke() || builtin || p.static(c) != nil || c.Signature().Results().Len() != 1 || !isError(lastResult(c.Signature())) {
				return false
			}
			if slices.ContainsFunc(c.Args, p.accepted) && p.closesSession(fn) {
				fns, _ := p.targets(c.Value, 0)
				for _, h := range fns {
					out[h] = true
				}
			}
			return false
		})
	}
	return out
}

// accepted reports whether v is a connection that a listener has accepted.
func (p *program) accepted(v ssa.Value) bool {
	if !connection(v.Type()) {
		return false
	}
	found := false
	p.trace(v, func(v ssa.Value) (end, known bool) {
		call, i := callOf(v)
		if call == nil || i != 0 || p.static(call.Common()) != nil {
			return false, false
		}
		found = found || strings.HasPrefix(calledName(call.Common()), "Accept") || p.name(call.Common()) == "crypto/tls.Server"
		return true, true
	})
	return found
}

// leavesFailed reports whether whoever makes a call returns where that returns an error, or goes
// on to the next in a loop.
func leavesFailed(call *ssa.Call) bool {
	return slices.ContainsFunc(call.Parent().Blocks, func(b *ssa.BasicBlock) bool {
		i, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			return false
		}
		c, failing := failure(i)
		if c != call {
			return false
		}
		failed := b.Succs[1]
		if failing {
			failed = b.Succs[0]
		}
		_, returns := failed.Instrs[len(failed.Instrs)-1].(*ssa.Return)
		return returns || len(failed.Succs) == 1 && failed.Succs[0].Dominates(failed)
	})
}

// session reports whether q points to a struct of the package that holds a connection.
func (p *program) session(q *ssa.Parameter) bool {
	n, s := ssaform.NamedType(q.Type()), ssaform.Struct(q.Type())
	if n == nil || s == nil || n.Obj().Pkg() != p.pkg {
		return false
	}
	for v := range s.Fields() {
		if connection(v.Type()) {
			return true
		}
	}
	return false
}

// closesSession reports whether fn closes a connection, or calls what does so for a session.
func (p *program) closesSession(fn *ssa.Function) bool {
	return callsAny(fn, func(c *ssa.CallCommon) bool {
		by := p.static(c)
		return closes(c) || by != nil && len(by.Params) == 1 && p.session(by.Params[0]) && callsAny(by, closes)
	})
}

// closes reports whether a call closes a connection.
func closes(c *ssa.CallCommon) bool { return calledName(c) == "Close" && onConnection(c) }

// callsAny reports whether fn has a call, deferred or not, that is what is looked for.
func callsAny(fn *ssa.Function, is func(*ssa.CallCommon) bool) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
			call, ok := in.(ssa.CallInstruction)
			return ok && is(call.Common())
		})
	})
}

// commanded returns the allows of a command of a protocol such as SMTP or FTP, which is given
// the session and answers with a reply code and a text (RFC 5321, 4.2.1): those with a code that
// does not refuse. There are none unless it refuses with words about client certificates, and
// has work to do for others.
func (f *function) commanded(allows []Allow) (done []Allow) {
	res := f.fn.Signature.Results()
	if res.Len() != 2 || !types.Identical(res.At(0).Type(), types.Typ[types.Int]) || !texts(res.At(1).Type()) || !f.holdsConnection(f.fn.Params) {
		return nil
	}
	refuses := false
	for _, a := range allows {
		if a.block == nil {
			return nil
		}
		ret, ok := a.block.Instrs[len(a.block.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) != 2 {
			return nil
		}
		code, ok := ret.Results[0].(*ssa.Const)
		if !ok {
			return nil
		}
		if !isStatus(code) {
			done = append(done, a)
			continue
		}
		text, ok := ret.Results[1].(*ssa.Const)
		refuses = refuses || ok && text.Value != nil && text.Value.Kind() == constant.String && catalog.MTLSWords(constant.StringVal(text.Value))
	}
	if !refuses || !f.worksBehind(f.fn.Blocks[0], done) {
		return nil
	}
	return done
}

// askedByType notes of functions that programs choose from that they are asked about a
// peer's certificate: a gate of their package asks a value of their type.
func (p *program) askedByType() {
	var asked []*types.Signature
	for _, fn := range p.fns {
		if !p.gated(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(ssa.CallInstruction)
				if !ok || c.Common().IsInvoke() || c.Common().StaticCallee() != nil || !strings.HasPrefix(ssaform.Named(c.Common().Value.Type()), p.pkg.Path()+".") {
					continue
				}
				peers := slices.ContainsFunc(c.Common().Args, func(a ssa.Value) bool {
					_, cert := certificateType(a.Type())
					return cert && p.content(a).Any(func(l flow.Label) bool { return l.Root == flow.Peer })
				})
				if t, ok := c.Common().Value.Type().Underlying().(*types.Signature); ok && peers {
					asked = append(asked, t)
				}
			}
		}
	}
	for _, fn := range p.fns {
		f, g := p.funcs[fn], p.gates[fn]
		if len(asked) == 0 || f == nil || g == nil || g.Kind != Decider || !f.oneOfSeveral() {
			continue
		}
		sig := types.NewSignatureType(nil, nil, nil, fn.Signature.Params(), fn.Signature.Results(), fn.Signature.Variadic())
		g.Asked = slices.ContainsFunc(asked, func(t *types.Signature) bool { return types.Identical(sig, t) })
	}
}

// yields reports whether fn is the body of a range over a function.
func yields(fn *ssa.Function) bool { return strings.HasPrefix(fn.Synthetic, "range-over-func") }

// apart states the ways of each place at which the gate lets somebody in.
// What makes nobody of a caller is no part of what lets somebody in.
func (f *function) apart(allows []Allow) {
	for _, somebody := range []bool{false, true} {
		var of []int
		var all []gate.Ways
		for i, a := range allows {
			if (!a.nobody || len(a.Fixed) > 0 || len(a.Labels) > 0) == somebody {
				of, all = append(of, i), append(all, a.ways)
			}
		}
		for i, ways := range gate.Apart(all) {
			allows[of[i]].Ways = f.ways(ways, allows[of[i]].block)
		}
	}
}

// speaksOfMTLS reports whether what the function denies with does.
func (f *function) speaksOfMTLS() bool {
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			denies := in == f.denies[b.Index] || f.makesError(call.Common(), call.Call.Signature().Results().Len()-1)
			for _, r := range f.cat.Rows(f.name(call.Common())) {
				denies = denies || r.Role == catalog.Deny || r.Role == catalog.Abort
			}
			if !denies {
				continue
			}
			for _, a := range call.Call.Args {
				if m, ok := a.(*ssa.MakeInterface); ok {
					a = m.X
				}
				if k, ok := a.(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.String && catalog.MTLSWords(constant.StringVal(k.Value)) {
					return true
				}
			}
		}
	}
	return false
}

// verifiesKept reports whether the function verifies certificates, and takes each of them
// out of a context.
func (f *function) verifiesKept() bool {
	n := 0
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			for _, v := range f.verified(call.Common()) {
				if v == nil || !f.outOfContext(v) {
					return false
				}
				n++
			}
		}
	}
	return n > 0
}

// verified returns the certificates that a call verifies, itself or by what the program has for that.
func (f *function) verified(c *ssa.CallCommon) (out []ssa.Value) {
	for _, r := range f.cat.Rows(f.name(c)) {
		if r.Role == catalog.Verify {
			out = append(out, argument(ssaform.Arguments(c), r.Arg, c))
		}
	}
	ks, _, _ := f.callees(c)
	for _, k := range ks {
		for _, path := range k.sum.Yes {
			for _, l := range path {
				for _, e := range l.Evidence {
					if e.Op == gate.Verify && e.Label.Root == flow.Param && e.Label.Owner == k.owner && e.Label.Param < len(k.args) {
						out = append(out, k.args[e.Label.Param])
					}
				}
			}
		}
	}
	return out
}

// outOfContext reports whether all that v may be comes out of a context.
func (p *program) outOfContext(v ssa.Value) bool {
	found := false
	open := p.trace(v, func(v ssa.Value) (end, known bool) {
		if x, ok := v.(*ssa.Extract); ok && x.Index == 0 {
			v = x.Tuple
		}
		t, ok := v.(*ssa.TypeAssert)
		if !ok {
			return false, true
		}
		kept := p.fetched(t.X) != ""
		found = found || kept
		return true, kept
	})
	return found && !open
}

// shows reports whether the function is a debug endpoint: it answers "bad
// request" without a certificate, and prints what it says otherwise.
func (f *function) shows() bool {
	prints := false
	for _, b := range f.fn.Blocks {
		if call, ok := f.denies[b.Index].(ssa.CallInstruction); ok {
			bad := false
			for _, a := range call.Common().Args {
				if k, ok := a.(*ssa.Const); ok && k.Value != nil && k.Value.ExactString() == "400" {
					bad = true
				}
			}
			if !bad {
				return false
			}
		}
		for _, in := range b.Instrs {
			if s, ok := in.(*ssa.Store); ok && refusesBy(s) {
				return false
			}
			call, ok := in.(*ssa.Call)
			if !ok || in == f.denies[b.Index] {
				continue
			}
			if f.makesError(call.Common(), call.Call.Signature().Results().Len()-1) && slices.ContainsFunc(call.Call.Args, refuses) {
				return false
			}
			writer, cert, asked := false, false, isBool(call.Type())
			for _, a := range ssaform.Arguments(call.Common()) {
				if r := f.cat.Type(ssaform.Named(f.writtenTo(a).Type())); r == catalog.ResponseType || r == catalog.RequestType && !asked {
					writer = true
				}
				cert = cert || f.content(a).Union(f.parts(a)).Any(func(l flow.Label) bool {
					return (l.Root == flow.Peer || l.Root == flow.Forwarded) && (flow.Identity(l.Aspect) || l.Aspect == catalog.Leaf || l.Aspect == catalog.Cert)
				})
			}
			prints = prints || writer && cert
		}
	}
	return prints
}

// refuses reports whether v is a status that refuses, and not because the request was bad.
func refuses(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && isStatus(k) && k.Int64() != http.StatusBadRequest
}

// refusesBy reports whether a status that refuses is stored in an error.
func refusesBy(s *ssa.Store) bool {
	fa, ok := s.Addr.(*ssa.FieldAddr)
	return ok && refuses(s.Val) && types.Implements(fa.X.Type(), types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}

// mayWrite reports whether something of type t may write to what it is made of: not a text
// or a certificate that was taken out of a request, and not its context.
func mayWrite(f *function, t types.Type) bool {
	_, cert := certificateType(t)
	return !cert && !texts(t) && f.cat.Type(ssaform.Named(t)) != catalog.ContextType
}

// maxCommands bounds the commands of one function that are told apart.
const maxCommands = 32

// identifiesIn returns the blocks, so many at most, in which the function gives a peer's identity
// to a call that may do something with it, or keeps it. What a handler compares, it has work for;
// what an authorizer compares is its decision on that way, and on no other.
func (f *function) identifiesIn(handler bool, most int) (out []*ssa.BasicBlock) {
	told := func(s flow.Set) bool {
		return s.Any(func(l flow.Label) bool {
			return (l.Root == flow.Peer || l.Root == flow.Forwarded || l.Root == flow.Param) && flow.Identity(l.Aspect) && l.Aspect != catalog.Neutral
		})
	}
	identity := func(v ssa.Value) bool { return told(f.content(v)) }
	asked := 0
	does := func(b *ssa.BasicBlock) bool {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case ssa.CallInstruction:
				c := in.Common()
				n := f.name(c)
				if handler && (f.settles(c) || f.leftToOthers(c) || f.filters(in, &asked)) {
					return true
				}
				if _, builtin := c.Value.(*ssa.Builtin); builtin || std(catalog.PackageOf(n)) || f.cat.NeverDecides(catalog.PackageOf(n), n) || records(c) || f.onlyDecides(c) {
					continue
				}
				for _, a := range ssaform.Arguments(c) {
					if !catalog.AuditOrView(typeName(a)) && !isLogger(a) && identity(a) {
						return true
					}
				}
			case *ssa.BinOp:
				if handler && (in.Op == token.EQL || in.Op == token.NEQ) && !isConst(in.X) && !isConst(in.Y) && (identity(in.X) || identity(in.Y)) {
					return true
				}
			case *ssa.Lookup:
				if handler && identity(in.Index) {
					return true
				}
			case *ssa.MapUpdate:
				if identity(in.Key) || identity(in.Value) {
					return true
				}
			case *ssa.Store:
				if fa, ok := in.Addr.(*ssa.FieldAddr); ok && !catalog.AuditOrView(typeName(fa.X)) && told(f.added(in.Val)) {
					return true
				}
			}
		}
		return false
	}
	for _, b := range f.fn.Blocks {
		if len(out) < most && does(b) {
			out = append(out, b)
		}
	}
	return out
}

// decidesItself reports whether the function, whose gate is g, answers requests and decides
// first on who asks, or leaves that to another one that does.
func (f *function) decidesItself(g *Gate, allows []Allow, denies bool) bool {
	if g.Kind == Helper && denies { // what it answers to is in a struct
		g = &Gate{Kind: Handler, Allows: slices.Clone(allows)}
		f.apart(g.Allows)
	}
	return g.Kind == Handler && (g.decides() || f.leavesDecision())
}

// settles reports whether whatever a call reaches answers the request itself, and decides
// first on who asks.
func (f *function) settles(c *ssa.CallCommon) bool {
	ks, open, _ := f.callees(c)
	return len(ks) > 0 && !open && !slices.ContainsFunc(ks, func(k callee) bool { return !k.sum.Settles })
}

// leftToOthers reports whether a call is given a peer's certificate by a handler, and may
// decide: it is of something out of sight, or of a function that decides and says so in more
// than a yes or no.
func (f *function) leftToOthers(c *ssa.CallCommon) bool {
	n := f.name(c)
	_, builtin := c.Value.(*ssa.Builtin)
	if builtin || std(catalog.PackageOf(n)) || f.cat.NeverDecides(catalog.PackageOf(n), n) || len(f.cat.Rows(n)) > 0 || records(c) || !slices.ContainsFunc(ssaform.Arguments(c), f.peerCertificate) {
		return false
	}
	ks, open, _ := f.callees(c)
	if open || len(ks) == 0 {
		return true
	}
	return !slices.ContainsFunc(ks, func(k callee) bool {
		return k.sum.Outcome || k.fn == nil || f.funcs[k.fn] == nil || !f.funcs[k.fn].asksWhose()
	})
}

// peerCertificate reports whether v is a peer's certificate, or holds one.
func (f *function) peerCertificate(v ssa.Value) bool {
	return !catalog.AuditOrView(typeName(v)) && !isLogger(v) && f.content(v).Any(func(l flow.Label) bool {
		return l.Root == flow.Peer && (l.Aspect == catalog.Leaf || l.Aspect == catalog.Cert || flow.Identity(l.Aspect) && l.Aspect != catalog.Neutral)
	})
}

// maxFilters bounds the conditions of a function of which is asked whether they are in a loop.
const maxFilters = 32

// filters reports whether a call asks about the peer's certificate in a loop that goes on
// either way: what is shown is chosen for the peer. Asked counts the conditions.
func (f *function) filters(in ssa.CallInstruction, asked *int) bool {
	call, ok := in.(*ssa.Call)
	if !ok || !slices.ContainsFunc(ssaform.Arguments(in.Common()), f.peerCertificate) {
		return false
	}
	cond, ok := call.Block().Instrs[len(call.Block().Instrs)-1].(*ssa.If)
	if !ok || !resultOfCall(cond.Cond, call) || *asked == maxFilters {
		return false
	}
	*asked++
	return !slices.ContainsFunc(call.Block().Succs, func(s *ssa.BasicBlock) bool { return !reaches(s, call.Block()) })
}

// leavesDecision reports whether the function leaves the request to one that decides on who
// asks.
func (f *function) leavesDecision() bool {
	for _, b := range f.fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok && f.settles(c.Common()) {
				return true
			}
		}
	}
	return false
}

// onlyDecides reports whether all that a call does with an identity is in sight: it is
// of a function of this package that answers yes or no for it.
func (f *function) onlyDecides(c *ssa.CallCommon) bool {
	fn := f.static(c)
	if fn == nil || fn == f.fn {
		return false
	}
	s, g := f.sums[fn], f.gates[fn]
	return s != nil && g != nil && s.Outcome && !s.Opaque && !g.Identified && hasEvidence(s.Yes) && len(s.Hands) == 0 && len(s.Sinks) == 0 && len(s.Makes) == 0
}

// frontProxy reports whether the function verifies a certificate and reads the
// headers with which a Kubernetes front proxy names the user.
func (f *function) frontProxy() bool {
	verifies := false
	for _, a := range f.atoms {
		for _, e := range a.ev {
			verifies = verifies || e.Op == gate.Verify
		}
	}
	if !verifies {
		return false
	}
	return slices.ContainsFunc(f.headersReadIn(f.fn), catalog.RequestHeaderFamily)
}

// headersRead returns the names of the header fields that the function and
// those around it read, in canonical form.
func (f *function) headersRead() []string {
	var out []string
	for fn := f.fn; fn != nil; fn = fn.Parent() {
		out = append(out, f.headersReadIn(fn)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// headersReadIn returns those that fn itself reads.
func (p *program) headersReadIn(fn *ssa.Function) []string {
	if out, ok := p.headers[fn]; ok {
		return out
	}
	var out []string
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if l, ok := in.(*ssa.Lookup); ok && ssaform.Named(l.X.Type()) == "net/http.Header" {
				names, _ := p.strings(l.Index, 0)
				out = append(out, names...) // as they are: a map knows no other spelling
			}
			if a, ok := in.(*ssa.FieldAddr); ok {
				if v := ssaform.Field(a.X.Type(), a.Field); v != nil {
					if n, ok := catalog.RequestHeaderList(v.Name()); ok {
						out = append(out, n)
					}
				}
			}
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			for _, r := range p.cat.Rows(p.name(call.Common())) {
				if r.Role != catalog.HeaderRead {
					continue
				}
				names, _ := p.strings(argument(ssaform.Arguments(call.Common()), r.Arg, call.Common()), 0)
				for _, n := range names {
					out = append(out, http.CanonicalHeaderKey(n))
				}
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	p.headers[fn] = out
	return out
}

// role returns the role of a type: that of the catalogue, or that of a request for
// a struct that is made to hand one about, as the context of a framework, or of
// the program's own.
func (p *program) role(t types.Type) catalog.TypeRole {
	n := ssaform.Named(t)
	if r := p.cat.Type(n); r != 0 || n == "" || std(catalog.PackageOf(n)) {
		return r
	}
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return 0
	}
	s, ok := ptr.Elem().Underlying().(*types.Struct)
	if !ok {
		return 0
	}
	var r catalog.TypeRole
	for i := range s.NumFields() {
		switch p.cat.Type(ssaform.Named(s.Field(i).Type())) {
		case catalog.RequestType:
			r = catalog.RequestType
		}
		if ssaform.Named(s.Field(i).Type()) == "net/http.Response" {
			return 0 // of a request that the program makes
		}
	}
	return r
}

// perCall reports whether fn is given a request or a call's context.
func perCall(f *function, fn *ssa.Function) bool {
	for _, q := range fn.Params {
		if r := f.cat.Type(ssaform.Named(q.Type())); r == catalog.ContextType || r == catalog.RequestType {
			return true
		}
	}
	return false
}

// serviceMethod reports whether fn has the shape of a unary method of a gRPC
// service: (context.Context, *Request) (*Response, error).
func serviceMethod(f *function, fn *ssa.Function) bool {
	s := fn.Signature
	if s.Recv() == nil || !ast.IsExported(fn.Name()) || s.Params().Len() != 2 || s.Results().Len() != 2 || !isError(s.Results().At(1).Type()) {
		return false
	}
	message := func(t types.Type) bool {
		p, ok := types.Unalias(t).(*types.Pointer)
		if !ok {
			return false
		}
		_, ok = p.Elem().Underlying().(*types.Struct)
		return ok
	}
	return f.cat.Type(ssaform.Named(s.Params().At(0).Type())) == catalog.ContextType && message(s.Params().At(1).Type()) && message(s.Results().At(0).Type())
}

// perRequest reports whether fn is an exported method that is given the context
// of a call.
func perRequest(f *function, fn *ssa.Function) bool {
	s := fn.Signature
	return s.Recv() != nil && ast.IsExported(fn.Name()) && s.Params().Len() > 0 && f.cat.Type(ssaform.Named(s.Params().At(0).Type())) == catalog.ContextType
}

// frameworkHandler reports whether fn has the parameters of a handler that
// answers with an error: a framework's context, which a plain request is not.
func frameworkHandler(f *function, fn *ssa.Function) bool {
	for _, q := range fn.Params {
		switch f.role(q.Type()) {
		case catalog.RequestType:
			if !std(catalog.PackageOf(ssaform.Named(q.Type()))) {
				return true
			}
		case catalog.ResponseType:
			return true
		}
	}
	return false
}

// repliesByResult reports whether the function is given a plain request and returns the reply beside
// an error: a status, or a value of any type, which whoever has it called writes.
func (f *function) repliesByResult() bool {
	res := f.fn.Signature.Results()
	if res.Len() < 2 || !slices.ContainsFunc(f.fn.Params, func(q *ssa.Parameter) bool { return ssaform.Named(q.Type()) == "net/http.Request" }) {
		return false
	}
	switch t := res.At(0).Type().Underlying().(type) {
	case *types.Interface:
		return t.Empty()
	case *types.Basic:
		statuses := t.Kind() == types.Int
		f.eachReturn(0, func(_ *ssa.BasicBlock, v ssa.Value) {
			k, ok := v.(*ssa.Const)
			statuses = statuses && ok && k.Int64() >= 200 && k.Int64() < 600
		})
		return statuses
	}
	return false
}

// findsUser reports whether a function returns a user, a principal or the like, and an
// error or a bool.
func findsUser(sig *types.Signature) bool {
	res := sig.Results()
	if res.Len() != 2 {
		return false
	}
	t := ssaform.Named(res.At(0).Type())
	return t != "" && !std(catalog.PackageOf(t)) && catalog.UserType(t[strings.LastIndexByte(t, '.')+1:])
}

// takesCertificate reports whether fn is given a certificate, a connection's
// state or a call's context.
func takesCertificate(f *function, fn *ssa.Function) bool {
	for _, q := range fn.Params {
		if _, ok := certificateType(q.Type()); ok {
			return true
		}
		if r := f.cat.Type(ssaform.Named(q.Type())); r == catalog.ContextType || r == catalog.RequestType {
			return true
		}
	}
	return false
}

// keepsCertificate reports whether a function says that it keeps the certificate that it is
// given, such as one that was just issued.
func keepsCertificate(fn *ssa.Function) bool {
	return catalog.KeepsName(fn.Name()) && slices.ContainsFunc(fn.Params, func(q *ssa.Parameter) bool {
		_, ok := certificateType(q.Type())
		return ok
	})
}

// Verifies reports whether the gate, by its name, verifies what it is given without the
// request: whom it lets in is for those who ask it.
func (g *Gate) Verifies() bool {
	return g.Kind == Decider && !g.Request && catalog.VerifierName(g.Short)
}

// stateCallback reports whether fn has the shape of tls.Config.VerifyConnection.
func stateCallback(fn *ssa.Function) bool {
	s := fn.Signature
	if s.Params().Len() != 1 || s.Results().Len() != 1 || !isError(s.Results().At(0).Type()) {
		return false
	}
	state := s.Params().At(0).Type()
	_, pointer := state.Underlying().(*types.Pointer)
	return !pointer && ssaform.Named(state) == "crypto/tls.ConnectionState"
}

func functionName(fn *ssa.Function) string {
	if obj, ok := ssaform.Outermost(fn).Object().(*types.Func); ok {
		return obj.FullName()
	}
	return ""
}

// callText names a call for people: next.ServeHTTP, handler.
func callText(c *ssa.CallCommon) string {
	if c.IsInvoke() {
		return valueName(c.Value) + c.Method.Name()
	}
	if obj := ssaform.Object(c); obj != nil {
		if c.Signature().Recv() != nil && len(c.Args) > 0 {
			return valueName(c.Args[0]) + obj.Name()
		}
		return obj.Name()
	}
	switch v := c.Value.(type) {
	case *ssa.Parameter, *ssa.FreeVar:
		return v.Name()
	case *ssa.UnOp:
		switch x := v.X.(type) {
		case *ssa.FreeVar:
			return x.Name()
		case *ssa.FieldAddr:
			if f := ssaform.Field(x.X.Type(), x.Field); f != nil {
				return f.Name()
			}
		}
	}
	return "the next handler"
}

func valueName(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.FreeVar:
		return v.Name() + "."
	case *ssa.UnOp:
		switch x := v.X.(type) {
		case *ssa.FreeVar:
			return x.Name() + "."
		case *ssa.FieldAddr:
			if f := ssaform.Field(x.X.Type(), x.Field); f != nil {
				return f.Name() + "."
			}
		}
	}
	return ""
}

// fixed returns the constant strings that a returned principal holds, or the name of the field
// of the function's receiver that it is, if that is the same for everybody.
func (f *function) fixed(v ssa.Value) []string {
	var out []string
	add := func(v ssa.Value) {
		if c, ok := v.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.String && constant.StringVal(c.Value) != "" {
			out = append(out, constant.StringVal(c.Value))
		}
	}
	switch x := v.(type) {
	case *ssa.Const:
		add(x)
	case *ssa.MakeInterface:
		return f.fixed(x.X)
	case *ssa.UnOp:
		return f.fixed(x.X)
	case *ssa.FieldAddr:
		if len(f.fn.Params) > 0 && x.X == f.fn.Params[0] && f.fn.Signature.Recv() != nil && f.setWhenMade(fieldRead(x)) {
			out = append(out, fieldRead(x).Name())
		}
	case *ssa.Alloc:
		if s, ok := x.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct); ok {
			for i := range s.NumFields() {
				for _, w := range f.stores[place{x, s.Field(i).Origin()}] {
					add(w)
				}
			}
		}
	}
	return out
}

// setWhenMade reports whether a field, which other packages do not see, is only set by what
// makes its struct, and there it is set.
func (p *program) setWhenMade(field *types.Var) bool {
	if field == nil || field.Exported() || field.Pkg() != p.pkg {
		return false
	}
	if set, ok := p.whenMade[field]; ok {
		return set
	}
	set := false
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				fa, ok := in.(*ssa.FieldAddr)
				if !ok || fieldRead(fa) != field {
					continue
				}
				stores, ok := storesAt(fa)
				_, making := fa.X.(*ssa.Alloc)
				if !ok || len(stores) > 0 && !making {
					p.whenMade[field] = false
					return false
				}
				set = set || len(stores) > 0
			}
		}
	}
	p.whenMade[field] = set
	return set
}

// kept returns the symbol of the field that holds the map which in updates, if
// what is put there outlives the gate.
func (f *function) kept(in *ssa.MapUpdate) string {
	u, ok := in.Map.(*ssa.UnOp)
	if !ok {
		return ""
	}
	fa, ok := u.X.(*ssa.FieldAddr)
	if !ok {
		return ""
	}
	sym := fieldSymbol(fa.X.Type(), fa.Field)
	for _, r := range f.cat.Rows(sym) {
		if r.Role == catalog.Put {
			return sym
		}
	}
	return ""
}

// keptUnder returns what a method, of a framework about which nothing is known, keeps under a
// key that says that it is somebody.
func (f *function) keptUnder(c *ssa.CallCommon, n string, args []ssa.Value) ssa.Value {
	if len(args) != 3 || c.Signature().Recv() == nil || !catalog.KeepsUnder(calledName(c)) || len(f.cat.Rows(n)) > 0 || std(catalog.PackageOf(n)) {
		return nil
	}
	if f.cat.NeverDecides(catalog.PackageOf(n), n) || isLogger(args[0]) || catalog.AuditOrView(typeName(args[0])) {
		return nil
	}
	if k, ok := args[1].(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.String && catalog.IdentityWord(constant.StringVal(k.Value)) {
		return args[2]
	}
	return nil
}

// putField reports whether a field of a library's type is where identities are
// kept.
func (p *program) putField(sym string) bool {
	for _, r := range p.cat.Rows(sym) {
		if r.Role == catalog.Put {
			return true
		}
	}
	return false
}

// resolves reports whether fn is an exported method that turns a call's context
// into something: whoever is calling.
func (f *function) resolves() bool {
	s := f.fn.Signature
	return f.fn.Parent() == nil && perRequest(f, f.fn) && s.Params().Len() == 1 && s.Results().Len() == 2 && isError(s.Results().At(1).Type())
}

// isLogger reports whether v is a logger, a span or the like: what it knows of
// a peer is no identity.
func isLogger(v ssa.Value) bool {
	if m, ok := v.(*ssa.MakeInterface); ok {
		v = m.X
	}
	t := ssaform.Named(v.Type())
	return t != "" && !std(catalog.PackageOf(t)) && catalog.NeverDecides(catalog.PackageOf(t), t) || strings.HasPrefix(t, "log")
}

// Bounds on the identities followed out of helpers.
const (
	maxSinks     = 24
	maxSinkDepth = 4
)

// namesSomebody reports whether the function says by its name that what it returns is
// whoever it was asked about: it authenticates, or authorizes and returns more than a
// verdict, or it is named after that and everybody's to call.
func (f *function) namesSomebody() bool {
	n := f.fn.Name()
	if f.fn.Parent() != nil {
		return false
	}
	forAll := ast.IsExported(n) && len(f.callers[f.fn]) == 0
	return catalog.AuthenticatorName(n) || forAll && (catalog.IdentifierName(n) || catalog.AuthorizationName(n))
}

// leaves finds the identities that leave the function, and what it hands on.
func (f *function) leaves() ([]Sink, flow.Set) {
	var sinks []Sink
	var hands flow.Set
	fn := f.fn
	add := func(k SinkKind, n string, s flow.Set, pos token.Pos, b *ssa.BasicBlock) {
		s = unique(f.local(s)).Map(func(l flow.Label) (flow.Label, bool) {
			return l, flow.Identity(l.Aspect) || l.Root == flow.Param && l.Aspect == catalog.None || l.Aspect == catalog.GenericID || l.Aspect == catalog.Leaf
		})
		if len(s) == 0 || len(f.in[b.Index]) == 0 || len(sinks) >= 2*maxSinks {
			return
		}
		ps, ok := f.paths(f.in[b.Index])
		if !ok {
			ps = []gate.Path{nil}
		}
		sinks = append(sinks, Sink{k, n, s, f.position(pos), ps, 0})
	}
	authenticator := f.namesSomebody()
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Store:
				fa, ok := in.Addr.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				fv := ssaform.Field(fa.X.Type(), fa.Field)
				t := ssaform.Named(fa.X.Type())
				if fv != nil && f.putField(t+"."+fv.Name()) {
					add(Principal, fv.Name(), f.vals[in.Val].Union(f.parts(in.Val)), in.Pos(), b)
					continue
				}
				if fv == nil || !holdsSomebody(fa.X.Type(), fv) || t == "" && isAlloc(fa.X) || f.shown(fa.X) {
					continue // what has no type of its own is nobody, unless it is put somewhere
				}
				add(Principal, fv.Name(), identity(fv.Name(), f.vals[in.Val]), in.Pos(), b)
			case *ssa.MapUpdate:
				if claimsSubject(in) {
					add(Principal, "sub", f.content(in.Value), in.Pos(), b)
				}
				if n := f.kept(in); n != "" {
					add(Context, n, f.content(in.Value), in.Pos(), b)
				}
			case *ssa.Call:
				c := in.Common()
				n := f.name(c)
				args := ssaform.Arguments(c)
				for _, r := range f.cat.Rows(n) {
					if r.Role != catalog.Put {
						continue
					}
					if v := argument(args, r.Arg, c); v != nil && !isLogger(v) {
						add(Context, n, f.content(v), in.Pos(), b)
					}
				}
				if v := f.keptUnder(c, n, args); v != nil {
					add(Context, n, f.content(v), in.Pos(), b)
				}
				ks, _, _ := f.callees(c)
				if len(ks) == 0 && len(f.cat.Rows(n)) == 0 && f.cat.Type(ssaform.Named(in.Type())) == catalog.ContextType {
					// A setter about which nothing is known.
					for _, a := range args {
						if !isLogger(a) {
							add(Context, calledName(c), f.content(a), in.Pos(), b)
						}
					}
				}
				for _, k := range ks {
					for _, snk := range k.sum.Sinks {
						if snk.Depth >= maxSinkDepth || len(sinks) >= maxSinks || snk.Kind == Returned && k.fn == nil && k.sum.Names {
							continue
						}
						at := snk.At
						if k.fn == nil {
							at = f.position(in.Pos())
						}
						s := f.apply(snk.Labels, k)
						if snk.Kind == Principal {
							s = identity(snk.Name, s)
						}
						if len(s) == 0 || slices.ContainsFunc(sinks, func(o Sink) bool { return o.At == at && o.Labels.Equal(s) }) {
							continue
						}
						ways := f.in[b.Index].And(f.expandPaths(snk.Ways, k, in))
						ps, ok := f.paths(ways)
						if !ok {
							ps = []gate.Path{nil}
						}
						if len(ps) > 0 {
							sinks = append(sinks, Sink{snk.Kind, snk.Name, s, at, ps, snk.Depth + 1})
						}
					}
				}
			case *ssa.Return:
				if !authenticator && !f.resolves() {
					continue
				}
				if f.answerKind() != 0 && len(f.yesAt[b.Index]) == 0 {
					continue // together with a no
				}
				for _, r := range in.Results {
					if !authenticator && !f.vals[r].Any(func(l flow.Label) bool { return l.Derived }) {
						continue
					}
					if isError(r.Type()) || isBool(r.Type()) || isLogger(r) {
						continue
					}
					if _, cert := certificateType(r.Type()); cert {
						continue
					}
					add(Returned, fn.Name(), f.vals[r], in.Pos(), b)
				}
			}
		}
	}
	for _, a := range f.atoms {
		for _, e := range a.ev {
			if e.Op == gate.HandOn {
				hands = hands.Union(f.local(flow.Set{e.Label}))
			}
		}
	}
	return sinks, hands
}

// claimsSubject reports whether a map is told whose claims it holds (RFC 7519, 4.1.2).
func claimsSubject(in *ssa.MapUpdate) bool {
	k, ok := in.Key.(*ssa.Const)
	return ok && k.Value != nil && k.Value.Kind() == constant.String && constant.StringVal(k.Value) == "sub"
}

// holdsSomebody reports whether a field of t, or of what it points to, is by its name where
// somebody's identity is stored.
func holdsSomebody(t types.Type, f *types.Var) bool {
	n := ssaform.Named(t)
	if catalog.PackageOf(ssaform.Named(f.Type())) == "crypto/x509/pkix" {
		return false // a name as it stands in a certificate, of which somebody may make an identity
	}
	return (catalog.IdentityWord(f.Name()) || catalog.PlainName(f.Name()) && isPrincipal(t) || !catalog.ForDisplay(f.Name()) && tellsHandlers(t)) &&
		!catalog.NamesCertificatePart(f.Name()) && !catalog.AuditOrView(n) && !std(catalog.PackageOf(n)) && !catalog.RecordFields(structFields(t))
}

// structFields returns the names of the fields of a struct, or of one that t points to.
func structFields(t types.Type) (out []string) {
	if st := ssaform.Struct(t); st != nil {
		for f := range st.Fields() {
			out = append(out, f.Name())
		}
	}
	return out
}

// isPrincipal reports whether t is, or points to, a struct that by its name or its fields
// is somebody.
func isPrincipal(t types.Type) bool {
	return ssaform.Struct(t) != nil && catalog.PrincipalType(typeOf(t), structFields(t))
}

// tellsHandlers reports whether t is, or points to, what transport credentials tell
// handlers about the caller.
func tellsHandlers(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, catalog.AuthInfoMethod)
	_, ok := obj.(*types.Func)
	return ok
}

// identity returns the labels of a principal's field: the subject's text in one
// of that name is a part of the certificate, as is what was cut out of a header that
// forwards one; its common name there is somebody's, unless it is a server's, which the
// program itself has asked.
func identity(field string, s flow.Set) flow.Set {
	if !strings.EqualFold(field, "subject") {
		return s
	}
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		return l, l.Aspect != catalog.DN && l.Aspect != catalog.Subject && l.Root != flow.Server && !(l.Root == flow.Forwarded && l.Aspect == catalog.Leaf)
	})
}

// Authorizer is an authorizer that authorizes anyone, given to a server.
type Authorizer struct {
	Pos      token.Pos
	Function string
	Decided  bool // something behind the server decides on the identity later
	Open     bool // what comes behind is not in sight
}

// authorizers finds the authorizers that authorize anyone.
func (p *program) authorizers() []Authorizer {
	var out []Authorizer
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(*ssa.Call)
				if !ok || !p.authorizesAnyone(call.Common()) || !toServer(call) {
					continue
				}
				out = append(out, Authorizer{Pos: call.Pos(), Function: functionName(fn), Decided: p.mayDecide(call) || p.chosen(fn, b) || p.decidedByServers(call) || p.givenBeside(call), Open: len(fn.Params) > 0})
			}
		}
	}
	return out
}

// chosen reports whether b is reached only by the operator's choice, a star in
// a list.
func (p *program) chosen(fn *ssa.Function, b *ssa.BasicBlock) bool {
	f := p.funcs[fn]
	if f == nil || len(f.in[b.Index]) == 0 {
		return false
	}
	for _, w := range f.in[b.Index] {
		if !slices.ContainsFunc(w.Positive(), func(i int) bool { return strings.HasPrefix(f.atoms[i].key, "star:") }) {
			return false
		}
	}
	return true
}

func (p *program) authorizesAnyone(c *ssa.CallCommon) bool { return p.plays(c, catalog.AuthorizeAny) }

// toServer reports whether the value of a call goes to a server's or a
// listener's configuration.
func toServer(v ssa.Value) bool {
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value) bool
	visit = func(v ssa.Value) bool {
		if seen[v] || v.Referrers() == nil {
			return false
		}
		seen[v] = true
		return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			if call, ok := r.(*ssa.Call); ok {
				if n := calledName(call.Common()); strings.Contains(n, "Server") || strings.Contains(n, "Listen") {
					return true
				}
			}
			w, ok := r.(ssa.Value)
			return ok && visit(w)
		})
	}
	return visit(v)
}
