// Package front puts another package's middleware in front of proxies, or its own that turns
// away who brings such header fields.
package front

import (
	"net/http"
	"net/http/httputil"
	"net/url"

	"testdata/proxystrip/front/guard"
)

// Deleted in front.
func Dropped(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String())
		}
	}}
	return guard.Drop(p)
}

// Of this one it is another field that is deleted.
func Another(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Cn", pr.In.TLS.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Cn"
		}
	}}
	return guard.Drop(p)
}

// Made for a domain.
func Curried(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String())
		}
	}}
	return guard.DropAlways("example.com")(p)
}

// Of some hosts only.
func Sometimes(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Subject"
		}
	}}
	return guard.DropFor("example.com")(p)
}

// Who brings it is turned away.
func Refused(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Serial", pr.In.TLS.VerifiedChains[0][0].SerialNumber.String())
		}
	}}
	return guard.Refuse(p)
}

// It is only counted.
func Warned(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Serial", pr.In.TLS.VerifiedChains[0][0].SerialNumber.String()) // want "the backend takes the client's own X-Client-Cert-Serial"
		}
	}}
	return guard.Warn(p)
}

// A handler in front that turns them away itself.
func Own(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-SSL-Client-Verify", "SUCCESS")
		}
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header.Values("X-Ssl-Client-Cert")) > 0 || r.Header.Get("X-SSL-Client-Verify") != "" {
			http.Error(w, "not yours to say", http.StatusBadRequest)
			return
		}
		p.ServeHTTP(w, r)
	})
}

// One that asks and lets on.
func Loose(target *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-SSL-Client-DN", pr.In.TLS.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Ssl-Client-Dn"
		}
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header["X-Ssl-Client-Dn"]) > 0 {
			w.Header().Set("Warning", "199 - not yours to say")
		}
		p.ServeHTTP(w, r)
	})
}
