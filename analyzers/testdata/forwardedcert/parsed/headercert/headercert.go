// Package headercert takes certificates out of headers. Who decides on them
// is none of its business, so nothing is reported here.
package headercert

import (
	"crypto/x509"
	"net/http"

	"testdata/forwardedcert/parsed/headercert/decode"
)

const header = "X-SSL-Client-Cert"

// FromRequest returns the forwarded certificate.
// quiet here: another package decides.
func FromRequest(r *http.Request) (*x509.Certificate, error) {
	return decode.PEM(r.Header.Get(header))
}

// Subject returns the forwarded subject.
// quiet here: another package decides.
func Subject(r *http.Request) string { return r.Header.Get("X-SSL-Client-S-DN") }
