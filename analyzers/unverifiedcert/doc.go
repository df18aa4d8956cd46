// Package unverifiedcert reports servers that ask for client certificates which
// nothing verifies.
//
// # What it reports
//
// A tls.Config with RequestClientCert or RequireAnyClientCert, where no callback and
// no later code verifies the chain or recognises the certificate itself by its
// digest or key.
//
// How sure the rule is follows from what it sees beside the mode:
//
//   - high when ClientCAs is set on the same configuration: the pool shows what was
//     meant, and these two modes never consult it;
//   - high when the program decides on a name in such a certificate, in this package
//     or in one that it uses;
//   - low, and so not shown unless asked for, when nothing that decides on the
//     certificate is in sight.
//
// A weak mode on some path counts, as long as the condition is not named after
// development or tests. The finding points at the mode, or at the call when the
// configuration is made by another package.
//
// # Why it matters
//
// Both modes let any certificate through the handshake, including one that the
// client made a minute ago with the names of somebody else. PeerCertificates then
// holds whatever the client chose to send; VerifiedChains is empty. A handler that
// reads a name from it believes the client's own word.
//
// The database of public vulnerabilities has this as remote code execution:
// CVE-2025-54424 in 1Panel, where RequireAnyClientCert stood in front of a
// comparison of the common name.
//
// # What it leaves alone
//
//   - A callback that verifies the chain, and code that does so for each request, as
//     Kubernetes' authenticator of client certificates does.
//   - Pinning: a decision on the SHA-256 digest, the raw bytes or the public key of
//     the leaf needs no authority.
//   - The constructors of go-spiffe and of grpc's advancedtls, which verify in their
//     callbacks.
//   - A callback that is handed in and not in sight, and a certificate that goes to
//     something unknown that may verify.
//   - A configuration that GetConfigForClient replaces, and one whose mode the
//     operator chooses from a table of all modes.
//   - A pool that is a parameter which callers may leave out.
//
// # Known limits
//
// A verification in another program that the certificate is forwarded to is not
// seen. Where the handlers of a server are not all in sight, or it is one of gRPC, a package that verifies
// certificates for one server, and not in a callback of its configuration, is taken to do
// so for all of its servers, and a handler that verifies on one route for all routes.
//
// # Bad
//
// Any certificate passes; the pool is never consulted.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"net/http"
//		"os"
//		"time"
//	)
//
//	// Serve serves the administrative interface.
//	func Serve(cert tls.Certificate, h http.Handler) error {
//		pem, err := os.ReadFile("/etc/p/clients.pem")
//		if err != nil {
//			return err
//		}
//		pool := x509.NewCertPool()
//		pool.AppendCertsFromPEM(pem)
//		srv := &http.Server{
//			Addr:    ":8443",
//			Handler: h,
//			TLSConfig: &tls.Config{
//				Certificates: []tls.Certificate{cert},
//				ClientAuth:   tls.RequireAnyClientCert,
//				ClientCAs:    pool,
//			},
//			ReadHeaderTimeout: 5 * time.Second,
//		}
//		return srv.ListenAndServeTLS("", "")
//	}
//
// # Good
//
// The handshake verifies the certificate against the pool.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"net/http"
//		"os"
//		"time"
//	)
//
//	// Serve serves the administrative interface.
//	func Serve(cert tls.Certificate, h http.Handler) error {
//		pem, err := os.ReadFile("/etc/p/clients.pem")
//		if err != nil {
//			return err
//		}
//		pool := x509.NewCertPool()
//		pool.AppendCertsFromPEM(pem)
//		srv := &http.Server{
//			Addr:    ":8443",
//			Handler: h,
//			TLSConfig: &tls.Config{
//				Certificates: []tls.Certificate{cert},
//				ClientAuth:   tls.RequireAndVerifyClientCert,
//				ClientCAs:    pool,
//			},
//			ReadHeaderTimeout: 5 * time.Second,
//		}
//		return srv.ListenAndServeTLS("", "")
//	}
//
// # How to repair
//
// Use RequireAndVerifyClientCert with ClientCAs, or VerifyClientCertIfGiven where
// the certificate is optional. Where the mode has to stay, verify in
// VerifyConnection with ClientCAs as Roots and ExtKeyUsageClientAuth as the key
// usage, or compare the SHA-256 digest of the leaf with one that was enrolled.
//
// # References
//
//   - crypto/tls, type ClientAuthType: https://pkg.go.dev/crypto/tls#ClientAuthType
//   - CWE-295 Improper Certificate Validation:
//     https://cwe.mitre.org/data/definitions/295.html
//   - CWE-287 Improper Authentication:
//     https://cwe.mitre.org/data/definitions/287.html
package unverifiedcert

import _ "embed"

//go:embed doc.go
var doc string
