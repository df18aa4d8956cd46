// Package httpkeys: a certificate and an API key or password on net/http.
package httpkeys

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

type Gate struct {
	workloads []string
	key       []byte
	hashes    map[string][]byte
	secret    []byte
	tenants   map[string]string
	mode      string
	log       *slog.Logger
}

func (g *Gate) workload(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	for _, u := range r.TLS.PeerCertificates[0].URIs {
		if slices.Contains(g.workloads, u.String()) {
			return true
		}
	}
	return false
}

func (g *Gate) keyed(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), g.key) == 1
}

// cert || key.
func (g *Gate) either(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.workload(r) || g.keyed(r) { // want `alternative to .*certificate`
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
	})
}

// Not: both needed.
func (g *Gate) both(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.workload(r) && g.keyed(r) {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
	})
}

// Early returns; the comparison is inline.
func (g *Gate) early(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && slices.Contains(r.TLS.PeerCertificates[0].DNSNames, "agent.example") {
			next.ServeHTTP(w, r)
			return
		}
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), g.key) != 1 { // want `alternative to .*certificate`
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Not: both needed, with early returns.
func (g *Gate) earlyBoth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !slices.Contains(r.TLS.PeerCertificates[0].DNSNames, "agent.example") {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), g.key) != 1 {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A flag set in two places.
func (g *Gate) flag(w http.ResponseWriter, r *http.Request) {
	authenticated := false
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && slices.Contains(r.TLS.VerifiedChains[0][0].DNSNames, "agent.example") {
		authenticated = true
	}
	if user, pass, ok := r.BasicAuth(); ok && bcrypt.CompareHashAndPassword(g.hashes[user], []byte(pass)) == nil { // want `alternative to .*certificate`
		authenticated = true
	}
	if !authenticated {
		w.Header().Set("WWW-Authenticate", "Basic")
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	g.rotate()
}

// Not: two flags, both of which must be set.
func (g *Gate) flags(w http.ResponseWriter, r *http.Request) {
	machine, person := false, false
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && slices.Contains(r.TLS.VerifiedChains[0][0].DNSNames, "agent.example") {
		machine = true
	}
	if user, pass, ok := r.BasicAuth(); ok && bcrypt.CompareHashAndPassword(g.hashes[user], []byte(pass)) == nil {
		person = true
	}
	if !machine || !person {
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	g.rotate()
}

func (g *Gate) rotate() { g.tenants = map[string]string{} }

// A switch.
func (g *Gate) switched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case g.workload(r):
		case g.keyed(r): // want `alternative to .*certificate`
		default:
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A switch with fallthrough into the common end.
func (g *Gate) fallThrough(w http.ResponseWriter, r *http.Request) {
	switch {
	case g.keyed(r): // want `alternative to .*certificate`
		fallthrough
	case g.workload(r):
		g.rotate()
	default:
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
	}
}

var errSignature = errors.New("signature does not match")

func (g *Gate) checkSignature(r *http.Request) error {
	mac := hmac.New(sha256.New, g.secret)
	fmt.Fprintf(mac, "%s\n%s\n%s", r.Method, r.URL.Path, r.Header.Get("X-Timestamp"))
	sent, err := hex.DecodeString(r.Header.Get("X-Signature"))
	if err != nil {
		return err
	}
	if !hmac.Equal(sent, mac.Sum(nil)) {
		return errSignature
	}
	return nil
}

func (g *Gate) checkWorkload(r *http.Request) error {
	if !g.workload(r) {
		return errors.New("not a workload")
	}
	return nil
}

// "All failed" at the end.
func (g *Gate) allFailed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if certErr := g.checkWorkload(r); certErr != nil {
			if err := g.checkSignature(r); err != nil { // want `alternative to .*certificate`
				http.Error(w, errors.Join(certErr, err).Error(), http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Not: failures are collected, and any one denies.
func (g *Gate) anyFailed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var failures []error
		if err := g.checkWorkload(r); err != nil {
			failures = append(failures, err)
		}
		if err := g.checkSignature(r); err != nil {
			failures = append(failures, err)
		}
		if err := errors.Join(failures...); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The caller chooses: with a certificate one check, without it another.
func (g *Gate) precedence(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			if !g.workload(r) {
				http.Error(w, "unknown workload", http.StatusForbidden)
				return
			}
		} else {
			user, pass, _ := r.BasicAuth()
			if bcrypt.CompareHashAndPassword(g.hashes[user], []byte(pass)) != nil { // want `alternative to .*certificate`
				http.Error(w, "unauthenticated", http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Not: configuration chooses the method, and a failure is not retried.
func (g *Gate) configured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok := false
		switch g.mode {
		case "mtls":
			ok = g.workload(r)
		case "key":
			ok = g.keyed(r)
		}
		if !ok {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Configuration only switches the second method on; a failed certificate is
// retried with the key.
func (g *Gate) retried(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok := g.workload(r)
		if !ok && g.mode == "mtls+key" {
			ok = g.keyed(r) // want `alternative to .*certificate`
		}
		if !ok {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Not: the certificate is needed for all routes, the key for some.
func (g *Gate) writesNeedKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.workload(r) {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		if r.Method != http.MethodGet && !g.keyed(r) {
			http.Error(w, "writes need a key", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Not: routes with one method each.
func (g *Gate) byRoute(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok := false
		if strings.HasPrefix(r.URL.Path, "/internal/") {
			ok = g.workload(r)
		} else {
			ok = g.keyed(r)
		}
		if !ok {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Not: the key selects a tenant after the certificate has decided.
func (g *Gate) tenant(next func(http.ResponseWriter, *http.Request, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !g.workload(r) {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		t, ok := g.tenants[r.Header.Get("X-Api-Key")]
		if !ok {
			t = "default"
		}
		next(w, r, t)
	}
}

// Not: tls is no certificate; there is one credential, the key.
func (g *Gate) localOrTLS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !g.keyed(r) {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Not: the header is merely not empty, so it is no other credential.
func (g *Gate) someHeader(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.workload(r) && r.Header.Get("X-Request-Source") == "" {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Not: a list of the methods that were attempted, for the log.
func (g *Gate) attempted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var methods []string
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			methods = append(methods, "certificate")
		}
		if r.Header.Get("X-Api-Key") != "" {
			methods = append(methods, "key")
		}
		if len(methods) == 0 {
			methods = append(methods, "none")
		}
		g.log.Info("attempt", "methods", methods)
		if !g.workload(r) {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Not: either credential only raises the limit.
func (g *Gate) limits(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := "100"
		if g.workload(r) || g.keyed(r) {
			limit = "10000"
		}
		w.Header().Set("X-RateLimit-Limit", limit)
		next.ServeHTTP(w, r)
	})
}

// Presence rests on the certificate too.
func (g *Gate) presence(w http.ResponseWriter, r *http.Request) {
	if (r.TLS == nil || len(r.TLS.PeerCertificates) == 0) && !g.keyed(r) { // want `alternative to .*certificate`
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	g.rotate()
}

// Not: a health check goes round both.
func (g *Gate) exempt(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			next.ServeHTTP(w, r)
			return
		}
		if !g.workload(r) {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Routes(g *Gate, h http.Handler) http.Handler {
	mux := http.NewServeMux()
	for path, mw := range map[string]func(http.Handler) http.Handler{
		"/either/": g.either, "/both/": g.both, "/early/": g.early, "/earlyboth/": g.earlyBoth,
		"/switched/": g.switched, "/all/": g.allFailed, "/any/": g.anyFailed, "/prec/": g.precedence,
		"/conf/": g.configured, "/retry/": g.retried, "/writes/": g.writesNeedKey, "/route/": g.byRoute,
		"/tls/": g.localOrTLS, "/some/": g.someHeader, "/attempt/": g.attempted, "/limits/": g.limits, "/exempt/": g.exempt,
	} {
		mux.Handle(path, mw(h))
	}
	mux.HandleFunc("/flag", g.flag)
	mux.HandleFunc("/flags", g.flags)
	mux.HandleFunc("/fall", g.fallThrough)
	mux.HandleFunc("/presence", g.presence)
	return mux
}
