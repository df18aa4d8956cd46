// Package peerctx carries the peer's certificate through contexts.
package peerctx

import (
	"context"
	"crypto/x509"
	"net/http"
)

type key struct{}

// With returns ctx with the certificate.
func With(ctx context.Context, c *x509.Certificate) context.Context {
	return context.WithValue(ctx, key{}, c)
}

// From returns the certificate that With stored.
func From(ctx context.Context) (*x509.Certificate, bool) {
	c, ok := ctx.Value(key{}).(*x509.Certificate)
	return c, ok
}

// Attach stores the connection's certificate, if there is one.
func Attach(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r.WithContext(With(r.Context(), r.TLS.PeerCertificates[0])))
	})
}
