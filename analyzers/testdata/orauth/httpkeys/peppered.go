package httpkeys

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

// shop knows keys by their digests with a pepper, and partners by their certificates.
type shop struct {
	pepper   []byte
	byKey    map[string]string
	partners map[string]string
}

func (s *shop) ofKey(r *http.Request) (string, bool) {
	_, secret, ok := r.BasicAuth()
	if !ok {
		return "", false
	}
	mac := hmac.New(sha256.New, s.pepper)
	mac.Write([]byte(secret))
	name, ok := s.byKey[hex.EncodeToString(mac.Sum(nil))]
	return name, ok
}

func (s *shop) ofCertificate(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", false
	}
	sum := sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)
	name, ok := s.partners[hex.EncodeToString(sum[:])]
	return name, ok
}

// reports: a password is looked up by its digest.
func (s *shop) either(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, ok := s.ofCertificate(r)
		if !ok {
			_, ok = s.ofKey(r) // want "password is an alternative"
		}
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: both are needed.
func (s *shop) both(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, cert := s.ofCertificate(r)
		_, key := s.ofKey(r)
		if !cert || !key {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
