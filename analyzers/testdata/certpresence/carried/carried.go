// Package carried has middleware that verifies what another one has put into the context.
package carried

import (
	"context"
	"crypto/x509"
	"net/http"
)

type leafKey struct{}

// WithLeaf puts the certificate of the connection into the context.
func WithLeaf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), leafKey{}, r.TLS.PeerCertificates[0])))
	})
}

func leafOf(ctx context.Context) *x509.Certificate {
	leaf, _ := ctx.Value(leafKey{}).(*x509.Certificate)
	return leaf
}

func options(roots *x509.CertPool) x509.VerifyOptions {
	return x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
}

// Verified is quiet: code behind it finds the certificate in the context, as it did.
func Verified(roots *x509.CertPool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf := leafOf(r.Context())
		if leaf == nil {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if _, err := leaf.Verify(options(roots)); err != nil {
			http.Error(w, "not trusted", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// VerifiedHere reports: it takes the certificate out of the connection, and puts it nowhere.
func VerifiedHere(roots *x509.CertPool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if _, err := r.TLS.PeerCertificates[0].Verify(options(roots)); err != nil { // want "its chain is verified, and nobody asks whose it is"
			http.Error(w, "not trusted", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Present reports: that there is one in the context says nothing.
func Present(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if leafOf(r.Context()) == nil { // want "any client certificate passes"
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
