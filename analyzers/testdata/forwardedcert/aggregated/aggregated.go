// Package aggregated finds the user in the header fields that its configuration lists, as API
// servers behind Kubernetes' front proxy do.
package aggregated

import (
	"crypto/x509"
	"errors"
	"net/http"
)

type user struct {
	Name   string
	Groups []string
}

// options are what the front proxy sends; the pool may be missing.
type options struct {
	UsernameHeaders []string
	GroupHeaders    []string
	LocaleHeaders   []string
	Pool            *x509.CertPool
	Names           map[string]bool
}

var errProxy = errors.New("not the front proxy")

func (o *options) proxy(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errProxy
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: o.Pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		return err
	}
	for _, n := range leaf.DNSNames {
		if o.Names[n] {
			return nil
		}
	}
	return errProxy
}

func firstOf(h http.Header, names []string) string {
	for _, n := range names {
		if v := h.Get(n); v != "" { // want "the header is believed although anyone may have sent it"
			return v
		}
	}
	return ""
}

func first(h http.Header, names []string) string {
	for _, n := range names {
		if v := h.Get(n); v != "" {
			return v
		}
	}
	return ""
}

func allOf(h http.Header, names []string) (out []string) {
	for _, n := range names {
		out = append(out, h.Values(n)...) // want "the header is believed although anyone may have sent it"
	}
	return out
}

// Lenient reports: without a pool, nobody asks who sends the header.
type Lenient struct{ options }

func (l *Lenient) AuthenticateRequest(r *http.Request) (*user, bool, error) {
	if l.Pool != nil {
		if err := l.proxy(r); err != nil {
			return nil, false, err
		}
	}
	name := firstOf(r.Header, l.UsernameHeaders)
	if name == "" {
		return nil, false, nil
	}
	return &user{Name: name, Groups: allOf(r.Header, l.GroupHeaders)}, true, nil
}

// Strict is quiet: the front proxy's certificate is verified always.
type Strict struct{ options }

func (s *Strict) AuthenticateRequest(r *http.Request) (*user, bool, error) {
	if err := s.proxy(r); err != nil {
		return nil, false, err
	}
	name := first(r.Header, s.UsernameHeaders)
	if name == "" {
		return nil, false, nil
	}
	return &user{Name: name, Groups: allOf(r.Header, s.GroupHeaders)}, true, nil
}

func language(h http.Header, names []string) string {
	for _, n := range names {
		if v := h.Get(n); v != "" {
			return v
		}
	}
	return "en"
}

// Spoken is quiet: a language is nobody.
func (o *options) Spoken(r *http.Request) (string, error) {
	l := language(r.Header, o.LocaleHeaders)
	if l == "xx" {
		return "", errProxy
	}
	return l, nil
}
