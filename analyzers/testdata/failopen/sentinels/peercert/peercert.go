// Package peercert finds out whose a certificate is, and says why not.
package peercert

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
)

var (
	ErrNone    = errors.New("no client certificate")
	ErrUnknown = errors.New("unknown client certificate")
)

// Known are the certificates that are known.
type Known map[[sha256.Size]byte]string

// Check reports ErrNone or ErrUnknown.
func (k Known) Check(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return ErrNone
	}
	if _, ok := k[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)]; !ok {
		return fmt.Errorf("%w: %s", ErrUnknown, r.TLS.PeerCertificates[0].Subject)
	}
	return nil
}
