// Package hulls makes configurations by options.
package hulls

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// Option changes a configuration.
type Option func(*tls.Config) error

// New makes one.
func New(cert tls.Certificate, opts ...Option) (*tls.Config, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	for _, o := range opts {
		if err := o(cfg); err != nil {
			return nil, err
		}
	}
	return cfg, nil
}

// Any makes clients bring a certificate.
func Any() Option {
	return func(c *tls.Config) error {
		c.ClientAuth = tls.RequireAnyClientCert
		return nil
	}
}

// Checked makes them bring one that the authorities of the hour vouch for.
func Checked(roots func() *x509.CertPool) Option {
	return func(c *tls.Config) error {
		c.ClientAuth = tls.RequireAnyClientCert
		c.VerifyConnection = func(cs tls.ConnectionState) error {
			r := roots()
			if r == nil {
				return errors.New("no authorities yet")
			}
			_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: r, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
			return err
		}
		return nil
	}
}

// Verify is for whoever verifies by himself.
func Verify(cs tls.ConnectionState, roots *x509.CertPool) error {
	_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}
