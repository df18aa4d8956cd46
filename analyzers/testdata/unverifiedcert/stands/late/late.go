// Package late changes the configurations of servers that it made.
package late

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"slices"
	"time"
)

// keeper lets the keeper of a stand in.
func keeper(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 || !slices.Contains(names, r.TLS.PeerCertificates[0].DNSNames[0]) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Bread changes the mode of the server, at last.
type Bread struct {
	conf  tls.Config
	roots *x509.CertPool
	h     http.Handler
}

func NewBread(h http.Handler, names []string, roots *x509.CertPool) *Bread {
	return &Bread{h: keeper(names, h), roots: roots}
}

// quiet: the mode is another one when the server starts.
func (b *Bread) AskClients() *Bread {
	b.conf.ClientAuth = tls.RequireAnyClientCert
	return b
}

func (b *Bread) server() *http.Server {
	return &http.Server{Addr: ":8443", Handler: b.h, TLSConfig: &b.conf, ReadHeaderTimeout: time.Second}
}

func strict(srv *http.Server, roots *x509.CertPool) {
	srv.TLSConfig.ClientCAs = roots
	srv.TLSConfig.ClientAuth = tls.RequireAndVerifyClientCert
}

func (b *Bread) Serve() error {
	srv := b.server()
	strict(srv, b.roots)
	return srv.ListenAndServeTLS("", "")
}
