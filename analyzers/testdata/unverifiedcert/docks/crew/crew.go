// Package crew knows the ships of a harbour.
package crew

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
)

// Roll is the list of ships.
type Roll struct {
	Ships  map[string]bool
	Badges map[[sha256.Size]byte]bool
}

// Ship returns the name that a certificate has.
func Ship(c *x509.Certificate) string {
	if len(c.DNSNames) == 0 {
		return ""
	}
	return c.DNSNames[0]
}

// Badge tells whether a digest is that of a badge.
func (r *Roll) Badge(sum [sha256.Size]byte) bool { return r.Badges[sum] }

// Berth lets ships of the roll report where they lie.
func (r *Roll) Berth(conn net.Conn) error {
	c, ok := conn.(*tls.Conn)
	if !ok {
		return errors.New("no TLS")
	}
	if err := c.Handshake(); err != nil {
		return err
	}
	certs := c.ConnectionState().PeerCertificates
	if len(certs) == 0 || !r.Ships[Ship(certs[0])] {
		return errors.New("not on the roll")
	}
	_, err := io.Copy(io.Discard, c)
	return err
}
