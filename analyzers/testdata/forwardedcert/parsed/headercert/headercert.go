// Package headercert takes certificates out of headers. Who decides on them
// is none of its business, so nothing is reported here.
package headercert

import (
	"crypto/x509"
	"errors"
	"net/http"
	"strings"

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

// Workload is who the proxy says that it has verified.
type Workload struct{ Name, Zone string }

// Of returns the workload that the proxy has verified.
// quiet here: another package decides.
func Of(r *http.Request) (Workload, error) {
	if r.Header.Get("X-SSL-Client-Verify") != "SUCCESS" {
		return Workload{}, errors.New("not verified")
	}
	name, zone, ok := strings.Cut(r.Header.Get("X-SSL-Client-S-DN-CN"), "@")
	if !ok {
		return Workload{}, errors.New("no zone")
	}
	return Workload{Name: name, Zone: zone}, nil
}
