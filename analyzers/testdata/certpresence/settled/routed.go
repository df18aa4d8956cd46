package settled

import (
	"crypto/x509"
	"encoding/json"
	"net/http"
)

// office has a router of its own, in front of which a certificate is asked for.
type office struct {
	routes *http.ServeMux
	post   *post
}

func newOffice(p *post) *office {
	o := &office{routes: http.NewServeMux(), post: p}
	o.routes.HandleFunc("GET /boxes/{box}", p.fetch)
	o.routes.HandleFunc("DELETE /boxes/{box}", o.holding(func(w http.ResponseWriter, r *http.Request) {
		delete(p.boxes, r.PathValue("box"))
	}))
	return o
}

func (o *office) holding(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !o.post.holds(r.TLS.PeerCertificates[0], r.PathValue("box")) {
			http.Error(w, "it is somebody else's", http.StatusForbidden)
			return
		}
		h(w, r)
	}
}

// quiet: each route decides.
func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	o.routes.ServeHTTP(w, r)
}

// hall has one route that does not.
type hall struct {
	routes *http.ServeMux
	post   *post
}

func newHall(p *post) *hall {
	h := &hall{routes: http.NewServeMux(), post: p}
	h.routes.HandleFunc("GET /boxes/{box}", p.fetch)
	h.routes.HandleFunc("GET /count", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(len(p.boxes))
	})
	return h
}

// reports: any certificate gets to the route that does not decide.
func (h *hall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate"
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	h.routes.ServeHTTP(w, r)
}

type answer struct {
	code int
	body any
}

// quiet: what is answered says whether he may.
func (p *post) ask(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	a := p.about(r.TLS.PeerCertificates[0], r.PathValue("box"))
	w.WriteHeader(a.code)
	json.NewEncoder(w).Encode(a.body)
}

func (p *post) about(cert *x509.Certificate, box string) answer {
	if !p.holds(cert, box) {
		return answer{http.StatusForbidden, "it is somebody else's"}
	}
	return answer{http.StatusOK, p.boxes[box]}
}

// quiet: everybody sees what is his.
func (p *post) list(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	var mine []string
	for box := range p.boxes {
		if p.holds(r.TLS.PeerCertificates[0], box) {
			mine = append(mine, box)
		}
	}
	json.NewEncoder(w).Encode(mine)
}

// reports: everybody sees everything.
func (p *post) listAll(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate"
		http.Error(w, "a client certificate is needed", http.StatusUnauthorized)
		return
	}
	var all []string
	for box := range p.boxes {
		all = append(all, box)
	}
	json.NewEncoder(w).Encode(all)
}
