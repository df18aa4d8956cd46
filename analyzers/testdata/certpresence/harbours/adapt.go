package harbours

import (
	"encoding/json"
	"errors"
	"net/http"
)

type problem struct {
	status int
	text   string
}

func (p *problem) Error() string { return p.text }

// adapt makes a handler of one that returns an error: what each of them asks is not asked here.
func adapt(fn func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := fn(w, r)
		if err == nil {
			return
		}
		var p *problem
		if errors.As(err, &p) {
			http.Error(w, p.text, p.status)
			return
		}
		http.Error(w, "something is wrong", http.StatusInternalServerError)
	}
}

func (h *harbour) self(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return &problem{http.StatusBadRequest, "no certificate"}
	}
	return json.NewEncoder(w).Encode(map[string]string{"san": r.TLS.PeerCertificates[0].DNSNames[0]})
}

func (h *harbour) berthOf(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || h.levels[r.TLS.PeerCertificates[0].DNSNames[0]] == 0 {
		return &problem{http.StatusForbidden, "not for you"}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (h *harbour) leave(w http.ResponseWriter, r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		return &problem{http.StatusForbidden, "certificate required"}
	}
	delete(h.levels, r.PathValue("ship"))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (h *harbour) adapted() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /self", adapt(h.self))
	mux.HandleFunc("GET /berth", adapt(h.berthOf))
	mux.HandleFunc("DELETE /ship", adapt(h.leave))
	return mux
}
