// Package fronts has readers of a header behind other middleware, put together
// in the ways in which it is done.
package fronts

import (
	"net"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

func fromLoopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func overwritten(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Client-Cert-SAN")
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].DNSNames) > 0 {
			r.Header.Set("X-Client-Cert-SAN", r.TLS.VerifiedChains[0][0].DNSNames[0])
		}
		next.ServeHTTP(w, r)
	})
}

func deleted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Client-Cert-SAN")
		next.ServeHTTP(w, r)
	})
}

// Curried: quiet behind each of the three.
func workloads(sans map[string]bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !sans[r.Header.Get("X-Client-Cert-SAN")] {
				http.Error(w, "forbidden", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func Inline(sans map[string]bool, h http.Handler) []http.Handler {
	return []http.Handler{fromLoopback(workloads(sans)(h)), overwritten(workloads(sans)(h)), deleted(workloads(sans)(h))}
}

// With, which makes another router: quiet.
func tenants(sans map[string]bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !sans[r.Header.Get("X-Client-Cert-SAN")] {
				http.Error(w, "forbidden", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func With(sans map[string]bool, h http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.With(overwritten, tenants(sans)).Get("/x", h)
	r.With(fromLoopback).With(tenants(sans)).Get("/y", h)
	return r
}

var known = map[string]bool{"writer.example": true}

// A function that is used as it is: quiet.
func writers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !known[r.Header.Get("X-Client-Cert-SAN")] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Used(h http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Use(overwritten)
	r.Use(writers)
	r.Get("/x", h)
	return r
}

// In a group, behind what the router around it uses: quiet.
func readers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !known[r.Header.Get("X-Client-Cert-SAN")] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Grouped(h http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Use(fromLoopback)
	r.Group(func(r chi.Router) {
		r.Use(readers)
		r.Get("/x", h)
	})
	return r
}

// In a group, and what is used is another's: reported.
func owners(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !known[r.Header.Get("X-Client-Cert-SAN")] { // want "the header is believed"
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Beside(h http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Group(func(r chi.Router) {
		r.Use(fromLoopback)
		r.Get("/x", h)
	})
	r.Group(func(r chi.Router) {
		r.Use(owners)
		r.Get("/y", h)
	})
	return r
}

// The address is the client's own word by then: reported.
func agents(sans map[string]bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !sans[r.Header.Get("X-Client-Cert-SAN")] { // want "the header is believed"
				http.Error(w, "forbidden", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func Rewritten(sans map[string]bool, h http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RealIP)
	r.Use(fromLoopback)
	r.Use(agents(sans))
	r.Get("/x", h)
	return r
}

// Nothing is in front: reported.
func bare(sans map[string]bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !sans[r.Header.Get("X-Client-Cert-SAN")] { // want "the header is believed"
				http.Error(w, "forbidden", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func Bare(sans map[string]bool, h http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.With(bare(sans), overwritten).Get("/x", h)
	return r
}
