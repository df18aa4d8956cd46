// Package transports sets header fields in the transport of a proxy, and by another
// package.
package transports

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/http/httputil"
	"net/url"

	"testdata/proxystrip/transports/kit"
)

type leafKey struct{}

type transport struct{ next http.RoundTripper }

// In a transport, if there is a certificate.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if leaf, ok := req.Context().Value(leafKey{}).(*x509.Certificate); ok {
		req = req.Clone(req.Context())
		req.Header.Set("X-Client-Cert-Cn", leaf.Subject.CommonName) // want `the backend takes the client's own X-Client-Cert-Cn`
	}
	return t.next.RoundTrip(req)
}

type cleaning struct{ next http.RoundTripper }

// In a transport that deletes it first.
func (t *cleaning) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.Header.Del("X-Client-Cert-Serial")
	if leaf, ok := req.Context().Value(leafKey{}).(*x509.Certificate); ok {
		out.Header.Set("X-Client-Cert-Serial", leaf.SerialNumber.String())
	}
	return t.next.RoundTrip(out)
}

type client struct{ next http.RoundTripper }

// In the transport of a client of the program's own.
func (t *client) RoundTrip(req *http.Request) (*http.Response, error) {
	if leaf, ok := req.Context().Value(leafKey{}).(*x509.Certificate); ok {
		req.Header.Set("X-Client-Cert-San", leaf.DNSNames[0])
	}
	return t.next.RoundTrip(req)
}

func New(target *url.URL) (http.Handler, *http.Client) {
	p := httputil.NewSingleHostReverseProxy(target)
	p.Transport = &transport{&cleaning{http.DefaultTransport}}
	q := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) { pr.SetURL(target) }, Transport: &cleaning{http.DefaultTransport}}
	mux := http.NewServeMux()
	mux.Handle("/q/", q)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), leafKey{}, r.TLS.PeerCertificates[0]))
		}
		p.ServeHTTP(w, r)
	})
	return mux, &http.Client{Transport: &client{http.DefaultTransport}}
}

// By another package.
func Helped(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		kit.SetSubject(pr.Out.Header, pr.In) // want `the backend takes the client's own X-Client-Cert-Subject`
	}}
}

// By another package, which deletes it first.
func Cleaned(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		kit.Clean(pr.Out.Header)
		kit.SetSubject(pr.Out.Header, pr.In)
	}}
}
