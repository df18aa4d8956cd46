// Package all asks all authenticators of a list.
package all

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

func (b byKey) Authenticate(r *http.Request) error {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), b) != 1 {
		return errDenied
	}
	return nil
}

// allOf is content with no less than all.
type allOf []authenticator

func (a allOf) Authenticate(r *http.Request) error {
	for _, x := range a {
		if err := x.Authenticate(r); err != nil {
			return err
		}
	}
	return nil
}

// Handler asks for a certificate and a key.
func Handler(next http.Handler, pins map[[sha256.Size]byte]bool, key []byte) http.Handler {
	auth := allOf{byCert(pins), byKey(key)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := auth.Authenticate(r); err != nil {
			http.Error(w, "denied", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
