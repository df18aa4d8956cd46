// Package facts writes what backends want to know.
package facts

import (
	"crypto/tls"
	"net/http"
)

const subject = "X-Client-Cert-Subject"

// Tell sets the subject, if there is one.
func Tell(h http.Header, cs *tls.ConnectionState) {
	if cs != nil && len(cs.VerifiedChains) > 0 {
		h.Set(subject, cs.VerifiedChains[0][0].Subject.String())
	}
}

// Forget deletes it.
func Forget(h http.Header) { h.Del(subject) }
