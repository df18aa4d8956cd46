// Package bound: tokens bound to the certificate, and tokens that are not.
package bound

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

type confirmation struct {
	Thumbprint string `json:"x5t#S256"`
}

type boundClaims struct {
	jwt.RegisteredClaims
	Cnf confirmation `json:"cnf"`
}

type resource struct {
	keyFunc jwt.Keyfunc
	names   map[string]bool
}

func bearer(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

func thumbprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// RFC 8705: the token carries the certificate's thumbprint.
func (s *resource) certificateBound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		var claims boundClaims
		if _, err := jwt.ParseWithClaims(bearer(r), &claims, s.keyFunc); err != nil {
			http.Error(w, "token", http.StatusUnauthorized)
			return
		}
		if subtle.ConstantTimeCompare([]byte(claims.Cnf.Thumbprint), []byte(thumbprint(r.TLS.PeerCertificates[0]))) != 1 {
			http.Error(w, "token is bound to another certificate", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A token that is signed with the key of the connection's certificate, or a
// name of the list: both rest on the certificate.
func (s *resource) signedByPeer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		key := func(*jwt.Token) (any, error) { return leaf.PublicKey, nil }
		if _, err := jwt.Parse(bearer(r), key, jwt.WithValidMethods([]string{"ES256"})); err != nil {
			if len(leaf.DNSNames) == 0 || !s.names[leaf.DNSNames[0]] {
				http.Error(w, "unauthenticated", http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// The twin: the token has nothing to do with the certificate.
func (s *resource) signedByAnyone(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := jwt.Parse(bearer(r), s.keyFunc, jwt.WithValidMethods([]string{"ES256"})); err != nil { // want `alternative to .*certificate`
			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 || !s.names[r.TLS.PeerCertificates[0].DNSNames[0]] {
				http.Error(w, "unauthenticated", http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

var errUnbound = errors.New("token is not bound to the certificate")

func (s *resource) checkBound(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return errUnbound
	}
	var claims boundClaims
	if _, err := jwt.ParseWithClaims(bearer(r), &claims, s.keyFunc); err != nil {
		return err
	}
	if claims.Cnf.Thumbprint != thumbprint(r.TLS.VerifiedChains[0][0]) {
		return errUnbound
	}
	return nil
}

// The bound token, or a name of the list: the token never stands alone.
func (s *resource) boundOrNamed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.checkBound(r); err == nil {
			next.ServeHTTP(w, r)
			return
		}
		if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
			for _, n := range r.TLS.VerifiedChains[0][0].DNSNames {
				if s.names[n] {
					next.ServeHTTP(w, r)
					return
				}
			}
		}
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
	})
}
