// Package crew names whoever holds a certificate, for all who ask.
package crew

import "net/http"

// Name returns the common name of the peer's certificate.
func Name(r *http.Request) string { return r.TLS.VerifiedChains[0][0].Subject.CommonName }
