// Package clientroots reports client certificates that are verified against the
// wrong roots.
//
// # What it reports
//
// A server's tls.Config whose ClientAuth verifies while ClientCAs is nil, which
// means the roots of the operating system, or is the system's pool, also with
// authorities of one's own on top, or is a pool whose error of loading nobody looks
// at. Also authorities set on a copy that nobody uses, while the original is served with
// others.
//
// A call of x509.Certificate.Verify on a client's certificate, in a callback, a
// handler or a helper, whose Roots are nil, the system's, or filled with
// certificates that the client itself sent.
//
// The finding points at the pool or at the mode; for a call of Verify, at the call.
//
// # Why it matters
//
// The system's roots are more than a hundred public authorities. Each of them issues
// certificates to whoever owns a domain, and some issue certificates for client
// authentication to anybody with a mail address. All of these pass.
//
// With roots from the peer's own chain everybody passes: a client makes an
// authority, and sends it along. Caddy fell back to the system's roots when two
// errors were swallowed (CVE-2026-27586).
//
// # What it leaves alone
//
//   - ClientCAs that are filled later, by a helper, or in GetConfigForClient.
//   - A pool that is a parameter.
//   - A configuration that an exported function returns without them: whoever gets
//     it may set them.
//   - A public PKI that is meant, with the names of its certificates mapped in a
//     callback.
//   - A client that verifies a server.
//
// # Known limits
//
// Which certificates a file holds is not known. A pool that stays empty lets nobody
// in, and is no finding.
//
// # Bad
//
// Anybody with a certificate of a public authority passes.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"net/http"
//		"time"
//	)
//
//	// Serve serves the administrative interface.
//	func Serve(cert tls.Certificate, h http.Handler) error {
//		cfg := &tls.Config{
//			Certificates: []tls.Certificate{cert},
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
// # Good
//
// Only the program's own authority counts, and without it the program does not
// start.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"errors"
//		"net/http"
//		"time"
//	)
//
//	// Serve serves the administrative interface to clients of an authority, in PEM.
//	func Serve(cert tls.Certificate, authority []byte, h http.Handler) error {
//		pool := x509.NewCertPool()
//		if !pool.AppendCertsFromPEM(authority) {
//			return errors.New("no certificate of the clients' authority")
//		}
//		cfg := &tls.Config{
//			Certificates: []tls.Certificate{cert},
//			ClientAuth:   tls.RequireAndVerifyClientCert,
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
// # How to repair
//
// Make a pool of its own for clients with x509.NewCertPool, add the authority that
// issues their certificates, and fail when it cannot be loaded. Put what the client
// sends into Intermediates, never into Roots.
//
// # References
//
//   - crypto/tls, type Config, field ClientCAs: https://pkg.go.dev/crypto/tls#Config
//   - crypto/x509, type VerifyOptions: https://pkg.go.dev/crypto/x509#VerifyOptions
//   - RFC 5280, section 6: https://www.rfc-editor.org/rfc/rfc5280#section-6
//   - CWE-295 Improper Certificate Validation:
//     https://cwe.mitre.org/data/definitions/295.html
//   - CWE-1188 Initialization of a Resource with an Insecure Default:
//     https://cwe.mitre.org/data/definitions/1188.html
package clientroots

import _ "embed"

//go:embed doc.go
var doc string
