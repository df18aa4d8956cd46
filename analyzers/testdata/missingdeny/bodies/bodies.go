// Package bodies writes, behind the status of a denial, the answer that says why.
package bodies

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

type outcome struct {
	Err  error
	For  string
	Rows []string
}

func (o *outcome) IsError() bool { return o.Err != nil }

// Full reports whether there are rows.
func (o *outcome) Full() bool { return len(o.Rows) > 0 }

type ledger struct {
	names []string
	rows  []string
}

var errStranger = fmt.Errorf("a stranger")

func (l *ledger) read(r *http.Request) *outcome {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 || !slices.Contains(l.names, r.TLS.PeerCertificates[0].DNSNames[0]) {
		return &outcome{Err: errStranger}
	}
	return &outcome{Rows: l.rows, For: r.TLS.PeerCertificates[0].DNSNames[0]}
}

// The answer is the denial's body.
func (l *ledger) encoded(w http.ResponseWriter, r *http.Request) {
	o := l.read(r)
	if o.IsError() {
		w.WriteHeader(http.StatusForbidden)
	}
	_ = json.NewEncoder(w).Encode(o)
}

// By a field.
func (l *ledger) printed(w http.ResponseWriter, r *http.Request) {
	o := l.read(r)
	if o.Err != nil {
		w.WriteHeader(http.StatusForbidden)
	}
	_ = json.NewEncoder(w).Encode(o)
}

// Here what is asked for is written all the same.
func (l *ledger) rowsToo(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(l.names, r.TLS.PeerCertificates[0].DNSNames[0]) {
		w.WriteHeader(http.StatusForbidden) // want "goes on after it has turned the caller away"
	}
	_ = json.NewEncoder(w).Encode(l.rows)
}

// It is no error that is asked for.
func (l *ledger) full(w http.ResponseWriter, r *http.Request) {
	o := l.read(r)
	if !o.Full() {
		w.WriteHeader(http.StatusForbidden) // want "goes on after it has turned the caller away"
	}
	_ = json.NewEncoder(w).Encode(o)
}

// Routes has all.
func Routes(names, rows []string) *http.ServeMux {
	l := &ledger{names, rows}
	mux := http.NewServeMux()
	mux.HandleFunc("/encoded", l.encoded)
	mux.HandleFunc("/printed", l.printed)
	mux.HandleFunc("/rows", l.rowsToo)
	mux.HandleFunc("/full", l.full)
	return mux
}
