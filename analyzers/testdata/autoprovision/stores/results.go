package stores

import (
	"context"
	"errors"
	"net/http"

	"testdata/autoprovision/records"
)

type accountKey struct{}

func uri(r *http.Request) string {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) == 0 {
		return ""
	}
	return r.TLS.VerifiedChains[0][0].URIs[0].String()
}

// What is made is what the store returns.
func ByResult(s records.Store, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := uri(r)
		if id == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		acc, err := s.ByName(r.Context(), id)
		if errors.Is(err, records.ErrNotFound) {
			acc, err = s.Create(r.Context(), id) // want `Create makes it from the certificate's identity`
		}
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), accountKey{}, acc)))
	})
}

// A visit grants nothing.
func Visited(s records.Store, l records.Log, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := uri(r)
		if id == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		acc, err := s.ByName(r.Context(), id)
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if _, err := l.Create(r.Context(), id); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), accountKey{}, acc)))
	})
}

// Nobody keeps it.
func Built(b records.Builder, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := uri(r)
		if id == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), accountKey{}, b.Create(id))))
	})
}
