// Package lanes makes the configurations of the lanes of a pool of one that it is given.
package lanes

import (
	"crypto/tls"
	"errors"

	"google.golang.org/grpc/credentials"
)

// Pool has lanes.
type Pool struct {
	TLS   *tls.Config
	Lanes map[string]*tls.Certificate
}

// Swimmers are asked for less, by the name of the lane.
func (p *Pool) Swimmers() *tls.Config {
	outer := p.TLS.Clone()
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cert, ok := p.Lanes[hello.ServerName]
		if !ok {
			return nil, errors.New("no such lane")
		}
		inner := p.TLS.Clone()
		inner.Certificates = []tls.Certificate{*cert}
		inner.ClientAuth = tls.VerifyClientCertIfGiven
		return inner, nil
	}
	return outer
}

// Divers are asked for the same.
func (p *Pool) Divers() *tls.Config {
	outer := p.TLS.Clone()
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		inner := p.TLS.Clone()
		inner.NextProtos = []string{"dive-" + hello.ServerName}
		return inner, nil
	}
	return outer
}

// Guests are asked for less, in credentials.
func Guests(base *tls.Config, certs map[string]*tls.Certificate) credentials.TransportCredentials {
	cfg := base.Clone()
	cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cert := certs[hello.ServerName]
		if cert == nil {
			return nil, nil
		}
		own := base.Clone()
		own.Certificates = []tls.Certificate{*cert}
		own.ClientAuth = tls.RequestClientCert
		return own, nil
	}
	return credentials.NewTLS(cfg)
}

// Members are asked for the same, in credentials.
func Members(base *tls.Config, certs map[string]*tls.Certificate) credentials.TransportCredentials {
	cfg := base.Clone()
	cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cert := certs[hello.ServerName]
		if cert == nil {
			return nil, nil
		}
		own := base.Clone()
		own.Certificates = []tls.Certificate{*cert}
		return own, nil
	}
	return credentials.NewTLS(cfg)
}
