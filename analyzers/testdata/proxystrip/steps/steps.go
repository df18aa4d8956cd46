// Package steps makes proxies of the steps that it is given.
package steps

import (
	"encoding/base64"
	"net/http"
	"net/http/httputil"
	"net/url"
)

type step func(*http.Request)

func with(u *url.URL, last step) http.Handler {
	p := httputil.NewSingleHostReverseProxy(u)
	first := p.Director
	p.Director = func(r *http.Request) {
		first(r)
		last(r)
	}
	return p
}

func cleaned(u *url.URL, last step) http.Handler {
	p := httputil.NewSingleHostReverseProxy(u)
	first := p.Director
	p.Director = func(r *http.Request) {
		first(r)
		r.Header.Del("X-Client-Cert")
		last(r)
	}
	return p
}

func shown(r *http.Request) string {
	return base64.StdEncoding.EncodeToString(r.TLS.PeerCertificates[0].Raw)
}

// Some sets the header for those who have a certificate.
func Some(u *url.URL) http.Handler {
	return with(u, func(r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r.Header.Set("X-Client-Cert", shown(r)) // want `the backend takes the client's own X-Client-Cert`
		}
	})
}

// Every has the client's copy deleted first.
func Every(u *url.URL) http.Handler {
	return with(u, func(r *http.Request) {
		r.Header.Del("X-Client-Cert")
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r.Header.Set("X-Client-Cert", shown(r))
		}
	})
}

// Plain adds nothing.
func Plain(u *url.URL) http.Handler {
	return with(u, func(r *http.Request) { r.Header.Set("X-Proxy", "steps") })
}

// Behind is for proxies that delete the client's copy before any step.
func Behind(u *url.URL) http.Handler {
	return cleaned(u, func(r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r.Header.Set("X-Client-Cert", shown(r))
		}
	})
}

// Also is one of them.
func Also(u *url.URL) http.Handler { return cleaned(u, func(*http.Request) {}) }

func each(u *url.URL, list ...step) http.Handler {
	p := httputil.NewSingleHostReverseProxy(u)
	first := p.Director
	p.Director = func(r *http.Request) {
		first(r)
		for _, s := range list {
			s(r)
		}
	}
	return p
}

// Listed has the client's copy deleted by the step before.
func Listed(u *url.URL) http.Handler {
	return each(u, func(r *http.Request) {
		r.Header.Del("X-Client-Cert")
	}, func(r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r.Header.Set("X-Client-Cert", shown(r))
		}
	})
}
