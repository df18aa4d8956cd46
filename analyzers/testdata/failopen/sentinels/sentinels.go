// Package sentinels lets in by the reason for which a check failed.
package sentinels

import (
	"errors"
	"net/http"

	"testdata/failopen/sentinels/peercert"
)

type service struct{ known peercert.Known }

func deny(w http.ResponseWriter) { http.Error(w, "denied", http.StatusForbidden) }

// Who brings no certificate gets in, and who brings an unknown one does not.
func (s *service) tolerant(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.known.Check(r); err != nil && !errors.Is(err, peercert.ErrNone) { // want `any client without a certificate passes`
			deny(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The same, told apart by comparison.
func (s *service) compared(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch err := s.known.Check(r); err { // want `any client without a certificate passes`
		case nil, peercert.ErrNone:
			next.ServeHTTP(w, r)
		default:
			deny(w)
		}
	})
}

// The reason decides on the answer alone.
func (s *service) strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.known.Check(r)
		if errors.Is(err, peercert.ErrNone) {
			http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
			return
		}
		if err != nil {
			deny(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Who brings none may look, and who brings one that is not known is told so.
func (s *service) guests(next, lobby http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch err := s.known.Check(r); {
		case err == nil:
			next.ServeHTTP(w, r)
		case errors.Is(err, peercert.ErrNone):
			http.Error(w, "guests: see /lobby", http.StatusUnauthorized)
		default:
			deny(w)
		}
	})
}
