// Package lookout sees who comes, and hands out what sees it as an interface.
package lookout

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
)

// ErrNobody says that nobody comes.
var ErrNobody = errors.New("nobody")

// Guest is whoever comes.
type Guest struct{ Host, Title string }

// Lookout sees who comes.
type Lookout interface {
	See(r *http.Request) (*Guest, error)
}

type key struct{}

// With keeps a guest in a context.
func With(ctx context.Context, g *Guest) context.Context { return context.WithValue(ctx, key{}, g) }

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

type hosts struct{}

// Hosts sees the host that the certificate is for.
func Hosts() (Lookout, error) { return hosts{}, nil }

func (hosts) See(r *http.Request) (*Guest, error) {
	c := leaf(r)
	if c == nil || len(c.DNSNames) != 1 {
		return nil, ErrNobody
	}
	return &Guest{Host: c.DNSNames[0]}, nil
}

type names struct{}

// Names sees the common name.
func Names() (Lookout, error) { return names{}, nil }

func (names) See(r *http.Request) (*Guest, error) {
	c := leaf(r)
	if c == nil {
		return nil, ErrNobody
	}
	return &Guest{Title: c.Subject.CommonName}, nil
}
