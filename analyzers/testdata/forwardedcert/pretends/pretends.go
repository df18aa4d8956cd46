// Package pretends makes requests look as if their TLS had ended here.
package pretends

import (
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
)

const header = "X-Client-Cert"

var errNoCertificate = errors.New("no certificate")

func parse(text string) (*x509.Certificate, error) {
	text, err := url.QueryUnescape(text)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errNoCertificate
	}
	return x509.ParseCertificate(block.Bytes)
}

func as(r *http.Request, leaf *x509.Certificate) *http.Request {
	out := r.Clone(r.Context())
	out.TLS = &tls.ConnectionState{HandshakeComplete: true, PeerCertificates: []*x509.Certificate{leaf}}
	return out
}

// reports: whoever sends the header has that certificate for all that comes behind.
func anyone(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text := r.Header.Get(header) // want "certificate from a header proves nothing"
		if text == "" {
			next.ServeHTTP(w, r)
			return
		}
		leaf, err := parse(text)
		if err != nil {
			http.Error(w, "malformed certificate", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, as(r, leaf))
	})
}

// quiet: the proxy says its secret first.
func proxied(secret string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Proxy-Secret")), []byte(secret)) != 1 {
			http.Error(w, "not by our proxy", http.StatusForbidden)
			return
		}
		leaf, err := parse(r.Header.Get(header))
		if err != nil {
			http.Error(w, "malformed certificate", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, as(r, leaf))
	})
}

// Serve mounts both.
func Serve(secret string, h http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/a", anyone(h))
	mux.Handle("/b", proxied(secret, h))
	return mux
}
