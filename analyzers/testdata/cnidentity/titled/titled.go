// Package titled compares names of one certificate with each other.
package titled

import (
	"crypto/tls"
	"errors"
	"slices"
)

var errPeer = errors.New("not one of ours")

// quiet: that the common name is the host of the URI says nothing of whose certificate it is.
func consistent(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errPeer
	}
	leaf := cs.PeerCertificates[0]
	if len(leaf.URIs) == 0 || leaf.Subject.CommonName != leaf.URIs[0].Host {
		return errPeer
	}
	return nil
}

// reports: the common name is one of those that are known.
func known(names []string) func(tls.ConnectionState) error {
	return func(cs tls.ConnectionState) error {
		if len(cs.PeerCertificates) == 0 || !slices.Contains(names, cs.PeerCertificates[0].Subject.CommonName) { // want "the common name decides who the peer is"
			return errPeer
		}
		return nil
	}
}

// Config returns a configuration with both.
func Config(names []string, base *tls.Config) (*tls.Config, *tls.Config) {
	a, b := base.Clone(), base.Clone()
	a.VerifyConnection, b.VerifyConnection = consistent, known(names)
	return a, b
}
