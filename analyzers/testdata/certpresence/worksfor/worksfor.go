// Package worksfor puts callers into contexts, where the works may look for them.
package worksfor

import (
	"context"
	"net/http"
)

type key struct{}

// Press prints for those who may.
type Press interface {
	Emboss(ctx context.Context, title string) error
}

// With puts the caller into the context.
func With(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && len(r.TLS.VerifiedChains[0][0].DNSNames) > 0 {
			ctx = context.WithValue(ctx, key{}, r.TLS.VerifiedChains[0][0].DNSNames[0])
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

type shop struct{ press Press }

// quiet: the press finds in the context who asks.
func (s *shop) print(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "no certificate", http.StatusUnauthorized)
		return
	}
	if err := s.press.Emboss(r.Context(), r.URL.Query().Get("title")); err != nil {
		http.Error(w, "not printed", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
