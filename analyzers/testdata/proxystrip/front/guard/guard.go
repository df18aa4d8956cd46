// Package guard has middleware for edges.
package guard

import (
	"net/http"
	"strings"
)

// Fields are those that the edge alone sets.
var Fields = []string{"X-Client-Cert-Subject", "X-Client-Cert-Serial"}

// Drop deletes what clients say of themselves.
func Drop(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, f := range Fields {
			r.Header.Del(f)
		}
		next.ServeHTTP(w, r)
	})
}

// DropFor does so for hosts under a domain.
func DropFor(domain string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.Host, domain) {
				r.Header.Del("X-Client-Cert-Subject")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// DropAlways does so for all.
func DropAlways(domain string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("X-Client-Cert-Subject")
			w.Header().Set("X-Domain", domain)
			next.ServeHTTP(w, r)
		})
	}
}

// Refuse does not let in who brings one.
func Refuse(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, f := range Fields {
			if r.Header.Get(f) != "" {
				http.Error(w, f+" is ours", http.StatusBadRequest)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Warn only counts them.
func Warn(next http.Handler) http.Handler {
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, f := range Fields {
			if r.Header.Get(f) != "" {
				n++
			}
		}
		next.ServeHTTP(w, r)
	})
}
