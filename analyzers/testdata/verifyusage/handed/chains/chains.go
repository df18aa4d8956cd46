// Package chains verifies chains, and knows not whose.
package chains

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

func apart(list []*x509.Certificate) (*x509.Certificate, *x509.CertPool) {
	rest := x509.NewCertPool()
	for _, c := range list[1:] {
		rest.AddCert(c)
	}
	return list[0], rest
}

// Any verifies for any purpose.
func Any(list []*x509.Certificate, roots *x509.CertPool) error {
	leaf, rest := apart(list)
	opts := x509.VerifyOptions{Roots: roots, Intermediates: rest}
	opts.KeyUsages = append(opts.KeyUsages, x509.ExtKeyUsageAny)
	_, err := leaf.Verify(opts)
	return err
}

// Client verifies clients.
func Client(list []*x509.Certificate, roots *x509.CertPool) error {
	leaf, rest := apart(list)
	opts := x509.VerifyOptions{Roots: roots, Intermediates: rest}
	opts.KeyUsages = append(opts.KeyUsages, x509.ExtKeyUsageClientAuth)
	_, err := leaf.Verify(opts)
	return err
}

var errNone = errors.New("no certificate")

// Ends verifies the other end of connections.
type Ends struct{ Roots *x509.CertPool }

// Passes verifies one, as a server's.
func (e *Ends) Passes(c *tls.Conn) error {
	list := c.ConnectionState().PeerCertificates
	if len(list) == 0 {
		return errNone
	}
	_, err := list[0].Verify(x509.VerifyOptions{Roots: e.Roots})
	return err
}
