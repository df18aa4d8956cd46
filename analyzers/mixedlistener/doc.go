// Package mixedlistener reports handlers that are served both with required client
// certificates and without.
//
// # What it reports
//
// One router, mux, engine or service value that reaches two listeners of a program,
// through wrappers and mounts too: one that requires client certificates, and one in
// plain text or with TLS that does not. Where the second one asks for certificates
// without requiring them, the confidence is medium.
//
// The finding points at the listener without.
//
// # Why it matters
//
// What the certificate protects is reached without it, on the other port. The second
// listener is often meant for probes, for a load balancer or for a migration, and
// outlives it. A handler that relies on its listener cannot tell the two apart.
//
// # What it leaves alone
//
//   - The listener without is on loopback or on a Unix socket, redirects, or serves
//     other handlers, such as those for health, metrics and ACME.
//   - Routers with routes for health and ACME alone.
//   - Functions that two different routers have in common.
//   - Two listeners of which a flag chooses one.
//   - Handlers that ask for the certificate themselves.
//
// # Known limits
//
// Which ports a firewall or a container exposes is not seen. Listeners whose TLS is
// not in sight are silent. So is a handler whose routes, as far as they are in sight,
// may all ask for a certificate by themselves.
//
// # Bad
//
// The interface is served in plain text, too.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"log"
//		"net/http"
//		"time"
//	)
//
//	// Serve serves the interface to clients with certificates, and in plain text.
//	func Serve(cert tls.Certificate, pool *x509.CertPool, api *http.ServeMux) error {
//		go func() {
//			log.Print(http.ListenAndServe(":8080", api))
//		}()
//		srv := &http.Server{
//			Addr:    ":8443",
//			Handler: api,
//			TLSConfig: &tls.Config{
//				Certificates: []tls.Certificate{cert},
//				ClientAuth:   tls.RequireAndVerifyClientCert,
//				ClientCAs:    pool,
//			},
//			ReadHeaderTimeout: 5 * time.Second,
//		}
//		return srv.ListenAndServeTLS("", "")
//	}
//
// # Good
//
// The second listener has probes only.
//
//	package p
//
//	import (
//		"crypto/tls"
//		"crypto/x509"
//		"log"
//		"net/http"
//		"time"
//	)
//
//	// Serve serves the interface to clients with certificates, and probes in plain text.
//	func Serve(cert tls.Certificate, pool *x509.CertPool, api *http.ServeMux) error {
//		probes := http.NewServeMux()
//		probes.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
//			w.WriteHeader(http.StatusOK)
//		})
//		go func() {
//			log.Print(http.ListenAndServe(":8080", probes))
//		}()
//		srv := &http.Server{
//			Addr:    ":8443",
//			Handler: api,
//			TLSConfig: &tls.Config{
//				Certificates: []tls.Certificate{cert},
//				ClientAuth:   tls.RequireAndVerifyClientCert,
//				ClientCAs:    pool,
//			},
//			ReadHeaderTimeout: 5 * time.Second,
//		}
//		return srv.ListenAndServeTLS("", "")
//	}
//
// # How to repair
//
// Serve a router of its own on the second listener, with what everybody may ask.
// Bind it to loopback where only the host is meant. Where both have to serve the
// same, let the handler ask for the certificate.
//
// # References
//
//   - NIST SP 800-207, Zero Trust Architecture:
//     https://csrc.nist.gov/pubs/sp/800/207/final
//   - CWE-288 Authentication Bypass Using an Alternate Path or Channel:
//     https://cwe.mitre.org/data/definitions/288.html
//   - CWE-306 Missing Authentication for Critical Function:
//     https://cwe.mitre.org/data/definitions/306.html
package mixedlistener

import _ "embed"

//go:embed doc.go
var doc string
