// Package sockets serves health on a socket, and hands out what others serve.
package sockets

import (
	"net"
	"net/http"
)

var teams = map[string]bool{"spiffe://example.org/writer": true}

// Served by whoever calls Handler: reported.
func api(w http.ResponseWriter, r *http.Request) {
	if !teams[r.Header.Get("X-Client-Cert-SAN")] { // want "the header is believed"
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Handler is for other packages.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api", api)
	return mux
}

// ServeLocal serves health on a socket.
func ServeLocal(path string) error {
	ln, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	return http.Serve(ln, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
}
