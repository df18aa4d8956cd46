// Package gate decides on names.
package gate

import "net/http"

// Operators lets operators in, known by a name.
func Operators(names map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		for _, n := range r.TLS.PeerCertificates[0].DNSNames {
			if names[n] {
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, "not an operator", http.StatusForbidden)
	})
}
