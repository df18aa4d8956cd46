// Package fixes has proxies that can be repaired on the spot.
package fixes

import (
	"net/http"
	"net/http/httputil"
	"net/url"
)

// A literal.
func New(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
				pr.Out.Header.Set("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String()) // want `the backend takes the client's own`
			}
		},
	}
}

type gateway struct{ target *url.URL }

// A method.
func (g *gateway) rewrite(req *httputil.ProxyRequest) {
	req.SetURL(g.target)
	if req.In.TLS != nil && len(req.In.TLS.VerifiedChains) > 0 {
		req.Out.Header.Add("X-SSL-Client-Serial", req.In.TLS.VerifiedChains[0][0].SerialNumber.String()) // want `the backend takes the client's own`
	}
}

func Gateway(target *url.URL) http.Handler {
	g := &gateway{target}
	return &httputil.ReverseProxy{Rewrite: g.rewrite}
}
