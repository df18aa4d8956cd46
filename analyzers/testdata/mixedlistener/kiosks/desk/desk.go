// Package desk has the handlers of kiosks.
package desk

import "net/http"

// Desk is what the kiosks show.
type Desk struct {
	Text   map[string]string
	Clerks map[string]bool
	Next   http.Handler
}

// Reset takes back what a kiosk shows.
func (d *Desk) Reset(w http.ResponseWriter, r *http.Request) {
	delete(d.Text, r.PathValue("kiosk"))
	w.WriteHeader(http.StatusNoContent)
}

// Write changes what a kiosk shows, for clerks.
func (d *Desk) Write(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 || !d.Clerks[r.TLS.PeerCertificates[0].DNSNames[0]] {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	d.Text[r.PathValue("kiosk")] = r.FormValue("text")
}

// Forward hands everything to something else.
func (d *Desk) Forward(w http.ResponseWriter, r *http.Request) { d.Next.ServeHTTP(w, r) }
