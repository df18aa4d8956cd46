// Package helpers has the fingerprints made elsewhere.
package helpers

import (
	"crypto/ecdsa"
	"errors"
	"math/big"
	"net/http"
	"slices"

	"testdata/weakmatch/helpers/fp"
)

type roster struct {
	prints []string
	owners map[string]string
	keys   []*ecdsa.PublicKey
}

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

func (t *roster) owner(number *big.Int) (string, bool) {
	o, ok := t.owners[number.Text(16)] // want "serial number .* does not say whose"
	return o, ok
}

func (t *roster) holds(key *ecdsa.PublicKey) bool {
	return slices.ContainsFunc(t.keys, func(k *ecdsa.PublicKey) bool { return k.Equal(key) })
}

// reports: a helper finds the owner by the number that it is given.
func (t *roster) owned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := t.owner(r.TLS.VerifiedChains[0][0].SerialNumber); !ok {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a helper asks for the key, too.
func (t *roster) keyed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaf := r.TLS.VerifiedChains[0][0]
		key, ok := leaf.PublicKey.(*ecdsa.PublicKey)
		if !ok || leaf.SerialNumber.Cmp(big.NewInt(1)) < 0 || !t.holds(key) {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
