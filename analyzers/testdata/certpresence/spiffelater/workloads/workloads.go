// Package workloads has middleware for servers that other packages make.
package workloads

import (
	"net/http"

	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/svid/x509svid"
)

// Peers are the workloads that may call.
type Peers map[spiffeid.ID]bool

// Only lets the peers in.
func (p Peers) Only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		id, err := x509svid.IDFromCert(r.TLS.PeerCertificates[0])
		if err != nil || !p[id] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Counted lets everybody in.
func (p Peers) Counted(next http.Handler) http.Handler {
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		next.ServeHTTP(w, r)
	})
}

// Stock is served with the peers' routes alone.
func (p Peers) Stock(report http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /stock", p.Only(report))
	mux.Handle("POST /stock", p.Only(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusCreated)
	})))
	return p.Counted(mux)
}

// Shelves has one route that is everybody's.
func (p Peers) Shelves(report http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /shelf", p.Only(report))
	mux.Handle("DELETE /shelf", report)
	return p.Counted(mux)
}
