// Package peercert gets at the client certificate and at what stands in it.
// It decides nothing, so nothing is reported here.
package peercert

import (
	"crypto/x509"
	"errors"
	"net/http"
)

// ErrNone says that the client has sent no certificate.
var ErrNone = errors.New("peercert: none")

// Of returns the verified leaf of r's connection.
func Of(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, ErrNone
	}
	return r.TLS.VerifiedChains[0][0], nil
}

// Name returns the certificate's name.
// quiet: an extractor, a value taken from the certificate.
func Name(r *http.Request) (string, error) {
	cert, err := Of(r)
	if err != nil {
		return "", err
	}
	return nameIn(cert), nil
}

func nameIn(cert *x509.Certificate) string { return cert.Subject.CommonName }

// Peer is a connection's far end.
type Peer struct {
	name string
	dns  []string
}

// Wrap returns the far end of r.
func Wrap(r *http.Request) (Peer, bool) {
	cert, err := Of(r)
	if err != nil {
		return Peer{}, false
	}
	return Peer{name: nameIn(cert), dns: cert.DNSNames}, true
}

// Label is for logs, and for whoever takes it for more.
func (p Peer) Label() string { return p.name }

// DNS returns the DNS names.
func (p Peer) DNS() []string { return p.dns }
