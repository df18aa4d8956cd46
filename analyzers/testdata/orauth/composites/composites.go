// Package composites asks authenticators that are kept in a list.
package composites

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
)

var errDenied = errors.New("denied")

type authenticator interface {
	Authenticate(r *http.Request) error
}

type byCert map[[sha256.Size]byte]bool

func (b byCert) Authenticate(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !b[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)] {
		return errDenied
	}
	return nil
}

type byKey []byte

func (b byKey) Authenticate(r *http.Request) error { // want `alternative to .*certificate`
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), b) != 1 {
		return errDenied
	}
	return nil
}

// anyOf is content with one.
type anyOf []authenticator

func (a anyOf) Authenticate(r *http.Request) error {
	for _, x := range a {
		if x.Authenticate(r) == nil {
			return nil
		}
	}
	return errDenied
}

// Handler asks for a certificate or a key.
func Handler(next http.Handler, pins map[[sha256.Size]byte]bool, key []byte) http.Handler {
	auth := anyOf{byCert(pins), byKey(key)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := auth.Authenticate(r); err != nil {
			http.Error(w, "denied", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
