// Package edgeproofs believes forwarded certificates of a proxy that proves itself.
package edgeproofs

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
)

func signed(r *http.Request, key []byte) (*x509.Certificate, error) {
	v := r.Header.Get("X-Client-Cert")
	sig, err := hex.DecodeString(r.Header.Get("X-Client-Cert-Signature"))
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(v))
	if !hmac.Equal(sig, mac.Sum(nil)) {
		return nil, errors.New("bad signature")
	}
	der, err := base64.StdEncoding.DecodeString(v)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// Signed checks the proxy's signature, which is in a header of the family: quiet.
func Signed(names map[string]bool, key []byte, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := signed(r, key)
		if err != nil || len(cert.DNSNames) == 0 || !names[cert.DNSNames[0]] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Password compares the proxy's password first: quiet.
func Password(names map[string]bool, password string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, got, _ := r.BasicAuth()
		if subtle.ConstantTimeCompare([]byte(got), []byte(password)) != 1 {
			http.Error(w, "edge only", http.StatusForbidden)
			return
		}
		if !names[r.Header.Get("X-Client-Cert-SAN")] {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Named compares a user's name, which is no secret.
func Named(names map[string]bool, user string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Edge") != user || !names[r.Header.Get("X-Client-Cert-SAN")] { // want "the header is believed"
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
