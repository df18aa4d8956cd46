// Package forwarded: the same facts, read from a proxy's headers.
package forwarded

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

const (
	headerVerify = "X-SSL-Client-Verify"
	headerCert   = "X-Forwarded-Client-Cert"
)

type backend struct {
	proxySecret  string
	fingerprints map[string]string
	events       []string
}

// A forwarded verify result as the only check.
func (b *backend) verified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(headerVerify) != "SUCCESS" { // want `any .*certificate`
			http.Error(w, "client certificate required", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The same on a hop that is known: whose certificate it was stays unasked.
func (b *backend) verifiedHop(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Proxy-Secret")), []byte(b.proxySecret)) != 1 {
			http.Error(w, "not through the proxy", http.StatusForbidden)
			return
		}
		if r.Header.Get(headerVerify) != "SUCCESS" { // want `any .*certificate`
			http.Error(w, "client certificate required", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A forwarded certificate that merely exists.
func (b *backend) publish(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get(headerCert) == "" { // want `any .*certificate`
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	b.events = append(b.events, r.FormValue("event"))
	w.WriteHeader(http.StatusAccepted)
}

// gin: the verdict in another product's spelling.
func ginVerified(c *gin.Context) {
	if c.GetHeader("Ssl-Client-Verify") != "SUCCESS" { // want `any .*certificate`
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Next()
}

// The verdict, and then the fingerprint of the forwarded certificate.
func (b *backend) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(headerVerify) != "SUCCESS" {
			http.Error(w, "client certificate required", http.StatusForbidden)
			return
		}
		text, err := url.QueryUnescape(r.Header.Get("X-SSL-Client-Cert"))
		if err != nil {
			http.Error(w, "malformed header", http.StatusBadRequest)
			return
		}
		block, _ := pem.Decode([]byte(text))
		if block == nil {
			http.Error(w, "malformed certificate", http.StatusBadRequest)
			return
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			http.Error(w, "malformed certificate", http.StatusBadRequest)
			return
		}
		sum := sha256.Sum256(cert.Raw)
		if _, ok := b.fingerprints[hex.EncodeToString(sum[:])]; !ok {
			http.Error(w, "unknown certificate", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A forwarded URI decides: forwardedcert's, not this rule's.
func (b *backend) workload(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, part := range strings.Split(r.Header.Get(headerCert), ";") {
			if uri, ok := strings.CutPrefix(part, "URI="); ok && uri == "spiffe://example.org/frontend" {
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, "frontend only", http.StatusForbidden)
	})
}

// A forwarded name decides: forwardedcert's, not this rule's.
func (b *backend) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-SSL-Client-S-DN") != "CN=loader,O=Example" {
			http.Error(w, "loader only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The verdict goes to the log.
func (b *backend) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if v := r.Header.Get(headerVerify); v != "SUCCESS" {
			slog.Warn("request without verified certificate", "verdict", v)
		}
		next.ServeHTTP(w, r)
	})
}

// A proxy that sets the header from its own connection.
func annotate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del(headerVerify)
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			r.Header.Set(headerVerify, "SUCCESS")
		}
		next.ServeHTTP(w, r)
	})
}

// The digest of the forwarded certificate is looked up.
func (b *backend) pinned(loaders map[string]*loader, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.Header.Get("X-Client-Cert")))
		if loaders[hex.EncodeToString(sum[:])] == nil {
			http.Error(w, "not a loader", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type loader struct{ name string }

// The peer's name goes in a header to whoever is behind.
func told(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		r.Header.Del("X-Client-Cert-San")
		if uris := r.TLS.PeerCertificates[0].URIs; len(uris) > 0 {
			r.Header.Set("X-Client-Cert-San", uris[0].String())
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "certificate without a URI", http.StatusForbidden)
	})
}

// Nobody's name goes on.
func noted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		r.Header.Set("X-Encrypted", "yes")
		next.ServeHTTP(w, r)
	})
}
