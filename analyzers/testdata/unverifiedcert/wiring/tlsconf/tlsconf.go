// Package tlsconf makes configurations for others to complete.
package tlsconf

import (
	"crypto/tls"
	"crypto/x509"
)

// Base asks for certificates.
func Base(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
}

// New has authorities that the caller brings.
func New(cert tls.Certificate, pool *x509.CertPool, mode tls.ClientAuthType) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: mode, ClientCAs: pool}
}

// Option changes a configuration.
type Option func(*tls.Config)

// Mode is an option.
func Mode(m tls.ClientAuthType) Option { return func(c *tls.Config) { c.ClientAuth = m } }

// CAs is another.
func CAs(pool *x509.CertPool) Option { return func(c *tls.Config) { c.ClientCAs = pool } }

// With applies options.
func With(cert tls.Certificate, opts ...Option) *tls.Config {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	for _, o := range opts {
		o(c)
	}
	return c
}
