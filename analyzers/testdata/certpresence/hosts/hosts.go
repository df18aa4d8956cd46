// Package hosts admits requests by the settings of their host: a struct that a helper is
// given beside a request is the operator's, and what it leaves out hides nothing.
package hosts

import (
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

// Settings are those of a host.
type Settings struct {
	Optional bool
	SANs     []string
}

// A Host is served.
type Host struct {
	Name string
	Auth *Settings
}

var (
	errNone  = errors.New("no certificate")
	errOther = errors.New("another certificate")
)

func leafOf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

func admit(h *Host, r *http.Request) error {
	if r.TLS == nil || r.TLS.ServerName != h.Name {
		return errOther
	}
	if h.Auth == nil || h.Auth.Optional {
		return nil
	}
	leaf := leafOf(r)
	if leaf == nil {
		return errNone
	}
	for _, d := range leaf.DNSNames {
		if slices.Contains(h.Auth.SANs, d) {
			return nil
		}
	}
	return errOther
}

// admitAny asks for any certificate.
func admitAny(h *Host, r *http.Request) error {
	if h.Auth == nil || h.Auth.Optional {
		return nil
	}
	if leafOf(r) == nil {
		return errNone
	}
	return nil
}

type proxy struct {
	hosts map[string]*Host
	next  http.Handler
}

// quiet: where the host wants a certificate, its names decide.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, ok := p.hosts[r.Host]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if err := admit(h, r); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	p.next.ServeHTTP(w, r)
}

type loose struct {
	hosts map[string]*Host
	next  http.Handler
}

// reports: where the host wants a certificate, any will do.
func (l *loose) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, ok := l.hosts[r.Host]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if err := admitAny(h, r); err != nil { // want "any client certificate of a trusted CA passes"
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	l.next.ServeHTTP(w, r)
}

// Serve returns both.
func Serve(hosts map[string]*Host, next http.Handler) (http.Handler, http.Handler) {
	return &proxy{hosts, next}, &loose{hosts, next}
}
