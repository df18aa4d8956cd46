// Package checked verifies what connects by itself.
package checked

import (
	"crypto/tls"
	"crypto/x509"

	"testdata/unverifiedcert/yards/hulls"
	"testdata/unverifiedcert/yards/slips"
)

// quiet: by a function that is no callback.
func Serve(cert tls.Certificate, roots *x509.CertPool, b slips.Berths) error {
	cfg, err := hulls.New(cert, hulls.Any())
	if err != nil {
		return err
	}
	l, err := tls.Listen("tcp", ":8446", cfg)
	if err != nil {
		return err
	}
	c, err := l.Accept()
	if err != nil {
		return err
	}
	conn := c.(*tls.Conn)
	if err := conn.Handshake(); err != nil {
		return err
	}
	if err := hulls.Verify(conn.ConnectionState(), roots); err != nil {
		return err
	}
	return b.Serve(l)
}
