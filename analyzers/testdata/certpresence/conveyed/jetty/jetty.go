// Package jetty describes who has landed.
package jetty

import (
	"crypto/tls"
	"errors"
)

// Boat is filled once, after the handshake.
type Boat struct {
	Name    string
	Draught int
	Proven  bool // its certificate's chain was verified
	Listed  bool // and it is on the list
	Moored  bool // whatever it came with
	Pledged bool // has a certificate, or has paid
}

// Land fills it.
func Land(c *tls.Conn, listed map[string]bool) (*Boat, error) {
	if err := c.Handshake(); err != nil {
		return nil, err
	}
	b := &Boat{Moored: true}
	cs := c.ConnectionState()
	if len(cs.VerifiedChains) == 0 {
		return b, nil
	}
	leaf := cs.VerifiedChains[0][0]
	b.Proven, b.Pledged = true, true
	if len(leaf.DNSNames) > 0 {
		b.Name = leaf.DNSNames[0]
		b.Listed = listed[b.Name]
	}
	return b, nil
}

// Pay is the other way.
func (b *Boat) Pay() { b.Pledged = true }

// Line is what is said to a boat.
type Line struct{ said []string }

// Say says something.
func (l *Line) Say(s string) error {
	if l == nil {
		return errors.New("no line")
	}
	l.said = append(l.said, s)
	return nil
}

// Refusal is an error with a code.
type Refusal struct{ Code, Text string }

func (r *Refusal) Error() string { return r.Code + " " + r.Text }

// Errorf makes one.
func Errorf(code, text string) *Refusal { return &Refusal{code, text} }
