// Package ferry takes passengers, and reports to an office whose key it knows: what is
// decided of the office, under a context, is decided for no passenger.
package ferry

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
)

// Ferry has passengers by name.
type Ferry struct {
	Passengers map[string]bool
	Office     [sha256.Size]byte
}

func (f *Ferry) board(_ [][]byte, chains [][]*x509.Certificate) error {
	if len(chains) == 0 || len(chains[0][0].DNSNames) == 0 || !f.Passengers[chains[0][0].DNSNames[0]] {
		return errors.New("no passenger")
	}
	return nil
}

// Listen accepts passengers.
func (f *Ferry) Listen(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7810", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: f.board, // want `is not called for resumed connections`
	})
}

func pinned(accept func(*x509.Certificate) bool) *tls.Config {
	return &tls.Config{VerifyConnection: func(cs tls.ConnectionState) error {
		if !accept(cs.PeerCertificates[0]) {
			return errors.New("another office")
		}
		return nil
	}}
}

// Report connects to the office.
func (f *Ferry) Report(ctx context.Context) error {
	d := tls.Dialer{Config: pinned(func(c *x509.Certificate) bool { return sha256.Sum256(c.RawSubjectPublicKeyInfo) == f.Office })}
	conn, err := d.DialContext(ctx, "tcp", "office.example:443")
	if err != nil {
		return err
	}
	return conn.Close()
}
