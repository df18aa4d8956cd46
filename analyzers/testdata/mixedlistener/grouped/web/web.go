// Package web has routers whose routes stand in groups.
package web

import (
	"crypto/sha256"
	"net/http"

	"github.com/go-chi/chi/v5"
)

// Desk knows the certificates of its clerks.
type Desk struct{ Clerks map[[32]byte]bool }

func (d *Desk) clerk(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !d.Clerks[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)] {
			http.Error(w, "clerks only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Open has a group of routes that asks for no certificate.
func (d *Desk) Open() http.Handler {
	r := chi.NewRouter()
	r.Route("/forms", func(r chi.Router) {
		r.Use(d.clerk)
		r.Post("/{id}", d.file)
	})
	r.Route("/archive", func(r chi.Router) {
		r.Get("/{id}", d.file)
	})
	return r
}

// Shut asks on all routes.
func (d *Desk) Shut() http.Handler {
	r := chi.NewRouter()
	r.Route("/forms", func(r chi.Router) {
		r.Use(d.clerk)
		r.Post("/{id}", d.file)
	})
	r.Route("/archive", func(r chi.Router) {
		r.With(d.clerk).Get("/{id}", d.file)
	})
	return r
}

func (d *Desk) file(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
