package summary_test

// What a generated gate does, by going through it under every truth of its
// literals. This is all that the expected ways in rest on.

// A truth is one of the booleans that a gate depends on: a fact about the
// connection, an option, or a literal as it is asked in one call. The same
// literal of a helper is another boolean for every call of it in the gate.
type truth struct {
	call    int // of the gate, 0 in the gate itself and for what is the same everywhere
	literal int // -1-i for condition i, when it is one for the whole gate
}

func (p *script) truth(call, i int) truth {
	switch c := p.literals[i].condition; {
	case c < connection, c == option:
		return truth{0, -1 - c}
	case c >= evidence:
		return truth{0, i} // of the request
	}
	return truth{call, i}
}

func (p *script) condition(t truth) int {
	if t.literal < 0 {
		return -1 - t.literal
	}
	return p.literals[t.literal].condition
}

// values holds the values that a variable may have, as bits.
type values uint8

// both is a bool, or an error, of which nothing is known.
const both values = 3

// state holds the values of a function's variables, where control may be.
type state struct {
	live bool
	vars [maxSlots]values
}

func (s state) join(t state) state {
	switch {
	case !s.live:
		return t
	case !t.live:
		return s
	}
	for i := range s.vars {
		s.vars[i] |= t.vars[i]
	}
	return s
}

func (s state) with(v *variable, n int) state {
	s.vars[v.slot] = 1 << n
	return s
}

// machine executes a script under one truth of its evidence.
//
// Loosely, it does not ask what the other conditions are, nor how often a loop
// runs, and forgets how values of variables depend on each other: both sides are
// possible each time. What no such execution does, no analysis of the evidence
// alone may say.
type machine struct {
	p       *script
	holds   map[truth]bool
	loosely bool
	passed  uint64 // places
	failed  state  // in which the last call returned an error beside a bool
}

// frame is a call.
type frame struct {
	fn      *fun
	call    int             // see truth
	place   int             // at which the gate called it
	answers [2]state        // no, yes; of a closure only no
	later   []call          // deferred
	failed  bool            // it may have returned an error beside a bool
	left    map[leave]state // by break, by continue
}

// run returns the places at which the gate may let in.
func (m *machine) run() uint64 {
	m.passed = 0
	f := &frame{fn: m.p.main, left: map[leave]state{}}
	m.block(f.fn.body, f.begin(state{live: true}), f)
	return m.passed
}

// begin returns the state in which the body of a function begins.
func (f *frame) begin(s state) state {
	if v := f.fn.named; v != nil {
		s = s.with(v, btoi(v.kind == failure))
	}
	return s
}

// enter calls a function; the states are those in which it answers no and yes.
func (m *machine) enter(c call, s state, outer *frame) (no, yes state) {
	f := &frame{fn: c.fn, call: outer.call, place: outer.place, left: map[leave]state{}}
	if f.call == 0 {
		f.call = c.id
	}
	if m.loosely && c.fn.form != forwarder && c.fn.form != closure && !m.p.concerns(c) {
		m.failed = s
		return s, s // nobody's business, so nothing is known of it
	}
	in := state{live: true}
	if c.fn.literal() {
		in = s
		if m.loosely && c.fn.form != closure {
			for i := range in.vars {
				in.vars[i] = ^values(0) // see testdata/known/readbyclosure.txtar
			}
		}
	}
	end := m.block(c.fn.body, f.begin(in), f)
	if c.fn.form == closure {
		return end.join(f.answers[0]), state{}
	}
	if m.failed = (state{}); f.failed {
		m.failed = s
	}
	if f.answers[0].live {
		no = s
	}
	if f.answers[1].live {
		yes = s
	}
	return no, yes
}

// cond returns the states in which an expression is false and true.
func (m *machine) cond(x expr, s state, f *frame) (no, yes state) {
	if !s.live {
		return state{}, state{}
	}
	split := func(v values) (no, yes state) {
		if v&1 != 0 {
			no = s
		}
		if v&2 != 0 {
			yes = s
		}
		return no, yes
	}
	switch x := x.(type) {
	case constant:
		return split(1 << btoi(bool(x)))
	case lit:
		t := m.p.truth(f.call, int(x))
		if m.loosely && m.p.condition(t) >= evidence {
			return split(both)
		}
		return split(1 << btoi(m.holds[t]))
	case known:
		return split(s.vars[x.v.slot])
	case equal:
		v := s.vars[x.v.slot]
		return split(values(btoi(v&^(1<<x.n) != 0) | 2*btoi(v&(1<<x.n) != 0)))
	case atLeast:
		v := s.vars[x.v.slot]
		return split(values(btoi(v&(1<<x.n-1) != 0) | 2*btoi(v>>x.n != 0)))
	case not:
		yes, no = m.cond(x.x, s, f)
		return no, yes
	case fails:
		yes, no = m.cond(x.x, s, f)
		return no, yes
	case there:
		return m.cond(x.x, s, f)
	case and:
		no, yes = m.cond(x.x, s, f)
		n, y := m.cond(x.y, yes, f)
		return no.join(n), y
	case or:
		no, yes = m.cond(x.x, s, f)
		n, y := m.cond(x.y, no, f)
		return n, yes.join(y)
	case call:
		return m.enter(x, s, f)
	}
	panic("no expression")
}

func (m *machine) block(body []stmt, s state, f *frame) state {
	for _, x := range body {
		if !s.live {
			return s
		}
		place := -1
		if at, ok := x.(located); ok {
			x, place = at.stmt, at.place
		}
		switch x := x.(type) {
		case assign:
			s = m.assign(x, s, f)
		case ask:
			no, yes := m.enter(x.c, s, f)
			s = m.failed
			if s.live {
				s = s.with(x.ok, 0).with(x.err, 0)
			}
			if no.live {
				s = s.join(no.with(x.ok, 0).with(x.err, 1))
			}
			if yes.live {
				s = s.join(yes.with(x.ok, 1).with(x.err, 1))
			}
			if m.loosely && s.live {
				s.vars[x.err.slot] = both // the bool is the answer
			}
		case increment:
			v := s.vars[x.v.slot]
			s.vars[x.v.slot] = v<<1&(1<<(most+1)-1) | v&(1<<most)
		case branch:
			in := s
			if x.init != nil {
				in = m.assign(*x.init, s, f)
			}
			no, yes := m.cond(x.cond, in, f)
			s = m.block(x.then, yes, f).join(m.block(x.els, no, f))
		case choose:
			s = m.choose(x, s, f)
		case repeat:
			s = m.repeat(x, s, f)
		case leave:
			x.named = false
			f.left[x] = f.left[x].join(s)
			return state{}
		case deny, crash:
			return state{}
		case pass:
			if place < 0 {
				place = f.place
			}
			m.passed |= 1 << place
		case relay:
			f.place = place
			m.enter(x.c, s, f)
		case later:
			f.later = append(f.later, x.c)
		case inTurn:
			s = m.inTurn(x, s, f)
		case perform:
			s, _ = m.enter(x.c, s, f)
		case result:
			if x.failed {
				f.failed = true
				return state{}
			}
			no, yes := s, state{}
			if x.x != nil {
				no, yes = m.cond(x.x, s, f)
			}
			if v := f.fn.named; v != nil {
				// The result is set, what is deferred runs, the result is read.
				s = no.with(v, 0).join(yes.with(v, 1))
				for _, c := range f.later {
					s, _ = m.enter(c, s, f)
				}
				no, yes = m.cond(known{v}, s, f)
			}
			if f.fn.turns {
				no = state{} // it has answered
			}
			if place >= 0 && yes.live {
				m.passed |= 1 << place
			}
			f.answers = [2]state{f.answers[0].join(no), f.answers[1].join(yes)}
			return state{}
		}
	}
	return s
}

func (m *machine) assign(a assign, s state, f *frame) state {
	if a.v.kind == text || a.v.kind == number {
		return s.with(a.v, a.n)
	}
	no, yes := m.cond(a.x, s, f)
	if no.live {
		no = no.with(a.v, 0)
	}
	if yes.live {
		yes = yes.with(a.v, 1)
	}
	return no.join(yes)
}

func (m *machine) choose(c choose, s state, f *frame) state {
	var out state
	var otherwise []stmt
	for _, cl := range c.cases {
		if len(cl.conds)+len(cl.texts) == 0 {
			otherwise = cl.body
			continue
		}
		var in state
		for _, x := range cl.conds {
			no, yes := m.cond(x, s, f)
			in, s = in.join(yes), no
		}
		for _, n := range cl.texts {
			no, yes := m.cond(equal{c.v, n}, s, f)
			in, s = in.join(yes), no
		}
		out = out.join(m.block(cl.body, in, f))
	}
	return out.join(m.block(otherwise, s, f))
}

func (m *machine) repeat(r repeat, s state, f *frame) state {
	var out state
	for i := 0; m.loosely || i < r.times; i++ {
		in := s
		if r.cond != nil {
			var no state
			no, in = m.cond(r.cond, s, f)
			out = out.join(no)
		}
		next := m.block(r.body, in, f).join(f.take(r.loop, true))
		if m.loosely {
			next = s.join(next) // as often as it likes, not at all too
			if next == s {
				break
			}
		}
		s = next
	}
	return s.join(out).join(f.take(r.loop, false))
}

// take returns what left a loop, or its turn.
func (f *frame) take(l *loop, again bool) state {
	key := leave{again: again, loop: l}
	s := f.left[key]
	delete(f.left, key)
	return s
}

// inTurn tries helpers one after the other; loosely, in any order, and any number.
func (m *machine) inTurn(x inTurn, s state, f *frame) state {
	try := func(fn *fun, s state) state {
		no, yes := m.enter(call{fn, x.call}, s, f)
		return no.join(m.block(x.then, yes, f)).join(f.take(x.loop, true))
	}
	for {
		before := s
		for _, fn := range x.fns {
			if next := try(fn, s); m.loosely {
				s = s.join(next)
			} else {
				s = next
			}
		}
		if !m.loosely || s == before {
			break
		}
	}
	return s.join(f.take(x.loop, false))
}

// concerns reports whether what a call asks rests on evidence.
func (p *script) concerns(c call) bool {
	ev, _ := p.rests(func(visit func(any, int)) { visit(c, 0) })
	return len(ev) > 0
}

// truths returns what the gate depends on: its evidence, and the rest.
func (p *script) truths() (ev, rest []truth) {
	return p.rests(func(visit func(any, int)) {
		for _, s := range p.main.body {
			visit(s, 0)
		}
	})
}

// rests returns what all that start visits rests on.
func (p *script) rests(start func(visit func(x any, call int))) (ev, rest []truth) {
	seen := map[truth]bool{}
	var function func(f *fun, call int)
	var visit func(x any, call int)
	visit = func(x any, c int) {
		each := func(body []stmt) {
			for _, s := range body {
				visit(s, c)
			}
		}
		switch x := x.(type) {
		case lit:
			t := p.truth(c, int(x))
			if seen[t] {
				return
			}
			seen[t] = true
			if p.condition(t) < evidence {
				ev = append(ev, t)
			} else {
				rest = append(rest, t)
			}
		case not:
			visit(x.x, c)
		case fails:
			visit(x.x, c)
		case there:
			visit(x.x, c)
		case and:
			visit(x.x, c)
			visit(x.y, c)
		case or:
			visit(x.x, c)
			visit(x.y, c)
		case call:
			if c == 0 {
				c = x.id
			}
			function(x.fn, c)
		case assign:
			visit(x.x, c)
		case branch:
			if x.init != nil {
				visit(*x.init, c)
			}
			visit(x.cond, c)
			each(x.then)
			each(x.els)
		case choose:
			for _, cl := range x.cases {
				for _, y := range cl.conds {
					visit(y, c)
				}
				each(cl.body)
			}
		case repeat:
			visit(x.cond, c)
			each(x.body)
		case inTurn:
			for _, f := range x.fns {
				visit(call{f, x.call}, c)
			}
			each(x.then)
		case ask:
			visit(x.c, c)
		case relay:
			visit(x.c, c)
		case later:
			visit(x.c, c)
		case result:
			visit(x.x, c)
		case located:
			visit(x.stmt, c)
		case perform:
			visit(x.c, c)
		}
	}
	function = func(f *fun, call int) {
		for _, s := range f.body {
			visit(s, call)
		}
	}
	start(visit)
	return ev, rest
}
