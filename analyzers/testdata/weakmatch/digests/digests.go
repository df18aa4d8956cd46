// Package digests pins certificates by digests.
package digests

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"sync"
)

type pins struct {
	sha1   map[string]bool
	sha256 map[string]bool
	thumb  string
	keys   [][]byte
}

// reports: a SHA-1 thumbprint.
func (p *pins) thumbprint(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		sum := sha1.Sum(r.TLS.PeerCertificates[0].Raw)
		if !p.sha1[hex.EncodeToString(sum[:])] { // want "MD5 or SHA-1"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: MD5.
func (p *pins) AllowMD5(state *tls.ConnectionState) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	sum := md5.Sum(state.PeerCertificates[0].Raw)
	return strings.EqualFold(hex.EncodeToString(sum[:]), p.thumb) // want "MD5 or SHA-1"
}

// reports: SHA-1, written into a hash.
func (p *pins) verify(raw [][]byte, _ [][]*x509.Certificate) error {
	h := sha1.New()
	h.Write(raw[0])
	if !p.sha1[hex.EncodeToString(h.Sum(nil))] { // want "MD5 or SHA-1"
		return errors.New("not pinned")
	}
	return nil
}

// quiet: SHA-256.
func (p *pins) AllowSHA256(state *tls.ConnectionState) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	sum := sha256.Sum256(state.PeerCertificates[0].Raw)
	return p.sha256[hex.EncodeToString(sum[:])]
}

// quiet: SHA-1 finds the candidate, the key decides.
func (p *pins) AllowKeyed(state *tls.ConnectionState) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	leaf := state.PeerCertificates[0]
	sum := sha1.Sum(leaf.Raw)
	if !p.sha1[hex.EncodeToString(sum[:])] {
		return false
	}
	for _, key := range p.keys {
		if subtle.ConstantTimeCompare(key, leaf.RawSubjectPublicKeyInfo) == 1 {
			return true
		}
	}
	return false
}

// quiet: a SHA-1 thumbprint on the list of those blocked.
func (p *pins) AllowUnblocked(state *tls.ConnectionState, blocked map[string]bool) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	sum := sha1.Sum(state.PeerCertificates[0].Raw)
	if blocked[hex.EncodeToString(sum[:])] {
		return false
	}
	long := sha256.Sum256(state.PeerCertificates[0].Raw)
	return p.sha256[hex.EncodeToString(long[:])]
}

var _ = tls.Config{VerifyPeerCertificate: (&pins{}).verify}

type grant struct{ role string }

// reports: a SHA-1 digest finds the grant, once: what is found by it is no second flaw.
func (b *grants) Authenticate(r *http.Request) (*grant, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("client certificate required")
	}
	sum := sha1.Sum(r.TLS.PeerCertificates[0].Raw)
	v, ok := b.byDigest.Load(hex.EncodeToString(sum[:])) // want "digest"
	if !ok {
		return nil, errors.New("unknown certificate")
	}
	g := v.(grant)
	return &g, nil
}

// reports: handed out, and decided on by nobody here.
func (b *grants) Identify(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", errors.New("client certificate required")
	}
	sum := sha1.Sum(r.TLS.PeerCertificates[0].Raw)
	return hex.EncodeToString(sum[:]), nil // want "digest"
}

type grants struct{ byDigest sync.Map }
