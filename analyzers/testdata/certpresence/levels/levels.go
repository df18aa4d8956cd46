// Package levels has authorizers that answer with a level of access.
package levels

import (
	"net/http"
	"slices"
)

// AccessLevel says how much of the archive somebody may see.
type AccessLevel int

// The levels.
const (
	Nothing AccessLevel = iota
	Index
	Shelves
)

// Authorizer gives levels.
type Authorizer interface {
	Authorize(r *http.Request) AccessLevel
}

// Open is for archives without a list of readers.
type Open struct{}

// reports: any certificate opens the shelves.
func (Open) Authorize(r *http.Request) AccessLevel {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `becomes "Shelves"`
		return Nothing
	}
	return Shelves
}

// Listed has a list of readers.
type Listed struct{ readers []string }

// quiet: it asks who it is.
func (l Listed) Authorize(r *http.Request) AccessLevel {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return Nothing
	}
	if names := r.TLS.VerifiedChains[0][0].DNSNames; len(names) == 0 || !slices.Contains(l.readers, names[0]) {
		return Nothing
	}
	return Shelves
}

// Table knows the level of each reader.
type Table map[string]AccessLevel

// quiet: it is the reader's own.
func (t Table) Authorize(r *http.Request) AccessLevel {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 {
		return Nothing
	}
	return t[r.TLS.VerifiedChains[0][0].DNSNames[0]]
}

// LogLevel is no level of access.
type LogLevel int

// The levels of logs.
const (
	Quiet LogLevel = iota
	Chatty
)

// quiet: it is about what is logged.
func Level(r *http.Request) LogLevel {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return Quiet
	}
	return Chatty
}

// Serve serves the archive.
func Serve(a Authorizer, shelves http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.Authorize(r) < Shelves {
			http.Error(w, "not here", http.StatusForbidden)
			return
		}
		shelves.ServeHTTP(w, r)
	})
}

// Authorizers are those that may be chosen.
var Authorizers = map[string]Authorizer{"open": Open{}, "listed": Listed{}, "table": Table{}}
