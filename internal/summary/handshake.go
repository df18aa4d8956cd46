package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
)

// What the handshake of a server decides, every request has passed.

// handshake returns what the configuration of TLS of an http.Server puts in front of its
// handler, whichever it is: nil if one lets in more than those peers that it chooses.
func (p *program) handshake(server ssa.Value) *Gate {
	if p.servesPlainly(server) {
		return nil
	}
	var out *Gate
	for _, v := range p.fieldValues(server, "TLSConfig") {
		open := p.trace(v, func(v ssa.Value) (end, known bool) {
			var g *Gate
			switch v := v.(type) {
			case *ssa.Alloc:
				g = p.callbackOf(v)
			case *ssa.Call:
				if p.static(v.Common()) != nil {
					return false, true
				}
				if p.authorizesSome(v.Call.Args, map[*ssa.Call]bool{}) {
					g = chosenPeers()
				}
			default:
				return false, true
			}
			if g != nil {
				out = g
			}
			return true, g != nil
		})
		if open {
			return nil
		}
	}
	return out
}

// chosenPeers is the gate of an authorizer that lets in certain peers by their IDs.
func chosenPeers() *Gate {
	e := gate.Evidence{Op: gate.Decision, Label: flow.Label{Root: flow.Peer, Aspect: catalog.SAN}}
	return &Gate{Kind: Callback, Allows: []Allow{{Ways: []Way{{Holds: []Item{{Evidence: []gate.Evidence{e}}}}}}}}
}

// authorizesSome reports whether one of the arguments of a call is an authorizer that
// authorizes certain peers, and cannot be another. Calls that were seen are not asked
// again.
func (p *program) authorizesSome(args []ssa.Value, seen map[*ssa.Call]bool) bool {
	return slices.ContainsFunc(args, func(v ssa.Value) bool {
		found := false
		open := p.trace(v, func(v ssa.Value) (end, known bool) {
			call, ok := v.(*ssa.Call)
			if !ok || p.static(call.Common()) != nil {
				return false, true
			}
			if _, builtin := call.Call.Value.(*ssa.Builtin); builtin || seen[call] {
				return true, false
			}
			seen[call] = true
			some := p.plays(call.Common(), catalog.AuthorizeIDs) ||
				p.authorizesSome(call.Call.Args, seen)
			found = found || some
			return true, some
		})
		return found && !open
	})
}

// callbackOf returns the callback of a tls.Config that requires certificates, nil if
// there is none in sight.
func (p *program) callbackOf(config *ssa.Alloc) *Gate {
	modes := p.fieldValues(config, "ClientAuth")
	if len(modes) == 0 || slices.ContainsFunc(modes, func(v ssa.Value) bool {
		k, ok := v.(*ssa.Const)
		return !ok || k.Int64() != requireAndVerify
	}) {
		return nil
	}
	for _, name := range []string{"VerifyConnection", "VerifyPeerCertificate"} {
		if vs := p.fieldValues(config, name); len(vs) == 1 {
			if fns, open := p.targets(vs[0], 0); len(fns) == 1 && !open {
				return p.gates[fns[0]]
			}
		}
	}
	return nil
}

// requireAndVerify is tls.RequireAndVerifyClientCert.
const requireAndVerify = 4

// fieldValues returns what is stored in a field of a struct that a function makes.
func (p *program) fieldValues(v ssa.Value, name string) (out []ssa.Value) {
	obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, nil, name)
	f, ok := obj.(*types.Var)
	if !ok {
		return nil
	}
	for _, at := range p.places(v, 0) {
		out = append(out, p.stores[place{at.v, f}]...)
	}
	return out
}

// servesPlainly reports whether a server is started without its configuration of TLS,
// where it is made.
func (p *program) servesPlainly(server ssa.Value) bool {
	return server.Referrers() != nil && slices.ContainsFunc(*server.Referrers(), func(in ssa.Instruction) bool {
		c, ok := in.(ssa.CallInstruction)
		return ok && slices.Contains([]string{"(*net/http.Server).ListenAndServe", "(*net/http.Server).Serve"}, p.name(c.Common()))
	})
}
