// Package doors has one gate for several doors, each of which has its own check.
package doors

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"net/http"
)

type house struct {
	guests  map[[sha1.Size]byte]bool
	cooks   [][]byte
	porters map[[sha256.Size]byte]bool
}

// reports: a digest that two certificates can share.
func (h *house) guest(c *x509.Certificate) bool {
	return h.guests[sha1.Sum(c.Raw)] // want "an MD5 or SHA-1 digest does not tell certificates apart"
}

// reports, too: another check, with another repair.
func (h *house) cook(c *x509.Certificate) bool {
	for _, id := range h.cooks {
		if bytes.Equal(id, c.SubjectKeyId) { // want "a key identifier is what an issuer writes"
			return true
		}
	}
	return false
}

// quiet: the certificate itself.
func (h *house) porter(c *x509.Certificate) bool {
	return h.porters[sha256.Sum256(c.Raw)]
}

func (h *house) door(ok func(*x509.Certificate) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ok(r.TLS.VerifiedChains[0][0]) {
			http.Error(w, "not this door", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (h *house) doors(rooms http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/hall", h.door(h.guest, rooms))
	mux.Handle("/kitchen", h.door(h.cook, rooms))
	mux.Handle("/yard", h.door(h.porter, rooms))
	return mux
}
