// Package missingdeny reports failed certificate checks that answer the caller and
// let the request go on.
//
// # What it reports
//
// A branch that is taken when the client certificate is missing or wrong, which
// answers with an error and ends nothing:
//
//   - The return behind http.Error, WriteHeader(403) or a redirect is missing: the
//     function passes the request on, or answers it, for those who were turned away
//     as for the others. Or it calls something that it gives what the request says, as
//     a deletion: with medium confidence.
//   - Middleware of gin or hertz answers and returns without Abort: these frameworks
//     go on to the next handler all the same.
//   - A handler that aborts the chain and goes on itself.
//   - The error with which echo, fiber or gRPC would deny is made, or sent, and not
//     returned, or is kept for a log line alone.
//   - A helper or a function literal has turned the caller away, and nobody hears of it:
//     it has no result, or its result is dropped.
//   - Middleware or a handler calls a check that answers with an error, and drops the
//     error, or only logs it: with medium confidence, as it may be meant to change
//     nothing yet.
//
// The finding points at the answer, or at the call of the helper.
//
// # Why it matters
//
// An answer is a message, not a decision. The client gets the status 403 and, below
// it, what it asked for; or the handler behind has deleted the record by then. Tests
// that look at the status alone pass.
//
// # What it leaves alone
//
//   - An answer behind which nothing is done: the last statement of a handler, the
//     other side of an if.
//   - Work for those who are turned away, in the same branch: a page that explains,
//     a log line.
//   - A branch that leaves word in a variable: a flag that is asked later, an envelope
//     that is written on all ways.
//   - Denials for other reasons than the certificate.
//   - Endpoints of gin and hertz, behind which there is nothing.
//
// # Known limits
//
// Going on means passing the request on, writing an answer, or a call that is given what
// the request says and returns an error at most. Work that is given nothing of the
// request, or only the name in the certificate, is not seen. A function of gin's type that
// neither calls Next nor Abort is middleware where its package mounts it as such, or
// before another one on a route.
//
// # Bad
//
// Without the right certificate the client is told so, and gets the secret.
//
//	package p
//
//	import (
//		"net/http"
//		"slices"
//	)
//
//	// RequireWriter lets writers in.
//	func RequireWriter(next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !slices.Contains(r.TLS.VerifiedChains[0][0].DNSNames, "writer.example") {
//				http.Error(w, "not allowed", http.StatusForbidden)
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # Good
//
// The denial ends the request.
//
//	package p
//
//	import (
//		"net/http"
//		"slices"
//	)
//
//	// RequireWriter lets writers in.
//	func RequireWriter(next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !slices.Contains(r.TLS.VerifiedChains[0][0].DNSNames, "writer.example") {
//				http.Error(w, "not allowed", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Return behind the answer; in gin and hertz, abort. Where the repair is certain, the
// finding brings it along.
//
// # References
//
//   - net/http, func Error: https://pkg.go.dev/net/http#Error
//   - gin, Context.Abort: https://pkg.go.dev/github.com/gin-gonic/gin#Context.Abort
//   - CWE-705 Incorrect Control Flow Scoping:
//     https://cwe.mitre.org/data/definitions/705.html
//   - CWE-863 Incorrect Authorization: https://cwe.mitre.org/data/definitions/863.html
//   - CWE-636 Not Failing Securely: https://cwe.mitre.org/data/definitions/636.html
package missingdeny

import _ "embed"

//go:embed doc.go
var doc string
