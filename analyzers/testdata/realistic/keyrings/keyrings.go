// Package keyrings asks functions of the library whether a list has the certificate:
// what the literal that they are given compares is the decision.
package keyrings

import (
	"crypto/ecdsa"
	"crypto/x509"
	"net/http"
	"slices"
	"sort"
	"strings"

	"testdata/realistic/keyrings/pins"
)

type keyring struct{ keys []*ecdsa.PublicKey }

func (k *keyring) has(c *x509.Certificate) bool {
	key, ok := c.PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return false
	}
	return slices.ContainsFunc(k.keys, func(x *ecdsa.PublicKey) bool { return x.Equal(key) })
}

func (k *keyring) Protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !k.has(r.TLS.PeerCertificates[0]) {
			http.Error(w, "unknown key", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func answersTo(hosts []string, c *x509.Certificate) bool {
	return slices.IndexFunc(hosts, func(h string) bool { return c.VerifyHostname(h) == nil }) >= 0
}

func Hosts(hosts []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !answersTo(hosts, r.TLS.VerifiedChains[0][0]) {
			http.Error(w, "unknown host", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func named(names []string, c *x509.Certificate) bool {
	return slices.ContainsFunc(names, func(n string) bool { return n == c.Subject.CommonName }) // want `the common name decides who the peer is`
}

func Names(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !named(names, r.TLS.VerifiedChains[0][0]) {
			http.Error(w, "unknown name", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// shared asks no literal with anything captured.
func shared(c *x509.Certificate) bool {
	return slices.ContainsFunc(c.DNSNames, internal)
}

func internal(name string) bool { return name == "scheduler.internal" }

func Internal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !shared(r.TLS.VerifiedChains[0][0]) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// usable says nothing about whose certificate it is.
func usable(c *x509.Certificate) bool {
	return slices.ContainsFunc(c.ExtKeyUsage, func(u x509.ExtKeyUsage) bool { return u == x509.ExtKeyUsageClientAuth })
}

func Usable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any client certificate of a trusted CA passes`
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !usable(r.TLS.VerifiedChains[0][0]) {
			http.Error(w, "not for clients", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sorted only puts the list in order with what it captures.
func sorted(hosts []string, c *x509.Certificate) []string {
	sort.Slice(hosts, func(i, j int) bool { return strings.HasPrefix(hosts[i], c.SerialNumber.String()) })
	return hosts
}

func Sorted(hosts []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want `any client certificate of a trusted CA passes`
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if len(sorted(hosts, r.TLS.VerifiedChains[0][0])) == 0 {
			http.Error(w, "no hosts", http.StatusNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Pinned(s pins.Set, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !s.Holds(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not pinned", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Opened(s pins.Set, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		if !s.Open(r.TLS.PeerCertificates[0]) { // want `any client certificate passes`
			http.Error(w, "no pins", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
