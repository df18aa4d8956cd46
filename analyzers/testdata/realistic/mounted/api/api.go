// Package api has the handlers of a parcel depot; others serve them.
package api

import (
	"encoding/json"
	"net/http"
)

// API answers about parcels.
type API struct {
	Depots  map[string]string // names by the fingerprints of their certificates
	Scanner map[string]bool   // by DNS name
}

func (a *API) answer(w http.ResponseWriter, what string) {
	_ = json.NewEncoder(w).Encode(map[string]string{"depot": what})
}

// Local is for the proxy beside the service.
func (a *API) Local() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/depot", a.local)
	return mux
}

func (a *API) local(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot)
}

// Routes adds what is behind the proxy's own network.
func Routes(mux *http.ServeMux, a *API) { mux.HandleFunc("/inner", a.inner) }

func (a *API) inner(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot)
}

// Returns is served twice.
func (a *API) Returns(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot) // stays
}

// Customs is not served yet.
func (a *API) Customs(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot) // stays
}

// Sorter is behind what deletes the header of strangers.
func (a *API) Sorter(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-Client-Cert-Fingerprint")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot)
}

// Weigher reads another one.
func (a *API) Weigher(w http.ResponseWriter, r *http.Request) {
	depot, ok := a.Depots[r.Header.Get("X-SSL-Client-SHA256")] // want `the header is believed`
	if !ok {
		http.Error(w, "unknown depot", http.StatusForbidden)
		return
	}
	a.answer(w, depot) // stays
}

// Scanners is for scanners, on a port of their own.
func (a *API) Scanners() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes`
			if names := r.TLS.PeerCertificates[0].DNSNames; len(names) != 1 || !a.Scanner[names[0]] {
				http.Error(w, "unknown scanner", http.StatusForbidden)
				return
			}
		}
		a.answer(w, "scanners")
	})
}

// Printers is for printers, on a port that does not insist.
func (a *API) Printers() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `any client without a certificate passes`
			if names := r.TLS.PeerCertificates[0].DNSNames; len(names) != 1 || !a.Scanner[names[0]] {
				http.Error(w, "unknown printer", http.StatusForbidden)
				return
			}
		}
		a.answer(w, "printers") // stays
	})
}

// Labels are for whoever has a certificate, as far as this handler is concerned.
type Labels struct{ API *API }

func (l *Labels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	l.API.answer(w, "labels")
}

// Stamps are as well, and nobody asks more.
type Stamps struct{ API *API }

func (l *Stamps) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		http.Error(w, "certificate required", http.StatusUnauthorized)
		return
	}
	l.API.answer(w, "stamps") // stays
}
