// Package senders has proxies with transports of another package.
package senders

import (
	"net/http"
	"net/http/httputil"
	"net/url"

	"testdata/proxystrip/senders/send"
)

func proxy(target *url.URL, next http.RoundTripper) http.Handler {
	p := &httputil.ReverseProxy{
		Rewrite:   func(pr *httputil.ProxyRequest) { pr.SetURL(target) },
		Transport: next, // want `the backend takes the client's own X-Client-Cert-Serial: the proxy's is added`
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.ServeHTTP(w, send.With(r)) })
}

// Proxies has all.
func Proxies(target *url.URL) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/adding/", proxy(target, send.Adding{Next: http.DefaultTransport}))
	mux.Handle("/added/", proxy(target, send.Adding{Next: http.DefaultTransport}))
	mux.Handle("/setting/", proxy(target, send.Setting{Next: http.DefaultTransport}))
	mux.Handle("/clearing/", proxy(target, send.Clearing{Next: http.DefaultTransport}))
	return mux
}

// Single is reported at the transport.
func Single(target *url.URL) http.Handler {
	p := httputil.NewSingleHostReverseProxy(target)
	p.Transport = send.Adding{Next: http.DefaultTransport} // want `the proxy's is added to it`
	return p
}

// Knowing leaves the client's where there is no certificate.
func Knowing(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite:   func(pr *httputil.ProxyRequest) { pr.SetURL(target) },
		Transport: &send.Knowing{Next: http.DefaultTransport}, // want `the proxy sets its own on some paths only`
	}
}

// quiet: the client's is deleted before the transport adds one.
func Rewritten(target *url.URL) http.Handler {
	p := httputil.NewSingleHostReverseProxy(target)
	p.Director = nil
	p.Rewrite = func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		pr.Out.Header.Del("X-Client-Cert-Serial")
	}
	p.Transport = send.Adding{Next: http.DefaultTransport}
	return p
}

// quiet: the handler in front deletes it.
func Fronted(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{
		Rewrite:   func(pr *httputil.ProxyRequest) { pr.SetURL(target) },
		Transport: send.Adding{Next: http.DefaultTransport},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Client-Cert-Serial")
		p.ServeHTTP(w, send.With(r))
	})
}

// quiet: it may delete it by itself.
func Given(p *httputil.ReverseProxy) { p.Transport = send.Adding{Next: http.DefaultTransport} }

// quiet: the transport of a client of the program's own.
func Client() *http.Client {
	return &http.Client{Transport: send.Adding{Next: http.DefaultTransport}}
}
