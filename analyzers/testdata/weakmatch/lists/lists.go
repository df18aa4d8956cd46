// Package lists gives a middleware a list of checks for each route; all of a list are asked.
package lists

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net/http"
)

type shownKey struct{}

type check func(*x509.Certificate) error

var (
	errNone    = errors.New("no certificate")
	errUnknown = errors.New("unknown certificate")
)

type pier struct {
	numbers   map[string]bool
	ids       map[string]bool
	prints    map[[sha256.Size]byte]bool
	withdrawn map[string]bool
}

func show(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), shownKey{}, r.TLS.PeerCertificates[0]))
		}
		next.ServeHTTP(w, r)
	})
}

func all(checks ...check) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			cert, ok := r.Context().Value(shownKey{}).(*x509.Certificate)
			if !ok {
				http.Error(w, errNone.Error(), http.StatusUnauthorized)
				return
			}
			for _, c := range checks {
				if err := c(cert); err != nil {
					http.Error(w, err.Error(), http.StatusForbidden)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// reports: the serial number, and that it is not withdrawn.
func (p *pier) crane(c *x509.Certificate) error {
	if !p.numbers[c.SerialNumber.Text(16)] { // want "serial number alone"
		return errUnknown
	}
	return nil
}

// reports: the key identifier.
func (p *pier) lorry(c *x509.Certificate) error {
	if p.ids[hex.EncodeToString(c.SubjectKeyId)] { // want "key identifier"
		return nil
	}
	return errUnknown
}

// quiet: the digest of the whole.
func (p *pier) clerk(c *x509.Certificate) error {
	if p.prints[sha256.Sum256(c.Raw)] {
		return nil
	}
	return errUnknown
}

// quiet: the number is asked for besides the digest.
func (p *pier) numbered(c *x509.Certificate) error {
	if !p.numbers[c.SerialNumber.String()] {
		return errUnknown
	}
	return nil
}

// quiet: a list of what is withdrawn.
func (p *pier) inForce(c *x509.Certificate) error {
	if p.withdrawn[c.SerialNumber.String()] {
		return errUnknown
	}
	return nil
}

func (p *pier) routes(mux *http.ServeMux, work http.Handler) {
	for path, checks := range map[string][]check{
		"/cranes":  {p.inForce, p.crane},
		"/lorries": {p.inForce, p.lorry},
		"/clerks":  {p.inForce, p.clerk},
		"/masters": {p.numbered, p.clerk},
	} {
		mux.Handle(path, show(all(checks...)(work)))
	}
}
