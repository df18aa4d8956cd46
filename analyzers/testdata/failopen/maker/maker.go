// Package maker makes its servers by one function, which is told what to ask of clients.
package maker

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"
)

type depot struct {
	known map[string]bool
	roots *x509.CertPool
}

func (d *depot) knows(c *x509.Certificate) bool {
	return len(c.DNSNames) > 0 && d.known[c.DNSNames[0]]
}

// quiet: its server takes nobody without a certificate.
func (d *depot) drivers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if certs := r.TLS.PeerCertificates; len(certs) > 0 && !d.knows(certs[0]) {
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the same function makes a server for this one that does.
func (d *depot) visitors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if certs := r.TLS.PeerCertificates; len(certs) > 0 && !d.knows(certs[0]) { // want `any client without a certificate passes`
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: it is on both.
func (d *depot) anybody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if certs := r.TLS.PeerCertificates; len(certs) > 0 && !d.knows(certs[0]) { // want `any client without a certificate passes`
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (d *depot) make(addr string, h http.Handler, ask tls.ClientAuthType) *http.Server {
	cfg := &tls.Config{MinVersion: tls.VersionTLS13, ClientCAs: d.roots, ClientAuth: ask}
	return &http.Server{Addr: addr, Handler: h, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
}

// Run serves until the gate server ends.
func Run(known map[string]bool, roots *x509.CertPool, report func(error)) error {
	d := &depot{known: known, roots: roots}
	load := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	dock, gate := http.NewServeMux(), http.NewServeMux()
	dock.Handle("/load", d.drivers(load))
	dock.Handle("/hours", d.anybody(load))
	gate.Handle("/ring", d.visitors(load))
	gate.Handle("/hours", d.anybody(load))
	go func() {
		report(d.make(":9001", dock, tls.RequireAndVerifyClientCert).ListenAndServeTLS("depot.crt", "depot.key"))
	}()
	return d.make(":9002", gate, tls.VerifyClientCertIfGiven).ListenAndServeTLS("depot.crt", "depot.key")
}
