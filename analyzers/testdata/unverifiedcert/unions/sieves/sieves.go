// Package sieves has middleware.
package sieves

import (
	"log"
	"net/http"

	"testdata/unverifiedcert/unions/persons"
)

// Sieve is middleware.
type Sieve func(http.Handler) http.Handler

// Through puts sieves in front of a handler.
func Through(h http.Handler, s ...Sieve) http.Handler {
	for i := len(s) - 1; i >= 0; i-- {
		h = s[i](h)
	}
	return h
}

// Named logs the names of certificates.
func Named() Sieve {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
				log.Print(r.TLS.PeerCertificates[0].Subject)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Found lets those through who are found.
func Found(f persons.Finder) Sieve {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, ok, err := f.Find(r); err != nil || !ok {
				http.Error(w, "nobody", http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Counted counts.
func Counted(c persons.Counter) Sieve {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c.Count(r)
			next.ServeHTTP(w, r)
		})
	}
}
