// Package fwd prepares what goes on.
package fwd

import "net/http"

const subject = "X-Client-Cert-Subject"

// Strip deletes what a client sent.
func Strip(h http.Header) { h.Del(subject) }

// StripRequest does so for a request.
func StripRequest(r *http.Request) { Strip(r.Header) }

// Size is that of the header fields.
func Size(r *http.Request) (n int) {
	for k, vs := range r.Header {
		n += len(k) * len(vs)
	}
	return n
}

// LogRequest only looks.
func LogRequest(*http.Request) {}
