// Package routes knows handlers by name.
package routes

import (
	"crypto/x509"
	"net/http"

	"testdata/unverifiedcert/registry/handlers"
)

var registry = map[string]func(*x509.CertPool, http.Handler) http.Handler{
	"guard": func(roots *x509.CertPool, next http.Handler) http.Handler {
		return &handlers.Guard{Roots: roots, Next: next}
	},
}

// Find returns the handler of a name.
func Find(name string, roots *x509.CertPool, next http.Handler) http.Handler {
	if make, ok := registry[name]; ok {
		return make(roots, next)
	}
	return http.NotFoundHandler()
}
