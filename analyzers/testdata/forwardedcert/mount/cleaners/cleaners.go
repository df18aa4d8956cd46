// Package cleaners tells another package's middleware which header fields to delete.
package cleaners

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"testdata/forwardedcert/mount/cleaners/wash"
)

type lab struct{ staff map[string]bool }

const uri = "X-Client-Cert-Uri"

// It is overwritten in front.
func (l *lab) own() http.Handler {
	r := chi.NewRouter()
	r.Use(wash.Own(uri))
	r.Get("/probes", func(w http.ResponseWriter, r *http.Request) {
		if !l.staff[r.Header.Get(uri)] {
			http.Error(w, "staff only", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return r
}

// Another one is.
func (l *lab) another() http.Handler {
	r := chi.NewRouter()
	r.Use(wash.Own(uri))
	r.Get("/probes", func(w http.ResponseWriter, r *http.Request) {
		if !l.staff[r.Header.Get("X-Client-Cert-Subject")] { // want "the header is believed"
			http.Error(w, "staff only", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return r
}

// It is one of those that are deleted.
func (l *lab) dropped() http.Handler {
	return wash.Drop("X-Client-Cert-Serial", "X-Client-Cert-Hash")(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.staff[r.Header.Get("x-client-cert-hash")] {
			http.Error(w, "staff only", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
}

// It is none of them.
func (l *lab) left() http.Handler {
	return wash.Drop("X-Client-Cert-Serial")(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.staff[r.Header.Get("X-Client-Cert-Hash")] { // want "the header is believed"
			http.Error(w, "staff only", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
}

// On some requests it stays.
func (l *lab) sometimes() http.Handler {
	return wash.DropPlain("X-Client-Cert-Dn")(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.staff[r.Header.Get("X-Client-Cert-Dn")] { // want "the header is believed"
			http.Error(w, "staff only", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
}

// Routes has all.
func Routes(l *lab) {
	http.Handle("/own/", l.own())
	http.Handle("/another/", l.another())
	http.Handle("/dropped/", l.dropped())
	http.Handle("/left/", l.left())
	http.Handle("/sometimes/", l.sometimes())
}
