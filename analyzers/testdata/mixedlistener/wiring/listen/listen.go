// Package listen has listeners.
package listen

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"time"
)

// Plain serves in plain text.
func Plain(addr string, h http.Handler) error {
	srv := &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServe()
}

// Mutual requires client certificates.
func Mutual(addr string, h http.Handler, cert tls.Certificate, pool *x509.CertPool) error {
	srv := &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}}
	return srv.ListenAndServeTLS("", "")
}

// Server is one in plain text, to be started.
func Server(addr string, h http.Handler) *http.Server {
	return &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: time.Second}
}

// MutualServer is one that requires client certificates.
func MutualServer(addr string, h http.Handler, cert tls.Certificate, pool *x509.CertPool) (*http.Server, error) {
	if pool == nil {
		return nil, errNoAuthorities
	}
	srv := Server(addr, h)
	srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	return srv, nil
}

// ServerWith is one whose mode callers choose.
func ServerWith(addr string, h http.Handler, cfg *tls.Config) *http.Server {
	srv := Server(addr, h)
	srv.TLSConfig = cfg
	return srv
}

var errNoAuthorities = errors.New("no authorities for clients")
