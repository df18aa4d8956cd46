// Package wiring puts together what other packages make.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"

	"testdata/deadclientca/wiring/listen"
	"testdata/deadclientca/wiring/tlsconf"
)

// A configuration of another package, served here.
func Serve(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", tlsconf.Base(cert, pool)) // want `ClientCAs is set, but ClientAuth stays`
}

// A configuration made here, served by another package.
func Options(cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
	return listen.Serve(listen.Options{Addr: ":7001", TLS: &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientCAs:    pool, // want `ClientCAs is set, but ClientAuth stays`
	}}, h)
}

// The same, as an argument.
func Argument(cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	cfg.ClientCAs = pool // want `ClientCAs is set, but ClientAuth stays`
	return listen.TLS(":7002", cfg, h)
}

// Made in one package, completed by it, and served by another.
func Completed(cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
	cfg := tlsconf.Base(cert, pool)
	tlsconf.Require(cfg)
	return listen.TLS(":7003", cfg, h)
}

// A client's.
func Client(cert tls.Certificate, pool *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: tlsconf.Base(cert, pool)}}
}

// quiet: reported where it is made.
func Off(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7004", tlsconf.Off(cert, pool))
}

// reports: what another package does to it.
func None(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	cfg.ClientCAs = pool // want `ClientCAs is set, but ClientAuth stays`
	tlsconf.None(cfg)
	return tls.Listen("tcp", ":7005", cfg)
}
