// Package deadclientca reports servers that have authorities for client certificates
// and never ask for a certificate.
//
// # What it reports
//
// A tls.Config that is a server's, with ClientCAs set on every path and ClientAuth
// left at NoClientCert, or set to it. Also authorities set on a configuration that
// is not the one that is served, when the one that is served asks for nothing: http.Server.Serve
// never looks at the TLSConfig of the server, only the listener that it is given does at its own. Transport
// credentials hold a copy, in which nobody sets a mode afterwards: they count with medium
// confidence wherever they go.
//
// The finding points at the authorities, or at the call when another package makes
// the configuration.
//
// # Why it matters
//
// ClientCAs only says against what a certificate is verified, not that there has to
// be one. With NoClientCert, the zero value, the server does not ask, no client
// sends a certificate, and everybody passes. Nothing fails: the server starts,
// clients with certificates connect, and so do all others.
//
// NeuVector shipped its internal gRPC services like this.
//
// # What it leaves alone
//
//   - ClientAuth that is set elsewhere on the same value, by a helper, an option,
//     later, or under the operator's condition.
//   - GetConfigForClient, which says what is in force.
//   - A client's configuration, and one of which it is not known whether a server
//     gets it.
//   - A configuration that something unknown may finish.
//
// # Known limits
//
// Where the configuration goes is followed through variables, fields, helpers and
// packages of the program, not through registries and dependency injection, nor through
// builders of other packages that hold it by value; what gets lost there is silent.
//
// # Bad
//
// The pool is set, and no client is asked for a certificate.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"net/http"
//		"time"
//	)
//
//	// Serve serves the administrative interface.
//	func Serve(cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
//		cfg := &tls.Config{
//			Certificates: []tls.Certificate{cert},
//			ClientCAs:    pool,
//		}
//		srv := &http.Server{
//			Addr:              ":8443",
//			Handler:           h,
//			TLSConfig:         cfg,
//			ReadHeaderTimeout: 5 * time.Second,
//		}
//		return srv.ListenAndServeTLS("", "")
//	}
//
// # Good
//
// The mode says that a certificate is required and verified.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"net/http"
//		"time"
//	)
//
//	// Serve serves the administrative interface.
//	func Serve(cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
//		cfg := &tls.Config{
//			Certificates: []tls.Certificate{cert},
//			ClientCAs:    pool,
//			ClientAuth:   tls.RequireAndVerifyClientCert,
//		}
//		srv := &http.Server{
//			Addr:              ":8443",
//			Handler:           h,
//			TLSConfig:         cfg,
//			ReadHeaderTimeout: 5 * time.Second,
//		}
//		return srv.ListenAndServeTLS("", "")
//	}
//
// # How to repair
//
// Set ClientAuth to RequireAndVerifyClientCert, or to VerifyClientCertIfGiven where
// other credentials are accepted too. Remove ClientCAs where no certificates are
// meant to be used.
//
// # References
//
//   - crypto/tls, type Config: https://pkg.go.dev/crypto/tls#Config
//   - CWE-306 Missing Authentication for Critical Function:
//     https://cwe.mitre.org/data/definitions/306.html
//   - CWE-1188 Initialization of a Resource with an Insecure Default:
//     https://cwe.mitre.org/data/definitions/1188.html
package deadclientca

import _ "embed"

//go:embed doc.go
var doc string
