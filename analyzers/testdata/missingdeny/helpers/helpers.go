// Package helpers leaves the denial to helpers.
package helpers

import (
	"errors"
	"fmt"
	"net/http"

	"testdata/missingdeny/helpers/guard"
)

type depot struct{ secrets map[string]string }

func (d *depot) demand(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
	}
}

func (d *depot) require(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "agent.example" {
		http.Error(w, "not allowed", http.StatusForbidden)
		return errors.New("not allowed")
	}
	return nil
}

func (d *depot) refuse(w http.ResponseWriter) { http.Error(w, "not allowed", http.StatusForbidden) }

// reports: the helper has answered, and says nothing.
func (d *depot) silent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.demand(w, r) // want "goes on after it has turned the caller away"
		next.ServeHTTP(w, r)
	})
}

// reports: the helper's error is dropped.
func (d *depot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = d.require(w, r) // want "goes on after it has turned the caller away"
	fmt.Fprintln(w, d.secrets[r.PathValue("name")])
}

// reports: the answer of another package's helper is dropped.
func (d *depot) dropped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		guard.Require(w, r) // want "goes on after it has turned the caller away"
		next.ServeHTTP(w, r)
	})
}

// reports: another package's helper says nothing.
func (d *depot) demanded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		guard.Demand(w, r) // want "goes on after it has turned the caller away"
		next.ServeHTTP(w, r)
	})
}

// reports: a helper that always denies, and no return.
func (d *depot) refused(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "agent.example" {
			d.refuse(w) // want "goes on after it has turned the caller away"
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the helper's answer is heard.
func (d *depot) heard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !guard.Require(w, r) {
			return
		}
		if err := d.require(w, r); err != nil {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a helper that always denies, and a return.
func (d *depot) refusedFor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "agent.example" {
			d.refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: nothing comes after the helper.
func (d *depot) probe(w http.ResponseWriter, r *http.Request) {
	d.demand(w, r)
}

// reports: what follows takes something away.
func (d *depot) remove(w http.ResponseWriter, r *http.Request) {
	_ = d.require(w, r) // want "goes on after it has turned the caller away"
	delete(d.secrets, r.PathValue("name"))
}

// quiet: what follows takes it away from a variable.
func (d *depot) forget(w http.ResponseWriter, r *http.Request) {
	waiting := map[string]bool{r.PathValue("name"): true}
	_ = d.require(w, r)
	delete(waiting, r.PathValue("name"))
}
