// Package hubs is a message hub with a protocol of its own.
package hubs

import (
	"bufio"
	"crypto/subtle"
	"crypto/tls"
	"log"
	"net"
)

type account struct{ name, secret string }

// hub is a message hub with a protocol of its own.
type hub struct {
	accounts map[string]*account
	byCert   bool
}

// session is one connection.
type session struct {
	hub     *hub
	conn    net.Conn
	login   string
	secret  string
	account *account
}

func (s *session) state() *tls.ConnectionState {
	tc, ok := s.conn.(*tls.Conn)
	if !ok {
		return nil
	}
	state := tc.ConnectionState()
	return &state
}

// reports: a method closes the connection of who is not known by a name, which it
// asks of a literal, in one mode of two.
func (h *hub) accept(s *session) {
	if !h.known(s) {
		s.conn.Close()
		return
	}
	s.conn.Write([]byte("+OK\r\n"))
}

// known is given a look-up that shares its receiver.
func (h *hub) known(s *session) bool {
	var found *account
	if h.byCert {
		ok := eachName(s, func(name string) bool {
			if name == "" {
				return false
			}
			a, ok := h.accounts[name] // want "distinguished name decides"
			if ok {
				found = a
			}
			return ok
		})
		if !ok {
			return false
		}
		s.account = found
		return true
	}
	a, ok := h.accounts[s.login]
	if !ok || subtle.ConstantTimeCompare([]byte(a.secret), []byte(s.secret)) != 1 {
		return false
	}
	s.account = a
	return true
}

// eachName tries the names of a certificate, the addresses first.
func eachName(s *session, try func(string) bool) bool {
	state := s.state()
	if state == nil || len(state.PeerCertificates) == 0 {
		return false
	}
	leaf := state.PeerCertificates[0]
	for _, mail := range leaf.EmailAddresses {
		if try(mail) {
			return true
		}
	}
	return try(leaf.Subject.ToRDNSequence().String())
}

// reports: a decision that is returned as such is no identity.
func (s *session) authenticate(names map[string]bool) bool {
	state := s.state()
	if state == nil || len(state.PeerCertificates) == 0 {
		return false
	}
	return names[state.PeerCertificates[0].Subject.CommonName] // want "common name decides who the peer is"
}

func (s *session) run(names map[string]bool) {
	if !s.authenticate(names) {
		s.end("refused")
		return
	}
	in := bufio.NewScanner(s.conn)
	for in.Scan() {
		log.Println(in.Text())
	}
}

func (s *session) end(why string) {
	log.Println(why)
	s.conn.Close()
}

// quiet: the address of a certificate decides, its name is for the log.
func (h *hub) acceptMail(s *session) {
	state := s.state()
	if state == nil || len(state.PeerCertificates) == 0 || len(state.PeerCertificates[0].EmailAddresses) != 1 {
		s.conn.Close()
		return
	}
	leaf := state.PeerCertificates[0]
	a, ok := h.accounts[leaf.EmailAddresses[0]]
	if !ok {
		log.Println("refused", leaf.Subject.CommonName)
		s.conn.Close()
		return
	}
	s.account = a
}
