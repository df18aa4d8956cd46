// Package elsewhere serves handlers that other packages make, and decides on certificates
// in a callback.
package elsewhere

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
	"net/http"
	"time"

	"testdata/mixedlistener/elsewhere/ledgers"
	"testdata/mixedlistener/elsewhere/parcels"
)

func strict(addr string, h http.Handler, cert tls.Certificate, pool *x509.CertPool) *http.Server {
	return &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if names := cs.PeerCertificates[0].DNSNames; len(names) == 0 || names[0] != "courier.example.org" {
				return errors.New("not a courier")
			}
			return nil
		},
	}}
}

// The package that makes it has nothing to do with certificates.
func Parcels(cert tls.Certificate, pool *x509.CertPool) error {
	h := parcels.Routes(parcels.Open())
	go func() { log.Print(http.ListenAndServe(":8180", h)) }() // want `is served here without`
	return strict(":8443", h, cert, pool).ListenAndServeTLS("", "")
}

// A guard may ask.
func Guarded(cert tls.Certificate, pool *x509.CertPool, g parcels.Guard) error {
	h := parcels.Guarded(parcels.Open(), g)
	go func() { log.Print(http.ListenAndServe(":8181", h)) }()
	return strict(":8443", h, cert, pool).ListenAndServeTLS("", "")
}

// The package asks on other ways, and not on this.
func Public(l *ledgers.Ledger, cert tls.Certificate, pool *x509.CertPool) error {
	h := l.Public()
	go func() { log.Print(http.ListenAndServe(":8182", h)) }() // want `is served here without`
	return strict(":8443", h, cert, pool).ListenAndServeTLS("", "")
}

// It asks.
func Clerks(l *ledgers.Ledger, cert tls.Certificate, pool *x509.CertPool) error {
	h := l.Clerks()
	go func() { log.Print(http.ListenAndServe(":8183", h)) }()
	return strict(":8443", h, cert, pool).ListenAndServeTLS("", "")
}

// What is mounted besides asks.
func Mounted(l *ledgers.Ledger, cert tls.Certificate, pool *x509.CertPool) error {
	h := parcels.Mux(parcels.Open())
	h.Handle("/ledger/", http.StripPrefix("/ledger", l.Clerks()))
	go func() { log.Print(http.ListenAndServe(":8184", h)) }()
	return strict(":8443", h, cert, pool).ListenAndServeTLS("", "")
}
