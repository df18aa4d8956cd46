// Package closures calls checks that another package makes.
package closures

import (
	"net/http"

	"testdata/realistic/closures/checks"
)

func forbid(w http.ResponseWriter) { http.Error(w, "forbidden", http.StatusForbidden) }

// Present asks for any certificate.
func Present(next http.Handler) http.Handler {
	ok := checks.Any()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ok(r) { // want "any client certificate passes"
			forbid(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Either takes one or the other.
func Either(pin, key string, next http.Handler) http.Handler {
	cert, token := checks.Pinned(pin), checks.Key(key)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cert(r) || token(r) { // want "alternative to the client certificate"
			next.ServeHTTP(w, r)
			return
		}
		forbid(w)
	})
}

// List tries each.
func List(pin, key string, next http.Handler) http.Handler {
	list := []checks.Check{checks.Pinned(pin), checks.Key(key)} // want "alternative to the client certificate"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, ok := range list {
			if ok(r) {
				next.ServeHTTP(w, r)
				return
			}
		}
		forbid(w)
	})
}

// Hosts asks for an identity: quiet.
func Hosts(name string, next http.Handler) http.Handler {
	ok := checks.Host(name)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ok(r) {
			forbid(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Both asks for the two: quiet.
func Both(pin, key string, next http.Handler) http.Handler {
	cert, token := checks.Pinned(pin), checks.Key(key)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cert(r) && token(r) {
			next.ServeHTTP(w, r)
			return
		}
		forbid(w)
	})
}
