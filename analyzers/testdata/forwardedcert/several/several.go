// Package several reads more than one header for one decision: one root cause
// (the hop), one finding, at the first read.
package several

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"net/http"
	"strings"
)

type userKey struct{}

type user struct {
	name   string
	groups []string
}

type store struct{ users map[string]bool }

// reports: a verdict and a name, one finding at the first read.
func (s *store) verifyAndName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-SSL-Client-Verify") != "SUCCESS" { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !s.users[r.Header.Get("X-SSL-Client-CN")] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a user and groups in Kubernetes' form, one finding at the first read.
func requestHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.Header.Get("X-Remote-User") // want "header"
		groups := r.Header.Values("X-Remote-Group")
		if name == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		ctx := context.WithValue(r.Context(), userKey{}, user{name: name, groups: groups})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// reports: one spelling, else another, one finding at the first read.
func (s *store) oneOrOther(w http.ResponseWriter, r *http.Request) {
	dn := r.Header.Get("X-SSL-Client-S-DN") // want "header"
	if dn == "" {
		dn = r.Header.Get("SSL_CLIENT_S_DN")
	}
	if !s.users[strings.TrimSpace(dn)] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type seen struct {
	sum    string
	emails []string
}

func look(text string) (*seen, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(cert.Raw)
	return &seen{sum: hex.EncodeToString(sum[:]), emails: cert.EmailAddresses}, nil
}

// reports: what a helper has put into a struct decides.
func (s *store) looked(w http.ResponseWriter, r *http.Request) {
	c, err := look(r.Header.Get("X-SSL-Client-Cert")) // want "header"
	if err != nil || !s.users[c.sum] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the same struct is only shown here.
func (s *store) shown(w http.ResponseWriter, r *http.Request) {
	c, err := look(r.Header.Get("X-SSL-Client-Cert"))
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(c.sum + " " + strings.Join(c.emails, " ")))
}

type sealed struct{ sum string }

func unseal(text string) (*sealed, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no certificate")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(cert.Raw)
	return &sealed{sum: hex.EncodeToString(sum[:])}, nil
}

// reports: the same in another coding.
func (s *store) unsealed(w http.ResponseWriter, r *http.Request) {
	c, err := unseal(r.Header.Get("X-SSL-Client-Cert")) // want "header"
	if err != nil || !s.users[c.sum] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
