// Package wsocket: the gate is in front of the upgrade.
package wsocket

import (
	"net/http"
	"slices"

	coder "github.com/coder/websocket"
	"github.com/gorilla/websocket"
)

type hub struct {
	up    websocket.Upgrader
	names []string
}

// gorilla: presence, then the connection is handed on.
func (h *hub) feed(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	conn, err := h.up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	for {
		kind, msg, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if err := conn.WriteMessage(kind, msg); err != nil {
			return
		}
	}
}

// gorilla: a name of the list, in the same place.
func (h *hub) feedNamed(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	if !slices.ContainsFunc(r.TLS.PeerCertificates[0].DNSNames, func(n string) bool { return slices.Contains(h.names, n) }) {
		http.Error(w, "not a subscriber", http.StatusForbidden)
		return
	}
	conn, err := h.up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.WriteMessage(websocket.TextMessage, []byte("hello"))
}

// coder: accepted after presence alone.
func (h *hub) control(w http.ResponseWriter, r *http.Request) {
	if state := r.TLS; state == nil || len(state.VerifiedChains) == 0 { // want `any .*certificate`
		w.WriteHeader(http.StatusForbidden)
		return
	}
	c, err := coder.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	for {
		_, msg, err := c.Read(r.Context())
		if err != nil {
			return
		}
		h.names = append(h.names, string(msg))
	}
}

// gorilla's CheckOrigin set to a function that looks at the certificate's name.
func newHub(names []string) *hub {
	h := &hub{names: names}
	h.up.CheckOrigin = func(r *http.Request) bool {
		return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && len(r.TLS.PeerCertificates[0].DNSNames) > 0 && slices.Contains(h.names, r.TLS.PeerCertificates[0].DNSNames[0])
	}
	return h
}
