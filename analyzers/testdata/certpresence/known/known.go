// Package known keeps the certificate beside the request: one gate only where it knows whose
// it is, another one in any case.
package known

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"net/http"
)

type (
	knownKey struct{}
	shownKey struct{}
)

func withKnown(ctx context.Context, c *x509.Certificate) context.Context {
	return context.WithValue(ctx, knownKey{}, c)
}

func known(ctx context.Context) *x509.Certificate {
	c, _ := ctx.Value(knownKey{}).(*x509.Certificate)
	return c
}

func shown(ctx context.Context) (*x509.Certificate, bool) {
	c, ok := ctx.Value(shownKey{}).(*x509.Certificate)
	return c, ok
}

// Know lets everybody in, and keeps the certificates of the plant's machines.
//
// quiet: it asks for nothing.
func Know(machines map[[32]byte]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			next.ServeHTTP(w, r)
			return
		}
		c := r.TLS.PeerCertificates[0]
		if !machines[sha256.Sum256(c.Raw)] {
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(withKnown(r.Context(), c)))
	})
}

// Show keeps any certificate.
//
// quiet: it asks for nothing.
func Show(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), shownKey{}, r.TLS.PeerCertificates[0]))
		}
		next.ServeHTTP(w, r)
	})
}

// Halt stops a machine.
//
// quiet: the certificate is there if it is one of the machines'.
func Halt(w http.ResponseWriter, r *http.Request) {
	if known(r.Context()) == nil {
		http.Error(w, "machines only", http.StatusUnauthorized)
		return
	}
	halt(w)
}

// Start starts a machine.
//
// reports: whoever has a certificate starts it.
func Start(w http.ResponseWriter, r *http.Request) {
	if _, ok := shown(r.Context()); !ok { // want "only its presence is checked"
		http.Error(w, "machines only", http.StatusUnauthorized)
		return
	}
	halt(w)
}

func halt(w http.ResponseWriter) { w.WriteHeader(http.StatusAccepted) }
