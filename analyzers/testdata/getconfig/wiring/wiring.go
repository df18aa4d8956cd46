// Package wiring puts together what another package makes.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"testdata/getconfig/wiring/tlsconf"
)

// The configuration that is returned is another package's.
func Returned(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return tlsconf.Site(cert), nil // want `any client passes without a certificate`
	}
	return tls.Listen("tcp", ":7000", cfg)
}

// The server's is, too.
func Server(cert, fallback tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Mutual(fallback, pool)
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return tlsconf.Site(cert), nil // want `any client passes without a certificate`
	}
	return tls.Listen("tcp", ":7001", cfg)
}

// Both ask.
func Mutual(cert, fallback tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Mutual(fallback, pool)
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return tlsconf.Mutual(cert, pool), nil
	}
	return tls.Listen("tcp", ":7002", cfg)
}

// reports: a method of another package, for every name with a key pair.
func Method(keys tlsconf.Keys, fallback tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Mutual(fallback, pool)
	cfg.GetConfigForClient = keys.Choose // want `any client passes without a certificate`
	return tls.Listen("tcp", ":7003", cfg)
}

// reports: a function that another package makes.
func Made(keys tlsconf.Keys, fallback tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7004", &tls.Config{
		Certificates: []tls.Certificate{fallback}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: tlsconf.Asking(keys), // want `has a weaker ClientAuth`
	})
}

// quiet: a public site of another package's choice.
func Public(keys tlsconf.Keys, fallback tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Mutual(fallback, pool)
	cfg.GetConfigForClient = keys.Public
	return tls.Listen("tcp", ":7005", cfg)
}

// quiet: a clone that another package makes.
func Cloned(keys tlsconf.Keys, fallback tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Mutual(fallback, pool)
	cfg.GetConfigForClient = tlsconf.Cloning(cfg, keys)
	return tls.Listen("tcp", ":7006", cfg)
}

// quiet: reported where both are made.
func Weekly(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7007", tlsconf.Weekly(cert, pool))
}

// reports: what the sites do not ask for is asked for here.
func Closed(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Open(cert) // want `any client passes without a certificate`
	cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, pool
	return tls.Listen("tcp", ":7008", cfg)
}
