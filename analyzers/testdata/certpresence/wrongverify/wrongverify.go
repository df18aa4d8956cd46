// Package wrongverify verifies chains in code, rightly and not.
package wrongverify

import (
	"crypto/x509"
	"net/http"
)

type gate struct{ roots *x509.CertPool }

// With the usage of servers, any purpose, or no roots, Verify proves nothing.
func (g *gate) wrong(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		opts := x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
		if _, err := r.TLS.PeerCertificates[0].Verify(opts); err != nil { // want `any client certificate passes: only its presence is checked`
			http.Error(w, "bad certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// With the right options it proves who issued it, which is not enough.
func (g *gate) right(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		opts := x509.VerifyOptions{Roots: g.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		if _, err := r.TLS.PeerCertificates[0].Verify(opts); err != nil { // want `any client certificate of a trusted CA passes`
			http.Error(w, "bad certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func New(roots *x509.CertPool, h http.Handler) http.Handler {
	g := &gate{roots}
	mux := http.NewServeMux()
	mux.Handle("/a", g.wrong(h))
	mux.Handle("/b", g.right(h))
	return mux
}
