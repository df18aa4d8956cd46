// Package apart has several proxies, and header fields that are deleted in front
// of others than those that need it.
package apart

import (
	"net/http"
	"net/http/httputil"
	"net/url"

	"github.com/go-chi/chi/v5"
)

func strip(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Client-Cert-Subject")
		next.ServeHTTP(w, r)
	})
}

// Middleware in front of another route's proxy.
func Routes(a, b *url.URL) http.Handler {
	users := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) { pr.SetURL(a) }}
	admin := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(b)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String()) // want `the backend takes the client's own X-Client-Cert-Subject`
		}
	}}
	mux := http.NewServeMux()
	mux.Handle("/users/", strip(users))
	mux.Handle("/admin/", admin)
	return mux
}

type gateway struct {
	users *httputil.ReverseProxy
	admin *httputil.ReverseProxy
}

func newGateway(a, b *url.URL) *gateway {
	return &gateway{users: httputil.NewSingleHostReverseProxy(a), admin: httputil.NewSingleHostReverseProxy(b)}
}

// A handler of its own deletes it.
func (g *gateway) toUsers(w http.ResponseWriter, r *http.Request) {
	r.Header.Del("X-Client-Cert-Cn")
	g.users.ServeHTTP(w, r)
}

// This one does not.
func (g *gateway) toAdmin(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		r.Header.Set("X-Client-Cert-Cn", r.TLS.VerifiedChains[0][0].Subject.CommonName) // want `the backend takes the client's own X-Client-Cert-Cn`
	}
	g.admin.ServeHTTP(w, r)
}

func Gateway(a, b *url.URL) http.Handler {
	g := newGateway(a, b)
	mux := http.NewServeMux()
	mux.HandleFunc("/users/", g.toUsers)
	mux.HandleFunc("/admin/", g.toAdmin)
	return mux
}

func clean(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Client-Cert-Serial")
		next.ServeHTTP(w, r)
	})
}

// In front of the router that both are mounted on.
func Whole(a, b *url.URL) http.Handler {
	admin := httputil.NewSingleHostReverseProxy(b)
	mux := http.NewServeMux()
	mux.Handle("/users/", httputil.NewSingleHostReverseProxy(a))
	mux.HandleFunc("/admin/", func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			r.Header.Set("X-Client-Cert-Serial", r.TLS.VerifiedChains[0][0].SerialNumber.String())
		}
		admin.ServeHTTP(w, r)
	})
	return clean(mux)
}

type balancer struct {
	backends []*httputil.ReverseProxy
	next     int
}

// Whose handler is not known.
func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Header.Del("X-Client-Cert-Fingerprint")
	b.next = (b.next + 1) % len(b.backends)
	b.backends[b.next].ServeHTTP(w, r)
}

func Balanced(urls []*url.URL) http.Handler {
	b := &balancer{}
	for _, u := range urls {
		b.backends = append(b.backends, &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(u)
			if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
				pr.Out.Header.Set("X-Client-Cert-Fingerprint", string(pr.In.TLS.VerifiedChains[0][0].Raw))
			}
		}})
	}
	return b
}

func scrub(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Client-Cert-Dn")
		next.ServeHTTP(w, r)
	})
}

// Middleware that another router uses.
func Used(a, b *url.URL) (http.Handler, http.Handler) {
	users := chi.NewRouter()
	users.Use(scrub)
	users.Handle("/*", httputil.NewSingleHostReverseProxy(a))
	return users, &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(b)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Dn", pr.In.TLS.VerifiedChains[0][0].Subject.String()) // want `the backend takes the client's own X-Client-Cert-Dn`
		}
	}}
}

func wash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Client-Cert-Issuer")
		next.ServeHTTP(w, r)
	})
}

// Middleware that its own router uses.
func Own(b *url.URL) http.Handler {
	r := chi.NewRouter()
	r.Use(wash)
	r.Handle("/*", &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(b)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Issuer", pr.In.TLS.VerifiedChains[0][0].Issuer.String())
		}
	}})
	return r
}
