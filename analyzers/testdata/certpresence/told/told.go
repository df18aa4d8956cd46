// Package told has gates that ask another package about the connection.
package told

import (
	"net/http"
	"slices"

	"testdata/certpresence/told/conn"
)

// Tariffs can be set.
type Tariffs struct {
	Rates  map[string]string
	Owners []string
}

// reports: any verified certificate sets a rate.
func (t *Tariffs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !conn.Verified(r) { // want `any client certificate of a trusted CA passes`
		w.WriteHeader(http.StatusForbidden)
		return
	}
	t.Rates[r.FormValue("zone")] = r.FormValue("rate")
	w.WriteHeader(http.StatusNoContent)
}

// reports: any certificate that the proxy was content with.
func (t *Tariffs) Proxied(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !conn.IsVerified(r.Header) { // want `any forwarded client certificate passes`
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the name decides, too.
func (t *Tariffs) Named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := conn.Client(r)
		if c == nil || !slices.ContainsFunc(c.DNSNames, func(n string) bool { return slices.Contains(t.Owners, n) }) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: presence chooses a header only.
func (t *Tariffs) Marked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn.Verified(r) {
			w.Header().Set("X-Mutual", "yes")
		}
		next.ServeHTTP(w, r)
	})
}

// reports: what is safe where the other package asks it is not here.
func (t *Tariffs) Reset(w http.ResponseWriter, r *http.Request) {
	if err := conn.Authorize(r); err != nil { // want `any client certificate of a trusted CA passes`
		w.WriteHeader(http.StatusForbidden)
		return
	}
	clear(t.Rates)
	w.WriteHeader(http.StatusNoContent)
}
