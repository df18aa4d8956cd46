// Package auth guards the HTTP interface.
package auth

import (
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"

	"example.com/fleet/internal/identity"
)

// Authenticator makes the middleware of the HTTP interface.
type Authenticator struct {
	Directory *identity.Directory
	Tokens    *identity.Tokens
	APIKey    []byte
	Log       *slog.Logger
}

// RequireCertificate admits clients with a certificate.
func (a *Authenticator) RequireCertificate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		a.Log.Info("certificate accepted", "name", identity.Name(r.TLS.PeerCertificates[0]), "path", r.URL.Path)
		next.ServeHTTP(w, r)
	})
}

// RequireRole admits clients whose certificate belongs to a principal with the
// role.
func (a *Authenticator) RequireRole(role identity.Role, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := identity.OfRequest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		p, err := a.Directory.ByCertificate(cert)
		if err != nil || !p.Has(role) {
			a.Log.Warn("certificate refused", "name", identity.Name(cert), "role", role, "error", err)
			http.Error(w, "role "+string(role)+" required", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(identity.NewContext(r.Context(), p)))
	})
}

// Operator admits operators.
func (a *Authenticator) Operator(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case a.operatorCertificate(r):
		case a.validKey(r):
		default:
			http.Error(w, "operators only", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ConfirmedOperator admits operators who, besides their certificate, send a
// token that was issued to themselves.
func (a *Authenticator) ConfirmedOperator(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := identity.OfRequest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		p, err := a.Directory.ByCertificate(cert)
		if err != nil || !p.Has(identity.Operator) {
			http.Error(w, "operators only", http.StatusForbidden)
			return
		}
		subject, err := a.Tokens.Subject(bearer(r))
		if err != nil || subject != p.ID {
			http.Error(w, "token of the operator required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(identity.NewContext(r.Context(), p)))
	})
}

func (a *Authenticator) operatorCertificate(r *http.Request) bool {
	cert, err := identity.OfRequest(r)
	if err != nil {
		return false
	}
	p, err := a.Directory.ByCertificate(cert)
	return err == nil && p.Has(identity.Operator)
}

func (a *Authenticator) validKey(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), a.APIKey) == 1
}

func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}
