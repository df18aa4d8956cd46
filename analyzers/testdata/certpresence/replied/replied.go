// Package replied has handlers that return what is to be answered: something else writes it.
package replied

import (
	"encoding/json"
	"errors"
	"net/http"
)

type mill struct {
	wheels map[string]bool
	epoch  int
}

type handler func(r *http.Request) (int, any, error)

type reader func(r *http.Request) (any, error)

var errRefused = errors.New("millers only")

func (m *mill) answer(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		code, body, err := h(r)
		if err != nil {
			http.Error(w, err.Error(), code)
			return
		}
		w.WriteHeader(code)
		json.NewEncoder(w).Encode(body)
	}
}

func (m *mill) read(h reader) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := h(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		json.NewEncoder(w).Encode(body)
	}
}

// reports: whoever has a certificate turns the wheel.
func (m *mill) turn(r *http.Request) (int, any, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 { // want "any client certificate of a trusted CA passes"
		return http.StatusForbidden, nil, errRefused
	}
	m.epoch++
	return http.StatusAccepted, m.epoch, nil
}

// quiet: a name of the certificate decides.
func (m *mill) stop(r *http.Request) (int, any, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return http.StatusForbidden, nil, errRefused
	}
	for _, n := range r.TLS.PeerCertificates[0].DNSNames {
		if m.wheels[n] {
			m.epoch = 0
			return http.StatusAccepted, nil, nil
		}
	}
	return http.StatusForbidden, nil, errRefused
}

// reports: the reply is a value, and the status is another's matter.
func (m *mill) list(r *http.Request) (any, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want "any client certificate passes"
		return nil, errRefused
	}
	return m.wheels, nil
}

// quiet: it returns the certificate.
func shown(r *http.Request) (any, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errRefused
	}
	return r.TLS.PeerCertificates[0], nil
}

func (m *mill) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /turn", m.answer(m.turn))
	mux.HandleFunc("POST /stop", m.answer(m.stop))
	mux.HandleFunc("GET /wheels", m.read(m.list))
	mux.HandleFunc("GET /shown", m.read(shown))
	return mux
}
