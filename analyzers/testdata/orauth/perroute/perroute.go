// Package perroute gives a middleware a list of checks for each route; all of a list are asked.
package perroute

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
)

var errNo = errors.New("not for you")

type yard struct {
	prints map[[sha256.Size]byte]bool
	token  string
}

func each(checks ...func(*http.Request) error) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, c := range checks {
				if err := c(r); err != nil {
					http.Error(w, err.Error(), http.StatusForbidden)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// quiet: routes of its own.
func (y *yard) shown(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !y.prints[sha256.Sum256(r.TLS.PeerCertificates[0].Raw)] {
		return errNo
	}
	return nil
}

// quiet: routes of its own.
func (y *yard) told(r *http.Request) error {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(y.token)) != 1 {
		return errNo
	}
	return nil
}

// reports: two checks of one certificate or a key, beside another list.
func (y *yard) either(r *http.Request) error {
	if y.shown(r) == nil {
		return nil
	}
	return y.told(r) // want "the weaker"
}

func (y *yard) small(r *http.Request) error {
	if r.ContentLength > 1<<20 {
		return errNo
	}
	return nil
}

func (y *yard) routes(mux *http.ServeMux, work http.Handler) {
	for path, checks := range map[string][]func(*http.Request) error{
		"/machines": {y.small, y.shown},
		"/people":   {y.small, y.told},
	} {
		mux.Handle(path, each(checks...)(work))
	}
	mux.Handle("/public", each(y.small)(work))
	mux.Handle("/both", each(y.either)(work))
}
