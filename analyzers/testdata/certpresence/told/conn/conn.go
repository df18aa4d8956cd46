// Package conn says what is known of a connection, and decides nothing.
package conn

import (
	"crypto/x509"
	"net/http"
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
