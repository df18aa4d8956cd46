// Package options sets callbacks in options.
package options

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
)

var errPeer = errors.New("the peer is not allowed")

func allow(names ...string) func([][]byte, [][]*x509.Certificate) error {
	return func(_ [][]byte, chains [][]*x509.Certificate) error {
		if len(chains) == 0 || len(chains[0][0].DNSNames) == 0 || !slices.Contains(names, chains[0][0].DNSNames[0]) {
			return errPeer
		}
		return nil
	}
}

type option func(*tls.Config)

func peers(names ...string) option {
	return func(c *tls.Config) {
		c.VerifyPeerCertificate = allow(names...) // want `VerifyPeerCertificate, which decides, is not called for resumed connections`
	}
}

func always(names ...string) option {
	return func(c *tls.Config) {
		verify := allow(names...)
		c.VerifyConnection = func(s tls.ConnectionState) error { return verify(nil, s.VerifiedChains) }
	}
}

func untold() option { return func(c *tls.Config) { c.SessionTicketsDisabled = true } }

func build(cert tls.Certificate, pool *x509.CertPool, opts ...option) *tls.Config {
	c := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	for _, o := range opts {
		o(c)
	}
	return c
}

// An option that sets it.
func Peers(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", build(cert, pool, peers("writer.example")))
}

// An option that sets the other.
func Always(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7001", build(cert, pool, always("writer.example")))
}

// An option that switches tickets off.
func Untold(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	c := build(cert, pool, untold())
	c.VerifyPeerCertificate = allow("writer.example")
	return tls.Listen("tcp", ":7002", c)
}

type server struct {
	tls  *tls.Config
	addr string
}

type serverOption func(*server)

func withPeers(names ...string) serverOption {
	return func(s *server) {
		s.tls.VerifyPeerCertificate = allow(names...) // want `is not called for resumed connections`
	}
}

// Options of a server that holds the configuration.
func newServer(addr string, cert tls.Certificate, pool *x509.CertPool, opts ...serverOption) *server {
	s := &server{addr: addr, tls: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}}
	for _, o := range opts {
		o(s)
	}
	return s
}

func (s *server) listen() (net.Listener, error) { return tls.Listen("tcp", s.addr, s.tls) }

func Server(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return newServer(":7003", cert, pool, withPeers("writer.example")).listen()
}

type ticketless struct {
	tls  *tls.Config
	addr string
}

func (s *ticketless) restrict(names ...string) {
	s.tls.VerifyPeerCertificate = allow(names...)
}

// The same, without tickets.
func Ticketless(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	s := &ticketless{addr: ":7004", tls: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, SessionTicketsDisabled: true}}
	s.restrict("writer.example")
	return tls.Listen("tcp", s.addr, s.tls)
}
