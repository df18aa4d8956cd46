// Package orauth reports gates where another credential alone does what the client
// certificate does.
//
// # What it reports
//
// A gate with one way in that rests on a client certificate, or on its forwarded form,
// and another that rests on a different credential alone: an API key, a bearer token,
// a password, a session, a signature. It may be written as an or, as early returns, as
// a flag set in two places, as a switch, as a list of authenticators tried in turn, as
// a helper that returns on the first success, or as a branch between the two that is
// taken by what the caller sends: a token or none, a scheme, a mode in a header field.
// So may it be where a session remembers that it was authenticated: one function sets its
// flag, or its user, by the certificate, and a command does by a password.
// Where the list is another package's, and the authenticators a third one's, the finding
// is where they are put together.
//
// The severity follows from what code behind the gate can still tell:
//
//   - high when nothing: the same true or nil, the same next handler with the same
//     principal or none, the same role;
//   - medium when each way leads to a principal of the same kind, a user from the
//     certificate or a user from the token;
//   - low, and so not shown unless asked for, when the principal names the method: a
//     constant that differs by way, a different field, a different type.
//
// The finding points at the weaker alternative; related information shows the other
// way in.
//
// # Why it matters
//
// The gate is as strong as its weakest way in. An API key in a log file, a script or a
// browser is enough to do everything for which the certificate was introduced, and
// revoking the certificate no longer locks its holder out. The certificate costs
// operation and protects nothing.
//
// # What it leaves alone
//
//   - Gates that need both.
//   - A second credential that is needed for some routes, while the certificate is
//     needed for all.
//   - A token that is bound to the certificate: by the thumbprint of RFC 8705, or
//     signed with the certificate's key.
//   - A credential that only selects a tenant after the certificate has decided.
//   - A precedence in which configuration, not the caller, chooses the method, and a
//     failed stronger credential is not followed by the weaker one.
//
// # Known limits
//
// An alternative counts only where the analysis sees that the other credential is
// checked: compared, looked up, or verified by a call that takes it; the name of a
// scheme, "Bearer", is no credential. A middleware chain assembled at run time, from
// configuration or plugins, is not followed. That a migration from keys to certificates is
// meant to be temporary cannot be seen.
//
// # Bad
//
// The API key alone is enough.
//
//	package p
//
//	import (
//		"crypto/sha256"
//		"crypto/subtle"
//		"net/http"
//	)
//
//	// Gate admits enrolled clients.
//	func Gate(enrolled map[[32]byte]bool, apiKey string, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			cert := r.TLS != nil && len(r.TLS.PeerCertificates) > 0 &&
//				enrolled[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)]
//			key := subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(apiKey)) == 1
//			if !cert && !key {
//				http.Error(w, "not authorized", http.StatusUnauthorized)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # Good
//
// Both are needed.
//
//	package p
//
//	import (
//		"crypto/sha256"
//		"crypto/subtle"
//		"net/http"
//	)
//
//	// Gate admits enrolled clients that know the key.
//	func Gate(enrolled map[[32]byte]bool, apiKey string, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			cert := r.TLS != nil && len(r.TLS.PeerCertificates) > 0 &&
//				enrolled[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)]
//			key := subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(apiKey)) == 1
//			if !cert || !key {
//				http.Error(w, "not authorized", http.StatusUnauthorized)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Ask for the certificate always and for the other credential in addition, or bind the
// token to the certificate. Where some callers cannot hold a certificate, give them a
// listener or routes of their own with rights of their own, or put the method into the
// principal and let authorization ask for it.
//
// # References
//
//   - RFC 8705, certificate-bound access tokens:
//     https://www.rfc-editor.org/rfc/rfc8705
//   - CWE-654 Reliance on a Single Factor in a Security Decision:
//     https://cwe.mitre.org/data/definitions/654.html
//   - CWE-305 Authentication Bypass by Primary Weakness
//   - CWE-1390 Weak Authentication:
//     https://cwe.mitre.org/data/definitions/1390.html
//   - OWASP API2:2023 Broken Authentication:
//     https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/
//   - GitHub Security Lab, mTLS: When certificate authentication is done wrong:
//     https://github.blog/2023-08-17-mtls-when-certificate-authentication-is-done-wrong/
package orauth

import _ "embed"

//go:embed doc.go
var doc string
