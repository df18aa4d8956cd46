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
