// Package sshkeys knows clients by the SSH form of their certificates' keys.
package sshkeys

import (
	"bytes"
	"crypto/x509"
	"net/http"

	"golang.org/x/crypto/ssh"
)

type door struct {
	old  map[string]string
	now  map[string]string
	keys [][]byte
}

func (d *door) open(knows func(*x509.Certificate) bool, room http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !knows(r.TLS.PeerCertificates[0]) {
			http.Error(w, "not for you", http.StatusForbidden)
			return
		}
		room(w, r)
	}
}

// reports: the MD5 digest of the key.
func (d *door) byOld(c *x509.Certificate) bool {
	k, err := ssh.NewPublicKey(c.PublicKey)
	if err != nil {
		return false
	}
	_, ok := d.old[ssh.FingerprintLegacyMD5(k)] // want "MD5 or SHA-1"
	return ok
}

// quiet: the SHA-256 digest of the key.
func (d *door) byNow(c *x509.Certificate) bool {
	k, err := ssh.NewPublicKey(c.PublicKey)
	if err != nil {
		return false
	}
	_, ok := d.now[ssh.FingerprintSHA256(k)]
	return ok
}

// quiet: the key itself.
func (d *door) byKey(c *x509.Certificate) bool {
	k, err := ssh.NewPublicKey(c.PublicKey)
	if err != nil {
		return false
	}
	for _, have := range d.keys {
		if bytes.Equal(have, k.Marshal()) {
			return true
		}
	}
	return false
}

// quiet: the digest is shown to somebody who is known by the key.
func (d *door) card(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !d.byKey(r.TLS.PeerCertificates[0]) {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	k, err := ssh.NewPublicKey(r.TLS.PeerCertificates[0].PublicKey)
	if err != nil {
		http.Error(w, "no SSH key", http.StatusBadRequest)
		return
	}
	_, _ = w.Write([]byte(ssh.FingerprintLegacyMD5(k)))
}

func (d *door) rooms(mux *http.ServeMux, hall http.HandlerFunc) {
	mux.HandleFunc("/attic", d.open(d.byOld, hall))
	mux.HandleFunc("/hall", d.open(d.byNow, hall))
	mux.HandleFunc("/cellar", d.open(d.byKey, hall))
	mux.HandleFunc("/card", d.card)
}
