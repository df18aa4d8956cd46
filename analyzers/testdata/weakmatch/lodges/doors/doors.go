// Package doors has checks of callers for other packages.
package doors

import (
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

var errMissing = errors.New("no client certificate")

// Resident tells whether the caller is one of names, by a certificate that house has signed.
func Resident(r *http.Request, house *x509.Certificate, names []string) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errMissing
	}
	leaf := r.TLS.PeerCertificates[0]
	if err := leaf.CheckSignatureFrom(house); err != nil {
		return err
	}
	if len(leaf.DNSNames) == 0 || !slices.Contains(names, leaf.DNSNames[0]) {
		return errors.New("not a resident")
	}
	return nil
}

// Guest tells whether the caller is one of names, by a certificate that verifies.
func Guest(r *http.Request, roots *x509.CertPool, names []string) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errMissing
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		return err
	}
	if len(leaf.DNSNames) == 0 || !slices.Contains(names, leaf.DNSNames[0]) {
		return errors.New("not a guest")
	}
	return nil
}
