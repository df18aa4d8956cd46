// Package engines asks the engines of another package.
package engines

import (
	"context"
	"errors"
	"log"
	"net/http"

	"testdata/failopen/engines/rules"
)

type ownerKey struct{}

type gate struct {
	snapshot  *rules.Snapshot
	directory rules.Directory
}

func names(r *http.Request) []string {
	var out []string
	for _, u := range r.TLS.PeerCertificates[0].URIs {
		out = append(out, u.String())
	}
	return out
}

// reports: without a ruling, the request goes on.
func (g *gate) lenient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		ruling, err := g.snapshot.Rule(r.Context(), rules.Question{Verb: r.Method, Names: names(r)})
		if err == nil && !ruling.Allow { // want "any certificate for which Rule fails passes"
			http.Error(w, ruling.Why, http.StatusForbidden)
			return
		}
		if err != nil {
			log.Print("no ruling: ", err)
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: without a ruling, it does not.
func (g *gate) strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		ruling, err := g.snapshot.Rule(r.Context(), rules.Question{Verb: r.Method, Names: names(r)})
		if err != nil || !ruling.Allow {
			http.Error(w, ruling.Why, http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: one error is told from the others, which lead on.
func (g *gate) told(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		owner, err := g.directory.Owner(r.Context(), names(r)[0])
		switch {
		case errors.Is(err, rules.ErrUnknown):
			w.WriteHeader(http.StatusForbidden)
			return
		case err != nil: // want "any certificate for which Owner fails passes"
			log.Print("directory: ", err)
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), ownerKey{}, owner)))
	})
}

// quiet: the others are answered, too.
func (g *gate) answered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		owner, err := g.directory.Owner(r.Context(), names(r)[0])
		switch {
		case errors.Is(err, rules.ErrUnknown):
			w.WriteHeader(http.StatusForbidden)
			return
		case err != nil:
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), ownerKey{}, owner)))
	})
}

// ruling is an answer of this package, which knows of certificates.
func ruling(r *http.Request, known map[string]bool) (rules.Ruling, error) {
	if r.TLS == nil {
		return rules.Ruling{}, errors.New("no TLS")
	}
	if len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
		return rules.Ruling{Why: "no name"}, nil
	}
	if !known[names(r)[0]] {
		return rules.Ruling{Why: "unknown"}, nil
	}
	return rules.Ruling{Allow: true}, nil
}

// quiet: a verdict beside an error says what it was made of.
func (g *gate) local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said, err := ruling(r, g.snapshot.Known)
		if err != nil || !said.Allow {
			http.Error(w, said.Why, http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
