// Package secrets is a print spooler with a protocol of its own, whose helpers compare
// secrets in constant time.
package secrets

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
)

// Login is the first message of a connection; another package reads it.
type Login struct {
	Name string
	Pass string
}

type printer struct {
	name    string
	PassSum [sha256.Size]byte
	pin     [sha256.Size]byte
}

type conn struct {
	tls     *tls.Conn
	printer *printer
}

// AskPassphrase sends a prompt, and returns the answer.
type asker interface{ AskPassphrase() (string, error) }

type spool struct {
	printers map[string]*printer
	sums     map[string][sha256.Size]byte
	next     func() (*Login, asker)
}

var errRefused = errors.New("refused")

// matches compares what somebody sent with a digest.
func matches(digest [sha256.Size]byte, sent string) bool {
	sum := sha256.Sum256([]byte(sent))
	return subtle.ConstantTimeCompare(digest[:], sum[:]) == 1
}

// same compares two digests, of whatever they are.
func same(a, b [sha256.Size]byte) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }

func (s *spool) certified(c *conn) *printer {
	state := c.tls.ConnectionState()
	if len(state.VerifiedChains) == 0 {
		return nil
	}
	for _, name := range state.VerifiedChains[0][0].DNSNames {
		if p, ok := s.printers[name]; ok {
			return p
		}
	}
	return nil
}

func (s *spool) known(l *Login) *printer {
	p, ok := s.printers[l.Name]
	if !ok || !matches(p.PassSum, l.Pass) {
		return nil
	}
	return p
}

// reports: the password of a message does as well as the certificate.
func (s *spool) admit(c *conn, l *Login) bool {
	if p := s.certified(c); p != nil {
		c.printer = p
		return true
	}
	if p := s.known(l); p != nil { // want "password is an alternative"
		c.printer = p
		return true
	}
	return false
}

// quiet: both are needed.
func (s *spool) admitBoth(c *conn, l *Login) bool {
	p := s.certified(c)
	if p == nil || s.known(l) != p {
		return false
	}
	c.printer = p
	return true
}

// quiet: what the same helper compares is the certificate's own digest.
func (s *spool) admitPinned(c *conn, name string) bool {
	if p := s.certified(c); p != nil {
		c.printer = p
		return true
	}
	p, chains := s.printers[name], c.tls.ConnectionState().VerifiedChains
	if p == nil || len(chains) == 0 || !same(p.pin, sha256.Sum256(chains[0][0].Raw)) {
		return false
	}
	c.printer = p
	return true
}

func (s *spool) checkPassphrase(a asker, user string) error {
	said, err := a.AskPassphrase()
	if err != nil {
		return err
	}
	got := sha256.Sum256([]byte(said))
	want, ok := s.sums[user]
	if !ok || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return errRefused
	}
	return nil
}

func (s *spool) withCertificate(c *conn) error {
	if s.certified(c) == nil {
		return errRefused
	}
	return nil
}

// reports: whoever shows no certificate is asked for a passphrase.
func (s *spool) authEither(c *conn, a asker, user string) error {
	if len(c.tls.ConnectionState().VerifiedChains) > 0 {
		return s.withCertificate(c)
	}
	return s.checkPassphrase(a, user) // want "password is an alternative"
}

// quiet: after the certificate, the passphrase.
func (s *spool) authBoth(c *conn, a asker, user string) error {
	if err := s.withCertificate(c); err != nil {
		return err
	}
	return s.checkPassphrase(a, user)
}

func (s *spool) serve(c *conn) {
	for {
		l, a := s.next()
		if !s.admit(c, l) && !s.admitBoth(c, l) && !s.admitPinned(c, l.Name) {
			return
		}
		if s.authEither(c, a, l.Name) != nil || s.authBoth(c, a, l.Name) != nil {
			return
		}
	}
}
