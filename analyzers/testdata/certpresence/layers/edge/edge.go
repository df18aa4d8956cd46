// Package edge is the upper one of three layers.
package edge

import (
	"net/http"

	"testdata/certpresence/layers/edge/peercert"
)

// Machine tells whether the peer is a machine.
func Machine(r *http.Request) bool {
	_, err := peercert.Of(r)
	return err == nil
}

// Service tells whether the peer is one of the services.
func Service(r *http.Request, services ...string) bool {
	return peercert.Names(r, services...)
}

// Peers is a gate of a package that others use: it is reported here, not
// where it is mounted.
func Peers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := peercert.Of(r); err != nil { // want `any .*certificate`
			http.Error(w, "peers only", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
