// Package picking asks another package's function for what a third one makes of the peer's
// certificate.
package picking

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/http"

	"testdata/cnidentity/picking/about"
)

type desk struct {
	clerks map[string]int
	hosts  map[string]int
	log    *slog.Logger
}

// reports: a clerk by the common name.
func (d *desk) clerk(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := about.Of(r.TLS, about.Title)
		if !ok || d.clerks[name] == 0 { // want "the common name decides"
			http.Error(w, "no clerk", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the same by a function of its own.
func (d *desk) unit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		issuer, ok := about.Of(r.TLS, func(c *x509.Certificate) string { return c.Issuer.CommonName })
		if !ok || issuer != "Harbour Clerks" { // want "the issuer name is compared with a constant"
			http.Error(w, "no clerk", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a host name.
func (d *desk) machine(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, ok := about.Of(r.TLS, about.Host)
		if !ok || d.hosts[host] == 0 {
			http.Error(w, "no machine", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type logKey struct{}

// quiet: a logger that knows who calls.
func (d *desk) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := d.log
		if name, ok := about.Of(r.TLS, about.Title); ok {
			l = l.With("caller", name)
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), logKey{}, l)))
	})
}

// quiet: which of them is asked, the caller says.
func chosen(st *http.Request, f func(*x509.Certificate) string, known map[string]bool) bool {
	name, ok := about.Of(st.TLS, f)
	return ok && known[name]
}
