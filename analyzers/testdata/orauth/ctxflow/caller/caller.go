// Package caller carries what a request brought through contexts.
package caller

import (
	"context"
	"crypto/x509"
	"net/http"
)

type certKey struct{}
type tokenKey struct{}

// Attach stores the peer's certificate and the bearer token, unchecked.
func Attach(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), tokenKey{}, r.Header.Get("Authorization"))
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			ctx = context.WithValue(ctx, certKey{}, r.TLS.VerifiedChains[0][0])
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Certificate returns the peer's certificate, or nil.
func Certificate(ctx context.Context) *x509.Certificate {
	c, _ := ctx.Value(certKey{}).(*x509.Certificate)
	return c
}

// Token returns the bearer token.
func Token(ctx context.Context) string {
	t, _ := ctx.Value(tokenKey{}).(string)
	return t
}
