// Package config takes its headers' names from configuration.
package config

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"log"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
)

// Config is read from a file.
type Config struct {
	ClientCertHeader string         `yaml:"client_cert_header"`
	SubjectDNHeader  string         `yaml:"client_subject_dn_header"`
	RequestIDHeader  string         `yaml:"request_id_header"`
	RegionHeader     string         `yaml:"region_header"`
	Proxies          []netip.Prefix `yaml:"-"`
	Subjects         []string       `yaml:"subjects"`
}

type service struct {
	cfg   Config
	names map[string]bool
}

var errCert = errors.New("bad client certificate")

func parse(value string) (*x509.Certificate, error) {
	raw, err := url.PathUnescape(value)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(raw))
	if block == nil {
		return nil, errCert
	}
	return x509.ParseCertificate(block.Bytes)
}

// reports: a field that says so, to a certificate that decides.
func (s *service) byCert(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := parse(r.Header.Get(s.cfg.ClientCertHeader)) // want "header"
		if err != nil || !slices.ContainsFunc(cert.DNSNames, func(n string) bool { return s.names[n] }) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a field whose value is compared as it stands.
func (s *service) bySubject(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(s.cfg.Subjects, r.Header.Get(s.cfg.SubjectDNHeader)) { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the field names a request's number, not a certificate.
func (s *service) dedupe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.names[r.Header.Get(s.cfg.RequestIDHeader)] || r.Header.Get(s.cfg.RegionHeader) != "eu" {
			w.WriteHeader(http.StatusConflict)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type nameKey struct{}

// reports: a parameter that says so, read in the closure.
func fromHeader(clientCNHeader string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name := r.Header.Get(clientCNHeader) // want "header"
			if name == "" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), nameKey{}, name)))
		})
	}
}

// quiet: a parameter that says something else.
func fromTenant(tenantHeader string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), nameKey{}, r.Header.Get(tenantHeader))))
	})
}

// Option changes a guard.
type Option func(*options)

type options struct {
	header  string
	allowed map[string]bool
}

// WithHeader names the header.
func WithHeader(name string) Option { return func(o *options) { o.header = name } }

// NewGuard makes a middleware.
// reports: a default in an option function names the header.
func NewGuard(allowed map[string]bool, opts ...Option) func(http.Handler) http.Handler {
	o := options{header: "X-Client-Cert-Fingerprint", allowed: allowed}
	for _, opt := range opts {
		opt(&o)
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !o.allowed[r.Header.Get(o.header)] { // want "header"
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

type guard struct {
	hdr     string
	allowed map[string]bool
}

func newGuard(hdr string, allowed map[string]bool) *guard {
	if hdr == "" {
		hdr = "X-Forwarded-Client-Cert"
	}
	return &guard{hdr: hdr, allowed: allowed}
}

// ServeHTTP answers for access.
// reports: a default that the constructor stores in a field.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.allowed[r.Header.Get(g.hdr)] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: a variable from the environment that says so.
func (s *service) fromEnv() http.HandlerFunc {
	clientCertHeader := os.Getenv("CLIENT_CERT_HEADER")
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.names[r.Header.Get(clientCertHeader)] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

var peerCertHeader = flag.String("peer-cert-header", "", "header with the client's certificate")

// reports: a flag that says so.
func (s *service) fromFlag(w http.ResponseWriter, r *http.Request) {
	cert, err := parse(r.Header.Get(*peerCertHeader)) // want "header"
	if err != nil || cert.VerifyHostname("agent.internal") != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *service) fromProxy(r *http.Request) bool {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(s.cfg.Proxies, func(p netip.Prefix) bool { return p.Contains(ap.Addr()) })
}

// quiet: a configured name where the hop is verified.
func (s *service) verified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.fromProxy(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		cert, err := parse(r.Header.Get(s.cfg.ClientCertHeader))
		if err != nil || !slices.ContainsFunc(cert.DNSNames, func(n string) bool { return s.names[n] }) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a configured name in a log line.
func (s *service) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.Printf("%s %s", r.URL.Path, r.Header.Get(s.cfg.SubjectDNHeader))
		next.ServeHTTP(w, r)
	})
}
