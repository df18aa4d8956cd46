// Package loose has a desk that reads names.
package loose

import (
	"crypto/x509"
	"errors"
	"slices"

	"testdata/unverifiedcert/desks/ask"
)

type desk struct{ names map[string]string }

// New returns one.
func New(names map[string]string) ask.Desk { return &desk{names} }

func (d *desk) Answer(q *ask.Question) (*ask.Answer, error) {
	leaf, err := certificate(q)
	if err != nil {
		return nil, err
	}
	for name, text := range d.names {
		if slices.Contains(leaf.DNSNames, name) {
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
