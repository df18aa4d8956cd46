// Package saved makes accounts by functions whose names do not say of what.
package saved

import (
	"context"
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"net/http"
)

// User is an account.
type User struct {
	Name  string
	Roles []string
	Seen  int
}

// Visit is none.
type Visit struct{ Name string }

type users interface {
	ByName(ctx context.Context, name string) (*User, error)
	CreateFromCert(ctx context.Context, cert *x509.Certificate) (*User, error)
	ReadFromCert(ctx context.Context, cert *x509.Certificate) (*User, error)
	Save(ctx context.Context, u *User) error
}

type visits interface {
	Save(ctx context.Context, v *Visit) error
}

type service struct {
	users  users
	visits visits
	key    []byte
}

var errNone = errors.New("no certificate")

func leaf(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 {
		return nil, errNone
	}
	return r.TLS.VerifiedChains[0][0], nil
}

// Authenticate saves whoever is not known.
func (s *service) Authenticate(r *http.Request) (*User, error) {
	cert, err := leaf(r)
	if err != nil {
		return nil, err
	}
	u, err := s.users.ByName(r.Context(), cert.DNSNames[0])
	if err != nil {
		u = &User{Name: cert.DNSNames[0], Roles: []string{"reader"}}
		if err := s.users.Save(r.Context(), u); err != nil { // want `whoever has a certificate of a trusted CA gets an account: Save`
			return nil, err
		}
	}
	return u, nil
}

// AuthenticateOrCreate makes one of the whole certificate.
func (s *service) AuthenticateOrCreate(r *http.Request) (*User, error) {
	cert, err := leaf(r)
	if err != nil {
		return nil, err
	}
	if u, err := s.users.ByName(r.Context(), cert.DNSNames[0]); err == nil {
		return u, nil
	}
	return s.users.CreateFromCert(r.Context(), cert) // want `whoever has a certificate of a trusted CA gets an account: CreateFromCert`
}

// AuthenticateKnown makes nobody: it counts how often somebody came.
func (s *service) AuthenticateKnown(r *http.Request) (*User, error) {
	cert, err := leaf(r)
	if err != nil {
		return nil, err
	}
	u, err := s.users.ByName(r.Context(), cert.DNSNames[0])
	if err != nil {
		return nil, err
	}
	u.Seen++
	if err := s.users.Save(r.Context(), u); err != nil {
		return nil, err
	}
	return u, nil
}

// AuthenticateRead finds, and makes nobody.
func (s *service) AuthenticateRead(r *http.Request) (*User, error) {
	cert, err := leaf(r)
	if err != nil {
		return nil, err
	}
	return s.users.ReadFromCert(r.Context(), cert)
}

// AuthenticateVisit notes who came.
func (s *service) AuthenticateVisit(r *http.Request) (*User, error) {
	cert, err := leaf(r)
	if err != nil {
		return nil, err
	}
	if err := s.visits.Save(r.Context(), &Visit{Name: cert.DNSNames[0]}); err != nil {
		return nil, err
	}
	return s.users.ByName(r.Context(), cert.DNSNames[0])
}

// Enroll makes one for whoever has the key, too.
func (s *service) Enroll(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Enrollment-Key")), s.key) != 1 {
		http.Error(w, "no key", http.StatusUnauthorized)
		return
	}
	cert, err := leaf(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	if _, err := s.users.CreateFromCert(r.Context(), cert); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}
