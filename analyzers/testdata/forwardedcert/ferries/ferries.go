// Package ferries decides by what another package has noted.
package ferries

import (
	"net/http"
	"slices"

	"testdata/forwardedcert/ferries/gangway"
)

type ferry struct {
	quay    gangway.Quay
	crew    []string
	tickets map[string]bool
}

// quiet: these are names of the connection's certificate, whatever else the field holds.
func (f *ferry) bridge(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := gangway.Crew(r)
		if err != nil || !slices.ContainsFunc(p.Users, func(u string) bool { return slices.Contains(f.crew, u) }) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: it was noted of known proxies alone.
func (f *ferry) deck(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := f.quay.Ticket(r); !f.tickets[p.Ticket] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: nobody has asked who sent it.
func (f *ferry) saloon(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := gangway.Stub(r); !f.tickets[p.Stub] { // want "the header is believed"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
