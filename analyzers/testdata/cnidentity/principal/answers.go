package principal

import (
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

type caller struct {
	Subject string `json:"subject"`
	Serial  string `json:"serial"`
}

func verifiedLeaf(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

// quiet: the client is told who it is.
func whoAmI(w http.ResponseWriter, r *http.Request) {
	c := verifiedLeaf(r)
	if c == nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(caller{Subject: c.Subject.CommonName, Serial: c.SerialNumber.Text(16)})
}

type callers interface{ keep(caller) error }

// reports: who it is is kept.
func remember(all callers) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := verifiedLeaf(r)
		if c == nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if err := all.keep(caller{Subject: c.Subject.CommonName}); err != nil { // want "common name"
			w.WriteHeader(http.StatusForbidden)
		}
	}
}

// reports: a token for the name.
func token(sign func([]byte) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := verifiedLeaf(r)
		if c == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		claims, err := json.Marshal(map[string]any{"iat": time.Now().Unix(), "sub": c.Subject.CommonName}) // want "common name"
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(sign(claims)))
	}
}

// quiet: a token for the URI, which tells the name, too.
func namedToken(sign func([]byte) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := verifiedLeaf(r)
		if c == nil || len(c.URIs) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		claims, err := json.Marshal(map[string]any{"sub": c.URIs[0].String(), "label": c.Subject.CommonName})
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(sign(claims)))
	}
}

// reports: there is a file of that name.
func enrolled(dir string, next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := verifiedLeaf(r)
		if c == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, err := os.Stat(filepath.Join(dir, c.Subject.CommonName)); err != nil { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
}
