// Package proxystrip reports reverse proxies that leave a client's own certificate
// headers in place.
//
// # What it reports
//
// A Rewrite or Director function of httputil.ReverseProxy, its Transport, or a handler
// in front of one, that sets a header field about the client's certificate on some paths only,
// or adds it, so that a copy which the client sends reaches the backend.
//
// A field that Director, or a handler in front, sets on every path is the milder
// form, with low severity: a client can have it removed, but not replaced. A
// Connection header that names the field makes the proxy delete it.
//
// The finding points at the place where the field is set.
//
// # Why it matters
//
// The backend believes the field because only the proxy is meant to set it. A client
// without a certificate sends the field itself, and the proxy, which sets it only
// for clients with one, hands it on. Of two fields of one name, Go's Header.Get
// returns the first, the client's.
//
// Traefik had both forms: CVE-2021-32813 for the Connection header, CVE-2024-45410
// for fields that it meant to control. Go deprecates Director for this reason.
//
// # What it leaves alone
//
//   - A field that is deleted or overwritten on every path first, also by a helper,
//     in a loop over names, by middleware in front, or with a new header map. A list
//     of names that is not in sight may hold it.
//   - A function of another package that is given the header fields, or the request
//     and returns nothing: it may delete it.
//   - Requests without a certificate that are turned away.
//   - Header fields of answers, of requests that the program makes itself, and of
//     the request that came in (ProxyRequest.In).
//   - Proxies that set no such field.
//
// # Known limits
//
// The names are those of the catalogue. A proxy written without
// httputil.ReverseProxy is seen where it copies all fields into a request that
// http.NewRequest makes, and nothing but that; one that another package makes is not
// seen. A proxy that forwards fields which it never sets itself is not reported: whether the
// backend believes them is not known.
//
// # Bad
//
// Without a certificate, the client's own field reaches the backend.
//
//	package p
//
//	import (
//		"net/http"
//		"net/http/httputil"
//		"net/url"
//	)
//
//	// New returns a proxy that tells the backend who the client is.
//	func New(target *url.URL) http.Handler {
//		return &httputil.ReverseProxy{
//			Rewrite: func(pr *httputil.ProxyRequest) {
//				pr.SetURL(target)
//				if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
//					leaf := pr.In.TLS.VerifiedChains[0][0]
//					pr.Out.Header.Set("X-Client-Cert-Subject", leaf.Subject.String())
//				}
//			},
//		}
//	}
//
// # Good
//
// The client's copy is deleted first.
//
//	package p
//
//	import (
//		"net/http"
//		"net/http/httputil"
//		"net/url"
//	)
//
//	// New returns a proxy that tells the backend who the client is.
//	func New(target *url.URL) http.Handler {
//		return &httputil.ReverseProxy{
//			Rewrite: func(pr *httputil.ProxyRequest) {
//				pr.SetURL(target)
//				pr.Out.Header.Del("X-Client-Cert-Subject")
//				if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
//					leaf := pr.In.TLS.VerifiedChains[0][0]
//					pr.Out.Header.Set("X-Client-Cert-Subject", leaf.Subject.String())
//				}
//			},
//		}
//	}
//
// # How to repair
//
// Delete every field about certificates from ProxyRequest.Out first, then set what
// is true. Use Rewrite, not Director.
//
// # References
//
//   - RFC 9440, section 4: https://www.rfc-editor.org/rfc/rfc9440#section-4
//   - net/http/httputil, type ReverseProxy:
//     https://pkg.go.dev/net/http/httputil#ReverseProxy
//   - CWE-345 Insufficient Verification of Data Authenticity:
//     https://cwe.mitre.org/data/definitions/345.html
//   - CWE-441 Unintended Proxy or Intermediary:
//     https://cwe.mitre.org/data/definitions/441.html
//   - CWE-290 Authentication Bypass by Spoofing:
//     https://cwe.mitre.org/data/definitions/290.html
package proxystrip

import _ "embed"

//go:embed doc.go
var doc string
