// Package clones has configurations that take the place of others.
package clones

import (
	"crypto/tls"
	"crypto/x509"
	"net"
)

// quiet here: the mode is taken back on a clone, which is getconfig's.
func Reset(cert *tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c := outer.Clone()
		c.Certificates = []tls.Certificate{*cert}
		c.ClientAuth = tls.NoClientCert
		return c, nil
	}
	return tls.Listen("tcp", ":7490", outer)
}

// quiet: a public site; what is left of the authorities is the original's.
func Public(cert *tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if hello.ServerName != "www.example" {
			return nil, nil
		}
		c := outer.Clone()
		c.Certificates = []tls.Certificate{*cert}
		c.ClientAuth = tls.NoClientCert
		return c, nil
	}
	return tls.Listen("tcp", ":7491", outer)
}

// reports: nobody ever asks for certificates.
func Never(cert *tls.Certificate, pools func(string) *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{Certificates: []tls.Certificate{*cert}}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		c := outer.Clone()
		c.ClientCAs = pools(hello.ServerName) // want `ClientCAs is set, but ClientAuth stays tls.NoClientCert`
		return c, nil
	}
	return tls.Listen("tcp", ":7492", outer)
}
