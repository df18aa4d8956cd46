// Package doors asks functions that others bring.
package doors

import (
	"crypto/x509"
	"net/http"
)

// Checked lets in whose certificates pass a check, and who is listed.
func Checked(check func([]*x509.Certificate) error, listed map[string]bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
				http.Error(w, "certificate required", http.StatusUnauthorized)
				return
			}
			list := r.TLS.PeerCertificates
			if err := check(list); err != nil || len(list[0].DNSNames) != 1 || !listed[list[0].DNSNames[0]] {
				http.Error(w, "forbidden", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
