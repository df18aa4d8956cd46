// Package sluice holds back what strangers send, and asks neighbours for proof.
package sluice

import (
	"crypto/subtle"
	"errors"
	"log"
	"net/http"
	"net/netip"
)

// Fields are those that the neighbours set.
var Fields = []string{"X-Client-Cert-Fingerprint", "X-Client-Cert-Subject"}

// Sieve drops fields.
type Sieve struct {
	near []netip.Prefix
	drop []string
}

// New returns a sieve for the usual fields and more.
func New(near []netip.Prefix, more ...string) *Sieve {
	s := &Sieve{near: near}
	s.drop = append(s.drop, Fields...)
	s.drop = append(s.drop, more...)
	return s
}

// Through drops every field that a stranger has sent, and counts it before.
func (s *Sieve) Through(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.knows(r.RemoteAddr) {
			next.ServeHTTP(w, r)
			return
		}
		for _, n := range s.drop {
			if len(r.Header.Values(n)) > 0 {
				log.Println("dropped", n)
			}
			r.Header.Del(n)
		}
		next.ServeHTTP(w, r)
	})
}

// Some drops only those fields that come more than once.
func (s *Sieve) Some(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.knows(r.RemoteAddr) {
			next.ServeHTTP(w, r)
			return
		}
		for _, n := range s.drop {
			if len(r.Header.Values(n)) > 1 {
				r.Header.Del(n)
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Sieve) knows(remote string) bool {
	ap, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, p := range s.near {
		if p.Contains(ap.Addr()) {
			return true
		}
	}
	return false
}

// Proof is asked of whoever hands a request on.
type Proof interface {
	Given(r *http.Request) error
}

// Wish is what anybody may be asked.
type Wish interface {
	Granted(r *http.Request) error
}

var errNone = errors.New("sluice: not a neighbour")

type word struct{ secret []byte }

func (p word) Given(r *http.Request) error {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Sluice-Word")), p.secret) != 1 {
		return errNone
	}
	return nil
}

type address struct{ s *Sieve }

func (p address) Given(r *http.Request) error {
	if !p.s.knows(r.RemoteAddr) {
		return errNone
	}
	return nil
}

type quota struct{ left int }

func (q *quota) Granted(r *http.Request) error {
	if q.left--; q.left < 0 {
		return errNone
	}
	return nil
}

type polite struct{ s *Sieve }

func (p polite) Granted(r *http.Request) error {
	if !p.s.knows(r.RemoteAddr) && r.UserAgent() == "" {
		return errNone
	}
	return nil
}

var proofs = map[string]func(*Sieve, string) Proof{
	"word":    func(_ *Sieve, secret string) Proof { return word{[]byte(secret)} },
	"address": func(s *Sieve, _ string) Proof { return address{s} },
}

// Pick returns the proof that is configured.
func Pick(kind string, s *Sieve, secret string) (Proof, error) {
	f, ok := proofs[kind]
	if !ok {
		return nil, errors.New("sluice: unknown kind")
	}
	return f(s, secret), nil
}

// Wishes returns what is asked of everybody.
func Wishes(s *Sieve, n int) []Wish { return []Wish{&quota{n}, polite{s}} }
