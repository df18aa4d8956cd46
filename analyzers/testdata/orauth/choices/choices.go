// Package choices lets the caller, or the operator, choose between a certificate and
// a token.
package choices

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
)

type service struct {
	pins   map[[sha256.Size]byte]string
	secret []byte
	tokens bool // the operator's choice
}

var errDenied = errors.New("denied")

func (s *service) byCert(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errDenied
	}
	if _, ok := s.pins[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)]; !ok {
		return errDenied
	}
	return nil
}

func (s *service) byToken(r *http.Request) error {
	if subtle.ConstantTimeCompare([]byte(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")), s.secret) != 1 {
		return errDenied
	}
	return nil
}

func deny(w http.ResponseWriter) { http.Error(w, "denied", http.StatusUnauthorized) }

// Who sends a token is asked for no certificate.
func (s *service) sent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if r.Header.Get("Authorization") != "" {
			err = s.byToken(r) // want `alternative to .*certificate`
		} else {
			err = s.byCert(r)
		}
		if err != nil {
			deny(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// AuthenticateScheme goes by the scheme, which the caller writes.
func (s *service) AuthenticateScheme(r *http.Request) error {
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch strings.ToLower(scheme) {
	case "bearer":
		return s.byToken(r) // want `alternative to .*certificate`
	case "mtls":
		return s.byCert(r)
	}
	return errDenied
}

// AuthenticateMode goes by a header field of the caller's.
func (s *service) AuthenticateMode(r *http.Request) error {
	if r.Header.Get("X-Auth-Mode") == "certificate" {
		return s.byCert(r)
	}
	return s.byToken(r) // want `alternative to .*certificate`
}

// A certificate first, and else a token.
func (s *service) switched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.TLS != nil && len(r.TLS.PeerCertificates) > 0:
			if s.byCert(r) != nil {
				deny(w)
				return
			}
		case r.Header.Get("Authorization") != "":
			if s.byToken(r) != nil { // want `alternative to .*certificate`
				deny(w)
				return
			}
		default:
			deny(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The operator chooses, and there is no other way.
func (s *service) configured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if s.tokens {
			err = s.byToken(r)
		} else {
			err = s.byCert(r)
		}
		if err != nil {
			deny(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// One route is for tokens, the others are for certificates.
func (s *service) routed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if strings.HasPrefix(r.URL.Path, "/hooks/") {
			err = s.byToken(r)
		} else {
			err = s.byCert(r)
		}
		if err != nil {
			deny(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// AuthenticateBoth needs the certificate whatever the caller sends besides.
func (s *service) AuthenticateBoth(r *http.Request) error {
	if r.Header.Get("Authorization") != "" {
		if err := s.byToken(r); err != nil {
			return err
		}
	}
	return s.byCert(r)
}
