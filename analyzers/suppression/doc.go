// Package suppression reports comments that are meant to silence findings and do
// not: malformed ones, and those with nothing left to silence.
//
// # What it reports
//
// A finding is silenced by a comment on its line, above its statement, or in the
// documentation of its declaration:
//
//	//mtlslint:ignore rule[,rule] reason
//
// The rule reports such a comment when
//
//   - it gives no reason, or names no rule, or one that does not exist;
//   - it has a space after the slashes, so that Go does not take it for a directive;
//   - it silences no finding of a rule that it names;
//   - another word than ignore follows the colon.
//
// # Why it matters
//
// A comment that silences nothing today silences the hole that somebody opens next
// to it tomorrow. A reason is what the next reader has to judge by: without one,
// nobody dares to take the comment away.
//
// # What it leaves alone
//
//   - Rules that do not run, because a flag or the configuration leaves them out: what
//     they would report is not known.
//   - Packages with type errors, and packages with functions that the analysis gave up
//     on: a finding may be missing for that reason.
//   - Generated files; test files, unless they are analysed.
//   - Comments of other tools, //nolint and #nosec, which silence findings too:
//     golangci-lint's nolintlint and gosec report theirs.
//
// # Known limits
//
// A comment in a file that other platforms or build tags leave out is judged by the
// build that is analysed.
//
// # Bad
//
//	package bad
//
//	// Version has had a finding once.
//	//
//	//mtlslint:ignore certpresence the tunnel checks the names
//	func Version() string { return "1" }
//
// # Good
//
//	package good
//
//	import "net/http"
//
//	// RequireCertificate is in front of the metrics.
//	func RequireCertificate(next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			//mtlslint:ignore certpresence the metrics are public inside the cluster, see RFC 12
//			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
//				http.Error(w, "no certificate", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Delete the comment, or complete it. mtlslint -fix deletes those that silence
// nothing.
//
// # References
//
//   - https://go.dev/doc/comment#syntax about directives
//   - https://cwe.mitre.org/data/definitions/1116.html Inaccurate Comments
package suppression
