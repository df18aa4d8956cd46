// Package chains verifies the chains of callbacks.
package chains

import (
	"crypto/x509"
	"errors"
)

var clients = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}

func parsed(raw [][]byte) ([]*x509.Certificate, error) {
	if len(raw) == 0 {
		return nil, errors.New("no certificate")
	}
	var list []*x509.Certificate
	for _, der := range raw {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func rest(list []*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range list[1:] {
		pool.AddCert(c)
	}
	return pool
}

// Rooted verifies against roots of its own.
type Rooted struct{ Roots *x509.CertPool }

// Verify is a callback.
func (r *Rooted) Verify(raw [][]byte, _ [][]*x509.Certificate) error {
	list, err := parsed(raw)
	if err != nil {
		return err
	}
	_, err = list[0].Verify(x509.VerifyOptions{Roots: r.Roots, Intermediates: rest(list), KeyUsages: clients})
	return err
}

// Sent verifies against what was sent.
type Sent struct{ Names map[string]bool }

// Verify is a callback.
func (s *Sent) Verify(raw [][]byte, _ [][]*x509.Certificate) error {
	list, err := parsed(raw)
	if err != nil {
		return err
	}
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	for _, c := range list[1:] {
		if c.IsCA {
			roots.AddCert(c)
		} else {
			others.AddCert(c)
		}
	}
	if _, err = list[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: others, KeyUsages: clients}); err != nil {
		return err
	}
	if len(list[0].DNSNames) == 0 || !s.Names[list[0].DNSNames[0]] {
		return errors.New("not listed")
	}
	return nil
}

// Public verifies against the public's.
type Public struct{}

// Verify is a callback.
func (Public) Verify(raw [][]byte, _ [][]*x509.Certificate) error {
	list, err := parsed(raw)
	if err != nil {
		return err
	}
	_, err = list[0].Verify(x509.VerifyOptions{Intermediates: rest(list), KeyUsages: clients})
	return err
}
