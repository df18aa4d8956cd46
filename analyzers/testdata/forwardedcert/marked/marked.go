// Package marked has a verifier that only a mark tells.
package marked

import "net/http"

type attestor interface{ Attest(remote string) int }

type gateway struct {
	attestor attestor
	names    map[string]bool
}

// viaEdge asks the attestor about the hop.
//
//mtlslint:verifies proxy
func (g *gateway) viaEdge(r *http.Request) bool {
	return g.attestor.Attest(r.RemoteAddr)&4 != 0
}

// quiet: a function marked as verifier has verified the hop.
func (g *gateway) orders(w http.ResponseWriter, r *http.Request) {
	if !g.viaEdge(r) || !g.names[r.Header.Get("X-SSL-Client-CN")] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the mark counts where the function is asked, and here it is not.
func (g *gateway) invoices(w http.ResponseWriter, r *http.Request) {
	if !g.names[r.Header.Get("X-SSL-Client-CN")] { // want "header"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
