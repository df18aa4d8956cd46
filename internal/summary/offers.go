package summary

import (
	"cmp"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/mounts"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Offer returns by which functions other packages get the gate to mount it; none if
// safe says no of a mounting in this package. Unless is what such a mounting
// has to assure. A callback of crypto/tls is offered under its own name.
func (g *Gate) Offer(unless mounts.Assurance, safe func(Mounted) bool) mounts.Offer {
	var entries []string
	if g.Kind == Callback {
		if fn := exportedFunction(g.Fn); fn != nil {
			entries = append(entries, fn.FullName())
		}
	}
	for _, fn := range g.left {
		entries = append(entries, fn.FullName())
	}
	for _, m := range g.Mounted {
		switch {
		case safe(m):
		case m.leaves == nil:
			return mounts.Offer{}
		default:
			entries = append(entries, m.leaves.FullName())
		}
	}
	return mounts.NewOffer(unless, entries...)
}

// offeredBy returns the functions by which other packages get gates, by which rules ask what
// is in front of those.
func (p *program) offeredBy() map[*types.Func]bool {
	out := map[*types.Func]bool{}
	for _, g := range p.gates {
		if !g.asks() {
			continue
		}
		for _, fn := range g.left {
			out[fn] = true
		}
		for _, m := range g.Mounted {
			if m.leaves != nil {
				out[m.leaves] = true
			}
		}
	}
	for _, m := range p.mountsOfOthers() {
		if m.leaves != nil {
			out[m.leaves] = true
		}
	}
	return out
}

// asks reports whether the gate asks for a certificate, or for what a header says of one.
func (g *Gate) asks() bool {
	for _, a := range g.Allows {
		for _, w := range a.Ways {
			if w.Has(func(e gate.Evidence) bool { return e.Label.Root == flow.Peer || e.Label.Root == flow.Forwarded }) {
				return true
			}
		}
	}
	return slices.ContainsFunc(g.Sinks, func(k Sink) bool {
		return k.Labels.Any(func(l flow.Label) bool { return l.Root == flow.Forwarded })
	})
}

// An otherMounting is one way in which this package mounts what it gets by a function of
// another one.
type otherMounting struct {
	Mounted
	entry   *types.Func
	unknown bool
}

// mountsOfOthers returns how this package mounts the gates of others.
func (p *program) mountsOfOthers() []otherMounting {
	if p.otherMounts != nil {
		return p.otherMounts
	}
	out := []otherMounting{}
	follow := func(entry *types.Func, start func(*mounter)) {
		m := p.mounter()
		start(m)
		for _, fronts := range m.out {
			out = append(out, otherMounting{Mounted: p.mounted(nil, fronts), entry: entry})
		}
		for _, fn := range m.left {
			out = append(out, otherMounting{Mounted: Mounted{leaves: fn}, entry: entry})
		}
		if !m.known() {
			out = append(out, otherMounting{entry: entry, unknown: true})
		}
	}
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(*ssa.Call)
				if !ok {
					continue
				}
				if entry := ssaform.Object(c.Common()); p.offersGates(entry) {
					follow(entry, func(m *mounter) { m.got(c) })
				}
			}
		}
	}
	function := func(fn *ssa.Function) {
		if entry, ok := fn.Object().(*types.Func); ok && p.offersGates(entry) {
			follow(entry, func(m *mounter) { m.function(fn, nil, 0) })
		}
	}
	for fn := range p.uses {
		function(fn)
	}
	for fn := range p.kept { // as one of a list, such as what Use is given
		if len(p.uses[fn]) == 0 {
			function(fn)
		}
	}
	for _, v := range p.handlerValues() {
		if entry, ok := method(v.X.Type(), "ServeHTTP"); ok && p.offersGates(entry) {
			follow(entry, func(m *mounter) { m.value(v, nil, 0) })
		}
	}
	p.otherMounts = out
	return out
}

func method(t types.Type, name string) (*types.Func, bool) {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	fn, ok := obj.(*types.Func)
	return fn, ok
}

// offersGates reports whether a function of another package is one by which others get gates.
func (p *program) offersGates(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	s := p.importedFunc(fn)
	return s != nil && s.Offers
}

// got follows what a call returns, or else the routers that it is given.
func (m *mounter) got(c *ssa.Call) {
	before := len(m.out) + len(m.left)
	results := []ssa.Value{c}
	if _, several := c.Type().(*types.Tuple); several {
		results = nil
		for _, r := range *c.Referrers() {
			if e, ok := r.(*ssa.Extract); ok {
				results = append(results, e)
			}
		}
	}
	for _, v := range results {
		if m.isHandler(v.Type()) {
			m.value(v, nil, 0)
		}
	}
	if m.open || len(m.out)+len(m.left) > before {
		return
	}
	m.by = c
	for _, a := range c.Call.Args {
		if m.isHandler(a.Type()) {
			m.value(a, nil, 0)
		}
	}
}

// Mounts says how the package mounts the gates of others, in a fixed order. What servers
// ask of clients is not looked at.
func (r *Result) Mounts() []mounts.Mounting {
	if r.program == nil {
		return nil
	}
	var out []mounts.Mounting
	for _, o := range r.program.mountsOfOthers() {
		m := mounts.Mounting{Entry: o.entry.FullName(), Unknown: o.unknown}
		if o.leaves != nil {
			m.Leaves = o.leaves.FullName()
		}
		if o.KnowsHop(flow.Label{Root: flow.Forwarded}) {
			m.Assured |= mounts.HopKnown
		} else {
			m.Cleaned = o.cleaned()
		}
		if o.Decided() {
			m.Assured |= mounts.IdentityDecided
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b mounts.Mounting) int {
		return cmp.Or(cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Leaves, b.Leaves), cmp.Compare(a.Assured, b.Assured), slices.Compare(a.Cleaned, b.Cleaned))
	})
	return slices.CompactFunc(out, func(a, b mounts.Mounting) bool { return reflect.DeepEqual(a, b) })
}
