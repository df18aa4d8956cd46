// Package identity carries the client's certificate through the context.
package identity

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

type certKey struct{}

// Attach keeps the certificate for those behind it.
// quiet: it is the certificate that is kept, not a name.
func Attach(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), certKey{}, r.TLS.VerifiedChains[0][0]))
		}
		next.ServeHTTP(w, r)
	})
}

// Cert returns the certificate that Attach has kept, or nil.
func Cert(ctx context.Context) *x509.Certificate {
	cert, _ := ctx.Value(certKey{}).(*x509.Certificate)
	return cert
}

type stateKey struct{}

// WithState keeps a connection's state.
func WithState(ctx context.Context, cs *tls.ConnectionState) context.Context {
	return context.WithValue(ctx, stateKey{}, cs)
}

// State returns the state that WithState has kept.
func State(ctx context.Context) (*tls.ConnectionState, bool) {
	cs, ok := ctx.Value(stateKey{}).(*tls.ConnectionState)
	return cs, ok
}

// Guest is who came, with a caption for people.
type Guest struct {
	Host    string
	Caption string
}

type guestKey struct{}

// Receive keeps the guest.
func Receive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var g Guest
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			g = guest(r.TLS.VerifiedChains[0][0])
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), guestKey{}, g)))
	})
}

func guest(cert *x509.Certificate) Guest {
	g := Guest{Caption: cert.Subject.CommonName}
	if len(cert.DNSNames) > 0 {
		g.Host = cert.DNSNames[0]
	}
	return g
}

// GuestOf returns the guest of a call.
func GuestOf(ctx context.Context) Guest {
	g, _ := ctx.Value(guestKey{}).(Guest)
	return g
}
