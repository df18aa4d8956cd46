package additional

import (
	"context"
	"crypto/sha256"
	"net/http"
)

type machine struct{ name string }

type machines interface {
	find(ctx context.Context, sum [sha256.Size]byte) (*machine, error)
}

type machineKey struct{}

// found puts the machine into the context that it finds by the certificate's digest.
func found(all machines, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		m, err := all.find(r.Context(), sha256.Sum256(cert.Raw))
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), machineKey{}, m)))
	})
}

// quiet: the issuer of a machine that was found in front.
func line(issuer string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := r.Context().Value(machineKey{}).(*machine); !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if r.TLS.VerifiedChains[0][0].Issuer.CommonName != issuer {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: nobody was found in front.
func alone(issuer string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil || cert.Issuer.CommonName != issuer { // want "issuer name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the name of a machine that was found in front is asked for again.
func renamed(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := r.Context().Value(machineKey{}).(*machine); !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if r.TLS.VerifiedChains[0][0].Subject.CommonName != name { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
