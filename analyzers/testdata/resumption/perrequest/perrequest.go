// Package perrequest decides again for each request.
package perrequest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"time"
)

func writer(c *x509.Certificate) bool { return slices.Contains(c.DNSNames, "writer.example") }

type api struct{ rows map[string]string }

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !writer(r.TLS.VerifiedChains[0][0]) {
		http.Error(w, "writers only", http.StatusForbidden)
		return
	}
	a.rows[r.FormValue("k")] = r.FormValue("v")
	w.WriteHeader(http.StatusNoContent)
}

// The callback turns strangers away early, the handler decides.
func Serve(cert tls.Certificate, pool *x509.CertPool) error {
	srv := &http.Server{Addr: ":8443", Handler: &api{map[string]string{}}, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
		VerifyPeerCertificate: func(_ [][]byte, chains [][]*x509.Certificate) error {
			if !writer(chains[0][0]) {
				return errors.New("writers only")
			}
			return nil
		},
	}}
	return srv.ListenAndServeTLS("", "")
}
