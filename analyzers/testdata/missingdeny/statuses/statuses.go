// Package statuses answers with statuses that are kept somewhere.
package statuses

import (
	"net/http"
	"slices"
)

type guard struct {
	names  []string
	denied int
	text   string
}

func newGuard(names []string) *guard {
	return &guard{names: names, denied: http.StatusForbidden, text: "forbidden"}
}

// The status is in a field.
func (g *guard) lax(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !slices.Contains(r.TLS.PeerCertificates[0].DNSNames, g.names[0]) {
			http.Error(w, g.text, g.denied) // want "goes on after it has turned the caller away"
		}
		next.ServeHTTP(w, r)
	})
}

// The same, and it returns.
func (g *guard) strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !slices.Contains(r.TLS.PeerCertificates[0].DNSNames, g.names[0]) {
			http.Error(w, g.text, g.denied)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type greeter struct {
	names  []string
	status int
}

// A status that is none of denial.
func (g *greeter) hello(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && slices.Contains(r.TLS.PeerCertificates[0].DNSNames, g.names[0]) {
			w.WriteHeader(g.status)
		}
		next.ServeHTTP(w, r)
	})
}

func Handlers(names []string, h http.Handler) []http.Handler {
	g := newGuard(names)
	hello := &greeter{names: names, status: http.StatusAccepted}
	return []http.Handler{g.lax(h), g.strict(h), hello.hello(h)}
}
