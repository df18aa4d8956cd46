// Package pki looks through bundles of certificates that nobody sent.
package pki

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
)

// quiet: a bundle from a file, where no peer is authenticated.
func FindIssuer(bundle []*x509.Certificate, cert *x509.Certificate) (*x509.Certificate, error) {
	for _, ca := range bundle {
		if cert.CheckSignatureFrom(ca) == nil {
			return ca, nil
		}
	}
	return nil, errors.New("issuer not found")
}

// quiet: a list of authorities, of which one has to be the caller's issuer.
func AllowedBy(authorities []*x509.Certificate) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, ca := range authorities {
				if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && r.TLS.PeerCertificates[0].Equal(ca) {
					next.ServeHTTP(w, r)
					return
				}
			}
			http.Error(w, "not allowed", http.StatusForbidden)
		})
	}
}

// quiet: the server's own chain.
func CheckOwn(own tls.Certificate, host string) error {
	certs, err := x509.ParseCertificates(own.Certificate[0])
	if err != nil {
		return err
	}
	for _, cert := range certs {
		if cert.VerifyHostname(host) == nil {
			return nil
		}
	}
	return errors.New("no certificate for the host")
}

// quiet: those who may sign a document, which nobody of them has sent.
func VerifyDocument(signers []*x509.Certificate, check func(cert *x509.Certificate, document []byte) error, document []byte) error {
	for _, cert := range signers {
		if check(cert, document) == nil {
			return nil
		}
	}
	return errors.New("signed by nobody known")
}

// quiet: the same, and only the function's name says so.
func VerifySignature(certs []*x509.Certificate, check func(cert *x509.Certificate, document []byte) error, document []byte) error {
	for _, cert := range certs {
		if check(cert, document) == nil {
			return nil
		}
	}
	return errors.New("signed by nobody known")
}
