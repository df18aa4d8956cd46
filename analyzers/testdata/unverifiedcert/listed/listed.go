// Package listed serves from a list: each listener has its own handler.
package listed

import (
	"crypto/sha256"
	"crypto/tls"
	"net/http"
)

type port struct {
	addr string
	tls  *tls.Config
	h    http.Handler
}

func asking(cert tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert, // want `a certificate that anyone can make passes`
	}
}

func pinning(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
}

// byName decides on the name: nothing verifies that.
func byName(names map[string]bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 || !names[r.TLS.PeerCertificates[0].DNSNames[0]] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	})
}

// byPin decides on the certificate itself.
func byPin(pins map[[sha256.Size]byte]bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !pins[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	})
}

// Run starts both.
func Run(cert tls.Certificate, names map[string]bool, pins map[[sha256.Size]byte]bool) error {
	errs := make(chan error)
	for _, p := range []port{
		{":8601", asking(cert), byName(names)},
		{":8602", pinning(cert), byPin(pins)},
	} {
		s := &http.Server{Addr: p.addr, Handler: p.h, TLSConfig: p.tls}
		go func() { errs <- s.ListenAndServeTLS("cert.pem", "key.pem") }()
	}
	return <-errs
}
