// Package beside asks somebody who is not in sight, and gives the common name besides.
package beside

import (
	"context"
	"net/http"
)

// Members finds who belongs to a club.
type Members interface {
	Admit(ctx context.Context, club, uri, name string) error
	Invite(ctx context.Context, club, display string) error
	Find(ctx context.Context, names []string, name string) error
	Look(ctx context.Context, club, name string) error
}

type club struct{ members Members }

// quiet: the URI says who it is.
func (c *club) admitted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf := r.TLS.VerifiedChains[0][0]
		if err := c.members.Admit(r.Context(), "rowing", leaf.URIs[0].String(), leaf.Subject.CommonName); err != nil {
			http.Error(w, "members only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: it is for people to read.
func (c *club) invited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.members.Invite(r.Context(), "rowing", r.TLS.VerifiedChains[0][0].Subject.CommonName); err != nil {
			http.Error(w, "members only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: one of several names may be enough.
func (c *club) found(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf := r.TLS.VerifiedChains[0][0]
		if err := c.members.Find(r.Context(), leaf.DNSNames, leaf.Subject.CommonName); err != nil { // want "common name decides"
			http.Error(w, "members only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the name alone.
func (c *club) looked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.members.Look(r.Context(), "rowing", r.TLS.VerifiedChains[0][0].Subject.CommonName); err != nil { // want "common name decides"
			http.Error(w, "members only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
