// Package phases lets clients of a database in by lists of steps, all of which have to succeed.
package phases

import (
	"crypto/tls"
	"errors"
	"slices"
)

type client struct {
	conn  *tls.Conn
	user  string
	names []string
}

type step func(*client) error

type method int

const (
	byCertificate method = iota
	byName
)

var (
	errNone  = errors.New("a client certificate is required")
	errOther = errors.New("another user's certificate")
)

// quiet: the next step asks whose it is.
func requireCertificate(c *client) error {
	if len(c.conn.ConnectionState().VerifiedChains) == 0 {
		return errNone
	}
	return nil
}

func requireUser(c *client) error {
	if !slices.Contains(c.conn.ConnectionState().PeerCertificates[0].DNSNames, c.user) {
		return errOther
	}
	return nil
}

var steps = map[method][]step{
	byCertificate: {requireCertificate, requireUser},
	byName:        {requireUser},
}

func (c *client) login(m method) error {
	for _, s := range steps[m] {
		if err := s(c); err != nil {
			return err
		}
	}
	return nil
}

// reports: there is no next step, and what is behind is not in sight.
func RequireCertificate(c *client) error {
	if len(c.conn.ConnectionState().VerifiedChains) == 0 { // want "any client certificate of a trusted CA passes"
		return errNone
	}
	return nil
}
