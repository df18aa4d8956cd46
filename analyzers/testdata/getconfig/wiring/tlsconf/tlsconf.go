// Package tlsconf makes configurations.
package tlsconf

import (
	"crypto/tls"
	"crypto/x509"
)

// Site is the configuration of a site.
func Site(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}}
}

// Mutual is the configuration of a site that asks for certificates.
func Mutual(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// Keys are key pairs by name.
type Keys map[string]*tls.Certificate

// Find returns that for a name.
func (k Keys) Find(name string) (*tls.Certificate, bool) {
	c, ok := k[name]
	return c, ok
}

// Choose gives each name that has a key pair a configuration of its own.
func (k Keys) Choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	cert, ok := k.Find(hello.ServerName)
	if !ok {
		return nil, nil
	}
	return &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"h2"}}, nil
}

// Public gives one name a configuration that asks for nothing.
func (k Keys) Public(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	if hello.ServerName != "www.example.com" {
		return nil, nil
	}
	return &tls.Config{Certificates: []tls.Certificate{*k["www.example.com"]}}, nil
}

// Cloning gives each name a clone.
func Cloning(base *tls.Config, k Keys) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		out := base.Clone()
		if cert, ok := k.Find(hello.ServerName); ok {
			out.Certificates = []tls.Certificate{*cert}
		}
		return out, nil
	}
}

// Asking makes a configuration for each name that only asks.
func Asking(k Keys) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return &tls.Config{Certificates: []tls.Certificate{*k[hello.ServerName]}, ClientAuth: tls.RequestClientCert}, nil
	}
}

// Weekly is a server's whose sites ask for nothing: that is reported here.
func Weekly(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil // want `any client passes without a certificate`
		},
	}
}

// Open is a server's that asks for nothing, as its sites do.
func Open(cert tls.Certificate) *tls.Config {
	return &tls.Config{
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
		},
	}
}
