// Package proxying is the proxy itself: it sets and deletes the headers, and
// decides nothing on them.
package proxying

import (
	"context"
	"encoding/pem"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"google.golang.org/grpc/metadata"
)

const certHeader = "X-Client-Cert"

// quiet: a reverse proxy sets the header on its outgoing request.
func rewrite(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		pr.Out.Header.Del(certHeader)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			leaf := pr.In.TLS.VerifiedChains[0][0]
			block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf.Raw})
			pr.Out.Header.Set(certHeader, url.QueryEscape(string(block)))
			pr.Out.Header.Set("X-SSL-Client-Verify", "SUCCESS")
		}
	}}
}

// quiet: a director deletes every client-certificate header.
func director(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target)
	inner := proxy.Director
	proxy.Director = func(r *http.Request) {
		inner(r)
		for name := range r.Header {
			if strings.HasPrefix(name, "X-Client-Cert") || strings.HasPrefix(name, "X-Ssl-Client") {
				r.Header.Del(name)
			}
		}
	}
	return proxy
}

// quiet: a header handed on to the next hop is no decision here.
func handOn(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		pr.Out.Header.Set("X-Forwarded-Client-Cert", pr.In.Header.Get("X-Forwarded-Client-Cert"))
	}}
}

// quiet: a client sets the header on a request of its own.
func call(ctx context.Context, client *http.Client, target, subject string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-SSL-Client-S-DN", subject)
	return client.Do(req)
}

// quiet: outgoing metadata.
func outgoing(ctx context.Context, subject string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "x-ssl-client-s-dn", subject)
}

// quiet: the header chooses a cache key on the response, and nobody is let in by it.
func vary(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(certHeader) != "" {
			w.Header().Add("Vary", certHeader)
		}
		next.ServeHTTP(w, r)
	})
}
