// Package hooks asks a list of hooks, each of which gives its verdict: not mine, accepted
// or rejected.
package hooks

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"net"
)

// A Verdict is what a hook says.
type Verdict int

// The verdicts.
const (
	Pass Verdict = iota
	Accept
	Reject
)

// A Greeting is what a client has shown.
type Greeting struct {
	Login    string
	Password []byte
	TLS      *tls.ConnectionState
}

// A Member may connect.
type Member struct{ Topics []string }

// A Hook knows some members.
type Hook interface {
	OnGreeting(*Greeting) (Verdict, *Member)
}

// Chain asks its hooks in turn.
type Chain struct{ hooks []Hook }

// NewChain returns a chain.
func NewChain(hooks ...Hook) *Chain { return &Chain{hooks} }

var errRefused = errors.New("refused")

// Authenticate returns the member that the first hook accepts.
func (c *Chain) Authenticate(g *Greeting) (*Member, error) {
	for _, h := range c.hooks {
		switch v, m := h.OnGreeting(g); v {
		case Accept:
			return m, nil
		case Reject:
			return nil, errRefused
		}
	}
	return nil, errRefused
}

type banned struct{ names map[string]bool }

// quiet: whoever has one of these names is rejected.
func (b banned) OnGreeting(g *Greeting) (Verdict, *Member) {
	if g.TLS == nil || len(g.TLS.VerifiedChains) == 0 {
		return Pass, nil
	}
	if b.names[g.TLS.VerifiedChains[0][0].Subject.CommonName] {
		return Reject, nil
	}
	return Pass, nil
}

type certified struct{ members map[string]*Member }

func (c certified) OnGreeting(g *Greeting) (Verdict, *Member) {
	if g.TLS == nil || len(g.TLS.VerifiedChains) == 0 {
		return Pass, nil
	}
	m, ok := c.members[g.TLS.VerifiedChains[0][0].Subject.CommonName]
	if !ok {
		return Reject, nil
	}
	return Accept, m
}

type passwords struct {
	members map[string]*Member
	digests map[string][]byte
}

// reports: the password is what the client has sent, by the name of the field.
func (p passwords) OnGreeting(g *Greeting) (Verdict, *Member) { // want "a password is an alternative to the client certificate"
	digest, ok := p.digests[g.Login]
	if !ok {
		return Pass, nil
	}
	if got := sha256.Sum256(g.Password); subtle.ConstantTimeCompare(got[:], digest) != 1 {
		return Reject, nil
	}
	return Accept, p.members[g.Login]
}

// Serve serves a connection.
func Serve(c *tls.Conn, chain *Chain, login string, password []byte, serve func(net.Conn, *Member)) error {
	state := c.ConnectionState()
	m, err := chain.Authenticate(&Greeting{Login: login, Password: password, TLS: &state})
	if err != nil {
		return c.Close()
	}
	serve(c, m)
	return nil
}

// Standard returns the usual chain.
func Standard(members map[string]*Member, digests map[string][]byte) *Chain {
	return NewChain(banned{map[string]bool{"factory": true}}, certified{members}, passwords{members, digests})
}
