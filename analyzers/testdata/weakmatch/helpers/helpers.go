// Package helpers has the fingerprints made elsewhere.
package helpers

import (
	"errors"
	"net/http"
	"slices"

	"testdata/weakmatch/helpers/fp"
)

type roster struct{ prints []string }

// reports: another package makes the SHA-1 fingerprint.
func (t *roster) short(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !slices.Contains(t.prints, fp.Short(r.TLS.PeerCertificates[0])) { // want "MD5 or SHA-1"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (t *roster) known(r *http.Request) bool {
	return slices.Contains(t.prints, r.TLS.PeerCertificates[0].SerialNumber.String()) // want "serial number .* does not say whose"
}

// reports: a helper compares.
func (t *roster) Check(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !t.known(r) {
		return errors.New("not allowed")
	}
	return nil
}

// quiet: another package makes the SHA-256 fingerprint.
func (t *roster) long(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !slices.Contains(t.prints, fp.Long(r.TLS.PeerCertificates[0])) {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
