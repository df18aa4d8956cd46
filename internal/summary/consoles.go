package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
)

// A console answers one command of a connection after another until that fails, and so never says
// yes: whomever it has not refused before the first command it lets in.

// console returns where such a function begins to answer commands: a loop that is only reached with
// a certificate, in which the program's own code is called. There is none where it asks more.
func (f *function) console() []Allow {
	if !slices.ContainsFunc(f.fn.Params, func(q *ssa.Parameter) bool { return f.session(q) || connection(q.Type()) }) || len(f.callers[f.fn]) == 0 || f.escaping[f.fn] ||
		slices.ContainsFunc(f.atoms, func(a atom) bool { return slices.ContainsFunc(a.ev, asksWho) }) {
		return nil
	}
	for _, b := range f.fn.Blocks {
		again := slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return reaches(s, b) })
		if !again || !f.always(b) {
			continue
		}
		for _, d := range f.fn.Blocks {
			if !b.Dominates(d) || !reaches(d, b) {
				continue
			}
			for _, in := range d.Instrs {
				if call, ok := in.(*ssa.Call); ok && f.worksFor(call) {
					return []Allow{{Pos: call.Pos(), What: callText(call.Common()), ways: f.in[b.Index], block: b}}
				}
			}
		}
	}
	return nil
}

// worksFor reports whether a call in a console is of the program's own code, and not given the
// connection, or what is known of the peer: it may only read or write, or ask more.
func (f *function) worksFor(call *ssa.Call) bool {
	return f.programs(call) && !slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool {
		return connection(a.Type()) || keepsConnection(a.Type()) || meaningful(f.content(a))
	})
}

// asksWho reports whether e says more of the caller than that there is a certificate.
func asksWho(e gate.Evidence) bool {
	switch e.Kind() {
	case gate.Nothing, gate.TLS, gate.CertPresent, gate.CertVerified:
		return e.Op == gate.Decision && (flow.Identity(e.Label.Aspect) || flow.OtherCredential(e.Label.Aspect))
	}
	return true
}

// consoles makes helpers of those consoles again before which somebody else asks who the caller is.
func (p *program) consoles() {
	for fn, g := range p.gates {
		if g.console && p.funcs[fn].askedBefore() {
			g.Kind, g.Allows = Helper, nil
		}
	}
}

// askedBefore reports whether one of the functions that call this one has asked who the caller is.
func (f *function) askedBefore() bool {
	return slices.ContainsFunc(f.callers[f.fn], func(c ssa.CallInstruction) bool {
		by := f.funcs[c.Parent()]
		return by != nil && (by.gaveUp || slices.ContainsFunc(by.in[c.Block().Index], func(w gate.Way) bool {
			return slices.ContainsFunc(w.Positive(), func(i int) bool { return slices.ContainsFunc(by.atoms[i].ev, asksWho) })
		}))
	})
}
