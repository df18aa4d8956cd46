package summary

import (
	"go/ast"
	"go/types"
	"net"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// localOnly reports whether every listener that the package opens is a Unix
// socket or on loopback, there is one, and no handler goes elsewhere.
func (p *program) localOnly() bool {
	if slices.ContainsFunc(p.fns, p.offersHandler) {
		return false
	}
	found := false
	for _, fn := range p.fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				listens, local := false, false
				switch in := in.(type) {
				case ssa.CallInstruction:
					listens, local = p.listens(in.Common())
				case *ssa.Store:
					if fa, ok := in.Addr.(*ssa.FieldAddr); ok && fieldSymbol(fa.X.Type(), fa.Field) == "net/http.Server.Addr" {
						listens, local = true, p.loopback(in.Val)
					}
				}
				if listens && !local {
					return false
				}
				found = found || listens
			}
		}
	}
	return found
}

// offersHandler reports whether fn hands handlers, or middleware, to other
// packages. A service that serves by itself is not meant.
func (p *program) offersHandler(fn *ssa.Function) bool {
	if p.pkg.Name() == "main" || fn.Parent() != nil || !ast.IsExported(fn.Name()) {
		return false
	}
	for v := range fn.Signature.Results().Variables() {
		if n, ok := types.Unalias(v.Type()).(*types.Pointer); ok && strings.HasPrefix(ssaform.Named(n), p.pkg.Path()+".") {
			continue
		}
		if p.isHandler(v.Type()) {
			return true
		}
	}
	return false
}

// listens reports whether a call opens a listener or serves on one, and whether it
// is certain that only this machine comes there.
func (p *program) listens(c *ssa.CallCommon) (listens, local bool) {
	if p.static(c) != nil {
		return false, false
	}
	args := ssaform.Arguments(c)
	switch p.name(c) {
	case "net.Listen", "crypto/tls.Listen":
		return true, p.unix(args[0]) || p.loopback(args[1])
	case "net.ListenUnix":
		return true, true
	case "(*net/http.Server).ListenAndServe", "(*net/http.Server).ListenAndServeTLS":
		return true, p.ofLoopback(args[0])
	}
	if !catalog.ServesName(calledName(c)) {
		return false, false
	}
	for _, a := range args {
		switch {
		case p.cat.Type(ssaform.Named(a.Type())) == catalog.RequestType:
			return false, false // one request
		case ssaform.Named(a.Type()) == "net.Listener":
			listens, local = true, p.localListener(a)
		case p.isHandler(a.Type()):
			listens = true
		case p.loopback(a):
			local = true
		}
	}
	return listens, local
}

// localListener reports whether a net.Listener is certainly a Unix socket or on
// loopback.
func (p *program) localListener(v ssa.Value) bool {
	found := false
	open := p.trace(v, func(v ssa.Value) (end, known bool) {
		if x, ok := v.(*ssa.Extract); ok {
			v = x.Tuple
		}
		c, ok := v.(*ssa.Call)
		if !ok || p.static(c.Common()) != nil {
			return false, true
		}
		found = true
		if p.name(c.Common()) == "crypto/tls.NewListener" {
			return true, p.localListener(c.Call.Args[0])
		}
		listens, local := p.listens(c.Common())
		return true, listens && local
	})
	return found && !open
}

// ofLoopback reports whether every address that an http.Server is given is on
// loopback.
func (p *program) ofLoopback(server ssa.Value) bool {
	obj, _, _ := types.LookupFieldOrMethod(server.Type(), true, nil, "Addr")
	addr, ok := obj.(*types.Var)
	if !ok {
		return false
	}
	var stored []ssa.Value
	for _, at := range p.places(server, 0) {
		stored = append(stored, p.stores[place{at.v, addr}]...)
	}
	if len(stored) == 0 {
		stored = p.stores[place{nil, addr}] // of a server that was kept
	}
	return len(stored) > 0 && !slices.ContainsFunc(stored, func(v ssa.Value) bool { return !p.loopback(v) })
}

func (p *program) unix(network ssa.Value) bool {
	ns, _ := p.strings(network, 0)
	return len(ns) == 1 && strings.HasPrefix(ns[0], "unix")
}

func (p *program) loopback(addr ssa.Value) bool {
	if c, ok := addr.(*ssa.Call); ok && p.name(c.Common()) == "net.JoinHostPort" {
		hosts, _ := p.strings(c.Call.Args[0], 0)
		return len(hosts) == 1 && catalog.Loopback(net.JoinHostPort(hosts[0], ""))
	}
	as, _ := p.strings(addr, 0)
	return len(as) == 1 && catalog.Loopback(as[0])
}

// serverLocal reports whether a server is certainly used to serve on Unix sockets
// and on loopback only.
func (p *program) serverLocal(v ssa.Value) bool {
	found := false
	var only func(v ssa.Value, depth int) bool // for that, as far as v is used
	only = func(v ssa.Value, depth int) bool {
		if v.Referrers() == nil || depth > maxDepth {
			return false
		}
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.FieldAddr, *ssa.DebugRef:
			case ssa.CallInstruction:
				listens, local := p.listens(r.Common())
				if listens && !local || p.static(r.Common()) != nil {
					return false
				}
				found = found || listens
			case *ssa.Store:
				// A variable, which literals may use.
				if !isAlloc(r.Addr) || len(p.stores[place{r.Addr, nil}]) != 1 ||
					slices.ContainsFunc(ssaform.Loads(r.Addr), func(x ssa.Value) bool { return !only(x, depth+1) }) {
					return false
				}
			case *ssa.Return: // whoever starts it does so at the address that it has
				if !p.ofLoopback(v) {
					return false
				}
				found = true
			default:
				return false
			}
		}
		return true
	}
	return isAlloc(v) && only(v, 0) && found
}
