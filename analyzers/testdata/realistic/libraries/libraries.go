// Package libraries looks names up with libraries for lists.
package libraries

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"net/http"

	"github.com/samber/lo"
	"golang.org/x/exp/slices"
)

// Names looks a common name up.
func Names(allowed []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !slices.Contains(allowed, r.TLS.PeerCertificates[0].Subject.CommonName) { // want "the common name"
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Hosts looks a DNS name up: quiet.
func Hosts(host string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !slices.Contains(r.TLS.PeerCertificates[0].DNSNames, host) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Some looks a common name up with another library.
func Some(allowed []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !lo.Contains(allowed, r.TLS.PeerCertificates[0].Subject.CommonName) { // want "the common name"
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Own looks a DNS name of the first up: quiet.
func Own(hosts map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !lo.ContainsBy(r.TLS.PeerCertificates[0].DNSNames, func(n string) bool { return hosts[n] }) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Pins takes any certificate of the list.
func Pins(pins map[string]bool, next http.Handler) http.Handler {
	pinned := func(c *x509.Certificate) bool {
		sum := sha256.Sum256(c.Raw)
		return pins[hex.EncodeToString(sum[:])] // want `any certificate of the peer's list decides`
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || !lo.ContainsBy(r.TLS.PeerCertificates, pinned) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
