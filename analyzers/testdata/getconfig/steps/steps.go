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
