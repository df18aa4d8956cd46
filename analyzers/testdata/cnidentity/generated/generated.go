// Package generated has a part that a tool has written.
package generated

import "net/http"

// reports: generated files inform facts, the finding is in the written one.
func gate(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if generatedName(r) != name { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

var _ = generatedGate
