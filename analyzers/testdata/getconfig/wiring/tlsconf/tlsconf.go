// Package tlsconf makes configurations.
package tlsconf

import (
	"crypto/tls"
	"crypto/x509"
)

// Site is the configuration of a site.
func Site(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}}
}

// Mutual is the configuration of a site that asks for certificates.
func Mutual(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}
