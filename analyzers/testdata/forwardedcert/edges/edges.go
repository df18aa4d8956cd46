// Package edges asks interfaces, behind which nothing is in sight, before it believes a header.
package edges

import "net/http"

// Edge knows whether the proxy at the edge has sent a request.
type Edge interface{ Check(r *http.Request) error }

// Limiter knows whether there were too many.
type Limiter interface{ Check(r *http.Request) error }

type desk struct {
	edge  Edge
	limit Limiter
	known map[string]bool
}

// quiet: somebody says who sent the header.
func (d *desk) behindEdge(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := d.edge.Check(r); err != nil {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		if !d.known[r.Header.Get("X-Client-Cert-Sha256")] {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: nobody does.
func (d *desk) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := d.limit.Check(r); err != nil {
			http.Error(w, "later", http.StatusTooManyRequests)
			return
		}
		if !d.known[r.Header.Get("X-Client-Cert-Sha256")] { // want `the header is believed`
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
