// Package persons finds out who calls.
package persons

import (
	"crypto/x509"
	"net/http"
)

// Person calls.
type Person struct{ Name string }

// Finder finds persons.
type Finder interface {
	Find(*http.Request) (*Person, bool, error)
}

type verified struct{ roots func() *x509.CertPool }

// Verified returns what verifies the certificates of those who call.
func Verified(roots func() *x509.CertPool) Finder { return &verified{roots} }

func verify(chain []*x509.Certificate, roots *x509.CertPool) error {
	opts := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	for _, c := range chain[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := chain[0].Verify(opts)
	return err
}

func (v *verified) Find(r *http.Request) (*Person, bool, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, false, nil
	}
	if err := verify(r.TLS.PeerCertificates, v.roots()); err != nil {
		return nil, false, err
	}
	for _, u := range r.TLS.PeerCertificates[0].URIs {
		if u.Scheme == "spiffe" {
			return &Person{Name: u.Path}, true, nil
		}
	}
	return nil, false, nil
}

// Counter counts those who call.
type Counter interface {
	Count(*http.Request) int
}

type counter struct{ calls int }

func (c *counter) Count(*http.Request) int { c.calls++; return c.calls }

// Counted returns what counts.
func Counted() Counter { return &counter{} }
