// Package validation holds helpers that verify certificates of any origin: what
// they lack is for those who use them.
package validation

import (
	"crypto/x509"
	"errors"
	"time"
)

// A helper that verifies a chain for any purpose lets nobody in.
func ValidateCertificates(ca *x509.Certificate, certs []*x509.Certificate, expiry bool) error {
	if len(certs) == 0 {
		return errors.New("no certificates provided for validation")
	}
	leaf := certs[0]
	if time.Now().Before(leaf.NotBefore) {
		return errors.New("certificate is not yet valid")
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	opts := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	if !expiry {
		opts.CurrentTime = leaf.NotBefore
	}
	opts.Intermediates = x509.NewCertPool()
	for _, c := range certs[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := leaf.Verify(opts)
	return err
}

// A check whether something is there to be validated is no gate either.
func ValidInput(cert *x509.Certificate, key []byte) bool {
	return cert != nil && len(key) > 0
}
