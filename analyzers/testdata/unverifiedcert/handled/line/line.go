// Package line accepts connections and hands them to what it is given.
package line

import (
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"net"
)

// Desk knows its callers.
type Desk struct {
	Seats  map[string]int
	Prints map[[32]byte]bool
}

// Accept hands each connection on.
func Accept(addr string, cfg *tls.Config, handle func(*tls.Conn) error) error {
	ln, err := tls.Listen("tcp", addr, cfg)
	if err != nil {
		return err
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go serve(c, handle)
	}
}

func serve(c net.Conn, handle func(*tls.Conn) error) {
	defer c.Close()
	if tc, ok := c.(*tls.Conn); ok && tc.Handshake() == nil {
		_ = handle(tc)
	}
}

// Checked hands on those whose certificate is listed.
func Checked(addr string, cfg *tls.Config, prints map[[32]byte]bool, handle func(*tls.Conn) error) error {
	ln, err := tls.Listen("tcp", addr, cfg)
	if err != nil {
		return err
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		tc, ok := c.(*tls.Conn)
		if !ok || tc.Handshake() != nil || !prints[sha256.Sum256(tc.ConnectionState().PeerCertificates[0].Raw)] {
			_ = c.Close()
			continue
		}
		go func() { _ = handle(tc) }()
	}
}

// ByName seats who has a name.
func (d *Desk) ByName(c *tls.Conn) error {
	if _, ok := d.Seats[c.ConnectionState().PeerCertificates[0].Subject.CommonName]; !ok {
		return errors.New("no seat")
	}
	_, err := c.Write([]byte("seated"))
	return err
}

// ByPrint seats whose certificate is known.
func (d *Desk) ByPrint(c *tls.Conn) error {
	if !d.Prints[sha256.Sum256(c.ConnectionState().PeerCertificates[0].Raw)] {
		return errors.New("not known")
	}
	_, err := c.Write([]byte("seated"))
	return err
}
