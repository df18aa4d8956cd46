// Package handshakes is a database with a protocol of its own: a session takes steps, and what
// runs it hangs up when one of them fails.
package handshakes

import (
	"bufio"
	"crypto/tls"
	"errors"
	"log"
	"net"
	"strings"

	"testdata/cnidentity/handshakes/rights"
)

var errRefused = errors.New("refused")

type session struct {
	net.Conn
	rights rights.Table
	user   string
}

// reports: the session is closed if the subject is another one.
func (s *session) greet(br *bufio.Reader) error {
	user, err := br.ReadString('\n')
	if err != nil {
		return err
	}
	conn, ok := s.Conn.(*tls.Conn)
	if !ok || conn.Handshake() != nil {
		return errRefused
	}
	if !s.rights.Verification(strings.TrimSpace(user), conn.ConnectionState().PeerCertificates[0]) { // want "distinguished name decides"
		return errRefused
	}
	s.user = user
	return nil
}

func (s *session) run() {
	defer s.Close()
	br := bufio.NewReader(s.Conn)
	if err := s.greet(br); err != nil {
		log.Print(err)
		return
	}
	for {
		if _, err := br.ReadString('\n'); err != nil {
			return
		}
	}
}

// quiet: who asks it goes on whatever it says, and only writes it down.
func (s *session) known(user string) error {
	conn, ok := s.Conn.(*tls.Conn)
	if !ok {
		return errRefused
	}
	if !s.rights.Verification(user, conn.ConnectionState().PeerCertificates[0]) {
		return errRefused
	}
	return nil
}

func (s *session) note() {
	if err := s.known("clerk"); err != nil {
		log.Print(err)
	}
}

type link struct {
	conn   *tls.Conn
	rights rights.Table
}

func (l *link) hangUp() { l.conn.Close() }

// reports: the session is closed by its own method.
func (l *link) open() error {
	if !l.rights.Verification("ferry", l.conn.ConnectionState().PeerCertificates[0]) { // want "distinguished name decides"
		return errRefused
	}
	return nil
}

func accept(ln net.Listener, t rights.Table) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		if conn, ok := c.(*tls.Conn); ok {
			l := &link{conn: conn, rights: t}
			if err := l.open(); err != nil {
				l.hangUp()
				continue
			}
		}
		s := &session{Conn: c, rights: t}
		s.note()
		go s.run()
	}
}
