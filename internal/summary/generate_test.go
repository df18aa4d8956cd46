package summary_test

import (
	"fmt"
	"strings"

	"github.com/mtlslint/mtlslint/internal/gate"
)

// Random gates: a small language of conditions, branches, loops, flags, closures
// and helpers, with a generator, and a printer that writes a gate as Go. What a
// gate does is said by execute_test.go, which knows nothing of the engine.

// A condition is what a literal of the generated language asks.
type condition struct {
	yes, no   string // as Go, %d a number of the literal's own; no may be empty
	kind      gate.Kind
	forwarded bool
	other     [2]string // another way to ask the same
}

// The conditions. The first three are facts about the connection, each implied
// by the next; each other literal is true or false by itself.
var conditions = []condition{
	{yes: "r.TLS != nil", no: "r.TLS == nil", kind: gate.TLS},
	{yes: "len(r.TLS.PeerCertificates) > 0", no: "len(r.TLS.PeerCertificates) == 0", kind: gate.CertPresent, other: [2]string{"leaf(r) != nil", "leaf(r) == nil"}},
	{yes: "len(r.TLS.VerifiedChains) > 0", no: "len(r.TLS.VerifiedChains) < 1", kind: gate.CertVerified},
	{yes: `r.TLS.PeerCertificates[0].Subject.CommonName == "n%d"`, no: `r.TLS.PeerCertificates[0].Subject.CommonName != "n%d"`, kind: gate.CertWeak, other: [2]string{`named(leaf(r).Subject.CommonName, "n%d")`}},
	{yes: `slices.Contains(r.TLS.PeerCertificates[0].DNSNames, "d%d")`, kind: gate.CertStrong},
	{yes: `r.Header.Get("X-Api-Key") == "k%d"`, no: `"k%d" != r.Header.Get("X-Api-Key")`, kind: gate.APIKey},
	{yes: `subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte("k%d")) == 1`, no: `subtle.ConstantTimeCompare([]byte("k%d"), []byte(r.Header.Get("X-Api-Key"))) != 1`, kind: gate.APIKey},
	{yes: `r.Header.Get("Authorization") == "Bearer t%d"`, no: `r.Header.Get("Authorization") != "Bearer t%d"`, kind: gate.Bearer},
	{yes: `r.Header.Get("X-Ssl-Client-Cn") == "n%d"`, no: `r.Header.Get("X-Ssl-Client-Cn") != "n%d"`, kind: gate.CertWeak, forwarded: true},
	{yes: `r.RemoteAddr == "10.0.0.1:%d"`, no: `r.RemoteAddr != "10.0.0.1:%d"`, kind: gate.ProxyVerified},
	// No evidence.
	{yes: `r.Method == "M%d"`, no: `r.Method != "M%d"`},
	{yes: `r.ContentLength > %d`, no: `r.ContentLength <= %d`},
	{yes: "verbose", no: "!verbose"},
}

const (
	connection = 3  // conditions about the connection
	evidence   = 10 // conditions that are evidence
	option     = 12 // the operator's configuration
)

// A span is a part of the text.
type span struct{ from, to int }

func (s span) holds(offset int) bool { return s.from <= offset && offset < s.to }

type literal struct {
	condition int
	other     bool
	span      span
}

// texts returns how l is asked, and how its opposite is.
func (l literal) texts() [2]string {
	c := conditions[l.condition]
	if l.other {
		return c.other
	}
	return [2]string{c.yes, c.no}
}

// types of variables. Their values are small numbers: of a bool and of an error
// 1 for true and for nil, of a text its place among texts, of a number itself.
type kind int

const (
	boolean kind = iota
	failure
	text
	number
	object // a pointer: whether it is not nil
)

var texts = []string{"", "cert", "key"}

const most = 3 // numbers count no further

type variable struct {
	name string
	kind kind
	slot int
}

// Boolean expressions.
type (
	expr     interface{}
	constant bool
	lit      int // of the program's literals
	known    struct{ v *variable }
	equal    struct { // of a text
		v *variable
		n int
	}
	atLeast struct { // of a number
		v *variable
		n int
	}
	not   struct{ x expr }
	and   struct{ x, y expr }
	or    struct{ x, y expr }
	fails struct{ x expr } // x, a known error or a call, is an error
	there struct{ x expr } // x, a known pointer or a call, is not nil, or not an empty text
	call  struct {
		fn *fun
		id int
	}
)

// Statements.
type (
	stmt   interface{}
	assign struct {
		v      *variable
		x      expr // of a bool or an error: whether it is nil
		n      int  // of a text or a number
		define bool
	}
	increment struct{ v *variable }
	branch    struct {
		init      *assign
		cond      expr
		then, els []stmt
	}
	choose struct { // a switch: over a text, or over conditions when v is nil
		v     *variable
		cases []clause
	}
	clause struct {
		conds []expr // none for default
		texts []int
		body  []stmt
	}
	repeat struct {
		loop  *loop
		times int
		cond  expr // beside that, nil if there is none
		body  []stmt
	}
	inTurn struct { // a list of helpers, until one says yes
		loop *loop
		fns  []*fun
		call int
		then []stmt
	}
	leave struct { // break or continue
		again bool
		loop  *loop
		named bool // with the label of the loop
	}
	result struct { // return; of an error: whether it is nil
		x      expr
		failed bool // beside a bool that is false, an error
	}
	ask struct { // a bool and an error
		ok, err *variable
		c       call
	}
	deny      struct{}
	crash     struct{}
	pass      struct{}         // calls the next handler
	relay     struct{ c call } // lets another function do so
	later     struct{ c call } // a deferred closure
	literally struct{ fn *fun }
	perform   struct{ c call } // calls a closure for what it does
	located   struct {
		stmt
		place int
	}
)

// loop is what break and continue refer to.
type loop struct{ label string }

// form is what a function answers with.
type form int

const (
	middleware form = iota // it calls the next handler, or does not
	predicate              // a bool
	check                  // an error
	authentic              // a text and an error
	finder                 // a pointer
	reason                 // a text, empty for no
	forwarder              // it calls the next handler, or does not, for the gate
	doubtful               // a bool and an error
	closure                // nothing: it sets variables of the function around it
)

type fun struct {
	name  string
	form  form
	turns bool      // it answers the request whenever it says no
	named *variable // its result, if that has a name
	state bool      // it begins with state := r.TLS
	body  []stmt
	slots int
	uses  map[*fun]bool // all that it calls, and what these call
}

// A script is a gate with its helpers.
type script struct {
	helpers  []*fun
	main     *fun
	literals []literal
	calls    []span // by id, from 1
	places   []span // at which the gate lets in
	source   string
}

// generator makes a program out of bytes: each is a choice, and when there are
// no more, the first and simplest is made.
type generator struct {
	bytes    []byte
	p        *script
	evidence int
	noise    int
	names    int
	size     int // statements left
}

func (g *generator) pick(n int) int {
	if len(g.bytes) == 0 {
		return 0
	}
	b := g.bytes[0]
	g.bytes = g.bytes[1:]
	return int(b) % n
}

func (g *generator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

// Bounds on generated programs, so that all truths can be gone through, and the
// engine's own bounds are not met.
const (
	maxEvidence = 9
	maxNoise    = 3
	maxSlots    = 12
	maxSize     = 16
)

// generate makes a program.
func generate(bytes []byte) *script {
	g := &generator{bytes: bytes, p: &script{calls: []span{{}}}, size: maxSize}
	answers := []form{middleware, predicate, check}[g.pick(4)%3]
	for range g.pick(4) {
		f := &fun{form: []form{predicate, check, authentic, finder, reason, forwarder, doubtful}[g.pick(7)], uses: map[*fun]bool{}}
		if f.form == forwarder && answers != middleware {
			f.form = predicate
		}
		f.name = g.name([]string{"", "is", "verify", "find", "load", "why", "serve", "may"}[f.form])
		f.turns = f.form == predicate && answers == middleware && g.pick(4) == 1
		g.function(f, 1+g.pick(3))
		g.p.helpers = append(g.p.helpers, f)
	}
	f := &fun{name: "Allow", form: answers, uses: map[*fun]bool{}}
	g.p.main = f
	g.function(f, 1+g.pick(6))
	return g.p
}

// scope is what a statement can refer to.
type scope struct {
	fn       *fun
	outer    *scope // of a closure
	vars     []*variable
	closures []*fun
	loops    []*loop
	inSwitch bool // in the last of them
}

func (s scope) of(k kind) []*variable {
	var out []*variable
	for _, v := range s.vars {
		if v.kind == k {
			out = append(out, v)
		}
	}
	return out
}

func (g *generator) function(f *fun, n int) {
	s := &scope{fn: f}
	f.state = g.pick(4) == 1
	if (f.form == predicate && !f.turns || f.form == check) && g.pick(4) == 1 {
		f.named = g.declare(s, []kind{boolean, failure}[btoi(f.form == check)])
		if g.pick(2) == 1 {
			f.body = append(f.body, g.deferred(s)...)
		}
	}
	f.body = append(f.body, g.block(s, n, 0)...)
	if terminates(f.body) {
		return
	}
	if f.answersRequest() && g.pick(3) == 1 {
		f.body = append(f.body, deny{})
		return
	}
	f.body = append(f.body, g.end(s)...)
}

// literal reports whether f is a function literal.
func (f *fun) literal() bool {
	return f.form == closure || f.slots == maxSlots && (f.form == forwarder || f.form == predicate)
}

// answersRequest reports whether f lets in by calling the next handler.
func (f *fun) answersRequest() bool { return f.form == middleware || f.form == forwarder }

func terminates(body []stmt) bool {
	if len(body) == 0 {
		return false
	}
	switch body[len(body)-1].(type) {
	case result, deny, crash, leave:
		return true
	}
	return false
}

// end returns statements that end a function.
func (g *generator) end(s *scope) []stmt {
	f := s.fn
	if len(s.loops) > 0 && g.pick(3) == 1 {
		return []stmt{g.leave(s)}
	}
	switch f.form {
	case middleware, forwarder:
		switch g.pick(6) {
		case 0, 1, 2:
			return []stmt{pass{}, result{}}
		case 5:
			if g.pick(4) == 1 {
				return []stmt{crash{}}
			}
			return []stmt{result{}}
		}
		return []stmt{deny{}}
	case predicate, finder, reason, doubtful:
		if f.form == doubtful && g.pick(3) == 1 {
			return []stmt{result{x: constant(false), failed: true}}
		}
		if f.named != nil && g.pick(2) == 1 {
			return []stmt{result{x: known{f.named}}}
		}
		if f.turns || f.form == finder || f.form == reason {
			return []stmt{result{x: constant(g.pick(2) == 0)}}
		}
		switch g.pick(4) {
		case 0:
			return []stmt{result{x: constant(true)}}
		case 1:
			return []stmt{result{x: constant(false)}}
		}
		return []stmt{result{x: g.expr(s, 2)}}
	case closure:
		return []stmt{result{}}
	}
	switch vs := s.of(failure); {
	case f.named != nil && g.pick(2) == 1:
		return []stmt{result{x: known{f.named}}}
	case g.pick(4) == 1 && len(vs) > 0:
		return []stmt{result{x: known{vs[g.pick(len(vs))]}}}
	case g.pick(4) == 1:
		if c := g.call(s, check); c != nil {
			return []stmt{result{x: *c}}
		}
	}
	return []stmt{result{x: constant(g.pick(2) == 0)}}
}

// leave leaves a loop, or goes on with its next turn.
func (g *generator) leave(s *scope) leave {
	l := leave{again: g.pick(2) == 1, loop: s.loops[len(s.loops)-1]}
	if g.pick(3) == 1 {
		l.loop = s.loops[g.pick(len(s.loops))]
	}
	if l.loop != s.loops[len(s.loops)-1] || s.inSwitch && !l.again || g.pick(6) == 1 {
		l.named = true
		if l.loop.label == "" {
			l.loop.label = g.name("loop")
		}
	}
	return l
}

// within returns the scope of the body of a loop.
func (s *scope) within(l *loop) *scope {
	inner := *s
	inner.loops = append(append([]*loop(nil), s.loops...), l)
	inner.inSwitch = false
	return &inner
}

// block makes n statements in a scope of their own.
func (g *generator) block(outer *scope, n, depth int) []stmt {
	s := *outer
	s.vars = append([]*variable(nil), outer.vars...)
	var out []stmt
	for range n {
		if g.size <= 0 {
			break
		}
		g.size--
		out = append(out, g.stmt(&s, depth)...)
		if terminates(out) {
			break
		}
	}
	if depth == 0 {
		*outer = s
	}
	return out
}

func (g *generator) stmt(s *scope, depth int) []stmt {
	if depth > 3 {
		return nil
	}
	switch g.pick(20) {
	case 0, 1, 2:
		if s.fn.form == closure {
			break
		}
		return []stmt{branch{cond: g.expr(s, 2), then: g.end(s)}}
	case 3:
		b := branch{cond: g.expr(s, 2), then: g.block(s, 1+g.pick(2), depth+1)}
		if g.pick(2) == 1 {
			b.els = g.block(s, 1+g.pick(2), depth+1)
			if g.pick(3) == 1 && len(b.els) == 0 {
				b.els = g.end(s)
			}
		}
		return []stmt{b}
	case 4, 5:
		if a := g.flag(s); a != nil {
			return []stmt{*a}
		}
	case 6:
		// An error, and what is made of it.
		c := g.call(s, []form{check, authentic}[g.pick(2)])
		if c == nil || s.fn.slots >= maxSlots || s.fn.form == closure {
			break
		}
		vs := s.of(failure)
		if len(vs) > 0 && g.pick(2) == 1 {
			return []stmt{assign{v: vs[g.pick(len(vs))], x: *c}}
		}
		v := g.declare(s, failure)
		a := assign{v: v, x: *c, define: true}
		if g.pick(2) == 1 {
			s.vars = s.vars[:len(s.vars)-1]
			inner := *s
			inner.vars = append(append([]*variable(nil), s.vars...), v)
			cond := expr(fails{known{v}})
			if g.pick(2) == 1 {
				cond = not{cond}
			}
			b := branch{init: &a, cond: cond, then: g.end(&inner)}
			if g.pick(3) == 1 {
				b.els = g.block(&inner, 1, depth+1)
			}
			return []stmt{b}
		}
		return []stmt{a}
	case 7:
		c := choose{}
		for range 1 + g.pick(3) {
			cl := clause{conds: []expr{g.expr(s, 1)}}
			if g.pick(4) == 1 {
				cl.conds = append(cl.conds, g.expr(s, 1))
			}
			cl.body = g.arm(s, depth)
			c.cases = append(c.cases, cl)
		}
		if g.pick(2) == 1 {
			c.cases = append(c.cases, clause{body: g.arm(s, depth)})
		}
		return []stmt{c}
	case 8:
		r := repeat{times: 1 + g.pick(3), loop: new(loop)}
		if g.pick(3) == 1 {
			r.cond = g.expr(s, 1)
		}
		r.body = g.block(s.within(r.loop), 1+g.pick(2), depth+1)
		return []stmt{r}
	case 9:
		// A text that says which branch was taken.
		vs := s.of(text)
		if len(vs) == 0 {
			if s.fn.slots >= maxSlots || s.fn.form == closure {
				break
			}
			v := g.declare(s, text)
			return []stmt{assign{v: v, n: g.pick(len(texts)), define: true}, g.chain(s, func() []stmt { return []stmt{assign{v: v, n: g.pick(len(texts))}} })}
		}
		v := vs[g.pick(len(vs))]
		c := choose{v: v}
		for i := range texts {
			if g.pick(2) == 1 {
				c.cases = append(c.cases, clause{texts: []int{i}, body: g.arm(s, depth)})
			}
		}
		if len(c.cases) == 0 || g.pick(2) == 1 {
			c.cases = append(c.cases, clause{body: g.arm(s, depth)})
		}
		return []stmt{c}
	case 10:
		// A number that counts branches.
		vs := s.of(number)
		if len(s.loops) > 0 || s.fn.form == closure {
			break
		}
		if len(vs) == 0 {
			if s.fn.slots >= maxSlots {
				break
			}
			v := g.declare(s, number)
			return []stmt{assign{v: v, define: true}, branch{cond: g.expr(s, 1), then: []stmt{increment{v}}}, branch{cond: g.expr(s, 1), then: []stmt{increment{v}}}}
		}
		return []stmt{branch{cond: atLeast{vs[0], 1 + g.pick(2)}, then: g.end(s)}}
	case 11:
		if s.fn.form == closure || len(s.loops) > 0 || len(s.of(boolean))+len(s.of(text)) == 0 {
			break
		}
		return g.literally(s)
	case 12:
		if s.fn.form == middleware && g.pick(3) == 1 {
			return []stmt{pass{}}
		}
		// A helper that has answered when its answer is no.
		if s.fn.form == middleware {
			if c := g.turning(s); c != nil {
				if g.pick(2) == 1 {
					return []stmt{branch{cond: *c, then: g.end(s)}} // what follows is not reached
				}
				return []stmt{branch{cond: not{*c}, then: []stmt{result{}}}}
			}
		}
	case 14:
		// An authenticator that may find nobody.
		if c := g.call(s, finder); c != nil && s.fn.form != closure && s.fn.slots < maxSlots {
			v := g.declare(s, object)
			return []stmt{assign{v: v, x: *c, define: true}, branch{cond: not{there{known{v}}}, then: g.end(s)}}
		}
	case 15:
		if s.fn != g.p.main || s.fn.form == closure {
			break
		}
		var fns []*fun
		for _, f := range g.p.helpers {
			if f.form == predicate && !f.turns && len(fns) < 3 {
				fns = append(fns, f)
			}
		}
		if len(fns) > 0 {
			l := new(loop)
			return []stmt{inTurn{l, fns, g.id(nil).id, g.end(s.within(l))}}
		}
	case 16:
		if s.fn.form == middleware && s.fn == g.p.main {
			if c := g.call(s, forwarder); c != nil {
				return []stmt{relay{*c}, result{}}
			}
			if g.pick(2) == 1 && len(s.loops) == 0 {
				return g.serve(s)
			}
		}
	case 19:
		if c := g.call(s, doubtful); c != nil && s.fn.form != closure && s.fn.slots < maxSlots-1 {
			a := ask{g.declare(s, boolean), g.declare(s, failure), *c}
			out := []stmt{a}
			if g.pick(2) == 1 {
				out = append(out, branch{cond: fails{known{a.err}}, then: g.end(s)})
			}
			if g.pick(2) == 1 {
				out = append(out, branch{cond: not{known{a.ok}}, then: g.end(s)})
			}
			return out
		}
	case 18:
		if s.fn.form != closure && len(s.closures) == 0 && g.pick(2) == 1 {
			return g.local(s)
		}
	case 17:
		if vs := s.of(object); len(vs) > 0 && s.fn.form != closure {
			return []stmt{branch{cond: there{known{vs[g.pick(len(vs))]}}, then: g.end(s)}}
		}
	case 13:
		if len(s.loops) > 0 && s.fn.form != closure {
			return []stmt{branch{cond: g.expr(s, 1), then: []stmt{g.leave(s)}}}
		}
	}
	return nil
}

// arm makes the body of a case: statements, or the end of the function.
func (g *generator) arm(s *scope, depth int) []stmt {
	inner := *s
	inner.inSwitch = true
	if s.fn.form != closure && g.pick(2) == 1 {
		return g.end(&inner)
	}
	return g.block(&inner, g.pick(2), depth+1)
}

// chain makes an if with else branches.
func (g *generator) chain(s *scope, body func() []stmt) stmt {
	b := branch{cond: g.expr(s, 1), then: body()}
	if g.pick(2) == 1 {
		b.els = []stmt{branch{cond: g.expr(s, 1), then: body()}}
	}
	return b
}

// flag declares or sets a variable of type bool.
func (g *generator) flag(s *scope) *assign {
	vs := s.of(boolean)
	if len(vs) == 0 || s.fn.form != closure && s.fn.slots < maxSlots && g.pick(2) == 0 {
		if s.fn.form == closure || s.fn.slots >= maxSlots {
			return nil
		}
		x := g.expr(s, 2)
		if g.pick(2) == 1 {
			x = constant(g.pick(2) == 1)
		}
		return &assign{v: g.declare(s, boolean), x: x, define: true}
	}
	return &assign{v: vs[g.pick(len(vs))], x: g.expr(s, 1)}
}

func (g *generator) declare(s *scope, k kind) *variable {
	v := &variable{name: g.name([]string{"ok", "err", "mode", "count", "user"}[k]), kind: k, slot: s.fn.slots}
	s.fn.slots++
	s.vars = append(s.vars, v)
	return v
}

// literally makes a function literal that sets variables around it, and calls it.
func (g *generator) literally(s *scope) []stmt {
	f := &fun{name: g.name("mark"), form: closure, uses: map[*fun]bool{}, slots: maxSlots}
	inner := &scope{fn: f, vars: s.vars}
	f.body = g.block(inner, 1+g.pick(2), 1)
	if len(f.body) == 0 {
		return nil
	}
	for u := range f.uses {
		if s.fn != g.p.main && s.fn.uses[u] {
			return nil // see call
		}
	}
	for u := range f.uses {
		s.fn.uses[u] = true
	}
	out := []stmt{literally{f}, perform{g.id(f)}}
	if s.fn == g.p.main && g.pick(4) == 1 {
		out = append(out, perform{g.id(f)})
	}
	return out
}

// deferred makes a function literal that changes the named result when the
// function returns.
func (g *generator) deferred(s *scope) []stmt {
	f := &fun{name: g.name("last"), form: closure, uses: map[*fun]bool{}, slots: maxSlots}
	v := s.fn.named
	cond := g.expr(s, 1)
	if g.pick(2) == 1 {
		if v.kind == failure {
			cond = and{not{fails{known{v}}}, cond}
		} else {
			cond = and{known{v}, cond}
		}
	}
	f.body = []stmt{branch{cond: cond, then: []stmt{assign{v: v, x: constant(g.pick(2) == 1)}}}}
	return []stmt{later{g.id(f)}}
}

// local makes a function literal that answers.
func (g *generator) local(s *scope) []stmt {
	f := &fun{name: g.name("is"), form: predicate, uses: map[*fun]bool{}, slots: maxSlots}
	inner := &scope{fn: f, vars: s.vars}
	f.body = append([]stmt{branch{cond: g.expr(inner, 2), then: g.end(inner)}}, g.end(inner)...)
	for u := range f.uses {
		if s.fn != g.p.main && s.fn.uses[u] {
			return nil // see call
		}
		s.fn.uses[u] = true
	}
	s.closures = append(s.closures, f)
	return []stmt{literally{f}}
}

// serve makes a function literal that lets in, or does not, and calls it.
func (g *generator) serve(s *scope) []stmt {
	f := &fun{name: g.name("serve"), form: forwarder, uses: map[*fun]bool{}, slots: maxSlots}
	inner := &scope{fn: f, vars: s.vars}
	f.body = []stmt{branch{cond: g.expr(inner, 2), then: g.end(inner)}}
	f.body = append(f.body, g.end(inner)...)
	return []stmt{literally{f}, relay{g.id(f)}, result{}}
}

func (g *generator) id(f *fun) call {
	g.p.calls = append(g.p.calls, span{})
	return call{f, len(g.p.calls) - 1}
}

// call calls a helper of a form, nil if there is none. Evidence found in a
// helper is told apart by where the gate calls it; so no other function calls
// one twice, by itself or by what it calls.
func (g *generator) call(s *scope, of form) *call {
	var fs []*fun
	for _, f := range g.p.helpers {
		if f.form != of || f.turns {
			continue
		}
		clash := s.fn != g.p.main && s.fn.uses[f]
		for u := range f.uses {
			clash = clash || s.fn != g.p.main && s.fn.uses[u]
		}
		if !clash {
			fs = append(fs, f)
		}
	}
	if len(fs) == 0 {
		return nil
	}
	f := fs[g.pick(len(fs))]
	s.fn.uses[f] = true
	for u := range f.uses {
		s.fn.uses[u] = true
	}
	c := g.id(f)
	return &c
}

func (g *generator) turning(s *scope) *call {
	for _, f := range g.p.helpers {
		if f.turns {
			c := g.id(f)
			return &c
		}
	}
	return nil
}

func (g *generator) literal(s *scope) expr {
	c := g.pick(evidence + 2)
	if c >= evidence {
		c = evidence + g.pick(3)
		if g.noise >= maxNoise {
			c = connection - 2
		} else if c != option {
			g.noise++
		}
	}
	if c >= connection && c < evidence {
		if g.evidence >= maxEvidence-2 {
			c %= connection
		} else {
			g.evidence++
		}
	}
	l := literal{condition: c, other: conditions[c].other[0] != "" && g.pick(3) == 1}
	if s.fn != g.p.main && c >= connection {
		l.other = false // see testdata/known/askedtwice.txtar
	}
	g.p.literals = append(g.p.literals, l)
	return lit(len(g.p.literals) - 1)
}

func (g *generator) expr(s *scope, depth int) expr {
	switch n := g.pick(14); {
	case depth > 0 && (n == 3 || n == 4):
		return and{g.expr(s, depth-1), g.expr(s, depth-1)}
	case depth > 0 && (n == 5 || n == 6):
		return or{g.expr(s, depth-1), g.expr(s, depth-1)}
	case n == 1 || n == 7:
		return not{g.expr(s, depth-1)}
	case n == 8:
		if vs := s.of(boolean); len(vs) > 0 {
			return known{vs[g.pick(len(vs))]}
		}
		if vs := s.of(text); len(vs) > 0 {
			return equal{vs[g.pick(len(vs))], g.pick(len(texts))}
		}
	case n == 9:
		if vs := s.of(failure); len(vs) > 0 {
			return fails{known{vs[g.pick(len(vs))]}}
		}
	case n == 10 && len(s.closures) > 0 && (s.fn == g.p.main || !s.fn.uses[s.closures[0]]):
		s.fn.uses[s.closures[0]] = true
		return g.id(s.closures[0])
	case n == 10:
		if c := g.call(s, predicate); c != nil {
			return *c
		}
	case n >= 12:
		if c := g.call(s, []form{finder, reason}[n-12]); c != nil {
			return there{*c}
		}
	case n == 11:
		if c := g.call(s, check); c != nil {
			return fails{*c}
		}
	}
	return g.literal(s)
}

// printer writes a program as Go, and notes where everything is.
type printer struct {
	p      *script
	b      strings.Builder
	indent int
	fn     *fun
}

func (p *script) print() {
	w := &printer{p: p}
	w.b.WriteString(`package app

import (
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

var (
	errDenied = errors.New("denied")
	verbose   bool
	_         = subtle.ConstantTimeCompare
	_         = slices.Contains[[]string]
)

type user struct{ name string }

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil
	}
	return r.TLS.PeerCertificates[0]
}

func named(name, want string) bool { return name == want }
`)
	for _, f := range p.helpers {
		params := "r *http.Request"
		switch {
		case f.turns:
			params = "w http.ResponseWriter, r *http.Request"
		case f.form == forwarder:
			params = "next http.Handler, w http.ResponseWriter, r *http.Request"
		}
		w.function(f, fmt.Sprintf("func %s(%s) %s{", f.name, params, f.results()), "}")
	}
	switch p.main.form {
	case middleware:
		w.function(p.main, "func Allow(next http.Handler) http.Handler {\n\treturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {", "})\n}")
	default:
		w.function(p.main, "func Allow(r *http.Request) "+p.main.results()+"{", "}")
	}
	p.source = w.b.String()
}

// results returns the types of what f returns, and a space.
func (f *fun) results() string {
	types := [...]string{"", "bool", "error", "(string, error)", "*user", "string", "", "(bool, error)", ""}[f.form]
	switch {
	case types == "":
		return ""
	case f.named != nil:
		return fmt.Sprintf("(%s %s) ", f.named.name, types)
	}
	return types + " "
}

func (w *printer) function(f *fun, head, tail string) {
	w.fn = f
	w.b.WriteString("\n" + head + "\n")
	w.indent++
	if f.state {
		w.line("state := r.TLS")
		w.line("_ = state")
	}
	w.block(f.body)
	w.indent--
	w.b.WriteString(tail + "\n")
}

// operand is an expression beside &&.
type operand struct{ x expr }

func (w *printer) line(format string, args ...any) {
	w.b.WriteString(strings.Repeat("\t", w.indent))
	for i, part := range strings.Split(format, "@") {
		if i > 0 {
			switch x := args[i-1].(type) {
			case string:
				w.b.WriteString(x)
			case operand:
				w.expr(x.x, 2)
			default:
				w.expr(x, 0)
			}
		}
		w.b.WriteString(part)
	}
	w.b.WriteString("\n")
}

// place notes where the gate lets in: the line that was written last.
func (w *printer) place(from int) { w.p.places = append(w.p.places, span{from, w.b.Len()}) }

func (w *printer) block(body []stmt) {
	for i, s := range body {
		from := w.b.Len()
		switch s := s.(type) {
		case assign:
			w.assign(s)
			w.b.WriteString("\n")
			if s.define {
				w.line("_ = @", s.v.name)
			}
		case ask:
			w.line("@, @ := @", s.ok.name, s.err.name, s.c)
			w.line("_, _ = @, @", s.ok.name, s.err.name)
		case increment:
			w.line("@++", s.v.name)
		case branch:
			w.branch(s)
			w.line("}")
		case choose:
			if s.v != nil {
				w.line("switch @ {", s.v.name)
			} else {
				w.line("switch {")
			}
			for _, c := range s.cases {
				switch {
				case len(c.conds)+len(c.texts) == 0:
					w.line("default:")
				case s.v != nil:
					var names []string
					for _, n := range c.texts {
						names = append(names, fmt.Sprintf("%q", texts[n]))
					}
					w.line("case @:", strings.Join(names, ", "))
				case len(c.conds) == 2:
					w.line("case @, @:", c.conds[0], c.conds[1])
				default:
					w.line("case @:", c.conds[0])
				}
				w.inner(c.body)
			}
			w.line("}")
		case repeat:
			w.label(s.loop)
			if s.cond == nil {
				w.line("for range @ {", fmt.Sprint(s.times))
			} else {
				w.line("for i := 0; i < @ && @; i++ {", fmt.Sprint(s.times), operand{s.cond})
			}
			w.inner(s.body)
			w.line("}")
		case leave:
			label := ""
			if s.named {
				label = " " + s.loop.label
			}
			w.line("@@", []string{"break", "continue"}[btoi(s.again)], label)
		case deny:
			w.line(`http.Error(w, "no", http.StatusForbidden)`)
			if w.indent > 1 || i < len(body)-1 {
				w.line("return")
			}
		case crash:
			w.line(`panic("no")`)
		case pass:
			w.line("next.ServeHTTP(w, r)")
			if w.fn != w.p.main {
				break // see relay
			}
			body[i] = located{s, len(w.p.places)}
			w.place(from)
		case result:
			w.result(s, from)
			if w.fn == w.p.main && w.fn.form != middleware {
				body[i] = located{s, len(w.p.places)}
				w.place(from)
			}
		case literally:
			w.line("@ := func() @{", s.fn.name, s.fn.results())
			w.closure(s.fn)
			w.line("}")
			w.line("_ = @", s.fn.name)
		case inTurn:
			var names []string
			for _, f := range s.fns {
				names = append(names, f.name)
			}
			w.label(s.loop)
			w.line("for _, f := range []func(*http.Request) bool{@} {", strings.Join(names, ", "))
			at := w.b.Len()
			w.line("\tif f(r) {")
			w.p.calls[s.call] = span{at, w.b.Len()}
			w.indent++
			w.inner(s.then)
			w.indent--
			w.line("\t}")
			w.line("}")
		case relay:
			w.line("@", s.c)
			body[i] = located{s, len(w.p.places)}
			w.place(from)
		case later:
			w.line("defer func() {")
			at := w.b.Len() - len("defer func() {\n")
			w.closure(s.c.fn)
			w.line("}()")
			w.p.calls[s.c.id] = span{at, w.b.Len()}
		case perform:
			w.line("@", s.c)
		}
	}
}

func (w *printer) closure(f *fun) {
	fn, state := w.fn, w.fn.state
	w.fn = f
	f.state = false
	w.inner(f.body)
	w.fn, w.fn.state = fn, state
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (w *printer) label(l *loop) {
	if l.label != "" {
		w.line("@:", l.label)
	}
}

func (w *printer) inner(body []stmt) {
	w.indent++
	w.block(body)
	w.indent--
}

func (w *printer) assign(s assign) {
	w.b.WriteString(strings.Repeat("\t", w.indent))
	op := " = "
	if s.define {
		op = " := "
	}
	name := s.v.name
	if c, ok := s.x.(call); ok && c.fn.form == authentic {
		name = "_, " + name
	}
	w.b.WriteString(name + op)
	switch s.v.kind {
	case text:
		fmt.Fprintf(&w.b, "%q", texts[s.n])
	case number:
		fmt.Fprint(&w.b, s.n)
	case failure:
		if c, ok := s.x.(constant); ok {
			w.b.WriteString([]string{"errDenied", "nil"}[btoi(bool(c))])
			return
		}
		w.expr(s.x, 0)
	default:
		w.expr(s.x, 0)
	}
}

func (w *printer) branch(s branch) {
	w.b.WriteString(strings.Repeat("\t", w.indent))
	for {
		w.b.WriteString("if ")
		if s.init != nil {
			indent := w.indent
			w.indent = 0
			w.assign(*s.init)
			w.indent = indent
			w.b.WriteString("; ")
		}
		w.expr(s.cond, 0)
		w.b.WriteString(" {\n")
		w.inner(s.then)
		if len(s.els) == 0 {
			return
		}
		if next, ok := s.els[0].(branch); ok && len(s.els) == 1 {
			w.b.WriteString(strings.Repeat("\t", w.indent) + "} else ")
			s = next
			continue
		}
		w.line("} else {")
		w.inner(s.els)
		return
	}
}

func (w *printer) result(s result, from int) {
	yes := false
	if c, ok := s.x.(constant); ok {
		yes = bool(c)
	}
	switch x := s.x.(type) {
	case nil:
		w.line("return")
	case known:
		if x.v == w.fn.named {
			w.line("return")
			return
		}
		w.value(x)
	case constant:
		switch {
		case w.fn.turns && !yes:
			w.line(`http.Error(w, "no", http.StatusForbidden)`)
			w.line("return false")
		case w.fn.form == predicate:
			w.line("return @", fmt.Sprint(yes))
		case w.fn.form == doubtful:
			w.line("return @, @", fmt.Sprint(yes), []string{"nil", "errDenied"}[btoi(s.failed)])
		case w.fn.form == finder:
			w.line("return @", []string{"nil", `&user{"service"}`}[btoi(yes)])
		case w.fn.form == reason:
			w.line("return @", []string{`""`, `"service"`}[btoi(yes)])
		case w.fn.form == check:
			w.line("return @", []string{"errDenied", "nil"}[btoi(yes)])
		default:
			w.line("return @", []string{`"", errDenied`, `"service", nil`}[btoi(yes)])
		}
	default:
		w.value(x)
	}
}

func (w *printer) value(x expr) {
	switch w.fn.form {
	case authentic:
		w.line(`return "service", @`, x)
	case doubtful:
		w.line("return @, nil", x)
	default:
		w.line("return @", x)
	}
}

// expr writes an expression; at level 1 || needs parentheses, at 2 && too.
func (w *printer) expr(x expr, level int) {
	paren := func(at int, write func()) {
		if level > at {
			w.b.WriteString("(")
			defer w.b.WriteString(")")
		}
		write()
	}
	switch x := x.(type) {
	case constant:
		fmt.Fprint(&w.b, bool(x))
	case lit:
		w.literal(int(x), true, level)
	case known:
		w.b.WriteString(x.v.name)
	case equal:
		paren(1, func() { fmt.Fprintf(&w.b, "%s == %q", x.v.name, texts[x.n]) })
	case atLeast:
		paren(1, func() { fmt.Fprintf(&w.b, "%s >= %d", x.v.name, x.n) })
	case fails:
		paren(1, func() { w.expr(x.x, 2); w.b.WriteString(" != nil") })
	case there:
		paren(1, func() { w.expr(x.x, 2); w.b.WriteString(" != " + w.nothing(x.x)) })
	case not:
		switch y := x.x.(type) {
		case lit:
			if l := w.p.literals[y]; l.texts()[1] != "" {
				w.literal(int(y), false, level)
				return
			}
		case fails:
			paren(1, func() { w.expr(y.x, 2); w.b.WriteString(" == nil") })
			return
		case there:
			paren(1, func() { w.expr(y.x, 2); w.b.WriteString(" == " + w.nothing(y.x)) })
			return
		}
		w.b.WriteString("!")
		w.expr(x.x, 3)
	case and:
		paren(1, func() { w.expr(x.x, 1); w.b.WriteString(" && "); w.expr(x.y, 2) })
	case or:
		paren(0, func() { w.expr(x.x, 0); w.b.WriteString(" || "); w.expr(x.y, 1) })
	case call:
		from := w.b.Len()
		switch {
		case x.fn.literal():
			w.b.WriteString(x.fn.name + "()")
		case x.fn.form == forwarder:
			w.b.WriteString(x.fn.name + "(next, w, r)")
		case x.fn.turns:
			w.b.WriteString(x.fn.name + "(w, r)")
		default:
			w.b.WriteString(x.fn.name + "(r)")
		}
		w.p.calls[x.id] = span{from, w.b.Len()}
	default:
		panic(fmt.Sprintf("no expression: %T", x))
	}
}

func (w *printer) nothing(x expr) string {
	if c, ok := x.(call); ok && c.fn.form == reason {
		return `""`
	}
	return "nil"
}

func (w *printer) literal(i int, holds bool, level int) {
	format := w.p.literals[i].texts()[btoi(!holds)]
	if strings.Contains(format, "%d") {
		format = fmt.Sprintf(format, i)
	}
	if level > 1 {
		w.b.WriteString("(")
	}
	if w.fn.state {
		format = strings.ReplaceAll(format, "r.TLS", "state")
	}
	from := w.b.Len()
	w.b.WriteString(format)
	w.p.literals[i].span = span{from, w.b.Len()}
	if level > 1 {
		w.b.WriteString(")")
	}
}
