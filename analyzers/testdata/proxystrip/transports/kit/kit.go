// Package kit sets header fields for others.
package kit

import "net/http"

// SetSubject sets one if there is a certificate.
func SetSubject(h http.Header, r *http.Request) {
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		h.Set("X-Client-Cert-Subject", r.TLS.VerifiedChains[0][0].Subject.String())
	}
}

// Clean deletes it.
func Clean(h http.Header) { h.Del("X-Client-Cert-Subject") }
