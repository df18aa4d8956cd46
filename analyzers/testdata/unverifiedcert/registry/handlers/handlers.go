// Package handlers verifies certificates, request by request.
package handlers

import (
	"crypto/x509"
	"net/http"
)

// Guard verifies.
type Guard struct {
	Roots *x509.CertPool
	Next  http.Handler
}

func (g *Guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	_, err := leaf.Verify(x509.VerifyOptions{Roots: g.Roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil || len(leaf.DNSNames) == 0 || leaf.DNSNames[0] != "writer.example" {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	g.Next.ServeHTTP(w, r)
}
