// Package weakmatch reports certificates that are recognised by what another one can
// have, too.
//
// # What it reports
//
// A decision on the peer's certificate, or an identity taken from it, by
//
//   - its serial number without its issuer: numbers are unique for one authority only;
//   - the key identifier of its subject or of its authority;
//   - the bytes of its signature;
//   - an MD5 or SHA-1 digest of it;
//   - CheckSignatureFrom in the place of a verification. This has severity high.
//
// The finding points at the decision. Names are the business of cnidentity.
//
// # Why it matters
//
// Two authorities may give out the same serial number, and some count from one. Key
// identifiers are text that the issuer chooses. HashiCorp Vault took a certificate for
// a trusted one by its serial number and the identifier of its authority's key
// (CVE-2024-2048): one of somebody else's authority with the same two passed.
// Whoever can have two certificates issued with one SHA-1 digest has the harmless one
// pinned. CheckSignatureFrom says that a key signed a certificate at some time; it
// knows neither dates nor usages nor name constraints, nor whether the chain ends
// where it should.
//
// # What it leaves alone
//
//   - A serial number next to its issuer: together they identify a certificate.
//   - Serial numbers in lists of revoked certificates and answers of OCSP.
//   - Conditions that also hold the raw certificate, its SHA-256 digest, its public key
//     or an alternative name.
//   - The issuer pinned by a key identifier, or by CheckSignatureFrom, in addition to an
//     identity, after the chain has verified.
//   - Deny-lists, and what is logged or shown.
//   - Tools of authorities, where no peer is authenticated.
//
// # Known limits
//
// That one authority alone is trusted cannot be seen: there a serial number is enough
// until a second one is added. Digests that are cut short are taken for whole ones.
//
// # Bad
//
// A certificate of another trusted authority with the same number gets in.
//
//	package p
//
//	import "net/http"
//
//	// RequireRegistered lets in who is registered.
//	func RequireRegistered(serials map[string]bool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !serials[r.TLS.VerifiedChains[0][0].SerialNumber.String()] {
//				http.Error(w, "not registered", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # Good
//
// The digest is of the whole certificate.
//
//	package p
//
//	import (
//		"crypto/sha256"
//		"net/http"
//	)
//
//	// RequireRegistered lets in who is registered.
//	func RequireRegistered(prints map[[sha256.Size]byte]bool, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !prints[sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)] {
//				http.Error(w, "not registered", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Recognise a certificate by its SHA-256 digest or by its public key, a caller by an
// alternative name. Let the handshake verify the chain, or call Verify.
//
// # References
//
//   - RFC 5280, sections 4.1.2.2 and 4.2.1.2:
//     https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2
//   - crypto/x509, Certificate.CheckSignatureFrom:
//     https://pkg.go.dev/crypto/x509#Certificate.CheckSignatureFrom
//   - CWE-290 Authentication Bypass by Spoofing:
//     https://cwe.mitre.org/data/definitions/290.html
//   - CWE-295 Improper Certificate Validation:
//     https://cwe.mitre.org/data/definitions/295.html
//   - CWE-328 Use of Weak Hash: https://cwe.mitre.org/data/definitions/328.html
//   - CWE-694 Use of Multiple Resources with Duplicate Identifier:
//     https://cwe.mitre.org/data/definitions/694.html
package weakmatch

import _ "embed"

//go:embed doc.go
var doc string
