// Package claimers makes claims of what a connection says; what makes nobody of a caller is
// no part of what lets somebody in.
package claimers

import (
	"crypto/tls"
	"errors"
	"net/http"
)

// Claims are what somebody may do.
type Claims struct {
	Subject string
	Roles   []string
}

// A Mapper makes claims.
type Mapper interface {
	GetClaims(cs *tls.ConnectionState) (*Claims, error)
}

type workers struct{}

// reports: whoever has a certificate is a worker, and nobody is turned away.
func (workers) GetClaims(cs *tls.ConnectionState) (*Claims, error) {
	if cs == nil || len(cs.PeerCertificates) == 0 { // want `any client certificate becomes "worker"`
		return &Claims{}, nil
	}
	return &Claims{Subject: "worker", Roles: []string{"write"}}, nil
}

type members struct{ known map[string][]string }

// quiet: the identity decides what the claims are.
func (m members) GetClaims(cs *tls.ConnectionState) (*Claims, error) {
	claims := &Claims{}
	if cs == nil || len(cs.VerifiedChains) == 0 {
		return claims, nil
	}
	for _, u := range cs.VerifiedChains[0][0].URIs {
		if roles, ok := m.known[u.String()]; ok {
			claims.Subject, claims.Roles = u.String(), roles
		}
	}
	return claims, nil
}

// Mappers returns the mappers by name.
func Mappers(known map[string][]string) map[string]Mapper {
	return map[string]Mapper{"workers": workers{}, "members": members{known}}
}

// A Consumer is somebody on whose behalf requests are forwarded.
type Consumer struct{ ID string }

type config struct {
	Consumer Consumer
	Allowed  []string
}

// Auth finds the consumer of a route.
type Auth struct{ conf config }

// New returns the authenticator of a route.
func New(id string, allowed ...string) *Auth { return &Auth{config{Consumer{id}, allowed}} }

var errUnknown = errors.New("certificate is not allowed")

// reports: without a list every certificate is the route's consumer. Nil beside no error is
// a request without a certificate.
func (a *Auth) Authenticate(r *http.Request) (*Consumer, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want "any client certificate of a trusted CA passes"
		return nil, nil
	}
	if len(a.conf.Allowed) == 0 {
		return &a.conf.Consumer, nil
	}
	for _, u := range r.TLS.VerifiedChains[0][0].URIs {
		for _, want := range a.conf.Allowed {
			if u.String() == want {
				return &a.conf.Consumer, nil
			}
		}
	}
	return nil, errUnknown
}
