// Package stamped is behind a gateway that signs what it says, and keeps it for handlers.
package stamped

import (
	"context"
	"net/http"
	"slices"

	"testdata/forwardedcert/stamped/seals"
)

type trader struct{ URI string }

type traderKey struct{}

type order struct {
	Principal string
	Items     []string
}

// quiet: the seal says who sent the header, before it is kept.
func sealed(key []byte, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uri := r.Header.Get("X-Client-Cert-Uri")
		if err := seals.Check(key, r); err != nil {
			http.Error(w, "not from the gateway", http.StatusForbidden)
			return
		}
		t := trader{URI: uri}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), traderKey{}, t)))
	})
}

// quiet: what it is asked about was kept where the hop was known.
func permits(t trader, traders []string) bool { return slices.Contains(traders, t.URI) }

type market struct {
	traders []string
	orders  []order
}

func (m *market) buy(w http.ResponseWriter, r *http.Request) {
	t, ok := r.Context().Value(traderKey{}).(trader)
	if !ok || !permits(t, m.traders) {
		http.Error(w, "traders only", http.StatusForbidden)
		return
	}
	m.orders = append(m.orders, order{Principal: t.URI, Items: r.URL.Query()["item"]})
	w.WriteHeader(http.StatusCreated)
}

type seller struct{ URI string }

type sellerKey struct{}

// reports: nobody asks who sent the header that is kept.
func unsealed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := seller{URI: r.Header.Get("X-Client-Cert-Uri")} // want "the header is believed"
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sellerKey{}, s)))
	})
}

func (m *market) sell(w http.ResponseWriter, r *http.Request) {
	s, ok := r.Context().Value(sellerKey{}).(seller)
	if !ok || !slices.Contains(m.traders, s.URI) {
		http.Error(w, "traders only", http.StatusForbidden)
		return
	}
	m.orders = append(m.orders, order{Principal: s.URI})
	w.WriteHeader(http.StatusCreated)
}

// Market serves both.
func Market(key []byte, traders []string) http.Handler {
	m := &market{traders: traders}
	mux := http.NewServeMux()
	mux.Handle("/buy", sealed(key, http.HandlerFunc(m.buy)))
	mux.Handle("/sell", unsealed(http.HandlerFunc(m.sell)))
	return mux
}
