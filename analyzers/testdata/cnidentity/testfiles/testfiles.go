// Package testfiles has its gates in a test file.
package testfiles

import "net/http"

// Leaf returns the client's name.
func Leaf(r *http.Request) string {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return ""
	}
	return r.TLS.PeerCertificates[0].Subject.CommonName
}
