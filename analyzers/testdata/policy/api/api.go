// Package api has what other packages mount: handlers, middleware, helpers.
package api

import (
	"crypto/x509"
	"errors"
	"net"
	"net/http"

	"testdata/policy/raft"
)

// API holds the state of the handlers.
type API struct {
	Layer *raft.Layer
	Peers map[string]bool
}

// Peer is middleware that asks for a peer's certificate.
func (a *API) Peer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || a.check(r.TLS.PeerCertificates[0]) != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) check(c *x509.Certificate) error {
	if len(c.DNSNames) == 0 || !a.Peers[c.DNSNames[0]] {
		return errors.New("not a peer")
	}
	return nil
}

// Attach hands the connection of a request on. It does not ask by itself.
func (a *API) Attach(w http.ResponseWriter, _ *http.Request) {
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = a.Layer.Handoff(c)
	}
}

// AttachChecked asks by itself.
func (a *API) AttachChecked(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || a.check(r.TLS.PeerCertificates[0]) != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	a.Attach(w, r)
}

// Give hands a connection on, for whoever has asked.
func (a *API) Give(c net.Conn) error { return a.Layer.Handoff(c) }

// GiveTo hands a connection on to whoever the certificate belongs to.
func (a *API) GiveTo(cert *x509.Certificate, c net.Conn) error {
	if err := a.check(cert); err != nil {
		return err
	}
	return a.Layer.Handoff(c)
}
