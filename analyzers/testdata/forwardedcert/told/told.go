// Package told has gates that ask another package what a proxy says.
package told

import (
	"net/http"

	"testdata/certpresence/told/conn"
)

// reports: the verdict is anybody's.
func Verdict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !conn.IsVerified(r.Header) { // want `the header is believed`
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: it chooses a header only.
func Marked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn.IsVerified(r.Header) {
			w.Header().Set("X-Mutual", "yes")
		}
		next.ServeHTTP(w, r)
	})
}
