// Package required serves its handlers only to clients with a certificate.
package required

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
)

type service struct{ ids map[string]bool }

// The listener requires certificates, so that there is always one.
func (s *service) gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			if !s.known(r.TLS.PeerCertificates[0].URIs) {
				http.Error(w, "unknown", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (s *service) known(uris []*url.URL) bool { return len(uris) == 1 && s.ids[uris[0].String()] }

// What it does not excuse is an error.
func (s *service) lookup(find func(context.Context, string) (bool, error), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok, err := find(r.Context(), r.TLS.PeerCertificates[0].DNSNames[0])
		if err != nil { // want `any certificate for which find fails passes`
			next.ServeHTTP(w, r)
			return
		}
		if !ok {
			http.Error(w, "unknown", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Serve is the only listener.
func Serve(s *service, cert tls.Certificate, pool *x509.CertPool, find func(context.Context, string) (bool, error), h http.Handler) error {
	mux := http.NewServeMux()
	mux.Handle("/a/", s.gate(h))
	mux.Handle("/b/", s.lookup(find, h))
	srv := &http.Server{Addr: ":8443", Handler: mux, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
	}}
	return srv.ListenAndServeTLS("", "")
}
