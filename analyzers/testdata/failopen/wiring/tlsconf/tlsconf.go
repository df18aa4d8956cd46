// Package tlsconf makes configurations for other packages.
package tlsconf

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
)

// Load returns a pool, or none and an error.
func Load(path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificates")
	}
	return pool, nil
}

// With returns a configuration that verifies against pool.
func With(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// Depot drops the error itself: it is reported here, and not where the configuration is used.
func Depot(cert tls.Certificate, path string) *tls.Config {
	c := &tls.Config{Certificates: []tls.Certificate{cert}}
	c.ClientAuth = tls.RequireAndVerifyClientCert
	c.ClientCAs, _ = Load(path) // want `a certificate of any public authority passes when the client CAs cannot be loaded`
	return c
}

// Asking drops it, too; whoever calls it says whether the pool matters.
func Asking(mode tls.ClientAuthType, path string) *tls.Config {
	c := &tls.Config{ClientAuth: mode}
	c.ClientCAs, _ = Load(path)
	return c
}
