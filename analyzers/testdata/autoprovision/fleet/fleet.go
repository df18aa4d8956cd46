// Package fleet lets machines in that another package keeps.
package fleet

import (
	"net/http"

	"testdata/autoprovision/fleet/rows"
)

type gate struct{ table *rows.Table }

func name(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 {
		return "", false
	}
	return r.TLS.VerifiedChains[0][0].URIs[0].String(), true
}

// reports: a new machine is in force at once.
func (g *gate) touched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			http.Error(w, "no certificate", http.StatusUnauthorized)
			return
		}
		state, err := g.table.Touch(r.Context(), n) // want `whoever has a certificate of a trusted CA gets an account`
		if err != nil || state == "blocked" {
			http.Error(w, "blocked", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a new machine waits for somebody's consent.
func (g *gate) noted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			http.Error(w, "no certificate", http.StatusUnauthorized)
			return
		}
		state, err := g.table.Note(r.Context(), n)
		if err != nil || state != "active" {
			http.Error(w, "not yet", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: what is kept is that it was here.
func (g *gate) seen(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			http.Error(w, "no certificate", http.StatusUnauthorized)
			return
		}
		if _, err := g.table.Seen(r.Context(), n); err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}
