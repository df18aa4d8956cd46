// Package verify verifies whatever it is given.
package verify

import "crypto/x509"

// Trusted verifies a certificate of a client.
func Trusted(c *x509.Certificate) error {
	_, err := c.Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}

// By verifies with given roots.
func By(c *x509.Certificate, roots *x509.CertPool) error {
	_, err := c.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}
