// Package unions puts servers together: what verifies is given to middleware of other packages.
package unions

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"slices"
	"time"

	"testdata/unverifiedcert/unions/persons"
	"testdata/unverifiedcert/unions/sieves"
)

func rooms(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || !slices.Contains(r.TLS.PeerCertificates[0].DNSNames, "warden") {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func mux() *http.ServeMux {
	m := http.NewServeMux()
	m.HandleFunc("/rooms", rooms)
	return m
}

// quiet: what finds persons verifies.
func found(roots *x509.CertPool) *http.Server {
	f := persons.Verified(func() *x509.CertPool { return roots })
	return &http.Server{
		Addr: ":8443", ReadHeaderTimeout: time.Second,
		Handler:   sieves.Through(mux(), sieves.Named(), sieves.Found(f)),
		TLSConfig: &tls.Config{ClientAuth: tls.RequestClientCert},
	}
}

// reports: what counts does not verify.
func counted() *http.Server {
	return &http.Server{
		Addr: ":8444", ReadHeaderTimeout: time.Second,
		Handler:   sieves.Through(mux(), sieves.Named(), sieves.Counted(persons.Counted())),
		TLSConfig: &tls.Config{ClientAuth: tls.RequestClientCert}, // want "verifies nothing"
	}
}
