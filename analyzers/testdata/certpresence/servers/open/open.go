// Package open: the program's one server requires certificates, and nobody
// decides whose.
package open

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"
)

type store struct{ rows map[string]string }

// A visible listener that only requires certificates does not decide.
func (s *store) put(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	s.rows[r.FormValue("k")] = r.FormValue("v")
	w.WriteHeader(http.StatusNoContent)
}

func Run(cert tls.Certificate, roots *x509.CertPool) error {
	s := &store{rows: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/put", s.put)
	srv := &http.Server{
		Addr:    ":8443",
		Handler: mux,
		TLSConfig: &tls.Config{
			MinVersion:   tls.VersionTLS13,
			Certificates: []tls.Certificate{cert},
			ClientAuth:   tls.RequireAndVerifyClientCert,
			ClientCAs:    roots,
		},
		ReadHeaderTimeout: 5 * time.Second,
	}
	return srv.ListenAndServeTLS("", "")
}
