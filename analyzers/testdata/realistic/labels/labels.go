// Package labels keeps a name for people beside the identity that decides.
package labels

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
)

type device struct {
	Print  [32]byte
	Label  string
	Active bool
}

type key struct{}

type registry struct{ devices map[[32]byte]*device }

// Admit finds devices by their certificates; the common name is what people read: quiet.
func (g *registry) Admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		sum := sha256.Sum256(leaf.Raw)
		d := g.devices[sum]
		if d == nil {
			d = &device{Print: sum, Label: leaf.Subject.CommonName, Active: false}
			g.devices[sum] = d
		}
		if !d.Active {
			http.Error(w, "pending", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, d)))
	})
}

// Caller is who calls.
type Caller struct {
	ID          string
	DisplayName string
}

var errNone = errors.New("no identity")

// Authenticate returns the URI, and a name beside it: quiet.
func Authenticate(r *http.Request) (*Caller, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
		return nil, errNone
	}
	leaf := r.TLS.PeerCertificates[0]
	return &Caller{ID: leaf.URIs[0].String(), DisplayName: leaf.Subject.CommonName}, nil
}

// AuthenticateName returns the name as who it is.
func AuthenticateName(r *http.Request) (*Caller, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
		return nil, errNone
	}
	leaf := r.TLS.PeerCertificates[0]
	return &Caller{ID: leaf.Subject.CommonName, DisplayName: leaf.URIs[0].String()}, nil // want "the common name"
}

// AllowLabel decides on it all the same.
func AllowLabel(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	d := &device{Label: r.TLS.PeerCertificates[0].Subject.CommonName}
	return d.Label == "writer" // want "the common name"
}
