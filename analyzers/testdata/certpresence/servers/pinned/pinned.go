// Package pinned: the program's one server requires certificates and decides
// on their owner in its callback.
package pinned

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"time"
)

type store struct{ rows map[string]string }

// Visible listeners count: the callback has decided.
func (s *store) put(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	s.rows[r.FormValue("k")] = r.FormValue("v")
	w.WriteHeader(http.StatusNoContent)
}

func writersOnly(cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 {
		return errors.New("no verified chain")
	}
	if !slices.Contains(cs.VerifiedChains[0][0].DNSNames, "writer.example") {
		return errors.New("writers only")
	}
	return nil
}

func Run(cert tls.Certificate, roots *x509.CertPool) error {
	s := &store{rows: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	srv := &http.Server{
		Addr:    ":8443",
		Handler: mux,
		TLSConfig: &tls.Config{
			MinVersion:       tls.VersionTLS13,
			Certificates:     []tls.Certificate{cert},
			ClientAuth:       tls.RequireAndVerifyClientCert,
			ClientCAs:        roots,
			VerifyConnection: writersOnly,
		},
		ReadHeaderTimeout: 5 * time.Second,
	}
	return srv.ListenAndServeTLS("", "")
}
