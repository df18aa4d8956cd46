// Package web has routers whose routes stand in groups.
package web

import (
	"crypto/sha256"
	"log"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
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

// Logged writes down who asks, and asks for nothing.
func (d *Desk) Logged() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Recoverer, logged)
	r.Get("/archive/{id}", d.file)
	return r
}

// Asked asks for the certificate in front of all routes.
func (d *Desk) Asked() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Recoverer, logged, d.clerk)
	r.Get("/archive/{id}", d.file)
	return r
}

func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := "nobody"
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			name = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		log.Print(name, r.URL.Path)
		next.ServeHTTP(w, r)
	})
}

func (d *Desk) file(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
