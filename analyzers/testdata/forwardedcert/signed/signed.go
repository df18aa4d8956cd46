// Package signed checks signatures over what a proxy forwards, or fails to.
package signed

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"

	"github.com/golang-jwt/jwt/v5"
)

type exchange struct {
	members map[string]bool
	key     *ecdsa.PublicKey
	edge    ed25519.PublicKey
	secret  []byte
}

type assertion struct {
	Subject string `json:"cert_sub"`
	jwt.RegisteredClaims
}

// quiet: a signed assertion, checked before its subject decides.
func (x *exchange) asserted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var claims assertion
		token, err := jwt.ParseWithClaims(r.Header.Get("X-Client-Cert-Assertion"), &claims,
			func(*jwt.Token) (any, error) { return x.key, nil }, jwt.WithValidMethods([]string{"ES256"}))
		if err != nil || !token.Valid || !x.members[claims.Subject] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: an assertion whose signature nobody checks.
func (x *exchange) unverified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var claims assertion
		_, _, err := jwt.NewParser().ParseUnverified(r.Header.Get("X-Client-Cert-Assertion"), &claims) // want "header"
		if err != nil || !x.members[claims.Subject] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (x *exchange) macOK(value, mac string) bool {
	want, err := hex.DecodeString(mac)
	if err != nil {
		return false
	}
	h := hmac.New(sha256.New, x.secret)
	h.Write([]byte(value))
	return hmac.Equal(h.Sum(nil), want)
}

// quiet: an HMAC over the value, compared in constant time.
func (x *exchange) signedName(w http.ResponseWriter, r *http.Request) {
	cn := r.Header.Get("X-SSL-Client-CN")
	if !x.macOK(cn, r.Header.Get("X-Edge-Signature")) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !x.members[cn] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: an Ed25519 signature of the edge over the value.
func (x *exchange) edgeSigned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dn := r.Header.Get("X-SSL-Client-S-DN")
		sig, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Edge-Signature"))
		if err != nil || !ed25519.Verify(x.edge, []byte(dn), sig) || !x.members[dn] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a signature is there, and that is all that is asked of it.
func (x *exchange) signaturePresent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header.Get("X-Edge-Signature")) != crypto.SHA256.Size()*2 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !x.members[r.Header.Get("X-SSL-Client-CN")] { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
