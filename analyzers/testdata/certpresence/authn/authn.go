// Package authn: functions that answer with an identity.
package authn

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

var (
	ErrNoCertificate = errors.New("no client certificate")
	ErrNotAllowed    = errors.New("not allowed")
)

type User struct {
	Name   string
	Groups []string
}

type CertAuthenticator struct {
	allowed []string
	service string
}

// A fixed identity for any certificate.
func (a *CertAuthenticator) Authenticate(r *http.Request) (*User, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		return nil, ErrNoCertificate
	}
	return &User{Name: "admin", Groups: []string{"system:operators"}}, nil
}

// Login verifies the chain by itself, and makes everybody of it the operator.
func Login(r *http.Request, roots *x509.CertPool) (string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", ErrNoCertificate
	}
	opts := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if _, err := r.TLS.PeerCertificates[0].Verify(opts); err != nil { // want `any client certificate of a trusted CA becomes|any client certificate becomes "operator"`
		return "", err
	}
	return "operator", nil
}

// LoginMethod says how somebody logs in, and not as whom.
func LoginMethod(r *http.Request, roots *x509.CertPool) (string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", ErrNoCertificate
	}
	opts := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if _, err := r.TLS.PeerCertificates[0].Verify(opts); err != nil {
		return "", err
	}
	return "x509", nil
}

// chainState is no authenticator: it says what verifying said.
func chainState(r *http.Request, roots *x509.CertPool) (string, error) {
	opts := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if _, err := r.TLS.PeerCertificates[0].Verify(opts); err != nil {
		return "", err
	}
	return "valid", nil
}

type SANAuthenticator struct{}

// The identity is the certificate's own.
func (a *SANAuthenticator) Authenticate(r *http.Request) (*User, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, ErrNoCertificate
	}
	leaf := r.TLS.PeerCertificates[0]
	if len(leaf.URIs) == 0 {
		return nil, ErrNotAllowed
	}
	return &User{Name: leaf.URIs[0].String()}, nil
}

type RoleMapper struct{ defaultRole string }

// A fixed role for any certificate.
func (m *RoleMapper) AuthorizeRole(ctx context.Context, state *tls.ConnectionState) (string, bool) {
	if state == nil || len(state.VerifiedChains) == 0 { // want `any .*certificate`
		return "", false
	}
	return "replicator", true
}

// An exported authorizer that answers with an error.
func CheckClientAuth(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		return ErrNoCertificate
	}
	return nil
}

// An exported authorizer that answers with a bool.
func (m *RoleMapper) AllowPublish(r *http.Request, topic string) bool {
	if topic == "" {
		return false
	}
	return r.TLS != nil && len(r.TLS.PeerCertificates) != 0 // want `any .*certificate`
}

type Grant struct{ Scope string }

// An exported authorizer that answers with a pointer, nil for "no".
func Permit(r *http.Request) *Grant {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		return nil
	}
	return &Grant{Scope: "publish"}
}

// Names that ask for no decision: predicates alone are no finding.
func HasClientCertificate(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0
}

func isMachine(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.VerifiedChains) > 0
}

// The check is skipped when the allow-list is empty.
func (a *CertAuthenticator) AuthorizeService(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		return ErrNoCertificate
	}
	if len(a.allowed) == 0 {
		return nil
	}
	for _, u := range r.TLS.PeerCertificates[0].URIs {
		if slices.Contains(a.allowed, u.String()) {
			return nil
		}
	}
	return ErrNotAllowed
}

// listed finds everybody on an empty list.
func (a *CertAuthenticator) listed(name string) bool {
	for _, n := range a.allowed {
		if n == name {
			return true
		}
	}
	return len(a.allowed) == 0
}

// The same skip, at the end of a helper.
func (a *CertAuthenticator) AuthorizeListed(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 { // want `any .*certificate`
		return ErrNoCertificate
	}
	if !a.listed(r.TLS.PeerCertificates[0].DNSNames[0]) {
		return ErrNotAllowed
	}
	return nil
}

type StrictAuthorizer struct{ allowed []string }

// An empty list allows nobody.
func (a *StrictAuthorizer) AuthorizeService(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return ErrNoCertificate
	}
	for _, u := range r.TLS.PeerCertificates[0].URIs {
		if slices.Contains(a.allowed, u.String()) {
			return nil
		}
	}
	return ErrNotAllowed
}

// The same skip around a single configured name.
func (a *CertAuthenticator) AuthenticatePeer(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		return ErrNoCertificate
	}
	if a.service != "" && !slices.Contains(r.TLS.PeerCertificates[0].DNSNames, a.service) {
		return ErrNotAllowed
	}
	return nil
}

// A star in the allow-list is the operator's choice.
func (a *StrictAuthorizer) AuthorizeAnyOf(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return ErrNoCertificate
	}
	for _, pattern := range a.allowed {
		if pattern == "*" {
			return nil
		}
		for _, name := range r.TLS.PeerCertificates[0].DNSNames {
			if name == pattern {
				return nil
			}
		}
	}
	return ErrNotAllowed
}
