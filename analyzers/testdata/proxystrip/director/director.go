// Package director forwards certificates in Director.
package director

import (
	"encoding/base64"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// Set only when there is a certificate.
func Conditional(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Director: func(r *http.Request) {
		r.URL.Scheme, r.URL.Host = target.Scheme, target.Host
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r.Header.Set("X-Client-Cert", base64.StdEncoding.EncodeToString(r.TLS.PeerCertificates[0].Raw)) // want `the backend takes the client's own X-Client-Cert`
		}
	}}
}

// Around the director that the constructor made.
func Wrapped(target *url.URL) http.Handler {
	p := httputil.NewSingleHostReverseProxy(target)
	director := p.Director
	p.Director = func(r *http.Request) {
		director(r)
		if r.TLS == nil {
			return
		}
		for _, c := range r.TLS.PeerCertificates {
			r.Header.Add("X-Forwarded-Client-Cert", base64.StdEncoding.EncodeToString(c.Raw)) // want `X-Forwarded-Client-Cert`
		}
	}
	return p
}

// Always set: the client's copy is gone, and it can only have the proxy's
// removed. That is the milder form, and silent by default.
func Always(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Director: func(r *http.Request) {
		r.URL.Scheme, r.URL.Host = target.Scheme, target.Host
		subject := ""
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			subject = r.TLS.VerifiedChains[0][0].Subject.String()
		}
		r.Header.Set("X-Client-Cert-Subject", subject)
	}}
}

// Only deleted.
func Deleted(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Director: func(r *http.Request) {
		r.URL.Scheme, r.URL.Host = target.Scheme, target.Host
		r.Header.Del("X-Client-Cert-Subject")
	}}
}

type edge struct {
	target *url.URL
	header string
}

func (e *edge) direct(r *http.Request) {
	r.URL.Scheme, r.URL.Host = e.target.Scheme, e.target.Host
	switch {
	case r.TLS == nil:
	case len(r.TLS.VerifiedChains) == 0:
		r.Header.Set("X-SSL-Client-Verify", "FAILED") // want `the backend takes the client's own X-Ssl-Client-Verify`
	default:
		r.Header.Set("X-SSL-Client-Verify", "SUCCESS")
	}
}

// A method, and one of three paths that does nothing.
func (e *edge) verdict(r *http.Request) {
	e.direct(r)
	h := r.Header
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		h.Set("X-SSL-Client-S-DN", r.TLS.VerifiedChains[0][0].Subject.String()) // want `the backend takes the client's own X-Ssl-Client-S-Dn`
	}
}

func Edge(target *url.URL) http.Handler {
	e := &edge{target: target}
	return &httputil.ReverseProxy{Director: e.verdict}
}
