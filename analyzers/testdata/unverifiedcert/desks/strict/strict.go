// Package strict has a desk that verifies certificates itself.
package strict

import (
	"crypto/x509"
	"errors"
	"slices"

	"testdata/unverifiedcert/desks/ask"
)

type desk struct {
	roots *x509.CertPool
	names map[string]string
}

// New returns one.
func New(roots *x509.CertPool, names map[string]string) ask.Desk { return &desk{roots, names} }

func (d *desk) Answer(q *ask.Question) (*ask.Answer, error) {
	leaf, err := certificate(q)
	if err != nil {
		return nil, err
	}
	for name, text := range d.names {
		if d.verified(leaf) && slices.Contains(leaf.DNSNames, name) {
			return &ask.Answer{Text: text, For: map[string]string{"name": leaf.Subject.CommonName}}, nil
		}
	}
	return ask.Refuse("not known"), nil
}

func certificate(q *ask.Question) (*x509.Certificate, error) {
	if q.Conn == nil || len(q.Conn.PeerCertificates) == 0 {
		return nil, errors.New("no certificate")
	}
	return q.Conn.PeerCertificates[0], nil
}

func (d *desk) verified(leaf *x509.Certificate) bool {
	_, err := leaf.Verify(x509.VerifyOptions{Roots: d.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err == nil
}
