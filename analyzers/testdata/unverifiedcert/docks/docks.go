// Package docks listens at the docks of a harbour, each with a configuration of its own:
// what the callback of one decides is of no use at the others.
package docks

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"

	"testdata/unverifiedcert/docks/crew"
)

// Port is where the docks are.
type Port struct {
	Pair  tls.Certificate
	Flags *x509.CertPool
	Roll  *crew.Roll
}

// North is for ships.
func (p Port) North() (net.Listener, error) {
	return tls.Listen("tcp", ":7501", &tls.Config{
		Certificates: []tls.Certificate{p.Pair},
		ClientAuth:   tls.RequireAnyClientCert, // want `ClientCAs is never consulted`
		ClientCAs:    p.Flags,
	})
}

// South is for badges.
func (p Port) South() (net.Listener, error) {
	return tls.Listen("tcp", ":7502", &tls.Config{
		Certificates: []tls.Certificate{p.Pair},
		ClientAuth:   tls.RequireAnyClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 || !p.Roll.Badge(sha256.Sum256(cs.PeerCertificates[0].Raw)) {
				return errors.New("no badge")
			}
			return nil
		},
	})
}

// West is for ships that bring their own chain.
func (p Port) West() *tls.Config {
	return &tls.Config{
		Certificates:     []tls.Certificate{p.Pair},
		ClientAuth:       tls.RequireAnyClientCert,
		ClientCAs:        p.Flags,
		VerifyConnection: p.chain,
	}
}

func (p Port) chain(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: p.Flags, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}
