// Package kept has a function that makes servers, not all of which are started in sight.
package kept

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"
)

type tally struct {
	known map[string]bool
	roots *x509.CertPool
}

// reports: another package may start a server for it that asks less.
func (t *tally) counters(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if certs := r.TLS.PeerCertificates; len(certs) > 0 && !t.known[certs[0].Subject.SerialNumber+certs[0].EmailAddresses[0]] { // want `any client without a certificate passes`
			http.Error(w, "unknown", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (t *tally) server(addr string, h http.Handler, ask tls.ClientAuthType) *http.Server {
	return &http.Server{
		Addr: addr, Handler: h, ReadHeaderTimeout: time.Second,
		TLSConfig: &tls.Config{ClientCAs: t.roots, ClientAuth: ask},
	}
}

// Count serves with certificates, and returns a server without for others to start.
func Count(known map[string]bool, roots *x509.CertPool, work http.Handler, report func(error)) *http.Server {
	t := &tally{known, roots}
	h := t.counters(work)
	go func() {
		report(t.server(":9003", h, tls.RequireAndVerifyClientCert).ListenAndServeTLS("tally.crt", "tally.key"))
	}()
	return t.server(":9004", h, tls.VerifyClientCertIfGiven)
}
