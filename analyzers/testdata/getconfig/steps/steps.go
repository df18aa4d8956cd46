// Package steps completes configurations step by step, and on some paths only.
package steps

import (
	"crypto/tls"
	"crypto/x509"
	"net"
)

// Loom is a builder of configurations.
type Loom struct{ cfg *tls.Config }

func NewLoom(cert tls.Certificate) *Loom {
	return &Loom{&tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}}
}

// Members asks for certificates.
func (l *Loom) Members(pool *x509.CertPool) *Loom {
	l.cfg.ClientAuth = tls.RequireAndVerifyClientCert
	l.cfg.ClientCAs = pool
	return l
}

// reports: a configuration of its own for each name.
func (l *Loom) Names(certs map[string]tls.Certificate) *Loom {
	l.cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if cert, ok := certs[hello.ServerName]; ok {
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil // want `any client passes without a certificate`
		}
		return nil, nil
	}
	return l
}

// quiet: a copy.
func (l *Loom) Fresh(pool func() *x509.CertPool) *Loom {
	base := l.cfg
	l.cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		cfg := base.Clone()
		cfg.GetConfigForClient = nil
		cfg.ClientCAs = pool()
		return cfg, nil
	}
	return l
}

// quiet: a public site.
func (l *Loom) Site(cert tls.Certificate) *Loom {
	l.cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if hello.ServerName == "www.example" {
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
		}
		return nil, nil
	}
	return l
}

func (l *Loom) Listen(addr string) (net.Listener, error) { return tls.Listen("tcp", addr, l.cfg) }

type options struct {
	members bool
	names   map[string]tls.Certificate
}

func (o options) choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	if cert, ok := o.names[hello.ServerName]; ok {
		return &tls.Config{Certificates: []tls.Certificate{cert}}, nil // want `any client passes without a certificate`
	}
	return nil, nil
}

// Both are set by conditions of their own.
func Sometimes(o options, cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	if o.members {
		cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	}
	if len(o.names) > 0 {
		cfg.GetConfigForClient = o.choose
	}
	return tls.Listen("tcp", ":7100", cfg)
}

// quiet: either the one or the other.
func Either(o options, cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	if o.members {
		cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	} else {
		cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			cert := o.names[hello.ServerName]
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
		}
	}
	return tls.Listen("tcp", ":7101", cfg)
}

// quiet: the same, in two statements.
func Apart(o options, cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	if o.members {
		cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	}
	if !o.members {
		cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			cert := o.names[hello.ServerName]
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
		}
	}
	return tls.Listen("tcp", ":7102", cfg)
}

// quiet: what is returned asks under the same condition.
func Alike(o options, cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	make := func(cert tls.Certificate) *tls.Config {
		cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
		if o.members {
			cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
		}
		return cfg
	}
	cfg := make(cert)
	cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return make(o.names[hello.ServerName]), nil
	}
	return tls.Listen("tcp", ":7103", cfg)
}

type bobbin struct{ cfg *tls.Config }

func newBobbin(cert tls.Certificate) *bobbin {
	return &bobbin{&tls.Config{Certificates: []tls.Certificate{cert}}}
}

func (b *bobbin) members(pool *x509.CertPool) *bobbin {
	b.cfg.ClientAuth, b.cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	return b
}

// quiet: nobody calls both on one bobbin.
func (b *bobbin) sites(certs map[string]*tls.Certificate) *bobbin {
	b.cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return &tls.Config{Certificates: []tls.Certificate{*certs[hello.ServerName]}}, nil
	}
	return b
}

// Two bobbins, one for members.
func Bobbins(cert tls.Certificate, pool *x509.CertPool, certs map[string]*tls.Certificate, l, m net.Listener) (net.Listener, net.Listener) {
	return tls.NewListener(l, newBobbin(cert).members(pool).cfg), tls.NewListener(m, newBobbin(cert).sites(certs).cfg)
}

type spool struct{ cfg *tls.Config }

func newSpool(cert tls.Certificate) *spool {
	return &spool{&tls.Config{Certificates: []tls.Certificate{cert}}}
}

func (s *spool) members(pool *x509.CertPool) *spool {
	s.cfg.ClientAuth, s.cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	return s
}

func (s *spool) sites(certs map[string]*tls.Certificate) *spool {
	s.cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return &tls.Config{Certificates: []tls.Certificate{*certs[hello.ServerName]}}, nil // want `any client passes without a certificate`
	}
	return s
}

// One spool for both.
func Spool(cert tls.Certificate, pool *x509.CertPool, certs map[string]*tls.Certificate, l net.Listener) net.Listener {
	return tls.NewListener(l, newSpool(cert).members(pool).sites(certs).cfg)
}
