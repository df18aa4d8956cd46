// Package auth finds out who calls, from the connection or from the proxy in
// front, and keeps it in the request's context for the handlers of other packages.
package auth

import (
	"context"
	"net/http"
	"strings"
)

type contextKey string

const userKey contextKey = "user"

// User is who calls.
type User struct {
	UserID   string
	TenantID string
	Admin    bool
}

// Store knows the users.
type Store interface {
	BySubject(ctx context.Context, subject string) (id, tenant, role string, err error)
}

type Middleware struct{ Store Store }

// subject is read from the connection, or else from what the proxy says.
func subject(r *http.Request) string {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		return "CN=" + r.TLS.PeerCertificates[0].Subject.CommonName
	}
	dn := r.Header.Get("X-SSL-Client-DN") // want `the header is believed although anyone may have sent it`
	if dn == "" {
		return ""
	}
	return strings.ReplaceAll(dn, "/", ",")
}

func (m *Middleware) Authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := subject(r)
		if s == "" {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		id, tenant, role, err := m.Store.BySubject(r.Context(), s) // want `the common name .*`
		if err != nil {
			http.Error(w, "unknown client", http.StatusForbidden)
			return
		}
		u := &User{UserID: id, TenantID: tenant, Admin: role == "admin"}
		next.ServeHTTP(w, r.WithContext(WithUser(r.Context(), u)))
	})
}

// WithUser keeps who calls.
func WithUser(ctx context.Context, u *User) context.Context {
	return context.WithValue(ctx, userKey, u)
}

// FromContext returns who calls, or nil.
func FromContext(ctx context.Context) *User {
	u, _ := ctx.Value(userKey).(*User)
	return u
}

// Tenant returns whose caller it is.
func Tenant(ctx context.Context) string {
	if u := FromContext(ctx); u != nil {
		return u.TenantID
	}
	return ""
}

// RequireTenant asks the same user again: what is wrong with how it was found is
// said where it was found.
func RequireTenant(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u := FromContext(r.Context())
		if u == nil || u.TenantID != r.PathValue("tenant") {
			http.Error(w, "not your tenant", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
