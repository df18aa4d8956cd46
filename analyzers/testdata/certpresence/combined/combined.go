// Package combined: a certificate's presence next to sessions, tokens and
// passwords.
package combined

import (
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/golang-jwt/jwt/v5"
	"github.com/gorilla/sessions"
	"golang.org/x/crypto/bcrypt"
)

type portal struct {
	store    *sessions.CookieStore
	sessions *scs.SessionManager
	keyFunc  jwt.Keyfunc
	hashes   map[string][]byte
	audience string
}

var errNoCertificate = errors.New("certificate required")

// The chain is a parameter that callers fill from the connection.
func firstOf(certs []*x509.Certificate) (*x509.Certificate, error) {
	if len(certs) == 0 {
		return nil, errNoCertificate
	}
	return certs[0], nil
}

// gorilla sessions: a fixed role goes into the session for any certificate.
func (p *portal) login(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	s, err := p.store.Get(r, "portal")
	if err != nil {
		http.Error(w, "session", http.StatusInternalServerError)
		return
	}
	s.Values["role"] = "operator"
	if err := s.Save(r, w); err != nil {
		http.Error(w, "session", http.StatusInternalServerError)
	}
}

// gorilla sessions: not: the certificate's own name goes into the session.
func (p *portal) loginAs(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].EmailAddresses) == 0 {
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	s, err := p.store.Get(r, "portal")
	if err != nil {
		http.Error(w, "session", http.StatusInternalServerError)
		return
	}
	s.Values["user"] = r.TLS.PeerCertificates[0].EmailAddresses[0]
	if err := s.Save(r, w); err != nil {
		http.Error(w, "session", http.StatusInternalServerError)
	}
}

// scs: a fixed role for any certificate.
func (p *portal) elevate(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	if _, err := firstOf(r.TLS.PeerCertificates); err != nil { // want `any .*certificate`
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	p.sessions.Put(r.Context(), "role", "operator")
	w.WriteHeader(http.StatusNoContent)
}

// scs: a session that is checked, besides presence.
func (p *portal) withSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if p.sessions.GetString(r.Context(), "user") == "" {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// golang-jwt: a token that is verified, besides presence.
func (p *portal) withToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		raw, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if _, err := jwt.Parse(raw, p.keyFunc, jwt.WithAudience(p.audience)); err != nil {
			http.Error(w, "token", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// golang-jwt: a token that is parsed and never verified is no credential.
func (p *portal) withParsedToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		raw, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if _, _, err := jwt.NewParser().ParseUnverified(raw, jwt.MapClaims{}); err != nil {
			http.Error(w, "token", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A password that is compared, besides presence.
func (p *portal) withPassword(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		user, pass, ok := r.BasicAuth()
		if !ok || bcrypt.CompareHashAndPassword(p.hashes[user], []byte(pass)) != nil {
			http.Error(w, "password", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A user name that is asked for, with no password compared.
func (p *portal) withUserName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if user, _, ok := r.BasicAuth(); !ok || user == "" {
			http.Error(w, "user name", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A cookie that is compared in constant time, besides presence.
func (p *portal) withCookie(next http.Handler, want []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("portal-key")
		if err != nil || subtle.ConstantTimeCompare([]byte(c.Value), want) != 1 {
			http.Error(w, "cookie", http.StatusUnauthorized)
			return
		}
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
