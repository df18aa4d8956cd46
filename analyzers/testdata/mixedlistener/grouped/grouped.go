// Package grouped serves routers of another package in plain text, too.
package grouped

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"

	"testdata/mixedlistener/grouped/web"
)

func mutual(cert tls.Certificate, pool *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
}

// Open serves a router of which one group asks for nothing.
//
// reports: the archive is for everybody.
func Open(d *web.Desk, cert tls.Certificate, pool *x509.CertPool) error {
	h := d.Open()
	strict := &http.Server{Addr: ":8443", Handler: h, TLSConfig: mutual(cert, pool)}
	plain := &http.Server{Addr: ":8080", Handler: h}
	go strict.ListenAndServeTLS("", "")
	return plain.ListenAndServe() // want "served here without"
}

// Shut serves a router that asks on its own.
//
// quiet: every route asks for the certificate.
func Shut(d *web.Desk, cert tls.Certificate, pool *x509.CertPool) error {
	h := d.Shut()
	strict := &http.Server{Addr: ":8443", Handler: h, TLSConfig: mutual(cert, pool)}
	plain := &http.Server{Addr: ":8080", Handler: h}
	go strict.ListenAndServeTLS("", "")
	return plain.ListenAndServe()
}

// Logged serves a router that only writes down who asks.
//
// reports: a log is no gate.
func Logged(d *web.Desk, cert tls.Certificate, pool *x509.CertPool) error {
	h := d.Logged()
	strict := &http.Server{Addr: ":8443", Handler: h, TLSConfig: mutual(cert, pool)}
	plain := &http.Server{Addr: ":8080", Handler: h}
	go strict.ListenAndServeTLS("", "")
	return plain.ListenAndServe() // want "served here without"
}

// Asked serves a router that asks in front.
//
// quiet: the middleware asks for the certificate.
func Asked(d *web.Desk, cert tls.Certificate, pool *x509.CertPool) error {
	h := d.Asked()
	strict := &http.Server{Addr: ":8443", Handler: h, TLSConfig: mutual(cert, pool)}
	plain := &http.Server{Addr: ":8080", Handler: h}
	go strict.ListenAndServeTLS("", "")
	return plain.ListenAndServe()
}
