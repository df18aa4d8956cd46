package front

import (
	"log"
	"net/http"
	"net/netip"
)

// Layer goes around a handler.
type Layer func(http.Handler) http.Handler

// Around puts layers around a handler, the first one outermost.
func Around(h http.Handler, layers ...Layer) http.Handler {
	for i := len(layers) - 1; i >= 0; i-- {
		h = layers[i](h)
	}
	return h
}

// FromNets lets those networks in, and nobody else.
func FromNets(nets []netip.Prefix) Layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			from, err := netip.ParseAddrPort(r.RemoteAddr)
			if err != nil {
				http.Error(w, "not for you", http.StatusForbidden)
				return
			}
			for _, n := range nets {
				if n.Contains(from.Addr()) {
					next.ServeHTTP(w, r)
					return
				}
			}
			http.Error(w, "not for you", http.StatusForbidden)
		})
	}
}

// Logged writes a line for each request.
func Logged() Layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			log.Print(r.Method, r.URL.Path)
			next.ServeHTTP(w, r)
		})
	}
}
