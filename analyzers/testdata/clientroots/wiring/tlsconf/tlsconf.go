// Package tlsconf makes configurations and pools.
package tlsconf

import (
	"crypto/tls"
	"crypto/x509"
	"os"
)

// Verifying asks for certificates; the caller brings the authorities.
func Verifying(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}
}

// With has the authorities of the caller.
func With(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// Roots are the system's.
func Roots() (*x509.CertPool, error) { return x509.SystemCertPool() }

// Load reads authorities.
func Load(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return pool, nil
}

// Pool has the system's roots if that is asked for.
func Pool(system bool, pem []byte) (pool *x509.CertPool, err error) {
	if system {
		if pool, err = x509.SystemCertPool(); err != nil {
			return nil, err
		}
	} else {
		pool = x509.NewCertPool()
	}
	pool.AppendCertsFromPEM(pem)
	return pool, nil
}

// reports: it is reported here, and not where it is used.
func Corporate(cert tls.Certificate, pem []byte) (*tls.Config, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	roots.AppendCertsFromPEM(pem)
	return &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  roots, // want `the system's roots serve as ClientCAs`
	}, nil
}

func base(mode tls.ClientAuthType) *tls.Config { return &tls.Config{ClientAuth: mode} }

// Clearing never gets authorities; it might from its callers.
func Clearing() *tls.Config {
	c := base(tls.RequireAndVerifyClientCert)
	c.MinVersion = tls.VersionTLS13
	return c
}
