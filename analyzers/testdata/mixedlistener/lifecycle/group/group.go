// Package group runs servers together.
package group

import (
	"crypto/tls"
	"net/http"
)

// Group is a number of servers.
type Group struct{ starts []func() error }

func (g *Group) add(start func() error) { g.starts = append(g.starts, start) }

// Secure adds a server with TLS.
func (g *Group) Secure(addr string, config *tls.Config, h http.Handler) {
	s := &http.Server{Addr: addr, Handler: h, TLSConfig: config}
	g.add(func() error { return s.ListenAndServeTLS("", "") })
}

// Plain adds one without.
func (g *Group) Plain(addr string, h http.Handler) {
	s := &http.Server{Addr: addr, Handler: h}
	g.add(s.ListenAndServe)
}
