// Package ctxflow: the certificate is put into the context in another package
// and read here.
package ctxflow

import (
	"context"
	"net/http"

	"testdata/certpresence/ctxflow/peerctx"
)

type Tasks struct {
	names map[string]bool
	list  []string
}

// comma-ok on the context's value is the only check.
func (t *Tasks) add(w http.ResponseWriter, r *http.Request) {
	if _, ok := peerctx.From(r.Context()); !ok { // want `any .*certificate`
		http.Error(w, "machines only", http.StatusUnauthorized)
		return
	}
	t.list = append(t.list, r.FormValue("task"))
}

// The value's DNS name decides.
func (t *Tasks) clear(w http.ResponseWriter, r *http.Request) {
	cert, ok := peerctx.From(r.Context())
	if !ok || len(cert.DNSNames) == 0 {
		http.Error(w, "machines only", http.StatusUnauthorized)
		return
	}
	if !t.names[cert.DNSNames[0]] {
		http.Error(w, "not yours", http.StatusForbidden)
		return
	}
	t.list = nil
}

type principal struct {
	Name  string
	Admin bool
}

type principalKey struct{}

// Not: a principal with the certificate's name, for code behind the gate.
func (t *Tasks) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, ok := peerctx.From(r.Context())
		if !ok || len(cert.DNSNames) == 0 {
			http.Error(w, "machines only", http.StatusUnauthorized)
			return
		}
		p := &principal{Name: cert.DNSNames[0]}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, p)))
	})
}

// A principal that is the same for every certificate.
func (t *Tasks) elevate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cert, ok := peerctx.From(r.Context()); !ok || cert == nil { // want `any .*certificate`
			http.Error(w, "machines only", http.StatusUnauthorized)
			return
		}
		p := &principal{Name: "machine", Admin: true}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, p)))
	})
}

func (t *Tasks) whoami(w http.ResponseWriter, r *http.Request) {
	p, ok := r.Context().Value(principalKey{}).(*principal)
	if !ok {
		http.Error(w, "nobody", http.StatusUnauthorized)
		return
	}
	_, _ = w.Write([]byte(p.Name))
}

func (t *Tasks) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /tasks", t.add)
	mux.HandleFunc("DELETE /tasks", t.clear)
	mux.Handle("GET /whoami", t.identify(http.HandlerFunc(t.whoami)))
	mux.Handle("GET /admin", t.elevate(http.HandlerFunc(t.whoami)))
	return peerctx.Attach(mux)
}
