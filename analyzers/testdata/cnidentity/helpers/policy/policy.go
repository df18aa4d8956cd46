// Package policy answers questions about names and certificates. What it is
// asked about, only its callers know.
package policy

import (
	"crypto/x509"
	"errors"
	"net/http"

	"testdata/cnidentity/helpers/peercert"
	"testdata/cnidentity/helpers/policy/acl"
)

// ErrDenied is the answer to strangers.
var ErrDenied = errors.New("policy: denied")

// Set is a set of rules.
type Set struct{ List acl.List }

// Admits reports whether name is let in: two packages further down a
// comparison decides.
func (s Set) Admits(name string) bool { return s.List.Has(name) }

// CheckCert refuses certificates that are not on the list.
func (s Set) CheckCert(cert *x509.Certificate) error {
	if !s.List.Has(cert.Subject.CommonName) {
		return ErrDenied
	}
	return nil
}

// Describe is for error texts: it only formats.
func (s Set) Describe(name string) string { return acl.Quote(name) }

// Authorize has both ends: it takes the request and decides on the name.
// reports: an exported authorizer, with the request's name going to a deciding helper.
func (s Set) Authorize(r *http.Request) error {
	cert, err := peercert.Of(r)
	if err != nil {
		return ErrDenied
	}
	if !s.List.Has(cert.Subject.CommonName) { // want "common name"
		return ErrDenied
	}
	return nil
}
