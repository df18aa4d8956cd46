// Package chosen has servers whose callback is a method of an interface.
package chosen

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"

	"testdata/clientroots/chosen/chains"
)

type verifier interface {
	Verify(raw [][]byte, chains [][]*x509.Certificate) error
}

func open(addr string, cert tls.Certificate, v verifier) (net.Listener, error) {
	return tls.Listen("tcp", addr, &tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		VerifyPeerCertificate:  v.Verify, // want `Verify verifies the client's certificate against the wrong roots`
		SessionTicketsDisabled: true,
	})
}

// Open opens both.
func Open(cert tls.Certificate, roots *x509.CertPool, names map[string]bool) (own, sent net.Listener, err error) {
	if own, err = open(":7100", cert, &chains.Rooted{Roots: roots}); err != nil {
		return nil, nil, err
	}
	sent, err = open(":7101", cert, &chains.Sent{Names: names})
	return own, sent, err
}

func rooted(addr string, cert tls.Certificate, v verifier) (net.Listener, error) {
	return tls.Listen("tcp", addr, &tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		VerifyPeerCertificate:  v.Verify,
		SessionTicketsDisabled: true,
	})
}

// quiet: it has roots of its own.
func Rooted(cert tls.Certificate, roots *x509.CertPool) (net.Listener, error) {
	return rooted(":7102", cert, &chains.Rooted{Roots: roots})
}

// quiet: which one does not show.
func Brought(cert tls.Certificate, v verifier) (net.Listener, error) {
	return tls.Listen("tcp", ":7103", &tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		VerifyPeerCertificate:  v.Verify,
		SessionTicketsDisabled: true,
	})
}

func call(addr string, v verifier) (net.Conn, error) {
	return tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: v.Verify})
}

// quiet: a server with a certificate of a public authority.
func Call(addr string) (net.Conn, error) { return call(addr, chains.Public{}) }

// local is one of the package itself.
type local struct{ names map[string]bool }

func (l local) Verify(raw [][]byte, _ [][]*x509.Certificate) error {
	roots := x509.NewCertPool()
	var leaf *x509.Certificate
	for i, der := range raw {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		if i == 0 {
			leaf = c
		} else {
			roots.AddCert(c)
		}
	}
	if leaf == nil {
		return errors.New("no certificate")
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}) // want `certificates that the client sent serve as Roots of Verify`
	if err == nil && (len(leaf.DNSNames) == 0 || !l.names[leaf.DNSNames[0]]) {
		err = errors.New("not listed")
	}
	return err
}

// abroad is what a client asks of servers.
type abroad struct{}

// quiet: it is a client's.
func (abroad) Verify(raw [][]byte, _ [][]*x509.Certificate) error {
	if len(raw) == 0 {
		return errors.New("no certificate")
	}
	c, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return err
	}
	_, err = c.Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

// Local opens one, and calls another.
func Local(cert tls.Certificate, names map[string]bool, addr string) (net.Listener, net.Conn, error) {
	var v verifier = local{names}
	l, err := tls.Listen("tcp", ":7104", &tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		VerifyPeerCertificate:  v.Verify,
		SessionTicketsDisabled: true,
	})
	if err != nil {
		return nil, nil, err
	}
	c, err := call(addr, abroad{})
	return l, c, err
}
