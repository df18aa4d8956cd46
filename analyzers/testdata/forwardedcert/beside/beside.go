// Package beside makes servers for a proxy on the same machine, and for one elsewhere; others
// start them.
package beside

import (
	"net/http"
	"slices"
)

type ferry struct{ names []string }

func (f *ferry) board(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(f.names, r.Header.Get("X-Client-Cert-San")) {
		http.Error(w, "not on the list", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (f *ferry) load(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(f.names, r.Header.Get("X-Client-Cert-San")) { // want "the header is believed"
		http.Error(w, "not on the list", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Passengers is for the proxy beside it. quiet: only this machine gets there.
func (f *ferry) Passengers() *http.Server {
	return &http.Server{Addr: "127.0.0.1:9091", Handler: http.HandlerFunc(f.board)}
}

// Cargo is for all. reports: anybody gets there.
func (f *ferry) Cargo() *http.Server {
	return &http.Server{Addr: ":9092", Handler: http.HandlerFunc(f.load)}
}
