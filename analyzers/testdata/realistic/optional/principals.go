package optional

import (
	"crypto/tls"
	"errors"
	"net"
)

// A Caller is whoever a line is with.
type Caller struct {
	Name string
	Host string
}

// A Seat says by its fields that it is somebody's.
type Seat struct {
	ID    string
	Roles []string
}

// A Sticker is nobody.
type Sticker struct {
	Name string
	Size int
}

type line struct {
	net.Conn
	with  *Caller
	seat  Seat
	badge Sticker
}

func (s *warehouse) pick(c *tls.Conn) (*line, error) {
	if err := c.Handshake(); err != nil {
		return nil, err
	}
	certs := c.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return nil, errNone
	}
	if len(certs[0].DNSNames) == 0 {
		return nil, errors.New("no host")
	}
	return &line{
		Conn:  c,
		with:  &Caller{Name: certs[0].Subject.CommonName, Host: certs[0].DNSNames[0]}, // want `the common name becomes the principal's Name`
		badge: Sticker{Name: certs[0].Subject.CommonName, Size: 3},
	}, nil
}

func (s *warehouse) sit(l *line) error {
	certs := l.Conn.(*tls.Conn).ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return errNone
	}
	l.seat = Seat{
		ID:    certs[0].Subject.CommonName, // want `the common name becomes the principal's ID`
		Roles: certs[0].Subject.OrganizationalUnit,
	}
	return nil
}
