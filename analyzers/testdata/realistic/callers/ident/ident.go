// Package ident says who a caller is by each of the certificate's names.
package ident

import (
	"errors"
	"net/http"
)

type Caller struct {
	Common string
	URI    string
	Serial string
}

var ErrNone = errors.New("no certificate")

func From(r *http.Request) (Caller, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return Caller{}, ErrNone
	}
	c := r.TLS.VerifiedChains[0][0]
	k := Caller{Common: c.Subject.CommonName, Serial: c.SerialNumber.String()}
	if len(c.URIs) == 1 {
		k.URI = c.URIs[0].String()
	}
	return k, nil
}
