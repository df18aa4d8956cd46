// Package fixes has modes that can be repaired on the spot.
package fixes

import (
	"crypto/tls"
	"crypto/x509"
	"net"
)

func pool(pem []byte) *x509.CertPool {
	p := x509.NewCertPool()
	p.AppendCertsFromPEM(pem)
	return p
}

// In a literal.
func Literal(cert tls.Certificate, pem []byte) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert, // want `ClientCAs is never consulted`
		ClientCAs:    pool(pem),
	})
}

// In an assignment.
func Assignment(cert tls.Certificate, pem []byte) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool(pem)}
	cfg.ClientAuth = tls.RequireAnyClientCert // want `ClientCAs is never consulted`
	return tls.Listen("tcp", ":7001", cfg)
}

// A certificate that is optional stays so: there is no certain repair.
func Optional(cert tls.Certificate, pem []byte) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool(pem)}
	cfg.ClientAuth = tls.RequestClientCert // want `ClientCAs is never consulted`
	return tls.Listen("tcp", ":7002", cfg)
}
