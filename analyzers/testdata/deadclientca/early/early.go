// Package early has copies of configurations that were taken too early.
package early

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"testdata/deadclientca/early/gates"
)

// reports: the mode is set after the copy is taken.
func Museum(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	return gates.Early(&tls.Config{Certificates: []tls.Certificate{cert}}, pool, l) // want `ClientCAs is set, but ClientAuth stays`
}

// quiet: what is copied has one.
func Archive(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	return gates.Early(&tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert}, pool, l)
}

// quiet: it is set before.
func Gallery(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	return gates.Late(&tls.Config{Certificates: []tls.Certificate{cert}}, pool, l)
}

// quiet: the copy has its own.
func Library(cert tls.Certificate, pool *x509.CertPool, l net.Listener) net.Listener {
	return gates.Own(&tls.Config{Certificates: []tls.Certificate{cert}}, pool, l)
}

// quiet: a call before set it.
func Theatre(cert tls.Certificate, pool *x509.CertPool, l, m net.Listener) (net.Listener, net.Listener) {
	base := &tls.Config{Certificates: []tls.Certificate{cert}}
	stage := gates.Late(base, pool, l)
	return stage, gates.Early(base, pool, m)
}
