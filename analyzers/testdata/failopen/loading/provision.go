package loading

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
)

// source gives the authorities for clients.
type source interface {
	Open(dir string) error
	Pool() *x509.CertPool
}

// clients says which clients a listener takes.
type clients struct {
	Files  []string
	From   source
	source source
	roots  []*x509.Certificate
	ready  bool
}

func (c *clients) apply(cfg *tls.Config) {
	switch {
	case c.source != nil:
		cfg.ClientCAs = c.source.Pool()
	case len(c.roots) > 0:
		pool := x509.NewCertPool()
		for _, r := range c.roots {
			pool.AddCert(r)
		}
		cfg.ClientCAs = pool
	}
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
}

// What fills the pool later is given up without a word.
func (c *clients) open(dir string) error {
	from := c.From
	if err := from.Open(dir); err != nil { // want `passes when the client CAs cannot be loaded: the error is swallowed`
		return nil
	}
	c.source = from
	return nil
}

// So are the files.
func (c *clients) read() error {
	for _, f := range c.Files {
		certs, err := parse(f)
		if err != nil { // want `passes when the client CAs cannot be loaded: the error is swallowed`
			return nil
		}
		c.roots = append(c.roots, certs...)
	}
	return nil
}

func parse(path string) ([]*x509.Certificate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, os.ErrInvalid
	}
	return x509.ParseCertificates(block.Bytes)
}

// inline is a source that holds everything.
type inline struct {
	certs []*x509.Certificate
	pool  *x509.CertPool
}

func (i *inline) Open(string) error {
	if len(i.certs) == 0 {
		return os.ErrInvalid
	}
	i.pool = x509.NewCertPool()
	for _, c := range i.certs {
		i.pool.AddCert(c)
	}
	return nil
}

func (i inline) Pool() *x509.CertPool { return i.pool }

type inlineClients struct {
	Files  []string
	certs  []*x509.Certificate
	source interface{ Pool() *x509.CertPool }
}

func (c *inlineClients) apply(cfg *tls.Config) {
	if c.source != nil {
		cfg.ClientCAs = c.source.Pool()
	}
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
}

// A value of the program's own type, and what it is made of.
func (c *inlineClients) open() error {
	for _, f := range c.Files {
		certs, err := parse(f)
		if err != nil { // want `passes when the client CAs cannot be loaded: the error is swallowed`
			return nil
		}
		c.certs = append(c.certs, certs...)
	}
	from := inline{certs: c.certs}
	if err := from.Open(""); err != nil { // want `passes when the client CAs cannot be loaded: the error is swallowed`
		return nil
	}
	c.source = from
	return nil
}

type closedClients struct {
	From   source
	source source
	note   string
}

func (c *closedClients) apply(cfg *tls.Config) {
	cfg.ClientCAs = c.source.Pool()
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
}

// What fills the pool later has to work.
func (c *closedClients) open(dir string) error {
	from := c.From
	if err := from.Open(dir); err != nil {
		return err
	}
	c.source = from
	return nil
}

// Something else that does not work is not about the pool.
func (c *closedClients) describe(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	c.note = string(text)
	return nil
}

// Listen uses both.
func Both(a *clients, b *closedClients) (*tls.Config, *tls.Config, error) {
	if err := a.open("a"); err != nil {
		return nil, nil, err
	}
	if err := a.read(); err != nil {
		return nil, nil, err
	}
	if err := b.open("b"); err != nil {
		return nil, nil, err
	}
	if err := b.describe("note"); err != nil {
		return nil, nil, err
	}
	c := new(inlineClients)
	if err := c.open(); err != nil {
		return nil, nil, err
	}
	one, two := &tls.Config{}, &tls.Config{}
	c.apply(two)
	a.apply(one)
	b.apply(two)
	return one, two, nil
}
