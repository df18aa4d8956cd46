// Package forwardedcert reports client-certificate headers that are believed without
// knowing who sent them.
//
// # What it reports
//
// A proxy that ends TLS forwards what it learned about the client's certificate in
// headers: Client-Cert, X-Forwarded-Client-Cert, X-SSL-Client-S-DN, Ssl-Client-Verify
// and many more. The rule reports a value read from such a header that flows into a
// decision, an identity, or a certificate that then decides, on a way in that does not
// prove that the proxy sent it.
//
// Header names come from a catalogue of products, in every spelling that reaches the
// same header: another case, constants of this or another module, variables with one
// value, lower-case keys of gRPC metadata, and names from configuration when the
// variable or field says that it names a client-certificate header. Generic identity
// headers such as X-Forwarded-User count only next to a certificate header or in
// Kubernetes' request-header form. A method of any type that is called like a reader
// of headers, as in call.Header("X-Client-Cert"), reads one, too.
//
// A verdict header must equal its one success value. A test for "not FAILED" or "not
// empty" is reported with a sentence of its own.
//
// The finding points at the read of the header. Where another package reads it, it
// points at the call that brings the value in, and leads to every read.
//
// # Why it matters
//
// Whoever reaches the port without passing through the proxy, from a neighbouring
// pod, through a second route, or through a proxy that passes the header on instead of
// overwriting it, writes the header by hand and is whoever they like. No key and no
// certificate is needed.
//
// Parsing the header into a certificate does not help, nor does verifying that
// certificate's chain: certificates are public, and nobody proved possession of the
// key on this connection.
//
// # What it leaves alone
//
//   - Ways in where the hop is known: the identity of the proxy's own verified client
//     certificate, RemoteAddr within configured prefixes, a listener on a Unix socket
//     or on loopback, a shared secret compared in constant time, a signature that is
//     checked. A header that is read first and used only after that check is fine.
//   - A header that a middleware of the same program deletes or overwrites in front,
//     or rejects when the client sends it.
//   - A reverse proxy that sets or deletes the header on its outgoing request.
//   - Logging the header.
//
// X-Forwarded-For, gin's ClientIP, echo's RealIP and their like come from the client
// too, and so does RemoteAddr behind a middleware that rewrites it. Checking them
// proves nothing about the proxy. A check that is skipped when its list is empty does
// not count.
//
// # Known limits
//
// What the proxy does cannot be seen. A port that only the proxy can reach, by network
// policy or by a firewall, still gives a finding: the code depends on something that
// it neither checks nor states. A gate that is safe only because of where another
// package mounts it is reported with medium confidence; the command, which sees that
// package, takes it back if all mountings are.
//
// # Bad
//
// Anybody who reaches the port can send the header.
//
//	package p
//
//	import "net/http"
//
//	// RequireWorkload admits workloads by the SPIFFE ID that the load balancer
//	// forwards.
//	func RequireWorkload(workloads map[string]bool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if !workloads[r.Header.Get("X-Client-Cert-Spiffe")] {
//				http.Error(w, "unknown workload", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # Good
//
// The load balancer proves who it is with a certificate of its own first.
//
//	package p
//
//	import "net/http"
//
//	const balancer = "spiffe://example.com/edge/balancer"
//
//	// viaBalancer reports whether the load balancer made the connection.
//	func viaBalancer(r *http.Request) bool {
//		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
//			return false
//		}
//		leaf := r.TLS.VerifiedChains[0][0]
//		return len(leaf.URIs) == 1 && leaf.URIs[0].String() == balancer
//	}
//
//	// RequireWorkload admits workloads by the SPIFFE ID that the load balancer
//	// forwards.
//	func RequireWorkload(workloads map[string]bool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if !viaBalancer(r) {
//				http.Error(w, "direct access", http.StatusForbidden)
//				return
//			}
//			if !workloads[r.Header.Get("X-Client-Cert-Spiffe")] {
//				http.Error(w, "unknown workload", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Let the proxy authenticate to the backend, best with a client certificate whose
// subject alternative name is compared, and refuse or strip the header on every other
// connection. Listen on a Unix socket or on loopback where both run on one machine.
// Configure the proxy to overwrite or delete the header on every route, also where no
// client certificate was sent.
//
// # References
//
//   - RFC 9440, the Client-Cert header field and the duty to sanitise it:
//     https://www.rfc-editor.org/rfc/rfc9440
//   - CWE-345 Insufficient Verification of Data Authenticity:
//     https://cwe.mitre.org/data/definitions/345.html
//   - CWE-290 Authentication Bypass by Spoofing:
//     https://cwe.mitre.org/data/definitions/290.html
//   - CWE-348 Use of Less Trusted Source:
//     https://cwe.mitre.org/data/definitions/348.html
//   - NIST SP 800-207, zero trust: https://csrc.nist.gov/pubs/sp/800/207/final
//   - GitHub Security Lab, mTLS: When certificate authentication is done wrong:
//     https://github.blog/2023-08-17-mtls-when-certificate-authentication-is-done-wrong/
package forwardedcert

import _ "embed"

//go:embed doc.go
var doc string
