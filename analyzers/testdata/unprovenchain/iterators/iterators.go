// Package iterators walks the list in other ways than with an index.
package iterators

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"iter"
	"net/http"
	"slices"
)

type cellar struct {
	pin   *x509.Certificate
	names []string
}

// reports: slices.ContainsFunc is a loop.
func (c *cellar) contains(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || !slices.ContainsFunc(r.TLS.PeerCertificates, func(cert *x509.Certificate) bool { return cert.Equal(c.pin) }) { // want "whoever adds somebody else's certificate"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: slices.ContainsFunc with the method itself.
func (c *cellar) AllowEqual(state *tls.ConnectionState) bool {
	return slices.ContainsFunc(state.PeerCertificates, c.pin.Equal) // want "whoever adds somebody else's certificate"
}

// reports: so is slices.IndexFunc, and what it finds is used.
func (c *cellar) Authorize(state *tls.ConnectionState) error {
	i := slices.IndexFunc(state.PeerCertificates, func(cert *x509.Certificate) bool { return !cert.IsCA })
	if i < 0 {
		return errors.New("no client certificate")
	}
	if !slices.Contains(state.PeerCertificates[i].DNSNames, c.names[0]) { // want "whoever adds somebody else's certificate"
		return errors.New("not allowed")
	}
	return nil
}

// reports: an iterator of the standard library.
func (c *cellar) AllowValues(state tls.ConnectionState) bool {
	for cert := range slices.Values(state.PeerCertificates) {
		if bytes.Equal(cert.Raw, c.pin.Raw) { // want "whoever adds somebody else's certificate"
			return true
		}
	}
	return false
}

// reports: backwards, it begins with the last.
func (c *cellar) AllowBackward(state tls.ConnectionState) bool {
	for _, cert := range slices.Backward(state.PeerCertificates) {
		if slices.Contains(cert.DNSNames, c.names[0]) { // want "whoever adds somebody else's certificate"
			return true
		}
	}
	return false
}

func each(certs []*x509.Certificate) iter.Seq[*x509.Certificate] {
	return func(yield func(*x509.Certificate) bool) {
		for _, cert := range certs {
			if !yield(cert) {
				return
			}
		}
	}
}

// reports: an iterator of its own.
func (c *cellar) AllowEach(state tls.ConnectionState) bool {
	for cert := range each(state.PeerCertificates) {
		if slices.Contains(cert.DNSNames, c.names[0]) { // want "whoever adds somebody else's certificate"
			return true
		}
	}
	return false
}

// quiet: the list that is walked is the operator's.
func (c *cellar) AllowListed(state *tls.ConnectionState, pins []*x509.Certificate) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	return slices.ContainsFunc(pins, func(pin *x509.Certificate) bool { return pin.Equal(state.PeerCertificates[0]) })
}

// quiet: the first one's names are walked.
func (c *cellar) AllowNames(state *tls.ConnectionState) bool {
	if len(state.PeerCertificates) == 0 {
		return false
	}
	for name := range slices.Values(state.PeerCertificates[0].DNSNames) {
		if slices.Contains(c.names, name) {
			return true
		}
	}
	return false
}

// quiet: one that is on the list of those revoked is refused.
func (c *cellar) AllowNotRevoked(state *tls.ConnectionState, revoked map[string]bool) bool {
	if len(state.PeerCertificates) == 0 || slices.ContainsFunc(state.PeerCertificates, func(cert *x509.Certificate) bool { return revoked[string(cert.Raw)] }) {
		return false
	}
	return state.PeerCertificates[0].Equal(c.pin)
}
