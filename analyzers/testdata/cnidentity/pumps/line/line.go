// Package line accepts the connections of pumping stations.
package line

import (
	"crypto/tls"
	"log"
)

// Peer describes the other end of a connection.
type Peer struct {
	Remote      string
	SubjectName string
	User        string
}

// Handler speaks the protocol on a connection.
type Handler interface {
	Serve(c *tls.Conn, p Peer) error
}

// quiet: which part of the certificate it is, the field says; people read it.
func Accept(c *tls.Conn, h Handler) error {
	p := Peer{Remote: c.RemoteAddr().String()}
	if s := c.ConnectionState(); len(s.VerifiedChains) > 0 {
		p.SubjectName = s.VerifiedChains[0][0].Subject.CommonName
	}
	log.Print(p.Remote, p.SubjectName)
	return h.Serve(c, p)
}

// reports: the field is somebody.
func Admit(c *tls.Conn, h Handler) error {
	var p Peer
	if s := c.ConnectionState(); len(s.VerifiedChains) > 0 {
		p.User = s.VerifiedChains[0][0].Subject.CommonName // want "common name becomes the principal's User"
	}
	return h.Serve(c, p)
}
