// Package tables takes the callbacks of its configurations out of tables.
package tables

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
)

var errNone = errors.New("no certificate")

type yard struct {
	roots *x509.CertPool
	known map[string]bool
}

func (y *yard) listed(c *x509.Certificate) error {
	if len(c.DNSNames) == 0 || !y.known[c.DNSNames[0]] {
		return errNone
	}
	return nil
}

// reports: what the client sent besides is the roots.
func (y *yard) crane(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errNone
	}
	leaf, others := state.PeerCertificates[0], state.PeerCertificates[1:]
	pool := x509.NewCertPool()
	for _, c := range others {
		pool.AddCert(c)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil { // want "certificates that the client sent serve"
		return err
	}
	return y.listed(leaf)
}

// quiet: what the client sent besides is intermediates.
func (y *yard) gate(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errNone
	}
	leaf, others := state.PeerCertificates[0], state.PeerCertificates[1:]
	pool := x509.NewCertPool()
	for _, c := range others {
		pool.AddCert(c)
	}
	opts := x509.VerifyOptions{Intermediates: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	opts.Roots = y.roots
	if _, err := leaf.Verify(opts); err != nil {
		return err
	}
	return y.listed(leaf)
}

func (y *yard) serve(crt tls.Certificate, ports []string) error {
	checks := make(map[string]func(tls.ConnectionState) error)
	checks[ports[0]] = y.crane
	checks[ports[1]] = y.gate
	for addr, check := range checks {
		ln, err := tls.Listen("tcp", addr, &tls.Config{
			Certificates:     []tls.Certificate{crt},
			ClientAuth:       tls.RequireAnyClientCert,
			VerifyConnection: check,
		})
		if err != nil {
			return err
		}
		go greet(ln)
	}
	return nil
}

func greet(ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		c.Close()
	}
}

// quiet: the other end is a server, whom the system's roots vouch for.
func (y *yard) supplier(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errNone
	}
	if _, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{}); err != nil {
		return err
	}
	return y.listed(state.PeerCertificates[0])
}

func (y *yard) order() error {
	for addr, check := range map[string]func(tls.ConnectionState) error{"a.supplier.test:1": y.supplier} {
		c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, VerifyConnection: check})
		if err != nil {
			return err
		}
		c.Close()
	}
	return nil
}
