// Package failopen reports checks of client certificates that let somebody in when
// there is nothing to check, or when the check fails by itself.
//
// # What it reports
//
// A gate with a way in that rests on nothing, beside one that decides whose
// certificate it is: the check is inside "if there is a certificate", a helper answers
// yes for none, a flag begins with true.
//
// A callback of crypto/tls, or another gate, that lets in on an error: a certificate
// that cannot be parsed, a look-up that fails, or fails in one way that is told from others,
// a Verify whose error is only logged.
//
// An error while the authorities for clients are loaded, after which the server runs
// without verification or with the system's roots. A pool whose error nobody looks at
// is one, too.
//
// A gate that lets in every path with some prefix, or that contains some text, is
// reported with low confidence, and so not shown unless asked for.
//
// The finding points at the condition; related information shows where the gate lets
// in.
//
// # Why it matters
//
// A certificate that is optional protects nothing: an attacker leaves it out. An error
// is as good, as the attacker can often cause it, with a certificate that does not
// parse, or by waiting until the store behind the look-up is down. Failures like these
// are silent, because everybody with a proper certificate still gets in. CVE-2026-27586
// of Caddy was two swallowed errors: the pool of authorities stayed empty, and client
// certificates of any public authority were accepted.
//
// # What it leaves alone
//
//   - An identity that is optional: nothing is denied for a bad certificate either, or
//     whoever brings none is a principal of its own, or nobody, to code behind the gate.
//     Where only the others get an identity put into the context, confidence is low.
//   - An absent certificate, where every server that the package builds requires one.
//     That does not excuse an error.
//   - A path or a method, written out, that goes around the check, and a condition on
//     the operator's configuration.
//   - Another credential that is checked instead: that is orauth's.
//   - A deny-list or a revocation list that cannot be asked.
//   - Callbacks that only record, and a Verify beside a handshake that verifies.
//   - Authorities that could not be loaded where an empty pool turns everybody away,
//     where the program ends, or where those that were loaded before stay in force.
//   - A client's checks of a server.
//
// # Known limits
//
// Which listener serves a gate is only seen in the gate's own package. Elsewhere a gate
// that is safe behind a listener that requires certificates is reported with medium
// confidence; the command, which sees the packages that serve it, takes it back if all
// their listeners do.
//
// # Bad
//
// Who brings no certificate is not asked.
//
//	package p
//
//	import "net/http"
//
//	// Guard lets in the members of a fleet.
//	func Guard(members map[string]bool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
//				names := r.TLS.PeerCertificates[0].DNSNames
//				if len(names) == 0 || !members[names[0]] {
//					http.Error(w, "not a member", http.StatusForbidden)
//					return
//				}
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # Good
//
// Who brings none is turned away.
//
//	package p
//
//	import "net/http"
//
//	// Guard lets in the members of a fleet.
//	func Guard(members map[string]bool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			names := r.TLS.PeerCertificates[0].DNSNames
//			if len(names) == 0 || !members[names[0]] {
//				http.Error(w, "not a member", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Deny first: no certificate, no identity in it, no answer from whatever is asked, are
// all reasons to turn the caller away. Return errors of loading authorities, and let the
// program end with them. Where some routes are for everybody, mount them outside the
// gate.
//
// # References
//
//   - CWE-636 Not Failing Securely: https://cwe.mitre.org/data/definitions/636.html
//   - CWE-306 Missing Authentication for Critical Function:
//     https://cwe.mitre.org/data/definitions/306.html
//   - CWE-390 Detection of Error Condition Without Action:
//     https://cwe.mitre.org/data/definitions/390.html
//   - OWASP A10:2025 Mishandling of Exceptional Conditions:
//     https://owasp.org/Top10/2025/A10_2025-Mishandling_of_Exceptional_Conditions/
//   - GHSA-hffm-g8v7-wrv7, CVE-2026-27586, Caddy:
//     https://github.com/advisories/GHSA-hffm-g8v7-wrv7
package failopen

import _ "embed"

//go:embed doc.go
var doc string
