package required

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

// sites has a list of configurations that grows.
type sites struct{ configs []*tls.Config }

func (s *sites) add(c tls.Certificate, clients *x509.CertPool) {
	s.configs = append(s.configs, &tls.Config{Certificates: []tls.Certificate{c}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients})
}

func (s *sites) first() *tls.Config {
	var first *tls.Config
	for _, c := range s.configs {
		first = c
	}
	return first
}

// Serve serves by one of them.
func (s *sites) Serve(h http.Handler) error {
	server := &http.Server{Addr: ":8443", Handler: optional(h), TLSConfig: s.first()}
	return server.ListenAndServeTLS("", "")
}

// quiet: every server requires certificates.
func optional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			next.ServeHTTP(w, r)
			return
		}
		if r.TLS.PeerCertificates[0].URIs[0].String() != "spiffe://example.org/writer" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
