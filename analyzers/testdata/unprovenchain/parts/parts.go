// Package parts asks parts of the peer's list by functions of package slices.
package parts

import (
	"crypto/sha256"
	"crypto/x509"
	"net/http"
	"slices"
	"sync"
)

type hall struct{ pins sync.Map }

func sum(c *x509.Certificate) [32]byte { return sha256.Sum256(c.Raw) }

// quiet: that is the first alone.
func (h *hall) first(certs []*x509.Certificate) bool {
	return slices.ContainsFunc(certs[:1], func(c *x509.Certificate) bool {
		_, ok := h.pins.Load(sum(c))
		return ok
	})
}

// reports: the first two.
func (h *hall) two(certs []*x509.Certificate) bool {
	return slices.ContainsFunc(certs[:2], func(c *x509.Certificate) bool {
		_, ok := h.pins.Load(sum(c)) // want "certificate"
		return ok
	})
}

// reports: all but the first.
func (h *hall) rest(certs []*x509.Certificate) bool {
	return slices.ContainsFunc(certs[1:], func(c *x509.Certificate) bool {
		_, ok := h.pins.Load(sum(c)) // want "certificate"
		return ok
	})
}

func (h *hall) guard(ask func([]*x509.Certificate) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !ask(r.TLS.PeerCertificates) {
			http.Error(w, "not a member", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// New serves the hall.
func New(h *hall, next http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/first", h.guard(h.first, next))
	mux.Handle("/two", h.guard(h.two, next))
	mux.Handle("/rest", h.guard(h.rest, next))
	return mux
}
