// Package declarations has comments in the documentation of declarations.
package declarations

import (
	"net/http"
	"slices"
)

// All of the function is silenced.
//
//mtlslint:ignore certpresence the listener checks names
func AllowAll(r *http.Request) bool {
	if r.TLS == nil {
		return false
	}
	return len(r.TLS.PeerCertificates) > 0
}

//mtlslint:ignore certpresence without any other documentation
func AllowUndocumented(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0
}

// Gate is a gate.
type Gate struct{ names []string }

// A method is a declaration too.
//
//mtlslint:ignore cnidentity the names are of machines
func (g *Gate) Authorize(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && slices.Contains(g.names, r.TLS.PeerCertificates[0].Subject.CommonName)
}

// Two rules, each on its own line.
//
//mtlslint:ignore cnidentity the names are of machines
//mtlslint:ignore certpresence for the route of metrics // want `certpresence reports nothing here`
func (g *Gate) Allow(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	return slices.Contains(g.names, r.TLS.PeerCertificates[0].Subject.CommonName)
}

// Middleware with a comment inside its literal.
func (g *Gate) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		//mtlslint:ignore certpresence the metrics are public in the cluster
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "no certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Middleware with a comment above the statement that holds the literal: it is
// about the part before the block.
func (g *Gate) Outside(next http.Handler) http.Handler {
	//mtlslint:ignore certpresence the metrics are public in the cluster // want `certpresence reports nothing here`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `only its presence`
			http.Error(w, "no certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A declaration of a variable.
var (
	// allow is a gate in a variable.
	//
	//mtlslint:ignore certpresence nothing uses it // want `certpresence reports nothing here`
	allow = func(r *http.Request) bool { return r != nil }
)

// A method of another gate has nothing to silence.
//
//mtlslint:ignore certpresence copied from the other // want `certpresence reports nothing here`
func (g *Gate) Name() string { return "gate" }

// The rule of the comment is not the one that reports.
//
//mtlslint:ignore orauth the listener checks names // want `orauth reports nothing here`
func AllowWrong(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // want `only its presence`
}

// A blank line parts a comment from the declaration.

//mtlslint:ignore certpresence the listener checks names // want `certpresence reports nothing here`

// Parted is not silenced.
func Parted(r *http.Request) bool { return r != nil }

// The finding stays.
func AllowParted(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // want `only its presence`
}
