// Package tlsconf makes configurations.
package tlsconf

import (
	"crypto/tls"
	"crypto/x509"
)

// Base serves for servers and clients.
func Base(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: pool, ClientCAs: pool}
}

// Require makes clients bring certificates.
func Require(cfg *tls.Config) { cfg.ClientAuth = tls.RequireAndVerifyClientCert }

// Off says that it asks for none, which is reported here.
func Off(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool, // want `ClientCAs is set, but ClientAuth stays`
		ClientAuth:   tls.NoClientCert,
	}
}

// None says of a configuration that it asks for none.
func None(cfg *tls.Config) { cfg.ClientAuth = tls.NoClientCert }
