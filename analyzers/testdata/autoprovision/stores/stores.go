// Package stores has gates whose users another package makes.
package stores

import (
	"net/http"

	"testdata/autoprovision/stores/users"
)

// Both ends meet here.
func made(repo users.Repo, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, err := users.Of(r.Context(), repo, r.TLS.PeerCertificates[0]); err != nil { // want `InsertUser makes it from the certificate's identity`
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Who is known.
func known(repo users.Repo, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, err := users.Known(r.Context(), repo, r.TLS.PeerCertificates[0]); err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Another system decides, of which a copy is kept.
func mirrored(repo users.Repo, d users.Directory, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, err := users.Mirrored(r.Context(), repo, d, r.TLS.PeerCertificates[0]); err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Handlers mounts them.
func Handlers(repo users.Repo, d users.Directory, h http.Handler) []http.Handler {
	return []http.Handler{made(repo, h), known(repo, h), mirrored(repo, d, h)}
}
