// Package attributes reads a distinguished name attribute by attribute.
package attributes

import (
	"crypto/x509"
	"encoding/asn1"
	"net/http"
)

var (
	oidOrganization = asn1.ObjectIdentifier{2, 5, 4, 97}
	oidCommonName   = asn1.ObjectIdentifier{2, 5, 4, 3}
)

func organization(c *x509.Certificate) (id string) {
	for _, n := range c.Subject.Names {
		if n.Type.Equal(oidOrganization) {
			id, _ = n.Value.(string)
		}
	}
	return id
}

func named(c *x509.Certificate) (name string) {
	for _, n := range c.Subject.Names {
		if n.Type.Equal(oidCommonName) {
			name, _ = n.Value.(string)
		}
	}
	return name
}

func written(c *x509.Certificate) string {
	for _, n := range c.Subject.Names {
		if n.Type.Equal(asn1.ObjectIdentifier{2, 5, 4, 3}) {
			s, _ := n.Value.(string)
			return s
		}
	}
	return ""
}

func serial(c *x509.Certificate) string {
	for _, n := range c.Subject.Names {
		if n.Type.String() != "2.5.4.5" {
			continue
		}
		if s, ok := n.Value.(string); ok {
			return s
		}
	}
	return ""
}

func user(c *x509.Certificate) string {
	for _, n := range c.Subject.Names {
		if n.Type.String() == "0.9.2342.19200300.100.1.1" {
			s, _ := n.Value.(string)
			return s
		}
	}
	return ""
}

// reports: a user's name in the distinguished name.
func (o *Offices) byUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !o.names[user(r.TLS.VerifiedChains[0][0])] { // want "the distinguished name decides"
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func any(c *x509.Certificate) string {
	for _, n := range c.Subject.Names {
		if s, ok := n.Value.(string); ok {
			return s
		}
	}
	return ""
}

// Offices lets offices in.
type Offices struct{ organizations, names, serials map[string]bool }

// quiet: an identifier of its own in the name.
func (o *Offices) byOrganization(next http.Handler) http.Handler {
	return o.let(next, func(c *x509.Certificate) bool { return o.organizations[organization(c)] })
}

// reports: the common name, if by its identifier.
func (o *Offices) byName(next http.Handler) http.Handler {
	return o.let(next, func(c *x509.Certificate) bool { return o.names[named(c)] }) // want "the common name decides"
}

// reports: the same with the identifier written there.
func (o *Offices) byWritten(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !o.names[written(r.TLS.VerifiedChains[0][0])] { // want "the common name decides"
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the serial number of a register.
func (o *Offices) bySerial(next http.Handler) http.Handler {
	return o.let(next, func(c *x509.Certificate) bool { return o.serials[serial(c)] })
}

// reports: whichever comes first.
func (o *Offices) byAny(next http.Handler) http.Handler {
	return o.let(next, func(c *x509.Certificate) bool { return o.names[any(c)] }) // want "the distinguished name decides"
}

func (o *Offices) let(next http.Handler, ok func(*x509.Certificate) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !ok(r.TLS.VerifiedChains[0][0]) {
			http.Error(w, "not one of ours", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
