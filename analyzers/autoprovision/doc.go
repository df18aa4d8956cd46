// Package autoprovision reports accounts that a gate makes of whoever brings a
// certificate.
//
// # What it reports
//
// A gate that makes an account, a user, a tenant, a role or a membership out of an
// identity in the peer's certificate, about which nothing was decided before: a look-up
// that finds nothing and is followed by a creation, get-or-create, upsert,
// FirstOrCreate, an insert in SQL, an entry in the map of users. A terminal handler is a
// gate, too.
//
// Functions, types and tables count by their names: CreateUser, UserRepo.Insert, INSERT
// INTO accounts, and Save where the user that it is given was made just before. Records
// of devices, agents and the like count when they are made with a role, or as active, or
// when they become whom the request is from. A record of any name counts when the same
// store was asked for it before and had none, or when the function says that it finds or
// makes it (Ensure, Upsert), and it becomes whom the request is from, or the gate itself
// makes it so that it may do something, or the gate says that it enrols those who come and
// asks for nothing but the certificate. That a name is of a certain kind, by its scheme or
// by a pattern, or that it ends in the one domain that the service is for, is no decision
// about whose it is. The finding points at the call that makes the record, or, when another
// package makes it, at the call that brings the identity there.
//
// # Why it matters
//
// A certificate says who somebody is, and not that they may come in. Where an unknown
// name becomes an account, the authority that signs certificates decides about access,
// without knowing it: every service with a certificate of the same authority is a user,
// those that were off-boarded come back, and a deny-list is all that is left to lock
// anybody out.
//
// # What it leaves alone
//
//   - Enrolment behind another credential that is checked, or behind a decision on the
//     identity: an allow-list, an invitation, an approval.
//   - Records that are made disabled or pending, as the flag says with which a helper is
//     called, too, or whose state is asked before they count.
//   - Sessions for users who were found, limiters, queues, caches, audit records.
//   - Records that are read in a second place, and stand-ins: guests, defaults.
//   - Records made of what the request says about somebody else.
//
// # Known limits
//
// A function of another package that finds or makes a record by itself and does not say so
// in its name, or that hides the creation behind a queue or another service, is not
// recognised. Whether the authority signs only what an administrator
// approved is not in the code: then the finding is one to suppress with that reason.
//
// # Bad
//
// A name that nobody knows becomes a member.
//
//	package p
//
//	import (
//		"context"
//		"net/http"
//	)
//
//	// Users keeps users.
//	type Users interface {
//		GetOrCreateUser(ctx context.Context, name string) (id int, err error)
//	}
//
//	// Guard lets users in.
//	func Guard(users Users, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			if _, err := users.GetOrCreateUser(r.Context(), r.TLS.VerifiedChains[0][0].URIs[0].String()); err != nil {
//				http.Error(w, "try again", http.StatusServiceUnavailable)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # Good
//
// A name that nobody knows is turned away.
//
//	package p
//
//	import (
//		"context"
//		"net/http"
//	)
//
//	// Users keeps users.
//	type Users interface {
//		User(ctx context.Context, name string) (id int, err error)
//	}
//
//	// Guard lets users in.
//	func Guard(users Users, next http.Handler) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) == 0 {
//				http.Error(w, "client certificate required", http.StatusUnauthorized)
//				return
//			}
//			if _, err := users.User(r.Context(), r.TLS.VerifiedChains[0][0].URIs[0].String()); err != nil {
//				http.Error(w, "unknown user", http.StatusForbidden)
//				return
//			}
//			next.ServeHTTP(w, r)
//		})
//	}
//
// # How to repair
//
// Make accounts where somebody decides about them: an administrator, an invitation, an
// enrolment with a credential of its own. If records have to come into being by
// themselves, make them disabled, and turn the caller away until they are enabled.
//
// # References
//
//   - CWE-287 Improper Authentication:
//     https://cwe.mitre.org/data/definitions/287.html
//   - CWE-269 Improper Privilege Management:
//     https://cwe.mitre.org/data/definitions/269.html
//   - CWE-286 Incorrect User Management:
//     https://cwe.mitre.org/data/definitions/286.html
//   - NIST SP 800-63A, identity proofing and enrolment:
//     https://pages.nist.gov/800-63-4/sp800-63a.html
package autoprovision

import _ "embed"

//go:embed doc.go
var doc string
