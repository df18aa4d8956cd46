// Package badges only serves.
package badges

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// Config is the configuration of the readers' listener.
func Config(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, VerifyConnection: func(cs tls.ConnectionState) error {
		if len(cs.PeerCertificates) == 0 {
			return errNone
		}
		return nil
	}}
}

// Readers are the badge readers of a building.
type Readers struct {
	Roots *x509.CertPool
	Known map[string]bool
}

var errNone = errors.New("no known reader")

// reports: in a package that only serves, where the certificate is a client's.
func (r Readers) Admit(cs *tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errNone
	}
	leaf := cs.PeerCertificates[0]
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: r.Roots}); err != nil { // want `a server's certificate passes as a client's`
		return err
	}
	if len(leaf.DNSNames) != 1 || !r.Known[leaf.DNSNames[0]] {
		return errNone
	}
	return nil
}
