// Package offices says which role a connection has, once, and asks for it later.
package offices

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"slices"
)

// A Role is what somebody may do.
type Role int

// The roles.
const (
	Reader Role = iota
	Writer
)

type conn struct {
	*tls.Conn
	role Role
}

var errRole = errors.New("not permitted")

// reports: whoever has a certificate may write.
func assign(cs tls.ConnectionState) Role {
	if len(cs.VerifiedChains) > 0 { // want `any client certificate becomes "Writer"`
		return Writer
	}
	return Reader
}

func open(c *tls.Conn) *conn { return &conn{c, assign(c.ConnectionState())} }

// reports: the session is made with the role.
func opened(c *tls.Conn) (*conn, error) {
	if err := c.Handshake(); err != nil {
		return nil, err
	}
	s := &conn{Conn: c}
	if len(c.ConnectionState().PeerCertificates) > 0 { // want `any client certificate becomes "Writer"`
		s.role = Writer
	}
	return s, nil
}

// quiet: the session gets the role of the name.
func openedNamed(c *tls.Conn, writers []string) (*conn, error) {
	if err := c.Handshake(); err != nil {
		return nil, err
	}
	s := &conn{Conn: c}
	if cs := c.ConnectionState(); len(cs.VerifiedChains) > 0 && len(cs.VerifiedChains[0][0].DNSNames) > 0 {
		if slices.Contains(writers, cs.VerifiedChains[0][0].DNSNames[0]) {
			s.role = Writer
		}
	}
	return s, nil
}

func (c *conn) restore() error {
	if c.role != Writer {
		return errRole
	}
	_, err := c.Write([]byte("restored\n"))
	return err
}

type key struct{}

// reports: the same with a text, by the name of the function.
func roleFor(cs *tls.ConnectionState) string {
	role := "viewer"
	if cs != nil && len(cs.PeerCertificates) > 0 { // want `any client certificate becomes "admin"`
		role = "admin"
	}
	return role
}

func withRole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, roleFor(r.TLS))))
	})
}

// quiet: the name decides which role it is.
func namedRole(cs *tls.ConnectionState, writers []string) Role {
	if cs == nil || len(cs.VerifiedChains) == 0 {
		return Reader
	}
	for _, u := range cs.VerifiedChains[0][0].URIs {
		if slices.Contains(writers, u.String()) {
			return Writer
		}
	}
	return Reader
}

// quiet: it says how somebody came.
func roleOfLink(cs *tls.ConnectionState) string {
	if cs != nil && len(cs.PeerCertificates) > 0 {
		return "mtls"
	}
	return "tls"
}

// quiet: who asks for it looks at the name as well.
func likelyRole(cs *tls.ConnectionState) Role {
	if cs != nil && len(cs.VerifiedChains) > 0 {
		return Writer
	}
	return Reader
}

// quiet: a role, and a name of the list.
func writes(writers []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if likelyRole(r.TLS) != Writer || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 ||
			!slices.Contains(writers, r.TLS.VerifiedChains[0][0].DNSNames[0]) {
			http.Error(w, "not permitted", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
