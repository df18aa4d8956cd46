// Package watches asks what other packages have made, which it keeps as interfaces.
package watches

import (
	"net/http"

	"testdata/certpresence/watches/lookout"
)

type tower struct {
	hosts, names lookout.Lookout
	known        map[string]bool
}

func build(known map[string]bool) (*tower, error) {
	t := &tower{known: known}
	var err error
	if t.hosts, err = lookout.Hosts(); err != nil {
		return nil, err
	}
	t.names, err = lookout.Names()
	return t, err
}

// quiet: a host name.
func (t *tower) byHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g, err := t.hosts.See(r)
		if err != nil || !t.known[g.Host] {
			http.Error(w, "stand off", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: whoever is behind may ask who it is.
func (t *tower) kept(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g, err := t.hosts.See(r)
		if err != nil {
			http.Error(w, "stand off", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(lookout.With(r.Context(), g)))
	})
}

// quiet: the common name decides.
func (t *tower) byName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g, err := t.names.See(r)
		if err != nil || !t.known[g.Title] {
			http.Error(w, "stand off", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: nobody asks who it is.
func (t *tower) anyone(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := t.names.See(r); err != nil { // want "nobody asks whose it is"
			http.Error(w, "stand off", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
