// Package wiring puts together what other packages load and configure.
package wiring

import (
	"crypto/tls"
	"log"
	"net"

	"testdata/failopen/wiring/tlsconf"
)

// Nobody looks at the error of another package's loader.
func Blank(cert tls.Certificate, path string) (net.Listener, error) {
	pool, _ := tlsconf.Load(path)
	return tls.Listen("tcp", ":7002", tlsconf.With(cert, pool)) // want `a certificate of any public authority passes when the client CAs cannot be loaded`
}

// It is looked at.
func Checked(cert tls.Certificate, path string) (net.Listener, error) {
	pool, err := tlsconf.Load(path)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7002", tlsconf.With(cert, pool))
}

// It is written down.
func Logged(cert tls.Certificate, path string) (net.Listener, error) {
	cfg := tlsconf.With(cert, nil)
	pool, err := tlsconf.Load(path)
	if err != nil { // want `passes when the client CAs cannot be loaded`
		log.Printf("client CAs: %v", err)
	} else {
		cfg.ClientCAs = pool
	}
	return tls.Listen("tcp", ":7002", cfg)
}

// quiet: reported where the error is dropped.
func Depot(cert tls.Certificate, path string) (net.Listener, error) {
	return tls.Listen("tcp", ":7003", tlsconf.Depot(cert, path))
}

// reports: the mode is chosen here.
func Asking(path string) (net.Listener, error) {
	return tls.Listen("tcp", ":7004", tlsconf.Asking(tls.RequireAndVerifyClientCert, path)) // want `a certificate of any public authority passes when the client CAs cannot be loaded`
}
