// Package setters tells code behind it who the caller is by methods that set it.
package setters

import (
	"context"
	"net/http"
)

type accessKey struct{}

// Access is who may do what.
type Access struct {
	username string
	color    string
}

// SetUsername says who it is.
func (a *Access) SetUsername(name string) { a.username = name }

// SetColor says how it is shown.
func (a *Access) SetColor(color string) { a.color = color }

// Save keeps it for the handlers behind.
func (a *Access) Save(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), accessKey{}, a))
}

func known(a *Access, r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].EmailAddresses) == 0 {
		return false
	}
	a.SetUsername(r.TLS.PeerCertificates[0].EmailAddresses[0])
	return true
}

// quiet: code behind it can tell who it is.
func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var a Access
		if !known(&a, r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, a.Save(r))
	})
}

func shown(a *Access, r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	a.SetColor("green")
	return true
}

// reports: it cannot.
func colored(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var a Access
		if !shown(&a, r) { // want "any client certificate"
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, a.Save(r))
	})
}
