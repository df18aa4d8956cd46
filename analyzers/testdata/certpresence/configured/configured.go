// Package configured reads headers that another package names, each with a default
// of its own that one helper hands on.
package configured

import (
	"crypto/subtle"
	"net/http"

	"testdata/certpresence/configured/settings"
)

type depot struct {
	edge    settings.Edge
	secret  string
	drivers map[string]string
}

func (d *depot) terminator(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Edge-Secret")), []byte(d.secret)) == 1
}

// The verdict alone.
func (d *depot) yard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.terminator(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if r.Header.Get(d.edge.Verdict) != "SUCCESS" { // want `any .*certificate`
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The digest says whose certificate it is.
func (d *depot) dock(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.terminator(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if _, ok := d.drivers[r.Header.Get(d.edge.Digest)]; !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The verdict of settings that are handed over by value.
func gatehouse(edge settings.Edge, d *depot) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.terminator(r) || r.Header.Get(current().Verdict) != "SUCCESS" { // want `any .*certificate`
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(edge.Name))
	})
}

func current() settings.Edge { return settings.Read() }
