// Package wsocket: two ways to an upgraded connection.
package wsocket

import (
	"crypto/subtle"
	"net/http"
	"sync"

	coder "github.com/coder/websocket"
	"github.com/gorilla/websocket"
)

type hub struct {
	up      websocket.Upgrader
	mu      sync.Mutex
	tickets map[string]bool
	bots    map[string]bool
	secret  []byte
}

func (h *hub) bot(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
		return false
	}
	return h.bots[r.TLS.PeerCertificates[0].URIs[0].String()]
}

func (h *hub) redeem(ticket string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	ok := h.tickets[ticket]
	delete(h.tickets, ticket)
	return ok
}

// gorilla: a ticket of the query, looked up.
func (h *hub) join(w http.ResponseWriter, r *http.Request) {
	if !h.bot(r) && !h.redeem(r.URL.Query().Get("ticket")) { // known limit: a parameter whose name says nothing
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	conn, err := h.up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.WriteMessage(websocket.TextMessage, []byte("joined"))
}

// gorilla: not: the ticket is asked for besides.
func (h *hub) joinBoth(w http.ResponseWriter, r *http.Request) {
	if !h.bot(r) || !h.redeem(r.URL.Query().Get("ticket")) {
		http.Error(w, "unauthenticated", http.StatusUnauthorized)
		return
	}
	conn, err := h.up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.WriteMessage(websocket.TextMessage, []byte("joined"))
}

// coder: a subprotocol that carries the secret.
func (h *hub) control(w http.ResponseWriter, r *http.Request) {
	if !h.bot(r) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Sec-Websocket-Protocol")), h.secret) != 1 { // want `alternative to .*certificate`
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
	}
	c, err := coder.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	_ = c.Write(r.Context(), coder.MessageText, []byte("ready"))
}
