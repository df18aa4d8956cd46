// Package rafts listens for rafts. What verifies them is a callback of one configuration,
// and is called after the handshake of the other, too.
package rafts

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
)

// Flags are the authorities of the rafts.
type Flags struct{ Pool *x509.CertPool }

// Upper verifies in the handshake.
func (f Flags) Upper(pair tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7503", &tls.Config{
		Certificates:     []tls.Certificate{pair},
		ClientAuth:       tls.RequireAnyClientCert,
		ClientCAs:        f.Pool,
		VerifyConnection: f.check,
	})
}

// Lower verifies afterwards.
func (f Flags) Lower(pair tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7504", &tls.Config{
		Certificates: []tls.Certificate{pair},
		ClientAuth:   tls.RequireAnyClientCert,
		ClientCAs:    f.Pool,
	})
}

// Accept takes a raft in that has come to the lower dock.
func (f Flags) Accept(c *tls.Conn) error {
	if err := c.Handshake(); err != nil {
		return err
	}
	return f.check(c.ConnectionState())
}

func (f Flags) check(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: f.Pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}
