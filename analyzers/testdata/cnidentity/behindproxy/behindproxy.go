// Package behindproxy reads names that a proxy forwards.
package behindproxy

import (
	"crypto/subtle"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"slices"
)

type backend struct {
	proxies []netip.Prefix
	users   map[string]int
	names   []string
	target  *url.URL
}

func (b *backend) fromProxy(r *http.Request) bool {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(b.proxies, func(p netip.Prefix) bool { return p.Contains(addr.Addr().Unmap()) })
}

// reports: a forwarded CN where the hop is verified, medium confidence.
func (b *backend) verifiedHop(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.fromProxy(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if _, ok := b.users[r.Header.Get("X-SSL-Client-CN")]; !ok { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a forwarded DN where the hop is verified.
func (b *backend) verifiedDN(w http.ResponseWriter, r *http.Request) {
	if !b.fromProxy(r) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	dn := r.Header.Get("X-SSL-Client-S-DN")
	if !slices.Contains(b.names, dn) { // want "distinguished name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the CN of a forwarded certificate where the hop is verified.
func (b *backend) verifiedCert(w http.ResponseWriter, r *http.Request) {
	if !b.fromProxy(r) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	raw, err := url.QueryUnescape(r.Header.Get("X-SSL-Client-Cert"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	block, _ := pem.Decode([]byte(raw))
	if block == nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if _, ok := b.users[cert.Subject.CommonName]; !ok { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a forwarded CN where the hop is not verified is forwardedcert's.
func (b *backend) openHop(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := b.users[r.Header.Get("X-SSL-Client-CN")]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a forwarded SAN where the hop is verified is a strong identity.
func (b *backend) verifiedSAN(w http.ResponseWriter, r *http.Request) {
	if !b.fromProxy(r) || !slices.Contains(b.names, r.Header.Get("X-Client-Cert-Spiffe")) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a proxy passes the name on.
func (b *backend) proxy() http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(b.target)
		pr.Out.Header.Del("X-SSL-Client-CN")
		if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-SSL-Client-CN", pr.In.TLS.VerifiedChains[0][0].Subject.CommonName)
		}
	}}
}

// reports: a secret that only the proxy knows says who sent it.
func (b *backend) bySecret(secret string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Proxy-Auth")), []byte(secret)) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, ok := b.users[r.Header.Get("X-SSL-Client-S-DN")]; !ok { // want "distinguished name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the proxy's own certificate does.
func (b *backend) byCertificate(proxy string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || !slices.Contains(r.TLS.VerifiedChains[0][0].DNSNames, proxy) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, ok := b.users[r.Header.Get("X-SSL-Client-CN")]; !ok { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a secret, and an alternative name.
func (b *backend) bySecretURI(secret string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Proxy-Auth")), []byte(secret)) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, ok := b.users[r.Header.Get("X-Client-Cert-SAN-URI")]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: an alternative name decides, too.
func (b *backend) bySecretBoth(secret, uri string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Proxy-Auth")), []byte(secret)) != 1 || r.Header.Get("X-Client-Cert-SAN-URI") != uri {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, ok := b.users[r.Header.Get("X-SSL-Client-CN")]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
