// Package auth verifies in a helper.
package auth

import (
	"crypto/x509"
	"errors"
)

// Verifier verifies chains.
type Verifier struct{ roots *x509.CertPool }

// Check verifies the leaf.
func (v *Verifier) Check(chain []*x509.Certificate) error {
	if len(chain) == 0 {
		return errors.New("no certificate")
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: v.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}
