// Package forwarded: the certificate behind a proxy, and other credentials.
package forwarded

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"net/netip"
	"slices"
)

type origin struct {
	dns         []string
	pins        map[string]bool
	key         []byte
	proxySecret []byte
	proxies     []netip.Prefix
}

// The forwarded form: a forwarded DN, or the key.
func (o *origin) dnOrKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-SSL-Client-Verify") == "SUCCESS" && slices.Contains(o.dns, r.Header.Get("X-SSL-Client-S-DN")) {
			next.ServeHTTP(w, r)
			return
		}
		if hmac.Equal([]byte(r.Header.Get("X-Api-Key")), o.key) { // want `alternative to .*certificate`
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
	})
}

// Not: the forwarded DN and the key.
func (o *origin) dnAndKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(o.dns, r.Header.Get("X-SSL-Client-S-DN")) {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		if !hmac.Equal([]byte(r.Header.Get("X-Api-Key")), o.key) {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (o *origin) throughProxy(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Proxy-Secret")), o.proxySecret) == 1
}

func (o *origin) pinned(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	sum := sha256.Sum256(r.TLS.PeerCertificates[0].Raw)
	return o.pins[hex.EncodeToString(sum[:])]
}

// Not: the connection's own certificate, or the forwarded one behind a proxy
// that proves itself: both rest on a client certificate.
func (o *origin) ownOrForwarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok := o.pinned(r)
		if !ok && o.throughProxy(r) {
			ok = o.pins[r.Header.Get("X-SSL-Client-Fingerprint")]
		}
		if !ok {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (o *origin) fromProxy(r *http.Request) bool {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(o.proxies, func(p netip.Prefix) bool { return p.Contains(ap.Addr()) })
}

// A forwarded fingerprint on a known hop, or the key.
func (o *origin) hopOrKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.fromProxy(r) && o.pins[r.Header.Get("X-SSL-Client-Fingerprint")] {
			next.ServeHTTP(w, r)
			return
		}
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), o.key) == 0 { // want `alternative to .*certificate`
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (o *origin) mount(h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/a/", o.dnOrKey(h))
	mux.Handle("/b/", o.dnAndKey(h))
	mux.Handle("/c/", o.ownOrForwarded(h))
	mux.Handle("/d/", o.hopOrKey(h))
	return mux
}
