// Package acme begins with configurations of autocert.
package acme

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"slices"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

type hotel struct {
	certs    *autocert.Manager
	agencies map[string]bool
}

// Who asks for another name than an agency's gets autocert's own configuration.
func (h *hotel) choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	if slices.Contains(hello.SupportedProtos, acme.ALPNProto) {
		return h.certs.TLSConfig(), nil // the challenge
	}
	if h.agencies[hello.ServerName] {
		return nil, nil
	}
	return h.certs.TLSConfig(), nil // want `any client passes without a certificate`
}

// Book serves agencies.
func Book(certs *autocert.Manager, pool *x509.CertPool, agencies map[string]bool) (net.Listener, error) {
	h := &hotel{certs: certs, agencies: agencies}
	cfg := certs.TLSConfig()
	cfg.ClientAuth, cfg.ClientCAs, cfg.GetConfigForClient = tls.RequireAndVerifyClientCert, pool, h.choose
	return tls.Listen("tcp", ":7460", cfg)
}

// Rooms gives everybody a configuration that asks for the same.
func Rooms(certs *autocert.Manager, pool *x509.CertPool) (net.Listener, error) {
	cfg := certs.TLSConfig()
	cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	cfg.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		own := certs.TLSConfig()
		own.ClientAuth, own.ClientCAs = tls.RequireAndVerifyClientCert, pool
		own.MinVersion = tls.VersionTLS13
		return own, nil
	}
	return tls.Listen("tcp", ":7461", cfg)
}
