// Package proofs has provers that are functions with a method, and what asks them in turn.
package proofs

import (
	"crypto/subtle"
	"errors"
	"net/http"
)

type User struct{ Name string }

type Prover interface {
	Prove(r *http.Request) (*User, bool, error)
}

// A Fn is a function that is a prover.
type Fn func(r *http.Request) (*User, bool, error)

// Prove calls f.
func (f Fn) Prove(r *http.Request) (*User, bool, error) { return f(r) }

type chain []Prover

// Chain makes one prover of several, of which one is enough.
func Chain(of ...Prover) Prover { return chain(of) }

func (c chain) Prove(r *http.Request) (*User, bool, error) {
	var failed []error
	for _, p := range c {
		u, ok, err := p.Prove(r)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		if ok {
			return u, true, nil
		}
	}
	return nil, false, errors.Join(failed...)
}

// Workload finds a machine by the URI in its certificate.
func Workload(host string) Prover {
	return Fn(func(r *http.Request) (*User, bool, error) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			return nil, false, nil
		}
		for _, u := range r.TLS.VerifiedChains[0][0].URIs {
			if u.Host == host {
				return &User{Name: u.Path}, true, nil
			}
		}
		return nil, false, errors.New("proofs: no such workload")
	})
}

// Key finds a user by an API key.
func Key(key, user string) Prover {
	return Fn(func(r *http.Request) (*User, bool, error) {
		got := r.Header.Get("X-Api-Key")
		if got == "" {
			return nil, false, nil
		}
		if subtle.ConstantTimeCompare([]byte(got), []byte(key)) != 1 {
			return nil, false, errors.New("proofs: wrong key")
		}
		return &User{Name: user}, true, nil
	})
}
