package config

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/mounts"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Demand says what servers ask of clients.
type Demand uint8

// The demands.
const (
	NotSeen  Demand = iota // there is no server in sight, or what it asks for is not known
	Some                   // some require a certificate
	Required               // all require one
	Optional               // none requires one
)

func (d Demand) and(requires bool) Demand {
	switch {
	case d == NotSeen && requires:
		return Required
	case d == NotSeen:
		return Optional
	case (d == Required) != requires:
		return Some
	}
	return d
}

// Demand says what the servers of the package ask of clients, those on loopback
// and on Unix sockets apart.
func (r *Result) Demand() Demand { return r.demand(func(*Listener) bool { return true }) }

// DemandOf says what those servers ask of clients whose handlers may call fn, and what
// all of them do if there are none.
func (r *Result) DemandOf(fn *ssa.Function) Demand {
	if r.Program == nil {
		return NotSeen
	}
	if d := r.demand(func(l *Listener) bool { return r.mayServe(l, fn) }); d != NotSeen {
		return d
	}
	return r.Demand()
}

// Unguarded reports whether a server in sight, whose handler may call fn, asks for client
// certificates and has no callback that could decide on them before.
func (r *Result) Unguarded(fn *ssa.Function) bool {
	if r.Program == nil {
		return false
	}
	return slices.ContainsFunc(r.Listeners(), func(l *Listener) bool {
		if l.config == nil || l.Open || !l.Requires && !l.Optional || r.handlerOf(l) == nil || !r.mayServe(l, fn) {
			return false
		}
		return l.config.Field("GetConfigForClient").Unset() && !slices.ContainsFunc(callbackFields, func(name string) bool { return !l.config.Field(name).Unset() })
	})
}

// Mountings says how the package mounts the gates that it gets from others.
func (r *Result) Mountings() []mounts.Mounting {
	out := slices.Clone(r.mountings)
	for i, m := range out {
		if r.demandBefore(m.Entry) == Required || m.Leaves == "" && r.demandOfCallers(m.Entry) == Required {
			out[i].Assured |= mounts.CertRequired
		}
	}
	return append(out, r.callbackMountings()...)
}

// demandBefore says what the servers ask of clients whose handlers a function of another
// package may make. Where one of net/http certainly has such a handler, credentials of gRPC
// servers are of no interest.
func (r *Result) demandBefore(entry string) Demand {
	if r.Program == nil {
		return NotSeen
	}
	var others []*Config
	if slices.ContainsFunc(r.Listeners(), func(l *Listener) bool { s := r.handlerOf(l); return s != nil && s.imported[entry] }) {
		for _, s := range r.RPCServers() {
			others = append(others, s.config)
		}
	}
	return r.demand(func(l *Listener) bool { return r.mayServeOther(l, entry) }, others...)
}

// demandOfCallers says what the gRPC servers of the package ask of clients that may have
// an interceptor which a function of another package is, or makes.
func (r *Result) demandOfCallers(entry string) Demand {
	out := NotSeen
	if r.Program == nil {
		return out
	}
	certain := false
	for _, s := range r.RPCServers() {
		has, others := s.intercepts(entry)
		certain = certain || has
		if has || others {
			out = out.and(s.config != nil && !s.opaque && s.config.requires() && s.config.keepsRequiring())
		}
	}
	if !certain {
		return NotSeen
	}
	return out
}

// callbackMountings says how the package uses exported functions as callbacks of
// crypto/tls: whether a client has to bring a certificate wherever one is stored.
func (r *Result) callbackMountings() (out []mounts.Mounting) {
	if r.Program == nil {
		return nil
	}
	asked := r.askedBeside()
	for fn, uses := range r.uses {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || !callbackShape(fn) {
			continue
		}
		m := mounts.Mounting{Entry: obj.FullName()}
		if !slices.ContainsFunc(uses, func(in ssa.Instruction) bool { return !r.onlyStored(in, asked, map[ssa.Instruction]bool{}) }) {
			m.Assured = mounts.CertRequired
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b mounts.Mounting) int {
		return cmp.Or(cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Assured, b.Assured))
	})
	return out
}

// askedBeside says what the configurations that get a callback from a store ask of
// clients.
func (r *Result) askedBeside() map[*ssa.Store]Demand {
	out := map[*ssa.Store]Demand{}
	for _, c := range r.Configs {
		for _, name := range callbackFields {
			for _, v := range c.Field(name).Values {
				if v.store != nil && c.TLS() {
					out[v.store] = out[v.store].and(c.requires())
				}
			}
		}
	}
	return out
}

// onlyStored reports whether a use of a function is no more than stores for which all
// clients are asked for a certificate, by way of fields of this package too.
func (p *Program) onlyStored(use ssa.Instruction, asked map[*ssa.Store]Demand, seen map[ssa.Instruction]bool) bool {
	if seen[use] {
		return true
	}
	seen[use] = true
	rest := func(v ssa.Value) bool {
		return !slices.ContainsFunc(*v.Referrers(), func(in ssa.Instruction) bool { return !p.onlyStored(in, asked, seen) })
	}
	switch use := use.(type) {
	case *ssa.MakeClosure: // of a method
		return rest(use)
	case *ssa.Store:
		if asked[use] == Required {
			return true
		}
		a, ok := use.Addr.(*ssa.FieldAddr)
		if !ok {
			return false
		}
		f := ssaform.Field(a.X.Type(), a.Field)
		return f != nil && f.Pkg() == p.pkg && !f.Exported() && !p.leaks[f] &&
			!slices.ContainsFunc(p.loads[f], func(v ssa.Value) bool { return !rest(v) })
	}
	return false
}

// demand says what the servers ask that are of interest, and configurations of which
// it does not show whose they are. It passes over those that are said to be of others.
func (r *Result) demand(of func(*Listener) bool, ofOthers ...*Config) Demand {
	out := NotSeen
	if r.Program == nil {
		return out
	}
	others := map[*Config]bool{}
	for _, c := range ofOthers {
		others[c] = true
	}
	for _, l := range r.Listeners() {
		if !of(l) {
			others[l.config] = true
		} else if !l.Open && !l.Local {
			out = out.and(l.Requires)
		}
	}
	for c := range r.perCall() {
		others[c] = true
	}
	for c, servers := range r.servers() {
		if !slices.ContainsFunc(servers, func(s *Config) bool { return !r.unserved(s, of) }) {
			others[c] = true
		}
	}
	for _, c := range r.Configs {
		if c.TLS() && c.ForServer() && !c.Replaced() && !c.Field("ClientAuth").Open && !others[c.whole()] {
			out = out.and(c.requires())
		}
	}
	return out
}

// perCall returns the configurations of which each is another one for each call of the
// function that makes it, with a server that is started in sight.
func (r *Result) perCall() map[*Config]bool {
	calls := map[*Config]map[*ssa.Call]bool{}
	for _, l := range r.Listeners() {
		if l.shape == nil {
			continue
		}
		if calls[l.shape] == nil {
			calls[l.shape] = map[*ssa.Call]bool{}
		}
		calls[l.shape][l.made] = true
	}
	out := map[*Config]bool{}
	for c, made := range calls {
		if r.closed(c.Fn) && len(made) == len(r.callers[c.Fn]) {
			out[c] = true
		}
	}
	return out
}

// unserved reports whether all handlers of a server, wherever it is served, are of no
// interest.
func (p *Program) unserved(server *Config, of func(*Listener) bool) bool {
	h := server.Field("Handler")
	return !h.Open && len(h.Values) > 0 && !slices.ContainsFunc(h.Values, func(v Value) bool { return v.val == nil || of(&Listener{handler: v.val}) })
}

// requires reports whether a handshake with c certainly ends without a
// certificate.
func (c *Config) requires() bool {
	return c.Field("ClientAuth").All(func(v Value) bool { return v.Const == RequireAnyClientCert || v.Const == RequireAndVerifyClientCert })
}

// keepsRequiring reports whether every configuration that may take the place of c
// requires a certificate, too.
func (c *Config) keepsRequiring() bool {
	return !c.Replaced() || c.Field("GetConfigForClient").All(func(v Value) bool {
		return v.Kind == Zero || v.Func != nil && v.Func.Known && !v.Func.Strange &&
			!slices.ContainsFunc(v.Func.Chooses, func(s State) bool { return !(&Config{State: s}).requires() })
	})
}

// callbackFields are the fields of a configuration with callbacks that look at certificates.
var callbackFields = []string{"VerifyPeerCertificate", "VerifyConnection"}

// CallbackUse says how configurations use a callback of crypto/tls.
type CallbackUse struct {
	Demand   Demand
	Verifies bool // crypto/tls verifies the chain, too
	Client   bool // only clients have it
	Chosen   bool // a GetConfigForClient returns it
}

// CallbackUse returns how the function at a position is used as a callback.
func (r *Result) CallbackUse(pos token.Pos) CallbackUse {
	var out CallbackUse
	server := false
	out.Verifies = true
	for _, c := range r.Configs {
		if !c.TLS() {
			continue
		}
		for _, name := range callbackFields {
			for _, v := range c.Field(name).Values {
				switch {
				case v.Func == nil || v.Func.fn == nil || v.Func.fn.Pos() != pos:
				case c.ForClient() && !c.ForServer():
					out.Client = true
				default:
					server = true
					out.Chosen = out.Chosen || c.Side&Chosen != 0
					if !c.Field("ClientAuth").Open {
						out.Demand = out.Demand.and(c.requires())
					}
					out.Verifies = out.Verifies && c.Field("ClientAuth").All(Verifies)
				}
			}
		}
	}
	out.Client = out.Client && !server
	out.Verifies = out.Verifies && server
	return out
}
