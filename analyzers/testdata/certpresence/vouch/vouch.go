// Package vouch: facts of a certificate that say whose it is, and facts that
// do not.
package vouch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"time"
)

type registry struct {
	revoked      map[string]bool
	fingerprints map[string]struct{}
	keys         [][]byte
	pairs        map[string]string
	db           *sql.DB
	crl          *x509.RevocationList
	roots        *x509.CertPool
}

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil
	}
	return r.TLS.PeerCertificates[0]
}

// Validity dates are no identity.
func (g *registry) current(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		now := time.Now()
		cert := r.TLS.PeerCertificates[0]
		if now.Before(cert.NotBefore) || now.After(cert.NotAfter) {
			http.Error(w, "certificate expired", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Key usage is no identity.
func (g *registry) clientUsage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any .*certificate`
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if !slices.Contains(r.TLS.VerifiedChains[0][0].ExtKeyUsage, x509.ExtKeyUsageClientAuth) {
			http.Error(w, "not a client certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// IsCA is no identity.
func (g *registry) noAuthorities(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if r.TLS.PeerCertificates[0].IsCA {
			http.Error(w, "authorities do not log in", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A deny-list alone is no evidence.
func (g *registry) notBanned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		cert := r.TLS.PeerCertificates[0]
		if g.revoked[cert.SerialNumber.String()] {
			http.Error(w, "banned", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// "Not revoked" is no identity.
func (g *registry) notRevoked(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	for _, e := range g.crl.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(r.TLS.PeerCertificates[0].SerialNumber) == 0 {
			http.Error(w, "revoked", http.StatusForbidden)
			return
		}
	}
	g.rotate()
	w.WriteHeader(http.StatusNoContent)
}

func (g *registry) rotate() { g.revoked = map[string]bool{} }

func (g *registry) chainOK(cert *x509.Certificate) error {
	_, err := cert.Verify(x509.VerifyOptions{Roots: g.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}

// A gate whose only evidence is that Verify returned nil.
func (g *registry) verifiedHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c := leaf(r); c == nil || g.chainOK(c) != nil { // want `any .*certificate`
			http.Error(w, "certificate not accepted", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The issuer's name as the only identity is cnidentity's.
func (g *registry) fromPartnerCA(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(r)
		if c == nil || c.Issuer.CommonName != "Partner Issuing CA 2" {
			http.Error(w, "partners only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Issuer and serial decide.
func (g *registry) enrolledPair(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(r)
		if c == nil {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if _, ok := g.pairs[string(c.RawIssuer)+"/"+c.SerialNumber.Text(16)]; !ok {
			http.Error(w, "not enrolled", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The serial decides, weakly: another rule's.
func (g *registry) enrolledSerial(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := leaf(r)
		if c == nil {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if _, enrolled := g.pairs[c.SerialNumber.Text(16)]; !enrolled {
			http.Error(w, "not enrolled", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A fingerprint decides.
func (g *registry) pinned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		sum := sha256.Sum256(r.TLS.PeerCertificates[0].Raw)
		if _, ok := g.fingerprints[hex.EncodeToString(sum[:])]; !ok {
			http.Error(w, "not pinned", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The public key decides.
func (g *registry) pinnedKey(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	spki := r.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo
	if !slices.ContainsFunc(g.keys, func(k []byte) bool { return bytes.Equal(k, spki) }) {
		http.Error(w, "unknown key", http.StatusForbidden)
		return
	}
	g.rotate()
}

// An attribute of the DN decides, weakly.
func (g *registry) platformUnit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if !slices.Contains(r.TLS.PeerCertificates[0].Subject.OrganizationalUnit, "platform") {
			http.Error(w, "platform only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

var workerURI = regexp.MustCompile(`^spiffe://prod\.example/ns/batch/sa/[a-z0-9-]+$`)

// A regexp on a URI SAN decides.
func (g *registry) batchWorkers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		c := r.TLS.VerifiedChains[0][0]
		if len(c.URIs) != 1 || !workerURI.MatchString(c.URIs[0].String()) {
			http.Error(w, "batch workers only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A database look-up whose result guards.
func (g *registry) subscriber(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].EmailAddresses) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if err := g.active(r.Context(), r.TLS.PeerCertificates[0].EmailAddresses[0]); err != nil {
			http.Error(w, "no subscription", http.StatusPaymentRequired)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (g *registry) active(ctx context.Context, mail string) error {
	var id int64
	return g.db.QueryRowContext(ctx, `select id from subscribers where mail = $1 and active`, mail).Scan(&id)
}

// Policy decides elsewhere: an interface that nothing here implements takes
// the certificate.
type Policy interface {
	Permits(ctx context.Context, cert *x509.Certificate, action string) (bool, error)
}

func guarded(p Policy, action string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		ok, err := p.Permits(r.Context(), r.TLS.PeerCertificates[0], action)
		if err != nil || !ok {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The whole request goes to a function that is not known.
func delegated(decide func(*http.Request) error, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if err := decide(r); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A call that takes neither the certificate nor the request decides nothing
// about the caller.
func throttled(take func(route string) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if !take("publish") {
			http.Error(w, "slow down", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Presence chooses between two verifications, and each decides.
func (g *registry) eitherVerification(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			err = g.verifyCertificate(r.TLS.PeerCertificates[0])
		} else {
			err = g.verifyTicket(r)
		}
		if err != nil {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (g *registry) verifyCertificate(c *x509.Certificate) error {
	sum := sha256.Sum256(c.Raw)
	if _, ok := g.fingerprints[hex.EncodeToString(sum[:])]; !ok {
		return http.ErrNoCookie
	}
	return nil
}

func (g *registry) verifyTicket(r *http.Request) error {
	c, err := r.Cookie("ticket")
	if err != nil {
		return err
	}
	var user string
	return g.db.QueryRowContext(r.Context(), `select user_id from tickets where token = $1`, c.Value).Scan(&user)
}
