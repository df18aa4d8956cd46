// Package given has combinators that take the checks as parameters.
package given

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
)

type check func(*http.Request) bool

type finder func(*http.Request) (who string, ok bool)

type lock struct {
	pinned, spare [][]byte
	code, old     string
}

func (l *lock) pin(r *http.Request) bool { return shows(r, l.pinned) }

func (l *lock) spares(r *http.Request) bool { return shows(r, l.spare) }

func shows(r *http.Request, keys [][]byte) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	for _, k := range keys {
		if bytes.Equal(k, r.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo) {
			return true
		}
	}
	return false
}

func (l *lock) knows(r *http.Request) bool { return says(r, l.code) }

func (l *lock) knew(r *http.Request) bool { return says(r, l.old) }

func says(r *http.Request, code string) bool {
	sum, want := sha256.Sum256([]byte(r.Header.Get("X-Door-Token"))), sha256.Sum256([]byte(code))
	return subtle.ConstantTimeCompare(sum[:], want[:]) == 1
}

func either(a, b check, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !a(r) && !b(r) {
			http.Error(w, "closed", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func both(a, b check, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !a(r) || !b(r) {
			http.Error(w, "closed", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func one(a check, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !a(r) {
			http.Error(w, "closed", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func firstOf(a, b finder, next func(http.ResponseWriter, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, ok := a(r)
		if !ok {
			who, ok = b(r)
		}
		if !ok {
			http.Error(w, "closed", http.StatusForbidden)
			return
		}
		next(w, who)
	}
}

func (l *lock) bearer(r *http.Request) (string, bool) { return "door", l.pin(r) }

func (l *lock) caller(r *http.Request) (string, bool) { return "door", l.knows(r) }

// reports: each call says of which two one is enough.
//
// quiet: calls whose two checks ask for the same, and one for each of two doors.
func (l *lock) doors() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/cellar", either(l.pin, l.spares, l.open))
	mux.HandleFunc("/shed", either(l.knows, l.knew, l.open))
	mux.HandleFunc("/attic", either(
		l.pin,
		l.knows, // want "alternative to the client certificate"
		l.open,
	))
	mux.HandleFunc("/hall", firstOf(
		l.bearer,
		l.caller, // want "alternative to the client certificate"
		func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusNoContent) },
	))
	mux.HandleFunc("/vault", both(l.pin, l.knows, l.open))
	mux.HandleFunc("/gate", one(l.pin, l.open))
	mux.HandleFunc("/yard", one(l.knew, l.open))
	return mux
}

func (l *lock) open(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
