// Package unprovenchain reports decisions on a certificate of the peer's list whose
// key nobody proved.
//
// # What it reports
//
// Whoever authenticates with a certificate sends a list: its own certificate first,
// then those that should help to verify it. The handshake proves possession of the
// first one's key alone. The rule reports identity or trust that rests on another
// one:
//
//   - A loop over PeerCertificates, over the rawCerts of a callback or over a list of
//     certificates that the function is given, in which any element is enough: it
//     verifies, has the right name, fingerprint or public key, equals a pinned one, or
//     is found in a table. slices.ContainsFunc, slices.IndexFunc and iterators are
//     loops too.
//   - A loop that leaves the last fitting element in a variable.
//   - An index other than 0, the last element, the rest of the list.
//   - A list from which some were taken out, and then its first element.
//   - The fingerprints, names or keys of all of them, one of which has to be known,
//     here or to whoever they are sent to.
//
// The finding points at the decision; for an index, at the index.
//
// # Why it matters
//
// Certificates are public. They are in logs, in repositories, on every connection
// that was made with TLS 1.2. Whoever has any key and any certificate puts somebody
// else's behind it, and passes as its owner. OpenZiti accepted routers that way
// (GHSA-mrpr-756c-xm47) and, by their fingerprints, after the first repair again
// (GHSA-cc5m-7mhm-xh9f). Tesla's fleet-telemetry took the last certificate for the
// vehicle's (GHSA-prxj-3gcv-cqrh). Keycloak's CVE-2023-2422 is the same in Java.
//
// # What it leaves alone
//
//   - Intermediates that are collected for Verify.
//   - VerifiedChains: all certificates of a chain that verified belong together.
//   - Loops that can only refuse, for a certificate that is revoked or expired.
//   - Loops in which every certificate has to pass, the first one among them.
//   - A decision in addition to one on the identity of the first certificate.
//   - The first round of a loop, and lists with one element alone.
//   - Copies of the list in its order, such as the parsed rawCerts, and their first
//     element.
//   - Certificates of servers, which a client's callback looks at.
//   - Lists that a function is given and that are named after authorities, pins or
//     signers; lists of unknown functions, whose order nobody knows.
//   - What is logged or shown.
//
// # Known limits
//
// That a list was given to a function by a library is taken from the function's
// type and name: it takes certificates, returns an error, and says that it verifies
// or checks, or that it handles or accepts a connection. Such findings have medium
// confidence, and so have those in callbacks of which it is not in sight whether they
// are a server's or a client's. A method that returns certificates is taken for an accessor of the
// peer's when it, or its type, is named after a peer or a connection.
//
// # Bad
//
// A client with any certificate of its own adds the pinned one to its list.
//
//	package p
//
//	import (
//		"bytes"
//		"crypto/x509"
//		"net/http"
//	)
//
//	// RequirePinned lets the holder of one certificate in.
//	func RequirePinned(pinned *x509.Certificate, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS != nil {
//				for _, cert := range r.TLS.PeerCertificates {
//					if bytes.Equal(cert.Raw, pinned.Raw) {
//						next.ServeHTTP(w, r)
//						return
//					}
//				}
//			}
//			http.Error(w, "not allowed", http.StatusForbidden)
//		})
//	}
//
// # Good
//
// The first certificate is the one whose key the client has.
//
//	package p
//
//	import (
//		"bytes"
//		"crypto/x509"
//		"net/http"
//	)
//
//	// RequirePinned lets the holder of one certificate in.
//	func RequirePinned(pinned *x509.Certificate, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !bytes.Equal(r.TLS.PeerCertificates[0].Raw, pinned.Raw) {
//				http.Error(w, "not allowed", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Decide on PeerCertificates[0]. Use the others only as intermediates of its Verify;
// where the issuer matters, read it from VerifiedChains.
//
// # References
//
//   - RFC 8446, sections 4.4.2 and 4.4.3:
//     https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2
//   - crypto/tls, ConnectionState.PeerCertificates:
//     https://pkg.go.dev/crypto/tls#ConnectionState
//   - CWE-287 Improper Authentication: https://cwe.mitre.org/data/definitions/287.html
//   - CWE-295 Improper Certificate Validation:
//     https://cwe.mitre.org/data/definitions/295.html
//   - CWE-296 Improper Following of a Certificate's Chain of Trust:
//     https://cwe.mitre.org/data/definitions/296.html
package unprovenchain

import _ "embed"

//go:embed doc.go
var doc string
