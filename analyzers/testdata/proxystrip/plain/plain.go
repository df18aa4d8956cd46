// Package plain has proxies and clients that have nothing to do with
// certificates.
package plain

import (
	"net/http"
	"net/http/httputil"
	"net/url"
)

// Other header fields.
func Other(target *url.URL, version string) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if version != "" {
			pr.Out.Header.Set("X-Gateway-Version", version)
		}
	}}
}

// A proxy that only passes on.
func Single(target *url.URL) http.Handler { return httputil.NewSingleHostReverseProxy(target) }

// A request that this program makes.
func Call(client *http.Client, url, subject string) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	if subject != "" {
		req.Header.Set("X-Client-Cert-Subject", subject)
	}
	return client.Do(req)
}

// An answer's header fields.
func Answer(target *url.URL) http.Handler {
	p := httputil.NewSingleHostReverseProxy(target)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			w.Header().Set("X-SSL-Client-CN", r.TLS.PeerCertificates[0].Subject.CommonName)
		}
		p.ServeHTTP(w, r)
	})
}
