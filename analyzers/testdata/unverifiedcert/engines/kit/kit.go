// Package kit makes configurations, and has a verifier that not everybody calls.
package kit

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"os"
)

// Option changes a configuration.
type Option func(*tls.Config) error

// New makes one.
func New(opts ...Option) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS13}
	for _, o := range opts {
		if err := o(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// WithClientCA loads authorities.
func WithClientCA(file string) Option {
	return func(c *tls.Config) error {
		pem, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return errors.New("no certificates")
		}
		c.ClientCAs = pool
		return nil
	}
}

// WithMode sets the mode.
func WithMode(mode tls.ClientAuthType) Option {
	return func(c *tls.Config) error {
		c.ClientAuth = mode
		return nil
	}
}

// Verify verifies a chain.
func Verify(cs tls.ConnectionState, roots *x509.CertPool) error {
	if len(cs.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}

// Fingerprint is for display.
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}
