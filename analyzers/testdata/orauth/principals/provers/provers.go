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

// User is somebody, and how that was found out.
type User struct{ Name, Via string }

// A Finder finds a user, or nobody.
type Finder interface {
	Find(*http.Request) (*User, error)
}

// Finders tries one after the other; who sends something wrong is nobody.
type Finders []Finder

// Find returns whom the first finds who finds somebody.
func (l Finders) Find(r *http.Request) (*User, error) {
	for _, f := range l {
		u, err := f.Find(r)
		if err != nil {
			return nil, err
		}
		if u != nil {
			return u, nil
		}
	}
	return nil, ErrNobody
}

// ByName finds users by the names in certificates.
type ByName map[string]bool

// Find finds a user.
func (b ByName) Find(r *http.Request) (*User, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, nil
	}
	names := r.TLS.VerifiedChains[0][0].DNSNames
	if len(names) != 1 || !b[names[0]] {
		return nil, ErrNobody
	}
	return &User{Name: names[0], Via: "certificate"}, nil
}

type seen struct{ user User }

// Reviewed finds users by tokens that somebody else knows, and remembers them.
type Reviewed struct {
	Review func(token string) (name string, err error)
	Seen   map[[sha256.Size]byte]seen
}

// Find finds a user.
func (t *Reviewed) Find(r *http.Request) (*User, error) {
	token := r.Header.Get("Authorization")
	if token == "" {
		return nil, nil
	}
	key := sha256.Sum256([]byte(token))
	if hit, ok := t.Seen[key]; ok {
		u := hit.user
		return &u, nil
	}
	name, err := t.Review(token)
	if err != nil {
		return nil, err
	}
	u := User{Name: name, Via: "token"}
	t.Seen[key] = seen{user: u}
	return &u, nil
}

// Plain finds users by tokens, and does not say so.
type Plain map[string]string

// Find finds a user.
func (p Plain) Find(r *http.Request) (*User, error) {
	token := r.Header.Get("Authorization")
	if token == "" {
		return nil, nil
	}
	name, ok := p[token]
	if !ok {
		return nil, ErrNobody
	}
	return &User{Name: name, Via: "certificate"}, nil
}
