// Package dispatch decides for calls about whose connection the listener's package tells it.
package dispatch

import (
	"crypto/x509"
	"errors"
)

// Link is what the listener knows about the connection of a call.
type Link struct {
	Encrypted      bool
	VerifiedChains [][]*x509.Certificate
}

func (l *Link) leaf() *x509.Certificate {
	if l == nil || len(l.VerifiedChains) == 0 {
		return nil
	}
	return l.VerifiedChains[0][0]
}

var errDenied = errors.New("denied")

// Desk knows who may call.
type Desk struct{ hosts map[string]bool }

func (d *Desk) knows(cert *x509.Certificate) bool {
	for _, n := range cert.DNSNames {
		if d.hosts[n] {
			return true
		}
	}
	return false
}

// AuthorizeReplica lets in who has no certificate.
//
// reports: only who brings one is asked whose it is.
func (d *Desk) AuthorizeReplica(l *Link) error {
	cert := l.leaf()
	if cert == nil { // want "without a certificate"
		return nil
	}
	if !d.knows(cert) {
		return errDenied
	}
	return nil
}

// AuthorizeCall asks everybody.
//
// quiet: nobody gets in without a certificate.
func (d *Desk) AuthorizeCall(l *Link) error {
	if cert := l.leaf(); cert == nil || !d.knows(cert) {
		return errDenied
	}
	return nil
}
