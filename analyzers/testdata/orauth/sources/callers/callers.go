// Package callers finds out who calls.
package callers

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"
)

// Source says how somebody was found.
type Source int

// The sources.
const (
	ByCertificate Source = iota + 1
	ByToken
)

// Caller is who calls.
type Caller struct {
	Source Source
	Names  []string
}

// Finder finds callers.
type Finder interface {
	Find(*http.Request) (*Caller, error)
}

// Each asks one after the other.
type Each []Finder

// Find returns the first caller.
func (e Each) Find(r *http.Request) (*Caller, error) {
	for _, f := range e {
		if c, err := f.Find(r); err == nil && c != nil {
			return c, nil
		}
	}
	return nil, errUnknown
}

var errUnknown = errors.New("nobody")

// Certificate finds callers by their certificate.
type Certificate struct{}

// Find implements Finder.
func (Certificate) Find(r *http.Request) (*Caller, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 {
		return nil, errUnknown
	}
	return &Caller{Source: ByCertificate, Names: r.TLS.PeerCertificates[0].DNSNames}, nil
}

func bearer(r *http.Request, known map[[sha256.Size]byte]string) (string, bool) {
	t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return "", false
	}
	name, ok := known[sha256.Sum256([]byte(t))]
	return name, ok
}

// Token finds callers by a token, and says so.
type Token struct{ Known map[[sha256.Size]byte]string }

// Find implements Finder.
func (t *Token) Find(r *http.Request) (*Caller, error) {
	name, ok := bearer(r, t.Known)
	if !ok {
		return nil, errUnknown
	}
	return &Caller{Source: ByToken, Names: []string{name}}, nil
}

// Word finds callers by a token, and says that they have a certificate.
type Word struct{ Known map[[sha256.Size]byte]string }

// Find implements Finder.
func (t *Word) Find(r *http.Request) (*Caller, error) {
	name, ok := bearer(r, t.Known)
	if !ok {
		return nil, errUnknown
	}
	return &Caller{Source: ByCertificate, Names: []string{name}}, nil
}

// Method finds callers, or nobody: then it does not apply.
type Method interface {
	Verify(*http.Request) (*Caller, error)
}

// Group asks until one finds somebody.
type Group []Method

// Verify implements Method.
func (g Group) Verify(r *http.Request) (*Caller, error) {
	var last error
	for _, m := range g {
		c, err := m.Verify(r)
		if err != nil {
			last = err
			continue
		}
		if c != nil {
			return c, nil
		}
	}
	return nil, last
}

// Shown finds callers by their certificate, if they show one.
type Shown struct{ Known map[string]*Caller }

// Verify implements Method.
func (s *Shown) Verify(r *http.Request) (*Caller, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 {
		return nil, nil
	}
	c, ok := s.Known[r.TLS.PeerCertificates[0].DNSNames[0]]
	if !ok {
		return nil, errUnknown
	}
	return c, nil
}

// Password finds callers by a password, if they send one.
type Password struct{ Known map[[sha256.Size]byte]*Caller }

// Verify implements Method.
func (p *Password) Verify(r *http.Request) (*Caller, error) {
	name, word, ok := r.BasicAuth()
	if !ok {
		return nil, nil
	}
	c, ok := p.Known[sha256.Sum256([]byte(name+":"+word))]
	if !ok {
		return nil, errUnknown
	}
	return c, nil
}
