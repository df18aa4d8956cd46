// Package parted has two servers, of which one knows its peers before it answers them.
package parted

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

type hall struct {
	stewards []string
	open     bool
}

func (h *hall) steward(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 || len(cs.PeerCertificates[0].DNSNames) == 0 || !slices.Contains(h.stewards, cs.PeerCertificates[0].DNSNames[0]) {
		return errors.New("not a steward")
	}
	return nil
}

// quiet: the callback has asked who it is.
func (h *hall) unlock(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "a certificate, please", http.StatusUnauthorized)
		return
	}
	h.open = true
	w.WriteHeader(http.StatusNoContent)
}

// reports: that server has no callback.
func (h *hall) lock(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "only its presence is checked"
		http.Error(w, "a certificate, please", http.StatusUnauthorized)
		return
	}
	h.open = false
	w.WriteHeader(http.StatusNoContent)
}

// Serve serves both.
func (h *hall) Serve(cert tls.Certificate, pool *x509.CertPool) error {
	inside, outside := http.NewServeMux(), http.NewServeMux()
	inside.HandleFunc("POST /unlock", h.unlock)
	outside.HandleFunc("POST /lock", h.lock)
	in := &http.Server{Addr: ":8443", Handler: inside, TLSConfig: &tls.Config{
		Certificates:     []tls.Certificate{cert},
		ClientCAs:        pool,
		ClientAuth:       tls.RequireAndVerifyClientCert,
		VerifyConnection: h.steward,
	}}
	out := &http.Server{Addr: ":9443", Handler: outside, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool,
		ClientAuth:   tls.RequireAndVerifyClientCert,
	}}
	go in.ListenAndServeTLS("", "")
	return out.ListenAndServeTLS("", "")
}
