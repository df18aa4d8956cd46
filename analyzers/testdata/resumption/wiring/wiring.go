// Package wiring puts together what other packages make.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"testdata/resumption/wiring/checks"
	"testdata/resumption/wiring/tlsconf"
	"testdata/resumption/wiring/tuned"
)

// A callback of another package.
func Callback(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: checks.Writers, // want `is not called for resumed connections`
	})
}

// A callback that another package makes.
func Made(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7001", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: checks.Only("writer.example"), // want `is not called for resumed connections`
	})
}

// A callback of one package in a configuration of another.
func Both(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7002", tlsconf.Server(cert, pool, checks.Writers)) // want `is not called for resumed connections`
}

// Another package's callback that records.
func Recording(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7003", tlsconf.Server(cert, pool, checks.Log))
}

// Completed here.
func Completed(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := tlsconf.Server(cert, pool, checks.Writers)
	cfg.SessionTicketsDisabled = true
	return tls.Listen("tcp", ":7004", cfg)
}

// An option of another package.
func Tuned(cert tls.Certificate, pool *x509.CertPool, hosts map[string]bool) (net.Listener, error) {
	cfg, err := tuned.Server(cert, pool, tuned.Hosts(hosts)) // want `is not called for resumed connections`
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7005", cfg)
}

// An option that disables tickets.
func TunedSingle(cert tls.Certificate, pool *x509.CertPool, hosts map[string]bool) (net.Listener, error) {
	cfg, err := tuned.Server(cert, pool, tuned.Single(hosts))
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7006", cfg)
}
