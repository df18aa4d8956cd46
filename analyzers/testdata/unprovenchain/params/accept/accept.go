// Package accept decides on lists of certificates that its callers hand in.
package accept

import (
	"bytes"
	"crypto/x509"
	"errors"
)

// Pinned reports whether one of the certificates is the pinned one.
func Pinned(certs []*x509.Certificate, pin *x509.Certificate) bool {
	for _, cert := range certs {
		if bytes.Equal(cert.Raw, pin.Raw) {
			return true
		}
	}
	return false
}

// Leaf returns an error unless the first certificate is the pinned one.
func Leaf(certs []*x509.Certificate, pin *x509.Certificate) error {
	if len(certs) == 0 || !bytes.Equal(certs[0].Raw, pin.Raw) {
		return errors.New("not pinned")
	}
	return nil
}

// Last returns the last of the certificates.
func Last(certs []*x509.Certificate) *x509.Certificate {
	if len(certs) == 0 {
		return nil
	}
	return certs[len(certs)-1]
}
