// Package rings asks another package whether a node calls.
package rings

import (
	"net/http"

	"testdata/certpresence/rings/ring"
)

// reports: any verified certificate is enough, and the check is elsewhere.
func internode(r *ring.Ring, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := r.CheckPeer(req.TLS); err != nil { // want "any client certificate of a trusted CA passes"
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// quiet: the check asks whose it is.
func nodes(r *ring.Ring, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := r.CheckNode(req.TLS); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, req)
	})
}
