package gateway

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/netip"
	"net/url"

	"example.com/fleet/internal/identity"
)

// What the portal's proxies forward about the client.
const (
	certHeader   = "X-SSL-Client-Cert"
	verifyHeader = "X-SSL-Client-Verify"
)

// PartnerV1 admits partners by the certificate that the proxy forwards.
func (g *Gateway) PartnerV1(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := g.partnerCertificate(r.Header.Get(certHeader))
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		p, err := g.Directory.ByCertificate(cert)
		if err != nil {
			http.Error(w, "unknown partner", http.StatusForbidden)
			return
		}
		admit(w, r, next, p, identity.Partner)
	})
}

// Partner admits partners by the certificate that the proxy forwards, if it
// was the proxy that forwarded it.
func (g *Gateway) Partner(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.fromPortal(r) {
			http.Error(w, "direct access", http.StatusForbidden)
			return
		}
		cert, err := g.partnerCertificate(r.Header.Get(certHeader))
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		p, err := g.Directory.ByCertificate(cert)
		if err != nil {
			http.Error(w, "unknown partner", http.StatusForbidden)
			return
		}
		admit(w, r, next, p, identity.Partner)
	})
}

// Verified admits clients whose certificate the proxy verified.
func (g *Gateway) Verified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.fromPortal(r) {
			http.Error(w, "direct access", http.StatusForbidden)
			return
		}
		if r.Header.Get(verifyHeader) != "SUCCESS" {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// fromPortal reports whether one of the portal's proxies made the connection.
func (g *Gateway) fromPortal(r *http.Request) bool {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, prefix := range g.Portal {
		if prefix.Contains(addr.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// partnerCertificate parses and verifies a certificate as nginx forwards it.
func (g *Gateway) partnerCertificate(escaped string) (*x509.Certificate, error) {
	text, err := url.PathUnescape(escaped)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("client certificate required")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	_, err = cert.Verify(x509.VerifyOptions{
		Roots:     g.Partners,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return nil, err
	}
	return cert, nil
}
