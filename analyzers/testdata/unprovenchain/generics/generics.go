// Package generics goes through the list with functions for lists of anything.
package generics

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"net/http"
	"slices"

	"testdata/unprovenchain/generics/lists"
)

func anyOf[T any](s []T, ok func(T) bool) bool {
	for _, x := range s {
		if ok(x) {
			return true
		}
	}
	return false
}

func mapped[T, U any](s []T, f func(T) U) []U {
	out := make([]U, 0, len(s))
	for _, x := range s {
		out = append(out, f(x))
	}
	return out
}

func first[T any](s []T) (x T, ok bool) {
	if len(s) == 0 {
		return x, false
	}
	return s[0], true
}

func last[T any](s []T) (x T, ok bool) {
	if len(s) == 0 {
		return x, false
	}
	return s[len(s)-1], true // want `not the first of the peer's list`
}

func digest(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}

// Any of them.
func Any(pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || !anyOf(r.TLS.PeerCertificates, func(c *x509.Certificate) bool { return pins[digest(c)] }) { // want `any certificate of the peer's list decides`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// What all of them have.
func Mapped(pin string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || !slices.Contains(mapped(r.TLS.PeerCertificates, digest), pin) { // want `any certificate of the peer's list decides`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The last one.
func Last(pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, ok := last(r.TLS.PeerCertificates)
		if !ok || !pins[digest(c)] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The first one: quiet.
func First(pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, ok := first(r.TLS.PeerCertificates)
		if !ok || !pins[digest(c)] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Any name of the first one: quiet.
func Names(names map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !anyOf(r.TLS.PeerCertificates[0].DNSNames, func(n string) bool { return names[n] }) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The first of what all have: quiet.
func MappedFirst(pin string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || mapped(r.TLS.PeerCertificates, digest)[0] != pin {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// No more than the first: quiet.
func One(pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		certs := r.TLS.PeerCertificates
		for _, c := range certs[:min(1, len(certs))] {
			if pins[digest(c)] {
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, "forbidden", http.StatusForbidden)
	})
}

// LastElsewhere is taken by a package that knows nothing of certificates.
func LastElsewhere(pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		if c := lists.Last(r.TLS.PeerCertificates); !pins[digest(c)] { // want `not the first of the peer's list`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// LastOrElsewhere has another one for nobody.
func LastOrElsewhere(none *x509.Certificate, pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c := lists.LastOr(r.TLS.PeerCertificates, none); !pins[digest(c)] { // want `not the first of the peer's list`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// FirstElsewhere is quiet.
func FirstElsewhere(pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c := lists.First(r.TLS.PeerCertificates); !pins[digest(c)] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// RootElsewhere is quiet: the chain is verified, and the leaf decides, too.
func RootElsewhere(pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, chain := range r.TLS.VerifiedChains {
			if pins[digest(lists.Last(chain))] && pins[digest(chain[0])] {
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, "forbidden", http.StatusForbidden)
	})
}

// LastDate is quiet: the last of the chain is for the log.
func LastDate(pins map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Until", lists.Last(r.TLS.PeerCertificates).NotAfter.String())
		if !pins[digest(r.TLS.PeerCertificates[0])] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
