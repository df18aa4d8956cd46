// Package peercert is the middle one of three layers.
package peercert

import (
	"crypto/x509"
	"fmt"
	"net/http"

	"testdata/certpresence/layers/edge/peercert/connstate"
)

// Of returns the certificate of the request's peer.
func Of(r *http.Request) (*x509.Certificate, error) {
	c, err := connstate.Leaf(r.TLS)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.RemoteAddr, err)
	}
	return c, nil
}

// Names tells whether the peer's certificate holds one of the names.
func Names(r *http.Request, names ...string) bool {
	c, err := Of(r)
	if err != nil {
		return false
	}
	for _, n := range names {
		if c.VerifyHostname(n) == nil {
			return true
		}
	}
	return false
}
