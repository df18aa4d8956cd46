// Package tlsconf makes configurations.
package tlsconf

import (
	"crypto/tls"
	"crypto/x509"
)

// Server is a server's.
func Server(cert tls.Certificate, pool *x509.CertPool, check func([][]byte, [][]*x509.Certificate) error) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, VerifyPeerCertificate: check}
}
