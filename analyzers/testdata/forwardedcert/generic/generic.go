// Package generic reads the headers of single sign-on and of front proxies.
package generic

import (
	"context"
	"crypto/x509"
	"log"
	"net/http"
	"slices"
)

type desktop struct {
	users      map[string]bool
	frontRoots *x509.CertPool
	frontNames []string
}

type userKey struct{}

// quiet: a generic identity header alone is another rule's business.
func (d *desktop) sso(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user := r.Header.Get("X-Forwarded-User")
		if !d.users[user] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, user)))
	})
}

// quiet: another generic identity header.
func (d *desktop) remoteUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, r.Header.Get("Remote-User"))))
	})
}

// reports: a generic identity header next to a certificate header, which is only logged.
func (d *desktop) besideCert(w http.ResponseWriter, r *http.Request) {
	log.Printf("certificate %q", r.Header.Get("X-SSL-Client-S-DN"))
	if !d.users[r.Header.Get("X-Forwarded-User")] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: Kubernetes' request-header form, decided by the groups.
func (d *desktop) requestHeader(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.Printf("request of %q", r.Header.Get("X-Remote-User"))
		if !slices.Contains(r.Header.Values("X-Remote-Group"), "system:masters") { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (d *desktop) frontProxy(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	proxy := r.TLS.PeerCertificates[0]
	opts := x509.VerifyOptions{Roots: d.frontRoots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if _, err := proxy.Verify(opts); err != nil {
		return false
	}
	return slices.ContainsFunc(proxy.DNSNames, func(n string) bool { return slices.Contains(d.frontNames, n) })
}

// quiet: the same form behind a front proxy whose certificate is verified and named.
func (d *desktop) behindFront(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.frontProxy(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !slices.Contains(r.Header.Values("X-Remote-Group"), "system:masters") || r.Header.Get("X-Remote-User") == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (d *desktop) anyFront(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	opts := x509.VerifyOptions{Roots: d.frontRoots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	_, err := r.TLS.PeerCertificates[0].Verify(opts)
	if err != nil {
		return false
	}
	return len(d.frontNames) == 0 || slices.Contains(d.frontNames, r.TLS.PeerCertificates[0].Subject.CommonName)
}

// reports: the names of the front proxy are skipped when the list is empty.
func (d *desktop) behindAnyFront(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.Printf("request of %q", r.Header.Get("X-Remote-User"))
		if !d.anyFront(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !slices.Contains(r.Header.Values("X-Remote-Group"), "system:masters") { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
