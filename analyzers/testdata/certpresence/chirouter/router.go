// Package chirouter: chi, gorilla mux, gorilla handlers and negroni.
package chirouter

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"
	"github.com/gorilla/mux"
	"github.com/urfave/negroni"
)

type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
}

func writeProblem(w http.ResponseWriter, status int, title string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problem{Title: title, Status: status})
}

// A chi middleware that denies through a helper of its own.
func OnlyDevices(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			writeProblem(w, http.StatusUnauthorized, "device certificate required")
			return
		}
		next.ServeHTTP(w, r)
	})
}

type deviceKey struct{}

// Not: the identity is put into the request's context for code behind the gate.
func WithDevice(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			writeProblem(w, http.StatusUnauthorized, "device certificate required")
			return
		}
		ctx := context.WithValue(r.Context(), deviceKey{}, deviceID(r.TLS.PeerCertificates[0]))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func deviceID(c *x509.Certificate) string {
	for _, u := range c.URIs {
		if u.Scheme == "urn" {
			return u.Opaque
		}
	}
	return ""
}

type loggerKey struct{}

// A logger with fields in the context is no identity.
func WithLogger(base *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
				writeProblem(w, http.StatusUnauthorized, "device certificate required")
				return
			}
			l := base.With("device", deviceID(r.TLS.PeerCertificates[0]), "request", middleware.GetReqID(r.Context()))
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), loggerKey{}, l)))
		})
	}
}

// A constant in the context is no identity of the caller.
func MarkTrusted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			writeProblem(w, http.StatusUnauthorized, "device certificate required")
			return
		}
		ctx := context.WithValue(r.Context(), deviceKey{}, "trusted")
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

type fleet struct{ owners map[string]string }

// A path parameter is compared with the certificate.
func (f *fleet) ownerOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			writeProblem(w, http.StatusUnauthorized, "device certificate required")
			return
		}
		if f.owners[chi.URLParam(r, "device")] != deviceID(r.TLS.PeerCertificates[0]) {
			writeProblem(w, http.StatusForbidden, "not the owner")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (f *fleet) reboot(w http.ResponseWriter, r *http.Request) {
	delete(f.owners, chi.URLParam(r, "device"))
}

// A gorilla mux middleware; the route's variables are no evidence.
func tenantGate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tenant := mux.Vars(r)["tenant"]
		if tenant == "" {
			http.NotFound(w, r)
			return
		}
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any .*certificate`
			http.Error(w, "tenant "+tenant+" needs a certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The same route, where the certificate names its tenant.
func tenantMatch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tenant := mux.Vars(r)["tenant"]
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "tenant "+tenant+" needs a certificate", http.StatusForbidden)
			return
		}
		if err := r.TLS.VerifiedChains[0][0].VerifyHostname(tenant + ".tenants.example"); err != nil {
			http.Error(w, "another tenant", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type certGate struct{ realm string }

// negroni: the third parameter is the next handler.
func (g *certGate) ServeHTTP(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		http.Error(w, g.realm+": certificate required", http.StatusUnauthorized)
		return
	}
	next(w, r)
}

func Handler(f *fleet, log *slog.Logger) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID, middleware.Recoverer)
	r.With(OnlyDevices).Post("/devices/{device}/ping", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	r.Group(func(r chi.Router) {
		r.Use(WithDevice)
		r.Use(f.ownerOnly)
		r.Post("/devices/{device}/reboot", f.reboot)
	})
	r.With(WithLogger(log), MarkTrusted).Post("/devices/{device}/reset", f.reboot)
	return r
}

func Tenants(files http.Handler) http.Handler {
	m := mux.NewRouter()
	open := m.PathPrefix("/t/{tenant}/files").Subrouter()
	open.Use(tenantGate)
	open.Handle("/", files)
	strict := m.PathPrefix("/t/{tenant}/keys").Subrouter()
	strict.Use(tenantMatch)
	strict.Handle("/", files)

	n := negroni.New()
	n.Use(&certGate{realm: "tenants"})
	n.UseHandler(handlers.CombinedLoggingHandler(os.Stdout, m))
	return n
}
