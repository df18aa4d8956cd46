// Package collected gathers something of each certificate of the list.
package collected

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
)

type registry interface {
	AnyAuditor(fingerprints ...string) bool
	AuditPrints(fingerprints ...string) bool
	VerifyRouter(ctx context.Context, id string, fingerprints []string) error
}

type router struct {
	registry registry
	stored   map[string]string
	roots    *x509.CertPool
	host     string
}

func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:])
}

// reports: all fingerprints go to somebody who asks whether one is known.
func (rt *router) remote(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var fingerprints []string
		for _, cert := range r.TLS.PeerCertificates {
			fingerprints = append(fingerprints, fingerprint(cert))
		}
		if err := rt.registry.VerifyRouter(r.Context(), r.PathValue("id"), fingerprints); err != nil { // want "whoever adds somebody else's certificate"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the stored fingerprint is one of those collected.
func (rt *router) Check(state *tls.ConnectionState, id string) error {
	var valid []string
	for _, cert := range state.PeerCertificates {
		if _, err := cert.Verify(x509.VerifyOptions{Roots: rt.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err == nil {
			valid = append(valid, fingerprint(cert))
		}
	}
	if !slices.Contains(valid, rt.stored[id]) { // want "whoever adds somebody else's certificate"
		return errors.New("fingerprint mismatch")
	}
	return nil
}

// reports: those that verify are kept, and the first of them names the caller.
func (rt *router) AllowFiltered(state *tls.ConnectionState) bool {
	good := slices.DeleteFunc(slices.Clone(state.PeerCertificates), func(c *x509.Certificate) bool { return c.IsCA })
	return len(good) > 0 && slices.Contains(good[0].DNSNames, rt.host) // want "whoever adds somebody else's certificate"
}

// reports: an auditor is somebody, whom the name asks for.
func (rt *router) audited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var fingerprints []string
		for _, cert := range r.TLS.PeerCertificates {
			fingerprints = append(fingerprints, fingerprint(cert))
		}
		if !rt.registry.AnyAuditor(fingerprints...) { // want "whoever adds somebody else's certificate"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: all fingerprints are written down, of which it may be that nothing is kept.
func (rt *router) written(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var fingerprints []string
		for _, cert := range r.TLS.PeerCertificates {
			fingerprints = append(fingerprints, fingerprint(cert))
		}
		if !rt.registry.AuditPrints(fingerprints...) {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the fingerprint of the first one.
func (rt *router) remoteLeaf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if err := rt.registry.VerifyRouter(r.Context(), r.PathValue("id"), []string{fingerprint(r.TLS.PeerCertificates[0])}); err != nil {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: all are gathered in order, and the first decides.
func (rt *router) CheckFirst(state *tls.ConnectionState, id string) error {
	prints := make([]string, 0, len(state.PeerCertificates))
	for _, cert := range state.PeerCertificates {
		prints = append(prints, fingerprint(cert))
	}
	if len(prints) == 0 || prints[0] != rt.stored[id] {
		return errors.New("fingerprint mismatch")
	}
	return nil
}

type rows struct{ db *sql.DB }

func (r rows) site(ctx context.Context, prints []string) (name string, err error) {
	args := make([]any, len(prints))
	for i, p := range prints {
		args[i] = p
	}
	err = r.db.QueryRowContext(ctx, "SELECT name FROM sites WHERE print = ANY(?)", args...).Scan(&name) // want "whoever adds somebody else's certificate"
	return name, err
}

func (r rows) closed(ctx context.Context, prints []string) error {
	var n int
	return r.db.QueryRowContext(ctx, "SELECT count(*) FROM closed WHERE print = ANY(?)", prints).Scan(&n)
}

// reports: a query is given all fingerprints.
func (r rows) bySite(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var prints []string
		for _, cert := range req.TLS.PeerCertificates {
			prints = append(prints, fingerprint(cert))
		}
		if _, err := r.site(req.Context(), prints); err != nil {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// quiet: the query is given that of the first alone.
func (r rows) open(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := r.closed(req.Context(), []string{fingerprint(req.TLS.PeerCertificates[0])}); err != nil {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, req)
	})
}
