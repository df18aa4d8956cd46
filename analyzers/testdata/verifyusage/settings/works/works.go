// Package works verifies machines.
package works

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

var (
	every   = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	clients = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
)

// Works has machines, of which some may be old.
type Works struct {
	Roots *x509.CertPool
	Old   bool
}

func (w Works) options() x509.VerifyOptions {
	o := x509.VerifyOptions{Roots: w.Roots, KeyUsages: clients}
	if w.Old {
		o.KeyUsages = every
	}
	return o
}

var errNone = errors.New("no certificate")

// Machine is a callback.
func (w Works) Machine(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errNone
	}
	_, err := cs.PeerCertificates[0].Verify(w.options())
	return err
}

func (w Works) strict() x509.VerifyOptions {
	o := x509.VerifyOptions{Roots: w.Roots, KeyUsages: every}
	if w.Old {
		o.Intermediates = x509.NewCertPool()
	}
	o.KeyUsages = clients
	return o
}

// Strict is one.
//
// quiet: the last list counts
func (w Works) Strict(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errNone
	}
	_, err := cs.PeerCertificates[0].Verify(w.strict())
	return err
}

func (w Works) purpose(signer bool, kind string) x509.VerifyOptions {
	o := x509.VerifyOptions{Roots: w.Roots, KeyUsages: clients}
	if kind == "signer" {
		o.KeyUsages = every
	}
	if signer {
		o.KeyUsages = every
	}
	return o
}

// Caller is one.
//
// quiet: the argument chooses, and chooses clients
func (w Works) Caller(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errNone
	}
	_, err := cs.PeerCertificates[0].Verify(w.purpose(false, "caller"))
	return err
}

// Signer verifies who signed.
//
// quiet: that is nobody who calls
func (w Works) Signer(c *x509.Certificate) error {
	_, err := c.Verify(w.purpose(true, "signer"))
	return err
}
