// Package accessors reaches the peer's list through the program's own types.
package accessors

import (
	"crypto/x509"
	"errors"
	"slices"
)

type sender interface {
	Certificates() []*x509.Certificate
	Close() error
}

type underlay interface {
	sender
	Headers() map[int32][]byte
}

type authority interface {
	VerifyToRoot(cert *x509.Certificate) ([]*x509.Certificate, error)
	Certificates() []*x509.Certificate
}

type mesh struct {
	ca    authority
	names []string
}

// reports: any certificate of the connection that the authority knows.
func (m *mesh) checkCerts(ch underlay) error {
	if len(ch.Certificates()) == 0 {
		return errors.New("no certificates presented")
	}
	for _, cert := range ch.Certificates() {
		if _, err := m.ca.VerifyToRoot(cert); err == nil { // want "whoever adds somebody else's certificate"
			return nil
		}
	}
	return errors.New("no certificate matched")
}

// Accept takes a connection.
func (m *mesh) Accept(ch underlay) error {
	if err := m.checkCerts(ch); err != nil {
		_ = ch.Close()
		return err
	}
	return nil
}

// quiet: the first certificate of the connection.
func (m *mesh) AcceptLeaf(ch underlay) error {
	certs := ch.Certificates()
	if len(certs) == 0 || !slices.Contains(certs[0].DNSNames, m.names[0]) {
		_ = ch.Close()
		return errors.New("not allowed")
	}
	return nil
}

// quiet: the authority's own certificates.
func (m *mesh) CheckAuthority(name string) error {
	for _, cert := range m.ca.Certificates() {
		if slices.Contains(cert.DNSNames, name) {
			return nil
		}
	}
	return errors.New("no such authority")
}
