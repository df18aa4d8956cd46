// Package certpresence reports gates that let a caller in because a client
// certificate is there, without asking whose it is.
//
// # What it reports
//
// A gate is a function that lets a request pass or turns it away: a handler,
// middleware, an interceptor, a TLS callback, an authenticator. The rule reports a
// gate with a way in that rests on nothing more than one of these:
//
//   - a peer certificate exists: len(r.TLS.PeerCertificates) > 0, a type assertion
//     to credentials.TLSInfo;
//   - its chain verified: non-empty VerifiedChains, Verify returned nil;
//   - a proxy says so: X-SSL-Client-Verify equals SUCCESS.
//
// It also reports an authenticator that returns or keeps one fixed identity or role for any
// certificate, an identity check that is skipped when its list of names is empty,
// and go-spiffe's AuthorizeAny as a server's authorizer when nothing decides on the
// ID later.
//
// The finding points at the check of presence; related information shows where the
// gate allows.
//
// # Why it matters
//
// A valid certificate says that some authority issued it, not that its holder may
// call this service. Everybody with a certificate of the same authority passes: the
// neighbouring service, the test system, the one container that was taken over. Where
// the authority is shared or public, so is the access.
//
// Consul (CVE-2021-37219) and Nomad (CVE-2021-37218) had this flaw: any agent with a
// certificate of the cluster's authority reached calls meant for servers only. The
// repair was to compare a name in the certificate.
//
// # What it leaves alone
//
//   - Gates that decide on an identity from the certificate, or on another checked
//     credential, on that way in. A common name decides too, weakly: see cnidentity.
//   - Gates that hand the certificate, its identity or the whole request to code
//     that was not analysed and may decide.
//   - Middleware that puts the certificate's identity into the request's context for
//     code behind it.
//   - Presence that only chooses a log line, a metric, a scheme, a cookie flag, a
//     header or a redirect, or between two verifications.
//   - Helpers that only fetch or return the certificate, and callbacks that only
//     verify a chain: verifying is not authorizing, and not this flaw.
//   - r.TLS == nil alone, which asks for HTTPS, unless the gate says that it means
//     client certificates.
//
// # Known limits
//
// Authorization that happens outside the program, such as a network policy or a
// private authority that issues to a single client, cannot be seen. A decision in
// code that is reached through an interface with no implementation in sight is
// assumed to be one, so a gate in front of it is not reported. That another package puts
// a decision in front of a gate is seen by the command alone.
//
// # Bad
//
// Any certificate that the server's authorities accept passes.
//
//	package p
//
//	import "net/http"
//
//	// RequireClientCert guards the administrative interface.
//	func RequireClientCert(next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # Good
//
// The certificate has to belong to one of the operators.
//
//	package p
//
//	import "net/http"
//
//	// RequireOperator guards the administrative interface. The operators are
//	// SPIFFE IDs.
//	func RequireOperator(operators map[string]bool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			leaf := r.TLS.VerifiedChains[0][0]
//			if len(leaf.URIs) != 1 || !operators[leaf.URIs[0].String()] {
//				http.Error(w, "not an operator", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Take the identity from the leaf of the verified chain, a URI or DNS name of the
// subject alternative names, map it to a principal, and ask whether that principal
// may do what the request asks for. Deny when there is no mapping. Keep the check of
// presence for the better error message.
//
// # References
//
//   - NIST SP 800-204B, authentication and authorization in service meshes:
//     https://csrc.nist.gov/pubs/sp/800/204/b/final
//   - CWE-862 Missing Authorization: https://cwe.mitre.org/data/definitions/862.html
//   - CWE-287 Improper Authentication:
//     https://cwe.mitre.org/data/definitions/287.html
//   - CWE-1390 Weak Authentication:
//     https://cwe.mitre.org/data/definitions/1390.html
//   - OWASP API5:2023 Broken Function Level Authorization:
//     https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/
//   - GitHub Security Lab, mTLS: When certificate authentication is done wrong:
//     https://github.blog/2023-08-17-mtls-when-certificate-authentication-is-done-wrong/
package certpresence

import _ "embed"

//go:embed doc.go
var doc string
