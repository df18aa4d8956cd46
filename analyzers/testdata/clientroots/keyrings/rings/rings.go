// Package rings makes configurations of a ring of keys, which its methods are given by value.
package rings

import (
	"crypto/tls"
	"crypto/x509"
)

// Ring holds what servers need.
type Ring struct {
	Pair   tls.Certificate
	Guests *x509.CertPool
	Lax    bool
}

func (r Ring) base() *tls.Config {
	cfg := &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{r.Pair},
		ClientAuth:   tls.RequireAndVerifyClientCert,
	}
	r.admit(cfg)
	return cfg
}

func (r Ring) admit(cfg *tls.Config) { cfg.ClientCAs = r.Guests }

// Door is the base as it is.
func (r Ring) Door() *tls.Config { return r.base() }

// Gate asks less where the ring says so.
func (r Ring) Gate() *tls.Config {
	cfg := r.base()
	if r.Lax {
		cfg.ClientAuth = tls.VerifyClientCertIfGiven
	}
	return cfg
}

// Hatch forgets the authorities.
func (r Ring) Hatch() *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{r.Pair},
		RootCAs:      r.Guests,
		ClientAuth:   tls.RequireAndVerifyClientCert,
	}
}
