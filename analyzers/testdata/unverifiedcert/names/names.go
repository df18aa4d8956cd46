// Package names decides on names in certificates that nobody verified.
package names

import (
	"crypto/tls"
	"net/http"
	"time"
)

type api struct{ operators map[string]bool }

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	names := r.TLS.PeerCertificates[0].DNSNames
	if len(names) == 0 || !a.operators[names[0]] {
		http.Error(w, "not an operator", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// The name in a certificate that anyone can make is the identity.
func Serve(cert tls.Certificate, operators map[string]bool) error {
	srv := &http.Server{
		Addr:              ":8443",
		Handler:           &api{operators},
		ReadHeaderTimeout: time.Second,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{cert},
			ClientAuth:   tls.RequireAnyClientCert, // want `a certificate that anyone can make passes`
		},
	}
	return srv.ListenAndServeTLS("", "")
}

// The mode that only asks is no better.
func Ask(cert tls.Certificate, operators map[string]bool) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	cfg.ClientAuth = tls.RequestClientCert // want `a certificate that anyone can make passes`
	srv := &http.Server{Addr: ":8444", Handler: &api{operators}, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

// With authorities that are consulted, the name counts.
func Verified(cert tls.Certificate, operators map[string]bool, cfg *tls.Config) error {
	own := cfg.Clone()
	own.Certificates = []tls.Certificate{cert}
	own.ClientAuth = tls.RequireAndVerifyClientCert
	srv := &http.Server{Addr: ":8445", Handler: &api{operators}, TLSConfig: own, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}
