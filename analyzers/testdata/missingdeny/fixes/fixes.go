// Package fixes lacks a return where it denies.
package fixes

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

func known(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && r.TLS.PeerCertificates[0].DNSNames[0] == "agent.example"
}

// reports: repaired with a return behind it.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !known(r) {
			http.Error(w, "not allowed", http.StatusForbidden) // want "goes on after it has turned the caller away"
		}
		next.ServeHTTP(w, r)
	})
}

// reports: repaired with a return behind the body.
func body(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !known(r) {
			w.WriteHeader(http.StatusForbidden) // want "goes on after it has turned the caller away"
			_, _ = w.Write([]byte("not allowed"))
		}
		next.ServeHTTP(w, r)
	})
}

// reports: repaired with a return in front of it.
func dropped(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !known(c.Request()) {
			c.String(http.StatusForbidden, "not allowed") // want "goes on after it has turned the caller away"
		}
		return next(c)
	}
}

// reports: the error that was made is returned.
func made(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !known(c.Request()) {
			echo.NewHTTPError(http.StatusForbidden, "not allowed") // want "is made and not returned"
		}
		return next(c)
	}
}
