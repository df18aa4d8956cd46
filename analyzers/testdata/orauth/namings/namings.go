// Package namings asks one after another for the name of the caller; who knows none says "".
package namings

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
)

type namer interface {
	Active() bool
	NameOf(r *http.Request) string
}

type byPin struct{ crews map[[32]byte]string }

func (b byPin) Active() bool { return len(b.crews) > 0 }

func (b byPin) NameOf(r *http.Request) string {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return ""
	}
	name, ok := b.crews[sha256.Sum256(r.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo)]
	if !ok {
		return ""
	}
	return name
}

type byWord struct{ words map[string]string }

func (b byWord) Active() bool { return len(b.words) > 0 }

func (b byWord) NameOf(r *http.Request) string {
	user, word, ok := r.BasicAuth()
	if !ok || subtle.ConstantTimeCompare([]byte(word), []byte(b.words[user])) != 1 {
		return ""
	}
	return user
}

type callerKey struct{}

// Desk asks its namers in turn.
type Desk struct {
	pins   byPin
	words  byWord
	namers []namer
}

// NewDesk returns a desk for crews with certificates.
//
// reports: a password gives a name as well.
func NewDesk(crews map[[32]byte]string, words map[string]string) *Desk {
	w := byWord{words}
	d := &Desk{pins: byPin{crews}, words: w}
	d.namers = []namer{
		d.pins,
		w, // want `a password is an alternative to the client certificate`
	}
	return d
}

// Berths lets in whom one of the namers knows.
func (d *Desk) Berths(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, n := range d.namers {
			if !n.Active() {
				continue
			}
			if name := n.NameOf(r); name != "" {
				next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, name)))
				return
			}
		}
		http.Error(w, "nobody knows you", http.StatusUnauthorized)
	})
}

// Cranes asks for both.
//
// quiet: the password is needed besides the certificate.
func (d *Desk) Cranes(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := d.pins.NameOf(r)
		if name == "" || d.words.NameOf(r) == "" {
			http.Error(w, "both, please", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, name)))
	})
}

// Holds asks all of a list.
//
// quiet: each of them has to know the caller.
func (d *Desk) Holds(next http.Handler) http.Handler {
	all := []namer{d.pins, d.words}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, n := range all {
			if n.NameOf(r) == "" {
				http.Error(w, "all of them, please", http.StatusUnauthorized)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
