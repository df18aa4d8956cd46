// Package hertzsvc is a hertz service: returning does not end its chain.
package hertzsvc

import (
	"context"
	"crypto/tls"
	"slices"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/cloudwego/hertz/pkg/network"
)

type api struct{ hosts []string }

func state(c *app.RequestContext) (tls.ConnectionState, bool) {
	conn, ok := c.GetConn().(network.ConnTLSer)
	if !ok {
		return tls.ConnectionState{}, false
	}
	return conn.ConnectionState(), true
}

// reports: it returns without Abort.
func (a *api) open(ctx context.Context, c *app.RequestContext) {
	s, ok := state(c)
	if !ok || len(s.PeerCertificates) == 0 || !slices.Contains(a.hosts, s.PeerCertificates[0].DNSNames[0]) {
		c.JSON(403, "not allowed") // want "the chain of handlers goes on"
		return
	}
	c.Next(ctx)
}

// quiet: it aborts.
func (a *api) closed(ctx context.Context, c *app.RequestContext) {
	s, ok := state(c)
	if !ok || len(s.PeerCertificates) == 0 || !slices.Contains(a.hosts, s.PeerCertificates[0].DNSNames[0]) {
		c.AbortWithStatus(403)
		return
	}
	c.Next(ctx)
}
