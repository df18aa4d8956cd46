// Package cnidentity reports the common name of a peer's certificate, or its
// distinguished name as text, used as an identity.
//
// # What it reports
//
// The rule follows a peer certificate's Subject.CommonName, the text of its subject
// (Subject.String(), ToRDNSequence().String()) and its issuer's name through
// variables, fields, slices, maps, closures, string building, context values and
// helpers in this and other packages. It reports where such a value
//
//   - decides: a comparison, a switch, a map or set look-up, a pattern match that
//     separates allow from deny;
//   - looks somebody up: a user, a role or a tenant in a map, a database, a
//     directory or an authorizer;
//   - becomes an identity that outlives the gate: a context value, a field of a
//     principal or user, a session, the user name that an authenticator returns.
//
// A partial match (strings.Contains, a prefix, a suffix, a regular expression that is
// not anchored) and a constant compared with the name are the graver form, with a
// higher severity.
//
// The finding points at the use that makes the name an identity; the trace starts
// where it is read. A field that by its name is somebody, User, makes it one where the
// name is stored there; one that says what it is, SubjectName, where it is used.
//
// # Why it matters
//
// The common name is free text. Whoever gets a certificate from an accepted authority
// with the victim's name in it is the victim: through an authority that checks the
// subject alternative names and copies the rest, through a second authority in the
// same pool, or through a request form that lets the applicant choose the subject. Go
// applies no name constraints to it, and RFC 9525 rules it out for the identity of
// services. A distinguished name as text adds ambiguity: attributes can be reordered
// or repeated, or hold a separator, so that "CN=admin" is found in the certificate of
// somebody else.
//
// In etcd (CVE-2018-16886) the common name of the gateway's own certificate became
// the user of every request that came through the gateway.
//
// # What it leaves alone
//
//   - Names that are only logged, measured, displayed, or put into an error text or
//     an audit record.
//   - Names by which it is counted how often somebody asks: what is answered with 429,
//     or ResourceExhausted.
//   - Attributes that are chosen by their type and are no name of somebody, such as an
//     organization's identifier.
//   - Certificates that are issued, generated or read from disk, and certificate
//     requests: no peer is authenticated there.
//   - A decision where the common name is checked in addition to a strong identity
//     (subject alternative name, fingerprint, public key) on every way in.
//   - Kubernetes' CommonNameUserConversion handed over as configuration. Verifying a
//     Kubernetes front proxy by its list of allowed names has low confidence, so it is
//     not shown unless asked for.
//
// # Known limits
//
// A name that leaves the program, through a queue or a database, and comes back is
// not followed. A value that an unknown function computes from the name is only
// derived from it: a decision on the result is reported, with the name as its source,
// but the result is not itself treated as a name. The common name of a server's
// certificate, read by a client, is reported with medium confidence.
//
// # Bad
//
// The common name is the key of the roles.
//
//	package p
//
//	import (
//		"context"
//		"net/http"
//	)
//
//	type roleKey struct{}
//
//	// WithRole puts the caller's role into the context.
//	func WithRole(roles map[string]string, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			role, ok := roles[r.TLS.VerifiedChains[0][0].Subject.CommonName]
//			if !ok {
//				http.Error(w, "unknown client", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), roleKey{}, role)))
//		})
//	}
//
// # Good
//
// The SPIFFE ID, a URI among the subject alternative names, is the key.
//
//	package p
//
//	import (
//		"context"
//		"net/http"
//	)
//
//	type roleKey struct{}
//
//	// WithRole puts the caller's role into the context.
//	func WithRole(roles map[string]string, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			leaf := r.TLS.VerifiedChains[0][0]
//			if len(leaf.URIs) != 1 {
//				http.Error(w, "certificate without SPIFFE ID", http.StatusForbidden)
//				return
//			}
//			role, ok := roles[leaf.URIs[0].String()]
//			if !ok {
//				http.Error(w, "unknown client", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), roleKey{}, role)))
//		})
//	}
//
// # How to repair
//
// Issue certificates with a URI or DNS name in the subject alternative names, and
// compare that exactly. Where certificates cannot be reissued, map the SHA-256
// fingerprint of the leaf, or its issuer and serial number together, to the account.
// During a migration accept the common name only together with one of these.
//
// # References
//
//   - RFC 9525, service identity in TLS, which rules the common name out:
//     https://www.rfc-editor.org/rfc/rfc9525
//   - RFC 5280, subject alternative names in section 4.2.1.6:
//     https://www.rfc-editor.org/rfc/rfc5280
//   - Go 1.15, which stopped matching host names against it: https://go.dev/doc/go1.15
//   - SPIFFE ID and X509-SVID: https://github.com/spiffe/spiffe
//   - CWE-290 Authentication Bypass by Spoofing:
//     https://cwe.mitre.org/data/definitions/290.html
//   - CWE-289 Authentication Bypass by Alternate Name:
//     https://cwe.mitre.org/data/definitions/289.html
//   - CWE-297 Improper Validation of Certificate with Host Mismatch:
//     https://cwe.mitre.org/data/definitions/297.html
//   - GitHub Security Lab, mTLS: When certificate authentication is done wrong:
//     https://github.blog/2023-08-17-mtls-when-certificate-authentication-is-done-wrong/
package cnidentity

import _ "embed"

//go:embed doc.go
var doc string
