// Package nethttp: handlers and middleware on net/http alone.
package nethttp

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
)

type AdminAPI struct {
	log     *slog.Logger
	members map[string]bool
	keySum  [32]byte

	mu      sync.Mutex
	drained map[string]bool
}

// Ways in: a middleware whose only way in is a certificate that exists.
func (a *AdminAPI) requireMachine(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "machine certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Decides on who: the twin asks for a DNS name that is a member.
func (a *AdminAPI) requireMember(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "machine certificate required", http.StatusUnauthorized)
			return
		}
		for _, name := range r.TLS.PeerCertificates[0].DNSNames {
			if a.members[name] {
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, "not a member", http.StatusForbidden)
	})
}

// Allow: a terminal handler that goes on to do its work.
func (a *AdminAPI) drainNode(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) < 1 { // want `any .*certificate`
		w.WriteHeader(http.StatusForbidden)
		return
	}
	a.mu.Lock()
	a.drained[r.URL.Query().Get("node")] = true
	a.mu.Unlock()
	w.WriteHeader(http.StatusAccepted)
}

// Allow in the positive branch, deny in the other.
func (a *AdminAPI) ingest(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any .*certificate`
			next(w, r)
		} else {
			w.Header().Set("Connection", "close")
			http.Error(w, http.StatusText(http.StatusUnauthorized), http.StatusUnauthorized)
		}
	}
}

// Evidence cert verified: a chain exists, its owner is not asked for.
func (a *AdminAPI) verifiedOnly(next http.Handler) http.Handler {
	fn := func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any .*certificate`
			http.Error(w, "no verified chain", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
	return http.HandlerFunc(fn)
}

// Evidence: PeerCertificates compared with nil.
func (a *AdminAPI) notNil(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || r.TLS.PeerCertificates == nil { // want `any .*certificate`
		http.NotFound(w, r)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.drained = make(map[string]bool)
	w.WriteHeader(http.StatusNoContent)
}

// Another credential that is checked, besides presence.
func (a *AdminAPI) withKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "machine certificate required", http.StatusUnauthorized)
			return
		}
		sum := sha256.Sum256([]byte(r.Header.Get("X-Api-Key")))
		if subtle.ConstantTimeCompare(sum[:], a.keySum[:]) != 1 {
			http.Error(w, "unknown key", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Another credential that is merely not empty counts for nothing.
func (a *AdminAPI) withSomeKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") == "" {
			http.Error(w, "key missing", http.StatusUnauthorized)
			return
		}
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "machine certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Logging is no decision: the common name goes to the log, then anyone passes.
func (a *AdminAPI) audited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			http.Error(w, "machine certificate required", http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		a.log.Info("admin call", "peer", leaf.Subject.CommonName, "path", r.URL.Path)
		next.ServeHTTP(w, r)
	})
}

// A weak identity is another rule's: the common name decides here.
func (a *AdminAPI) operatorsOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "machine certificate required", http.StatusUnauthorized)
			return
		}
		if r.TLS.PeerCertificates[0].Subject.CommonName != "operator" {
			http.Error(w, "operators only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Deny includes 404.
func (a *AdminAPI) hidden(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		http.NotFound(w, r)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	_ = json.NewEncoder(w).Encode(a.drained)
}

// Deny includes 426.
func (a *AdminAPI) upgradeFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
			w.Header().Set("Upgrade", "TLS/1.3")
			w.WriteHeader(http.StatusUpgradeRequired)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Deny includes a redirect to the login page.
func (a *AdminAPI) console(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		http.Redirect(w, r, "/login", http.StatusFound)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.drained, r.PathValue("node"))
	w.WriteHeader(http.StatusOK)
}
