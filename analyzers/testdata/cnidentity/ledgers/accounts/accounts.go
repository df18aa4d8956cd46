// Package accounts knows users by their certificates, and what they may do.
package accounts

import (
	"crypto/tls"
	"errors"
)

// Info is who calls.
type Info struct{ Username string }

// Store knows users.
type Store struct{ rights map[string][]string }

var errDenied = errors.New("denied")

// FromConnection makes a caller of a connection's certificate.
func (s *Store) FromConnection(cs *tls.ConnectionState) *Info {
	if cs == nil || len(cs.VerifiedChains) == 0 {
		return nil
	}
	return &Info{Username: cs.VerifiedChains[0][0].Subject.CommonName} // want "the common name becomes the principal's Username"
}

// Permitted asks what a caller may do: the finding above leads here, and is one.
func (s *Store) Permitted(i *Info, right string) error {
	if i == nil || i.Username == "" {
		return errDenied
	}
	rights, ok := s.rights[i.Username]
	if !ok {
		return errDenied
	}
	for _, r := range rights {
		if r == right {
			return nil
		}
	}
	return errDenied
}
