// Package getconfig reports GetConfigForClient functions that return less than the
// server asks for.
//
// # What it reports
//
// A tls.Config with a ClientAuth other than NoClientCert, whose GetConfigForClient
// returns a configuration without ClientAuth, with a weaker one, or with one that
// verifies and no ClientCAs. A clone whose ClientAuth is taken back counts.
//
// The finding points at the configuration that is returned. It has medium confidence
// where one of both comes from a field that other packages may set, and where functions
// set them that nothing in the package calls one after the other.
//
// # Why it matters
//
// What GetConfigForClient returns replaces the server's configuration altogether;
// nothing is inherited. A new configuration with the right certificate and nothing
// else turns mutual TLS off for everybody. As the server keeps its ClientAuth,
// reviews and tests of the configuration see nothing.
//
// # What it leaves alone
//
//   - A clone that keeps both.
//   - Returning nil, which means the server's own.
//   - A configuration for a name that is compared, a public site chosen on purpose,
//     and for the protocol acme-tls/1. What everybody else gets is reported.
//   - A configuration that is not in sight: from a map, a field, or an atomic value.
//
// # Known limits
//
// A public site chosen by the server name is only as separate as its handler: a
// client may send the name of the one and the Host header of the other. The rule
// does not look at that. A name that is compared with one out of a table is a choice,
// too, although the table may have every name.
//
// # Bad
//
// Mutual TLS is off: the configuration that is returned asks for nothing.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"net"
//	)
//
//	// Listen asks clients for certificates, and has one of its own for each name.
//	func Listen(pool *x509.CertPool, find func(string) (*tls.Certificate, error)) (net.Listener, error) {
//		base := &tls.Config{
//			ClientAuth: tls.RequireAndVerifyClientCert,
//			ClientCAs:  pool,
//		}
//		base.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
//			cert, err := find(hello.ServerName)
//			if err != nil {
//				return nil, err
//			}
//			return &tls.Config{Certificates: []tls.Certificate{*cert}}, nil
//		}
//		return tls.Listen("tcp", ":8443", base)
//	}
//
// # Good
//
// A clone keeps what the server asks for.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"net"
//	)
//
//	// Listen asks clients for certificates, and has one of its own for each name.
//	func Listen(pool *x509.CertPool, find func(string) (*tls.Certificate, error)) (net.Listener, error) {
//		base := &tls.Config{
//			ClientAuth: tls.RequireAndVerifyClientCert,
//			ClientCAs:  pool,
//		}
//		base.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
//			cert, err := find(hello.ServerName)
//			if err != nil {
//				return nil, err
//			}
//			cfg := base.Clone()
//			cfg.Certificates = []tls.Certificate{*cert}
//			return cfg, nil
//		}
//		return tls.Listen("tcp", ":8443", base)
//	}
//
// # How to repair
//
// Return a Clone of the server's configuration and change what differs. Where only
// the certificate does, use GetCertificate instead.
//
// # References
//
//   - crypto/tls, type Config, field GetConfigForClient:
//     https://pkg.go.dev/crypto/tls#Config
//   - CWE-306 Missing Authentication for Critical Function:
//     https://cwe.mitre.org/data/definitions/306.html
//   - CWE-1188 Initialization of a Resource with an Insecure Default:
//     https://cwe.mitre.org/data/definitions/1188.html
package getconfig

import _ "embed"

//go:embed doc.go
var doc string
