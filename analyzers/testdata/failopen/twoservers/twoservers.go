// Package twoservers has a server that requires certificates and one that does not,
// each with handlers of its own.
package twoservers

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

type app struct {
	known map[string]bool
	stock map[string]int
}

func (a *app) knows(c *x509.Certificate) bool {
	return len(c.URIs) > 0 && a.known[c.URIs[0].String()]
}

// inside is served where everybody has a certificate.
func (a *app) inside(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && !a.knows(r.TLS.PeerCertificates[0]) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// outside is served where some have none.
func (a *app) outside(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && !a.knows(r.TLS.PeerCertificates[0]) { // want `any client without a certificate passes`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// both is served on both.
func (a *app) both(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && !a.knows(r.TLS.PeerCertificates[0]) { // want `any client without a certificate passes`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func (a *app) take(w http.ResponseWriter, r *http.Request) {
	a.stock[r.FormValue("item")]--
	w.WriteHeader(http.StatusNoContent)
}

func (a *app) put(w http.ResponseWriter, r *http.Request) {
	a.stock[r.FormValue("item")]++
	w.WriteHeader(http.StatusNoContent)
}

func (a *app) internal(pool *x509.CertPool) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/take", a.inside(a.take))
	mux.Handle("/both", a.both(a.take))
	return &http.Server{Addr: ":8443", Handler: mux, TLSConfig: &tls.Config{ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}}
}

func (a *app) public(pool *x509.CertPool) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/put", a.outside(a.put))
	mux.HandleFunc("/both", a.both(a.put))
	return &http.Server{Addr: ":443", Handler: mux, TLSConfig: &tls.Config{ClientCAs: pool, ClientAuth: tls.VerifyClientCertIfGiven}}
}

// Serve runs both.
func Serve(pool *x509.CertPool, report func(error)) {
	a := &app{known: map[string]bool{}, stock: map[string]int{}}
	for _, s := range []*http.Server{a.internal(pool), a.public(pool)} {
		go func() { report(s.ListenAndServeTLS("tls.crt", "tls.key")) }()
	}
}
