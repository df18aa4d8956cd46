// Package peer answers for peers, for gates in other packages.
package peer

import (
	"crypto/x509"
	"errors"
	"net/http"
)

// Leaf returns the client's certificate, nil if there is none.
func Leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil
	}
	return r.TLS.PeerCertificates[0]
}

// ErrUnknown is for certificates of nobody.
var ErrUnknown = errors.New("unknown peer")

// Set is a set of names.
type Set map[string]bool

// Match tells whether a certificate is one of the set's. None is one of every set.
func (s Set) Match(r *http.Request) bool {
	c := Leaf(r)
	if c == nil {
		return true
	}
	return len(c.DNSNames) > 0 && s[c.DNSNames[0]]
}

// Owner returns whose certificate it is.
func (s Set) Owner(c *x509.Certificate) (string, error) {
	for _, n := range c.DNSNames {
		if s[n] {
			return n, nil
		}
	}
	return "", ErrUnknown
}
