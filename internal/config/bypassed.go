package config

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Bypassed returns the configurations with authorities for clients of servers of net/http that
// never consult them: http.Server.Serve takes connections as they come, and the listener that
// it is given has a configuration of its own, which asks for nothing.
func (r *Result) Bypassed() []Idle {
	var out []Idle
	for _, c := range r.Configs {
		if !c.TLS() || c.Side != Server || c.obj == nil || c.obj.val == nil || !c.here("ClientCAs") || !onlyServers(c.obj.val) {
			continue
		}
		var instead *Config
		servers := r.servers()[c.whole()]
		for _, s := range servers {
			if instead = r.listensWith(s); instead == nil {
				break
			}
		}
		if instead != nil {
			out = append(out, Idle{c, instead})
		}
	}
	return out
}

// onlyServers reports whether all that is done with a configuration, but for setting it up,
// is to make it the TLSConfig of servers, which nobody reads.
func onlyServers(v ssa.Value) bool {
	return v.Referrers() != nil && !slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.FieldAddr:
			return false
		case *ssa.Store:
			a, ok := r.Addr.(*ssa.FieldAddr)
			return !ok || r.Val != v || fieldSymbol(a.X.Type(), a.Field) != "net/http.Server.TLSConfig"
		}
		return true
	})
}

// listensWith returns the configuration of the listeners that all starts of a server are given,
// if it asks for nothing; nil otherwise, or where somebody else may start the server.
func (p *Program) listensWith(server *Config) (out *Config) {
	if server.obj == nil {
		return nil
	}
	a, ok := server.obj.val.(*ssa.Alloc)
	if !ok || len(server.Field("TLSConfig").Values) != 1 {
		return nil
	}
	known := true
	start := func(in ssa.CallInstruction, v ssa.Value) {
		args := in.Common().Args
		method, ok := strings.CutPrefix(p.symbol(in.Common()), "(*net/http.Server).")
		switch {
		case !ok || args[0] != v:
			known = false
		case method == "Serve":
			l := p.listener(args[1])
			if l.Open || l.config == nil || l.config.Replaced() || !l.config.AsksNothing() {
				known = false
			}
			out = l.config
		case strings.HasPrefix(method, "Serve") || strings.HasPrefix(method, "ListenAndServe"):
			known = false
		}
	}
	seen := map[ssa.Value]bool{}
	var use func(v ssa.Value)
	use = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef:
			case *ssa.FieldAddr:
				known = known && (fieldSymbol(r.X.Type(), r.Field) != "net/http.Server.TLSConfig" || neverRead(r))
			case ssa.CallInstruction:
				start(r, v)
			case *ssa.Store:
				cell, ok := r.Addr.(*ssa.Alloc) // a variable that literals share
				if !ok || r.Val != v || len(p.stored(cell)) != 1 || addressed(cell) {
					known = false
					continue
				}
				for _, load := range ssaform.Loads(cell) {
					use(load)
				}
			case *ssa.MakeClosure:
				for i, b := range r.Bindings {
					if b == v {
						use(r.Fn.(*ssa.Function).FreeVars[i])
					}
				}
			default:
				known = false
			}
		}
	}
	use(a)
	if !known {
		return nil
	}
	return out
}

// addressed reports whether somebody gets the address of a variable, literals apart.
func addressed(cell *ssa.Alloc) bool {
	return slices.ContainsFunc(*cell.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp, *ssa.MakeClosure:
			return false
		case *ssa.Store:
			return r.Addr != cell
		}
		return true
	})
}

// neverRead reports whether nothing reads what is at an address.
func neverRead(a *ssa.FieldAddr) bool {
	return !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		s, ok := r.(*ssa.Store)
		_, debug := r.(*ssa.DebugRef)
		return !debug && (!ok || s.Addr != a)
	})
}
