package fields

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"strings"
)

// Kiosk is a server's configuration with what belongs to it. Others may exchange it.
type Kiosk struct {
	*tls.Config
	keys map[string]tls.Certificate
}

// NewKiosk requires certificates.
func NewKiosk(cert tls.Certificate, pool *x509.CertPool) *Kiosk {
	return &Kiosk{
		Config: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool},
		keys:   map[string]tls.Certificate{},
	}
}

// reports: old machines are asked for less.
func (k *Kiosk) Sell() (net.Listener, error) {
	outer := k.Config.Clone()
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cfg := k.Config.Clone()
		if strings.HasPrefix(hello.ServerName, "old-") {
			cfg.ClientAuth = tls.RequestClientCert // want `a client passes with less than the server asks for`
		}
		return cfg, nil
	}
	return tls.Listen("tcp", ":7470", outer)
}

// quiet: the mode stays.
func (k *Kiosk) Refund() (net.Listener, error) {
	outer := k.Config.Clone()
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cfg := k.Config.Clone()
		if cert, ok := k.keys[hello.ServerName]; ok {
			cfg.Certificates = []tls.Certificate{cert}
		}
		return cfg, nil
	}
	return tls.Listen("tcp", ":7471", outer)
}

// quiet: more than the server asks for.
func (k *Kiosk) Service() (net.Listener, error) {
	outer := k.Config.Clone()
	outer.ClientAuth = tls.VerifyClientCertIfGiven
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cfg := k.Config.Clone()
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
		return cfg, nil
	}
	return tls.Listen("tcp", ":7472", outer)
}

// Stall may have any configuration.
type Stall struct{ TLS *tls.Config }

// quiet: nothing is known of it but what is set here.
func (s *Stall) Open() (net.Listener, error) {
	outer := s.TLS.Clone()
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		cfg := s.TLS.Clone()
		cfg.ClientAuth = tls.RequestClientCert
		return cfg, nil
	}
	return tls.Listen("tcp", ":7473", outer)
}
