// Package lodges asks another package who calls.
package lodges

import (
	"crypto/x509"
	"net/http"

	"testdata/weakmatch/lodges/doors"
)

type lodge struct {
	house *x509.Certificate
	roots *x509.CertPool
	names []string
}

// reports: at the call, and leads to the check in the other package.
func (l *lodge) rooms(w http.ResponseWriter, r *http.Request) {
	if err := doors.Resident(r, l.house, l.names); err != nil { // want "CheckSignatureFrom"
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the chain is verified.
func (l *lodge) hall(w http.ResponseWriter, r *http.Request) {
	if err := doors.Guest(r, l.roots, l.names); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
