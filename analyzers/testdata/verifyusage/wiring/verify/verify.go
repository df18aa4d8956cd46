// Package verify verifies whatever it is given.
package verify

import "crypto/x509"

// Chain verifies, for servers.
func Chain(certs []*x509.Certificate, roots *x509.CertPool) error {
	_, err := certs[0].Verify(x509.VerifyOptions{Roots: roots})
	return err
}

// Client verifies, for clients.
func Client(certs []*x509.Certificate, roots *x509.CertPool) error {
	_, err := certs[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}
