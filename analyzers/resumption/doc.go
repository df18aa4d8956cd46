// Package resumption reports checks of client certificates that resumed connections
// go around.
//
// # What it reports
//
// A server's tls.Config whose VerifyPeerCertificate can refuse a client, while
// VerifyConnection is not set or refuses nobody, and session tickets are on. So are
// configurations that GetConfigForClient returns with callbacks of their own: they
// share the ticket keys of the server's. A client's configuration with a session
// cache counts too, with medium confidence.
//
// A constructor of a library that decides in VerifyPeerCertificate, such as
// go-spiffe's for servers, has low severity.
//
// The finding points at the callback, or at the call when another package makes the
// configuration.
//
// # Why it matters
//
// A server gives every client a ticket, with which the next handshake skips the
// certificate. VerifyPeerCertificate is not called then. A client whose certificate
// was revoked, or whose name was taken off the list, comes back with the ticket for
// days. With several sites in one process, a ticket won under the weak callback of
// one is taken under the strict callback of another.
//
// The documentation of crypto/tls says so since Go 1.25, and CVE-2025-68121 was
// about the same for ClientCAs.
//
// # What it leaves alone
//
//   - SessionTicketsDisabled, where it is set on every path.
//   - A client without a session cache, which never resumes.
//   - A callback that only records, and never returns an error.
//   - An identity that is decided again for each request.
//   - A server that does not ask for certificates: its callback is never called.
//
// # Known limits
//
// That every ticket key is renewed when a client is locked out is not seen. Whether
// the program resumes at all depends on its clients.
//
// # Bad
//
// Who was revoked comes back with a ticket.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"errors"
//		"net"
//	)
//
//	// Listen accepts connections of clients that are not revoked.
//	func Listen(cert tls.Certificate, pool *x509.CertPool, revoked func(*x509.Certificate) bool) (net.Listener, error) {
//		return tls.Listen("tcp", ":8443", &tls.Config{
//			Certificates: []tls.Certificate{cert},
//			ClientAuth:   tls.RequireAndVerifyClientCert,
//			ClientCAs:    pool,
//			VerifyPeerCertificate: func(_ [][]byte, chains [][]*x509.Certificate) error {
//				if revoked(chains[0][0]) {
//					return errors.New("revoked")
//				}
//				return nil
//			},
//		})
//	}
//
// # Good
//
// VerifyConnection is called for resumed connections too.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"errors"
//		"net"
//	)
//
//	// Listen accepts connections of clients that are not revoked.
//	func Listen(cert tls.Certificate, pool *x509.CertPool, revoked func(*x509.Certificate) bool) (net.Listener, error) {
//		return tls.Listen("tcp", ":8443", &tls.Config{
//			Certificates: []tls.Certificate{cert},
//			ClientAuth:   tls.RequireAndVerifyClientCert,
//			ClientCAs:    pool,
//			VerifyConnection: func(cs tls.ConnectionState) error {
//				chains := cs.VerifiedChains
//				if revoked(chains[0][0]) {
//					return errors.New("revoked")
//				}
//				return nil
//			},
//		})
//	}
//
// # How to repair
//
// Decide in VerifyConnection: it is called for every connection, and sees the
// certificates and chains that the ticket restored. Or set SessionTicketsDisabled.
// Decide again in the handler where authorization can change while a connection
// lives.
//
// # References
//
//   - crypto/tls, type Config, field VerifyPeerCertificate:
//     https://pkg.go.dev/crypto/tls#Config
//   - RFC 8446, section 2.2: https://www.rfc-editor.org/rfc/rfc8446#section-2.2
//   - CWE-295 Improper Certificate Validation:
//     https://cwe.mitre.org/data/definitions/295.html
//   - CWE-613 Insufficient Session Expiration:
//     https://cwe.mitre.org/data/definitions/613.html
//   - CWE-863 Incorrect Authorization:
//     https://cwe.mitre.org/data/definitions/863.html
package resumption

import _ "embed"

//go:embed doc.go
var doc string
