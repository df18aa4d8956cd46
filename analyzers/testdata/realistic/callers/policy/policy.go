// Package policy decides by one field or another of what another package returns.
package policy

import (
	"net/http"
	"slices"

	"testdata/realistic/callers/ident"
)

func writes(writers []string, c ident.Caller) bool { return slices.Contains(writers, c.URI) }

func named(names []string, c ident.Caller) bool { return slices.Contains(names, c.Common) } // want `the common name decides who the peer is`

func Write(writers []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := ident.From(r)
		if err != nil {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !writes(writers, c) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Read(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := ident.From(r)
		if err != nil {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !named(names, c) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Listed(serials map[string]string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := ident.From(r)
		if err != nil {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if _, ok := serials[c.Serial]; !ok { // want `the serial number alone does not say whose certificate it is`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
