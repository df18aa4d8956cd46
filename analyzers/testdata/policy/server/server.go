// Package server puts together what package api has.
package server

import (
	"crypto/tls"
	"net"
	"net/http"

	"testdata/policy/api"
	"testdata/policy/raft"
)

// Another package's helper, without a check.
func Loop(a *api.API, ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		if err := a.Give(c); err != nil { // want `\(\*Layer\).Handoff is reached with nothing, and its policy asks for cert identity`
			return err
		}
	}
}

// Another package's helper, behind a check.
func LoopChecked(a *api.API, ln net.Listener, known map[string]bool) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		conn, ok := c.(*tls.Conn)
		if !ok {
			continue
		}
		certs := conn.ConnectionState().PeerCertificates
		if len(certs) == 0 || len(certs[0].URIs) == 0 || !known[certs[0].URIs[0].String()] {
			_ = c.Close()
			continue
		}
		if err := a.Give(c); err != nil {
			return err
		}
	}
}

// Another package's helper that asks of the certificate that it is given.
func LoopTo(a *api.API, ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		conn, ok := c.(*tls.Conn)
		if !ok || len(conn.ConnectionState().PeerCertificates) == 0 {
			continue
		}
		if err := a.GiveTo(conn.ConnectionState().PeerCertificates[0], c); err != nil {
			return err
		}
	}
}

// The function itself, of a package two below.
func Direct(l *raft.Layer, w http.ResponseWriter) {
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = l.Handoff(c) // want `\(\*Layer\).Handoff is reached with nothing`
	}
}

// Routes mounts Direct.
func Routes(l *raft.Layer, mux *http.ServeMux) {
	mux.HandleFunc("/direct", func(w http.ResponseWriter, r *http.Request) { Direct(l, w) })
}

// Handlers of another package, behind its middleware.
func Closed(a *api.API, mux *http.ServeMux) {
	mux.Handle("/attach", a.Peer(http.HandlerFunc(a.Attach)))
	mux.Handle("/checked", http.HandlerFunc(a.AttachChecked))
}

// A handler of another package, with nothing in front.
func Open(a *api.API, mux *http.ServeMux) {
	mux.Handle("/attach-open", http.HandlerFunc(a.Attach)) // want `\(\*Layer\).Handoff is reached with nothing`
}

// Acceptor is known to a library.
type Acceptor interface{ AcceptConn(c net.Conn) error }

type acceptor struct{ api *api.API }

// A method by which a library knows the type.
func (a *acceptor) AcceptConn(c net.Conn) error {
	return a.api.Give(c) // want `\(\*Layer\).Handoff is reached with nothing`
}

type strictAcceptor struct{ api *api.API }

// The same, behind a check.
func (a *strictAcceptor) AcceptConn(c net.Conn) error {
	conn, ok := c.(*tls.Conn)
	if !ok || len(conn.ConnectionState().PeerCertificates) == 0 {
		return net.ErrClosed
	}
	return a.api.GiveTo(conn.ConnectionState().PeerCertificates[0], c)
}

// Register gives both to the library.
func Register(add func(Acceptor), a *api.API) {
	add(&acceptor{a})
	add(&strictAcceptor{a})
}
