// Package conn says what is known of a connection, and lets in who has a certificate.
package conn

import (
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

// Verified tells whether the client's chain was verified.
func Verified(r *http.Request) bool { return r.TLS != nil && len(r.TLS.VerifiedChains) > 0 }

// Client is the verified certificate, or nil.
func Client(r *http.Request) *x509.Certificate {
	if !Verified(r) {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

// IsVerified tells it of what the proxy says.
func IsVerified(h http.Header) bool { return h.Get("X-SSL-Client-Verify") == "SUCCESS" }

// Authorize lets in whoever has a certificate.
func Authorize(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return errNone
	}
	return nil
}

var errNone = errors.New("no certificate")

// Listed asks more than that.
func Listed(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if Authorize(r) != nil || !slices.Contains(names, r.TLS.VerifiedChains[0][0].DNSNames[0]) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
