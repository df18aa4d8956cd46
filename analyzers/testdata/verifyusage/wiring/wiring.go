// Package wiring has its certificates verified by another package.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"

	"testdata/verifyusage/wiring/badges"
	"testdata/verifyusage/wiring/verify"
)

type gate struct{ roots *x509.CertPool }

// A helper whose usage is that of servers.
func (g *gate) server(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 ||
			verify.Chain(r.TLS.PeerCertificates, g.roots) != nil || // want `Chain verifies the client's certificate for another key usage`
			len(r.TLS.PeerCertificates[0].DNSNames) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "writer.example" {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A helper with the right one.
func (g *gate) client(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 ||
			verify.Client(r.TLS.PeerCertificates, g.roots) != nil ||
			len(r.TLS.PeerCertificates[0].DNSNames) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "writer.example" {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The chain of a server that was called.
func Server(res *http.Response, roots *x509.CertPool) error {
	return verify.Chain(res.TLS.PeerCertificates, roots)
}

func Mux(roots *x509.CertPool, h http.Handler) http.Handler {
	g := &gate{roots}
	mux := http.NewServeMux()
	mux.Handle("/a", g.server(h))
	mux.Handle("/b", g.client(h))
	return mux
}

// Connections are verified by another package.
func Config(cert tls.Certificate, roots *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, VerifyConnection: func(cs tls.ConnectionState) error {
		return verify.State(cs, roots) // want `State verifies the client's certificate for another key usage`
	}}
}

// quiet: the fault is reported in badges, which shows that they are clients'.
func Badges(readers badges.Readers) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || readers.Admit(r.TLS) != nil {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	}
}
