// Package firstof tries authenticators in turn: functions in a list that a closure
// holds, and links of a chain.
package firstof

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
)

type Identity struct{ Subject string }

var ErrNone = errors.New("no credentials")

type authFn func(*http.Request) (*Identity, error)

func first(fns ...authFn) authFn {
	return func(r *http.Request) (*Identity, error) {
		var errs []error
		for _, f := range fns {
			id, err := f(r)
			if err == nil {
				return id, nil
			}
			errs = append(errs, err)
		}
		return nil, errors.Join(errs...)
	}
}

func byCert(r *http.Request) (*Identity, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, ErrNone
	}
	c := r.TLS.VerifiedChains[0][0]
	if len(c.URIs) == 0 {
		return nil, ErrNone
	}
	return &Identity{c.URIs[0].String()}, nil
}

func byToken(tokens map[string]string) authFn {
	return func(r *http.Request) (*Identity, error) {
		t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			return nil, ErrNone
		}
		sub, ok := tokens[t]
		if !ok {
			return nil, errors.New("bad token")
		}
		return &Identity{sub}, nil
	}
}

func Protect(tokens map[string]string, next http.Handler) http.Handler {
	auth := first(byCert, byToken(tokens)) // want `a bearer token is an alternative to the client certificate`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := auth(r)
		if err != nil {
			http.Error(w, err.Error(), 401)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), Identity{}, id)))
	})
}

// link is one of a chain that is asked until one says yes.
type link struct {
	check func(*http.Request) bool
	next  *link
}

func (l *link) admits(r *http.Request) bool {
	if l.check(r) { // want `an api key is an alternative to the client certificate`
		return true
	}
	if l.next == nil {
		return false
	}
	return l.next.admits(r)
}

func Chain(key string, pin [sha256.Size]byte, next http.Handler) http.Handler {
	l := &link{check: func(r *http.Request) bool {
		return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && sha256.Sum256(r.TLS.PeerCertificates[0].Raw) == pin
	}, next: &link{check: func(r *http.Request) bool {
		return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-API-Key")), []byte(key)) == 1
	}}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.admits(r) {
			http.Error(w, "neither certificate nor key", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// All have to say yes.
func every(fns ...func(*http.Request) error) func(*http.Request) error {
	return func(r *http.Request) error {
		var errs []error
		for _, f := range fns {
			if err := f(r); err != nil {
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	}
}

func pinned(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) != 1 || r.TLS.VerifiedChains[0][0].DNSNames[0] != "agent.internal" {
		return ErrNone
	}
	return nil
}

func keyed(key string) func(*http.Request) error {
	return func(r *http.Request) error {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-API-Key")), []byte(key)) != 1 {
			return ErrNone
		}
		return nil
	}
}

func ProtectTwice(key string, next http.Handler) http.Handler {
	auth := every(pinned, keyed(key))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := auth(r); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
