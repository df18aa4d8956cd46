// Package laters chooses a check when the connection is set up, and asks it when the caller
// has said who they are.
package laters

import (
	"bufio"
	"context"
	"crypto/tls"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"testdata/orauth/laters/proofs"
)

type session struct {
	conn   *tls.Conn
	in     *bufio.Reader
	pins   map[string][32]byte
	hashes map[string][]byte
	words  bool
}

func byPin(s *session) (proofs.Proof, error) {
	cs := s.conn.ConnectionState()
	return proofs.OfPin(&cs, s.pins)
}

func byWord(s *session) (proofs.Proof, error) {
	word, err := s.in.ReadString('\n')
	if err != nil {
		return nil, err
	}
	return func(user string) error {
		return bcrypt.CompareHashAndPassword(s.hashes[user], []byte(strings.TrimSpace(word)))
	}, nil
}

// reports: whoever has no certificate is asked for a password.
func byEither(s *session) (proofs.Proof, error) {
	prove := byPin
	if len(s.conn.ConnectionState().PeerCertificates) == 0 { // want `a password is an alternative to the client certificate`
		prove = byWord
	}
	return prove(s)
}

// reports: the same by two returns.
func byReturn(s *session) (proofs.Proof, error) {
	if len(s.conn.ConnectionState().PeerCertificates) > 0 {
		return byPin(s)
	}
	return byWord(s) // want `a password is an alternative to the client certificate`
}

// quiet: the operator has chosen.
func byMode(s *session) (proofs.Proof, error) {
	prove := byPin
	if s.words {
		prove = byWord
	}
	return prove(s)
}

// quiet: both are asked.
func byBoth(s *session) (proofs.Proof, error) {
	pin, err := byPin(s)
	if err != nil {
		return nil, err
	}
	word, err := byWord(s)
	if err != nil {
		return nil, err
	}
	return func(user string) error {
		if err := pin(user); err != nil {
			return err
		}
		return word(user)
	}, nil
}

var modes = map[string]func(*session) (proofs.Proof, error){"either": byEither, "return": byReturn, "mode": byMode, "both": byBoth}

// serve lets in whom the check of a mode knows.
func (s *session) serve(mode, user string, run func(user string) error) error {
	prove, err := modes[mode](s)
	if err != nil {
		return err
	}
	if err := prove(user); err != nil {
		return err
	}
	return run(user)
}

// reports: the check is asked on the spot, and whoever has no certificate sends a password.
func (s *session) authenticateEither(ctx context.Context, user string) error {
	cs := s.conn.ConnectionState()
	if len(cs.PeerCertificates) == 0 {
		word, err := s.in.ReadString('\n')
		if err != nil {
			return err
		}
		return bcrypt.CompareHashAndPassword(s.hashes[user], []byte(strings.TrimSpace(word))) // want `a password is an alternative to the client certificate`
	}
	prove, err := proofs.OfPinNow(&cs, s.pins)
	if err != nil {
		return err
	}
	return prove(ctx, user)
}

// quiet: whoever has a certificate sends a password as well.
func (s *session) authenticateBoth(ctx context.Context, user string) error {
	cs := s.conn.ConnectionState()
	prove, err := proofs.OfPinNow(&cs, s.pins)
	if err != nil {
		return err
	}
	word, err := s.in.ReadString('\n')
	if err != nil {
		return err
	}
	if err := bcrypt.CompareHashAndPassword(s.hashes[user], []byte(strings.TrimSpace(word))); err != nil {
		return err
	}
	return prove(ctx, user)
}

func (s *session) serveEither(ctx context.Context, user string, run func(user string) error) error {
	if err := s.authenticateEither(ctx, user); err != nil {
		return err
	}
	return run(user)
}

func (s *session) serveBoth(ctx context.Context, user string, run func(user string) error) error {
	if err := s.authenticateBoth(ctx, user); err != nil {
		return err
	}
	return run(user)
}
