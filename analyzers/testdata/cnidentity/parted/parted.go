// Package parted decides on names that another package takes out of certificates.
package parted

import (
	"net/http"

	"testdata/cnidentity/parted/names"
)

type door struct{ guests map[string]bool }

// quiet: it is the host name.
func (d *door) hosts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, ok := names.ByHost(r)
		if !ok || !d.guests[who.Name] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: it is the common name.
func (d *door) persons(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, ok := names.ByCommonName(r)
		if !ok || !d.guests[who.Name] { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
