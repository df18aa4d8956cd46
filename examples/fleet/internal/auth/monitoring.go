package auth

import (
	"net/http"
	"slices"
	"strings"

	"example.com/fleet/internal/identity"
)

const (
	monitoringDomain = ".monitoring.fleet.example"
	debugger         = "debug.monitoring.fleet.example"
)

// Scraper admits the machines that collect metrics.
func (a *Authenticator) Scraper(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := identity.OfRequest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if !strings.HasSuffix(cert.Subject.CommonName, monitoringDomain) {
			http.Error(w, "monitoring only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Debugger admits the one machine that may look inside.
func (a *Authenticator) Debugger(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := identity.OfRequest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if !slices.Contains(cert.DNSNames, debugger) {
			http.Error(w, "monitoring only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
