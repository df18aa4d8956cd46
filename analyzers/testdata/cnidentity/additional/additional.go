// Package additional checks the common name beside a strong identity.
package additional

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"net/http"
	"slices"
)

type pinned struct {
	name string
	sum  [sha256.Size]byte
	dns  string
	uri  string
}

func leaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

// quiet: the CN in addition to a fingerprint on every way in.
func (p *pinned) both(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		sum := sha256.Sum256(cert.Raw)
		if cert.Subject.CommonName != p.name || subtle.ConstantTimeCompare(sum[:], p.sum[:]) != 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the CN first, the URI SAN afterwards, by early returns.
func (p *pinned) inTurn(w http.ResponseWriter, r *http.Request) {
	cert := leaf(r)
	if cert == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if cert.Subject.CommonName != p.name {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if len(cert.URIs) != 1 || cert.URIs[0].String() != p.uri {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the strong identity is checked by a helper.
func (p *pinned) withHelper(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil || !p.speaks(cert) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		switch cert.Subject.CommonName {
		case p.name, "*." + p.dns:
			next.ServeHTTP(w, r)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	})
}

func (p *pinned) speaks(cert *x509.Certificate) bool {
	return slices.Contains(cert.DNSNames, p.dns)
}

// quiet: two ways in, the CN is an addition on both.
func (p *pinned) twoWays(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil || cert.Subject.CommonName != p.name {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if sum := sha256.Sum256(cert.Raw); sum == p.sum {
			next.ServeHTTP(w, r)
			return
		}
		if slices.Contains(cert.DNSNames, p.dns) {
			next.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
	})
}

// reports: the CN or a SAN; on one way in the CN stands alone.
func (p *pinned) either(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if slices.Contains(cert.DNSNames, p.dns) || cert.Subject.CommonName == p.name { // want "common name"
			next.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
	})
}

// reports: the fingerprint is compared on one way only.
func (p *pinned) writesOnly(w http.ResponseWriter, r *http.Request) {
	cert := leaf(r)
	if cert == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if cert.Subject.CommonName != p.name { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if r.Method == http.MethodPost {
		if sum := sha256.Sum256(cert.Raw); sum != p.sum {
			w.WriteHeader(http.StatusForbidden)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the SAN decides nothing, a mismatch is only noted.
func (p *pinned) lenient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert := leaf(r)
		if cert == nil || cert.Subject.CommonName != p.name { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !slices.Contains(cert.DNSNames, p.dns) {
			w.Header().Set("Warning", "certificate without a DNS name")
		}
		next.ServeHTTP(w, r)
	})
}
