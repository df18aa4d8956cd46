package config

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A relay is a proxy written by hand: it makes a request, copies into it all header
// fields of the one that it is given, and sends it.

// relays returns the requests that are made so, where they are made and where functions
// of the package return them.
func (p *Program) relays() map[ssa.Value]bool {
	if p.counted["relays"] {
		return p.relayed
	}
	p.counted["relays"] = true
	found := map[ssa.Value]bool{}
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(*ssa.Call)
				if !ok {
					continue
				}
				switch p.symbol(c.Common()) {
				case "net/http.NewRequest", "net/http.NewRequestWithContext":
					if out, _ := results(c); out != nil && p.copiesInto(out) {
						found[out] = true
					}
				}
			}
		}
	}
	p.relayed = found
	for v := range found {
		fn := v.(ssa.Instruction).Parent()
		for _, b := range fn.Blocks {
			r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if !ok {
				continue
			}
			if i := slices.Index(r.Results, v); i >= 0 {
				p.callResults(fn, i, func(x ssa.Value) { p.relayed[x] = true })
			}
		}
	}
	return p.relayed
}

// copiesInto reports whether all header fields of a request that the function is given
// are copied into one that it makes.
func (p *Program) copiesInto(out ssa.Value) bool {
	header := func(v ssa.Value) bool {
		u, ok := v.(*ssa.UnOp)
		if !ok {
			return false
		}
		a, ok := u.X.(*ssa.FieldAddr)
		return ok && a.X == out && fieldSymbol(a.X.Type(), a.Field) == "net/http.Request.Header"
	}
	incoming := func(v ssa.Value) bool {
		_, loaded := v.(*ssa.UnOp)
		return loaded && p.outgoing(v)
	}
	fn := out.(ssa.Instruction).Parent()
	if p.copiesAll(fn, header, incoming, 0) {
		return true
	}
	for _, r := range *out.Referrers() {
		a, ok := r.(*ssa.FieldAddr)
		if !ok || fieldSymbol(a.X.Type(), a.Field) != "net/http.Request.Header" {
			continue
		}
		i := slices.IndexFunc(*a.Referrers(), func(r ssa.Instruction) bool { _, ok := r.(*ssa.Store); return ok })
		if i < 0 {
			continue
		}
		v := (*a.Referrers())[i].(*ssa.Store).Val
		if c, ok := v.(*ssa.Call); ok && p.symbol(c.Common()) == "(net/http.Header).Clone" {
			v = c.Call.Args[0]
		}
		if incoming(v) {
			return true
		}
	}
	return false
}

// copiesAll reports whether fn copies each element of a map into another one.
func (p *Program) copiesAll(fn *ssa.Function, dst, src func(ssa.Value) bool, depth int) bool {
	each := func(key ssa.Value, b *ssa.BasicBlock) bool {
		x, ok := key.(*ssa.Extract)
		if !ok {
			return false
		}
		next, ok := x.Tuple.(*ssa.Next)
		if !ok {
			return false
		}
		r, ok := next.Iter.(*ssa.Range)
		return ok && src(r.X) && eachRound(next.Block(), b)
	}
	copies := func(in ssa.Instruction) bool {
		if u, ok := in.(*ssa.MapUpdate); ok {
			return dst(u.Map) && each(u.Key, u.Block())
		}
		c, ok := in.(ssa.CallInstruction)
		if !ok {
			return false
		}
		args := ssaform.Arguments(c.Common())
		switch p.symbol(c.Common()) {
		case "(net/http.Header).Set", "(net/http.Header).Add":
			return dst(args[0]) && each(args[1], in.Block())
		case "maps.Copy":
			return dst(args[0]) && src(args[1])
		}
		callee := p.static(c.Common())
		i, j := slices.IndexFunc(args, dst), slices.IndexFunc(args, src)
		if callee == nil || i < 0 || j < 0 || depth > 2 || max(i, j) >= len(callee.Params) {
			return false
		}
		is := func(q *ssa.Parameter) func(ssa.Value) bool { return func(v ssa.Value) bool { return v == q } }
		return p.copiesAll(callee, is(callee.Params[i]), is(callee.Params[j]), depth+1)
	}
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Instrs, copies) })
}

// eachRound reports whether b runs in each round of the loop with that head: nothing but
// loops over lists is between.
func eachRound(head, b *ssa.BasicBlock) bool {
	for d := b; d.Idom() != nil; d = d.Idom() {
		if d.Idom() == head {
			return true
		}
		if _, branch := d.Idom().Instrs[len(d.Idom().Instrs)-1].(*ssa.If); branch && d.Idom().Comment != "rangeindex.loop" {
			return false
		}
	}
	return false
}

// relaying reports whether fn sends a request of a relay.
func (p *Program) relaying(fn *ssa.Function) bool {
	return len(p.relays()) > 0 && slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return p.sendIn(b) >= 0 })
}

// sendIn returns the index of the call in b that sends a request of a relay, -1 if there
// is none.
func (p *Program) sendIn(b *ssa.BasicBlock) int {
	if len(p.relays()) == 0 {
		return -1
	}
	return slices.IndexFunc(b.Instrs, func(in ssa.Instruction) bool {
		c, ok := in.(ssa.CallInstruction)
		return ok && slices.ContainsFunc(ssaform.Arguments(c.Common()), func(a ssa.Value) bool { return p.relays()[a] && p.sends(c, a, 0) })
	})
}

// sends reports whether a call sends the request that it is given.
func (p *Program) sends(c ssa.CallInstruction, request ssa.Value, depth int) bool {
	if obj := ssaform.Object(c.Common()); obj != nil && (obj.Name() == "Do" || obj.Name() == "RoundTrip") {
		return true
	}
	fn := p.static(c.Common())
	i := slices.Index(ssaform.Arguments(c.Common()), request)
	if fn == nil || i >= len(fn.Params) || depth > 2 {
		return false
	}
	return slices.ContainsFunc(*fn.Params[i].Referrers(), func(r ssa.Instruction) bool {
		inner, ok := r.(ssa.CallInstruction)
		return ok && slices.Contains(ssaform.Arguments(inner.Common()), ssa.Value(fn.Params[i])) && p.sends(inner, fn.Params[i], depth+1)
	})
}
