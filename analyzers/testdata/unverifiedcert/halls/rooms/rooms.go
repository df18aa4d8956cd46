// Package rooms has the handlers of a museum.
package rooms

import (
	"crypto/x509"
	"net/http"
	"slices"
)

// Lenders are known by names.
type Lenders struct{ names []string }

// NewLenders takes their names.
func NewLenders(names ...string) *Lenders { return &Lenders{names} }

func (l *Lenders) only(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		for _, n := range r.TLS.PeerCertificates[0].DNSNames {
			if slices.Contains(l.names, n) {
				next(w, r)
				return
			}
		}
		http.Error(w, "no lender", http.StatusForbidden)
	}
}

func (l *Lenders) loan(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }

// Loans lets lenders in by a name.
func (l *Lenders) Loans() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("POST /loans", l.only(l.loan))
	return m
}

// Depot verifies each certificate by itself.
type Depot struct{ roots *x509.CertPool }

// NewDepot takes the roots.
func NewDepot(roots *x509.CertPool) *Depot { return &Depot{roots} }

// Enter lets in whose chain verifies.
func (d *Depot) Enter(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	_, err := leaf.Verify(x509.VerifyOptions{Roots: d.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil || !slices.Contains(leaf.DNSNames, "van.example") {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Checker verifies certificates, or so its name says.
type Checker interface {
	Check(leaf *x509.Certificate) error
}

// Guides are checked by something else.
type Guides struct{ checks Checker }

// NewGuides takes what checks them.
func NewGuides(checks Checker) *Guides { return &Guides{checks} }

// Tours lets in whom the checker does.
func (g *Guides) Tours(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	if err := g.checks.Check(r.TLS.PeerCertificates[0]); err != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
