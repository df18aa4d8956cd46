// Package trust has middleware for others.
package trust

import (
	"net/http"
	"net/netip"
)

// Clean deletes the header field unless a proxy of the list has sent it.
func Clean(proxies []netip.Prefix) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !Contains(proxies, r.RemoteAddr) {
				r.Header.Del("X-Client-Cert-Fingerprint")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Contains reports whether an address is in a list.
func Contains(proxies []netip.Prefix, remote string) bool {
	ap, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, p := range proxies {
		if p.Contains(ap.Addr()) {
			return true
		}
	}
	return false
}

// Gate lets in what the proxies have sent.
type Gate struct{ Proxies []netip.Prefix }

// Wrap puts the gate in front of a handler.
func (g *Gate) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !Contains(g.Proxies, r.RemoteAddr) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Count puts nothing in front of a handler but a counter.
func (g *Gate) Count(next http.Handler) http.Handler {
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		next.ServeHTTP(w, r)
	})
}
