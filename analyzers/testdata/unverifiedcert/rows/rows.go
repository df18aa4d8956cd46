// Package rows serves from a list, with a router for each row.
package rows

import (
	"bytes"
	"crypto/tls"
	"net/http"
)

type clinic struct {
	wards map[string]bool
	known []byte
}

// admit decides on the name: nothing verifies that.
func (c *clinic) admit(w http.ResponseWriter, r *http.Request) {
	leaf := r.TLS.PeerCertificates[0]
	if len(leaf.DNSNames) == 0 || !c.wards[leaf.DNSNames[0]] {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// relieve decides on the certificate itself.
func (c *clinic) relieve(w http.ResponseWriter, r *http.Request) {
	if !bytes.Equal(r.TLS.PeerCertificates[0].Raw, c.known) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// Run serves each with a router of its own.
func Run(cert tls.Certificate, wards map[string]bool, known []byte) error {
	c := &clinic{wards, known}
	named := &tls.Config{Certificates: []tls.Certificate{cert}}
	named.ClientAuth = tls.RequireAnyClientCert // want `a certificate that anyone can make passes`
	pinned := &tls.Config{Certificates: []tls.Certificate{cert}}
	pinned.ClientAuth = tls.RequireAnyClientCert
	errs := make(chan error)
	for _, row := range []struct {
		addr, route string
		do          http.HandlerFunc
		tls         *tls.Config
	}{
		{":7701", "POST /admit", c.admit, named},
		{":7702", "POST /relieve", c.relieve, pinned},
	} {
		mux := http.NewServeMux()
		mux.HandleFunc(row.route, row.do)
		s := &http.Server{Addr: row.addr, Handler: mux, TLSConfig: row.tls}
		go func() { errs <- s.ListenAndServeTLS("cert.pem", "key.pem") }()
	}
	return <-errs
}

// Shared serves one router with all rows, one of which decides on the certificate itself.
func Shared(cert tls.Certificate, wards map[string]bool, known []byte) error {
	c := &clinic{wards, known}
	mux := http.NewServeMux()
	for _, row := range []struct {
		route string
		do    http.HandlerFunc
	}{
		{"POST /admit", c.admit},
		{"POST /relieve", c.relieve},
	} {
		mux.HandleFunc(row.route, row.do)
	}
	s := &http.Server{Addr: ":7703", Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}}
	return s.ListenAndServeTLS("", "")
}
