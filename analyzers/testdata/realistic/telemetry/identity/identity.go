// Package identity says who devices are.
package identity

import (
	"crypto/x509"
	"errors"
)

// By its name it makes an identity of a certificate, and answers for it.
func CreateIdentityFromCert(cert *x509.Certificate) (string, error) {
	if cert.Subject.CommonName == "" {
		return "", errors.New("no name")
	}
	return "device:" + cert.Subject.CommonName, nil // want `the common name is returned as the caller's identity`
}
