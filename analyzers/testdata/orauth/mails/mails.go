// Package mails takes messages from those whom it knows by a line protocol.
package mails

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"strings"

	"testdata/orauth/mails/tables"
)

type session struct {
	conn  *tls.Conn
	table *tables.Table
	user  string
	kept  []string
}

func (s *session) say(code int, text string) { fmt.Fprintf(s.conn, "%d %s\r\n", code, text) }

func (s *session) login(user, text string) {
	if !s.table.Password(user, text) {
		s.say(535, "no")
		return
	}
	s.user = user
	s.say(235, "yes")
}

func (s *session) host() bool {
	certs := s.conn.ConnectionState().PeerCertificates
	return len(certs) > 0 && s.table.Host(certs[0])
}

// reports: who has a password needs no certificate.
func (s *session) may() bool {
	if s.host() {
		return true
	}
	return s.user != "" // want "a password is an alternative to the client certificate"
}

// quiet: both are needed.
func (s *session) mayAnnounce() bool { return s.host() && s.user != "" }

func (s *session) send(to string) {
	if !s.may() {
		s.say(550, "not for you")
		return
	}
	s.kept = append(s.kept, to)
	s.say(250, "kept")
}

func (s *session) announce(text string) {
	if !s.mayAnnounce() {
		s.say(550, "not for you")
		return
	}
	s.kept = append(s.kept, text)
	s.say(250, "kept")
}

// Serve answers a connection.
func Serve(c net.Conn, conf *tls.Config, table *tables.Table) {
	s := &session{conn: tls.Server(c, conf), table: table}
	for in := bufio.NewScanner(s.conn); in.Scan(); {
		f := strings.Fields(in.Text())
		switch {
		case len(f) == 3 && f[0] == "LOGIN":
			s.login(f[1], f[2])
		case len(f) == 2 && f[0] == "SEND":
			s.send(f[1])
		case len(f) == 2 && f[0] == "ALL":
			s.announce(f[1])
		}
	}
}
