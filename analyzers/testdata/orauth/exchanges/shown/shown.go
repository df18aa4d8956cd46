// Package shown knows consumers by what they show.
package shown

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"

	"testdata/orauth/exchanges/plug"
)

var errUnknown = errors.New("unknown")

// Certificates knows them by the URI of their certificate.
type Certificates map[string]*plug.Consumer

// Authenticate implements plug.Authenticator.
func (c Certificates) Authenticate(r *http.Request) (*plug.Consumer, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, nil
	}
	for _, u := range r.TLS.VerifiedChains[0][0].URIs {
		if found := c[u.String()]; found != nil {
			return found, nil
		}
	}
	return nil, errUnknown
}

// Keys knows them by the digest of a key.
type Keys map[string]*plug.Consumer

// Authenticate implements plug.Authenticator.
func (k Keys) Authenticate(r *http.Request) (*plug.Consumer, error) {
	key := r.Header.Get("X-Api-Key")
	if key == "" {
		return nil, nil
	}
	sum := sha256.Sum256([]byte(key))
	if found := k[hex.EncodeToString(sum[:])]; found != nil {
		return found, nil
	}
	return nil, errUnknown
}
