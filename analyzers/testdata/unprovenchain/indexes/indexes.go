// Package indexes takes one certificate out of the peer's list by its place.
package indexes

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

type gateway struct {
	names []string
	ca    *x509.Certificate
	known map[string]bool
}

type principal struct {
	Username string
	Issuer   string
}

// reports: the last certificate is whatever the client put there.
func (g *gateway) last(r *http.Request) (*x509.Certificate, error) {
	n := len(r.TLS.PeerCertificates)
	if n == 0 {
		return nil, errors.New("client certificate required")
	}
	return r.TLS.PeerCertificates[n-1], nil // want "not the first of the peer's list"
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cert, err := g.last(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	if len(cert.DNSNames) == 0 || !slices.Contains(g.names, cert.DNSNames[0]) {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte("ok"))
}

// reports: the second certificate is taken for the caller's authority.
func (g *gateway) AuthorizeIssuer(state *tls.ConnectionState) error {
	if len(state.PeerCertificates) < 2 {
		return errors.New("issuer missing")
	}
	if !state.PeerCertificates[1].Equal(g.ca) { // want "not the first of the peer's list"
		return errors.New("not our authority")
	}
	return nil
}

// reports: the user's name comes from the last certificate.
func (g *gateway) Authenticate(r *http.Request) (*principal, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("client certificate required")
	}
	cert := r.TLS.PeerCertificates[len(r.TLS.PeerCertificates)-1] // want "not the first of the peer's list"
	if len(cert.EmailAddresses) == 0 {
		return nil, errors.New("no address")
	}
	return &principal{Username: cert.EmailAddresses[0]}, nil
}

// reports: the rest of the list, and its first element.
func (g *gateway) AllowRest(state tls.ConnectionState) bool {
	if len(state.PeerCertificates) < 2 {
		return false
	}
	rest := state.PeerCertificates[1:]
	return g.known[string(rest[0].RawSubjectPublicKeyInfo)] // want "not the first of the peer's list"
}

// quiet: the first one.
func (g *gateway) AuthenticateLeaf(r *http.Request) (*principal, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("client certificate required")
	}
	cert := r.TLS.PeerCertificates[0]
	if len(cert.EmailAddresses) == 0 {
		return nil, errors.New("no address")
	}
	return &principal{Username: cert.EmailAddresses[0]}, nil
}

// quiet: the root of a chain that verified, in addition to the leaf.
func (g *gateway) AllowRooted(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	chain := r.TLS.VerifiedChains[0]
	return chain[len(chain)-1].Equal(g.ca) && slices.Contains(g.names, chain[0].DNSNames[0])
}

// quiet: the chain verified, so its issuer did sign the leaf.
func (g *gateway) AuthorizeChained(state *tls.ConnectionState) error {
	for _, chain := range state.VerifiedChains {
		if len(chain) > 1 && chain[1].Equal(g.ca) {
			return nil
		}
	}
	return errors.New("not issued by our authority")
}

// quiet: the leaf of each verified chain.
func (g *gateway) AllowAnyChain(state *tls.ConnectionState) bool {
	for _, chain := range state.VerifiedChains {
		if slices.Contains(g.names, chain[0].DNSNames[0]) {
			return true
		}
	}
	return false
}

// quiet: there is one certificate, and no other.
func (g *gateway) AllowSingle(state *tls.ConnectionState) bool {
	if len(state.PeerCertificates) != 1 {
		return false
	}
	for _, cert := range state.PeerCertificates {
		if slices.Contains(cert.DNSNames, g.names[0]) {
			return true
		}
	}
	return false
}

// quiet: a list that holds the first certificate alone.
func (g *gateway) AllowHead(state *tls.ConnectionState) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	for _, cert := range state.PeerCertificates[:1] {
		if g.known[string(cert.RawSubjectPublicKeyInfo)] {
			return true
		}
	}
	return false
}

// quiet: the last one is only shown beside the user.
func (g *gateway) AuthenticateShown(r *http.Request) (*principal, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].EmailAddresses) == 0 {
		return nil, errors.New("client certificate required")
	}
	root := r.TLS.PeerCertificates[len(r.TLS.PeerCertificates)-1]
	return &principal{Username: r.TLS.PeerCertificates[0].EmailAddresses[0], Issuer: root.Subject.String()}, nil
}
