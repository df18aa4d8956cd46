// Package doors has the configurations of its doors.
package doors

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// Keys of a museum.
type Keys struct {
	Pair  tls.Certificate
	Roots *x509.CertPool
}

// Lenders asks for a certificate.
func (k *Keys) Lenders() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{k.Pair}, ClientAuth: tls.RequestClientCert}
}

// Depot asks for one that a handler verifies.
func (k *Keys) Depot() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{k.Pair}, ClientAuth: tls.RequireAnyClientCert}
}

// Dated looks at dates alone.
func (k *Keys) Dated() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{k.Pair}, ClientAuth: tls.RequireAnyClientCert, VerifyConnection: dated}
}

// Checked looks at the chain, too.
func (k *Keys) Checked() *tls.Config {
	c := k.Dated()
	c.VerifyConnection = func(cs tls.ConnectionState) error {
		if err := dated(cs); err != nil {
			return err
		}
		_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: k.Roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
		return err
	}
	return c
}

func dated(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	leaf, now := cs.PeerCertificates[0], time.Now()
	if now.After(leaf.NotAfter.Add(time.Hour)) || now.Before(leaf.NotBefore) {
		return fmt.Errorf("certificate %x is out of date", leaf.SerialNumber)
	}
	return nil
}
