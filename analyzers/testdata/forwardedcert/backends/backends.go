// Package backends decides by the header fields of calls that a front hands over.
package backends

import (
	"context"
	"errors"
	"net/netip"

	"testdata/forwardedcert/backends/calls"
)

var errRefused = errors.New("not allowed")

type backend struct {
	owners  map[string]string
	proxies netip.Prefix
}

// A grant says who somebody is.
type grant struct{ Owner string }

// LoginBehind reports: nobody asks who handed over the header.
func (b *backend) LoginBehind(_ context.Context, c *calls.Call) (*grant, error) {
	vals := c.Headers["X-Client-Cert-Fingerprint"] // want "the header is believed"
	if len(vals) != 1 || b.owners[vals[0]] == "" {
		return nil, errRefused
	}
	return &grant{b.owners[vals[0]]}, nil
}

// LoginProxied is quiet: it came from a proxy.
func (b *backend) LoginProxied(_ context.Context, c *calls.Call) (*grant, error) {
	from, err := netip.ParseAddrPort(c.Origin.RemoteAddr)
	if err != nil || !b.proxies.Contains(from.Addr()) {
		return nil, errRefused
	}
	vals := c.Headers["X-Client-Cert-Fingerprint"]
	if len(vals) != 1 || b.owners[vals[0]] == "" {
		return nil, errRefused
	}
	return &grant{b.owners[vals[0]]}, nil
}

// AllowTemplate is quiet: what is sent to a service is not what a client sent.
func (b *backend) AllowTemplate(u *calls.Upstream) error {
	if b.owners[u.Headers["X-Client-Cert-Fingerprint"]] == "" {
		return errRefused
	}
	return nil
}
