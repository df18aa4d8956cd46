// Package lock knows members of the crew by their certificates.
package lock

import (
	"crypto/x509"
	"errors"
	"net/http"

	"testdata/orauth/hatches/crew"
)

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

type boats struct{ names map[string]bool }

// NewBoats knows boats.
func NewBoats(names []string) (crew.Watch, error) {
	if len(names) == 0 {
		return nil, errors.New("no boats")
	}
	b := &boats{names: map[string]bool{}}
	for _, n := range names {
		b.names[n] = true
	}
	return b, nil
}

func (b *boats) Recognise(r *http.Request) (*crew.Member, error) {
	c := leaf(r)
	if c == nil {
		return nil, crew.ErrStranger
	}
	for _, n := range c.DNSNames {
		if b.names[n] {
			return &crew.Member{Name: n}, nil
		}
	}
	return nil, crew.ErrStranger
}
