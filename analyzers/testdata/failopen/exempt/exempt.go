// Package exempt has paths for everybody.
package exempt

import (
	"net/http"
	"strings"
)

type api struct{ ids map[string]bool }

func (a *api) known(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	uris := r.TLS.PeerCertificates[0].URIs
	return len(uris) == 1 && a.ids[uris[0].String()]
}

// A path, written out, is for everybody.
func (a *api) exceptHealth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" || r.Method == http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		if !a.known(r) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A prefix is for everybody: reported with low confidence, and so not by default.
func (a *api) exceptPublic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/public") {
			next.ServeHTTP(w, r)
			return
		}
		if !a.known(r) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A switch over paths, with a hole besides.
func (a *api) switched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz", "/metrics":
		default:
			if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes`
				if !a.known(r) {
					http.Error(w, "forbidden", http.StatusForbidden)
					return
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Handlers mounts them.
func Handlers(a *api, h http.Handler) []http.Handler {
	return []http.Handler{a.exceptHealth(h), a.exceptPublic(h), a.switched(h)}
}
