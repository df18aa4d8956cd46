// Package stripped deletes what the client sends in a middleware in front.
package stripped

import (
	"net/http"
	"net/http/httputil"
	"net/url"
)

func strip(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Client-Cert-Subject")
		next.ServeHTTP(w, r)
	})
}

// The middleware has deleted it.
func New(target *url.URL) http.Handler {
	return strip(&httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String())
		}
	}})
}
