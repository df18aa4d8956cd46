// Package wiring puts together what another package makes.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"testdata/getconfig/wiring/tlsconf"
)

// The configuration that is returned is another package's.
func Returned(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return tlsconf.Site(cert), nil // want `any client passes without a certificate`
	}
	return tls.Listen("tcp", ":7000", cfg)
}

// The server's is, too.
func Server(cert, fallback tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Mutual(fallback, pool)
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return tlsconf.Site(cert), nil // want `any client passes without a certificate`
	}
	return tls.Listen("tcp", ":7001", cfg)
}

// Both ask.
func Mutual(cert, fallback tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Mutual(fallback, pool)
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return tlsconf.Mutual(cert, pool), nil
	}
	return tls.Listen("tcp", ":7002", cfg)
}
