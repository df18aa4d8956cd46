// Package checklists asks each check of a list about the certificate.
package checklists

import (
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"time"
)

type check func(*x509.Certificate) error

var errRefused = errors.New("refused")

func inTime(c *x509.Certificate) error {
	if time.Now().After(c.NotAfter) {
		return errRefused
	}
	return nil
}

func noAuthority(c *x509.Certificate) error {
	if c.IsCA {
		return errRefused
	}
	return nil
}

func workload(c *x509.Certificate) error {
	if !slices.Contains(c.DNSNames, "billing.internal") {
		return errRefused
	}
	return nil
}

func gateway(c *x509.Certificate) error {
	if c.Subject.CommonName != "gateway" { // want `the common name is compared with a constant`
		return errRefused
	}
	return nil
}

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil
	}
	return r.TLS.PeerCertificates[0]
}

var (
	formal   = []check{inTime, noAuthority}
	complete = []check{inTime, workload, noAuthority}
	byName   = []check{gateway, inTime}
)

// Formal is passed by whoever has a certificate: none of the checks asks whose it is.
func Formal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r) // want `any client certificate passes`
		if cert == nil {
			http.Error(w, "refused", http.StatusUnauthorized)
			return
		}
		for _, c := range formal {
			if err := c(cert); err != nil {
				http.Error(w, "refused", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Complete is passed by those who pass all of them, and one asks whose it is.
func Complete(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil {
			http.Error(w, "refused", http.StatusUnauthorized)
			return
		}
		for _, c := range complete {
			if err := c(cert); err != nil {
				http.Error(w, "refused", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// ByName asks for the common name.
func ByName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil {
			http.Error(w, "refused", http.StatusUnauthorized)
			return
		}
		for _, c := range byName {
			if err := c(cert); err != nil {
				http.Error(w, "refused", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Given is passed by those whom its caller's checks let through.
func Given(next http.Handler, checks ...func(*x509.Certificate) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil {
			http.Error(w, "refused", http.StatusUnauthorized)
			return
		}
		for _, c := range checks {
			if c(cert) != nil {
				http.Error(w, "refused", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Option says what a certificate is to be issued with.
type Option func(*x509.Certificate) error

// Issue asks nobody: what the options do to the template is no decision on anybody.
func Issue(parent *x509.Certificate, opts ...Option) (*x509.Certificate, error) {
	template := &x509.Certificate{Subject: parent.Subject, AuthorityKeyId: parent.SubjectKeyId}
	for _, opt := range opts {
		if err := opt(template); err != nil {
			return nil, err
		}
	}
	return template, nil
}
