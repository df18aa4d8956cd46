// Package goeson denies, and goes on.
package goeson

import "net/http"

// quiet: who is turned away gets in all the same, and that is to be repaired first.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
		}
		next.ServeHTTP(w, r)
	})
}
