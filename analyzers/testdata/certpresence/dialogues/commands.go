package dialogues

import (
	"crypto/sha256"
	"crypto/tls"
	"log"
	"net/textproto"
)

// session is one of a mail server's, which answers commands with a code and a text.
type session struct {
	state  *tls.ConnectionState
	text   *textproto.Conn
	flush  chan<- string
	keys   map[[32]byte]bool
	helo   string
	depots map[string]string
}

type command func(s *session, arg string) (int, string)

// reports: any certificate flushes queues.
func (s *session) flushAll(arg string) (int, string) {
	if s.state == nil || len(s.state.VerifiedChains) == 0 { // want "any client certificate of a trusted CA passes"
		return 530, "a client certificate is required"
	}
	s.flush <- arg
	log.Printf("flushed %s for %s", arg, s.state.VerifiedChains[0][0].Subject)
	return 250, "flushing"
}

// quiet: the key decides.
func (s *session) flushOwn(arg string) (int, string) {
	if s.state == nil || len(s.state.VerifiedChains) == 0 {
		return 530, "a client certificate is required"
	}
	if !s.keys[sha256.Sum256(s.state.VerifiedChains[0][0].RawSubjectPublicKeyInfo)] {
		return 550, "not yours"
	}
	s.flush <- arg
	return 250, "flushing"
}

// quiet: it only opens what other commands go on with.
func (s *session) open(arg string) (int, string) {
	if s.state == nil || len(s.state.VerifiedChains) == 0 {
		return 530, "a client certificate is required"
	}
	s.helo = arg
	return 250, "go on"
}

// quiet: nothing is refused for want of a certificate.
func (s *session) noop(arg string) (int, string) {
	if arg != "" {
		return 501, "no argument"
	}
	return 250, "OK"
}

// quiet: which depot it is, the certificate says.
func (s *session) depot(string) (int, string) {
	if s.state == nil || len(s.state.VerifiedChains) == 0 || len(s.state.VerifiedChains[0][0].DNSNames) == 0 {
		return 530, "a client certificate is required"
	}
	s.flush <- s.depots[s.state.VerifiedChains[0][0].DNSNames[0]]
	return 250, "flushing"
}

var commands = map[string]command{
	"FLUSH": (*session).flushAll, "OWN": (*session).flushOwn, "HELO": (*session).open, "NOOP": (*session).noop, "DEPOT": (*session).depot,
}
