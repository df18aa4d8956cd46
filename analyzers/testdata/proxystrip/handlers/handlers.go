// Package handlers sets header fields in front of a proxy.
package handlers

import (
	"net/http"
	"net/http/httputil"
	"net/url"
)

type proxy struct{ backend *httputil.ReverseProxy }

// A handler that hands on to the proxy.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		r.Header.Set("X-SSL-Client-CN", r.TLS.VerifiedChains[0][0].Subject.CommonName) // want `the backend takes the client's own X-Ssl-Client-Cn`
	}
	p.backend.ServeHTTP(w, r)
}

// Middleware in front of one.
func Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			r.Header.Add("X-Client-Cert-Subject", r.TLS.VerifiedChains[0][0].Subject.String()) // want `X-Client-Cert-Subject`
		}
		next.ServeHTTP(w, r)
	})
}

// Middleware that turns away who has no certificate.
func Required(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		r.Header.Set("X-SSL-Client-Verify", "SUCCESS")
		next.ServeHTTP(w, r)
	})
}

func New(target *url.URL) http.Handler {
	return Middleware(Required(&proxy{httputil.NewSingleHostReverseProxy(target)}))
}

// A route that is left out.
func Except(next *httputil.ReverseProxy) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/public" {
			r.Header.Del("X-Client-Cert-Serial")
			if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
				r.Header.Set("X-Client-Cert-Serial", r.TLS.VerifiedChains[0][0].SerialNumber.String()) // want `the backend takes the client's own X-Client-Cert-Serial`
			}
		}
		next.ServeHTTP(w, r)
	}
}

// The map itself.
func Index(next *httputil.ReverseProxy) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			r.Header["X-Client-Cert-Cn"] = []string{r.TLS.VerifiedChains[0][0].Subject.CommonName} // want `the backend takes the client's own X-Client-Cert-Cn`
		}
		next.ServeHTTP(w, r)
	}
}

// A clone of the request.
func Cloned(next *httputil.ReverseProxy) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		out := r.Clone(r.Context())
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			out.Header.Set("X-Client-Cert-Fingerprint", string(r.TLS.VerifiedChains[0][0].Raw)) // want `the backend takes the client's own X-Client-Cert-Fingerprint`
		}
		next.ServeHTTP(w, out)
	}
}
