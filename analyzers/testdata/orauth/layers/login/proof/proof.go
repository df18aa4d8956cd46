// Package proof is the middle one of three layers.
package proof

import (
	"errors"
	"net/http"
	"slices"

	"testdata/orauth/layers/login/proof/secret"
)

// ErrNoProof says that the request proves nothing.
var ErrNoProof = errors.New("no proof")

// Workload returns the workload of the peer's certificate, if it is allowed.
func Workload(r *http.Request, allowed []string) (string, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", ErrNoProof
	}
	for _, u := range r.TLS.VerifiedChains[0][0].URIs {
		if slices.Contains(allowed, u.String()) {
			return u.String(), nil
		}
	}
	return "", ErrNoProof
}

// Key returns the owner of the request's key.
func Key(r *http.Request, owner, key string) (string, error) {
	if !secret.Same(r.Header.Get("X-Api-Key"), key) {
		return "", ErrNoProof
	}
	return owner, nil
}
