// Package xfccids takes callers' names from what Envoy forwards, through accessors
// of another package's interface.
package xfccids

import (
	"errors"
	"net/http"
	"net/netip"

	"github.com/alecholmes/xfccparser"

	"testdata/realistic/xfccids/auth"
)

// Anyone believes the header whoever sent it.
type Anyone struct{}

func (Anyone) Authenticate(ctx auth.Context) (*auth.Caller, error) {
	header := ctx.Header(xfccparser.ForwardedClientCertHeader) // want `a certificate from a header proves nothing`
	if len(header) == 0 {
		return nil, errors.New("no header")
	}
	certs, err := xfccparser.ParseXFCCHeader(header[0])
	if err != nil || len(certs) != 1 {
		return nil, errors.New("no certificate in the header")
	}
	return &auth.Caller{Source: "xfcc", Identities: certs[0].URI}, nil
}

// Gateway believes it from the gateways' addresses, and the common name with it.
type Gateway struct{ trusted []netip.Prefix }

func (g Gateway) Authenticate(ctx auth.Context) (*auth.Caller, error) {
	addr := ctx.RemoteAddress()
	header := ctx.Header(xfccparser.ForwardedClientCertHeader)
	if len(addr) == 0 || len(header) == 0 {
		return nil, errors.New("no header")
	}
	if !g.trusts(addr) {
		return nil, errors.New("not from a gateway")
	}
	return caller(header[0]) // want `the common name is returned as the caller's identity`
}

func (g Gateway) trusts(addr string) bool {
	from, err := netip.ParseAddrPort(addr)
	if err != nil {
		return false
	}
	for _, p := range g.trusted {
		if p.Contains(from.Addr()) {
			return true
		}
	}
	return false
}

func caller(header string) (*auth.Caller, error) {
	certs, err := xfccparser.ParseXFCCHeader(header)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range certs {
		names = append(names, c.URI...)
		if c.Subject != nil {
			names = append(names, c.Subject.CommonName)
		}
	}
	return &auth.Caller{Source: "xfcc", Identities: names}, nil
}

// Relay believes the header whoever sent it, by way of what Gateway uses.
type Relay struct{}

func (Relay) Authenticate(ctx auth.Context) (*auth.Caller, error) {
	header := ctx.Header(xfccparser.ForwardedClientCertHeader) // want `a certificate from a header proves nothing`
	if len(header) == 0 {
		return nil, errors.New("no header")
	}
	return caller(header[0])
}

// AuthenticateRequest does so for plain requests.
func AuthenticateRequest(r *http.Request) (*auth.Caller, error) {
	header := r.Header.Get(xfccparser.ForwardedClientCertHeader) // want `a certificate from a header proves nothing`
	if len(header) == 0 {
		return nil, errors.New("no header")
	}
	return caller(header)
}

// Plain is given calls of one protocol alone.
type Plain struct{ trusted []netip.Prefix }

func (p Plain) Authenticate(call auth.Call) (*auth.Caller, error) {
	header := call.Header(xfccparser.ForwardedClientCertHeader)
	if len(header) == 0 || !(Gateway{p.trusted}).trusts(call.RemoteAddress()) {
		return nil, errors.New("not from a gateway")
	}
	return caller(header[0]) // want `the common name is returned as the caller.s identity`
}

// Edge takes the alternative names only.
type Edge struct{ Gateway }

func (e Edge) Authenticate(ctx auth.Context) (*auth.Caller, error) {
	header := ctx.Header(xfccparser.ForwardedClientCertHeader)
	if len(header) == 0 || !e.trusts(ctx.RemoteAddress()) {
		return nil, errors.New("not from a gateway")
	}
	certs, err := xfccparser.ParseXFCCHeader(header[0])
	if err != nil || len(certs) != 1 {
		return nil, errors.New("no certificate in the header")
	}
	return &auth.Caller{Source: "xfcc", Identities: certs[0].URI}, nil
}
