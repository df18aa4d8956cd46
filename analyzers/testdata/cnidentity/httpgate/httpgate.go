// Package httpgate guards a ledger's HTTP API. Each gate decides on the spot,
// in the style of one production service or another.
package httpgate

import (
	"context"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
)

type ledger struct {
	relayName string
	allowed   []string
	accounts  map[string]string
	quotas    sync.Map
	db        *sql.DB
	log       *slog.Logger
	authz     authorizer
	audit     auditSink
	seen      counter
}

// authorizer is the policy service's client; it lives elsewhere.
type authorizer interface {
	Permits(ctx context.Context, subject, action string) (bool, error)
}

type auditSink interface {
	Append(ctx context.Context, rec auditRecord) error
}

type auditRecord struct {
	Actor  string
	Action string
}

type counter interface{ Inc(label string) }

var errNoCertificate = errors.New("no client certificate")

func clientCert(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, errNoCertificate
	}
	return r.TLS.VerifiedChains[0][0], nil
}

// reports: a decision, the CN compared with a configured name before next.
func (l *ledger) onlyRelay(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		if r.TLS.PeerCertificates[0].Subject.CommonName != l.relayName { // want "common name"
			http.Error(w, "not the relay", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a constant compared with the CN is the graver form.
func (l *ledger) onlyBatch(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if cert.Subject.CommonName == "nightly-batch" { // want "constant"
			next(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
	}
}

const settlementName = "settlement.ledger.internal"

// reports: a named constant is a constant, whichever side it stands on.
func (l *ledger) settle(w http.ResponseWriter, r *http.Request) {
	cert, err := clientCert(r)
	if err != nil || settlementName != cert.Subject.CommonName { // want "constant"
		http.NotFound(w, r)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// reports: a switch decides, its first case is the use.
func (l *ledger) byService(read, write http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		switch cert.Subject.CommonName {
		case "reporting": // want "constant"
			read.ServeHTTP(w, r)
		case "booking":
			write.ServeHTTP(w, r)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	})
}

// reports: a switch with fallthrough decides all the same.
func (l *ledger) replicas(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		switch cn := cert.Subject.CommonName; {
		case cn == l.relayName: // want "common name"
			l.seen.Inc("relay")
			fallthrough
		case slices.Contains(l.allowed, "*"):
			next.ServeHTTP(w, r)
		default:
			http.Error(w, "unknown replica", http.StatusForbidden)
		}
	})
}

// reports: a decision, map look-up with comma-ok.
func (l *ledger) balance(w http.ResponseWriter, r *http.Request) {
	cert, err := clientCert(r)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	account, ok := l.accounts[cert.Subject.CommonName] // want "common name"
	if !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"account": account})
}

// reports: a set look-up by slices.Contains.
func (l *ledger) members(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil || !slices.Contains(l.allowed, strings.ToLower(cert.Subject.CommonName)) { // want "common name"
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: compared in a loop over the allowed names, one finding.
func (l *ledger) transfer(w http.ResponseWriter, r *http.Request) {
	cert, err := clientCert(r)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	cn := cert.Subject.CommonName
	for _, name := range l.allowed {
		if strings.EqualFold(name, cn) { // want "common name"
			w.WriteHeader(http.StatusCreated)
			return
		}
	}
	w.WriteHeader(http.StatusForbidden)
}

// reports: a database look-up whose result guards.
func (l *ledger) statement(w http.ResponseWriter, r *http.Request) {
	cert, err := clientCert(r)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var account int64
	err = l.db.QueryRowContext(r.Context(), `select account from clients where name = $1`, cert.Subject.CommonName).Scan(&account) // want "common name"
	if errors.Is(err, sql.ErrNoRows) {
		http.Error(w, "unknown client", http.StatusForbidden)
		return
	}
	if err != nil {
		http.Error(w, "try later", http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, account)
}

// reports: an authorizer is asked about the name.
func (l *ledger) authorized(action string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		ok, err := l.authz.Permits(r.Context(), cert.Subject.CommonName, action) // want "common name"
		if err != nil || !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a sync.Map is a map.
func (l *ledger) quota(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, ok := l.quotas.Load(cert.Subject.CommonName); !ok { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the CN as a fallback after the SANs.
func (l *ledger) sanFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		name := cert.Subject.CommonName
		if len(cert.DNSNames) > 0 {
			name = cert.DNSNames[0]
		}
		if _, ok := l.accounts[name]; !ok { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the decision is on a DNS SAN.
func (l *ledger) byDNSName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil || !slices.Contains(cert.DNSNames, l.relayName) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: VerifyHostname looks at SANs only.
func (l *ledger) byHostname(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil || cert.VerifyHostname(l.relayName) != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		l.log.Info("relay", "name", cert.Subject.CommonName)
		next.ServeHTTP(w, r)
	})
}

// quiet: only logged, and named in the error text.
func (l *ledger) export(w http.ResponseWriter, r *http.Request) {
	cert, err := clientCert(r)
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	l.log.Info("export", "client", cert.Subject.CommonName)
	if !slices.Contains(cert.DNSNames, "export.ledger.internal") {
		http.Error(w, fmt.Sprintf("%s may not export", cert.Subject.CommonName), http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// quiet: measured.
func (l *ledger) measured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cert, err := clientCert(r); err == nil {
			l.seen.Inc(cert.Subject.CommonName)
		}
		next.ServeHTTP(w, r)
	})
}

type certView struct {
	Subject string `json:"subject"`
	Issuer  string `json:"issuer"`
	Serial  string `json:"serial"`
}

// quiet: displayed, a view struct is no identity; a debug endpoint.
func (l *ledger) whoami(w http.ResponseWriter, r *http.Request) {
	cert, err := clientCert(r)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(certView{
		Subject: cert.Subject.CommonName,
		Issuer:  cert.Issuer.CommonName,
		Serial:  cert.SerialNumber.String(),
	})
}

// quiet: a struct without a name is for the page that is printed from it.
func (l *ledger) badge(w http.ResponseWriter, r *http.Request) {
	badge := struct{ Owner, User, Until string }{Owner: l.relayName}
	if cert, err := clientCert(r); err == nil {
		badge.User = cert.Subject.CommonName
		badge.Until = cert.NotAfter.String()
	}
	_ = json.NewEncoder(w).Encode(badge)
}

type badgeKey struct{}

// reports: such a struct is put into the context.
func (l *ledger) badged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		badge := struct{ User string }{cert.Subject.CommonName}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), badgeKey{}, badge))) // want "common name"
	})
}

// quiet: an audit record, even when a failed write denies.
func (l *ledger) audited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil || cert.VerifyHostname(l.relayName) != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		rec := auditRecord{Actor: cert.Subject.CommonName, Action: r.Method + " " + r.URL.Path}
		if err := l.audit.Append(r.Context(), rec); err != nil {
			http.Error(w, "audit log unavailable", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: an emptiness test is no identity.
func (l *ledger) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil || cert.Subject.CommonName == "" || len(strings.TrimSpace(cert.Subject.CommonName)) == 0 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if !slices.Contains(cert.DNSNames, l.relayName) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a deny-list alone is no decision for anybody.
func (l *ledger) notRetired(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if cert.Subject.CommonName == "edge-retired" {
			http.Error(w, "retired", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: certificates that still carry a CN are turned away.
func (l *ledger) noLegacyNames(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil || !slices.Contains(cert.DNSNames, l.relayName) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if cert.Subject.CommonName != "" {
			http.Error(w, "common names are not supported any more", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the name chooses a log level and nothing else.
func (l *ledger) noisy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil || !slices.Contains(cert.DNSNames, l.relayName) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		level := slog.LevelInfo
		if cert.Subject.CommonName == "prober" {
			level = slog.LevelDebug
		}
		l.log.Log(r.Context(), level, "request", "path", r.URL.Path)
		next.ServeHTTP(w, r)
	})
}

type clientStore interface {
	ByName(ctx context.Context, name string) (int64, error)
	Create(ctx context.Context, name string) (int64, error)
}

// reports: looked up, then created; the creation is another rule's finding.
func getOrCreate(clients clientStore, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := clientCert(r)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		id, err := clients.ByName(r.Context(), cert.Subject.CommonName) // want "common name"
		if errors.Is(err, sql.ErrNoRows) {
			id, err = clients.Create(r.Context(), cert.Subject.CommonName)
		}
		if err != nil || id == 0 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isPartner(cert *x509.Certificate) bool {
	return strings.HasPrefix(cert.Subject.CommonName, "partner-")
}

// quiet: a predicate that only sets a price.
func (l *ledger) quote(w http.ResponseWriter, r *http.Request) {
	cert, err := clientCert(r)
	if err != nil || !slices.Contains(cert.DNSNames, l.relayName) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	fee := 100
	if isPartner(cert) {
		fee = 60
	}
	fmt.Fprintln(w, fee)
}
