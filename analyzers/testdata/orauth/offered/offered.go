// Package offered offers a combinator to others, and uses it, too.
package offered

import (
	"errors"
	"net/http"
)

// Caller is who calls.
type Caller struct{ Name string }

// Finder finds out who calls.
type Finder interface {
	Find(r *http.Request) (*Caller, bool, error)
}

type finders struct{ list []Finder }

// AnyOf asks all of them, until one has found somebody.
func AnyOf(list ...Finder) Finder { return &finders{list: list} }

func (f *finders) Find(r *http.Request) (*Caller, bool, error) {
	var failed []error
	for _, one := range f.list {
		c, ok, err := one.Find(r)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		if ok {
			return c, true, nil
		}
	}
	return nil, false, errors.Join(failed...)
}

type byURI struct{}

func (byURI) Find(r *http.Request) (*Caller, bool, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 {
		return nil, false, nil
	}
	return &Caller{r.TLS.VerifiedChains[0][0].URIs[0].String()}, true, nil
}

type byToken map[string]string

func (t byToken) Find(r *http.Request) (*Caller, bool, error) {
	name, ok := t[r.Header.Get("Authorization")]
	if !ok {
		return nil, false, nil
	}
	return &Caller{name}, true, nil
}

// Settings are the operator's.
type Settings struct {
	Tokens map[string]string
	Certs  bool
}

// Finder returns what the settings ask for.
//
// reports: with both, one is enough.
func (s Settings) Finder() Finder {
	var list []Finder
	if s.Certs {
		list = append(list, byURI{})
	}
	if len(s.Tokens) > 0 {
		list = append(list, byToken(s.Tokens)) // want "alternative to the client certificate"
	}
	return AnyOf(list...)
}

// Strict returns one of them.
//
// quiet: there is no other.
func (s Settings) Strict() Finder {
	if s.Certs {
		return AnyOf(byURI{})
	}
	return AnyOf(byToken(s.Tokens))
}
