// Package provers finds out in several ways who calls.
package provers

import (
	"crypto/sha256"
	"errors"
	"net/http"
)

// A Caller is whoever calls.
type Caller interface{ Ref() string }

// Machine is somebody with a certificate.
type Machine struct{ Name string }

// Holder is somebody with a key.
type Holder struct{ Name string }

// Somebody is somebody.
type Somebody struct{ Name string }

// Ref returns the name.
func (m Machine) Ref() string { return m.Name }

// Ref returns the name.
func (h Holder) Ref() string { return h.Name }

// Ref returns the name.
func (s Somebody) Ref() string { return s.Name }

// A Prover finds out who calls.
type Prover interface {
	Prove(*http.Request) (Caller, error)
}

// Chain tries one after the other.
type Chain []Prover

// ErrNobody says that nobody was found.
var ErrNobody = errors.New("nobody")

// Prove returns whom the first finds who finds somebody.
func (c Chain) Prove(r *http.Request) (Caller, error) {
	for _, p := range c {
		if who, err := p.Prove(r); err == nil {
			return who, nil
		}
	}
	return nil, ErrNobody
}

// Machines knows certificates, and finds machines.
type Machines map[[sha256.Size]byte]string

// Prove finds a machine.
func (m Machines) Prove(r *http.Request) (Caller, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, ErrNobody
	}
	name, ok := m[sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)]
	if !ok {
		return nil, ErrNobody
	}
	return Machine{name}, nil
}

// Keys knows keys, and finds who holds them.
type Keys map[string]string

// Prove finds a holder.
func (k Keys) Prove(r *http.Request) (Caller, error) {
	name, ok := k[r.Header.Get("X-Api-Key")]
	if !ok {
		return nil, ErrNobody
	}
	return Holder{name}, nil
}

// Certificates and Secrets find somebody.
type Certificates map[[sha256.Size]byte]string

// Prove finds somebody.
func (c Certificates) Prove(r *http.Request) (Caller, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, ErrNobody
	}
	name, ok := c[sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)]
	if !ok {
		return nil, ErrNobody
	}
	return Somebody{name}, nil
}

// Secrets knows keys.
type Secrets map[string]string

// Prove finds somebody.
func (s Secrets) Prove(r *http.Request) (Caller, error) {
	name, ok := s[r.Header.Get("X-Api-Key")]
	if !ok {
		return nil, ErrNobody
	}
	return Somebody{name}, nil
}
