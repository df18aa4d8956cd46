// Package kinds makes authenticators of functions.
package kinds

import (
	"crypto/subtle"
	"errors"
	"net/http"
)

// Caller is who calls.
type Caller struct{ Name string }

// Plug finds the caller of a request.
type Plug interface {
	Title() string
	Find(r *http.Request) (*Caller, error)
}

var errUnknown = errors.New("unknown caller")

type plug struct {
	title string
	find  func(r *http.Request) (*Caller, error)
}

func (p plug) Title() string                         { return p.title }
func (p plug) Find(r *http.Request) (*Caller, error) { return p.find(r) }

// Workloads knows callers by their SPIFFE ID.
func Workloads(known map[string]*Caller) Plug {
	return plug{"workloads", func(r *http.Request) (*Caller, error) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 {
			return nil, errUnknown
		}
		c, ok := known[r.TLS.VerifiedChains[0][0].URIs[0].String()]
		if !ok {
			return nil, errUnknown
		}
		return c, nil
	}}
}

// Key knows one caller by a key.
func Key(key string, caller *Caller) Plug {
	return plug{title: "key", find: func(r *http.Request) (*Caller, error) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(key)) != 1 {
			return nil, errUnknown
		}
		return caller, nil
	}}
}
