// Package checks makes checks of requests.
package checks

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"slices"
)

// Check says whether a request may pass.
type Check func(*http.Request) bool

// Pinned asks for a certificate.
func Pinned(pin string) Check {
	return func(r *http.Request) bool {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			return false
		}
		sum := sha256.Sum256(r.TLS.PeerCertificates[0].Raw)
		return hex.EncodeToString(sum[:]) == pin
	}
}

// Key asks for a key.
func Key(key string) Check {
	return func(r *http.Request) bool {
		return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-API-Key")), []byte(key)) == 1
	}
}

// Any asks for any certificate.
func Any() func(*http.Request) bool {
	return func(r *http.Request) bool { return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 }
}

// Host asks for a certificate of a host.
func Host(name string) Check {
	return func(r *http.Request) bool {
		return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && slices.Contains(r.TLS.PeerCertificates[0].DNSNames, name)
	}
}
