package loading

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

type assembly struct {
	cfg tls.Config
	err error
}

func guests(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificates")
	}
	return pool, nil
}

// quiet: the error is kept, and returned in the end.
func (a *assembly) Guests(file string) *assembly {
	pool, err := guests(file)
	if err != nil {
		a.err = errors.Join(a.err, fmt.Errorf("guests: %w", err))
		return a
	}
	a.cfg.ClientCAs = pool
	a.cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return a
}

func (a *assembly) Build() (*tls.Config, error) {
	if a.err != nil {
		return nil, a.err
	}
	return a.cfg.Clone(), nil
}

type gallery struct {
	cfg  tls.Config
	last error
}

// reports: the error is kept for show.
func (g *gallery) Guests(file string) *gallery {
	pool, err := guests(file)
	if err != nil { // want `the error is swallowed`
		g.last = err
		return g
	}
	g.cfg.ClientCAs = pool
	g.cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return g
}

func (g *gallery) Status() string { return fmt.Sprintf("last: %v", g.last) }

func (g *gallery) Build() *tls.Config { return g.cfg.Clone() }

type collection struct {
	cfg  tls.Config
	errs []error
}

// quiet: the same, in a list.
func (c *collection) Guests(file string) *collection {
	pool, err := guests(file)
	if err != nil {
		c.errs = append(c.errs, err)
		return c
	}
	c.cfg.ClientCAs = pool
	c.cfg.ClientAuth = tls.RequireAndVerifyClientCert
	return c
}

func (c *collection) Build() (*tls.Config, error) { return c.cfg.Clone(), errors.Join(c.errs...) }
