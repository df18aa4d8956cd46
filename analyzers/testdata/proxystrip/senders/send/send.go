// Package send has transports that tell who the client is.
package send

import (
	"context"
	"crypto/x509"
	"net/http"
)

type leafKey struct{}

// With keeps the certificate of a request for the transports.
func With(r *http.Request) *http.Request {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), leafKey{}, r.TLS.VerifiedChains[0][0]))
}

func serial(r *http.Request) string {
	if leaf, ok := r.Context().Value(leafKey{}).(*x509.Certificate); ok {
		return leaf.SerialNumber.String()
	}
	return ""
}

// Adding adds the serial.
type Adding struct{ Next http.RoundTripper }

// RoundTrip sends a request.
func (t Adding) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.Header.Add("X-Client-Cert-Serial", serial(r))
	return t.Next.RoundTrip(out)
}

// Knowing sets the serial where there is one.
type Knowing struct{ Next http.RoundTripper }

// RoundTrip sends a request.
func (t *Knowing) RoundTrip(r *http.Request) (*http.Response, error) {
	if s := serial(r); s != "" {
		r = r.Clone(r.Context())
		r.Header.Set("X-Client-Cert-Serial", s)
	}
	return t.Next.RoundTrip(r)
}

// Setting sets the serial.
type Setting struct{ Next http.RoundTripper }

// RoundTrip sends a request.
func (t Setting) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.Header.Set("X-Client-Cert-Serial", serial(r))
	return t.Next.RoundTrip(out)
}

// Clearing deletes the client's first.
type Clearing struct{ Next http.RoundTripper }

// RoundTrip sends a request.
func (t Clearing) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.Header.Del("X-Client-Cert-Serial")
	if s := serial(r); s != "" {
		out.Header.Add("X-Client-Cert-Serial", s)
	}
	return t.Next.RoundTrip(out)
}
