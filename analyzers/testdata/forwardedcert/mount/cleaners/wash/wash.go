// Package wash has middleware that deletes header fields which it is told.
package wash

import "net/http"

// Own puts the subject of the own connection's certificate into a field.
func Own(field string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del(field)
			if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
				r.Header.Set(field, r.TLS.VerifiedChains[0][0].URIs[0].String())
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Drop deletes some.
func Drop(fields ...string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, f := range fields {
				r.Header.Del(f)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// DropPlain deletes one of requests without TLS.
func DropPlain(field string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.TLS == nil {
				r.Header.Del(field)
			}
			next.ServeHTTP(w, r)
		})
	}
}
