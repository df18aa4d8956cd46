// Package verifyusage reports client certificates that are verified for another key
// usage than that of clients.
//
// # What it reports
//
// A call of x509.Certificate.Verify on a client's certificate, in a callback, a
// handler or a helper, whose KeyUsages are absent, which means server
// authentication, name server authentication alone, or hold ExtKeyUsageAny.
//
// With medium confidence: options kept in a field, where a constructor sets roots and
// no usages; ExtKeyUsageAny that a field of the settings chooses.
//
// The finding points at the call, or at where the options are made.
//
// # Why it matters
//
// An authority that issues certificates for servers and for clients tells them apart
// by the extended key usage. Verify without it takes the certificate of any web
// server of the authority for that of a client, and refuses the clients' own. The
// refusal is often repaired with ExtKeyUsageAny, which takes everything, also
// certificates for signing code or mail.
//
// The handshake of crypto/tls asks for client authentication by itself; only
// hand-written verification has to say so.
//
// # What it leaves alone
//
//   - Server certificates that a client verifies: with DNSName, in a client's
//     callback, or from a response.
//   - Options that are not in sight, such as those of Kubernetes' authenticator.
//   - A list with client authentication next to server authentication.
//   - A certificate that did not come from the connection.
//
// # Known limits
//
// Where it cannot be seen whether the other end is a client, the rule is silent.
//
// # Bad
//
// A certificate issued to a web server passes as a client's.
//
//	package p
//
//	import (
//		"crypto/x509"
//		"net/http"
//	)
//
//	// RequireWriter verifies the client's certificate itself, as the listener only
//	// asks for one.
//	func RequireWriter(roots *x509.CertPool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			leaf := r.TLS.PeerCertificates[0]
//			_, err := leaf.Verify(x509.VerifyOptions{Roots: roots})
//			if err != nil || len(leaf.DNSNames) != 1 || leaf.DNSNames[0] != "writer.example" {
//				http.Error(w, "not allowed", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # Good
//
// Only certificates for clients pass.
//
//	package p
//
//	import (
//		"crypto/x509"
//		"net/http"
//	)
//
//	// RequireWriter verifies the client's certificate itself, as the listener only
//	// asks for one.
//	func RequireWriter(roots *x509.CertPool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			leaf := r.TLS.PeerCertificates[0]
//			_, err := leaf.Verify(x509.VerifyOptions{
//				Roots:     roots,
//				KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
//			})
//			if err != nil || len(leaf.DNSNames) != 1 || leaf.DNSNames[0] != "writer.example" {
//				http.Error(w, "not allowed", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Set KeyUsages to []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}. Better, let the
// handshake verify, with RequireAndVerifyClientCert.
//
// # References
//
//   - crypto/x509, type VerifyOptions: https://pkg.go.dev/crypto/x509#VerifyOptions
//   - RFC 5280, section 4.2.1.12:
//     https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12
//   - CWE-295 Improper Certificate Validation:
//     https://cwe.mitre.org/data/definitions/295.html
//   - CWE-296 Improper Following of a Certificate's Chain of Trust:
//     https://cwe.mitre.org/data/definitions/296.html
package verifyusage

import _ "embed"

//go:embed doc.go
var doc string
