package nethttp

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// tls alone is "HTTPS required".
func requireHTTPS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			http.Error(w, "use https", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// tls alone, but the gate's name says client certificate.
func requireClientCertificate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil { // want `any .*certificate`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// tls alone, but the text of the denial speaks of mTLS.
func internalOnly(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil { // want `any .*certificate`
			http.Error(w, "this endpoint is served over mTLS only", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// Not: a redirect to https.
func redirectToTLS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusMovedPermanently)
		} else {
			next.ServeHTTP(w, r)
		}
	})
}

// Not: scheme, cookie flag, header.
func newSessionCookie(w http.ResponseWriter, r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	http.SetCookie(w, &http.Cookie{
		Name:    "sid",
		Value:   "0",
		Secure:  r.TLS != nil,
		Expires: time.Now().Add(time.Hour),
	})
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		w.Header().Set("X-Client-Kind", "machine")
	}
	return scheme + "://" + r.Host
}

type counters struct{ withCert, without int }

// Not: a metric and a log line; every request goes on.
func (c *counters) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			c.withCert++
		} else {
			c.without++
			fmt.Println("no client certificate from", r.RemoteAddr)
		}
		next.ServeHTTP(w, r)
	})
}

// Not: presence chooses where the browser is sent.
func landing(w http.ResponseWriter, r *http.Request) {
	target := "/login"
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		target = "/console"
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// Debug endpoint: 400 without a certificate, prints it otherwise.
func debugPeer(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "no client certificate", http.StatusBadRequest)
		return
	}
	for i, c := range r.TLS.PeerCertificates {
		fmt.Fprintf(w, "%d: subject=%s issuer=%s until=%s\n", i, c.Subject, c.Issuer, c.NotAfter.Format(time.RFC3339))
	}
}

type releases struct {
	channel string
	signers map[string]bool
}

// Conditions that are no evidence split the gate: the part for /v1/ asks only
// for a certificate, the part for the rest asks whose it is.
func (s *releases) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
				http.Error(w, "certificate required", http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
			return
		}
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !s.signers[r.TLS.PeerCertificates[0].URIs[0].String()] {
			http.Error(w, "not a signer", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// An exempt path beside a decision on who leaves no way in with presence alone.
func (s *releases) guardExceptHealth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			next.ServeHTTP(w, r)
			return
		}
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		for _, u := range r.TLS.PeerCertificates[0].URIs {
			if s.signers[u.String()] {
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, "not a signer", http.StatusForbidden)
	})
}

// Operators' configuration is nothing that the caller brings: when the feature
// is on, presence is the only check.
type uploadGate struct {
	enabled bool
	next    http.Handler
}

func (g *uploadGate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.enabled {
		http.Error(w, "uploads are switched off", http.StatusServiceUnavailable)
		return
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	g.next.ServeHTTP(w, r)
}

func routes(a *AdminAPI, s *releases, c *counters, files http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/machines", a.requireMachine(files))
	mux.Handle("/members", a.requireMember(files))
	mux.HandleFunc("/drain", a.drainNode)
	mux.HandleFunc("/ingest", a.ingest(a.notNil))
	mux.Handle("/verified", a.verifiedOnly(files))
	mux.Handle("/keyed", a.withKey(files))
	mux.Handle("/somekey", a.withSomeKey(files))
	mux.Handle("/audited", a.audited(files))
	mux.Handle("/operators", a.operatorsOnly(files))
	mux.HandleFunc("/hidden", a.hidden)
	mux.Handle("/upgrade", a.upgradeFirst(files))
	mux.HandleFunc("/console/{node}", a.console)
	mux.Handle("/https", requireHTTPS(files))
	mux.Handle("/cc", requireClientCertificate(files))
	mux.HandleFunc("/internal", internalOnly(debugPeer))
	mux.Handle("/redirect", redirectToTLS(files))
	mux.HandleFunc("/landing", landing)
	mux.HandleFunc("/debug/peer", debugPeer)
	mux.Handle("/releases/", s.guard(files))
	mux.Handle("/releases2/", s.guardExceptHealth(files))
	mux.Handle("/upload", &uploadGate{enabled: true, next: files})
	return c.observe(mux)
}
