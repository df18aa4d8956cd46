// Package wiring puts together what other packages make.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"

	"testdata/unverifiedcert/wiring/gate"
	"testdata/unverifiedcert/wiring/modes"
	"testdata/unverifiedcert/wiring/tlsconf"
)

// The configuration is made in one package, the name decides in another.
func Serve(cert tls.Certificate, operators map[string]bool, api http.Handler) error {
	srv := &http.Server{
		Addr:              ":8443",
		Handler:           gate.Operators(operators, api),
		TLSConfig:         tlsconf.Base(cert), // want `a certificate that anyone can make passes`
		ReadHeaderTimeout: time.Second,
	}
	return srv.ListenAndServeTLS("", "")
}

func pool(pem []byte) *x509.CertPool {
	p := x509.NewCertPool()
	p.AppendCertsFromPEM(pem)
	return p
}

// A constructor of another package, with a mode that consults no authorities.
func Constructor(cert tls.Certificate, pem []byte) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", tlsconf.New(cert, pool(pem), tls.RequireAnyClientCert)) // want `ClientCAs is never consulted`
}

// The same constructor, with a mode that does.
func GoodConstructor(cert tls.Certificate, pem []byte) (net.Listener, error) {
	return tls.Listen("tcp", ":7001", tlsconf.New(cert, pool(pem), tls.RequireAndVerifyClientCert))
}

// Option functions of another package.
func Options(cert tls.Certificate, pem []byte) (net.Listener, error) {
	return tls.Listen("tcp", ":7002", tlsconf.With(cert, tlsconf.CAs(pool(pem)), tlsconf.Mode(tls.RequireAnyClientCert))) // want `ClientCAs is never consulted`
}

// Completed here.
func Completed(cert tls.Certificate, pem []byte) (net.Listener, error) {
	cfg := tlsconf.Base(cert)
	cfg.ClientAuth = tls.RequireAndVerifyClientCert
	cfg.ClientCAs = pool(pem)
	return tls.Listen("tcp", ":7003", cfg)
}

// The mode comes from a package of modes.
func Mode(cert tls.Certificate, pem []byte) (net.Listener, error) {
	return tls.Listen("tcp", ":7004", tlsconf.New(cert, pool(pem), modes.Any())) // want `ClientCAs is never consulted`
}

// One that verifies, from there.
func GoodMode(cert tls.Certificate, pem []byte) (net.Listener, error) {
	return tls.Listen("tcp", ":7005", tlsconf.New(cert, pool(pem), modes.Verified()))
}
