// Package tables takes the callbacks of its configurations out of tables.
package tables

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
	"net"
)

var errNone = errors.New("no certificate")

type shop struct {
	roots *x509.CertPool
	known map[string]bool
}

func (s *shop) listed(c *x509.Certificate) error {
	if len(c.DNSNames) == 0 || !s.known[c.DNSNames[0]] {
		return errNone
	}
	return nil
}

// reports: the usages are set where the options exist already.
func (s *shop) till(state tls.ConnectionState) (err error) {
	defer func() { log.Print("till: ", err) }()
	if len(state.PeerCertificates) == 0 {
		return errNone
	}
	opts := x509.VerifyOptions{Roots: s.roots}
	opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	if _, err = state.PeerCertificates[0].Verify(opts); err != nil { // want "a certificate issued for any purpose"
		return err
	}
	return s.listed(state.PeerCertificates[0])
}

// quiet: the usage is a client's.
func (s *shop) depot(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errNone
	}
	opts := x509.VerifyOptions{Roots: s.roots}
	opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if _, err := state.PeerCertificates[0].Verify(opts); err != nil {
		return err
	}
	return s.listed(state.PeerCertificates[0])
}

func (s *shop) serve(crt tls.Certificate) error {
	for addr, check := range map[string]func(tls.ConnectionState) error{":7101": s.till, ":7102": s.depot} {
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

// quiet: the other end is a server.
func (s *shop) supplier(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errNone
	}
	if _, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: s.roots}); err != nil {
		return err
	}
	return s.listed(state.PeerCertificates[0])
}

func (s *shop) order() error {
	for addr, check := range map[string]func(tls.ConnectionState) error{"a.supplier.test:1": s.supplier} {
		c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, VerifyConnection: check})
		if err != nil {
			return err
		}
		c.Close()
	}
	return nil
}
