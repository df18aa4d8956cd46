// Package loginhooks asks functions that another package makes of the connection.
package loginhooks

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"

	"testdata/certpresence/loginhooks/owners"
)

type client struct {
	net.Conn
	in      *bufio.Reader
	mailbox string
}

type server struct{ open bool }

// quiet: what it asks compares the address in the certificate.
func (s *server) authenticateOwner(ctx context.Context, c *client, cs *tls.ConnectionState) error {
	check, err := owners.Of(cs)
	if err != nil {
		return err
	}
	return check(ctx, c.mailbox)
}

// quiet: one of several checks, not told apart by who makes them.
func (s *server) authenticateChosen(ctx context.Context, c *client, cs *tls.ConnectionState) error {
	check, err := owners.Chosen(cs, time.Now())
	if err != nil {
		return err
	}
	return check(ctx, c.mailbox)
}

// quiet: the finding is in the check.
func (s *server) authenticateAny(ctx context.Context, c *client, cs *tls.ConnectionState) error {
	check, err := owners.Any(cs, time.Now())
	if err != nil {
		return err
	}
	return check(ctx, c.mailbox)
}

func (s *server) hello(ctx context.Context, conn *tls.Conn) (*client, *tls.ConnectionState, error) {
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	c := &client{Conn: conn, in: bufio.NewReader(conn)}
	line, err := c.in.ReadString('\n')
	if err != nil {
		return nil, nil, err
	}
	c.mailbox = strings.TrimSpace(line)
	cs := conn.ConnectionState()
	return c, &cs, nil
}

// ServeOwner serves the owner of a mailbox.
func (s *server) ServeOwner(ctx context.Context, conn *tls.Conn) {
	c, cs, err := s.hello(ctx, conn)
	if err != nil {
		return
	}
	if err := s.authenticateOwner(ctx, c, cs); err != nil {
		fmt.Fprintln(c, "NO", err)
		return
	}
	s.mail(c)
}

// ServeChosen serves whom the chosen check knows.
func (s *server) ServeChosen(ctx context.Context, conn *tls.Conn) {
	c, cs, err := s.hello(ctx, conn)
	if err != nil {
		return
	}
	if err := s.authenticateChosen(ctx, c, cs); err != nil {
		fmt.Fprintln(c, "NO", err)
		return
	}
	s.mail(c)
}

// ServeAny serves anybody with a certificate.
func (s *server) ServeAny(ctx context.Context, conn *tls.Conn) {
	c, cs, err := s.hello(ctx, conn)
	if err != nil {
		return
	}
	if err := s.authenticateAny(ctx, c, cs); err != nil {
		fmt.Fprintln(c, "NO", err)
		return
	}
	s.mail(c)
}

func (s *server) mail(c *client) {
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprintln(c, "OK", len(line))
	}
}
