// Package builders has configurations made of settings that are collected first.
package builders

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
)

type recipe struct {
	pair   tls.Certificate
	roots  *x509.CertPool
	single bool
}

func start(pair tls.Certificate, roots *x509.CertPool) *recipe {
	return &recipe{pair: pair, roots: roots}
}

func (r *recipe) once() *recipe {
	r.single = true
	return r
}

func (r *recipe) config() *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{r.pair}, ClientCAs: r.roots, ClientAuth: tls.RequireAndVerifyClientCert,
		SessionTicketsDisabled: r.single,
	}
}

func baker(_ [][]byte, chains [][]*x509.Certificate) error {
	if len(chains) == 0 || len(chains[0][0].DNSNames) != 1 || chains[0][0].DNSNames[0] != "baker.example.org" {
		return errors.New("not a baker")
	}
	return nil
}

// Tickets stay on.
func Again(pair tls.Certificate, roots *x509.CertPool) (net.Listener, error) {
	cfg := start(pair, roots).config()
	cfg.VerifyPeerCertificate = baker // want "VerifyPeerCertificate, which decides, is not called for resumed connections"
	return tls.Listen("tcp", ":7310", cfg)
}

// They are switched off.
func Once(pair tls.Certificate, roots *x509.CertPool) (net.Listener, error) {
	cfg := start(pair, roots).once().config()
	cfg.VerifyPeerCertificate = baker
	return tls.Listen("tcp", ":7311", cfg)
}

// On one way they are not.
func Sometimes(pair tls.Certificate, roots *x509.CertPool, small bool) (net.Listener, error) {
	r := start(pair, roots)
	if small {
		r.once()
	}
	cfg := r.config()
	cfg.VerifyPeerCertificate = baker // want "VerifyPeerCertificate, which decides, is not called for resumed connections"
	return tls.Listen("tcp", ":7312", cfg)
}

func ovens(r *recipe) *tls.Config {
	r.once()
	return r.config()
}

func shelves(r *recipe) *tls.Config { return r.config() }

// A helper switches them off.
func Ovens(pair tls.Certificate, roots *x509.CertPool) (net.Listener, error) {
	cfg := ovens(start(pair, roots))
	cfg.VerifyPeerCertificate = baker
	return tls.Listen("tcp", ":7313", cfg)
}

// A helper leaves them as they are.
func Shelves(pair tls.Certificate, roots *x509.CertPool) (net.Listener, error) {
	cfg := shelves(start(pair, roots).once())
	cfg.VerifyPeerCertificate = baker
	return tls.Listen("tcp", ":7314", cfg)
}

// Whether somebody has switched them off is not known.
func Given(recipes map[string]*recipe) (net.Listener, error) {
	cfg := recipes["bread"].config()
	cfg.VerifyPeerCertificate = baker
	return tls.Listen("tcp", ":7315", cfg)
}
