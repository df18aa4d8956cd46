// Package schemes looks at how the header field Authorization is written, and at
// what it says.
package schemes

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

type service struct {
	pins   map[[sha256.Size]byte]bool
	secret []byte
}

func (s *service) pinned(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && s.pins[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)]
}

// The scheme says which challenge to answer with, and lets nobody in.
func (s *service) challenged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.pinned(r) {
			next.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
			http.Error(w, "no tokens here", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
}

// Both are needed, and the scheme is one of two that a token comes in.
func (s *service) both(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.pinned(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if scheme != "Bearer" && !strings.EqualFold(scheme, "token") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if subtle.ConstantTimeCompare([]byte(token), s.secret) != 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Whoever writes the scheme goes to the login page, which is for everybody, and is
// no caller of the code behind the gate.
func (s *service) login(page, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.EqualFold(r.Header.Get("Authorization"), "Negotiate") {
			http.Redirect(w, r, "/login", http.StatusFound)
			return
		}
		if !s.pinned(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The token is checked: an alternative, whatever is done about its scheme.
func (s *service) either(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.pinned(r) {
			scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
			if scheme != "Bearer" || subtle.ConstantTimeCompare([]byte(token), s.secret) != 1 { // want `alternative to .*certificate`
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Only the scheme is looked at: no other credential was checked. The code behind
// the gate may check it.
func (s *service) written(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.pinned(r) && !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The two comparisons are put together as crypto/subtle counts.
func (s *service) password(r *http.Request) bool {
	user, password, _ := r.BasicAuth()
	return subtle.ConstantTimeCompare([]byte(user), []byte("ops"))&subtle.ConstantTimeCompare([]byte(password), s.secret) == 1
}

func (s *service) passwordToo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.pinned(r) && !s.password(r) { // want `alternative to .*certificate`
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
