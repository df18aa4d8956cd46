// Package fixes has options that can be repaired on the spot.
package fixes

import (
	"crypto/x509"
	"errors"
	"net/http"
)

type gate struct{ roots *x509.CertPool }

// In one line.
func (g *gate) Line(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	_, err := r.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: g.roots}) // want `Verify without KeyUsages`
	return err
}

// In several.
func (g *gate) Lines(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts := x509.VerifyOptions{
		Roots:         g.roots,
		Intermediates: x509.NewCertPool(),
	}
	_, err := r.TLS.PeerCertificates[0].Verify(opts) // want `Verify without KeyUsages`
	return err
}

// The wrong list.
func (g *gate) Any(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts := x509.VerifyOptions{Roots: g.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	_, err := r.TLS.PeerCertificates[0].Verify(opts) // want `for any purpose`
	return err
}

// An assignment.
func (g *gate) Assignment(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	var opts x509.VerifyOptions
	opts.Roots = g.roots
	opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	_, err := r.TLS.PeerCertificates[0].Verify(opts) // want `ExtKeyUsageServerAuth alone`
	return err
}
