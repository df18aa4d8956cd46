package principals

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
)

// A guest may do what its kind may.
type guest interface{ may(room string) bool }

type host struct{ name string }

type ticket struct{ room string }

type passerby struct{}

type house struct {
	secret []byte
	owners map[string]string // of rooms
	shared map[string]bool
}

var rooms = &house{}

func (h host) may(room string) bool { return rooms.owners[room] == h.name }

func (t ticket) may(room string) bool { return t.room == room }

func (passerby) may(room string) bool { return rooms.shared[room] }

// quiet: guests of different types, each with rights of its own.
func (h *house) guest(r *http.Request) (guest, error) {
	if sent := r.URL.Query().Get("signature"); sent != "" {
		mac := hmac.New(sha256.New, h.secret)
		mac.Write([]byte(r.URL.Path))
		sum, err := hex.DecodeString(sent)
		if err != nil || !hmac.Equal(mac.Sum(nil), sum) {
			return nil, errors.New("not our ticket")
		}
		return ticket{r.URL.Path}, nil
	}
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return passerby{}, nil
	}
	for _, name := range r.TLS.VerifiedChains[0][0].DNSNames {
		if h.owners[name] != "" {
			return host{name}, nil
		}
	}
	return nil, errors.New("nobody we know")
}

// quiet: it asks whoever it is what they may.
func (h *house) enter(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g, err := h.guest(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		if !g.may(r.URL.Path) {
			http.Error(w, "not your room", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
