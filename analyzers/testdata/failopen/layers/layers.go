// Package layers has gates whose decision is in another package.
package layers

import (
	"log"
	"net/http"

	"testdata/failopen/layers/peer"
)

// The other package says yes when there is none.
func matched(s peer.Set, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.Match(r) { // want `any client without a certificate passes`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The other package says that there is none, and this one goes on.
func owned(s peer.Set, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c := peer.Leaf(r); c != nil { // want `any client without a certificate passes`
			if _, err := s.Owner(c); err != nil {
				http.Error(w, err.Error(), http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// The other package's no is written down.
func noted(s peer.Set, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := peer.Leaf(r)
		if c == nil {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if _, err := s.Owner(c); err != nil { // want `any certificate for which Owner fails passes`
			log.Printf("%s: %v", r.URL.Path, err)
		}
		next.ServeHTTP(w, r)
	})
}

// Both are right.
func closed(s peer.Set, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := peer.Leaf(r)
		if c == nil {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if _, err := s.Owner(c); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Handlers mounts them.
func Handlers(s peer.Set, h http.Handler) []http.Handler {
	return []http.Handler{matched(s, h), owned(s, h), noted(s, h), closed(s, h)}
}
