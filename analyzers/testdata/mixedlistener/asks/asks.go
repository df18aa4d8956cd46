// Package asks has a handler that asks for the certificate by itself.
package asks

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"
)

func operators(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if names := r.TLS.VerifiedChains[0][0].DNSNames; len(names) == 0 || names[0] != "operator.example" {
			http.Error(w, "operators only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// In plain text the handler lets nobody in.
func Serve(api *http.ServeMux, cert tls.Certificate, pool *x509.CertPool) error {
	h := operators(api)
	go func() { log.Print(http.ListenAndServe(":8080", h)) }()
	srv := &http.Server{Addr: ":8443", Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}

func open(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// Another route of it lets everybody in.
func Some(api *http.ServeMux, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.Handle("/api/", operators(api))
	mux.HandleFunc("/drain", open)
	go func() { log.Print(http.ListenAndServe(":8081", mux)) }() // want `is served here without`
	srv := &http.Server{Addr: ":8443", Handler: mux, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}

// The rest of it is health.
func Health(api *http.ServeMux, cert tls.Certificate, pool *x509.CertPool) error {
	mux := http.NewServeMux()
	mux.Handle("/api/", operators(api))
	mux.HandleFunc("/healthz", open)
	go func() { log.Print(http.ListenAndServe(":8082", mux)) }()
	srv := &http.Server{Addr: ":8443", Handler: mux, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}

// Middleware that asks for no certificate, around a router that does not either.
func Wrapped(cert tls.Certificate, pool *x509.CertPool) error {
	r := chi.NewRouter()
	r.Use(middleware.Logger, middleware.Recoverer)
	r.Post("/drain", open)
	go func() { log.Print(http.ListenAndServe(":8083", handlers.CORS()(http.StripPrefix("/web", r)))) }() // want `is served here without`
	srv := &http.Server{Addr: ":8443", Handler: r, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}

// Middleware that is given may ask.
func Given(cert tls.Certificate, pool *x509.CertPool, guard func(http.Handler) http.Handler) error {
	r := chi.NewRouter()
	r.Use(middleware.Logger)
	r.Post("/drain", open)
	go func() { log.Print(http.ListenAndServe(":8084", guard(http.StripPrefix("/web", r)))) }()
	srv := &http.Server{Addr: ":8443", Handler: r, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}

// One of the routes in a group that asks, and one beside it.
func Beside(cert tls.Certificate, pool *x509.CertPool) error {
	r := chi.NewRouter()
	r.With(operators).Post("/drain", open)
	r.With(middleware.NoCache).Post("/resume", open)
	go func() { log.Print(http.ListenAndServe(":8085", r)) }() // want `is served here without`
	srv := &http.Server{Addr: ":8443", Handler: r, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}

// All routes in a group that asks.
func Inside(cert tls.Certificate, pool *x509.CertPool) error {
	r := chi.NewRouter()
	r.Use(middleware.Logger)
	r.Group(func(r chi.Router) {
		r.Use(operators)
		r.Post("/drain", open)
	})
	go func() { log.Print(http.ListenAndServe(":8086", r)) }()
	srv := &http.Server{Addr: ":8443", Handler: r, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}
