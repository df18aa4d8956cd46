package summary

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// service follows a method of a gRPC service to the servers on which the service is registered:
// their interceptors are in front of it. It reports whether there are any.
func (m *mounter) service(fn *ssa.Function) (found bool) {
	if !m.registered(fn) {
		return false
	}
	recv := fn.Signature.Recv()
	unary := fn.Signature.Params().Len() > 0 && m.cat.Type(ssaform.Named(fn.Signature.Params().At(0).Type())) == catalog.ContextType
	for _, c := range m.registering(ssaform.Named(recv.Type())) {
		found = true
		m.server(m.inVariable(held(c.Call.Args[0])), unary)
	}
	return found
}

// registered reports whether fn is a method of a service that is registered on a server.
func (p *program) registered(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	return recv != nil && fn.Parent() == nil && ast.IsExported(fn.Name()) && len(p.registering(ssaform.Named(recv.Type()))) > 0
}

// registering returns the calls that register a value of a type on a gRPC server, in the form that
// protoc-gen-go-grpc gives to them: RegisterGreeterServer(s grpc.ServiceRegistrar, srv GreeterServer).
func (p *program) registering(t string) []*ssa.Call {
	if p.services == nil {
		p.services = map[string][]*ssa.Call{}
		for _, fn := range p.fns {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					c, ok := in.(*ssa.Call)
					if !ok || c.Call.IsInvoke() || len(c.Call.Args) != 2 || !strings.HasPrefix(calledName(c.Common()), "Register") || !catalog.RPCRegistrar(ssaform.Named(c.Call.Args[0].Type())) {
						continue
					}
					of := ssaform.Named(held(c.Call.Args[1]).Type())
					p.services[of] = append(p.services[of], c)
				}
			}
		}
	}
	return p.services[t]
}

// server ends at a gRPC server, behind the interceptors that it is made with.
func (m *mounter) server(v ssa.Value, unary bool) {
	made, ok := v.(*ssa.Call)
	if !ok || !catalog.MakesRPCServer(m.name(made.Common())) {
		m.open = true
		return
	}
	fronts := mounting{}
	for _, a := range made.Call.Args {
		for _, option := range m.elements(a) {
			c, ok := option.(*ssa.Call)
			if !ok {
				continue
			}
			if !catalog.Intercepts(m.name(c.Common()), unary) {
				continue
			}
			for _, list := range c.Call.Args {
				for _, e := range m.elements(list) {
					fronts = append(fronts, m.fronts(e)...)
				}
			}
		}
	}
	m.end(fronts)
}
