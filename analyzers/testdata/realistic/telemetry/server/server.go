// Package server receives what devices send.
package server

import (
	"errors"
	"fmt"
	"net/http"

	"testdata/realistic/telemetry/identity"
)

// The name stands in an error text; that it is the identity is package identity's
// finding.
func identify(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", errors.New("no verified certificate")
	}
	leaf := r.TLS.VerifiedChains[0][0]
	id, err := identity.CreateIdentityFromCert(leaf)
	if err != nil {
		return "", fmt.Errorf("identity of %s: %w", leaf.Subject.CommonName, err)
	}
	return id, nil
}

// Whoever is identified may send.
func Receive(accept func(device string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, err := identify(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		accept(id)
	}
}
