// Package settled has handlers that leave the decision to others, which answer themselves.
package settled

import (
	"crypto/x509"
	"net/http"
)

type post struct {
	boxes   map[string][]byte
	holders map[string]string // by URI
}

func (p *post) holds(cert *x509.Certificate, box string) bool {
	return len(cert.URIs) == 1 && p.holders[cert.URIs[0].String()] == box
}

// quiet: presence first, for the better answer; deliver decides.
func (p *post) fetch(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	p.deliver(w, r.TLS.PeerCertificates[0], r.PathValue("box"))
}

func (p *post) deliver(w http.ResponseWriter, cert *x509.Certificate, box string) {
	if !p.holds(cert, box) {
		http.Error(w, "it is somebody else's", http.StatusForbidden)
		return
	}
	w.Write(p.boxes[box])
}

// reports: what it leaves the rest to decides nothing.
func (p *post) peek(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate"
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	p.count(w, r.TLS.PeerCertificates[0], r.PathValue("box"))
}

func (p *post) count(w http.ResponseWriter, cert *x509.Certificate, box string) {
	if len(p.boxes[box]) == 0 {
		http.Error(w, "nothing for "+cert.Subject.String(), http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// counter is where somebody is served.
type counter struct {
	post *post
	w    http.ResponseWriter
	cert *x509.Certificate
}

// quiet: whoever stands at the counter is asked there.
func (p *post) queue(w http.ResponseWriter, r *http.Request) {
	c := &counter{post: p, w: w}
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		c.cert = r.TLS.PeerCertificates[0]
	}
	if c.cert == nil {
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	c.serve(r.PathValue("box"))
}

func (c *counter) serve(box string) {
	if !c.post.holds(c.cert, box) {
		http.Error(c.w, "it is somebody else's", http.StatusForbidden)
		return
	}
	c.w.Write(c.post.boxes[box])
}
