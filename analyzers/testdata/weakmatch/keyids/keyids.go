// Package keyids recognises certificates by key identifiers and signatures.
package keyids

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
)

type gate struct {
	ski     map[string]bool
	aki     []byte
	trusted *x509.Certificate
	hosts   []string
}

// reports: the subject's key identifier.
func (g *gate) subject(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !g.ski[hex.EncodeToString(r.TLS.PeerCertificates[0].SubjectKeyId)] { // want "key identifier"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the authority's key identifier, and nothing else.
func (g *gate) Authorize(state *tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 || !bytes.Equal(state.PeerCertificates[0].AuthorityKeyId, g.aki) { // want "key identifier"
		return errors.New("not our authority")
	}
	return nil
}

// reports: serial number and authority key identifier stand for a trusted
// certificate.
func (g *gate) AllowTrusted(state *tls.ConnectionState) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	leaf := state.PeerCertificates[0]
	return bytes.Equal(leaf.AuthorityKeyId, g.trusted.AuthorityKeyId) && leaf.SerialNumber.Cmp(g.trusted.SerialNumber) == 0 // want "key identifier"
}

// reports: the signature's bytes.
func (g *gate) scrape(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !bytes.Equal(r.TLS.PeerCertificates[0].Signature, g.trusted.Signature) { // want "signature .* can be copied"
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_, _ = w.Write([]byte("up 1\n"))
}

// quiet: the issuer is pinned in addition to the host, of a chain that verified.
func (g *gate) AllowPinned(state *tls.ConnectionState) bool {
	if len(state.VerifiedChains) == 0 {
		return false
	}
	leaf := state.VerifiedChains[0][0]
	return bytes.Equal(leaf.AuthorityKeyId, g.aki) && slices.Contains(leaf.DNSNames, g.hosts[0])
}

// quiet: the raw certificate is compared, too.
func (g *gate) AllowRaw(state *tls.ConnectionState) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	leaf := state.PeerCertificates[0]
	return bytes.Equal(leaf.Signature, g.trusted.Signature) && bytes.Equal(leaf.Raw, g.trusted.Raw)
}

// quiet: the public key.
func (g *gate) AllowKey(state *tls.ConnectionState) bool {
	return len(state.PeerCertificates) > 0 && bytes.Equal(state.PeerCertificates[0].RawSubjectPublicKeyInfo, g.trusted.RawSubjectPublicKeyInfo)
}

type yard struct {
	roots map[string]*berth
	found func(alias string) (owner string, err error)
}

type berth struct {
	roots       *x509.CertPool
	hosts, skis []string
}

// match finds the berth of a certificate, and under which name it is known there.
func (y *yard) match(leaf *x509.Certificate) (*berth, string) {
	for _, b := range y.roots {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: b.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
			continue
		}
		for _, host := range leaf.DNSNames {
			if slices.Contains(b.hosts, host) {
				return b, host
			}
		}
		if ski := hex.EncodeToString(leaf.SubjectKeyId); ski != "" && slices.Contains(b.skis, ski) { // want "key identifier"
			return b, "ski:" + ski
		}
	}
	return nil, ""
}

// host finds the berth of a certificate by its name alone.
func (y *yard) host(leaf *x509.Certificate) (*berth, string) {
	for _, b := range y.roots {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: b.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
			continue
		}
		for _, host := range leaf.DNSNames {
			if slices.Contains(b.hosts, host) {
				return b, host
			}
		}
	}
	return nil, ""
}

// reports: where there is no such name, a key identifier is enough.
func (y *yard) enter(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	b, alias := y.match(r.TLS.PeerCertificates[0])
	if b == nil {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	owner, err := y.found(alias)
	if err != nil {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(owner))
}

// quiet: one of the berth's names.
func (y *yard) leave(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	b, alias := y.host(r.TLS.PeerCertificates[0])
	if b == nil {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(alias))
}
