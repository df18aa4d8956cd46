// Package trust makes pools, and knows nothing of configurations.
package trust

import (
	"crypto/x509"
	"errors"
)

// Public has the system's authorities, and more.
func Public(pem []byte) (*x509.CertPool, error) {
	p, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	p.AppendCertsFromPEM(pem)
	return p, nil
}

// Own has only those that it is given.
func Own(pem []byte) (*x509.CertPool, error) {
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificates")
	}
	return p, nil
}
