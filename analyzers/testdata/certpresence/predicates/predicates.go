// Package predicates: helpers that fetch or test, and the gates that use them.
package predicates

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
)

var errNoPeer = errors.New("no peer certificate")

func presented(cs *tls.ConnectionState) bool {
	return cs != nil && len(cs.PeerCertificates) > 0
}

func chained(cs *tls.ConnectionState) bool {
	if cs == nil {
		return false
	}
	return len(cs.VerifiedChains) > 0 && len(cs.VerifiedChains[0]) > 0
}

// Not: a helper that only fetches or returns the certificate.
func ClientCertificate(r *http.Request) (*x509.Certificate, error) {
	if !presented(r.TLS) {
		return nil, errNoPeer
	}
	return r.TLS.PeerCertificates[0], nil
}

// Not: a value taken from the certificate.
func peerNames(r *http.Request) ([]string, bool) {
	if !chained(r.TLS) {
		return nil, false
	}
	return r.TLS.VerifiedChains[0][0].DNSNames, true
}

type shop struct {
	tenants map[string]string
	stock   map[string]int
}

// The finding is in the gate, at the helper's call.
func (s *shop) restock(w http.ResponseWriter, r *http.Request) {
	if !presented(r.TLS) { // want `any .*certificate`
		http.Error(w, "suppliers only", http.StatusForbidden)
		return
	}
	s.stock[r.FormValue("sku")]++
	w.WriteHeader(http.StatusNoContent)
}

// The same with a helper that returns the certificate, whose value is not used.
func (s *shop) clearance(w http.ResponseWriter, r *http.Request) {
	if _, err := ClientCertificate(r); err != nil { // want `any .*certificate`
		http.Error(w, fmt.Sprintf("clearance: %v", err), http.StatusUnauthorized)
		return
	}
	clear(s.stock)
	w.WriteHeader(http.StatusNoContent)
}

// The names are looked up after the same helper.
func (s *shop) tenantStock(w http.ResponseWriter, r *http.Request) {
	names, ok := peerNames(r)
	if !ok {
		http.Error(w, "suppliers only", http.StatusForbidden)
		return
	}
	for _, n := range names {
		if t, known := s.tenants[n]; known {
			fmt.Fprintln(w, t, s.stock[t])
			return
		}
	}
	http.Error(w, "unknown supplier", http.StatusForbidden)
}

// A predicate that sets a price is quiet.
func (s *shop) price(w http.ResponseWriter, r *http.Request) {
	cents := 1000
	if presented(r.TLS) {
		cents = 800
	}
	fmt.Fprintf(w, "%d.%02d\n", cents/100, cents%100)
}

// A predicate that chooses a banner is quiet.
func (s *shop) banner(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if chained(r.TLS) {
			w.Header().Set("X-Banner", "wholesale")
		}
		next.ServeHTTP(w, r)
	})
}

// Absence lets the request go on, as anonymous, to what is behind.
func (s *shop) optional(next func(http.ResponseWriter, *http.Request, *x509.Certificate)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		cert, err := ClientCertificate(r)
		if err != nil {
			next(w, r, nil)
			return
		}
		next(w, r, cert)
	}
}

func (s *shop) mount(files http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /restock", s.restock)
	mux.HandleFunc("POST /clearance", s.clearance)
	mux.HandleFunc("GET /stock", s.tenantStock)
	mux.HandleFunc("GET /price", s.price)
	mux.Handle("/", s.banner(files))
	return mux
}

type subjects struct{ allowed []string }

// An identity check that is skipped when its list is empty.
func (s *subjects) AllowListed(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any .*certificate`
		return false
	}
	if len(s.allowed) == 0 {
		return true
	}
	name := r.TLS.VerifiedChains[0][0].DNSNames[0]
	for _, a := range s.allowed {
		if name == a {
			return true
		}
	}
	return false
}

// The same check, never skipped.
func (s *subjects) AllowOnlyListed(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	name := r.TLS.VerifiedChains[0][0].DNSNames[0]
	for _, a := range s.allowed {
		if name == a {
			return true
		}
	}
	return false
}
