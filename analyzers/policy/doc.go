// Package policy reports functions that are reached without the evidence that the
// project's own policy asks for.
//
// # What it reports
//
// A policy is a line of the configuration: this function needs that evidence.
//
//	policies:
//	  - function: example.com/service/raft.(*Layer).Handoff
//	    requires: cert identity
//
// Every way on which a caller reaches the function has to hold the evidence, in the
// function that calls it, in those that call that one, in middleware in front, or in
// another package of the program. The finding points at the call, and names the way
// that lacks it. Where some callers of a helper ask and another does not, it points at
// the call of the helper in the latter.
//
// The evidence is what the ways in are made of: tls, cert present, cert verified, cert
// identity, proxy verified, api key, bearer, basic, session, signature. What proves
// more counts for less: a decision on a certificate's name also says that there is one.
//
// # Why it matters
//
// The commonest vulnerability around mutual TLS is a check that is not there: a second
// listener, a new endpoint, a stream handler next to the unary one, where the chain
// verifies and nobody asks for the role. What is not there cannot be found without
// being told what should be. Teams write such a rule by hand after an incident; here it
// is one line.
//
// # What it leaves alone
//
//   - Functions that no policy names.
//   - A way on which something that is not in sight may decide, such as a call of
//     another service with the certificate: low confidence.
//   - What the program does by itself, at its start or in the background: low
//     confidence.
//
// # Known limits
//
// A function that is called through an interface counts where its implementations are
// in sight. Handlers of another package are judged where they are mounted; a service
// method of gRPC that is registered elsewhere has medium confidence. The middleware of
// libraries is not asked. That the connection requires a verified certificate is not
// seen from the function: ask for cert identity, or check for the chain.
//
// # Bad
//
// With the policy that (*Layer).Handoff needs cert identity.
//
//	package p
//
//	import "net"
//
//	// Layer gives connections of peers to the consensus.
//	type Layer struct{ conns chan net.Conn }
//
//	// Handoff gives a connection to the layer.
//	func (l *Layer) Handoff(c net.Conn) { l.conns <- c }
//
//	// Serve accepts peers.
//	func Serve(ln net.Listener, l *Layer) error {
//		for {
//			c, err := ln.Accept()
//			if err != nil {
//				return err
//			}
//			l.Handoff(c)
//		}
//	}
//
// # Good
//
// The certificate decides who is a peer.
//
//	package p
//
//	import (
//		"context"
//		"crypto/tls"
//		"net"
//	)
//
//	// Layer gives connections of peers to the consensus.
//	type Layer struct{ conns chan net.Conn }
//
//	// Handoff gives a connection to the layer.
//	func (l *Layer) Handoff(c net.Conn) { l.conns <- c }
//
//	// Serve accepts peers: those whose name is known.
//	func Serve(ln net.Listener, l *Layer, peers map[string]bool) error {
//		for {
//			c, err := ln.Accept()
//			if err != nil {
//				return err
//			}
//			conn, ok := c.(*tls.Conn)
//			if !ok || conn.HandshakeContext(context.Background()) != nil || !known(conn, peers) {
//				_ = c.Close()
//				continue
//			}
//			l.Handoff(conn)
//		}
//	}
//
//	func known(conn *tls.Conn, peers map[string]bool) bool {
//		chains := conn.ConnectionState().VerifiedChains
//		return len(chains) > 0 && len(chains[0][0].DNSNames) == 1 && peers[chains[0][0].DNSNames[0]]
//	}
//
// # How to repair
//
// Ask for the evidence on the way that the finding names: in the function, or in a gate
// in front of all of them. Where the way is right as it is, the policy is not, or the
// function does two things.
//
// # References
//
//   - CWE-862 Missing Authorization: https://cwe.mitre.org/data/definitions/862.html
//   - CWE-306 Missing Authentication for Critical Function:
//     https://cwe.mitre.org/data/definitions/306.html
//   - OWASP API5:2023 Broken Function Level Authorization:
//     https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/
package policy

import _ "embed"

//go:embed doc.go
var doc string
