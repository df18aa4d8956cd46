// Package elsewhere has what may delete the client's copy in another package.
package elsewhere

import (
	"net/http"
	"net/http/httputil"
	"net/url"

	"testdata/proxystrip/elsewhere/fwd"
)

// A function of another package is given the header fields: it may have
// deleted it.
func Header(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		fwd.Strip(pr.Out.Header)
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", cs.VerifiedChains[0][0].Subject.String())
		}
	}}
}

// It is given the request.
func Request(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		fwd.StripRequest(pr.Out)
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", cs.VerifiedChains[0][0].Subject.String())
		}
	}}
}

func prepare(h http.Header) {
	fwd.Strip(h)
	h.Set("X-Proxy", "edge")
}

// A helper of this package has it done.
func Helper(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		prepare(pr.Out.Header)
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", cs.VerifiedChains[0][0].Subject.String())
		}
	}}
}

// Only on one path.
func Sometimes(target *url.URL, public bool) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if public {
			fwd.Strip(pr.Out.Header)
		}
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", cs.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Subject"
		}
	}}
}

// It cleans the request that came in: the copy that goes on was made before.
func Cleaned(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		fwd.Strip(pr.In.Header)
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", cs.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Subject"
		}
	}}
}

// What logs and measures deletes nothing.
func Logged(target *url.URL, limit int) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		fwd.LogRequest(pr.Out)
		if fwd.Size(pr.Out) > limit {
			pr.Out.Header.Set("X-Large", "1")
		}
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", cs.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Subject"
		}
	}}
}
