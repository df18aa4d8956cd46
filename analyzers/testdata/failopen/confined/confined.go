// Package confined has two servers, one of which serves what it is given.
package confined

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

// Its handlers are those of the server that requires certificates: quiet.
func exporters(ids map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && !ids[r.TLS.PeerCertificates[0].URIs[0].String()] {
			http.Error(w, "unknown exporter", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Serve runs both.
func Serve(pool *x509.CertPool, ids map[string]bool, export, write http.Handler, report func(error)) {
	required := &http.Server{Addr: ":9092", Handler: exporters(ids, export), TLSConfig: &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	other := &http.Server{Addr: ":9091", Handler: write, TLSConfig: &tls.Config{
		ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: pool,
	}}
	go func() { report(other.ListenAndServeTLS("m.crt", "m.key")) }()
	report(required.ListenAndServeTLS("m.crt", "m.key"))
}
