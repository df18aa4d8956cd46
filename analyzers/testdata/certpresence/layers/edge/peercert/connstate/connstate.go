// Package connstate is the lowest of three layers.
package connstate

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// ErrNoPeer says that the peer sent no certificate.
var ErrNoPeer = errors.New("no peer certificate")

// Leaf returns the peer's certificate.
func Leaf(cs *tls.ConnectionState) (*x509.Certificate, error) {
	if cs == nil || len(cs.PeerCertificates) == 0 {
		return nil, ErrNoPeer
	}
	return cs.PeerCertificates[0], nil
}
