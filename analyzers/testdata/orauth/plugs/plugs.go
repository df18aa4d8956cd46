// Package plugs asks authenticators that another package has made of functions.
package plugs

import (
	"context"
	"net/http"

	"testdata/orauth/plugs/kinds"
)

type callerKey struct{}

func anyOf(plugs ...kinds.Plug) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, p := range plugs {
				c, err := p.Find(r)
				if err != nil {
					continue
				}
				next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
				return
			}
			http.Error(w, "unknown caller", http.StatusUnauthorized)
		})
	}
}

func allOf(plugs ...kinds.Plug) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, p := range plugs {
				if _, err := p.Find(r); err != nil {
					http.Error(w, p.Title(), http.StatusUnauthorized)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

func routes(mux *http.ServeMux, known map[string]*kinds.Caller, key string, files http.Handler) {
	// reports: whoever has the key needs no certificate.
	mux.Handle("/either/", anyOf(
		kinds.Workloads(known),
		kinds.Key(key, &kinds.Caller{Name: "backup"}), // want "api key is an alternative"
	)(files))
	// quiet: both are needed.
	mux.Handle("/both/", allOf(kinds.Workloads(known), kinds.Key(key, &kinds.Caller{Name: "backup"}))(files))
	// quiet: each has a path of its own.
	mux.Handle("/workloads/", anyOf(kinds.Workloads(known))(files))
	mux.Handle("/key/", anyOf(kinds.Key(key, &kinds.Caller{Name: "backup"}))(files))
}
