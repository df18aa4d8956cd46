// Package optional has rules as records, each with constraints of which any may be left
// out: what a rule does not ask for is its author's choice.
package optional

import (
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

// A Grant lets certificates in that fit everything it names.
type Grant struct {
	Common string // the subject's common name
	Unit   string
	Host   string
	Level  int
}

type warehouse struct {
	grants  []Grant
	byGroup map[string]*Grant
	strict  *Grant
	crew    []string
}

var errNone = errors.New("no certificate")

// AuthorizeLoading goes through the grants on the spot.
func (s *warehouse) AuthorizeLoading(r *http.Request) (int, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return 0, errNone
	}
	leaf := r.TLS.PeerCertificates[0]
	for _, g := range s.grants {
		if g.Common != "" && g.Common != leaf.Subject.CommonName { // want `the common name decides who the peer is`
			continue
		}
		if g.Host != "" && !slices.Contains(leaf.DNSNames, g.Host) {
			continue
		}
		return g.Level, nil
	}
	return 0, errors.New("no grant")
}

// AuthorizeHosts asks for names of hosts alone.
func (s *warehouse) AuthorizeHosts(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errNone
	}
	leaf := r.TLS.PeerCertificates[0]
	for _, g := range s.byGroup {
		if g.Host != "" && !slices.Contains(leaf.DNSNames, g.Host) {
			continue
		}
		return nil
	}
	return errors.New("no grant")
}

func (g *Grant) fits(c *x509.Certificate) bool {
	if g.Common != "" && c.Subject.CommonName != g.Common { // want `the common name decides who the peer is`
		return false
	}
	return g.Host == "" || slices.Contains(c.DNSNames, g.Host)
}

// guard lets a method of the grant look.
func (s *warehouse) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		for i := range s.grants {
			if s.grants[i].fits(r.TLS.PeerCertificates[0]) {
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, "no grant", http.StatusForbidden)
	})
}

func covers(g *Grant, c *x509.Certificate) bool {
	if g == nil {
		return false
	}
	if g.Host != "" && !slices.Contains(c.DNSNames, g.Host) {
		return false
	}
	return true
}

// AllowShelf looks the grant up by what is asked for.
func (s *warehouse) AllowShelf(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errNone
	}
	if !covers(s.byGroup["shelves"], r.TLS.PeerCertificates[0]) {
		return errors.New("no grant")
	}
	return nil
}

// AllowCrew is skipped while nobody is on the list, which is the gate's own: there is no
// record that says so.
func (s *warehouse) AllowCrew(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		return errNone
	}
	if len(s.crew) == 0 {
		return nil
	}
	if !slices.ContainsFunc(r.TLS.PeerCertificates[0].DNSNames, func(n string) bool { return slices.Contains(s.crew, n) }) {
		return errors.New("not on the list")
	}
	return nil
}

// AllowStrict has one grant for everybody: what it leaves out, the gate leaves out.
func (s *warehouse) AllowStrict(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		return errNone
	}
	if !covers(s.strict, r.TLS.PeerCertificates[0]) {
		return errors.New("no grant")
	}
	return nil
}
