// Package tuned makes configurations by options.
package tuned

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// Option changes a configuration.
type Option func(*tls.Config) error

// Server is a server's configuration, changed by options.
func Server(cert tls.Certificate, pool *x509.CertPool, opts ...Option) (*tls.Config, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	for _, o := range opts {
		if err := o(cfg); err != nil {
			return nil, err
		}
	}
	return cfg, nil
}

// Hosts lets some hosts in.
func Hosts(hosts map[string]bool) Option {
	return func(c *tls.Config) error {
		c.VerifyPeerCertificate = known(hosts)
		return nil
	}
}

// Single is Hosts for connections that never come back.
func Single(hosts map[string]bool) Option {
	return func(c *tls.Config) error {
		c.SessionTicketsDisabled = true
		c.VerifyPeerCertificate = known(hosts)
		return nil
	}
}

func known(hosts map[string]bool) func([][]byte, [][]*x509.Certificate) error {
	return func(_ [][]byte, chains [][]*x509.Certificate) error {
		for _, n := range chains[0][0].DNSNames {
			if hosts[n] {
				return nil
			}
		}
		return errors.New("unknown host")
	}
}
