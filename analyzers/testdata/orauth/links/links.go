// Package links checks what clients of a server show, by an interface of that.
package links

import (
	"crypto/subtle"
	"crypto/tls"
)

// Options are what a client has sent.
type Options struct{ Username, Password, Token string }

// A Client is one of the server's.
type Client interface {
	Options() *Options
	State() *tls.ConnectionState
}

// Tokens verifies tokens.
type Tokens interface {
	Verify(o *Options) error
}

type auth struct {
	tokens   Tokens
	password string
	names    map[string]bool
}

// quiet: over mutual TLS the token decides; the certificate chooses.
func (a *auth) Check(c Client) bool {
	verified := false
	if cs := c.State(); cs != nil {
		verified = len(cs.VerifiedChains) > 0
	}
	o := c.Options()
	switch {
	case o.Username == "provisioner":
		return subtle.ConstantTimeCompare([]byte(o.Password), []byte(a.password)) == 1
	case verified:
		return a.tokens.Verify(o) == nil
	}
	return false
}

// reports: the certificate's name decides, or else the password.
func (a *auth) CheckNamed(c Client) bool {
	if cs := c.State(); cs != nil && len(cs.VerifiedChains) > 0 && len(cs.VerifiedChains[0][0].DNSNames) > 0 {
		if a.names[cs.VerifiedChains[0][0].DNSNames[0]] {
			return true
		}
	}
	return subtle.ConstantTimeCompare([]byte(c.Options().Password), []byte(a.password)) == 1 // want "a password is an alternative to the client certificate"
}

// Checks returns the checks by name.
func (a *auth) Checks() map[string]func(Client) bool {
	return map[string]func(Client) bool{"any": a.Check, "named": a.CheckNamed}
}
