// Package slips serves whoever it knows by the names in the certificate.
package slips

import (
	"crypto/tls"
	"errors"
	"net"
)

// Berths are known by names.
type Berths map[string]chan<- []byte

// Serve takes what the known send.
func (b Berths) Serve(l net.Listener) error {
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	return b.take(c.(*tls.Conn))
}

func (b Berths) take(c *tls.Conn) error {
	if err := c.Handshake(); err != nil {
		return err
	}
	leaf := c.ConnectionState().PeerCertificates[0]
	if len(leaf.DNSNames) == 0 {
		return errors.New("no name")
	}
	to, ok := b[leaf.DNSNames[0]]
	if !ok {
		return errors.New("nobody known")
	}
	buf := make([]byte, 64)
	n, err := c.Read(buf)
	to <- buf[:n]
	return err
}
