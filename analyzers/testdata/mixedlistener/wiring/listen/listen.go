// Package listen has listeners.
package listen

import (
	"crypto/tls"
	"crypto/x509"
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
