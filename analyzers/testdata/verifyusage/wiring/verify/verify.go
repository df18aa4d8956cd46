// Package verify verifies whatever it is given.
package verify

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// Chain verifies, for servers.
func Chain(certs []*x509.Certificate, roots *x509.CertPool) error {
	_, err := certs[0].Verify(x509.VerifyOptions{Roots: roots})
	return err
}

// Client verifies, for clients.
func Client(certs []*x509.Certificate, roots *x509.CertPool) error {
	_, err := certs[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}

// State verifies that of a connection, for servers.
func State(cs tls.ConnectionState, roots *x509.CertPool) error {
	if len(cs.PeerCertificates) == 0 {
		return errNone
	}
	_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots})
	return err
}

var errNone = errors.New("no certificate")

// Policy verifies with roots of its own.
type Policy struct{ Roots *x509.CertPool }

// Meters verifies a meter, for servers.
func (p *Policy) Meters(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errNone
	}
	_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: p.Roots})
	return err
}

// Gateways verifies a gateway, for clients.
func (p *Policy) Gateways(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errNone
	}
	_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: p.Roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}

func split(cs tls.ConnectionState) (leaf *x509.Certificate, rest *x509.CertPool, err error) {
	if len(cs.PeerCertificates) == 0 {
		return nil, nil, errNone
	}
	rest = x509.NewCertPool()
	for _, c := range cs.PeerCertificates[1:] {
		rest.AddCert(c)
	}
	return cs.PeerCertificates[0], rest, nil
}

// Valves verifies a valve, for any purpose, with what a helper takes out of the state.
func (p *Policy) Valves(cs tls.ConnectionState) error {
	leaf, rest, err := split(cs)
	if err != nil {
		return err
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: p.Roots, Intermediates: rest, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	return err
}

// Pumps does so for clients.
func (p *Policy) Pumps(cs tls.ConnectionState) error {
	leaf, rest, err := split(cs)
	if err != nil {
		return err
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: p.Roots, Intermediates: rest, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}
