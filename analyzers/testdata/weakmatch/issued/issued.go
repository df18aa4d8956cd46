// Package issued asks whether a certificate was signed by an authority.
package issued

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

type edge struct {
	ca    *x509.Certificate
	roots *x509.CertPool
	hosts []string
}

// reports: one signature stands for the verification.
func (e *edge) signed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if err := r.TLS.PeerCertificates[0].CheckSignatureFrom(e.ca); err != nil { // want "CheckSignatureFrom"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a name of a certificate that nothing else verified.
func (e *edge) verifyConnection(state tls.ConnectionState) error {
	leaf := state.PeerCertificates[0]
	if err := leaf.CheckSignatureFrom(e.ca); err != nil { // want "CheckSignatureFrom"
		return err
	}
	if !slices.Contains(leaf.DNSNames, e.hosts[0]) {
		return errors.New("not allowed")
	}
	return nil
}

// reports: in the callback for raw certificates.
func (e *edge) verifyPeer(raw [][]byte, _ [][]*x509.Certificate) error {
	leaf, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return err
	}
	return leaf.CheckSignatureFrom(e.ca) // want "CheckSignatureFrom"
}

// quiet: the chain verified before, and the host decides.
func (e *edge) AllowVerified(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	leaf := r.TLS.VerifiedChains[0][0]
	return leaf.CheckSignatureFrom(e.ca) == nil && slices.Contains(leaf.DNSNames, e.hosts[0])
}

// quiet: Verify is called as well.
func (e *edge) verified(raw [][]byte, _ [][]*x509.Certificate) error {
	leaf, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return err
	}
	if err := leaf.CheckSignatureFrom(e.ca); err != nil {
		return err
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: e.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}

// quiet: an authority's tools, where no peer is authenticated.
func CheckIssued(cert, ca *x509.Certificate) error {
	if cert.SerialNumber.Sign() <= 0 {
		return errors.New("no serial number")
	}
	return cert.CheckSignatureFrom(ca)
}

func (e *edge) configs() []*tls.Config {
	return []*tls.Config{
		{ClientAuth: tls.RequireAnyClientCert, VerifyConnection: e.verifyConnection},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: e.verifyPeer, SessionTicketsDisabled: true},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: e.verified, SessionTicketsDisabled: true},
	}
}
